"""What takes long on the segments page: in a job with progress, then from memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from threading import Event
from typing import TYPE_CHECKING

import streamlit as st

from analytics.segment_effects import effects_of, heat_of
from analytics.segment_map import map_of
from analytics.segment_match import rematched
from analytics.segment_names import named
from analytics.segment_people import segment_people
from analytics.segment_profiles import missing_tables, segment_profiles
from analytics.segment_rules import segment_rules
from analytics.segments import segment_fit
from data.problems import Problem
from pages.parts import segments_words as words
from pages.parts import working
from pages.parts.jobs import Cancelled
from pages.parts.policy_memory import Asked
from pages.parts.segments_memory import FOUND, Found, light
from pages.parts.segments_portraits import Described
from pages.parts.text import sentence

if TYPE_CHECKING:
    from analytics.engine import Engine
    from analytics.scope import Scope
    from data.segmentation import Segmentation
    from pages.parts.segments_choice import Choice
    from pages.parts.shell import Page
    from pages.parts.text import Text

JOB, STARTED = "segments", "segments-started"
Told = Callable[[str, float], None]
STEPS: Mapping[str, tuple[str, float, float]] = {
    "sample": (sentence("Drawing the customers to learn from"), 0.0, 0.05),
    "clusters": (sentence("Trying 2 to 10 groups"), 0.05, 0.15),
    "reference": (sentence("Comparing with customers without any groups"), 0.15, 0.45),
    "stability": (sentence("Trying again with other customers"), 0.45, 0.8),
    "assign": (sentence("Giving every customer a group"), 0.8, 0.85),
    "describe": (sentence("Describing the groups"), 0.85, 1.0),
}
"""Step of the work -> what it is called, and where in the whole it begins and ends."""


def found(page: Page, choice: Choice, adopted: Segmentation | None) -> Found | None:
    """The segments asked for, or else those adopted; None after a problem or a cancellation.

    While they are computed, progress is drawn and the page ends here.
    """
    engine, scope = page.engine, choice.scope
    asked = _asked(page, choice, adopted)

    def work(told: Told) -> Found:
        if choice.run:
            return _fitted(engine, choice, adopted, told)
        return _described(engine, scope, adopted, told)

    known = FOUND.get(asked)
    if known is not None:
        working.forget(JOB)
        return known
    if not working.is_there(JOB) or st.session_state[STARTED][0] != asked:
        if STARTED in st.session_state:
            st.session_state[STARTED][1].set()
        stop = Event()
        st.session_state[STARTED] = (asked, stop)
        steps = {step: (page.t(said), low, high) for step, (said, low, high) in STEPS.items()}
        working.start(JOB, _kept(asked, work, steps, stop, page.t))
    working.outcome(JOB, page.t)
    return FOUND.get(asked)


def known(page: Page, choice: Choice, adopted: Segmentation) -> Found:
    """The adopted segments, from memory or computed now, without a screen."""
    asked = _asked(page, choice, adopted)
    kept = FOUND.get(asked)
    if kept is None:
        kept = _described(page.engine, choice.scope, adopted, lambda _step, _share: None)
        FOUND.put(asked, kept)
    return kept


def _asked(page: Page, choice: Choice, adopted: Segmentation | None) -> Asked:
    """The key of what is shown; what it is compared with is the release's."""
    text = choice.text if choice.run else f"adopted={adopted and adopted.version}"
    engine = page.engine
    return Asked(store=engine.store, release=engine.release, scope=choice.scope, text=text)


def _kept(
    asked: Asked,
    work: Callable[[Told], Found],
    steps: Mapping[str, tuple[str, float, float]],
    stop: Event,
    t: Text,
) -> working.Work:
    """The work of a job: its answer goes into the memory, not into anybody's session."""

    def run(progress: Told) -> object:
        def told(step: str, share: float) -> None:
            if stop.is_set():
                raise Cancelled
            said, low, high = steps[step]
            progress(said, low + (high - low) * share)

        try:
            FOUND.put(asked, work(told))
        except Problem as problem:
            raise words.worded(problem, t) from problem
        return True

    return run


def _fitted(engine: Engine, choice: Choice, adopted: Segmentation | None, told: Told) -> Found:
    fit = segment_fit(
        engine,
        choice.scope,
        features=choice.features,
        k=choice.k or "auto",
        transform=choice.amounts,
        customer_type=choice.kind,
        progress=told,
    )
    if fit.recommended is None and choice.k is None:
        return Found(fit=light(fit), described=None)
    told("describe", 0.0)
    segmentation, matching = named(fit.segmentation), None
    if adopted is not None:
        matching = rematched(engine, choice.scope, adopted, segmentation)
        segmentation = matching.segmentation
    described = _described(engine, choice.scope, segmentation, told)
    return replace(described, fit=light(fit), matching=matching)


def _described(engine: Engine, scope: Scope, segmentation: Segmentation, told: Told) -> Found:
    told("describe", 0.1)
    profiles = segment_profiles(engine, scope, segmentation)
    told("describe", 0.4)
    people = segment_people(engine, scope, segmentation)
    told("describe", 0.6)
    effects, heat, chart = effects_of(people), heat_of(people), map_of(people)
    told("describe", 0.8)
    described = Described(
        segmentation=segmentation,
        profiles=profiles,
        effects=effects,
        rules=segment_rules(engine, scope, segmentation),
        missing=missing_tables(engine, scope),
    )
    return Found(fit=None, described=described, heat=heat, chart=chart)
