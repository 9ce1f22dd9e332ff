"""Immutable releases, the pointer to the current one, and the way back.

A store is a folder: CURRENT names the release in use, releases/ holds the files. A release
is never edited; `connect` opens it read only, with no way to reach other files.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from data import locks, stores
from data.problems import Problem
from data.store_problems import (
    NothingToRollBack,
    ReleaseDamaged,
    ReleaseFromOtherVersion,
    ReleaseInUse,
    ReleaseUnknown,
    StoreLocked,
    StoreMissing,
    StoreUnreadable,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA_VERSION = 3
KEPT_RELEASES = 6
READ_MEMORY = "512MB"
SCRATCH = "next-"
PARENT = "parent"
HELD_ELSEWHERE = ("Could not set lock", "being used by another process")
"""How DuckDB says, on Linux and on Windows, that another program holds a file."""


class Store:
    """A folder of releases. Making one touches nothing on disk."""

    def __init__(self, path: Path | str | None = None) -> None:
        """Name the folder: `path`, else the one shown: TIERVIEW_STORE or data/store, or the bank's
        own beside it (data/stores.py).
        """
        self.folder = Path(path) if path else stores.shown()
        self.releases = self.folder / "releases"

    def __repr__(self) -> str:
        """Return how the store was made."""
        return f"Store({str(self.folder)!r})"

    @property
    def current(self) -> str | None:
        """The release in use; None in an empty store."""
        try:
            return (self.folder / "CURRENT").read_text("ascii", "replace").strip() or None
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreUnreadable(store=self.folder, reason=error.strerror) from error

    def release_ids(self) -> list[str]:
        """Return the published releases that are kept, oldest first."""
        known = {manifest.stem for manifest in self.releases.glob("[0-9]*.json")}
        current = self.current
        return sorted(known | ({current} if current else set()))

    def path(self, release_id: str) -> Path:
        """Return the file of a release."""
        return self.releases / f"{release_id}.duckdb"

    def identity_path(self, release_id: str) -> Path:
        """Return the file with names and phones of a release."""
        return self.releases / f"{release_id}.identity.duckdb"

    def manifest_path(self, release_id: str) -> Path:
        """Return the file that holds the sizes a release was published with."""
        return self.releases / f"{release_id}.json"

    def quality_path(self, release_id: str) -> Path:
        """Return the file that remembers how good the data of a release are."""
        return self.releases / f"{release_id}.quality"

    @property
    def workspace_path(self) -> Path:
        """The file of what managers write."""
        return self.folder / "workspace.sqlite"

    @property
    def rejects(self) -> Path:
        """The folder of rejected rows."""
        return self.folder / "rejects"

    def roll_back(self, to: str | None = None) -> str:
        """Make an earlier release (`to`, else the one before) the current one; return its id.

        The one before is the release that the current one was made from.

        Raises:
            StoreMissing, ReleaseUnknown, NothingToRollBack: there is none to go to.
        """
        current = self.current
        if current is None:
            raise StoreMissing(store=self.folder)
        kept = self.release_ids()
        if to is not None and to not in kept:
            raise ReleaseUnknown(release=to, store=self.folder, known=", ".join(kept))
        chosen = to or self.before(current)
        if chosen is None:
            raise NothingToRollBack(store=self.folder, release=current)
        with self.locked():
            self.point_to(chosen)
        return chosen

    def before(self, release_id: str) -> str | None:
        """Return the release that `release_id` was made from; the newest older one if that is gone.

        None when there is none to go back to.
        """
        older = [release for release in self.release_ids() if release < release_id]
        recorded = _recorded(self, release_id)
        parent = recorded[PARENT] if PARENT in recorded else _parent_in_file(self, release_id)
        return parent if parent in older else (older[-1] if older else None)

    def point_to(self, release_id: str) -> None:
        """Swap the pointer so that a crash leaves either the old or the new one."""
        waiting = self.folder / "CURRENT.next"
        with waiting.open("w", encoding="ascii") as file:
            file.write(release_id + "\n")
            file.flush()
            os.fsync(file.fileno())
        waiting.replace(self.folder / "CURRENT")
        sync_folder(self.folder)

    def write_manifest(self, release_id: str) -> None:
        """Record a release's sizes (a file of another size is damaged) and what it was made from.

        The file says the latter too, but not any more when it is damaged.
        """
        paths = (self.path(release_id), self.identity_path(release_id))
        facts: dict[str, object] = {p.name: p.stat().st_size for p in paths if p.exists()}
        facts[PARENT] = _parent_in_file(self, release_id)
        waiting = self.manifest_path(release_id).with_suffix(".json.next")
        waiting.write_text(json.dumps(facts), encoding="ascii")
        waiting.replace(self.manifest_path(release_id))

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the store for one writer; the system frees it when the process ends.

        Raises:
            StoreLocked: another process writes.
        """
        self.releases.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a+") as file:
            if not locks.taken(file.fileno()):
                raise StoreLocked(store=self.folder)
            yield

    def clean(self) -> None:
        """Remove what a crashed load left and releases beyond the last six."""
        current = self.current
        if current and self.path(current).exists() and not self.manifest_path(current).exists():
            self.write_manifest(current)
        kept = {*self.release_ids()[-KEPT_RELEASES:], current}
        for path in self.releases.iterdir():
            if path.name.split(".")[0] not in kept:
                with contextlib.suppress(PermissionError):  # still open here, on Windows
                    shutil.rmtree(path) if path.is_dir() else path.unlink()


