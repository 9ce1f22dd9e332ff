"""The questions from the command line: python -m analytics QUESTION [...]."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
from collections.abc import Iterable, Sequence

import pandas as pd

from analytics import problems
from analytics.engine import DuckDBEngine
from analytics.offers import Offer
from analytics.offers_book import offers_of
from analytics.problems import Problem
from analytics.question import Question
from analytics.questions import QUESTIONS, answer, asks_offers, question_named
from analytics.scope import Scope
from data.release import Store


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one answer; return 0, or 1 after one clear message on standard error."""
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if options.list:
        return _printed(_listing())
    if options.question is None:
        parser.error("name a question; --list shows all of them")
    try:
        frame = _answer(options, rest)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    return _printed(written(frame, options.format))


def _printed(text: str) -> int:
    """Print; a reader that stops early (`| head`) is no error."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def written(frame: pd.DataFrame, form: str) -> str:
    """Return an answer as `table`, `json` (a list of rows, full precision) or `csv`."""
    if form == "json":
        return json.dumps(records(frame), ensure_ascii=False, indent=1, allow_nan=False)
    if form == "csv":
        return str(frame.to_csv(index=False, lineterminator="\n")).removesuffix("\n")
    return str(frame.to_string(index=False, na_rep="-"))


def records(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Return rows of plain Python values: null for what is missing, dates as ISO text."""
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: object) -> object:
    if isinstance(value, (dt.date, pd.Timestamp)):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value


def _answer(options: argparse.Namespace, rest: Sequence[str]) -> pd.DataFrame:
    question = question_named(options.question)
    if options.engine is not None:
        raise problems.EngineUnavailable(engine=options.engine)
    given = dict(_split(text) for text in rest)
    engine = DuckDBEngine(Store(options.store))
    scope = Scope.of(
        engine,
        at=asked_date(options.at, "--at"),
        before=asked_date(options.before, "--before"),
        where=asked_where(options.where),
    )
    return answer(question, engine, scope, given, _offers(question, options.store))


def _offers(question: Question, store: str | None) -> tuple[Offer, ...] | None:
    """The offer book as pages read it, for the questions that ask it."""
    if not asks_offers(question):
        return None
    from data.workspace import Workspace  # noqa: PLC0415 - half a second, for these questions only

    return offers_of(each.offer for each in Workspace(Store(store)).offers.all())


def asked_where(terms: Iterable[str]) -> dict[str, list[str | None]]:
    """Return --where terms as dimension -> values.

    Raises:
        UnreadableOption.
    """
    where: dict[str, list[str | None]] = {}
    for term in terms:
        column, value = _split(term)
        where.setdefault(column, []).append(value or None)
    return where


def _split(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or name.startswith("-"):
        raise problems.UnreadableOption(value=text, option="an option", expected="NAME=VALUE")
    return name, value


def asked_date(text: str | None, option: str) -> dt.date | None:
    """Return a date option as a date.

    Raises:
        UnreadableOption.
    """
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise problems.UnreadableOption(
            value=text, option=option, expected="a date such as 2026-06-30"
        ) from None


def _listing() -> str:
    width = max(map(len, QUESTIONS)) + 2
    lines = []
    for question in QUESTIONS.values():
        lines.append(f"{question.name:<{width}}{question.line}")
        lines += [f"{'':<{width}}  {name}=  {text}" for name, text in question.options.items()]
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m analytics",
        description="Answer one question about the bank's customers. Options: NAME=VALUE.",
        allow_abbrev=False,
    )
    parser.add_argument("question", nargs="?", help="its name; --list shows all")
    parser.add_argument("--list", action="store_true", help="every question with one line")
    parser.add_argument("--store", help="folder of releases (default: TIERVIEW_STORE)")
    parser.add_argument("--engine", help="address of another engine")
    parser.add_argument("--at", help="snapshot date (default: the newest complete month)")
    parser.add_argument("--before", help="date to compare with (default: the one before)")
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="COLUMN=VALUE",
        help="repeat a column for either value; no value means not known",
    )
    parser.add_argument("--format", choices=("table", "json", "csv"), default="table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
