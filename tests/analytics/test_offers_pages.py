"""What the Competitors page asks besides who is threatened: prices, break-even, ladders, peers."""

import numpy as np
import pandas as pd
import pytest

from analytics import market_problems as problems
from analytics.break_even import Repricing, sensitivity
from analytics.deposit_rates import deposit_rate_ladder
from analytics.offer_features import DEFAULT_WEIGHTS, feature_grid, grid_score, offer_tags
from analytics.offers_break_even import (
    alternative_levers,
    offer_break_even,
    offer_repricing,
    repricing_of,
)
from analytics.offers_questions import deposit_compare, loan_compare
from analytics.peers import peer_balances
from analytics.product_problems import TableNotProvided
from analytics.questions import answer, question_named
from analytics.scope import Scope
from tests.support.offer_banks import AT, holding_rows, offer_engine, rival

BREAK_EVEN = 0.062789473684210526
"""Domain model 3.17: r0 7.2 %, c 3.7 %, s0 0.70, s1 0.95, k 0."""


@pytest.fixture
def book(tmp_path):
    """50 million at 7.2 % that the offer threatens, and what it does not."""
    people = [
        {"customer_id": "A", "tier": "affluent", "occupation_group": "teacher",
         "loan_mavg": 30e6, "nii_deposit": 12_000.0, "fee_income": 10_000.0,
         "cost_to_serve": 2_000.0},
        {"customer_id": "B", "tier": "mass", "occupation_group": "teacher", "loan_mavg": 20e6,
         "nii_deposit": 8_000.0, "fee_income": 6_000.0, "cost_to_serve": 667.0},
        {"customer_id": "F", "tier": "mass", "occupation_group": "farmer", "loan_mavg": 10e6},
        {"customer_id": "L", "tier": "mass", "occupation_group": "teacher", "loan_mavg": 5e6},
    ]  # fmt: skip
    loans = holding_rows([
        {"customer_id": "A", "balance": 30e6}, {"customer_id": "B", "balance": 20e6},
        {"customer_id": "F", "balance": 10e6}, {"customer_id": "L", "balance": 5e6, "rate": 0.05},
    ]).assign(pd=0.02, lgd=0.35)  # fmt: skip
    return offer_engine(tmp_path / "store", people, loans)


OFFER = rival(eligible_occupations=frozenset({"teacher"}))


def test_the_break_even_of_the_domain_model_from_the_bank_s_own_loans(book):
    row = offer_break_even(book, Scope.of(book), offers=(OFFER,), other=0.0).iloc[0]

    assert row["customer_count"] == 2
    assert row["balance"] == pytest.approx(50e6)
    assert row["rate"] == pytest.approx(0.072, abs=1e-12)
    assert row["carry"] == pytest.approx(0.037, abs=1e-12)
    assert row["their_rate"] == row["new_rate"] == pytest.approx(0.06, abs=1e-12)
    assert row["indifferent_rate"] == pytest.approx(0.06, abs=1e-9)
    assert row["break_even_rate"] == pytest.approx(BREAK_EVEN, abs=1e-9)
    money = {name: row[name] for name in ("before", "after", "change", "saved", "given_up")}
    assert money == pytest.approx(
        {"before": 1_225_000, "after": 1_092_500, "change": -132_500, "saved": 287_500,
         "given_up": -420_000}, abs=0.005,
    )  # fmt: skip
    assert row["share_needed"] == pytest.approx(1.065217, abs=5e-7)


def test_what_else_the_customers_bring_is_measured(book):
    """Two months of 20,000 and 13,333 over 50 million, times six: 0.8 % a year."""
    row = offer_break_even(book, Scope.of(book), offers=(OFFER,)).iloc[0]

    assert row["other_measured"] == pytest.approx(12 * 33_333 / 50e6, abs=1e-12)
    assert row["break_even_rate"] == pytest.approx(0.060684, abs=1e-6)
    assert row["break_even_alone"] == pytest.approx(BREAK_EVEN, abs=1e-9)
    grid = sensitivity(repricing_of(row), 0.06, [0.7], [0.95])
    assert grid["change"].iloc[0] == pytest.approx(row["change"], abs=0.005)


def test_a_published_rate_costs_those_too_who_would_have_stayed(book):
    found = offer_repricing(
        book, Scope.of(book), offers=(OFFER,), other=0.0, new_rate=0.06
    ).set_index("part")

    assert found.loc["affluent", "change"] == pytest.approx(-132_500 * 0.6, abs=0.005)
    mass = found.loc["mass"]
    assert (mass["customer_count"], mass["exposed_count"]) == (2, 1)
    assert mass["given_up_others"] == pytest.approx(-10e6 * 0.012, abs=0.005)
    assert mass["change"] == pytest.approx(-132_500 * 0.4 - 120_000, abs=0.005)
    assert mass["saved"] + mass["given_up"] + mass["given_up_others"] == pytest.approx(
        mass["change"], abs=0.005
    )


