"""The meeting pack from the command line: python -m pages.pack --to FILE.pptx|.xlsx|.html."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from analytics.__main__ import asked_date, asked_where
from data.problems import Problem
from data.release import Store
from pages.pack import build, files, paper

MADE, PROBLEM, RED = 0, 1, 3
"""Exit statuses; RED: the file is made, and the quality of its data is below the line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one pack; return MADE, RED, or PROBLEM after one message on standard error."""
    options = _parser().parse_args(arguments)
    try:
        return _made(options)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return PROBLEM


def _made(options: argparse.Namespace) -> int:
    target = Path(options.to)
    write = files.writer_for(target)
    page = paper.opened(
        Store(options.store),
        at=asked_date(options.at, "--at"),
        before=asked_date(options.before, "--before"),
        where=asked_where(options.where),
        language=options.language,
    )
    names = options.pages.split(",") if options.pages else tuple(build.BUILDERS)
    pack = build.pack_of(page, names, made=datetime.now().astimezone())
    files.save(target, write(pack, page.t))
    page.record_export("pack", target.suffix.removeprefix("."), pack.row_count)
    print(target)
    if pack.is_red:
        print(build.quality_line(pack, page.t), file=sys.stderr)
        return RED
    return MADE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pages.pack",
        description="Write the meeting pack. Exit status: 0 made, 1 a problem and no file, "
        "3 made but the quality of the data is below 80 %.",
        allow_abbrev=False,
    )
    parser.add_argument("--store", help="folder of releases (default: TIERVIEW_STORE)")
    parser.add_argument("--at", help="snapshot date (default: the newest complete month)")
    parser.add_argument("--before", help="date to compare with (default: the one before)")
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="repeat a column for either value; no value means not known",
    )
    parser.add_argument("--language", choices=("en", "zh_CN"), default="en")
    parser.add_argument(
        "--pages", metavar="NAME,NAME", help=f"some of {', '.join(build.BUILDERS)} (default: all)"
    )
    parser.add_argument("--to", required=True, metavar="FILE", help=".pptx, .xlsx or .html")
    return parser


if __name__ == "__main__":
    sys.exit(main())
