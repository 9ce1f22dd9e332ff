"""What sets each segment apart: the three features with the largest effects, and the heat map.

An effect is Cohen's d in transformed units: the segment's mean less the mean of all others, over
their pooled standard deviation (Cohen 1988, 2.2). Shares and yes-or-no features say the plain
difference of the two means instead. Features are ordered by |d| in either case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.scope import Scope
from analytics.segment_people import People, segment_people
from data.segment_features import FEATURES
from data.segmentation import FittedFeature, Segmentation

if TYPE_CHECKING:
    from data.rules import Flags, Floats

MOST_TELLING = 3
Typical = Literal["median", "mean", "share"]
PEOPLE = ["segment", "name_en", "name_zh"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """How a segment differs from all others in one feature.

    effect: `d` in standard deviations, or the plain `difference` of shares, -1 to 1. typical: the
    median in original units; of a yes-or-no feature the share; the mean where both medians agree.
    """

    feature: FittedFeature
    d: float
    effect: float
    effect_kind: Literal["d", "difference"]
    typical: float
    typical_rest: float
    typical_kind: Typical


def segment_effects(engine: Engine, scope: Scope, segmentation: Segmentation) -> pd.DataFrame:
    """Which three features set each segment apart, and by how much?

    Returns:
        segment, name_en, name_zh, place (1 to 3), feature, value (the code a yes-or-no feature
        asks for, else ""), kind (money, share, count, code), direction (high, low), effect,
        effect_kind (d, difference), typical and typical_rest (original units, the segment's and
        that of all others), typical_kind (median, mean, share). Three rows per segment at most,
        read off at most 100,000 customers.

    Raises:
        EmptyScope, FeatureMissing.
    """
    return effects_of(segment_people(engine, scope, segmentation))


def segment_heat(engine: Engine, scope: Scope, segmentation: Segmentation) -> pd.DataFrame:
    """How far is each segment from the average customer in each feature?

    Returns:
        segment, name_en, name_zh, feature, value, kind, z (standard deviations from the average
        customer of the fit), typical and typical_kind (as of `segment_effects`), known (customers
        it was read off). One row per segment and feature; z and typical null where nobody is.

    Raises:
        EmptyScope, FeatureMissing.
    """
    return heat_of(segment_people(engine, scope, segmentation))


def effects_of(people: People) -> pd.DataFrame:
    """Return the frame of `segment_effects` for sampled customers."""
    rows: list[dict[str, object]] = []
    for number, segment in enumerate(people.segmentation.segments):
        found = sorted(_effects(people, people.number == number), key=lambda each: -abs(each.d))
        rows += [
            {
                "segment": segment.code, "name_en": segment.name_en, "name_zh": segment.name_zh,
                "place": place, "feature": each.feature.name, "value": each.feature.value,
                "kind": FEATURES[each.feature.name].kind,
                "direction": "high" if each.d > 0 else "low",
                "effect": each.effect, "effect_kind": each.effect_kind, "typical": each.typical,
                "typical_rest": each.typical_rest, "typical_kind": each.typical_kind,
            }
            for place, each in enumerate(found[:MOST_TELLING], start=1)
        ]  # fmt: skip
    columns = [*PEOPLE, "place", "feature", "value", "kind", "direction", "effect", "effect_kind"]
    return pd.DataFrame(rows, columns=[*columns, "typical", "typical_rest", "typical_kind"])


def heat_of(people: People) -> pd.DataFrame:
    """Return the frame of `segment_heat` for sampled customers."""
    rows = []
    members = [people.number == number for number in range(len(people.segmentation.segments))]
    for column, feature in enumerate(people.segmentation.features):
        raw, kind = people.raw[:, column], _typical_kind(people, column, members)
        for segment, inside in zip(people.segmentation.segments, members, strict=True):
            anybody = bool(inside.any())
            rows.append(
                {
                    "segment": segment.code, "name_en": segment.name_en,
                    "name_zh": segment.name_zh, "feature": feature.name, "value": feature.value,
                    "kind": FEATURES[feature.name].kind,
                    "z": people.standard[inside, column].mean() if anybody else np.nan,
                    "typical": _typical(raw[inside], kind) if anybody else np.nan,
                    "typical_kind": kind, "known": int(inside.sum()),
                }
            )  # fmt: skip
    order = {segment.code: at for at, segment in enumerate(people.segmentation.segments)}
    frame = pd.DataFrame(rows)
    return frame.sort_values(
        "segment", key=lambda code: code.map(order), kind="stable"
    ).reset_index(drop=True)


def _effects(people: People, inside: Flags) -> Iterator[Effect]:
    """The features in which a segment differs from all others; none without either."""
    if not inside.any() or inside.all():
        return
    for column, feature in enumerate(people.segmentation.features):
        raw = people.raw[:, column]
        d = _cohen(people.standard[inside, column], people.standard[~inside, column])
        kind = _typical_kind(people, column, [inside, ~inside])
        plain = FEATURES[feature.name].kind in {"share", "code"}
        difference = float(raw[inside].mean() - raw[~inside].mean())
        if d != 0:
            yield Effect(
                feature=feature,
                d=d,
                effect=difference if plain else d,
                effect_kind="difference" if plain else "d",
                typical=_typical(raw[inside], kind),
                typical_rest=_typical(raw[~inside], kind),
                typical_kind=kind,
            )


def _cohen(inside: Floats, rest: Floats) -> float:
    """Difference of means over the pooled deviation; over 1, the fit's, where neither varies."""
    difference = float(inside.mean() - rest.mean())
    squares = ((inside - inside.mean()) ** 2).sum() + ((rest - rest.mean()) ** 2).sum()
    pooled = float(np.sqrt(squares / max(len(inside) + len(rest) - 2, 1)))
    return difference / pooled if pooled > 1e-9 else difference


def _typical_kind(people: People, column: int, groups: list[Flags]) -> Typical:
    """How groups are compared: by medians, unless those are all alike (most customers have 0)."""
    if people.segmentation.features[column].value:
        return "share"
    medians = {float(np.median(people.raw[each, column])) for each in groups if each.any()}
    return "median" if len(medians) > 1 else "mean"


def _typical(raw: Floats, kind: Typical) -> float:
    return float(np.median(raw) if kind == "median" else raw.mean())
