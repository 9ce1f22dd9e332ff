"""Who looks like Gold and sits in Silver, and the reverse: behaviour against tier.

Behaviour is what customers do with the bank, and what they earn; never their assets, contribution
or anything a tier is computed from, nor who they are. How behaviour goes with tiers is learned from
the whole bank at the date, whatever part of it is shown, so that a branch's list is a part of the
bank's. Similarity 0.9 means: of as many customers in that tier or above as below it, nine in ten
with such behaviour are in it or above.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import likeness, problems
from analytics.engine import MAX_ANSWER_ROWS, Engine, Parameter
from analytics.scope import Scope
from analytics.segment_coordinates import coordinates, fitted_features
from analytics.segment_members import EVERYTHING
from analytics.segment_problems import NoLikeness
from analytics.segment_profiles import missing_tables
from analytics.segment_sample import DIGESTS, DRAWN, EVERY_DIGEST, SAMPLE_SIZE, Asked, asked
from data.segmentation import FittedFeature, Segment, Segmentation

if TYPE_CHECKING:
    from data.rules import Floats

Direction = Literal["up", "down"]
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
    known = wanted.open_count - max(wanted.missing[name] for name in names)
    below = EVERY_DIGEST if known <= SAMPLE_SIZE else f"{DIGESTS * DRAWN // known:08x}"
    batches = engine.stream(
        "segments/behaviour",
        bank,
        customer_type=wanted.customer_type,
        features=names,
        below=below,
    )
    table = pa.Table.from_batches(list(batches))
    values = {name: table.column(f"f{at}").to_numpy() for at, name in enumerate(names)}
    return values, table.column("tier").to_numpy()


def segment_lookalike_pairs(
    engine: Engine,
    scope: Scope,
    *,
    customer_type: str = "personal",
    model: Lookalikes | None = None,
) -> pd.DataFrame:
    """How many customers of each tier behave like another tier, and what is between them?

    Returns:
        customer_type, tier, looks_like (the highest tier above theirs, or the lowest below, that
        they resemble with a similarity of 0.9 or more), direction (up, down), customer_count, gap
        (up: together short of the lower line of the tier resembled; down: together above its upper
        line; never below 0), amount (assets, or what the tier is computed from). One row per pair
        with customers, up before down, tiers from the lowest. model: what `lookalike_model` gave.

    Raises:
        EmptyScope, UnknownValue, NoLikeness.
    """
    model = model or lookalike_model(engine, scope, customer_type)
    parts = []
    for direction in SIGNS:
        found = engine.ask("segments/lookalike_pairs", scope.single, **model.asked(direction))
        parts.append(found.assign(direction=direction).sort_values(["place", "like_place"]))
    frame = pd.concat(parts, ignore_index=True)
    frame["customer_type"] = model.customer_type
    frame["tier"] = [model.tiers[int(place)] for place in frame["place"]]
    frame["looks_like"] = [model.tiers[int(place)] for place in frame["like_place"]]
    columns = ["customer_type", "tier", "looks_like", "direction", "customer_count", "gap"]
    return frame[[*columns, "amount"]]


def segment_lookalikes(  # noqa: PLR0913 - a page of a list has these facts
    engine: Engine,
    scope: Scope,
    *,
    customer_type: str = "personal",
    direction: str = "up",
    tier: str = "",
    looks_like: str = "",
    limit: int = 50,
    offset: int = 0,
    model: Lookalikes | None = None,
) -> pd.DataFrame:
    """Who behaves like another tier? One page of the list: furthest from it first, then most alike.

    direction: `up` for those who sit below the tier they resemble, `down` for those above it.
    tier, looks_like: only those who sit in one, or resemble one. model: see `lookalike_model`.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier,
        looks_like, similarity (0.9 to 1), amount (what the tier is computed from), line (up: the
        lower line of the tier resembled; down: its upper line), gap (between amount and line,
        never below 0), consented (agreed to marketing and has not refused lists made by scores; null
        without a consent table). As many as `segment_lookalike_pairs` counts, at most 10,000
        rows. Purpose: marketing.

    Raises:
        EmptyScope, UnknownValue, UnreadableOption, NoLikeness.
    """
    model = model or lookalike_model(engine, scope, customer_type)
    asked_for = _list(model, direction, tier, looks_like)
    asked_for |= {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    people = engine.ask("segments/lookalikes", _marketing(scope), **asked_for)
    return _worded(people, model, consent="consent" not in missing_tables(engine, scope))


def segment_lookalikes_blocks(  # noqa: PLR0913 - as of the list
    engine: Engine,
    scope: Scope,
    *,
    customer_type: str = "personal",
    direction: str = "up",
    tier: str = "",
    looks_like: str = "",
    model: Lookalikes | None = None,
) -> Iterator[pd.DataFrame]:
    """Yield everybody who behaves like another tier, with the columns of `segment_lookalikes`."""
    model = model or lookalike_model(engine, scope, customer_type)
    asked_for = _list(model, direction, tier, looks_like) | {"page_size": EVERYTHING, "skipped": 0}
    consent = "consent" not in missing_tables(engine, scope)
    batches = engine.stream("segments/lookalikes", _marketing(scope), **asked_for)
    return (_worded(each.to_pandas(), model, consent=consent) for each in batches if each.num_rows)


def segment_lookalike_basis(
    engine: Engine, scope: Scope, *, customer_type: str = "personal"
) -> pd.DataFrame:
    """Which behaviour tells the tiers apart, and how much does each count?

    Returns:
        feature, known_share (of the bank's customers of the type), is_used, weight (standardised;
        0: does not go with higher tiers), weight_share (of all weights), scored_count and
        customer_count (customers in scope whose behaviour is known, and all). One row per
        behaviour, the heaviest first.

    Raises:
        EmptyScope, UnknownValue, NoLikeness.
    """
    model = lookalike_model(engine, scope, customer_type)
    (counts,) = engine.ask("segments/scored", scope.single, segmentation=model.scoring).to_dict(
        "records"
    )
    weight = dict(zip((each.name for each in model.features), model.weight, strict=True))
    rows = [
        {
            "feature": name,
            "known_share": model.known_share[name],
            "is_used": name in weight,
            "weight": weight.get(name, 0.0),
            "weight_share": weight.get(name, 0.0) / sum(model.weight),
            "scored_count": int(counts["scored_count"]),
            "customer_count": int(counts["customer_count"]),
        }
        for name in BEHAVIOUR
    ]
    return pd.DataFrame(rows).sort_values(
        "weight", ascending=False, kind="stable", ignore_index=True
    )


def _list(model: Lookalikes, direction: str, tier: str, looks_like: str) -> dict[str, Parameter]:
    places: dict[str, Parameter] = {
        "place": model.place(tier),
        "like_place": model.place(looks_like),
    }
    return model.asked(direction) | places


def _marketing(scope: Scope) -> Scope:
    return replace(scope.single, purpose="marketing")


def _worded(people: pd.DataFrame, model: Lookalikes, *, consent: bool) -> pd.DataFrame:
    """The list with the tier resembled in its code, and consent null where nobody gave any."""
    like = [model.tiers[int(place)] for place in people["like_place"]]
    people.insert(people.columns.get_loc("tier") + 1, "looks_like", like)
    people["consented"] = people["consented"].astype("boolean") if consent else pd.NA
    return people.drop(columns="like_place")
