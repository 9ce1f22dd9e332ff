"""The customers behind a cell, a row, a column or a bar, and the lists of whom to contact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from analytics import migration_lists, overview
from analytics.problems import NobodyMoved, UnknownMove
from analytics.scope import SEGMENT
from data import identity
from pages.parts import actions_make, cards, lists, migration_choice
from pages.parts import remembered as questions
from pages.parts.migration_labels import level_word, moved_word
from pages.parts.text import Text, sentence

if TYPE_CHECKING:
    from pages.parts.migration_choice import Choice
    from pages.parts.shell import Page

PAGE_SIZE = 10
LISTS: Mapping[str, str] = {
    "watch": sentence("About to fall"),
    "near": sentence("Near the next tier"),
    "fell": sentence("Just fell"),
    "back": sentence("Came back"),
}
REASONS: Mapping[str, str] = {
    "down": "fell",
    "lost": "lost",
    "new": "new_customer",
    "up": "rose",
}
"""Moves that say why somebody is to be called; any other is said in words."""

STATES = {"closed": "closed", "invalid": "invalid", "out": "transferred_out"}
ENTRIES = {"new": "new", "back": "reactivated", "in": "transferred_in"}


def movers(page: Page, choice: Choice, *, move: str, figure_key: str, summary: str) -> None:
    """Who made a move, the largest change first; their number and money are those of the mark."""
    t = page.t
    asked = {"counting": choice.counting, "move": move}
    try:
        chosen = questions.migration_selection(page.engine, choice.scope, **asked).iloc[0]
    except UnknownMove:
        cards.empty(t, t("The link names a move this table does not have. Click a cell or a bar."))
        return
    except NobodyMoved:
        cards.section(move_word(t, choice, move))
        cards.empty(t, t("Nobody made this move between the two dates."))
        return
    count = int(chosen["customer_count"])
    cards.section(move_word(t, choice, move), _note(t, chosen, move))
    window = lists.paged(
        "movers", count, t, page_size=PAGE_SIZE, scope_key=(choice.scope, choice.counting, move)
    )
    found = questions.migration_customers(
        page.engine, choice.scope, limit=window.limit, offset=window.offset, **asked
    )
    shown = _named(page, worded(t, choice, found))
    lists.table(shown, mover_columns(t, choice, shown), t)

    def everyone() -> Iterator[pd.DataFrame]:
        blocks = migration_lists.migration_customers_blocks(page.engine, choice.scope, **asked)
        return (_mover_file(t, choice, block) for block in blocks)

    cards.actions(
        page,
        "migration_customers",
        everyone,
        figure_key=figure_key,
        summary=summary,
        question="migration-customers",
        row_count=count,
        by_manager=True,
        beside=lambda: actions_make.button(
            page,
            f"movers_{figure_key}",
            lambda most: questions.migration_customers(
                page.engine, choice.scope, limit=most, offset=0, **asked
            ),
            reason=REASONS.get(move, "chosen"),
            facts={} if move in REASONS else {"dimension": choice.dimension, "move": move},
            risk="change",
            count=count,
        ),
    )


def move_word(t: Text, choice: Choice, move: str) -> str:
    """What a selection is called, over its list."""
    return moved_word(t, choice.dimension, move)


def _note(t: Text, chosen: pd.Series, move: str) -> str:
    facts = {
        "count": t.exact(chosen["customer_count"]),
        "before": t.exact_money(chosen["value_before"]),
        "after": t.exact_money(chosen["value_after"]),
        "change": t.signed(t.exact_money(chosen["change"])),
    }
    if move in migration_lists.DIRECTIONS:
        return t("{count} customers, together {change}, as the bar shows.", **facts)
    return t("{count} customers: from {before} to {after}, together {change}.", **facts)


def contact(page: Page, choice: Choice) -> None:
    """Four lists of whom to call, and why."""
    t = page.t
    wanted = page.parameter("list")
    wanted = wanted if wanted in LISTS else "watch"
    if choice.counting.scheme != "TIER":
        cards.note(t("These lists follow the customer tier, whatever ladder is shown above."))
    migration_choice.segments(page, "list", LISTS, wanted, t("List"))
    _worklist(page, choice, wanted)


def _worklist(page: Page, choice: Choice, wanted: str) -> None:
    t = page.t
    if wanted in {"fell", "back"}:
        movers(
            page,
            choice,
            move="down" if wanted == "fell" else "reactivated",
            figure_key="",
            summary=t(LISTS[wanted]),
        )
        return
    sizes = questions.tier_worklist_sizes(page.engine, choice.scope).iloc[0]
    size = int(sizes[f"{wanted}_count"])
    note = (
        t("Within a tenth of the next tier's line; the smallest gap first.")
        if wanted == "near"
        else t("Below the line of their tier; the fewest months left first.")
    )
    cards.section(t("{list}: {count}", list=t(LISTS[wanted]), count=t.exact(size)), note)
    window = lists.paged(
        wanted, size, t, page_size=PAGE_SIZE, scope_key=(choice.scope, choice.counting, wanted)
    )
    found = questions.tier_worklist(
        page.engine, choice.scope, worklist=wanted, limit=window.limit, offset=window.offset
    )
    shown = _named(page, found)
    lists.table(
        shown,
        worklist_columns(t, shown, wanted),
        t,
        empty=t("Nobody is on this list with these filters."),
    )

    def everyone() -> Iterator[pd.DataFrame]:
        blocks = migration_lists.tier_worklist_blocks(page.engine, choice.scope, worklist=wanted)
        return (_worklist_file(t, block, wanted) for block in blocks)

    cards.actions(
        page,
        f"tier_{wanted}",
        everyone,
        summary=None,
        question="tier-worklist",
        row_count=size,
        by_manager=True,
        beside=lambda: actions_make.button(
            page,
            f"tier_{wanted}",
            lambda most: questions.tier_worklist(
                page.engine, choice.scope, worklist=wanted, limit=most, offset=0
            ),
            reason="near_threshold" if wanted == "near" else "protection_ending",
            count=size,
        ),
    )


def _named(page: Page, people: pd.DataFrame) -> pd.DataFrame:
    """The list with names: masked ones of customers, plain ones of managers."""
    managers = overview.names(page.engine, page.scope, "manager_id")
    names = identity.display_names(page.store, page.release, list(people["customer_id"]))
    return people.assign(
        name=people["customer_id"].map(names),
        manager=people["manager_id"].map(lambda key: managers.get(key, key)),
    )


def worded(t: Text, choice: Choice, people: pd.DataFrame) -> pd.DataFrame:
    """Levels, entries and exits in words."""
    was = people["from_level"].where(people["from_level"].notna(), people["state"].map(ENTRIES))
    now = people["to_level"].where(people["to_level"].notna(), people["state"].map(STATES))
    return people.assign(
        before_word=[level_word(t, choice.dimension, str(code)) for code in was],
        after_word=[level_word(t, choice.dimension, str(code)) for code in now],
    )


def _whose(t: Text, people: pd.DataFrame) -> list[lists.Column]:
    """Who and where; what nobody has is left out."""
    branch = "branch_name" if people["branch_name"].notna().any() else "branch_id"
    columns = [
        lists.Column(name="customer_id", kind="id"),
        lists.Column(name="name", kind="name", label=t("Name")),
        lists.Column(name=branch, label=t("Branch")),
        lists.Column(name="manager", label=t("Manager")),
    ]
    return [column for column in columns if people[column.name].notna().any()]


def mover_columns(t: Text, choice: Choice, people: pd.DataFrame) -> list[lists.Column]:
    """What the list of who moved shows."""
    measure = t.column(choice.counting.measure)
    before, at = choice.scope.before, choice.scope.at
    return [
        *_whose(t, people),
        *lists.segment_column(t),
        lists.Column(name="before_word", label=t("Before"), unit=t.date(before)),
        lists.Column(name="after_word", label=t("After"), unit=t.date(at)),
        lists.Column(name="value_before", kind="money", label=measure, unit=t.date(before)),
        lists.Column(name="value_after", kind="money", label=measure, unit=t.date(at)),
        lists.Column(name="change", kind="change", label=t("Change")),
    ]


def worklist_columns(t: Text, people: pd.DataFrame, wanted: str) -> list[lists.Column]:
    """What a list of whom to contact shows."""
    columns = [
        *_whose(t, people),
        lists.Column(name="tier", kind="code", label=t("Tier")),
        *lists.segment_column(t),
        lists.Column(name="amount", kind="money", label=t("Amount the tier goes by")),
    ]
    if wanted == "near":
        return [
            *columns,
            lists.Column(name="next_level", kind="code", dimension="tier", label=t("Next tier")),
            lists.Column(name="gap", kind="money", label=t("Gap to it")),
        ]
    return [
        *columns,
        lists.Column(name="tier_raw", kind="code", dimension="tier", label=t("Would be")),
        lists.Column(name="missing", kind="money", label=t("Below the line by")),
        lists.Column(name="months_left", kind="count", label=t("Months left")),
    ]


def _mover_file(t: Text, choice: Choice, people: pd.DataFrame) -> pd.DataFrame:
    """The list as it is downloaded: codes in words, headings in `attrs`."""
    measure = t.column(choice.counting.measure)
    before, at = t.date(choice.scope.before), t.date(choice.scope.at)
    columns = {
        "customer_id": t.column("customer_id"),
        "branch_id": t.column("branch_id"),
        "branch_name": t("Branch"),
        "manager_id": t.column("manager_id"),
        **({SEGMENT: t.column(SEGMENT)} if t.segments else {}),
        "before_word": t("Before ({date})", date=before),
        "after_word": t("After ({date})", date=at),
        "value_before": t("{name} ({date})", name=measure, date=before),
        "value_after": t("{name} ({date})", name=measure, date=at),
        "change": t("Change"),
    }
    frame = worded(t, choice, people)[list(columns)].copy()
    if SEGMENT in columns:
        frame[SEGMENT] = [t.code(SEGMENT, code) for code in frame[SEGMENT]]
    frame.attrs["labels"] = columns
    return frame


def _worklist_file(t: Text, people: pd.DataFrame, wanted: str) -> pd.DataFrame:
    columns = {
        "customer_id": t.column("customer_id"),
        "branch_id": t.column("branch_id"),
        "branch_name": t("Branch"),
        "manager_id": t.column("manager_id"),
        "tier": t("Tier"),
        **({SEGMENT: t.column(SEGMENT)} if t.segments else {}),
        "amount": t("Amount the tier goes by"),
    }
    columns |= (
        {"next_level": t("Next tier"), "gap": t("Gap to it")}
        if wanted == "near"
        else {
            "tier_raw": t("Would be"),
            "missing": t("Below the line by"),
            "months_left": t("Months left"),
        }
    )
    frame = people[list(columns)].copy()
    for name in {"tier", "next_level", "tier_raw", SEGMENT} & set(columns):
        ladder = SEGMENT if name == SEGMENT else "tier"
        frame[name] = [t.code(ladder, code) for code in frame[name]]
    frame.attrs["labels"] = columns
    return frame
