"""What managers write: parameters, rules, offers, actions, notes, views, and what is kept of them.

Kept beside the releases in SQLite, or wherever TIERVIEW_WORKSPACE points as a database URL.
Nothing is overwritten: a change is a new version, and every row has author, time and revision.
So a crash in the middle of a write leaves what was there, and no release touches it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from data import saved
from data.action_book import ActionBook
from data.desk import Desk, newest
from data.notes import NoteBook
from data.offer_book import OfferBook, released_rows
from data.policy import ALWAYS, SHIPPED, Parameters, Setting, TierPolicy
from data.reviews import ReviewLog
from data.saved import Shelf
from data.segmentation_log import SegmentationLog
from data.shipped import Level
from data.views import Alerts, Views
from data.workspace_tables import EXPORT, MAPPING, PARAMETER, POLICY

if TYPE_CHECKING:
    from data.release import Store

LOCAL_AUTHOR = "local"


class Workspace:
    """The written side of a store. Reading makes nothing; the first write makes the file."""

    def __init__(self, store: Store, *, author: str = LOCAL_AUTHOR) -> None:
        """Open the workspace of a store for an author."""
        self.author, self._store = author, store
        path = store.workspace_path
        url = os.environ.get("TIERVIEW_WORKSPACE") or f"sqlite:///{path}"
        self._desk = Desk(url=url, path=path, author=author)

    def parameters(self) -> Parameters:
        """Return the newest version of the parameters; the shipped ones before any."""
        rows = self._desk.read(sa.select(PARAMETER).where(PARAMETER.c.version == newest(PARAMETER)))
        if not rows:
            return Parameters()
        settings = tuple(
            Setting(name=row["name"], value=row["value"], effective_from=row["effective_from"])
            for row in rows
        )
        return Parameters(settings=settings, version=f"v{rows[0]['version']}")

    def save_parameters(
        self,
        changes: Mapping[str, float],
        effective_from: date = ALWAYS,
    ) -> Parameters:
        """Save a new version with some values from a date on, and return it.

        Raises:
            ParameterUnknown, ParameterOutOfRange: nothing is saved then.
        """
        known = self.parameters()
        wanted = known.changed(changes, effective_from)
        if set(wanted.settings) == set(known.settings):
            return known
        return self._save_settings(wanted.settings)

    def replace_parameters(self, settings: Sequence[Setting]) -> Parameters:
        """Save a new version that holds exactly these values (an uploaded table)."""
        wanted = Parameters()
        for setting in settings:
            wanted = wanted.changed({setting.name: setting.value}, setting.effective_from)
        known = self.parameters()
        if set(known.settings) == set(wanted.settings):
            return known
        return self._save_settings(wanted.settings)

    def tier_policy(self) -> TierPolicy:
        """Return the newest version of the tier rules; the shipped ones before any."""
        rows = self._desk.read(sa.select(POLICY).where(POLICY.c.version == newest(POLICY)))
        if not rows:
            return TierPolicy()
        levels = tuple(_level(row["level"]) for row in rows)
        return TierPolicy(levels=levels, version=f"v{rows[0]['version']}")

    def save_tier_policy(self, levels: Sequence[Level]) -> TierPolicy:
        """Save a new version of the tier rules, unless they are the ones in force.

        Raises:
            LadderWithoutFloor, LadderOutOfOrder, LevelUnknown: nothing is saved then.
        """
        TierPolicy(levels=tuple(levels)).checked()
        known = self.tier_policy()
        if set(known.levels) == set(levels):
            return known
        version = _number(known.version) + 1
        rows = [{"version": version, "level": _plain(level)} for level in levels]
        self._desk.write(POLICY, rows)
        return TierPolicy(levels=tuple(levels), version=f"v{version}")

    def remembered_mapping(self, signature: str) -> str | None:
        """Return the answers given last for files with these headers."""
        rows = self._desk.read(
            sa.select(MAPPING)
            .where(MAPPING.c.signature == signature)
            .order_by(MAPPING.c.id.desc())
            .limit(1)
        )
        return str(rows[0]["answers"]) if rows else None

    def remember_mapping(self, signature: str, answers: str) -> None:
        """Keep the answers given for files with these headers."""
        if self.remembered_mapping(signature) != answers:
            self._desk.write(MAPPING, [{"signature": signature, "answers": answers}])

    def record_export(  # noqa: PLR0913 - an audit row has these facts
        self,
        *,
        name: str,
        form: str,
        row_count: int,
        scope: str,
        release: str | None,
        masked: bool = True,
        role: str = "head_office",
        fields: str = "",
        purpose: str = "",
    ) -> None:
        """Record a download: what, how many rows, of whom, from which release."""
        row = {
            "name": name,
            "form": form,
            "row_count": row_count,
            "scope": scope,
            "release": release,
            "role": role,
            "masked": masked,
            "fields": fields,
            "purpose": purpose,
        }
        self._desk.write(EXPORT, [row])

    def exports(self, *, limit: int = 200) -> list[dict[str, Any]]:
        """Return the newest downloads first."""
        return self._desk.read(sa.select(EXPORT).order_by(EXPORT.c.id.desc()).limit(limit))

    @property
    def segmentations(self) -> SegmentationLog:
        """Adopted segmentations, one per customer type; a release shows them once published."""
        return SegmentationLog(desk=self._desk)

    @property
    def populations(self) -> Shelf:
        """Saved populations."""
        return saved.populations(self._desk)

    @property
    def scenarios(self) -> Shelf:
        """Saved scenarios."""
        return saved.scenarios(self._desk)

    @property
    def offers(self) -> OfferBook:
        """The offers of competitors, those of the current release too."""
        return OfferBook(desk=self._desk, released=released_rows(self._store))

    @property
    def actions(self) -> ActionBook:
        """What is to be done for customers."""
        return ActionBook(desk=self._desk)

    @property
    def notes(self) -> NoteBook:
        """Notes and the decisions of the meeting."""
        return NoteBook(desk=self._desk)

    @property
    def views(self) -> Views:
        """Saved views: the author's own and the team's."""
        return Views(desk=self._desk)

    @property
    def alerts(self) -> Alerts:
        """Alerts: the author's own and the team's."""
        return Alerts(desk=self._desk)

    @property
    def reviews(self) -> ReviewLog:
        """The meetings held."""
        return ReviewLog(desk=self._desk)

    def _save_settings(self, settings: Sequence[Setting]) -> Parameters:
        version = _number(self.parameters().version) + 1
        self._desk.write(
            PARAMETER, [{"version": version} | asdict(setting) for setting in settings]
        )
        return Parameters(settings=tuple(settings), version=f"v{version}")


def _number(version: str) -> int:
    return 0 if version == SHIPPED else int(version.removeprefix("v"))


def _plain(level: Level) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(level).items()
    }


def _level(plain: Mapping[str, Any]) -> Level:
    days = {
        name: date.fromisoformat(plain[name])
        for name in ("effective_from", "effective_to")
        if plain[name] is not None
    }
    return Level(**{**plain, **days})
