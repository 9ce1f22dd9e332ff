"""What takes long on the policy page: in a job with progress, then from memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import Event
from typing import TYPE_CHECKING

import streamlit as st

from analytics.policy import Replay, policy_replay
from pages.parts import working
from pages.parts.jobs import Cancelled
from pages.parts.policy_memory import READY, REPLAYS, Answer, Asked, Memory
from pages.parts.policy_sets import Ready, ready_sets
from pages.parts.text import sentence

if TYPE_CHECKING:
    from pages.parts.policy_choice import Choice
    from pages.parts.shell import Page

STEPS: Mapping[str, str] = {
    "sample": sentence("Drawing customers to try lines on"),
    "search": sentence("Looking for the lines with the fewest ups and downs"),
    "replay": sentence("Going through all months under both sets of rules"),
}
Told = Callable[[str, float], None]


def replay(page: Page, choice: Choice) -> Replay | None:
    """The draft's replay; None after a problem or a cancellation, which are then shown.

    While it is computed, its progress is drawn and the page ends here.
    """
    engine, scope, draft = page.engine, page.scope, choice.draft

    def work(told: Told) -> Replay:
        return policy_replay(engine, scope, draft, progress=told)

    return _found(page, "replay", REPLAYS, choice.asked(page), work)


def ready(page: Page, choice: Choice) -> Ready | None:
    """The ready sets, in the same way."""
    engine, scope, base, capacity = page.engine, page.scope, choice.base, choice.carried

    def work(told: Told) -> Ready:
        return ready_sets(engine, scope, base, capacity, told)

    return _found(page, "ready_sets", READY, choice.asked(page, draft=False), work)


def _found(
    page: Page, name: str, memory: Memory[Answer], asked: Asked, work: Callable[[Told], Answer]
) -> Answer | None:
    """What is remembered, or becomes so by a job. A job for anything else is stopped first."""
    t, started = page.t, f"policy_{name}"
    known = memory.get(asked)
    if known is not None:
        working.forget(name)
        return known
    if not working.is_there(name) or st.session_state[started][0] != asked:
        if started in st.session_state:
            st.session_state[started][1].set()
        stop = Event()
        st.session_state[started] = (asked, stop)
        steps = {step: t(said) for step, said in STEPS.items()}
        working.start(name, _kept(memory, asked, work, steps, stop))
    working.outcome(name, t)
    known = memory.get(asked)
    if known is None:
        st.button(t("Compute again"), key=f"again_{name}", on_click=working.forget, args=(name,))
    return known


def _kept(
    memory: Memory[Answer],
    asked: Asked,
    work: Callable[[Told], Answer],
    steps: Mapping[str, str],
    stop: Event,
) -> working.Work:
    """The work of a job: its answer goes into the memory, not into anybody's session."""

    def run(progress: Told) -> object:
        def told(step: str, share: float) -> None:
            if stop.is_set():
                raise Cancelled
            progress(steps[step], share)

        memory.put(asked, work(told))
        return True

    return run
