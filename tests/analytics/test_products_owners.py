"""The customers behind each mark of the products page: as many, and with as much, as the mark."""

import pytest

from analytics import (
    products_loans,
    products_main_bank,
    products_owners,
    products_penetration,
)
from analytics.engine import DuckDBEngine
from analytics.product_problems import ChangeUnknown, ProductUnknown, SignUnknown
from analytics.products_owners import ANYTHING, CHANGES, SUITS_NOBODY, Holding
from analytics.scope import Scope
from data.release import Store


@pytest.fixture(scope="module")
def engine(demo_store):
    opened = DuckDBEngine(Store(demo_store))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def scope(engine):
    return Scope.of(engine, where={"customer_type": ["personal"]})


def size(engine, scope, holding):
    return products_owners.product_customer_count(engine, scope, holding=holding).iloc[0]


def test_a_square_of_penetration_has_its_holders(engine, scope):
    held = products_penetration.product_penetration(engine, scope, by="tier")
    rows = held[held["product_id"].isin(["P03", "P07"])].to_dict("records")
    assert rows
    for row in rows:
        holding = Holding(product=row["product_id"], by="tier", part=row["part"])
        assert size(engine, scope, holding)["customer_count"] == row["holder_count"]


def test_gains_and_losses_have_their_customers(engine, scope):
    changes = products_penetration.product_changes(engine, scope).set_index("product_id")
    for product in ("P06", "P07", "P17"):
        for change in CHANGES:
            people = products_owners.product_movers(
                engine, scope, product=product, change=change, limit=10_000
            )
            assert len(people) == changes.loc[product, change]
            assert people["customer_key"].is_unique


def test_a_step_of_rates_has_its_contracts_to_the_cent(engine, scope):
    rates = products_loans.loan_rates(engine, scope)
    rows = rates[rates["product_id"] == "P12"].to_dict("records")
    assert rows
    for row in rows:
        step = round(row["rate_from"] / products_loans.STEP)
        found = size(engine, scope, Holding(product="P12", rate_step=step))
        assert found["holding_count"] == row["loan_count"]
        assert found["balance"] == pytest.approx(row["balance"], abs=0.005)


def test_a_page_of_holders_is_the_largest_and_its_file_is_everybody(engine, scope):
    holding = Holding(product="P07")
    page = products_owners.product_customers(engine, scope, holding=holding, limit=3)
    blocks = list(products_owners.product_customers_blocks(engine, scope, holding=holding))
    assert page["balance"].is_monotonic_decreasing
    whole = size(engine, scope, holding)
    assert sum(len(block) for block in blocks) == whole["customer_count"]
    total = sum(block["balance"].sum() for block in blocks)
    assert total == pytest.approx(whole["balance"], abs=0.01)
    assert size(engine, scope, ANYTHING)["customer_count"] >= whole["customer_count"]


def test_a_sign_has_its_customers(engine, scope):
    signs = products_main_bank.main_bank_signs(engine, scope).set_index("sign")
    for sign in ("both", "payroll", "agency"):
        blocks = products_owners.main_bank_customers_blocks(engine, scope, sign=sign)
        assert sum(len(block) for block in blocks) == signs.loc[sign, "customer_count"]


def test_who_is_listed_for_an_offer_lacks_it_and_passed_every_check(engine, scope):
    asked = {"product": "P08", "customer_type": "personal", "part": "mass_affluent"}
    people = products_owners.product_prospects(engine, scope, limit=10_000, **asked)
    counts = products_owners.product_prospect_count(engine, scope, **asked).iloc[0]
    assert len(people) == counts["consented_count"]
    assert counts["without_count"] >= counts["suitable_count"] >= counts["not_overdue_count"]
    holders = products_owners.product_customers(
        engine, scope, holding=Holding(product="P08"), limit=10_000
    )
    assert not set(people["customer_key"]) & set(holders["customer_key"])
    ways = people[[f"may_{way}" for way in ("call", "visit", "sms", "wechat", "email")]]
    assert ways.any(axis=1).all()


def test_a_riskier_product_suits_no_more_customers(engine, scope):
    suitable = [
        products_owners.product_prospect_count(
            engine, scope, product=product, customer_type="personal", part="mass_affluent"
        ).iloc[0]["suitable_count"]
        for product in ("P03", "P07", "P08")
    ]
    assert suitable == sorted(suitable, reverse=True)


def test_an_investment_without_a_level_suits_nobody(engine, scope, monkeypatch):
    known = products_owners.catalogue(engine, scope)
    known.loc[known["product_id"] == "P07", "risk_level"] = None
    monkeypatch.setattr(products_owners, "catalogue", lambda *_: known)
    asked = {"product": "P07", "customer_type": "personal", "part": "mass_affluent"}
    counts = products_owners.product_prospect_count(engine, scope, **asked).iloc[0]
    assert counts["suitable_count"] == 0
    assert SUITS_NOBODY > 5


def test_what_is_not_known_is_refused_with_what_is(engine, scope):
    with pytest.raises(ChangeUnknown):
        products_owners.product_movers(engine, scope, product="P06", change="x")
    with pytest.raises(SignUnknown):
        products_owners.main_bank_customers(engine, scope, sign="x")
    with pytest.raises(ProductUnknown):
        products_owners.product_prospects(engine, scope, product="P0", customer_type="personal")
