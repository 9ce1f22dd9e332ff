"""Two stores side by side: the demo bank's and the real bank's, and which of them is shown.

The home store is what TIERVIEW_STORE or the project names. A file SHOWN inside it may name a
sibling folder; then every program that is not told otherwise reads that one. Removing it is the
way back. Demo and real rows never share a store.
"""

from __future__ import annotations

import os
from pathlib import Path

SHOWN = "SHOWN"
DEFAULT_STORE = Path(__file__).parent / "store"
BANK_SUFFIX = "-bank"


def home() -> Path:
    """The folder the program was started with."""
    return Path(os.environ.get("TIERVIEW_STORE") or DEFAULT_STORE)


def shown() -> Path:
    """The folder to read: the home store, or the sibling it names."""
    folder = home()
    try:
        name = (folder / SHOWN).read_text("utf-8").strip()
    except OSError:
        return folder
    if Path(name).name != name or name in {"", ".", ".."}:
        return folder
    sibling = folder.with_name(name)
    return sibling if sibling.is_dir() else folder


def show(folder: Path) -> None:
    """Read `folder`, the home store or a sibling of it, from now on."""
    start = home()
    if folder == start:
        (start / SHOWN).unlink(missing_ok=True)
        return
    start.mkdir(parents=True, exist_ok=True)
    (start / SHOWN).write_text(folder.name + "\n", "utf-8")


def for_real_bank() -> Path:
    """The sibling folder real files go to while the home store holds the demo bank."""
    folder = home()
    return folder.with_name(folder.name + BANK_SUFFIX)