def test_the_levers_that_cost_less_than_price():
    repricing = Repricing(rate=0.072, carry=0.037, kept_without=0.7, kept_with=0.95, balance=50e6)

    found = alternative_levers(repricing, {"speed": (0.85, 0.002), "none": (0.95, 0.012)})

    speed, price = found.to_dict("records")
    assert speed["change"] == pytest.approx(50e6 * (0.85 * 0.033 - 0.7 * 0.035), abs=0.005)
    assert price["change"] == pytest.approx(-132_500, abs=0.005)
    assert price["cost_at_most"] == pytest.approx(0.072 - BREAK_EVEN, abs=1e-9)


def test_a_book_nobody_threatens_has_no_break_even(book):
    row = offer_break_even(
        book, Scope.of(book), offers=(rival(9.0),), offer="rival", new_rate=0.06
    ).iloc[0]

    assert (row["customer_count"], row["balance"], row["change"]) == (0, 0, 0)
    assert np.isnan(row["break_even_rate"])


@pytest.mark.parametrize(
    ("assumed", "problem"),
    [
        ({"kept_without": 0.9, "kept_with": 0.8}, problems.RetainedSharesReversed),
        ({"kept_with": 1.2}, problems.RetainedShareOutOfRange),
        ({"kept_without": -0.1}, problems.RetainedShareOutOfRange),
    ],
)
def test_impossible_assumptions_are_refused(book, assumed, problem):
    with pytest.raises(problem):
        offer_break_even(book, Scope.of(book), offers=(OFFER,), **assumed)
    with pytest.raises(problem):
        offer_repricing(book, Scope.of(book), offers=(OFFER,), **assumed)


def test_break_even_is_asked_of_one_loan(book):
    scope = Scope.of(book)
    two = (OFFER, rival(4.0, offer_id="other"))
    deposit = rival(2.0, "annual_pct", line="deposit_time", term_months=12, repay_modes=())

    with pytest.raises(problems.OfferNotNamed, match="rival, other"):
        offer_break_even(book, scope, offers=two)
    with pytest.raises(problems.LoanOfferNeeded):
        offer_break_even(book, scope, offers=(deposit,), offer="rival")


def test_loans_side_by_side_as_the_command_line_asks(book):
    scope, question = Scope.of(book), question_named("loan-compare")
    waiting = rival(3.0, offer_id="waits", observed_on=None)
    given = {"amount": "300000", "term_months": "36"}

    found = answer(question, book, scope, given, offers=(waiting, OFFER))

    assert list(found)[:7] == [
        "offer", "repay_mode", "monthly_first", "monthly_last", "total_interest", "apr", "ear",
    ]  # fmt: skip
    assert list(found["offer"]) == ["rival", "rival", "waits", "waits"]
    assert found["monthly_first"].iloc[0] == pytest.approx(9_126.58, abs=0.005)
    assert found["total_interest"].iloc[0] == pytest.approx(28_556.92, abs=0.005)
    assert found[["apr", "ear"]].iloc[0].to_numpy() == pytest.approx([0.06, 0.0616778], abs=1e-6)
    assert list(found["true_rank"].fillna(0)) == [1, 1, 0, 0]
    assert list(found["standing"]) == ["current", "current", "unconfirmed", "unconfirmed"]
    with pytest.raises(problems.TermOutOfRange):
        answer(question, book, scope, {"term_months": "0"}, offers=(OFFER,))


def test_an_offer_with_something_wrong_is_not_compared(book):
    wrong = rival(-1.0, offer_id="wrong")

    found = loan_compare(book, Scope.of(book), offers=(OFFER, wrong))

    assert set(found["offer"]) == {"rival"}
    with pytest.raises(problems.NothingToCompare):
        deposit_compare(book, Scope.of(book), offers=(OFFER,))


def deposits(*offers):
    return tuple(
        rival(value, "annual_pct", offer_id=name, line="deposit_time", term_months=term,
              repay_modes=(), is_ours=name == "ours")
        for name, term, value in offers
    )  # fmt: skip


