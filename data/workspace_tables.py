"""The tables of the workspace: what managers write.

A log holds the states of many things by name, each with an entry number of its own; two authors
who write the same entry at the same moment are told apart by its uniqueness, and one tries again.

Types are those that SQLite, PostgreSQL, MySQL and SQL Server all keep: Unicode, because a plain
string is one byte a character on SQL Server, and Double, because MySQL's float has seven digits.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

METADATA = sa.MetaData()
NAME_LENGTH = 60


def _table(name: str, *columns: sa.Column[Any] | sa.UniqueConstraint) -> sa.Table:
    return sa.Table(
        name,
        METADATA,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("author", sa.Unicode(100), nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        *columns,
    )


def _log(name: str, key: str, *columns: sa.Column[Any]) -> sa.Table:
    return _table(
        name,
        sa.Column(key, sa.Unicode(NAME_LENGTH), nullable=False),
        sa.Column("entry", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *columns,
        sa.UniqueConstraint(key, "entry"),
    )


def _shared(name: str, *columns: sa.Column[Any]) -> sa.Table:
    """Return the log of named things that are one author's (`owner`) or everybody's (none)."""
    return _table(
        name,
        sa.Column("owner", sa.Unicode(100), nullable=False),
        sa.Column("name", sa.Unicode(NAME_LENGTH), nullable=False),
        sa.Column("entry", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        *columns,
        sa.UniqueConstraint("owner", "name", "entry"),
    )


PARAMETER = _table(
    "parameter_version",
    sa.Column("version", sa.Integer, nullable=False, index=True),
    sa.Column("name", sa.Unicode(100), nullable=False),
    sa.Column("value", sa.Double, nullable=False),
    sa.Column("effective_from", sa.Date, nullable=False),
)
POLICY = _table(
    "tier_policy_version",
    sa.Column("version", sa.Integer, nullable=False, index=True),
    sa.Column("level", sa.JSON, nullable=False),
)
MAPPING = _table(
    "column_mapping",
    sa.Column("signature", sa.Unicode(200), nullable=False, index=True),
    sa.Column("answers", sa.UnicodeText, nullable=False),
)
EXPORT = _table(
    "export_audit",
    sa.Column("name", sa.Unicode(200), nullable=False),
    sa.Column("form", sa.String(50), nullable=False),
    sa.Column("row_count", sa.Integer, nullable=False),
    sa.Column("scope", sa.UnicodeText, nullable=False),
    sa.Column("release", sa.String(20)),
    sa.Column("role", sa.String(50), nullable=False),
    sa.Column("masked", sa.Boolean, nullable=False),
    sa.Column("fields", sa.UnicodeText, nullable=False),
    sa.Column("purpose", sa.UnicodeText, nullable=False),
)
SEGMENTATION = _log("segmentation_version", "customer_type", sa.Column("model", sa.UnicodeText))
"""Without a model the type's segmentation was withdrawn."""
POPULATION = _log(
    "population_version",
    "name",
    sa.Column("text", sa.UnicodeText),
    sa.Column("words", sa.UnicodeText),
)
"""Without a text the population was deleted, and with it all versions so far."""
SCENARIO = _log(
    "scenario_version",
    "name",
    sa.Column("text", sa.UnicodeText),
    sa.Column("words", sa.UnicodeText),
)
"""See POPULATION."""
OFFER = _table(
    "offer_version",
    sa.Column("offer_id", sa.Unicode(200), nullable=False),
    sa.Column("entry", sa.Integer, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("offer", sa.JSON(none_as_null=True)),
    sa.Column("delivered", sa.JSON(none_as_null=True)),
    sa.UniqueConstraint("offer_id", "entry"),
)
"""Without an offer the version was deleted. `delivered`: what a file said, where one said it."""
ACTION = _table(
    "action_revision",
    sa.Column("action_id", sa.Integer, nullable=False),
    sa.Column("customer_id", sa.Unicode(200), nullable=False),
    sa.Column("entry", sa.Integer, nullable=False),
    sa.Column("branch_id", sa.Unicode(200), nullable=False),
    sa.Column("manager_id", sa.Unicode(200)),
    sa.Column("reasons", sa.JSON, nullable=False),
    sa.Column("due_on", sa.Date, nullable=False),
    sa.Column("value_at_risk", sa.Double),
    sa.Column("advice", sa.UnicodeText, nullable=False),
    sa.Column("at", sa.Date, nullable=False),
    sa.Column("release", sa.String(20), nullable=False),
    sa.Column("baseline", sa.JSON, nullable=False),
    sa.Column("created_on", sa.Date, nullable=False),
    sa.Column("status", sa.String(20), nullable=False),
    sa.Column("result", sa.String(20), nullable=False),
    sa.Column("remark", sa.UnicodeText, nullable=False),
    sa.UniqueConstraint("action_id", "revision"),
    sa.UniqueConstraint("customer_id", "entry"),
)
"""A customer's entries are numbered over all his actions, so that of two authors who at the same
moment make one for him, one looks again and finds the other's."""
NOTE = _table(
    "note_revision",
    sa.Column("note_id", sa.Integer, nullable=False),
    sa.Column("about", sa.Unicode(200), nullable=False, index=True),
    sa.Column("kind", sa.String(20), nullable=False),
    sa.Column("words", sa.UnicodeText),
    sa.Column("at", sa.Date, nullable=False),
    sa.Column("scope_words", sa.UnicodeText, nullable=False),
    sa.UniqueConstraint("note_id", "revision"),
)
"""Without words the note was withdrawn."""
VIEW = _shared("view_version", sa.Column("page", sa.String(60)), sa.Column("query", sa.UnicodeText))
"""Without a page the view was deleted."""
ALERT = _shared(
    "alert_version", sa.Column("text", sa.UnicodeText), sa.Column("words", sa.UnicodeText)
)
"""Without a text the alert was deleted."""
OPENING = _table(
    "opening_view",
    sa.Column("owner", sa.Unicode(100), nullable=False),
    sa.Column("name", sa.Unicode(NAME_LENGTH), nullable=False),
)
"""The view each author's app opens on: the last row of an author counts; no name is no view."""
REVIEW = _table(
    "review",
    sa.Column("held_on", sa.Date, nullable=False),
    sa.Column("at", sa.Date, nullable=False),
    sa.Column("release", sa.String(20), nullable=False),
    sa.Column("findings", sa.JSON, nullable=False),
    sa.Column("promised", sa.JSON, nullable=False),
)
