"""Every question by its name: what the command line, METRICS.md and the tests go through."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import pandas as pd

from analytics import contribution, overview, problems
from analytics.contribution import Selection, bank_judgement
from analytics.contribution_compare import OVERLAYS
from analytics.engine import Engine
from analytics.scope import Scope
from data.contract import DIMENSIONS, MEASURES
from data.problems import nearest

Answer = Callable[..., pd.DataFrame]
Reader = Callable[[str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the command line: its function, its SQL files, its options."""

    name: str
    function: Answer
    sql: tuple[str, ...]
    options: Mapping[str, str]

    @property
    def line(self) -> str:
        """The question in one line: the first of its function's docstring."""
        return inspect.getdoc(self.function).splitlines()[0]  # type: ignore[union-attr]


OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "measure": "one of " + ", ".join(MEASURES),
        "dimension": "one of " + ", ".join(OVERLAYS),
        "filter": "one of " + ", ".join(DIMENSIONS),
        "best": "a share of customers, 0.2 for the best 20 %",
        "first": "a place in the ranking, from 1",
        "last": "a place in the ranking, from 1",
        "value_low": "an amount, included",
        "value_high": "an amount, not included",
        "limit": "rows wanted, at most 10000",
        "offset": "rows to skip",
        "periods": "how many newest snapshots",
        "best_count": "how many of the best leave",
        "customer_ids": "ids joined by commas",
        "materiality": "the smallest change that matters, 0.005 for half a point",
        "min_cell": "fewest customers for a verdict",
        "big_move": "one customer's change of balance that is a finding",
        "valid_aum": "the least assets of a valid customer",
    }
)
COUNTS = frozenset({"first", "last", "limit", "offset", "periods", "best_count"})
AMOUNTS = frozenset(
    {"best", "value_low", "value_high", "materiality", "min_cell", "big_move", "valid_aum"}
)
LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"best": (0, 1), "materiality": (0, 1)}
    | dict.fromkeys(("first", "last", "limit", "periods"), (1, math.inf))
    | dict.fromkeys(("offset", "best_count", "min_cell", "big_move"), (0, math.inf))
)
SELECTION = ("best", "first", "last", "value_low", "value_high")
JUDGEMENT = ("materiality", "min_cell", "big_move")
BUCKETS = ("contribution/buckets", "contribution/buckets_cube")
RANKED = (*BUCKETS, "contribution/values")
PARTED = ("contribution/buckets_by", "contribution/buckets_by_cube")


def _question(function: Answer, sql: tuple[str, ...], *options: str) -> Question:
    return Question(
        name=function.__name__.replace("_", "-"),
        function=function,
        sql=sql,
        options={option: OPTIONS[option] for option in options},
    )


QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        question.name: question
        for question in (
            _question(contribution.contribution_summary, RANKED, "measure"),
            _question(contribution.contribution_curve, RANKED, "measure"),
            _question(
                contribution.contribution_marks,
                (*RANKED, "contribution/cut_customer"),
                "measure",
            ),
            _question(
                contribution.contribution_change,
                (
                    *RANKED,
                    *PARTED,
                    "contribution/pairs",
                    "contribution/customer_id",
                    "contribution/thresholds",
                ),
                "measure",
                *JUDGEMENT,
            ),
            _question(
                contribution.contribution_decomposition,
                (*RANKED, "contribution/cut_customer", "contribution/decomposition"),
                "measure",
            ),
            _question(contribution.contribution_deciles, RANKED, "measure"),
            _question(contribution.contribution_curves_by, PARTED, "measure", "dimension"),
            _question(contribution.contribution_trend, (*BUCKETS, *PARTED), "measure", "periods"),
            _question(
                contribution.contribution_stress,
                (
                    *RANKED,
                    "contribution/amounts_of",
                    "contribution/known_ids",
                    "contribution/nearest_ids",
                ),
                "measure",
                "best_count",
                "customer_ids",
            ),
            _question(
                contribution.contribution_customers,
                (*RANKED, "contribution/interval_counts", "contribution/customers"),
                "measure",
                *SELECTION,
                "limit",
                "offset",
            ),
            _question(
                contribution.contribution_selection,
                (*RANKED, "contribution/interval_counts"),
                "measure",
                *SELECTION,
            ),
            _question(
                overview.headline,
                ("overview/headline", "overview/headline_cube", "overview/interbank"),
                "valid_aum",
            ),
            Question(
                name="scope-values",
                function=overview.scope_values,
                sql=(
                    "overview/values_fact",
                    "overview/values_customer",
                    "overview/values_branch",
                    "overview/names",
                ),
                options={"dimension": OPTIONS["filter"]},
            ),
        )
    }
)


def question_named(name: str) -> Question:
    """Return a question; `_` may stand for `-`.

    Raises:
        UnknownQuestion: lists the nearest names.
    """
    wanted = name.replace("_", "-")
    if wanted not in QUESTIONS:
        raise problems.UnknownQuestion(question=name, known=nearest(wanted, QUESTIONS))
    return QUESTIONS[wanted]


def answer(
    question: Question, engine: Engine, scope: Scope, given: Mapping[str, str]
) -> pd.DataFrame:
    """Return a question's answer with its options as they were typed.

    Raises:
        UnknownOption, UnreadableOption, and what the question raises.
    """
    values = {name: _read(question, name, text) for name, text in given.items()}
    if question.name == "scope-values":
        return question.function(engine, values.get("dimension", "branch_id"), scope)
    if question.name == "contribution-curves-by":
        values.setdefault("dimension", "snapshot")
    grouped = _grouped(values)
    judged = {name: float(str(values[name])) for name in JUDGEMENT if name in values}
    if judged:
        grouped["judgement"] = replace(bank_judgement(engine, scope), **judged)
    return question.function(engine, scope, **grouped)


def _grouped(values: Mapping[str, object]) -> dict[str, object]:
    """The options but those of a judgement, with those of a selection put together."""
    grouped: dict[str, object] = {
        name: value for name, value in values.items() if name not in {*SELECTION, *JUDGEMENT}
    }
    part = {name: value for name, value in values.items() if name in SELECTION}
    if part:
        grouped["selection"] = Selection(**part)  # type: ignore[arg-type]
    return grouped


def _read(question: Question, name: str, text: str) -> object:
    if name not in question.options:
        known = ", ".join(question.options)
        raise problems.UnknownOption(question=question.name, option=name, known=known)
    try:
        if name in COUNTS:
            return _within(name, int(text))
        if name in AMOUNTS:
            return _within(name, float(text))
    except ValueError:
        expected = question.options[name]
        raise problems.UnreadableOption(option=name, value=text, expected=expected) from None
    return text.split(",") if name == "customer_ids" else text


def _within(name: str, value: float) -> float:
    """Return a number its option can mean.

    Raises:
        ValueError: it is not finite, or outside of LIMITS.
    """
    low, high = LIMITS.get(name, (-math.inf, math.inf))
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(name)
    return value
