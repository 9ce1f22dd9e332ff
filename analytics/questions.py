"""Every question by its name: what the command line, METRICS.md and the tests go through."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

import pandas as pd

from analytics import problems
from analytics.condition_text import group_from
from analytics.conditions import Population
from analytics.contribution import Selection, bank_judgement
from analytics.engine import Engine
from analytics.flows import Counting
from analytics.offers import Offer
from analytics.products_owners import Holding
from analytics.question import (
    AMOUNTS,
    CONDITIONS,
    COUNTING,
    COUNTS,
    JUDGEMENT,
    SCENARIO,
    SELECTION,
    Question,
    within_limits,
)
from analytics.questions_contribution import CONTRIBUTION
from analytics.questions_findings import FINDINGS
from analytics.questions_migration import MIGRATION
from analytics.questions_offers import OFFERS
from analytics.questions_policy import POLICY
from analytics.questions_populations import POPULATIONS
from analytics.questions_products import HOLDING, PRODUCTS
from analytics.questions_review import REVIEW
from analytics.questions_scenarios import SCENARIOS
from analytics.questions_segment_profiles import SEGMENT_PROFILES
from analytics.questions_segments import SEGMENTS
from analytics.questions_week import WEEK
from analytics.scenario_levers import Scenario
from analytics.scope import Scope
from data.problems import nearest

FAMILIES = (
    CONTRIBUTION,
    MIGRATION,
    POLICY,
    POPULATIONS,
    SCENARIOS,
    SEGMENTS,
    SEGMENT_PROFILES,
    PRODUCTS,
    OFFERS,
    REVIEW,
    FINDINGS,
    WEEK,
)
QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {question.name: question for family in FAMILIES for question in family}
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
    question: Question,
    engine: Engine,
    scope: Scope,
    given: Mapping[str, str],
    offers: Sequence[Offer] | None = None,
) -> pd.DataFrame:
    """Return a question's answer with its options as they were typed.

    `offers`: the offer book, for questions that ask it; None: that of the release.

    Raises:
        UnknownOption, UnreadableOption, OptionMissing, and what the question raises.
    """
    values = {name: _read(question, name, text) for name, text in given.items()}
    if question.name == "scope-values":
        return question.function(engine, values.get("dimension", "branch_id"), scope)
    if question.name == "contribution-curves-by":
        values.setdefault("dimension", "snapshot")
    grouped = _grouped(question, values)
    judged = {name: float(str(values[name])) for name in JUDGEMENT if name in values}
    if judged:
        grouped["judgement"] = replace(bank_judgement(engine, scope), **judged)
    if asks_offers(question):
        grouped["offers"] = offers
    _check_needed(question, grouped)
    return question.function(engine, scope, **grouped)


def _check_needed(question: Question, grouped: Mapping[str, object]) -> None:
    """Refuse a question without an option that it has no default for."""
    for name, taken in inspect.signature(question.function).parameters.items():
        is_option = taken.kind is inspect.Parameter.KEYWORD_ONLY
        if is_option and taken.default is inspect.Parameter.empty and name not in grouped:
            option = name if name in question.options else ", ".join(question.options)
            raise problems.OptionMissing(
                question=question.name,
                option=option,
                expected=question.options.get(name, option),
            )


def asks_offers(question: Question) -> bool:
    """Tell whether a question reads the offer book."""
    return "offers" in inspect.signature(question.function).parameters


def _grouped(question: Question, values: Mapping[str, object]) -> dict[str, object]:
    """The options as the function takes them: those of a selection and a counting together."""
    taken = inspect.signature(question.function).parameters
    together = {"selection": (SELECTION, Selection), "counting": (COUNTING, Counting)}
    together["scenario"] = (SCENARIO, Scenario)
    together["holding"] = (HOLDING, Holding)
    grouped = {name: value for name, value in values.items() if name not in JUDGEMENT}
    if "populations" in taken:
        grouped = {"populations": tuple(grouped.values())}
    for name, (parts, kind) in together.items():
        if name in taken:
            part = {each: grouped.pop(each) for each in parts if each in grouped}
            if part:
                grouped[name] = kind(**part)
    return grouped


def _names_a_list(question: Question, name: str) -> bool:
    """Tell whether an option that elsewhere is a lever's number is the name of a worklist here."""
    return name == "worklist" and "scenario" not in inspect.signature(question.function).parameters


def _read(question: Question, name: str, text: str) -> object:
    if name not in question.options:
        known = ", ".join(question.options)
        raise problems.UnknownOption(question=question.name, option=name, known=known)
    try:
        if name in COUNTS:
            return within_limits(name, int(text))
        if name in AMOUNTS and not _names_a_list(question, name):
            return within_limits(name, float(text))
    except ValueError:
        expected = question.options[name]
        raise problems.UnreadableOption(option=name, value=text, expected=expected) from None
    if name in CONDITIONS:
        return Population(name.upper(), 0, group_from(text))
    return text.split(",") if name == "customer_ids" else text
