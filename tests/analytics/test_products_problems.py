"""What is missing is named; scopes and odd options are answered or refused, never guessed."""

import datetime as dt
import json

import pandas as pd
import pytest

from analytics import problems
from analytics.__main__ import written
from analytics.product_problems import LevelUnknown, PartUnknown, TableNotProvided, WindowUnknown
from analytics.products import line_growth, product_lines, products_summary
from analytics.products_allocation import usual_allocation
from analytics.products_channels import channel_adoption
from analytics.products_left import balances_left
from analytics.products_maturity import maturing_customers, maturity_retention
from analytics.products_pairs import product_pairs
from analytics.products_penetration import product_changes, product_penetration
from analytics.products_stretch import line_stretch
from analytics.questions import QUESTIONS, answer
from analytics.questions_products import PRODUCTS
from analytics.scope import Scope
from tests.support.product_banks import (
    AT,
    BEFORE,
    drawn_bank,
    drawn_engine,
    holdings,
    product_engine,
)
from tests.support.releases import small_release

ROWS = {"customer_id": ["a", "a", "b", "b"], "snapshot_date": [BEFORE, AT] * 2}
WITHOUT_HOLDINGS = {
    "line-growth", "usual-allocation", "allocation-customers", "line-stretch", "deposit-mix",
    "balances-left", "balances-left-customers", "payroll-stopped-customers", "maturity-retention",
}  # fmt: skip
WITHOUT_CONSENT = {"product-prospects", "product-prospect-count"}
NEEDED = {
    "product-movers": {"product": "D", "change": "gained"},
    "product-prospects": {"product": "D", "customer_type": "personal"},
    "product-prospect-count": {"product": "D", "customer_type": "personal"},
    "main-bank-customers": {"sign": "payroll"},
}
"""Questions that ask for something without a default."""


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    return drawn_engine(tmp_path_factory.mktemp("drawn") / "store", drawn_bank(400))


@pytest.mark.parametrize("question", PRODUCTS, ids=lambda question: question.name)
def test_a_bank_of_five_columns_is_told_what_is_missing(question, tmp_path):
    engine = small_release(tmp_path / "store", ROWS)
    scope = Scope.of(engine)

    if question.name == "line-growth":
        assert (
            answer(question, engine, scope, NEEDED.get(question.name, {}))["at"].isna().sum() == 8
        )
        return
    with pytest.raises((TableNotProvided, problems.NotProvided)) as caught:
        answer(question, engine, scope, NEEDED.get(question.name, {}))
    if question.name not in WITHOUT_HOLDINGS:
        assert isinstance(caught.value, TableNotProvided)
        first = "consent" if question.name in WITHOUT_CONSENT else "product"
        assert str(caught.value).startswith(f"The bank's data has no {first}")


@pytest.mark.parametrize("question", PRODUCTS, ids=lambda question: question.name)
def test_every_question_answers_a_branch_a_segment_and_a_type(question, drawn):
    for where in ({"branch_id": ["B1"]}, {"segment": [None]}, {"customer_type": ["corporate"]}):
        scope = Scope.of(drawn, where=where)
        found = answer(question, drawn, scope, NEEDED.get(question.name, {}))
        assert isinstance(json.loads(written(found, "json")), list)
        if where == {"customer_type": ["corporate"]} and "customer_type" in found:
            assert set(found["customer_type"]) <= {"corporate", "all"}


def test_nobody_in_scope_is_said(drawn):
    empty = Scope.of(drawn, where={"branch_id": ["B1"], "tier": ["strategic"], "segment": [None],
                                   "customer_type": ["personal"]})  # fmt: skip
    for question in (products_summary, product_pairs, product_penetration, usual_allocation,
                     channel_adoption):  # fmt: skip
        with pytest.raises(problems.EmptyScope):
            question(drawn, empty)


def test_one_date_has_no_comparison(drawn):
    first = Scope.of(drawn, at=dt.date(2025, 7, 31))

    summary = products_summary(drawn, first)
    assert summary[["hhi_before", "per_customer_before"]].isna().all(axis=None)
    assert product_lines(drawn, first)["holder_before"].isna().all()
    for question in (line_growth, product_changes, balances_left, line_stretch, maturity_retention):
        with pytest.raises(problems.NoEarlierDate):
            question(drawn, first)


def test_odd_options_are_named(drawn):
    scope = Scope.of(drawn)

    with pytest.raises(LevelUnknown, match="product, line"):
        product_pairs(drawn, scope, level="brand")
    with pytest.raises(PartUnknown, match="tier, segment"):
        product_penetration(drawn, scope, by="branch_id; drop table holding")
    with pytest.raises(WindowUnknown, match="week, month, ahead"):
        maturing_customers(drawn, scope, window="year")
    with pytest.raises(problems.UnreadableOption):
        answer(QUESTIONS["product-pairs"], drawn, scope, {"most": "0"})


def test_balances_without_a_date_are_known_at_the_newest_only(tmp_path):
    engine = product_engine(
        tmp_path / "store", ROWS, holding=holdings("a D 2020-01-01 - 70\nb D 2020-01-01 - 30")
    )

    now = product_lines(engine, Scope.of(engine)).iloc[0]
    was = product_lines(engine, Scope.of(engine, at=BEFORE)).iloc[0]

    assert (now["holder_count"], now["balance"]) == (2, 100)
    assert was["holder_count"] == 2
    assert pd.isna(was["balance"])


def test_holdings_of_unnamed_products_and_other_customers_do_not_count(tmp_path):
    engine = product_engine(
        tmp_path / "store",
        ROWS,
        holding=holdings("a D 2020-01-01\na P99 2020-01-01\nzz D 2020-01-01\nb D 2026-01-01"),
    )

    row = products_summary(engine, Scope.of(engine)).iloc[0]

    assert (row["holder_count"], row["width"], row["per_customer"]) == (1, 1, 1.0)


def test_more_products_than_one_mask_holds(tmp_path):
    """Of 70 products the 60 most held are looked at."""
    ids = [f"P{number:02d}" for number in range(70)]
    product = pd.DataFrame({"product_id": ids, "name_zh": ids, "line": "card", "status": "active"})
    lines = [f"a {name} 2020-01-01" for name in ids]
    lines += [f"b {name} 2020-01-01" for name in ids[10:]]
    engine = product_engine(
        tmp_path / "store", ROWS, product=product, holding=holdings("\n".join(lines))
    )

    found = product_penetration(engine, Scope.of(engine), by="customer_type")

    assert list(found["product_id"]) == ids[10:]
    assert (found["holder_count"] == 2).all()
    pairs = product_pairs(engine, Scope.of(engine), most=60)
    assert len(pairs) == 60 * 59
