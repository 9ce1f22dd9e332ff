"""The meeting pack from a page: which file, which pages, which language; progress, download."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from data.problems import Problem
from pages.pack import build, paper
from pages.pack.files import FORMS
from pages.parts import cards, working
from pages.parts.jobs import Cancelled, Job
from pages.parts.text import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Callable

    from pages.pack.paper import Paper
    from pages.parts.shell import Page

JOB = "pack"
EVERY = 0.5
"""Seconds between two looks at the progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A finished pack: its file, and what it was made of."""

    ending: str
    content: bytes
    row_count: int
    is_red: bool
    page: Paper


def draw(page: Page) -> None:
    """A button that opens the choice of a pack, then its progress, then its download."""
    t = page.t
    with st.popover(t("Meeting pack"), key="pack", icon=":material/slideshow:"):
        job = working.job(JOB)
        if job is None:
            _choice(page)
        elif not job.done:
            _watch(page)
        else:
            _result(page, job)


@st.fragment
def _choice(page: Page) -> None:
    """Which file, which pages, which language."""
    t = page.t
    st.pills(
        t("File"),
        list(FORMS),
        default=next(iter(FORMS)),
        format_func=lambda ending: t(FORMS[ending].name),
        key="pack_form",
        required=True,
    )
    st.pills(
        t("Language"),
        list(LANGUAGES),
        default=t.language,
        format_func=LANGUAGES.__getitem__,
        key="pack_language",
        required=True,
    )
    names = st.pills(
        t("Pages"),
        list(build.TITLES),
        default=list(build.TITLES),
        format_func=lambda name: t(build.TITLES[name]),
        selection_mode="multi",
        key="pack_pages",
    )
    if st.button(t("Make the pack"), key="pack_make", type="primary", disabled=not names):
        _start(page)
        st.rerun()


def _start(page: Page) -> None:
    chosen = st.session_state
    language, ending = chosen["pack_language"], chosen["pack_form"]
    names, made = tuple(chosen["pack_pages"]), datetime.now().astimezone()
    read = paper.of_page(page, language=language, chosen={})

    def work(progress: Callable[[str, float], None]) -> Made:
        pack = build.pack_of(read, names, made=made, progress=progress)
        content = FORMS[ending].write(pack, read.t)
        return Made(
            ending=ending,
            content=content,
            row_count=pack.row_count,
            is_red=pack.is_red,
            page=read,
        )

    working.start(JOB, work)


@st.fragment(run_every=EVERY)
def _watch(page: Page) -> None:
    job = working.job(JOB)
    if job is None or job.done:
        st.rerun()
    working.progress(JOB, job, page.t)


def _result(page: Page, job: Job[Made]) -> None:
    """The download, or what went wrong; and the way to another pack."""
    t = page.t
    try:
        made = job.result()
    except Problem as problem:
        cards.show_problem(problem, t)
    except Cancelled:
        cards.note(t("Cancelled. Nothing was changed."))
    else:
        _download(page, made)
    st.button(t("Another pack"), key="pack_again", on_click=working.forget, args=(JOB,))


def _download(page: Page, made: Made) -> None:
    t = page.t
    if made.page.scope != page.scope or made.page.release != page.release:
        cards.note(t("This pack was made for another selection or release."), "caution")
    if made.is_red:
        cards.note(t("The quality of its data is below the line; its cover says so."), "caution")

    def content() -> bytes:
        made.page.record_export("pack", made.ending.removeprefix("."), made.row_count)
        return made.content

    st.download_button(
        t("Download {file}", file=t(FORMS[made.ending].name)),
        content,
        file_name=f"pack_{made.page.scope.at:%Y-%m-%d}{made.ending}",
        mime=FORMS[made.ending].media,
        key="pack_download",
        on_click="ignore",
    )
