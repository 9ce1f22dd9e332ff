"""How behaviour goes with the tiers of a customer type: the model behind the look-alikes.

Behaviour is what customers do with the bank, and what they earn; never their assets, contribution
or anything a tier is computed from, nor who they are. It is learned from the whole bank at the
date, whatever part of it is shown, so that a branch's list is a part of the bank's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import likeness, problems
from analytics.engine import Engine, Parameter
from analytics.scope import Scope
from analytics.segment_coordinates import coordinates, fitted_features
from analytics.segment_problems import NoLikeness
from analytics.segment_sample import Asked, asked
from data.segmentation import FittedFeature, Segment, Segmentation

if TYPE_CHECKING:
    from data.rules import Floats

SIGNS = {"up": 1, "down": -1}
BEHAVIOUR = (
    "time_share",
    "wealth_share",
    "other_share",
    "payroll_in",
    "txn_cnt_90d",
    "txn_amt_90d",
    "digital_login_30d",
    "product_cnt",
    "annual_income",
)
"""Features that say how somebody banks, without what a tier is computed from."""

MOST_UNKNOWN = 0.2
"""A behaviour more customers lack is not used: they could not be compared."""

MOST_TIERS = 4
ANY = -1
NEVER = 1e300


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalikes:
    """How behaviour goes with the tiers of a type, learned from a bank's customers at a date.

    tiers: codes, the lowest first; bounds: their lower lines but the lowest's. weight: per feature,
    standardised, 0 where it does not go with higher tiers. lines: None where too few sit above or
    below. unused: behaviour too many lack, or that is the same for all. known_share: by behaviour.
    """

    customer_type: str
    tiers: tuple[str, ...]
    metric: str
    bounds: tuple[float, ...]
    features: tuple[FittedFeature, ...]
    weight: tuple[float, ...]
    lines: tuple[likeness.Line | None, ...]
    unused: tuple[str, ...]
    known_share: dict[str, float]
    sample_count: int

    @property
    def scoring(self) -> Segmentation:
        """The score as SQL knows it: two centres whose distances' difference is the score."""
        quarter = tuple(part / 4 for part in self.weight)
        ends = tuple(-part for part in quarter), quarter
        return Segmentation(
            customer_type=self.customer_type,
            features=self.features,
            segments=tuple(
                Segment(code=code, name_en=code, name_zh=code, centre=end)
                for code, end in zip(("below", "above"), ends, strict=True)
            ),
            fitted_on=pd.Timestamp.min.date(),
            release="",
            sample_count=self.sample_count,
        )

    def asked(self, direction: str) -> dict[str, Parameter]:
        """The parameters of relations/resembling.sql.

        Raises:
            UnreadableOption: no such direction.
        """
        if direction not in SIGNS:
            raise problems.UnreadableOption(
                option="direction", value=direction, expected=" or ".join(SIGNS)
            )
        found: dict[str, Parameter] = {
            "segmentation": self.scoring, "sign": SIGNS[direction], "metric": self.metric,
        }  # fmt: skip
        for place in range(MOST_TIERS):
            found[f"tier_{place}"] = self.tiers[place] if place < len(self.tiers) else ""
        for place in range(1, MOST_TIERS):
            line = self.lines[place - 1] if place <= len(self.lines) else None
            found |= {
                f"high_{place}": line.score(likeness.ALIKE) if line else NEVER,
                f"low_{place}": line.score(1 - likeness.ALIKE) if line else -NEVER,
                f"intercept_{place}": line.intercept if line else 0.0,
                f"slope_{place}": line.slope if line else 0.0,
                f"line_{place}": self.bounds[place - 1] if place <= len(self.bounds) else 0.0,
            }
        return found

    def place(self, tier: str) -> int:
        """The place of a tier, ANY for "".

        Raises:
            UnknownValue: no such tier.
        """
        if not tier:
            return ANY
        if tier not in self.tiers:
            raise problems.UnknownValue(column="tier", value=tier, known=", ".join(self.tiers))
        return self.tiers.index(tier)


def lookalike_model(engine: Engine, scope: Scope, customer_type: str = "personal") -> Lookalikes:
    """Return how behaviour goes with the tiers of a type, in the whole bank at `scope.at`.

    Raises:
        EmptyScope, UnknownValue, NoLikeness: too few sit in a second tier, or nothing differs.
    """
    bank = replace(scope.single, where=(), populations=())
    ladder = engine.ask("segments/tier_lines", bank, customer_type=customer_type)
    wanted = asked(engine, bank, features=BEHAVIOUR, customer_type=customer_type)
    known = {name: 1 - wanted.missing[name] / wanted.open_count for name in BEHAVIOUR}
    names = tuple(name for name in BEHAVIOUR if known[name] >= 1 - MOST_UNKNOWN)
    values, tier = _sampled(engine, bank, wanted, names) if names else ({}, np.array([]))
    places = pd.Series(ladder.index, index=ladder["code"]).reindex(tier)
    if places.isna().any() or not len(places):
        values = {name: column[places.notna().to_numpy()] for name, column in values.items()}
        places = places.dropna()
    place = places.to_numpy().astype(np.int64)
    features, _ = fitted_features(values)
    nothing = NoLikeness(date=scope.at.isoformat(), needed=likeness.FEWEST)
    if not features or len(ladder) < 2:
        raise nothing
    standard = coordinates(features, values)
    weight = likeness.weights(standard, place, len(ladder))
    lines = likeness.lines(standard @ weight, place, len(ladder))
    if not any(lines):
        raise nothing
    return Lookalikes(
        customer_type=customer_type,
        tiers=tuple(ladder["code"]),
        metric=str(ladder["metric"].iloc[0]),
        bounds=tuple(ladder["lower_bound"].astype(float))[1:],
        features=features,
        weight=tuple(float(part) for part in weight),
        lines=lines,
        unused=tuple(n for n in BEHAVIOUR if n not in {each.name for each in features}),
        known_share=known,
        sample_count=len(place),
    )


def _sampled(
    engine: Engine, bank: Scope, wanted: Asked, names: tuple[str, ...]
) -> tuple[dict[str, Floats], Floats]:
    batches = engine.stream(
        "segments/behaviour",
        bank,
        customer_type=wanted.customer_type,
        features=names,
        below=wanted.digest(names),
    )
    table = pa.Table.from_batches(list(batches))
    values = {name: table.column(f"f{at}").to_numpy() for at, name in enumerate(names)}
    return values, table.column("tier").to_numpy()
