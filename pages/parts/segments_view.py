"""The segments page's result: what it opens with, the figure, and whom a segment holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from analytics.segment_sample import asked
from pages.parts import (
    cards,
    figures_segments,
    migration_choice,
    segments_alt,
    segments_choice,
    segments_lookalikes,
    segments_people,
    segments_work,
    shell,
    working,
)
from pages.parts import segments_words as words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pages.parts.segments_choice import Choice
    from pages.parts.segments_memory import Found
    from pages.parts.segments_portraits import Described, Portrait
    from pages.parts.shell import Page

FIGURE = "segments_figure"


def opening(page: Page, choice: Choice) -> None:
    """Before anything was computed: what the page does, and the one button."""
    t = page.t
    cards.headline(words.opening(t, choice.kind))
    with st.container(horizontal=True, vertical_alignment="center", key="segments_row"):
        segments_choice.kind_switch(page, choice)
        st.button(
            t("Find segments"),
            type="primary",
            key="segments_find",
            on_click=segments_choice.find,
            args=(page,),
        )


def switches(page: Page, choice: Choice, *, adopted: bool) -> None:
    """Whose segments, and the way from what is adopted to a new fit and back."""
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center", key="segments_row"):
        segments_choice.kind_switch(page, choice)
        if choice.run:
            label = t("Back to the adopted segments") if adopted else t("Back to the beginning")
            st.button(label, key="segments_back", on_click=segments_choice.back, args=(page,))
        else:
            st.button(
                t("Find segments again"),
                key="segments_find",
                on_click=segments_choice.find,
                args=(page,),
            )


def failed(page: Page, choice: Choice) -> None:
    """After a problem or a cancellation: the ways on."""
    t = page.t
    wanted = asked(page.engine, choice.scope, features=choice.features, customer_type=choice.kind)
    absent = [name for name, count in wanted.missing.items() if count == wanted.open_count]
    if absent:
        cards.note(words.not_given(t, absent))
        shell.next_page(page, "data", t("Open the data page"))
    segments_choice.kind_switch(page, choice)
    with st.container(horizontal=True, vertical_alignment="center", key="segments_ways"):
        st.button(
            t("Compute again"),
            key="segments_retry",
            on_click=working.forget,
            args=(segments_work.JOB,),
        )
        st.button(
            t("Back to the beginning"),
            key="segments_back",
            on_click=segments_choice.back,
            args=(page,),
        )


def nothing_clear(page: Page, choice: Choice, found: Found) -> None:
    """Nothing is recommended: says so plainly, and what to do."""
    t, fit = page.t, found.fit
    cards.headline(words.no_groups(t, choice.kind, fit.open_count, fit.reason))
    switches(page, choice, adopted=False)
    notices(page, found)
    what_to_do(page, words.steps_without_groups(t))


@st.fragment
def people(page: Page, described: Described, portraits: Sequence[Portrait], heading: str) -> None:
    """The figure, what is picked on it and who is behind; a pick reruns only this."""
    t, choice = page.t, segments_choice.read(page)
    names = {each.code: each.name for each in portraits}
    cards.section(
        t("How many they are, and what they bring"),
        t("On {date}. Click a group to see its customers.", date=t.date(choice.scope.at)),
    )
    view = figures_segments.SharesView(
        names=names,
        measure=t.column(described.measure),
        picked=choice.pick,
        narrow=shell.is_narrow(),
    )
    figure = figures_segments.shares_figure(described.shares, t, page.theme, view=view)
    alt = segments_alt.shares_words(portraits, t, measure=view.measure)
    cards.chart(figure, page, key=FIGURE, alt=alt, pick="pick", clears=("who",))
    _lists(page, choice, described, portraits, names, heading)


def _lists(
    page: Page,
    choice: Choice,
    described: Described,
    portraits: Sequence[Portrait],
    names: Mapping[str, str],
    heading: str,
) -> None:
    t = page.t
    migration_choice.segments(page, "who", segments_choice.WHO, choice.who, t("List"))
    if choice.who != "members":
        segments_lookalikes.lookalikes(page, choice)
        return
    star = words.star(portraits)
    code = choice.pick if choice.pick in names else (star or portraits[0]).code
    segments_choice.segment_pills(page, names, code)
    portrait = next(each for each in portraits if each.code == code)
    summary = words.summary_text(t, heading, portraits, described.measure)
    segments_people.members(page, choice, described, portrait, figure_key=FIGURE, summary=summary)


def what_to_do(page: Page, steps: Sequence[str]) -> None:
    """Next steps, when there are any."""
    if steps:
        cards.section(page.t("What to do"))
        cards.bullets(steps)


def notices(page: Page, found: Found) -> None:
    """What limits the reading of the result, and how it stands beside what is adopted."""
    for sentence in words.notices(page.t, found):
        cards.note(sentence, "caution")
    if found.matching is not None:
        cards.note(words.matching_line(page.t, found.matching.frame))
