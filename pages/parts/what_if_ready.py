"""The three ready questions of the What-if page: a slider each, the answer in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import streamlit as st

from data.problems import Problem
from pages.parts import cards, what_if_base, what_if_gain, what_if_keep, what_if_line

if TYPE_CHECKING:
    from pages.parts.shell import Page


def ready(page: Page) -> None:
    """Draw the three questions, each a card of its own that answers its slider alone.

    The second is drawn last: where its numbers take long, the page ends at its progress.
    """
    places = {name: st.container(border=True, key=f"what_if_{name}") for name in CARDS}
    for name in ("line", "gain"):
        with places[name]:
            _card(page, CARDS[name])
    with places["keep"]:
        _keep(page)


def _keep(page: Page) -> None:
    try:
        base = what_if_base.base(page)
    except Problem as problem:
        cards.section(page.t(what_if_keep.QUESTION))
        cards.show_problem(problem, page.t)
        return
    if base is not None:
        _card(page, CARDS["keep"])


@st.fragment
def _card(page: Page, draw: Callable[[Page], None]) -> None:
    """One card; what is wrong with its question is told in it, the others stay."""
    try:
        draw(page)
    except Problem as problem:
        cards.show_problem(problem, page.t)


CARDS: Mapping[str, Callable[[Page], None]] = {
    "line": what_if_line.card,
    "keep": what_if_keep.card,
    "gain": what_if_gain.card,
}
