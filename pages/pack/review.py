"""The weekly review on paper: findings, promises, the thirteen questions, this week's list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analytics import review
from data.problems import Problem
from pages.pack.model import Amount, Chart, Column, Series, Table, View, table_of
from pages.pack.rows import LISTED, listed, plain
from pages.parts import (
    findings_words,
    review_extras,
    review_findings,
    review_list,
    review_promises,
    review_state,
    review_tiles,
    segments_people,
)
from pages.parts import format as forms
from pages.parts import review_remembered as questions
from pages.parts import review_words as words
from pages.parts.review_given import given

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from pages.pack.model import Unit
    from pages.parts.review_state import State
    from pages.parts.review_words import Row
    from pages.parts.shell import Page

SINCE = ("before", "year_start", "year_ago")
UNITS: dict[str, Unit] = {"money": "money", "count": "count", "share": "share"}
LINES = {"money": ("deposit_ytd", "loan_ytd", "aum_ytd"), "count": ("valid_count",)}
"""Numbers whose history is drawn, by unit: one chart each."""
ROLES = ("accent", "caution", "reference")
PROMISES = 13
MARKS = {"incomplete": "*", "spring": "†"}
"""What stands behind a number, explained once over the table."""
BRANCHES = 60
"""Branches that are listed; of more, the largest."""


def view(page: Page) -> View:
    """The first screen and the thirteen questions as tables.

    Raises:
        Problem: nobody in scope, or the workspace cannot be reached.
    """
    t, state = page.t, review_state.read(page)
    six = questions.review_tiles(page.engine, page.scope)
    found = review.review_of(page.engine, page.scope, given=given(page, state))
    told, tests = _findings(page)
    return View(
        key="review",
        title=t("Weekly review"),
        sentence=plain(words.headline(t, six)),
        tiles=tuple(review_tiles.six(t, six)),
        notes=(*_promised(page, state), *told),
        details=tuple(tests),
        lacking=tuple(words.missing(t, found.missing)),
        charts=tuple(_lines(page)),
        tables=(_numbers(page, found.numbers), *_tables(page, state)),
        definition="review-numbers",
    )


def _promised(page: Page, state: State) -> list[str]:
    row = review_promises.counts(page, state)
    if row is None:
        return []
    t = page.t
    counts = t(
        "Promised: {done} done, {overdue} overdue, {open} open in time.",
        done=t.exact(row["done_count"]),
        overdue=t.exact(row["overdue_count"]),
        open=t.exact(row["open_count"] - row["overdue_count"]),
    )
    happened = review_promises.happened(t, row)
    return [counts, happened] if happened else [counts]


def _findings(page: Page) -> tuple[list[str], list[str]]:
    """The first findings as sentences, and the same with the test behind each."""
    t = page.t
    try:
        rows = review_findings.shown(page)
    except Problem:
        # Without an earlier date there is nothing to find; the numbers still stand.
        return [], []
    told = [plain(findings_words.sentence(row, t)) for row in rows]
    proved = [" ".join(plain(findings_words.test_sentence(row, t)).split()) for row in rows]
    tests = [f"{said} {proof}" for said, proof in zip(told, proved, strict=True)]
    return told or [review_findings.nothing(t)], tests


def _lines(page: Page) -> list[Chart]:
    """The histories of the balances and of the valid customers."""
    t = page.t
    found = questions.review_series(page.engine, page.scope)
    charts = []
    for unit, names in LINES.items():
        rows = found[found["number"].isin(names)]
        table = rows.pivot_table(index="snapshot_date", columns="number", values="value")
        known = [name for name in names if name in table.columns]
        if len(table) > 1 and known:
            form = "%Y-%m" if page.snapshot["grain"] == "month" else "%m-%d"
            labels = tuple(f"{day:{form}}" for day in table.index)
            series = (
                Series(
                    name=t(words.NUMBERS[name]),
                    values=tuple(None if forms.is_missing(v) else float(v) for v in table[name]),
                    role=role,
                )
                for name, role in zip(known, ROLES, strict=False)
            )
            name = t("Balances") if len(known) > 1 else t(words.NUMBERS[known[0]])
            title = t("{name}, the last {count} periods", name=name, count=t.exact(len(table)))
            charts.append(
                Chart(title=title, form="line", unit=unit, labels=labels, series=tuple(series))
            )
    return charts


def _tables(page: Page, state: State) -> list[Table]:
    """What stands beside the numbers; what a bank has not loaded is left out."""
    found = []
    parts: tuple[Callable[[Page, State], Table | None], ...] = (
        _groups,
        _branches,
        _ledger,
        _promises,
        _week,
    )
    for part in parts:
        try:
            table = part(page, state)
        except Problem:
            # Which table is missing is told among the notes, step by step.
            continue
        if table is not None and table.rows:
            found.append(table)
    return found


def _numbers(page: Page, every: pd.DataFrame) -> Table:
    """Every number of the thirteen questions with its changes; the promises come first."""
    t = page.t
    frame = every.drop_duplicates(["step", "code"])
    steps = [PROMISES, *(place for place in words.STEPS if place != PROMISES)]
    rows = [
        _number_row(page, row, first=first)
        for place in steps
        for first, row in _opened(frame[frame["step"] == place])
    ]
    heads = t("against last time"), t("against year start"), t("against a year ago")
    columns = (
        Column(heading=t("Question")),
        Column(heading=t("Number")),
        Column(heading=t("Now"), kind="given"),
        *(Column(heading=head, kind="given") for head in heads),
        Column(heading=t("Completion"), kind="percent"),
        Column(heading=t("Of the year gone"), kind="percent"),
    )
    notes = [
        f"{MARKS[flag]} {t(words.FLAGS[flag])}" for flag in MARKS if (frame["flag"] == flag).any()
    ]
    if len(frame) < len(every):
        notes.append(t("Ladders of the largest customer type; the page has the others."))
    return _filled(Table(title=t("All thirteen questions"), columns=columns, rows=tuple(rows),
                         note=" · ".join(notes)))  # fmt: skip


def _filled(table: Table) -> Table:
    """The table without columns in which no row has a value."""
    kept = [
        place
        for place in range(len(table.columns))
        if any(not forms.is_missing(row[place]) for row in table.rows)
    ]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
    )


def _opened(rows: pd.DataFrame) -> Sequence[tuple[bool, Row]]:
    return [(place == 0, row) for place, row in enumerate(rows.to_dict("records"))]


def _number_row(page: Page, row: Row, *, first: bool) -> tuple[object, ...]:
    t, unit = page.t, UNITS.get(str(row["unit"]), "number")
    changes = (
        None
        if forms.is_missing(row[since]) or forms.is_missing(row["value"])
        else Amount(float(row["value"]) - float(row[since]), unit, moved=True)
        for since in SINCE
    )
    value = None if forms.is_missing(row["value"]) else Amount(float(row["value"]), unit)
    flag = f" {MARKS[str(row['flag'])]}" if row["flag"] else ""
    question = f"{row['step']} · {t(words.STEPS[int(row['step'])])}" if first else ""
    name = words.label(t, row) + flag
    return (question, name, value, *changes, row["completion"], row["elapsed_share"])


def _groups(page: Page, _state: State) -> Table:
    t = page.t
    rows, total = review_extras.group_rows(t, questions.service_groups(page.engine, page.scope))
    columns = review_extras.group_columns(t)
    return table_of(t("By service group"), rows, columns, t, total=total)


def _branches(page: Page, _state: State) -> Table:
    t, found = page.t, questions.review_branches(page.engine, page.scope)
    named = found["branch_name"].where(found["branch_name"].notna(), found["branch_id"])
    shown = found.assign(branch=named)
    if len(shown) > BRANCHES:
        shown = shown.nlargest(BRANCHES, "valid_count")
    note = listed(t, len(shown), len(found))
    return table_of(t("By branch"), shown, review_extras.branch_columns(t, shown), t, note=note)


def _ledger(page: Page, _state: State) -> Table:
    t, found = page.t, questions.ledger_difference(page.engine, page.scope)
    differs = found["branch_id"].isna() | (found["difference"].abs() >= review_extras.HALF_A_CENT)
    rows = review_extras.ledger_rows(t, found[differs])
    return table_of(t("Difference to the ledger"), rows, review_extras.ledger_columns(t), t)


def _promises(page: Page, state: State) -> Table | None:
    if not state.promised.actions:
        return None
    t = page.t
    found = questions.promised_customers(
        page.engine, page.scope, cohort=state.promised, today=state.today
    )
    found = found.sort_values(["is_overdue", "value_at_risk"], ascending=[False, False])
    shown = review_promises.worded(t, segments_people.named(page, found.head(LISTED)))
    return table_of(
        t("What was promised last week?"),
        shown,
        review_promises.columns(t, shown),
        t,
        note=listed(t, len(shown), len(found)),
    )


def _week(page: Page, state: State) -> Table:
    t = page.t
    found = review_list.rows(page, state, "list", LISTED)
    shown = review_list.worded(t, segments_people.named(page, found))
    return table_of(
        t("This week's list"),
        shown,
        review_list.columns(t, shown),
        t,
        note=listed(t, len(shown), review_list.counts_of(page, state, found)["list"]),
    )
