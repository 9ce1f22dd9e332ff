"""What the meeting wrote, on paper: its actions, its decisions and notes."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from pages.pack.model import Chart, Series, Table, View, table_of
from pages.pack.rows import LISTED, listed, plain
from pages.parts import actions_board, actions_words, lists, notes_words, review_state
from pages.parts import format as forms

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.actions import Action
    from pages.pack.model import Role
    from pages.parts.actions_board import Board
    from pages.parts.shell import Page

STATES = ("overdue", "open", "reserve", "done")
BRANCHES = 12
"""Branches in the chart: those with the most to do."""
NUMBERS = {"value_at_risk": "money", "due_on": "date", "created_on": "date"}
"""Columns of the board's file that are no text."""


def actions(page: Page) -> View | None:
    """The actions of the scope, what is late first; None where there are none.

    Raises:
        Problem: the workspace cannot be reached.
    """
    t, today = page.t, review_state.read(page).today
    board = actions_board.board(page, today)
    if not board.actions:
        return None
    reserve = sum(each.id in board.reserve for each in board.actions)
    return View(
        key="actions",
        title=t("Actions"),
        sentence=plain(actions_words.headline(t, board.actions, today)),
        tiles=tuple(actions_words.tiles(t, board.actions, reserve, today)),
        charts=(_branches(page, board),),
        tables=tuple(_states(page, board)),
    )


def _branches(page: Page, board: Board) -> Chart:
    """What each branch still has to do, the most first."""
    t = page.t
    late = Counter(each.branch_id for each in board.of_state("overdue"))
    todo = Counter(each.branch_id for each in board.of_state("open")) | late
    first = [branch for branch, _ in todo.most_common(BRANCHES)]
    parts: tuple[tuple[str, Role, Counter[str]], ...] = (
        ("overdue", "caution", late),
        ("open", "accent", todo - late),
    )
    return Chart(
        title=t("Open actions by branch"),
        form="stacked",
        unit="count",
        labels=tuple(board.branches.get(branch, branch) for branch in first),
        series=tuple(
            Series(
                name=t(actions_words.STATES[state]),
                values=tuple(float(counts[branch]) for branch in first),
                role=role,
            )
            for state, role, counts in parts
        ),
    )


def _states(page: Page, board: Board) -> Iterator[Table]:
    late = {each.id for each in board.of_state("overdue")}
    for state in STATES:
        found = board.of_state(state)
        if state == "open":
            found = [each for each in found if each.id not in late]
        if found:
            yield _table(page, board, state, found)


def _table(page: Page, board: Board, state: str, found: list[Action]) -> Table:
    t = page.t
    frame = actions_words.file(t, found[:LISTED], board.today, board.reserve)
    frame["branch_id"] = [board.branches.get(each, each) for each in frame["branch_id"]]
    frame["manager_id"] = [
        t("Nobody") if forms.is_missing(each) or not each else board.managers.get(each, each)
        for each in frame["manager_id"]
    ]
    columns = [
        lists.Column(
            name=name, kind="id" if name == "customer_id" else NUMBERS.get(name, "text"), label=head
        )
        for name, head in frame.attrs["labels"].items()
        if frame[name].notna().any() and (frame[name] != "").any()
    ]
    title = t("{list}: {count}", list=t(actions_words.STATES[state]), count=t.exact(len(found)))
    note = listed(t, len(frame), len(found))
    return table_of(title, frame, columns, t, note=note)


def notes(page: Page) -> View | None:
    """Decisions and notes about the data of the date, decisions first; None where there are none.

    Raises:
        Problem: the workspace cannot be reached.
    """
    t, found = page.t, notes_words.sorted_by_about(notes_words.at_date(page))
    if not found:
        return None
    decided = sum(each.kind == "decision" for each in found)
    frame = pd.DataFrame(
        [
            {
                "kind": t.code("note_kind", each.kind),
                "about": notes_words.about_word(t, each.about),
                "words": each.words,
                "by": notes_words.by_word(t, each),
            }
            for each in found
        ]
    )
    columns = [
        lists.Column(name="kind", label=t("Kind")),
        lists.Column(name="about", label=t("About")),
        lists.Column(name="words", label=t("Words")),
        lists.Column(name="by", label=t("By")),
    ]
    title = t("Decisions and notes")
    return View(
        key="notes",
        title=title,
        sentence=t(
            "{decisions} and {notes} on the data of {date}.",
            decisions=t.many("{count} decision", "{count} decisions", decided),
            notes=t.many("{count} note", "{count} notes", len(found) - decided),
            date=t.date(page.scope.at),
        ),
        tables=(table_of(title, frame, columns, t),),
    )