def test_the_ladder_of_deposit_rates_never_suggests_more_than_the_ceiling(tmp_path):
    held = holding_rows([
        {"customer_id": "A", "product_id": "T", "balance": 100.0, "rate": 0.010,
         "term_months": 12},
        {"customer_id": "A", "product_id": "T", "balance": 300.0, "rate": 0.014,
         "term_months": 12},
        {"customer_id": "A", "product_id": "T", "balance": 300.0, "rate": 0.009, "term_months": 6},
    ])  # fmt: skip
    engine = offer_engine(tmp_path / "store", [{"customer_id": "A"}], held)
    offers = deposits(("ours", 36, 1.55), ("a", 36, 1.75), ("b", 12, 1.15))

    found = deposit_rate_ladder(engine, Scope.of(engine), offers=offers, ceiling=0.016)

    assert list(found["term_months"]) == [6, 12, 36]
    assert list(found["ours"]) == pytest.approx([0.009, 0.013, 0.0155])
    assert list(found["ours_paid"].dropna()) == pytest.approx([0.009, 0.013])
    assert list(found["theirs"].dropna()) == pytest.approx([0.0115, 0.0175])
    assert list(found["suggested_at_most"]) == pytest.approx([0.009, 0.013, 0.016])
    assert list(found["at_ceiling"]) == [False, False, True]
    open_end = deposit_rate_ladder(engine, Scope.of(engine), offers=offers)
    assert open_end["suggested_at_most"].iloc[-1] == pytest.approx(0.0175)


def test_peers_balances_are_information_by_name(tmp_path):
    peers = pd.DataFrame(
        [(period, area, name, deposits, 0.7 * deposits)
         for period, area, name, deposits in (
             ("2025-11", "城区", "农业银行", 900.0), ("2025-12", "城区", "农业银行", 990.0),
             ("2025-12", "城区", "工商银行", 500.0), ("2025-12", "township", "农业银行", 10.0))],
        columns=["period", "area", "institution", "deposits", "loans"],
    )  # fmt: skip
    people = [
        {"customer_id": "A", "branch_id": "B1", "deposit_mavg": 110.0, "loan_mavg": 50.0},
        {"customer_id": "I", "branch_id": "B1", "deposit_mavg": 999.0,
         "customer_type": "institution", "institution_type": "interbank"},
    ]  # fmt: skip
    engine = offer_engine(
        tmp_path / "store", people, holding_rows([{"customer_id": "A"}]), peer_balance=peers,
        branch=pd.DataFrame({"branch_id": ["B1"], "name": ["x"], "area": ["urban"]}),
    )  # fmt: skip

    found = peer_balances(engine, Scope.of(engine))

    assert set(found["period"]) == {"2025-12"}
    urban = found[found["area"] == "urban"].set_index("institution")
    assert list(urban.index) == ["", "农业银行", "工商银行"]
    assert urban.loc["", "deposits"] == 110
    assert urban.loc["农业银行", "deposit_growth"] == pytest.approx(0.1)
    assert np.isnan(urban.loc["工商银行", "deposit_growth"])
    assert urban.loc["", "deposit_share"] == pytest.approx(110 / 1_600)
    assert not {"rank", "place", "target"} & set(found)
    with pytest.raises(problems.PeriodUnknown):
        peer_balances(engine, Scope.of(engine), period="2024-01")


def test_without_peers_the_question_says_so(book):
    with pytest.raises(TableNotProvided, match="peer_balance"):
        peer_balances(book, Scope.of(book))


def test_features_are_won_tied_or_lost_by_their_gap():
    ours = rival(7.2, "annual_pct", is_ours=True, max_amount=300_000, features="当日放款")
    theirs = rival(5.0, max_amount=500_000, features="2–3人团办,不互保,家属免签,上门办理")

    grid = feature_grid(ours, theirs).set_index("feature")

    assert grid.loc["price", ["ours", "theirs", "gap"]].to_list() == pytest.approx(
        [0.072, 0.06, -0.012]
    )
    assert dict(grid["result"]) == {
        "price": "lose", "amount": "lose", "term": "tie", "modes": "tie", "fast": "win",
        "no_mutual_guarantee": "lose", "group_filing": "lose", "family_no_signature": "lose",
        "home_service": "lose",
    }  # fmt: skip
    assert grid.loc["amount", ["gap", "loser"]].to_list() == [200_000, "ours"]
    score = grid_score(grid.reset_index())
    assert (score.win, score.tie, score.lose) == (1, 2, 10)
    assert score.score == pytest.approx(-9 / 13)
    only = feature_grid(ours, theirs, weights={"fast": 1.0})
    assert list(only["feature"]) == ["fast"]
    assert set(grid.index) <= set(DEFAULT_WEIGHTS)


def test_a_deposit_with_the_higher_rate_wins():
    ours, theirs = deposits(("ours", 12, 1.5), ("theirs", 12, 1.2))

    assert list(feature_grid(ours, theirs)["result"]) == ["win"]
    assert offer_tags(rival(feature_tags=frozenset({"online"}), collateral="信用")) == {
        "online", "no_collateral",
    }  # fmt: skip


def test_every_question_on_offers_says_it_where_none_is_known(book):
    for name in ("offer-exposure", "offer-exposure-by", "offer-exposure-customers",
                 "offer-break-even", "offer-repricing", "offer-left-out"):  # fmt: skip
        with pytest.raises(problems.NoOfferCounts, match=str(AT)):
            answer(question_named(name), book, Scope.of(book), {})
    assert answer(question_named("offer-book"), book, Scope.of(book), {}).empty
