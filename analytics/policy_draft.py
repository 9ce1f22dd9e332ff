"""A set of tier rules being tried: its lines, protection months, drop rules and asset weights."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType

import numpy as np

from analytics import problems
from data.contract import TIERS_BY_TYPE
from data.policy import TierPolicy
from data.problems import nearest
from data.rules import Ladder

SCHEME = "TIER"
METRICS: Mapping[str, str] = MappingProxyType(
    {
        "aum_mavg": "aum_mavg",
        "contribution_ttm": "contribution_ttm",
        "contrib_ttm": "contribution_ttm",
    }
)
"""What a line may be compared with, and the fact's column that holds it."""

DROP_RULES = ("last", "window_max")
MAX_MONTHS = 24
MAX_WEIGHT = 2.0
MAX_LINE = 1e12


@dataclass(frozen=True, slots=True, kw_only=True)
class AssetWeights:
    """How much of each part of assets counts for the tier; loans never count."""

    dep_demand: float = 1.0
    dep_time: float = 1.0
    wealth: float = 1.0
    other_aum: float = 1.0

    @property
    def by_part(self) -> dict[str, float]:
        """The weights by name, in the order of the assets' parts."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def are_plain(self) -> bool:
        """Whether everything counts in full, so that assets themselves are compared."""
        return set(self.by_part.values()) == {1.0}


PLAIN = AssetWeights()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLevel:
    """One level: the line from which it is reached (included), and how it is kept and lost.

    `bound` is minus infinity for the lowest. Below the line a customer keeps the level for
    `hold_months`, is watched from month `watch_months`, and then falls by `drop_rule`.
    """

    code: str
    bound: float
    hold_months: int = 3
    watch_months: int = 1
    drop_rule: str = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Tier rules for one customer type, from the lowest level up. Frozen: a key of caches."""

    customer_type: str
    levels: tuple[DraftLevel, ...]
    metric: str = "aum_mavg"
    weights: AssetWeights = PLAIN

    @classmethod
    def of(cls, policy: TierPolicy, customer_type: str, day: dt.date) -> Draft:
        """Return the rules a policy has in force on a day, ready to be changed.

        Raises:
            UnknownValue: no such customer type.
            LadderWithoutFloor: the policy has no tiers for it on that day.
        """
        _check_type(customer_type)
        ladder = policy.ladder(SCHEME, customer_type, day)
        levels = tuple(
            DraftLevel(
                code=code,
                bound=float(ladder.bounds[place]),
                hold_months=int(ladder.hold[place]),
                watch_months=int(ladder.watch[place]),
                drop_rule=DROP_RULES[bool(ladder.window_max[place])],
            )
            for place, code in enumerate(ladder.codes)
        )
        return cls(
            customer_type=customer_type,
            levels=levels,
            metric=METRICS.get(ladder.metric, ladder.metric),
        )

    @property
    def codes(self) -> tuple[str, ...]:
        """The levels' codes, lowest first."""
        return tuple(level.code for level in self.levels)

    @property
    def lines(self) -> tuple[float, ...]:
        """The amounts from which the levels above the lowest are reached."""
        return tuple(level.bound for level in self.levels[1:])

    @property
    def lines_or_none(self) -> tuple[float | None, ...]:
        """The lines of all levels; None for the lowest."""
        return (None, *self.lines)

    @property
    def source(self) -> tuple[str, AssetWeights]:
        """What is read of each customer: drafts with the same source share one reading."""
        return self.metric, self.weights if self.metric == "aum_mavg" else PLAIN

    def with_lines(self, lines: Sequence[float]) -> Draft:
        """Return the same rules with other lines for the levels above the lowest."""
        raised = (
            replace(level, bound=float(line))
            for level, line in zip(self.levels[1:], lines, strict=True)
        )
        return replace(self, levels=(self.levels[0], *raised))

    def ladder(self) -> Ladder:
        """Return the rules as `data.rules` replays them."""
        return Ladder(
            codes=self.codes,
            bounds=tuple(level.bound for level in self.levels),
            hold=tuple(level.hold_months for level in self.levels),
            watch=tuple(level.watch_months for level in self.levels),
            window_max=tuple(level.drop_rule == "window_max" for level in self.levels),
            metric=self.metric,
        )

    def places(self) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
        """Return each level's place among all tiers of the type; the last entry is unknown, -1.

        Levels of two drafts compare by it even when one of them leaves a level out.
        """
        known = TIERS_BY_TYPE[self.customer_type]
        return np.asarray([*(known.index(code) for code in self.codes), -1], dtype=np.int8)

    def checked(self) -> Draft:
        """Return this draft when it is sound.

        Raises:
            UnknownValue, UnknownMeasure, DraftLevelUnknown, DraftLevelsOutOfOrder,
            DraftWithoutFloor, DraftLineUnreadable, DraftLinesOutOfOrder, DraftMonthsOutOfRange,
            DraftWatchTooLate, DraftDropRuleUnknown, DraftWeightOutOfRange, DraftWeightsZero.
        """
        _check_type(self.customer_type)
        if self.metric not in METRICS.values():
            known = dict.fromkeys(METRICS.values())
            raise problems.UnknownMeasure(measure=self.metric, known=nearest(self.metric, known))
        _check_codes(self)
        _check_lines(self)
        for level in self.levels:
            _check_months(level)
        _check_weights(self.weights)
        return self