def connect(
    store: Store | Path | str,
    release_id: str | None = None,
    *,
    memory_limit: str = READ_MEMORY,
) -> duckdb.DuckDBPyConnection:
    """Open a release (the current one by default), read only and locked down.

    Raises:
        StoreMissing, ReleaseUnknown, ReleaseDamaged, ReleaseFromOtherVersion.
    """
    store = store if isinstance(store, Store) else Store(store)
    chosen = existing_release(store, release_id)
    return open_file(store, chosen, read_only=True, memory_limit=memory_limit)


def existing_release(store: Store, release_id: str | None = None) -> str:
    """Return the id of a release whose file is there and whole."""
    current = store.current
    if current is None:
        raise StoreMissing(store=store.folder)
    chosen = release_id or current
    if chosen != current and chosen not in store.release_ids():
        known = ", ".join(store.release_ids())
        raise ReleaseUnknown(release=chosen, store=store.folder, known=known)
    for path in (store.path(chosen), store.identity_path(chosen)):
        size = _recorded_size(store, chosen, path.name)
        if not path.exists() or (size is not None and path.stat().st_size != size):
            raise ReleaseDamaged(release=chosen, store=store.folder)
    return chosen


def open_file(
    store: Store,
    release_id: str,
    *,
    read_only: bool,
    memory_limit: str,
    path: Path | None = None,
) -> duckdb.DuckDBPyConnection:
    """Open a release's file (or `path`) and check the version that wrote it."""
    settings: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory_limit,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "enable_external_access": not read_only,
        "lock_configuration": read_only,
    }
    chosen = path or store.path(release_id)
    try:
        connection = duckdb.connect(str(chosen), read_only=read_only, config=settings)
        rows = connection.execute("select schema_version from release").fetchall()
    except duckdb.Error as error:
        if any(words in str(error) for words in HELD_ELSEWHERE):
            raise ReleaseInUse(release=release_id, store=store.folder) from error
        if "version number" in str(error):
            raise ReleaseFromOtherVersion(release=release_id, store=store.folder) from error
        raise ReleaseDamaged(release=release_id, store=store.folder) from error
    if [row[0] for row in rows] != [SCHEMA_VERSION]:
        connection.close()
        raise ReleaseFromOtherVersion(release=release_id, store=store.folder)
    return connection


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut, where the system can."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Force a file to disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _recorded(store: Store, release_id: str) -> dict[str, str | int | None]:
    """Return what a release's manifest says; nothing when it is missing or broken."""
    try:
        return dict(json.loads(store.manifest_path(release_id).read_text("ascii")))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def _recorded_size(store: Store, release_id: str, name: str) -> int | None:
    size = _recorded(store, release_id).get(name)
    return None if size is None else int(size)


def _parent_in_file(store: Store, release_id: str) -> str | None:
    """Return the release that a file says it was made from; None when it cannot be read."""
    try:
        with open_file(store, release_id, read_only=True, memory_limit=READ_MEMORY) as connection:
            row = connection.execute("select parent_id from release").fetchone()
    except (Problem, duckdb.Error):
        return None
    return row[0] if row else None
