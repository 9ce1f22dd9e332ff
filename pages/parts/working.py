"""Progress of a job on the screen, with a button that cancels it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from data.problems import Problem
from pages.parts import cards
from pages.parts.jobs import Cancelled, Job

if TYPE_CHECKING:
    from pages.parts.text import Text

QUICK = 0.3
"""Seconds a page waits before it draws progress: most small files are done by then."""
Work = Callable[[Callable[[str, float], None]], object]
"""What a job does: it is given a function to report a step in words and a share 0-1 with."""


def start(name: str, work: Work) -> None:
    """Start the work and keep its job in the session under `name`."""
    st.session_state[_key(name)] = Job(work)


def forget(name: str) -> None:
    """Drop a finished job, so that its outcome is not shown again."""
    st.session_state.pop(_key(name), None)


def is_there(name: str) -> bool:
    """Whether a job of that name runs or has an outcome to show."""
    return _key(name) in st.session_state


def job(name: str) -> Job[object] | None:
    """The job of that name, running or done."""
    found: Job[object] | None = st.session_state.get(_key(name))
    return found


def outcome(name: str, t: Text) -> object | None:
    """What the job of that name returned; None while there is none or it failed.

    While it runs, its progress is drawn and the page ends here. A problem or a cancellation is
    told in a box.
    """
    job = st.session_state.get(_key(name))
    if job is None:
        return None
    job.wait(QUICK)
    if not job.done:
        _watch(name, t)
        st.stop()
    try:
        return job.result()
    except Problem as problem:
        cards.show_problem(problem, t)
    except Cancelled:
        cards.note(t("Cancelled. Nothing was changed."))
    return None


@st.fragment(run_every=0.4)
def _watch(name: str, t: Text) -> None:
    job: Job[object] = st.session_state[_key(name)]
    if job.done:
        st.rerun()
    progress(name, job, t)


def progress(name: str, job: Job[object], t: Text) -> None:
    """How far a job is, and the button that cancels it."""
    st.progress(job.share, text=t("Stopping …") if job.cancelling else job.step or t("Starting …"))
    if st.button(t("Cancel"), key=f"cancel-{name}", disabled=job.cancelling):
        job.cancel()


def _key(name: str) -> str:
    return f"job-{name}"
