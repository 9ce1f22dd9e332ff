"""The questions on tier rules as the command line asks them."""

import pytest

from analytics import problems
from analytics.engine import QUESTIONS as FOLDER
from analytics.questions import answer
from analytics.questions_policy import POLICY
from analytics.scope import Scope

NAMES = {question.name: question for question in POLICY}
DRAFT = {"draft": "affluent=200000,vip.hold=3,vip.watch=2"}


@pytest.mark.parametrize("name", NAMES)
def test_a_question_answers_a_draft_as_it_is_typed(engine, name):
    found = answer(NAMES[name], engine, Scope.of(engine), DRAFT)

    assert not found.empty


def test_without_a_draft_the_rules_in_force_are_replayed(engine):
    found = answer(NAMES["policy-sizes"], engine, Scope.of(engine), {})

    assert (found["change"] == 0).all()


def test_a_move_narrows_the_list(engine):
    scope = Scope.of(engine)

    found = answer(NAMES["policy-movers"], engine, scope, {**DRAFT, "move": "up", "limit": "7"})

    assert len(found) == 7
    assert set(found["draft_level"]) == {"affluent"}


def test_an_unsound_draft_is_refused_with_its_reason(engine):
    with pytest.raises(problems.DraftLinesOutOfOrder, match="mass_affluent"):
        answer(NAMES["policy-sizes"], engine, Scope.of(engine), {"draft": "affluent=40000"})


def test_every_file_of_the_family_belongs_to_a_question():
    used = {file for question in POLICY for file in question.sql if file.startswith("policy/")}

    assert {f"policy/{file.stem}" for file in (FOLDER / "policy").glob("*.sql")} == used


def test_every_question_is_asked_in_words():
    assert all("?" in question.line for question in POLICY)
