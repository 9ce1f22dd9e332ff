"""Parameters and tier policy: what is shipped, what a bank changed, and what may not be said.

Both are versioned by an effective date: a value applies from its date until a later one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from data.ladder_checks import check_ladder
from data.policy_problems import LadderWithoutFloor, ParameterOutOfRange, ParameterUnknown
from data.problems import nearest
from data.rules import Ladder
from data.shipped import PARAMETERS, PRESETS, TIER_POLICY, Level, Parameter, Preset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "PARAMETERS",
    "PRESETS",
    "TIER_POLICY",
    "Level",
    "Parameter",
    "Parameters",
    "Preset",
    "Regime",
    "Setting",
    "TierPolicy",
]

SHIPPED = "shipped"
ALWAYS = date(1900, 1, 1)
CUSTOMER_TYPES = ("personal", "corporate", "institution")
RESTATED_SCHEMES = ("TIER", "VALUE3")
"""Schemes whose levels a later policy gives anew to earlier dates."""

_LASTING = ("level", "code", "metric", "lower_bound", "hold_months", "watch_months", "drop_rule")
_ONE_DAY = timedelta(days=1)


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
class Regime:
    """The TIER and VALUE3 ladders in force from `start` until the next regime.

    Its levels are the replay of these ladders over the whole history, also before `start`.
    """

    start: date
    ladders: Mapping[tuple[str, str], Ladder]

    @property
    def version(self) -> str:
        """Its name in table `tier`: the start as an ISO date."""
        return self.start.isoformat()

    def ladder(self, scheme: str, customer_type: str) -> Ladder:
        """Return the ladder of a scheme for a customer type."""
        return self.ladders[scheme, customer_type]


@dataclass(frozen=True, slots=True, kw_only=True)
class TierPolicy:
    """The levels of every scheme over time; `version` names this state of it.

    The first version of a ladder also holds before its date: no older rule is known.
    """

    levels: tuple[Level, ...] = TIER_POLICY
    version: str = SHIPPED

    def in_force(self, scheme: str, customer_type: str, day: date) -> tuple[Level, ...]:
        """Return the levels of a ladder in force on a day, ascending; empty when there is none."""
        own = self._ladder_levels(scheme, customer_type)
        first = min((level.effective_from for level in own), default=day)
        rows = [level for level in own if level.applies(max(day, first))]
        return tuple(sorted(rows, key=lambda level: level.level))

    def ladder(self, scheme: str, customer_type: str, day: date) -> Ladder:
        """Return the ladder in force on a day.

        Raises:
            LadderWithoutFloor: the policy has no such ladder on that day.
        """
        rows = self.in_force(scheme, customer_type, day)
        if not rows:
            raise LadderWithoutFloor(scheme=scheme, customer_type=customer_type)
        return Ladder(
            codes=tuple(row.code for row in rows),
            bounds=(-np.inf, *(float(row.lower_bound or 0) for row in rows[1:])),
            hold=tuple(row.hold_months for row in rows),
            watch=tuple(row.watch_months for row in rows),
            window_max=tuple(row.drop_rule == "window_max" for row in rows),
            metric=rows[0].metric,
        )

    def regime_starts(self) -> tuple[date, ...]:
        """Return the days on which a regime starts, ascending; the first is `ALWAYS`."""
        starts = {ALWAYS}
        for scheme in RESTATED_SCHEMES:
            for customer_type in CUSTOMER_TYPES:
                own = {r.effective_from for r in self._ladder_levels(scheme, customer_type)}
                starts |= own - {min(own, default=ALWAYS)}
        return tuple(sorted(starts))

    def regime(self, day: date) -> Regime:
        """Return the regime in force on a day.

        Raises:
            LadderWithoutFloor: a TIER or VALUE3 ladder is missing.
        """
        start = max((s for s in self.regime_starts() if s <= day), default=ALWAYS)
        return Regime(
            start=start,
            ladders={
                (scheme, customer_type): self.ladder(scheme, customer_type, start)
                for scheme in RESTATED_SCHEMES
                for customer_type in CUSTOMER_TYPES
            },
        )

    def regimes(self, days: Iterable[date]) -> list[Regime]:
        """Return the regimes in force on some days, ascending, each once."""
        starts = self.regime_starts()
        found = {max((s for s in starts if s <= day), default=ALWAYS) for day in days}
        return [self.regime(start) for start in sorted(found)]

    def with_levels(
        self,
        levels: Iterable[Level],
        effective_from: date = ALWAYS,
        *,
        version: str = "preview",
    ) -> TierPolicy:
        """Return this policy with other ladders in force from a date on.

        Each ladder that `levels` names is stated whole. Its older version ends the day before; a
        version that starts on the same day is replaced; one that starts later stays and ends the
        new one.

        Raises:
            Problem: the ladders are not sound, see `checked`.
        """
        drafts: dict[tuple[str, str], list[Level]] = {}
        for level in levels:
            drafts.setdefault((level.scheme, level.customer_type), []).append(level)
        kept = [row for row in self.levels if (row.scheme, row.customer_type) not in drafts]
        for (scheme, customer_type), draft in drafts.items():
            own = self._ladder_levels(scheme, customer_type)
            kept += _inserted(own, draft, effective_from)
        return replace(self, levels=tuple(kept), version=version).checked()

    def completed(self) -> TierPolicy:
        """Return this policy with the shipped ladders where it says nothing of a ladder."""
        said = {(level.scheme, level.customer_type) for level in self.levels}
        missing = tuple(
            level for level in TIER_POLICY if (level.scheme, level.customer_type) not in said
        )
        return replace(self, levels=(*self.levels, *missing))

    def first_difference(self, other: TierPolicy) -> date | None:
        """Return the first day on which two policies give levels by other rules.

        `date.max` when they differ only in words (labels, notes, approvals); None when they agree.
        """
        if set(self.levels) == set(other.levels):
            return None
        days = {ALWAYS}
        for level in (*self.levels, *other.levels):
            days.add(level.effective_from)
            if level.effective_to is not None:
                days.add(level.effective_to + _ONE_DAY)
        return next((d for d in sorted(days) if self._rules(d) != other._rules(d)), date.max)

    def checked(self) -> TierPolicy:
        """Return this policy when it is sound.

        Raises:
            LadderWithoutFloor, LadderOutOfOrder, LadderOverlaps, LadderIncomplete, LadderMetric,
            LevelUnknown, ProtectionOutsideTier, ProtectionOutOfRange, WatchOutOfRange: what is
            wrong with it.
        """
        for scheme, customer_type in sorted({(r.scheme, r.customer_type) for r in self.levels}):
            check_ladder(self._ladder_levels(scheme, customer_type))
        return self

    def _ladder_levels(self, scheme: str, customer_type: str) -> list[Level]:
        wanted = (scheme, customer_type)
        return [level for level in self.levels if (level.scheme, level.customer_type) == wanted]

    def _rules(self, day: date) -> set[tuple[object, ...]]:
        ladders = {(level.scheme, level.customer_type) for level in self.levels}
        return {
            (*ladder, *(getattr(level, name) for name in _LASTING))
            for ladder in ladders
            for level in self.in_force(*ladder, day)
        }


def _inserted(own: list[Level], draft: list[Level], start: date) -> list[Level]:
    """Return a ladder's levels with a draft in force from `start` until its next version."""
    later = min((row.effective_from for row in own if row.effective_from > start), default=None)
    last = None if later is None else later - _ONE_DAY
    rows = [replace(row, effective_from=start, effective_to=last) for row in draft]
    for row in own:
        if row.effective_from < start:
            ends = row.effective_to
            is_cut = ends is None or ends >= start
            rows.append(replace(row, effective_to=start - _ONE_DAY) if is_cut else row)
        if row.effective_from > start:
            rows.append(row)
        elif later is not None and row.applies(later):
            rows.append(replace(row, effective_from=later))
    return sorted(rows, key=lambda row: (row.effective_from, row.level))


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
