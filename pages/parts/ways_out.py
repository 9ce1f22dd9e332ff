"""What leaves a page: CSV and Excel, a text to paste, the figure as PNG, print. All recorded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics import overview
from pages.parts import exports, notes_words
from pages.parts.definitions import definition_text
from pages.parts.text import Text, sentence

if TYPE_CHECKING:
    from pages.parts.shell import Page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Frames = pd.DataFrame | Callable[[], pd.DataFrame | Iterable[pd.DataFrame]]

LARGE = 500
"""A longer list leaves only with a purpose."""
PURPOSES = {
    "calls": sentence("Calls and visits"),
    "meeting": sentence("Review meeting"),
    "report": sentence("Report"),
    "check": sentence("Checking the numbers"),
}


class _Counted:
    """Blocks on their way into a file, and how many rows they had."""

    def __init__(self, frames: Frames) -> None:
        self.row_count = 0
        found = frames() if callable(frames) else frames
        self._blocks = [found] if isinstance(found, pd.DataFrame) else found

    def __iter__(self) -> Iterator[pd.DataFrame]:
        for block in self._blocks:
            self.row_count += len(block)
            yield block


def downloads(
    page: Page,
    name: str,
    frames: Frames,
    *,
    question: str | None = None,
    row_count: int = 0,
    by_manager: bool = False,
) -> None:
    """CSV and Excel buttons; the file is built on the click, and the click is recorded.

    Columns are headed by the contract, or by `attrs["labels"]` of a frame where it knows better.
    With more than LARGE rows (`row_count`) the buttons wait for a purpose. by_manager: the list
    has a manager_id, so it is also offered as a workbook with a sheet per manager.
    """
    if row_count <= LARGE:
        _buttons(page, name, frames, question=question, by_manager=by_manager)
        return
    t = page.t
    label = t("Download {count} rows", count=t.exact(row_count))
    with st.popover(label, key=f"{name}_download"):
        purpose = st.pills(
            t("What is this list for? It is recorded with the download."),
            list(PURPOSES),
            format_func=lambda code: t(PURPOSES[code]),
            key=f"{name}_purpose",
        )
        with st.container(horizontal=True, gap="small"):
            _buttons(
                page,
                name,
                frames,
                question=question,
                purpose=purpose,
                ready=bool(purpose),
                by_manager=by_manager,
            )


def _buttons(  # noqa: PLR0913 - the ways a list leaves
    page: Page,
    name: str,
    frames: Frames,
    *,
    question: str | None,
    purpose: str | None = None,
    ready: bool = True,
    by_manager: bool = False,
) -> None:
    t = page.t
    said = t(PURPOSES[purpose]) if purpose else ""

    def as_csv() -> bytes:
        rows = _Counted(frames)
        content = exports.csv_bytes(rows, t)
        page.record_export(name, "csv", rows.row_count, purpose=purpose or "")
        return content

    def as_workbook(*, split: bool = False) -> bytes:
        rows = _Counted(frames)
        sheets = [exports.Sheet(name=page.title, frames=rows)]
        if split:
            managers = overview.names(page.engine, page.scope, "manager_id")
            sheets = exports.sheets_by(rows, "manager_id", managers, t("No manager"))
        cover = _cover(page, page.title, question, purpose=said)
        content = exports.workbook_bytes(cover, sheets, t)
        page.record_export(name, "xlsx", rows.row_count, purpose=purpose or "")
        return content

    ways = [
        (t("CSV"), as_csv, "csv", "text/csv"),
        (t("Excel"), as_workbook, "xlsx", XLSX),
    ]
    if by_manager:
        split = partial(as_workbook, split=True)
        ways.append((t("Excel, a sheet per manager"), split, "managers.xlsx", XLSX))
    file = f"{name}_{page.scope.at:%Y-%m-%d}" if page.scope else name
    for label, content, ending, kind in ways:
        st.download_button(
            label,
            content,
            file_name=f"{file}.{ending}",
            mime=kind,
            key=f"{name}_{ending.replace('.', '_')}",
            on_click="ignore",
            disabled=not ready,
        )


def _cover(page: Page, title: str, question: str | None, *, purpose: str) -> exports.Cover:
    t = page.t
    now = datetime.now().astimezone()
    facts = page.facts() | {t("Downloaded"): f"{t.date(now)} {now:%H:%M}"}
    if purpose:
        facts[t("Purpose")] = purpose
    facts |= notes_words.cover(page)
    return exports.Cover(
        title=title,
        facts=facts,
        definition=re.sub(r"\*\*|`", "", definition_text(question, t)) if question else "",
        is_demo=page.is_demo,
    )


def actions(  # noqa: PLR0913 - the ways out of a page
    page: Page,
    name: str,
    frames: Frames | None = None,
    *,
    figure_key: str | None = None,
    summary: str | None = None,
    question: str | None = None,
    row_count: int = 0,
    by_manager: bool = False,
    beside: Callable[[], None] | None = None,
) -> None:
    """One row of ways out: CSV, Excel, a text to paste, the figure as PNG, print.

    by_manager: see `downloads`. beside: draws what else can be done with the list, first.
    """
    t = page.t
    with st.container(horizontal=True, gap="small", key=f"actions_{name}"):
        if beside is not None:
            beside()
        if frames is not None:
            downloads(
                page, name, frames, question=question, row_count=row_count, by_manager=by_manager
            )
        st.html(_plain_buttons(page, name, figure_key, summary, t), width="content")


def _plain_buttons(
    page: Page, name: str, figure_key: str | None, summary: str | None, t: Text
) -> str:
    buttons = []
    if summary:
        text = "\n".join([summary, *(f"{k}: {v}" for k, v in page.facts().items())])
        buttons.append(copy_button(t("Copy as text"), text, t("Copied")))
    if figure_key:
        facts = " · ".join(page.facts().values())
        buttons.append(
            _button(t("Figure as PNG"), png=figure_key, title=page.title, facts=facts, name=name)
        )
    buttons.append(_button(t("Print"), print="1"))
    return f'<div class="tv-btns">{"".join(buttons)}</div>'


def copy_button(label: str, text: str, done: str) -> str:
    """A button that puts a text on the clipboard, as HTML."""
    return _button(label, copy=text, done=done)


def _button(label: str, **data: str) -> str:
    """A plain button; the shell's script acts on its data attributes."""
    carried = "".join(
        f' data-tv-{key}="{escape(value, quote=True)}"' for key, value in data.items()
    )
    return f'<button type="button" class="tv-btn"{carried}>{escape(label)}</button>'
