"""The whole meeting pack of a million customers × 24 months, in a process of its own.

    python -m tests.bench.pack [STORE]

Starting Python, importing, asking, drawing and writing count. The first pack of a release also
waits for the quality report, which is then remembered beside the release.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from data.release import Store
from tests.bench import bank, measure

CUSTOMERS, MONTHS, SECONDS = 1_000_000, 24, 10
COMMAND = "import sys; from pages.pack.__main__ import main; assert main(sys.argv[1:]) in (0, 3)"


def main():
    source = Store(sys.argv[1] if len(sys.argv) > 1 else bank.bank_store(CUSTOMERS, MONTHS))
    with tempfile.TemporaryDirectory() as folder:
        store = linked(source, Path(folder) / "store")
        first, memory, _ = made(store, Path(folder) / "first.pptx")
        measure.bound("first pack of a release, with its quality report", first, unit="s")
        for ending in ("pptx", "xlsx", "html"):
            seconds, memory, _ = made(store, Path(folder) / f"pack.{ending}")
            measure.bound(f"whole pack as {ending}", seconds, bar=SECONDS, unit="s")
            measure.bound(f"whole pack as {ending}, memory", memory, unit="GB")


def made(store, file):
    return measure.own_process(COMMAND, "--store", store.folder, "--to", file)


def linked(source, folder):
    """The newest release of a store in a folder of its own: a pack is recorded in its workspace."""
    store, current = Store(folder), source.current
    store.releases.mkdir(parents=True)
    for path in (
        source.path(current),
        source.identity_path(current),
        source.manifest_path(current),
    ):
        if path.exists():
            (store.releases / path.name).symlink_to(path.resolve())
    if source.workspace_path.exists():
        shutil.copy(source.workspace_path, store.workspace_path)
    store.point_to(current)
    return store


if __name__ == "__main__":
    main()
