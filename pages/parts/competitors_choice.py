"""What the Competitors page is asked to show, all of it in the URL, and the controls for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from analytics import offers_book
from analytics.loan_plan import LARGEST_AMOUNT, LONGEST_TERM
from analytics.scope import SEGMENT
from data.problems import Problem
from pages.parts import cards, competitors_book, migration_choice, what_if_choice
from pages.parts.format import currency_symbol
from pages.parts.text import sentence

if TYPE_CHECKING:
    from pages.parts.competitors_book import Book
    from pages.parts.shell import Page

PARAMETERS = (
    "view", "amount", "months", "kind", "offer", "mode", "weights", "by", "part", "who",
    "stay", "keep", "rate", "other", "own_rate", "carry", "balance", "rule", "parts",
    "levers", "ceiling", "book", "edit",
)  # fmt: skip
VIEWS: Mapping[str, str] = {
    "compare": sentence("Compare offers"),
    "affected": sentence("Who is affected"),
    "match": sentence("Match or let go"),
    "deposits": sentence("Deposits"),
    "book": sentence("Offer book"),
}
WHO: Mapping[str, str] = {
    "": sentence("All affected"),
    "sure": sentence("Surely affected"),
    "possible": sentence("Possibly affected"),
}
KINDS: Mapping[str, str] = {"loan": sentence("Loans"), "deposit": sentence("Deposits")}
BY: Mapping[str, str] = {
    "branch_id": sentence("By branch"),
    "tier": sentence("By tier"),
    "manager_id": sentence("By manager"),
    SEGMENT: sentence("By segment"),
}
AMOUNT, MONTHS = 300_000.0, 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is shown. offer: its id, "" for all that count; mode: a way of repaying, or "".

    part: the mark of the figure that narrows the list, as the figure reports it. kind: loan or
    deposit.
    """

    view: str
    amount: float
    months: int
    offer: str
    mode: str
    who: str
    by: str
    part: str | None
    kind: str


def read(page: Page, book: Book) -> Choice:
    """What the URL asks for; what it asks for in vain falls back to the usual."""
    by = offered_by(page)
    offer, mode = page.parameter("offer") or "", page.parameter("mode") or ""
    return Choice(
        view=one_of(page, "view", VIEWS, "compare"),
        amount=number(page, "amount", AMOUNT, low=0.01, high=LARGEST_AMOUNT),
        months=round(number(page, "months", MONTHS, low=1, high=LONGEST_TERM)),
        offer=offer if offer in book.names else "",
        mode=mode,
        who=one_of(page, "who", WHO, ""),
        by=one_of(page, "by", by, next(iter(by))),
        part=page.parameter("part"),
        kind=_kind(page, book, offer),
    )


def _kind(page: Page, book: Book, offer: str) -> str:
    """Loans or deposits: those of the offer chosen, else as asked, else what there is."""
    if offer in book.by_id:
        return book.by_id[offer].kind
    counted = [kind for kind in KINDS if book.counting(kind)] or ["loan"]
    return one_of(page, "kind", counted, counted[0])


def usual_day(page: Page) -> str:
    """The day an offer was probably seen: today, or the data date where that is not the newest."""
    newest = page.engine.snapshots()["snapshot_date"].max()
    day = date.today() if page.scope.at >= newest else page.scope.at  # noqa: DTZ011 - the user's
    return day.isoformat()


def offered_by(page: Page) -> dict[str, str]:
    """What the affected can be split by; segments only where they are adopted."""
    return {name: word for name, word in BY.items() if name != SEGMENT or page.t.segments}


def anybody(page: Page) -> bool:
    """Whether there is a customer in the scope; says so when there is none."""
    try:
        what_if_choice.everybody(page)
    except Problem as problem:
        cards.show_problem(problem, page.t)
        return False
    return True


def view_switch(page: Page, choice: Choice) -> None:
    """From one view to another; what the views share stays chosen."""
    with st.container(key="competitors_view"):
        migration_choice.segments(
            page, "view", VIEWS, choice.view, page.t("View"), clears=("part", "edit")
        )


def kind_switch(page: Page, book: Book, choice: Choice) -> None:
    """Loans or deposits, where offers of both count."""
    offered = {kind: word for kind, word in KINDS.items() if book.counting(kind)}
    if len(offered) > 1:
        migration_choice.segments(
            page, "kind", offered, choice.kind, page.t("Kind"), clears=("offer", "part")
        )


def offer_select(
    page: Page, book: Book, offers: Sequence[str], chosen: str, *, every: bool = False
) -> None:
    """One offer of several, kept in the URL; `every`: all of them together may be chosen too."""
    t, key = page.t, "choice_offer"
    options = [*([""] if every else []), *offers]
    st.session_state[key] = chosen if chosen in options else options[0]

    def choose() -> None:
        page.set_parameter("offer", st.session_state[key] or None)
        for other in ("part", "mode", "rate"):
            page.set_parameter(other, None)

    st.selectbox(
        t("Offer"),
        options,
        format_func=lambda offer: (
            competitors_book.name_of(book, offer) if offer else t("All offers that count")
        ),
        key=key,
        on_change=choose,
    )


def one_of(page: Page, name: str, known: Mapping[str, object] | Sequence[str], usual: str) -> str:
    """A word of the link that is known, else the usual one."""
    word = page.parameter(name)
    return word if word is not None and word in known else usual


def number(page: Page, name: str, usual: float, *, low: float, high: float) -> float:
    """A number of the link within limits, else the usual one."""
    try:
        value = float(page.parameter(name) or "")
    except ValueError:
        return usual
    return value if low <= value <= high else usual


def _show(key: str, value: float) -> None:
    """Sets a widget to what the link says, unless it says so: a moving slider is not held back."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value


def amount_input(page: Page, name: str, label: str, value: float, **given: object) -> None:
    """A number typed into the link; emptied, it is the usual one again."""
    key = f"typed_{name}"
    _show(key, value)

    def choose() -> None:
        typed = st.session_state[key]
        page.set_parameter(name, None if typed is None else f"{typed:.12g}")

    st.number_input(label, key=key, on_change=choose, **given)


def symbol(page: Page) -> str:
    """The sign of the currency, as amounts are written."""
    return currency_symbol(page.currency, page.t.language)


def percent_input(page: Page, name: str, label: str, value: float, **given: object) -> None:
    """A share of the link, typed as a percentage."""
    key = f"typed_{name}"
    _show(key, round(value * 100, 4))

    def choose() -> None:
        typed = st.session_state[key]
        page.set_parameter(name, None if typed is None else f"{typed / 100:.8g}")

    limits = {"min_value": 0.0, "max_value": 100.0, "step": 0.05, "format": "%.2f"} | given
    st.number_input(label, key=key, on_change=choose, **limits)


def parameter_ceiling(page: Page) -> float | None:
    """The ceiling the bank has set on deposit rates; None where it has set none."""
    found = offers_book.parameters_at(page.engine, page.scope).get("deposit_rate_ceiling")
    return float(found) if found else None


def slider(page: Page, name: str, label: str, value: float, help: str) -> None:  # noqa: A002
    """A share in whole per cent, kept in the link as a share."""
    key = f"slid_{name}"
    _show(key, round(value * 100))

    def choose() -> None:
        page.set_parameter(name, f"{st.session_state[key] / 100:.2f}")

    st.slider(label, 0, 100, step=1, format="%d%%", key=key, on_change=choose, help=help)
