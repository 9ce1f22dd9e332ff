"""The load section while no file is chosen: what is needed, what came last, what comes next."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from data import browse
from data.contract import TABLES
from pages.parts import cards, lists, unlocks

if TYPE_CHECKING:
    from data.release import Store
    from pages.parts.shell import Page
    from pages.parts.text import Text

LAST_FILES = 6
BALANCES = "customer_snapshot"
MONTH_END_FROM = 25
"""From this day on a date stands for its month."""


def show(page: Page, store: Store) -> None:
    """What came last and what comes next; what is needed stands first in an empty store."""
    history = browse.load_history(store)
    if history.empty:
        _needed(page)
        return
    _next(history, page.t)
    _last(history, page.t)
    _needed(page)


def _needed(page: Page) -> None:
    """The smallest file in words, and the template that has its headers."""
    t = page.t
    cards.section(
        t("What is needed at least"),
        t("One Excel or CSV file with one row per customer is enough to begin."),
    )
    separator = "、" if t.language == "zh_CN" else ", "

    def labels(*names: str) -> str:
        return separator.join(_label(name, t) for name in names)

    cards.bullets(
        [
            t("Who: {columns}", columns=labels("customer_id", "customer_type", "branch_id")),
            t(
                "How much: {average}, or {balance} where there is no average",
                average=labels("aum_mavg"),
                balance=labels("aum_eop"),
            ),
            t("When: one date for the whole file, in it, in its name or typed here"),
            t(
                "Better with {columns}: the contribution is then estimated from all of them",
                columns=labels("loan_mavg", "dep_demand_mavg", "dep_time_mavg"),
            ),
            t(
                "Best with {contribution}, if your bank computes it: it is then taken as it is",
                contribution=labels("contribution"),
            ),
            t("Next month the same report again: your answers are kept"),
        ]
    )
    unlocks.template_button(page)


def _label(name: str, t: Text) -> str:
    for table in ("customer", BALANCES):
        if name in TABLES[table].names:
            column = TABLES[table].column(name)
            return column.zh if t.language == "zh_CN" else column.en
    raise KeyError(name)


def _last(history: pd.DataFrame, t: Text) -> None:
    newest = history[history["release_id"] == history["release_id"].max()]
    loaded = t.date(newest["loaded_at"].max())
    cards.section(t("Loaded last, on {date}", date=loaded))
    files = [rows for _, rows in newest.groupby("file_name", sort=False)]
    frame = pd.DataFrame(
        [
            {
                "file": rows["file_name"].iloc[0],
                "table": " + ".join(t.table(name) for name in rows["table_name"]),
                "rows": rows["rows_ok"].max(),
                "dates": _dates(rows["first_date"].min(), rows["last_date"].max(), t),
            }
            for rows in files[:LAST_FILES]
        ]
    )
    columns = [
        lists.Column(name="file", label=t("File")),
        lists.Column(name="table", label=t("Table")),
        lists.Column(name="rows", kind="count", label=t("Rows loaded")),
        lists.Column(name="dates", label=t("Dates")),
    ]
    caption = None
    if len(files) > LAST_FILES:
        caption = t("{count} files in all; the history has every one.", count=len(files))
    lists.table(frame, columns, t, caption=caption)


def _dates(first: date | None, last: date | None, t: Text) -> str:
    if pd.isna(first) or pd.isna(last):
        return "–"
    if first == last:
        return t.date(last)
    return t("{first} to {last}", first=t.date(first), last=t.date(last))


def _next(history: pd.DataFrame, t: Text) -> None:
    """The month that follows the newest balances."""
    days = history.loc[history["table_name"] == BALANCES, "last_date"].dropna()
    if days.empty:
        return
    month = following_month_end(days.max())
    cards.note(
        t(
            "Next comes {month}: export the same reports and choose them above. Your answers of "
            "last time are filled in, and the date is read from the file.",
            month=t.month(month),
        )
    )


def following_month_end(newest: date) -> date:
    """The last day of the month that is due after balances of `newest`.

    A date before day 25 is a week within its month, whose end is still to come.
    """
    last = monthrange(newest.year, newest.month)[1]
    end = date(newest.year, newest.month, last)
    if newest.day < MONTH_END_FROM:
        return end
    following = end + timedelta(days=1)
    return date(following.year, following.month, monthrange(following.year, following.month)[1])
