"""The meetings held: on which data, with which findings, and what was promised there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from data.action_book import ActionBook
from data.desk import Desk, Row
from data.workspace_tables import REVIEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One meeting. at, release: the data it looked at. findings: keys of those shown.

    promised: the numbers of the actions that were open when it closed. created_at: UTC.
    """

    held_on: date
    at: date
    release: str
    findings: tuple[str, ...]
    promised: tuple[int, ...]
    author: str
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLog:
    """All meetings of a workspace; where one was closed twice on a day, the later closing holds."""

    desk: Desk

    def close(self, *, held_on: date, at: date, release: str, findings: Sequence[str]) -> Review:
        """Keep what a meeting saw and what is promised from now on, and return it."""
        promised = [action.id for action in ActionBook(desk=self.desk).find("open")]
        row = {
            "held_on": held_on,
            "at": at,
            "release": release,
            "findings": list(findings),
            "promised": promised,
        }
        self.desk.write(REVIEW, [row])
        return next(each for each in self.all() if each.held_on == held_on)

    def all(self) -> tuple[Review, ...]:
        """Return all meetings, the newest first."""
        rows = self.desk.read(sa.select(REVIEW).order_by(REVIEW.c.id))
        by_day = {row["held_on"]: row for row in rows}
        return tuple(_review(by_day[day]) for day in sorted(by_day, reverse=True))

    def last(self, *, before: date | None = None) -> Review | None:
        """Return the newest meeting, or the newest one held before a day."""
        held = (each for each in self.all() if before is None or each.held_on < before)
        return next(held, None)


def _review(row: Row) -> Review:
    names = ("held_on", "at", "release", "author", "created_at")
    return Review(
        **{name: row[name] for name in names},
        findings=tuple(row["findings"]),
        promised=tuple(row["promised"]),
    )
