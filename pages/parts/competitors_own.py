"""The numbers behind match-or-let-go: measured where there are loans, typed over at will."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from analytics.break_even import Repricing
from pages.parts import competitors_choice
from pages.parts.text import sentence

if TYPE_CHECKING:
    from pages.parts.shell import Page

STAY, KEEP = 0.70, 0.95
"""What is supposed before anybody says: shares that stay without and with a matched rate."""

EXAMPLE: Mapping[str, float] = {
    "own_rate": 0.072, "carry": 0.037, "other": 0.0, "balance": 50_000_000.0, "rate": 0.06,
}  # fmt: skip
"""Where nothing is measured: a book of 50 million at 7.20 %."""

LEVERS: Mapping[str, tuple[str, float, float]] = {
    "speed": (sentence("Decide the same day"), 0.85, 0.002),
    "repayment": (sentence("The repayment they want"), 0.80, 0.001),
    "group": (sentence("File as a group, at their workplace"), 0.85, 0.0015),
}
"""Lever -> name, share supposed to stay, supposed cost a year per yuan kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The book asked about. usual: what each number was before anything was typed over it."""

    repricing: Repricing
    new_rate: float
    usual: Mapping[str, float]
    is_measured: bool

    @property
    def found(self) -> dict[str, float]:
        """The answer in one row, as the headline reads it."""
        effect = self.repricing.effect(self.new_rate)
        return {
            "new_rate": self.new_rate,
            "break_even_rate": self.repricing.break_even_rate,
            "change": effect.change,
            "saved": effect.saved,
            "given_up": effect.given_up,
            "share_needed": self.repricing.share_needed(self.new_rate),
        }


def read(page: Page, measured: Mapping[str, object] | None, their_rate: float | None) -> Asked:
    """The numbers of the link over those measured, or over an example.

    Raises:
        RetainedShareOutOfRange, RetainedSharesReversed.
    """
    usual = dict(EXAMPLE)
    if their_rate is not None:
        usual["rate"] = their_rate
    if measured is not None:
        usual |= {
            "own_rate": float(measured["rate"]),
            "carry": float(measured["carry"]),
            "other": float(measured["other"]),
            "balance": float(measured["balance"]),
            "rate": float(measured["their_rate"]),
        }
    high = {"balance": 1e12}

    def value(name: str) -> float:
        return competitors_choice.number(
            page, name, usual[name], low=-1.0 if name == "other" else 0.0, high=high.get(name, 1.0)
        )

    return Asked(
        repricing=Repricing(
            rate=value("own_rate"),
            carry=value("carry"),
            other=value("other"),
            balance=value("balance"),
            kept_without=competitors_choice.number(page, "stay", STAY, low=0.0, high=1.0),
            kept_with=competitors_choice.number(page, "keep", KEEP, low=0.0, high=1.0),
        ).checked(),
        new_rate=value("rate"),
        usual=usual,
        is_measured=measured is not None,
    )


def sliders(page: Page) -> None:
    """The two assumptions, said to be assumptions."""
    t = page.t
    said = t("An assumption of yours, not an estimate: nobody has measured it.")
    competitors_choice.slider(
        page,
        "stay",
        t("Assumption: stay with us although we do not match"),
        competitors_choice.number(page, "stay", STAY, low=0.0, high=1.0),
        said,
    )
    competitors_choice.slider(
        page,
        "keep",
        t("Assumption: stay with us when we match"),
        competitors_choice.number(page, "keep", KEEP, low=0.0, high=1.0),
        said,
    )


def new_rate(page: Page, asked: Asked) -> None:
    """The rate that would be published for everybody who stays."""
    competitors_choice.percent_input(
        page, "rate", page.t("New rate for all of them (% a year)"), asked.new_rate
    )


def numbers(page: Page, asked: Asked) -> None:
    """Balance, rate, cost and other business; the link keeps what is typed over."""
    t, book = page.t, asked.repricing
    competitors_choice.amount_input(
        page,
        "balance",
        t("Balance ({currency})", currency=competitors_choice.symbol(page)),
        book.balance,
        min_value=0.0,
        max_value=1e12,
        step=1_000_000.0,
        format="%.0f",
    )
    competitors_choice.percent_input(page, "own_rate", t("Our rate now (% a year)"), book.rate)
    competitors_choice.percent_input(
        page, "carry", t("Funds and expected loss (% a year)"), book.carry
    )
    competitors_choice.percent_input(
        page,
        "other",
        t("Their other business, per yuan of loan (% a year)"),
        book.other,
        min_value=-100.0,
    )
    typed = [name for name in asked.usual if page.parameter(name) is not None]

    def back() -> None:
        for name in typed:
            page.set_parameter(name, None)

    label = t("Back to what was measured") if asked.is_measured else t("Back to the example")
    st.button(label, key="match_back", on_click=back, disabled=not typed)


def levers(page: Page) -> dict[str, tuple[float, float]]:
    """Lever -> share kept and cost, of the link over the usual: `speed:0.9:0.002`."""
    found = {name: (kept, cost) for name, (_, kept, cost) in LEVERS.items()}
    for part in (page.parameter("levers") or "").split(","):
        name, _, rest = part.partition(":")
        kept, _, cost = rest.partition(":")
        try:
            pair = float(kept), float(cost)
        except ValueError:
            continue
        if name in found and all(0 <= each <= 1 for each in pair):
            found[name] = pair
    return found


def lever_inputs(page: Page) -> None:
    """Per lever: how many it is supposed to keep, and what it is supposed to cost."""
    t, known = page.t, levers(page)
    for name, (title, _, _) in LEVERS.items():
        kept_box, cost_box = st.columns(2)
        _lever_input(page, kept_box, known, name, 0, t("{lever}: stay (%)", lever=t(title)))
        _lever_input(page, cost_box, known, name, 1, t("{lever}: cost (% a year)", lever=t(title)))


def _lever_input(
    page: Page,
    box: object,
    known: Mapping[str, tuple[float, float]],
    name: str,
    place: int,
    label: str,
) -> None:
    key = f"lever_{name}_{place}"
    st.session_state[key] = round(known[name][place] * 100, 4)

    def choose() -> None:
        pair = list(known[name])
        pair[place] = round((st.session_state[key] or 0.0) / 100, 8)
        changed = {**known, name: tuple(pair)}
        text = ",".join(f"{each}:{kept:g}:{cost:g}" for each, (kept, cost) in changed.items())
        page.set_parameter("levers", text)

    box.number_input(
        label,
        min_value=0.0,
        max_value=100.0,
        step=1.0 if place == 0 else 0.05,
        format="%.0f" if place == 0 else "%.2f",
        key=key,
        on_change=choose,
    )
