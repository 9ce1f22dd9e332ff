"""Where a load keeps rows until they are a release: in the store, for its owner's eyes alone."""

from __future__ import annotations

import contextlib
import shutil
from typing import TYPE_CHECKING
from uuid import uuid4

from data import locks
from data.store_problems import StoreUnwritable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from data.release import Store

OWNER_ONLY = 0o700


@contextlib.contextmanager
def scratch(store: Store) -> Iterator[Path]:
    """Give a folder that goes when the load ends; those of killed loads go now.

    A lock beside the folder says that its load is alive.

    Raises:
        StoreUnwritable: the folder cannot be made.
    """
    area = store.folder / "scratch"
    folder = area / f"load-{uuid4().hex}"
    with contextlib.ExitStack() as closing:
        try:
            area.mkdir(OWNER_ONLY, parents=True, exist_ok=True)
            _sweep(area)
            held = closing.enter_context(_lock_of(folder).open("a+"))
            locks.taken(held.fileno())
            folder.mkdir(OWNER_ONLY)
        except OSError as error:
            raise StoreUnwritable(store=store.folder, reason=error.strerror or error) from error
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            held.close()
            with contextlib.suppress(OSError):
                _lock_of(folder).unlink()


def _sweep(area: Path) -> None:
    """Remove the folders whose load is no more."""
    for folder in area.glob("load-*/"):
        with _lock_of(folder).open("a+") as file:
            if not locks.taken(file.fileno()):
                continue
            shutil.rmtree(folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            _lock_of(folder).unlink()


def _lock_of(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.lock")
