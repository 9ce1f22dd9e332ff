"""Parameters and tier policy: what is shipped, what a bank changed, and what may not be said.

Both are versioned by an effective date: a value applies from its date until a later one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from data.policy_problems import (
    LadderOutOfOrder,
    LadderWithoutFloor,
    LevelUnknown,
    ParameterOutOfRange,
    ParameterUnknown,
)
from data.problems import nearest
from data.rules import Ladder
from data.shipped import PARAMETERS, TIER_POLICY, Level, Parameter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["PARAMETERS", "TIER_POLICY", "Level", "Parameter", "Parameters", "Setting", "TierPolicy"]

SHIPPED = "shipped"
ALWAYS = date(1900, 1, 1)
CUSTOMER_TYPES = ("personal", "corporate", "institution")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A parameter's value from a date on."""

    name: str
    value: float
    effective_from: date = ALWAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Every parameter's value over time; `version` names this state of it."""

    settings: tuple[Setting, ...] = ()
    version: str = SHIPPED

    def at(self, day: date) -> dict[str, float]:
        """Return all values in force on a day."""
        values = {parameter.name: parameter.value for parameter in PARAMETERS}
        for setting in sorted(self.settings, key=lambda setting: setting.effective_from):
            if setting.effective_from <= day:
                values[setting.name] = setting.value
        return values

    def changed(
        self,
        changes: Mapping[str, float],
        effective_from: date = ALWAYS,
        *,
        version: str = "preview",
    ) -> Parameters:
        """Return these parameters with other values from a date on.

        Raises:
            ParameterUnknown, ParameterOutOfRange: a name or value that is not allowed.
        """
        for name, value in changes.items():
            check_parameter(name, value)
        kept = tuple(
            setting
            for setting in self.settings
            if not (setting.name in changes and setting.effective_from == effective_from)
        )
        new = tuple(
            Setting(name=name, value=float(value), effective_from=effective_from)
            for name, value in changes.items()
        )
        return replace(self, settings=(*kept, *new), version=version)

    @property
    def is_default(self) -> bool:
        """Whether every value that shapes contribution is still the shipped one."""
        shaping = {p.name: p.value for p in PARAMETERS if p.group == "contribution"}
        return not any(shaping.get(s.name, s.value) != s.value for s in self.settings)

    def first_difference(self, other: Parameters) -> date | None:
        """Return the first day on which the two differ; None when they never do."""
        days = sorted({setting.effective_from for setting in (*self.settings, *other.settings)})
        return next((day for day in days if self.at(day) != other.at(day)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class TierPolicy:
    """The levels of every scheme over time; `version` names this state of it."""

    levels: tuple[Level, ...] = TIER_POLICY
    version: str = SHIPPED

    def ladder(self, scheme: str, customer_type: str, day: date) -> Ladder:
        """Return the ladder in force on a day.

        Raises:
            LadderWithoutFloor: the policy has no such ladder on that day.
        """
        rows = sorted(
            (
                level
                for level in self.levels
                if level.scheme == scheme
                and level.customer_type == customer_type
                and level.applies(day)
            ),
            key=lambda level: level.level,
        )
        if not rows:
            raise LadderWithoutFloor(scheme=scheme, customer_type=customer_type)
        return Ladder(
            codes=tuple(row.code for row in rows),
            bounds=(-np.inf, *(float(row.lower_bound or 0) for row in rows[1:])),
            hold=tuple(row.hold_months for row in rows),
            window_max=tuple(row.drop_rule == "window_max" for row in rows),
            metric=rows[0].metric,
        )

    def checked(self) -> TierPolicy:
        """Return this policy when it is sound.

        Raises:
            LadderWithoutFloor, LadderOutOfOrder, LevelUnknown: what is wrong with it.
        """
        for scheme, customer_type in sorted({(r.scheme, r.customer_type) for r in self.levels}):
            rows = [
                r for r in self.levels if (r.scheme, r.customer_type) == (scheme, customer_type)
            ]
            for day in sorted({row.effective_from for row in rows}):
                _check_ladder([row for row in rows if row.applies(day)])
        return self


def check_parameter(name: str, value: float) -> None:
    """Refuse an unknown name or a value outside its range.

    Raises:
        ParameterUnknown, ParameterOutOfRange: naming the nearest names, or the range.
    """
    known = {parameter.name: parameter for parameter in PARAMETERS}
    if name not in known:
        raise ParameterUnknown(name=name, nearest=nearest(name, known))
    parameter = known[name]
    if not parameter.minimum <= value <= parameter.maximum:
        raise ParameterOutOfRange(
            name=name,
            value=value,
            minimum=parameter.minimum,
            maximum=parameter.maximum,
        )


def _check_ladder(rows: Iterable[Level]) -> None:
    ordered = sorted(rows, key=lambda row: row.level)
    first = ordered[0]
    for row in ordered:
        known = LEVEL_CODES.get((row.scheme, row.customer_type))
        if known is not None and row.code not in known:
            raise LevelUnknown(code=row.code, scheme=row.scheme, nearest=nearest(row.code, known))
    if first.lower_bound not in (None, 0) or any(row.lower_bound is None for row in ordered[1:]):
        raise LadderWithoutFloor(scheme=first.scheme, customer_type=first.customer_type)
    if first.metric == "rule":
        return
    for lower, higher in pairwise(ordered):
        if (higher.lower_bound or 0) <= (lower.lower_bound or 0) or higher.level == lower.level:
            raise LadderOutOfOrder(
                scheme=first.scheme,
                customer_type=first.customer_type,
                lower=lower.code,
                higher=higher.code,
            )


LEVEL_CODES: dict[tuple[str, str], tuple[str, ...]] = {
    (scheme, customer_type): tuple(
        level.code
        for level in TIER_POLICY
        if level.scheme == scheme and level.customer_type == customer_type
    )
    for scheme, customer_type in {(level.scheme, level.customer_type) for level in TIER_POLICY}
}
