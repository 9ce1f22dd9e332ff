"""A scenario's result in sentences, numbers and as a file. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from pages.parts import cards
from pages.parts.cards import strong
from pages.parts.figures_scenarios import tier_word
from pages.parts.what_if_levers import LEVER_NAMES

if TYPE_CHECKING:
    from analytics.scenario_base import Base
    from analytics.scenario_levers import Scenario
    from analytics.scenario_model import Outcome
    from data.problems import Problem
    from pages.parts.text import Text

TAG = re.compile("<[^>]*>")
CENT = 0.005


def plain(text: str) -> str:
    """A sentence without its marks."""
    return TAG.sub("", text)


def worded(problem: Problem, t: Text) -> Problem:
    """The same problem with the name of its lever in words."""
    lever = problem.facts.get("lever")
    if lever in LEVER_NAMES:
        return type(problem)(**{**problem.facts, "lever": t(LEVER_NAMES[str(lever)])})
    return problem


def headline(t: Text, base: Base, found: Outcome, scenario: Scenario) -> str:
    """What the levers would do to the contribution of a year."""
    change = found.change["contribution_ttm"]
    if scenario.is_neutral:
        return t(
            "No lever is moved: the base is the {amount} that customers brought in the last 12 "
            "months.",
            amount=strong(t.money(base.contribution)),
        )
    facts = {
        "amount": strong(t.money(base.contribution + change)),
        "change": strong(t.money(abs(change))),
    }
    if abs(change) < CENT:
        return t("With these levers a year brings as much as now: {amount}.", **facts)
    if change > 0:
        return t("With these levers a year brings {amount}: {change} more than the base.", **facts)
    return t("With these levers a year brings {amount}: {change} less than the base.", **facts)


def tiles(t: Text, base: Base, found: Outcome) -> list[cards.Tile]:
    """Contribution, customers, those above the lowest tier, and lifetime value."""
    change = found.change["contribution_ttm"]
    shown = [_money(t, t("Contribution in 12 months"), base.contribution + change, change)]
    if not base.has_moves:
        return shown
    after, drift = (
        sum(getattr(tiers, name).sum() for tiers in found.tiers) for name in ("after", "base_after")
    )
    high, high_drift = (
        sum(getattr(tiers, name)[1:-1].sum() for tiers in found.tiers)
        for name in ("after", "base_after")
    )
    before, lifetime = found.lifetime
    return [
        *shown,
        _count(t, t("Valid customers in 12 months"), after, after - drift),
        _count(t, t("Above the lowest tier in 12 months"), high, high - high_drift),
        _money(t, t("Lifetime value of today's customers"), lifetime, lifetime - before),
    ]


def _money(t: Text, label: str, value: float, change: float) -> cards.Tile:
    return cards.Tile(
        label=label,
        value=t.money(value),
        exact=t.exact_money(value),
        change=t.signed(t.money(change)),
        direction=_sign(change, CENT),
        note=t("against the base"),
    )


def _count(t: Text, label: str, value: float, change: float) -> cards.Tile:
    more = round(change)
    return cards.Tile(
        label=label,
        value=t.exact(round(value)),
        change=t.signed(t.exact(more)) if more else t.exact(0),
        direction=_sign(more, 0.5),
        note=t("against unchanged rates"),
    )


def _sign(change: float, least: float) -> int:
    return 0 if abs(change) < least else 1 if change > 0 else -1


def parts_sentence(t: Text, parts: pd.DataFrame) -> str:
    """Each lever's own part in words, for who does not see the figure."""
    own = parts[parts["lever"] != "total"]
    return "; ".join(
        t("{name}: {value}", name=t(LEVER_NAMES[lever]), value=t.signed(t.money(change)))
        for lever, change in zip(own["lever"], own["contribution"], strict=True)
    )


def file_of(t: Text, frame: pd.DataFrame, *, several: bool) -> pd.DataFrame:
    """The result by tier for a file, headed in words."""
    shown = frame.copy()
    shown.insert(
        0,
        "tier",
        [
            tier_word(t, kind, level, several=several)
            for kind, level in zip(frame["customer_type"], frame["level"], strict=True)
        ],
    )
    shown = shown.drop(columns=["customer_type", "level"])
    shown.attrs["labels"] = {
        "tier": t("Customer tier"),
        "customer_count": t("Valid customers now"),
        "base_after_count": t("In 12 months at unchanged rates"),
        "after_count": t("With the levers"),
        "base_contribution": t("Base: the last 12 months"),
        "contribution": t("What-if: the coming 12 months"),
        "change": t("Difference"),
        "base_value": t("Lifetime value of one, now"),
        "value": t("With the levers, of one"),
    }
    return shown
