"""A segmentation somebody adopted: its features, its centres, its names, and the SQL that assigns.

Fitting is analytics' work. What is kept, and how every row of a release gets its segment from it,
is here, because a load derives the column `segment` of the fact with it.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from data.segment_features import FEATURES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Transform = Literal["log", "rank", "plain"]
RANK_PIECES = 20
"""A rank is read off a line through so many equal parts of the sample."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedFeature:
    """How one number of a customer becomes one standardised coordinate.

    The raw number is transformed (`log`: signed ln(1 + |x|); `rank`: its share of the sample from
    0 to 1, read off `knots`; `plain`: as it is), cut to `low` … `high`, less `mean`, over `scale`.
    `value`: the code a yes-or-no feature asks for (`service_group` = farmer), else empty.
    """

    name: str
    transform: Transform
    low: float
    high: float
    mean: float
    scale: float
    value: str = ""
    knots: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One segment: its code in the fact (P1 …), names, and centre in standardised units.

    stability: mean Jaccard of the resamples, 0 to 1. customer_count: at `fitted_on`.
    """

    code: str
    name_en: str
    name_zh: str
    centre: tuple[float, ...]
    stability: float = 0.0
    customer_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmentation:
    """A partition of all open customers of one type; who lacks a feature belongs to none.

    `version` counts adoptions of the type from 1; 0 was not adopted. `recommended`: whether the
    method advised it; without, `override_note` says why it was adopted all the same.
    """

    customer_type: str
    features: tuple[FittedFeature, ...]
    segments: tuple[Segment, ...]
    fitted_on: dt.date
    release: str
    sample_count: int
    name: str = ""
    version: int = 0
    recommended: bool = False
    override_note: str = ""
    scope_words: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)

    def to_json(self) -> str:
        """Return it as text that `from_json` reads back equal."""
        return json.dumps(asdict(self) | {"fitted_on": self.fitted_on.isoformat()})

    @classmethod
    def from_json(cls, text: str) -> Segmentation:
        """Return the segmentation `to_json` wrote."""
        plain = json.loads(text)
        features = tuple(
            FittedFeature(**(each | {"knots": tuple(each["knots"])})) for each in plain["features"]
        )
        segments = tuple(
            Segment(**(each | {"centre": tuple(each["centre"])})) for each in plain["segments"]
        )
        day = dt.date.fromisoformat(plain["fitted_on"])
        return cls(**(plain | {"features": features, "segments": segments, "fitted_on": day}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """SQL that gives a row its segment, over `s` (customer_snapshot) and `c` (customer).

    coordinates: one expression per feature, to be selected as z0, z1, … distances: one per
    segment over those, to be selected as d0, d1, … nearest: the least of these, to be selected as
    `nearest`. code: the segment's code from d0 … and `nearest`; null where a feature is.
    bound: the values they name, without colon. needs_customer: whether `c` is read.
    """

    coordinates: tuple[str, ...]
    distances: tuple[str, ...]
    nearest: str
    code: str
    bound: Mapping[str, float | str]
    needs_customer: bool

    def over(self, rows: str) -> str:
        """Return the select that adds z0 …, d0 …, nearest and segment_now to all columns of `rows`.

        rows: SQL of a relation with the columns of customer_snapshot, in brackets or a name.
        Each step is a select of its own because an engine repeats an expression that stands in
        a `case`: written in one the distances cost seven times as much.
        """
        joined = "left join customer as c on c.customer_key = s.customer_key"
        return (
            f"select measured.*, {self.code} as segment_now from ("
            f"select placed.*, {self.nearest} as nearest from ("
            f"select standard.*, {_numbered('d', self.distances)} from ("
            f"select s.*, {_numbered('z', self.coordinates)} from {rows} as s "
            f"{joined if self.needs_customer else ''}"
            ") as standard) as placed) as measured"
        )


def assignment(segmentation: Segmentation, prefix: str = "seg") -> Assignment:
    """Return the SQL of a segmentation's assignment; every number binds under `prefix`.

    The nearest centre wins; of equally near ones the first. Only differences of squared distances
    are computed: |z - c|² less |z|² is |c|² - 2 c·z. Source: k-means' own rule, Lloyd (1982).
    """
    bound: dict[str, float | str] = {}
    coordinates = tuple(
        coordinate_sql(each, f"{prefix}_f{number}", bound)
        for number, each in enumerate(segmentation.features)
    )
    distances = tuple(
        _distance(each.centre, f"{prefix}_c{number}", bound)
        for number, each in enumerate(segmentation.segments)
    )
    for number, each in enumerate(segmentation.segments):
        bound[f"{prefix}_n{number}"] = each.code
    columns = [f"d{number}" for number in range(len(distances))]
    cases = " ".join(
        f"when {column} <= nearest then :{prefix}_n{number}"
        for number, column in enumerate(columns)
    )
    return Assignment(
        coordinates=coordinates,
        distances=distances,
        nearest=f"least({', '.join(columns)})" if len(columns) > 1 else columns[0],
        code=f"case {cases} end",
        bound=bound,
        needs_customer=any(
            FEATURES[each.name].home == "customer" for each in segmentation.features
        ),
    )


def _numbered(letter: str, expressions: Sequence[str]) -> str:
    return ", ".join(f"{sql} as {letter}{number}" for number, sql in enumerate(expressions))


def coordinate_sql(feature: FittedFeature, prefix: str, bound: dict[str, float | str]) -> str:
    """Return one standardised coordinate; its numbers are put into `bound` under `prefix`."""
    raw = FEATURES[feature.name].sql
    if feature.value:
        bound[f"{prefix}_is"] = feature.value
        raw = f"case when {raw} is null then null when {raw} = :{prefix}_is then 1.0 else 0.0 end"
    moved = {
        "plain": lambda: raw,
        "log": lambda: f"sign({raw}) * ln(1 + abs({raw}))",
        "rank": lambda: _rank(raw, feature.knots, prefix, bound),
    }[feature.transform]()
    bound |= {
        f"{prefix}_low": feature.low,
        f"{prefix}_high": feature.high,
        f"{prefix}_mean": feature.mean,
        f"{prefix}_scale": feature.scale,
    }
    cut = (
        f"case when {raw} is null then null "
        f"else least(greatest({moved}, :{prefix}_low), :{prefix}_high) end"
    )
    return f"({cut} - :{prefix}_mean) / :{prefix}_scale"


def _rank(raw: str, knots: Sequence[float], prefix: str, bound: dict[str, float | str]) -> str:
    """SQL of the share of the sample below: a line through the knots, flat where two are equal."""
    pieces = []
    for number, (low, high) in enumerate(pairwise(knots)):
        bound |= {f"{prefix}_k{number}": low, f"{prefix}_k{number + 1}": high}
        left, right = f":{prefix}_k{number}", f":{prefix}_k{number + 1}"
        if high > low:
            pieces.append(
                f"(least(greatest({raw}, {left}), {right}) - {left}) / ({right} - {left})"
            )
        else:
            pieces.append(f"case when {raw} > {left} then 1.0 else 0.0 end")
    return f"({' + '.join(pieces) or '0.0'}) / {max(len(pieces), 1)}"


def _distance(centre: Sequence[float], prefix: str, bound: dict[str, float | str]) -> str:
    bound[f"{prefix}_norm"] = sum(part * part for part in centre)
    terms = []
    for number, part in enumerate(centre):
        bound[f"{prefix}_{number}"] = -2.0 * part
        terms.append(f":{prefix}_{number} * z{number}")
    return f"(:{prefix}_norm + {' + '.join(terms)})"