def _check_type(customer_type: str) -> None:
    if customer_type not in TIERS_BY_TYPE:
        known = nearest(customer_type, TIERS_BY_TYPE)
        raise problems.UnknownValue(column="customer_type", value=customer_type, known=known)


def _check_codes(draft: Draft) -> None:
    known = TIERS_BY_TYPE[draft.customer_type]
    for code in draft.codes:
        if code not in known:
            raise problems.DraftLevelUnknown(level=code, known=", ".join(known))
    places = [known.index(code) for code in draft.codes]
    if len(places) < 2 or places != sorted(set(places)):
        given = ", ".join(draft.codes) or "none"
        raise problems.DraftLevelsOutOfOrder(given=given, known=", ".join(known))


def _check_lines(draft: Draft) -> None:
    first = draft.levels[0]
    if first.bound != -math.inf:
        raise problems.DraftWithoutFloor(level=first.code, value=_plain(first.bound))
    lower = replace(first, bound=0.0)
    for level in draft.levels[1:]:
        if not (math.isfinite(level.bound) and 0 < level.bound <= MAX_LINE):
            raise problems.DraftLineUnreadable(level=level.code, value=_plain(level.bound))
        if level.bound <= lower.bound:
            raise problems.DraftLinesOutOfOrder(
                level=level.code,
                value=_plain(level.bound),
                lower=lower.code,
                lower_value=_plain(lower.bound),
            )
        lower = level


def _check_months(level: DraftLevel) -> None:
    hold, watch = level.hold_months, level.watch_months
    if not (float(hold).is_integer() and 0 <= hold <= MAX_MONTHS):
        raise problems.DraftMonthsOutOfRange(level=level.code, value=hold, maximum=MAX_MONTHS)
    if not (float(watch).is_integer() and 1 <= watch <= max(hold, 1)):
        raise problems.DraftWatchTooLate(level=level.code, value=watch, maximum=max(hold, 1))
    if level.drop_rule not in DROP_RULES:
        known = ", ".join(DROP_RULES)
        raise problems.DraftDropRuleUnknown(level=level.code, value=level.drop_rule, known=known)


def _check_weights(weights: AssetWeights) -> None:
    for part, weight in weights.by_part.items():
        if not 0 <= weight <= MAX_WEIGHT:
            raise problems.DraftWeightOutOfRange(
                column=f"{part}_mavg", value=weight, maximum=f"{MAX_WEIGHT:g}"
            )
    if not any(weights.by_part.values()):
        raise problems.DraftWeightsZero


def _plain(amount: float) -> str:
    """An amount as one would type it."""
    return f"{amount:.2f}".removesuffix(".00") if math.isfinite(amount) else str(amount)
