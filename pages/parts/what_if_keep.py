"""Ready question 2: what is keeping more of our customers worth?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.scenario_base import Base
from analytics.scenario_levers import Scenario
from analytics.scenario_model import outcome
from analytics.scenarios import result_frame
from pages.parts import cards, figures_ready, shell, what_if_levers
from pages.parts import what_if_words as words
from pages.parts.figures_scenarios import ScenarioView
from pages.parts.text import sentence

if TYPE_CHECKING:
    from pages.parts.shell import Page

USUAL, STEP = 10, 5
QUESTION = sentence("What is keeping more of our customers worth?")


def card(page: Page) -> None:
    """The question, its slider, the answer and the way to whom to contact.

    Raises:
        EmptyScope, NotProvided, LeverNeedsHistory.
    """
    t = page.t
    cards.section(t(QUESTION))
    base = what_if_levers.base_of(page.engine, page.scope)
    left, right = st.columns([5, 6], gap="large")
    with left:
        share = _slider(page) / 100
        found = outcome(base, Scenario(retention=share))
        before, after = found.lifetime
        yearly = found.change["contribution_ttm"]
        sentence = words.keep_sentence(t, share, yearly, after - before)
        words.answer(sentence)
        words.aside(words.lost_sentence(t, base))
        added = _added(base, found)
        words.aside(words.worth_sentence(t, added))
        if (added["margin"] <= 0).any():
            words.aside(words.costly_sentence(t, added))
        shell.next_page(page, "tier_migration", t("Whom to contact"), view="contact", list="watch")
    with right:
        several = len(set(added["customer_type"])) > 1
        view = ScenarioView(several=several, narrow=shell.is_narrow())
        figure = figures_ready.keep_figure(added, t, page.theme, view=view)
        cards.chart(figure, page, key="keep_figure", alt=words.plain(sentence))


def _slider(page: Page) -> int:
    asked = what_if_levers.number(page, "keep")
    chosen = min(max(round((asked or USUAL) / STEP) * STEP, STEP), 100)
    key = "what_if_keep_slider"
    st.session_state[key] = chosen

    def choose() -> None:
        value = st.session_state[key]
        page.set_parameter("keep", None if value == USUAL else str(value))

    st.slider(
        page.t("Of the customers we would lose, keep"),
        STEP,
        100,
        step=STEP,
        format="%d%%",
        key=key,
        on_change=choose,
    )
    return chosen


def _added(base: Base, found: object) -> pd.DataFrame:
    """Per tier that holds anybody: lifetime value added, of one customer, and his margin."""
    frame = result_frame(found)  # type: ignore[arg-type]
    frame = frame[(frame["customer_count"] > 0) & frame["value"].notna()].copy()
    margin = {
        (block.customer_type, level): block.per["contribution"][place]
        for block in base.blocks
        for place, level in enumerate(block.levels)
    }
    keys = zip(frame["customer_type"], frame["level"], strict=True)
    frame["margin"] = [margin[key] for key in keys]
    frame["added"] = (frame["value"] - frame["base_value"]) * frame["customer_count"]
    return frame.reset_index(drop=True)
