"""python -m data.load: the same load from a shell or a scheduler."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from data.contract import TABLES
from data.load import LoadOptions, Source, load
from data.mapping import Mapping
from data.problems import Problem, RowsRejected, SourceUnclear
from data.progress import shown
from data.rejects import in_one_line
from data.release import Store

if TYPE_CHECKING:
    from collections.abc import Sequence

EPILOG = """TABLE=FILE says which table a file holds; TABLE:replace=FILE replaces that table whole;
FILE alone is guessed from its headers. Without files, the mapping's own are loaded.
Exit status: 0 loaded or unchanged, 1 nothing loaded (one message says why), 2 wrong usage."""
QUIET_SECONDS = 5
"""A load that takes less says only its result in a log."""


def parser() -> argparse.ArgumentParser:
    """Return the command's options."""
    made = argparse.ArgumentParser(
        prog="python -m data.load",
        description="Load a bank's files into a new release.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument(
        "--store", type=Path, help="folder of releases (TIERVIEW_STORE or data/store)"
    )
    made.add_argument("--mapping", type=Path, help="mapping file (TOML)")
    made.add_argument("--on-reject", choices=("refuse", "keep"), default="refuse")
    made.add_argument("--check", action="store_true", help="validate without publishing")
    made.add_argument("--rollback", action="store_true", help="go back to the release before")
    made.add_argument("--currency", help="currency of the amounts (CNY)")
    made.add_argument("files", nargs="*", metavar="TABLE=FILE")
    return made


def source_of(text: str) -> Source:
    """Return the source a TABLE=FILE, TABLE:replace=FILE or FILE names."""
    table, equals, file = text.partition("=")
    name, colon, mode = table.partition(":")
    if not equals or (name not in TABLES and Path(text).exists()):
        return Source(path=Path(text))
    if not file or (colon and mode != "replace"):
        raise SourceUnclear(text=text)
    return Source(path=Path(file), table=name, replace=mode == "replace")


def main(arguments: Sequence[str]) -> int:
    """Run the command; return its exit status."""
    options = parser()
    given = options.parse_args(arguments)
    if given.rollback and (given.files or given.mapping or given.check):
        options.error("--rollback goes alone; load or check files in a second call")
    store = Store(given.store)
    try:
        if given.rollback:
            print(f"release {store.roll_back()} is current")
            return 0
        report = load(
            store,
            [source_of(text) for text in given.files],
            mapping=Mapping.from_toml(given.mapping) if given.mapping else None,
            options=LoadOptions(
                on_reject=given.on_reject, check_only=given.check, currency=given.currency
            ),
            progress=shown(sys.stderr, quiet_seconds=QUIET_SECONDS),
        )
        print(report)
        if given.check and report.rejects and given.on_reject == "refuse":
            first = report.rejects[0]
            raise RowsRejected(
                count=report.rejected_count,
                file=first.file,
                row=first.row,
                column=first.column or "-",
                value=in_one_line(first.value),
                rule=first.sentence,
                rejects=report.rejects_path,
            )
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0
