"""The base of all scenarios of a scope: computed with progress where it takes long, then kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from analytics.scenario_base import scenario_base_of
from pages.parts import what_if_levers, working
from pages.parts.policy_memory import Asked, Memory
from pages.parts.text import sentence

if TYPE_CHECKING:
    from analytics.scenario_base import Base
    from pages.parts.shell import Page

JOB = "what_if_base"
STEPS = {
    "moves": sentence("Going through the moves of the past year"),
    "income": sentence("Adding up the income of the past year"),
}
KNOWN: Memory[bool] = Memory()
"""Scopes whose answers are in the memory of answers: their base is put together at once."""


def base(page: Page) -> Base | None:
    """The base; None after a problem or a cancellation, which are then shown.

    While it is computed, its progress is drawn and the page ends here.
    """
    engine, scope, t = page.engine, page.scope, page.t
    asked = Asked(store=engine.store, release=engine.release, scope=scope, text=JOB)
    if KNOWN.get(asked):
        working.forget(JOB)
        return what_if_levers.base_of(engine, scope)
    if not working.is_there(JOB) or st.session_state[f"{JOB}_asked"] != asked:
        st.session_state[f"{JOB}_asked"] = asked
        steps = {step: t(said) for step, said in STEPS.items()}

        def work(progress: Callable[[str, float], None]) -> object:
            scenario_base_of(engine, scope, lambda step, share: progress(steps[step], share))
            KNOWN.put(asked, answer=True)
            return True

        working.start(JOB, work)
    if working.outcome(JOB, t) is None:
        st.button(t("Compute again"), key="again_base", on_click=working.forget, args=(JOB,))
        return None
    return what_if_levers.base_of(engine, scope)
