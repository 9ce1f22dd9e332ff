"""The levers of a scenario: what can be moved, how far, and what is assumed beside it.

A scenario is a set of levers away from neutral and of the assumptions they rest on. It is frozen,
so it is a key of caches; as JSON it stands in a link and in the workspace.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, Literal

from analytics.scenario_problems import LeverOutOfRange, LeverUnknown, ScenarioUnreadable
from data.problems import nearest

Unit = Literal["share", "basis_points", "hours", "money", "count"]
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """One lever or assumption: its range (both ends included), the step of a slider, its unit.

    Neutral levers are 0. `prior`: what is assumed where nothing is measured, None if nothing can
    be. `needs`: what the lever cannot do without (history, line_value, managers).
    """

    code: str
    unit: Unit
    minimum: float
    maximum: float
    step: float
    prior: float | None = 0.0
    needs: str = ""


def _named(*levers: Lever) -> Mapping[str, Lever]:
    return MappingProxyType({lever.code: lever for lever in levers})


LEVERS: Mapping[str, Lever] = _named(
    Lever(code="retention", unit="share", minimum=-0.5, maximum=1.0, step=0.05, needs="history"),
    Lever(code="upgrade", unit="share", minimum=-0.5, maximum=2.0, step=0.1, needs="history"),
    Lever(code="deposit_rate", unit="basis_points", minimum=-100, maximum=100, step=5),
    Lever(code="loan_rate", unit="basis_points", minimum=-200, maximum=200, step=10),
    Lever(code="cost_to_serve", unit="share", minimum=-0.5, maximum=0.5, step=0.05),
    Lever(code="cross_sell", unit="share", minimum=0.0, maximum=0.5, step=0.01, needs="line_value"),
    Lever(
        code="manager_hours", unit="hours", minimum=0.0, maximum=20.0, step=1.0, needs="managers"
    ),
    Lever(code="worklist", unit="money", minimum=0.0, maximum=1e12, step=1.0),
)
"""retention: share of the otherwise lost that stay. upgrade: so much more upgrades. deposit_rate,
loan_rate: basis points more paid or earned. cost_to_serve: so much more cost. cross_sell: share of
customers with one more product line. manager_hours: hours more per manager and week. worklist: what
a list of customers is expected to bring in a year.
"""

SLIDERS = tuple(code for code in LEVERS if code != "worklist")

ASSUMPTIONS: Mapping[str, Lever] = _named(
    Lever(code="deposit_response", unit="share", minimum=0.0, maximum=0.2, step=0.005, prior=0.02),
    Lever(code="loan_response", unit="share", minimum=0.0, maximum=0.2, step=0.005, prior=0.02),
    Lever(code="line_value", unit="money", minimum=0.0, maximum=1e9, step=10.0, prior=None),
    Lever(code="reached", unit="share", minimum=0.0, maximum=1.0, step=0.05, prior=0.6),
    Lever(code="success", unit="share", minimum=0.0, maximum=1.0, step=0.01, prior=0.5),
    Lever(code="success_value", unit="money", minimum=0.0, maximum=1e9, step=10.0, prior=None),
    Lever(code="contacts_per_hour", unit="count", minimum=0.0, maximum=30.0, step=0.5, prior=3.0),
    Lever(code="hour_cost", unit="money", minimum=0.0, maximum=1e6, step=10.0, prior=60.0),
)
"""deposit_response, loan_response: share of the balance that goes (comes) per 10 basis points worse
(better) for the customer. line_value: what one more product line brings in a year. reached,
success: shares of contacts that reach somebody, and of those that sell something worth
success_value a year. Never estimates: what somebody supposes, beside what was measured.
"""

KNOWN: Mapping[str, Lever] = MappingProxyType({**LEVERS, **ASSUMPTIONS})

RESTS_ON: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "deposit_rate": ("deposit_response",),
        "loan_rate": ("loan_response",),
        "cross_sell": ("line_value",),
        "manager_hours": (
            "contacts_per_hour",
            "reached",
            "success",
            "success_value",
            "hour_cost",
        ),
    }
)
"""Lever -> the assumptions it rests on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Levers (0 is neutral) and assumptions (None takes what was measured, else the prior)."""

    name: str = ""
    retention: float = 0.0
    upgrade: float = 0.0
    deposit_rate: float = 0.0
    loan_rate: float = 0.0
    cost_to_serve: float = 0.0
    cross_sell: float = 0.0
    manager_hours: float = 0.0
    worklist: float = 0.0
    deposit_response: float | None = None
    loan_response: float | None = None
    line_value: float | None = None
    reached: float | None = None
    success: float | None = None
    success_value: float | None = None
    contacts_per_hour: float | None = None
    hour_cost: float | None = None

    @property
    def active(self) -> tuple[str, ...]:
        """The levers away from neutral, in their order."""
        return tuple(code for code in LEVERS if getattr(self, code))

    @property
    def is_neutral(self) -> bool:
        """Whether nothing is moved."""
        return not self.active

    def only(self, levers: Iterable[str]) -> Scenario:
        """Return it with only these levers; the assumptions stay."""
        kept = set(levers)
        unused: dict[str, Any] = {code: 0.0 for code in self.active if code not in kept}
        return replace(self, **unused)

    def with_lever(self, lever: str, value: float | None) -> Scenario:
        """Return it with one lever or assumption moved.

        Raises:
            LeverUnknown, LeverOutOfRange.
        """
        if lever not in KNOWN:
            raise LeverUnknown(lever=lever, known=nearest(lever, KNOWN))
        changed: dict[str, Any] = {lever: value}
        return replace(self, **changed).checked()

    def checked(self) -> Scenario:
        """Return this when every number is one its lever can take.

        Raises:
            LeverOutOfRange.
        """
        for lever in KNOWN.values():
            value = getattr(self, lever.code)
            if value is None:
                continue
            if not (math.isfinite(value) and lever.minimum <= value <= lever.maximum):
                raise LeverOutOfRange(
                    lever=lever.code,
                    value=f"{value:g}",
                    minimum=f"{lever.minimum:g}",
                    maximum=f"{lever.maximum:g}",
                )
        return self

    def to_json(self) -> str:
        """Return it as text that `from_json` reads back equal: only what is not as usual."""
        plain = {
            each.name: getattr(self, each.name)
            for each in fields(self)
            if getattr(self, each.name) != each.default
        }
        return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Scenario:
        """Return the scenario of a text.

        Raises:
            ScenarioUnreadable: it is no scenario, or names something unknown.
            LeverOutOfRange: a number no lever can take.
        """
        return cls.of(_read(text), text)

    @classmethod
    def of(cls, plain: object, text: str) -> Scenario:
        """Return the scenario of what a JSON text holds; `text` is told when it is none.

        Raises:
            ScenarioUnreadable, LeverOutOfRange.
        """
        if not isinstance(plain, dict):
            raise ScenarioUnreadable(text=_short(text), part=_short(text))
        known = {each.name for each in fields(cls)}
        for name, value in plain.items():
            number = isinstance(value, int | float) and not isinstance(value, bool)
            named = name == "name" and isinstance(value, str) and len(value) <= LONGEST_NAME
            if name not in known or not (named if name == "name" else number):
                raise ScenarioUnreadable(text=_short(text), part=_short(f"{name}={value}"))
        read: dict[str, Any] = {
            name: value if name == "name" else float(value) for name, value in plain.items()
        }
        return cls(**read).checked()


NEUTRAL = Scenario()


def scenarios_json(scenarios: Iterable[Scenario]) -> str:
    """Return several scenarios as one JSON list."""
    return f"[{','.join(each.to_json() for each in scenarios)}]"


def scenarios_of(text: str) -> tuple[Scenario, ...]:
    """Return the scenarios of a JSON list; none of an empty text.

    Raises:
        ScenarioUnreadable, LeverOutOfRange.
    """
    if not text.strip():
        return ()
    plain = _read(text)
    if not isinstance(plain, list):
        raise ScenarioUnreadable(text=_short(text), part=_short(text))
    return tuple(Scenario.of(each, text) for each in plain)


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise ScenarioUnreadable(text=_short(text), part=_short(text)) from None


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"
