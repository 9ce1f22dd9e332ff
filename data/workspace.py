"""What managers write: parameters, rules, segmentations, populations, scenarios, offers, audit.

Kept beside the releases in SQLite, or wherever TIERVIEW_WORKSPACE points as a database URL.
Nothing is overwritten: a change is a new version, and every row has author, time and revision.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from data import saved
from data.offer_book import OfferBook, released_rows
from data.policy import ALWAYS, SHIPPED, Parameters, Setting, TierPolicy
from data.saved import Saved
from data.segmentation import Segmentation
from data.segmentation_log import SegmentationLog
from data.shipped import Level
from data.workspace_tables import EXPORT, MAPPING, PARAMETER, POLICY, Desk, newest

if TYPE_CHECKING:
    from data.offer_entries import OfferRow, SavedOffer
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

    def segmentations(self) -> Mapping[str, Segmentation]:
        """Return the adopted segmentation of every customer type that has one."""
        return SegmentationLog(desk=self._desk).newest()

    def save_segmentation(
        self, segmentation: Segmentation, *, name: str, override_note: str = ""
    ) -> Segmentation:
        """Adopt a segmentation for its type; return it with its name and version.

        A release shows it once it is published: see data.adopt.

        Raises:
            NameUnusable, OverrideMissing, SegmentNamesClash: nothing is saved then.
        """
        log = SegmentationLog(desk=self._desk)
        return log.save(segmentation, name=name, override_note=override_note)

    def withdraw_segmentation(self, customer_type: str) -> None:
        """Let a customer type have no segmentation from now on."""
        SegmentationLog(desk=self._desk).withdraw(customer_type)

    def restore_segmentation(self, customer_type: str, former: Segmentation | None) -> None:
        """Let what was adopted before (None: nothing) be adopted again, under its own version."""
        SegmentationLog(desk=self._desk).restore(customer_type, former)

    def populations(self) -> tuple[Saved, ...]:
        """Return the newest version of every saved population, by name."""
        return saved.populations(self._desk).newest()

    def save_population(
        self, name: str, text: str, words: str = "", *, replace: bool = False
    ) -> Saved:
        """Save the text of conditions as a population, or with `replace` as its next version.

        Raises:
            NameUnusable; PopulationNameTaken: the name means other conditions.
        """
        return saved.populations(self._desk).save(name, text, words, replace=replace)

    def population_named(self, reference: str) -> Saved:
        """Return a population by `name@version`, or its newest version by name.

        Raises:
            PopulationUnknown, PopulationVersionUnknown, PopulationDeleted.
        """
        return saved.populations(self._desk).named(reference)

    def delete_population(self, name: str) -> None:
        """Delete a population with all its versions; links to it say so.

        Raises:
            PopulationUnknown.
        """
        saved.populations(self._desk).delete(name)

    def scenarios(self) -> tuple[Saved, ...]:
        """Return the newest version of every saved scenario, by name."""
        return saved.scenarios(self._desk).newest()

    def save_scenario(self, name: str, text: str, *, replace: bool = False) -> Saved:
        """Save a scenario's text, or with `replace` as its next version.

        Raises:
            NameUnusable; ScenarioNameTaken: the name means another scenario.
        """
        return saved.scenarios(self._desk).save(name, text, replace=replace)

    def scenario_named(self, reference: str) -> Saved:
        """Return a scenario by `name@version`, or its newest version by name.

        Raises:
            ScenarioUnknown, ScenarioVersionUnknown, ScenarioDeleted.
        """
        return saved.scenarios(self._desk).named(reference)

    def delete_scenario(self, name: str) -> None:
        """Delete a scenario with all its versions; links to it say so.

        Raises:
            ScenarioUnknown.
        """
        saved.scenarios(self._desk).delete(name)

    def offers(self) -> tuple[SavedOffer, ...]:
        """Return the offer book: every version that is not deleted, by competitor and product."""
        return self._offers.offers()

    def offer_history(self, offer_id: str) -> tuple[SavedOffer, ...]:
        """Return every entry about an offer, oldest first; deleted ones have no row."""
        return self._offers.history(offer_id)

    def save_offers(
        self, rows: Sequence[OfferRow], *, replace: bool = False
    ) -> tuple[SavedOffer, ...]:
        """Enter offers in the book, all or none; see `OfferBook.save`.

        Raises:
            OfferIncomplete, OfferVersionOverlaps, OfferNotThere: nothing is saved then.
        """
        return self._offers.save(rows, replace=replace)

    def confirm_offer(self, offer_id: str, observed_on: date, *, version: int = 1) -> SavedOffer:
        """Say when an offer was seen, so that it counts; return it.

        Raises:
            OfferNotThere, OfferVersionOverlaps, ObservedLater.
        """
        return self._offers.confirm(offer_id, observed_on, version=version)

    def delete_offer(self, offer_id: str, *, version: int | None = None) -> None:
        """Delete a version of an offer, or without one all of them.

        Raises:
            OfferNotThere.
        """
        self._offers.delete(offer_id, version=version)

    def take_in_offers(
        self, rows: Sequence[OfferRow], columns: set[str], *, replaced: bool = False
    ) -> None:
        """Take in a delivered table of offers; see `OfferBook.take_in`."""
        self._offers.take_in(rows, columns, replaced=replaced)

    @property
    def _offers(self) -> OfferBook:
        return OfferBook(desk=self._desk, released=released_rows(self._store))

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
