"""Adopt a segmentation with names of one's own, or withdraw it; and what is told of both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from data import adopt, publish
from data.problems import Problem
from data.segmentation_log import adoptable
from pages.parts import cards, segments_choice, shell, working
from pages.parts import segments_words as words

if TYPE_CHECKING:
    from data.release import Store
    from data.segmentation import Segment, Segmentation
    from pages.parts.segments_choice import Choice
    from pages.parts.segments_memory import Found
    from pages.parts.segments_portraits import Portrait
    from pages.parts.shell import Page
    from pages.parts.text import Text

JOB, DONE, ADOPTED = "segments-adopt", "segments-adopt-kind", "segments-adopted"
OPEN = "segments-adopt-open"
"""Whether the dialog is open: it stays so through a rerun of the page."""
NAME_LIMIT, NOTE_LIMIT = 40, 200


def told(page: Page) -> None:
    """While a release is made its progress, and afterwards what was done."""
    t = page.t
    if working.is_there(JOB):
        done = working.outcome(JOB, t)
        working.forget(JOB)
        kind = st.session_state.pop(DONE, None)
        if done is not None:
            segments_choice.back(page)
            shell.read_newest()
            st.session_state[ADOPTED] = kind
            st.rerun()
    state = st.session_state.get(ADOPTED)
    if state == "withdrawn":
        cards.note(t("Withdrawn: these customers have no segments any more."), kind="new")


def announcement(page: Page, found: Found, portraits: Sequence[Portrait]) -> None:
    """After an adoption: where the segments can be used now, with a way there."""
    t, star = page.t, words.star(portraits) or portraits[0]
    if st.session_state.get(ADOPTED) != found.segmentation.customer_type or found.fit is not None:
        return
    cards.note(
        t("Adopted. Segment is now a filter in the bar above, and a column of every list."),
        kind="new",
    )
    shell.next_page(
        page,
        "contribution",
        t("See what {segment} contribute", segment=star.name),
        segment=star.code,
    )


def show(page: Page, choice: Choice, found: Found) -> None:
    """Keep the segments found as the bank's."""
    t = page.t
    cards.section(
        t("Make them the bank's segments"),
        t(
            "Adopted segments become a filter on every page. Names and codes stay when the groups "
            "are found again in later months."
        ),
    )
    st.button(t("Adopt these segments …"), key="segments_adopt", on_click=_open)
    if OPEN in st.session_state:
        drawn = st.dialog(t("Adopt these segments"), width="large", on_dismiss=_close)(_dialog)
        drawn(page, choice, found)


def _open() -> None:
    st.session_state[OPEN] = True


def _close() -> None:
    st.session_state.pop(OPEN, None)


def _dialog(page: Page, choice: Choice, found: Found) -> None:
    t, segmentation = page.t, found.described.segmentation
    with st.form("segments_adopting", border=False):
        named = tuple(_names(t, segment) for segment in segmentation.segments)
        note = st.text_input(
            t("Name of the version"),
            value=t("Segments of {date}", date=t.date(choice.scope.at)),
            max_chars=NAME_LIMIT,
            key="segments_version",
        )
        reason, sure = "", True
        if not segmentation.recommended:
            cards.note(words.override_warning(t, found.fit), "caution")
            sure = st.checkbox(t("Adopt them all the same"), key="segments_override")
            reason = st.text_input(t("Why?"), max_chars=NOTE_LIMIT, key="segments_reason")
        words_told = t("Every month is given its segments; this takes a few seconds.")
        st.html(f'<p class="tv-sub">{words_told}</p>')
        sent = st.form_submit_button(t("Adopt"), type="primary")
    if not sent:
        return
    if not sure:
        cards.note(t("Tick the box to adopt segments that are not recommended."), "problem")
        return
    try:
        start(page, replace(segmentation, segments=named), name=note.strip(), reason=reason.strip())
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    st.rerun()


def _names(t: Text, segment: Segment) -> Segment:
    """One row of the dialog: the segment's names in both languages."""
    english, chinese = st.columns(2)
    said = t("{code}: English name", code=segment.code)
    name_en = english.text_input(
        said, value=segment.name_en, max_chars=NAME_LIMIT, key=f"name_en_{segment.code}"
    )
    said = t("{code}: Chinese name", code=segment.code)
    name_zh = chinese.text_input(
        said, value=segment.name_zh, max_chars=NAME_LIMIT, key=f"name_zh_{segment.code}"
    )
    return replace(segment, name_en=name_en.strip(), name_zh=name_zh.strip())


def start(page: Page, segmentation: Segmentation, *, name: str, reason: str) -> None:
    """Start the job that publishes; what can be refused is refused before.

    Raises:
        Problem: a name that cannot be one, names that clash, or no reason for an override.
    """
    adoptable(segmentation, name=name, override_note=reason)
    _close()
    st.session_state[DONE] = segmentation.customer_type
    step = page.t("Giving every month its segments")
    working.start(JOB, adopting(page.store, segmentation, name=name, reason=reason, step=step))


def adopting(
    store: Store, segmentation: Segmentation, *, name: str, reason: str, step: str
) -> working.Work:
    """The work of adopting: both kept and published, or neither."""

    def work(progress: Callable[[str, float], None]) -> object:
        return adopt.adopt(
            store,
            segmentation,
            name=name,
            override_note=reason,
            progress=lambda _step, share: progress(step, share),
        )

    return work


def kept(page: Page, choice: Choice, segmentation: Segmentation) -> None:
    """What is adopted, since when, and the way to withdraw it."""
    t = page.t
    cards.section(t("The bank's segments"))
    facts = {
        t("Version"): t(
            "{name}, version {number}", name=segmentation.name, number=segmentation.version
        ),
        t("Learned from"): t(
            "{count} customers on {date}",
            count=t.exact(segmentation.sample_count),
            date=t.date(segmentation.fitted_on),
        ),
    }
    if segmentation.override_note:
        facts[t("Adopted although not recommended")] = segmentation.override_note
    cards.facts(facts)
    with st.popover(t("Withdraw …"), key="segments_withdrawing"):
        st.text(t("Segment is then no filter and no column any more, for everybody."))
        if st.button(t("Yes, withdraw them"), type="primary", key="segments_withdraw"):
            _withdraw(page, choice.kind)


def _withdraw(page: Page, kind: str) -> None:
    store, step = page.store, page.t("Giving every month its segments")

    def work(progress: Callable[[str, float], None]) -> object:
        adopt.withdraw(store, kind, progress=lambda _step, share: progress(step, share))
        return True

    st.session_state[DONE] = "withdrawn"
    working.start(JOB, work)
    st.rerun()


def behind(page: Page) -> None:
    """Segments were adopted or withdrawn that the current release does not show."""
    t = page.t
    if page.release != page.store.current or not adopt.is_behind(page.store):
        return
    cards.note(
        t("The adopted segments are saved but not computed: these pages still show the older."),
        "caution",
    )
    if st.button(t("Compute it now"), key="segments_compute"):
        store, step = page.store, t("Giving every month its segments")

        def work(progress: Callable[[str, float], None]) -> object:
            return publish.rederive(store, lambda _name, share: progress(step, share))

        working.start(JOB, work)
        st.rerun()
