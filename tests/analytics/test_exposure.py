"""Whom a rival's offer threatens: worked by hand, against a plain twin, in the demo bank."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics import market_problems as problems
from analytics.engine import DuckDBEngine
from analytics.exposure import (
    PARTS,
    offer_exposure,
    offer_exposure_blocks,
    offer_exposure_by,
    offer_exposure_customers,
)
from analytics.exposure_left_out import offer_left_out
from analytics.offers_book import offer_book, released_offers
from analytics.product_problems import TableNotProvided
from analytics.scope import Scope
from data.sample import Plan, planted
from tests.support.offer_banks import AT, BEFORE, drawn, holding_rows, offer_engine, rival
from tests.support.offer_banks import plain_exposure as plain
from tests.support.product_banks import product_engine

EASY = frozenset({"teacher", "doctor"})
OFFERS = (
    rival(eligible_occupations=EASY, eligible_grades=frozenset({"staff"}), max_amount=60_000),
    rival(4.2, "annual_pct", fee_share=0.01, term_months=36, min_amount=30_000),
    rival(0.35, "flat_monthly_pct", repay_modes=("flat",), fee_share=0.01, term_months=36),
    rival(5.4, "annual_pct", line="loan_merchant", repay_modes=("annuity", "equal_principal"),
          min_term_months=24, eligible_occupations=frozenset({"farmer"})),
    rival(1.6, "annual_pct", line="deposit_time", term_months=36, repay_modes=()),
    rival(1.2, "annual_pct", line="deposit_time", term_months=12, repay_modes=(),
          min_amount=20_000, max_amount=100_000),
    rival(0.8, "annual_pct", line="deposit_demand", repay_modes=()),
)  # fmt: skip


@pytest.fixture(scope="module")
def bank():
    return drawn()


@pytest.fixture(scope="module")
def engine(bank, tmp_path_factory):
    people, holdings = bank
    return offer_engine(tmp_path_factory.mktemp("offers") / "store", people, holdings)


@pytest.fixture
def scope(engine):
    return Scope.of(engine)


def listed(engine, scope, **options):
    return offer_exposure_customers(engine, scope, limit=10_000, **options)


def test_a_loan_above_the_limit_counts_up_to_the_limit(tmp_path):
    """400,000 of a teacher on the lowest grade: 300,000 at 7.2 against 6.0 %, as in row 54."""
    engine = offer_engine(
        tmp_path / "store",
        [
            {"customer_id": "A", "occupation_group": "teacher", "job_grade": "staff"},
            {"customer_id": "B", "occupation_group": None, "job_grade": "staff"},
            {"customer_id": "F", "occupation_group": "farmer", "job_grade": "staff"},
        ],
        holding_rows([
            {"customer_id": "A", "balance": 400_000.0},
            {"customer_id": "B", "balance": 100_000.0},
            {"customer_id": "F", "balance": 50_000.0},
        ]),
    )  # fmt: skip
    offer = rival(eligible_occupations=EASY, eligible_grades=frozenset({"staff"}),
                  max_amount=300_000)  # fmt: skip

    found = offer_exposure(engine, Scope.of(engine), offers=(offer,)).set_index("eligibility")

    assert list(found.index) == ["sure", "possible", "not"]
    assert list(found["customer_count"]) == [1, 1, 1]
    assert list(found["balance"]) == [400_000, 100_000, 50_000]
    assert list(found["exposed_balance"]) == [300_000, 100_000, 0]
    assert found["gap"].to_numpy() == pytest.approx(0.012, abs=1e-12)
    margin = 0.072 - 0.03 - 0.015 * 0.45
    assert found.loc["sure", "margin_at_risk"] == pytest.approx(300_000 * margin, abs=0.005)
    assert found.loc["sure", "saving"] == pytest.approx(3_600, abs=0.005)
    names = listed(engine, Scope.of(engine), offers=(offer,))
    assert list(names["customer_id"]) == ["A", "B"]


@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: f"{offer.line} {offer.quote.basis}")
def test_the_answer_is_the_plain_twin_s(engine, scope, bank, offer):
    wanted = pd.DataFrame(plain(*bank, offer)).T

    found = offer_exposure(engine, scope, offers=(offer,)).set_index("eligibility")
    names = listed(engine, scope, offers=(offer,), offer="rival").set_index("customer_id")

    assert len(wanted) > 5
    for eligibility, row in found.iterrows():
        theirs = wanted[wanted["eligibility"] == eligibility]
        assert row["customer_count"] == len(theirs)
        assert row["holding_count"] == theirs["holdings"].sum()
        assert row["balance"] == pytest.approx(theirs["balance"].sum(), abs=0.005)
        if eligibility != "not" and len(theirs):
            exposed = theirs["exposed"].sum()
            assert row["exposed_balance"] == pytest.approx(exposed, abs=0.005)
            assert row["margin_at_risk"] == pytest.approx(theirs["margin"].sum(), abs=0.005)
            assert row["saving"] == pytest.approx(theirs["gap"].sum(), abs=0.005)
            assert row["our_rate"] == pytest.approx(theirs["ours"].sum() / exposed, abs=1e-6)
    mine = wanted[wanted["eligibility"] != "not"]
    assert set(names.index) == set(mine.index)
    assert (names["eligibility"] == mine["eligibility"].reindex(names.index)).all()
    wanted_margin = mine["margin"].reindex(names.index).astype(float)
    known = names["exposed_balance"].notna()
    assert names.loc[known, "margin_at_risk"].to_numpy() == pytest.approx(
        wanted_margin[known].to_numpy(), abs=0.005
    )
    margins = names["margin_at_risk"].dropna()
    assert margins.is_monotonic_decreasing


def test_nobody_is_listed_who_may_not_take_the_offer(engine, scope, bank):
    people = bank[0].set_index("customer_id")
    chance, some = np.random.default_rng(1), 0
    for _ in range(20):
        occupations = frozenset(chance.choice(["teacher", "doctor", "farmer"], 2))
        grades = frozenset(["staff"]) if chance.random() < 0.5 else frozenset()
        offer = rival(float(chance.uniform(2, 6)), eligible_occupations=occupations,
                      eligible_grades=grades)  # fmt: skip
        names = listed(engine, scope, offers=(offer,))
        own = people.loc[names["customer_id"]]
        assert (own["customer_type"] == "personal").all()
        assert (own["overdue_days"] == 0).all()
        assert (own["status"] == "open").all()
        assert own["occupation_group"].isin([*occupations, None]).all()
        assert not grades or own["job_grade"].isin([*grades, None]).all()
        unknown = own["occupation_group"].isna() | (own["job_grade"].isna() & bool(grades))
        assert (names["eligibility"][unknown.to_numpy()] == "possible").all()
        some += len(names)
    assert some > 0


@pytest.mark.parametrize("kind", ["loan", "deposit"])
@pytest.mark.parametrize("by", PARTS)
def test_the_parts_add_up_to_the_whole(engine, scope, by, kind):
    offers = tuple(replace(each, offer_id=str(at)) for at, each in enumerate(OFFERS))

    parts = offer_exposure_by(engine, scope, by=by, kind=kind, offers=offers)
    whole = offer_exposure(engine, scope, kind=kind, offers=offers)
    together = whole[whole["offer"] == "all"].set_index("eligibility")
    names = listed(engine, scope, kind=kind, offers=offers)

    for name in ("exposed_balance", "margin_at_risk", "saving"):
        total = together.loc[["sure", "possible"], name].sum()
        assert parts[name].sum() == pytest.approx(total, abs=0.005)
        assert names[name].sum() == pytest.approx(total, abs=0.005)
    assert parts["sure_balance"].sum() == pytest.approx(
        together.loc["sure", "exposed_balance"], abs=0.005
    )


def test_every_customer_s_line_counts_once_with_the_offer_that_threatens_most(engine, scope):
    dear = rival(5.0, offer_id="dear", max_amount=1_000_000)
    cheap = rival(3.0, offer_id="cheap", max_amount=1_000_000)

    both = listed(engine, scope, offers=(dear, cheap)).set_index("customer_id")
    alone = listed(engine, scope, offers=(cheap,)).set_index("customer_id")

    assert both.index.is_unique
    assert set(both.index) == set(alone.index)
    alone = alone.reindex(both.index)
    same = both.index[both["balance"].notna() & (both["eligibility"] == alone["eligibility"])]
    assert len(same) > 50
    assert set(both.loc[same, "offer"]) == {"cheap"}
    pd.testing.assert_frame_equal(both.loc[same], alone.loc[same])
    moved = both[(both["offer"] == "dear") & both["balance"].notna()]
    assert (moved["eligibility"] == "sure").all()


def test_a_sure_offer_comes_before_a_possible_one(engine, scope):
    anybody = rival(5.9, "annual_pct", offer_id="anybody")
    some = rival(3.0, "annual_pct", offer_id="some", eligible_occupations=EASY)

    names = listed(engine, scope, offers=(some, anybody))

    unknown = names[names["occupation_group"].isna() & (names["eligibility"] == "sure")]
    assert len(unknown)
    assert set(unknown["offer"]) == {"anybody"}


def test_pages_and_blocks_are_the_same_list(engine, scope):
    whole = listed(engine, scope, offers=OFFERS[:1])
    pages = [
        offer_exposure_customers(engine, scope, offers=OFFERS[:1], limit=7, offset=at)
        for at in range(0, len(whole), 7)
    ]
    blocks = list(offer_exposure_blocks(engine, scope, offers=OFFERS[:1]))

    pd.testing.assert_frame_equal(pd.concat(pages, ignore_index=True), whole)
    pd.testing.assert_frame_equal(pd.concat(blocks, ignore_index=True), whole)
    sure = listed(engine, scope, offers=OFFERS[:1], eligibility="sure")
    assert len(sure) == (whole["eligibility"] == "sure").sum()


def test_a_scope_is_its_part(engine, scope):
    here = Scope.of(engine, where={"branch_id": ["B02"]})
    parts = offer_exposure_by(engine, scope, offers=OFFERS[:1]).set_index("part")

    names = listed(engine, here, offers=OFFERS[:1])

    assert set(names["branch_id"]) == {"B02"}
    assert len(names) == parts.loc["B02", "customer_count"]
    assert names["margin_at_risk"].sum() == pytest.approx(parts.loc["B02", "margin_at_risk"])


def test_what_cannot_be_compared_is_counted_by_reason(engine, scope):
    found = offer_left_out(engine, scope, offers=OFFERS[3:4], kind="loan").set_index("reason")

    assert {"other_mode", "other_term", "doubtful_rate"} <= set(found.index)
    assert (found["holding_count"] > 0).all()


def test_at_an_earlier_date_who_is_exposed_is_known_but_not_how_much(engine):
    before = Scope.of(engine, at=BEFORE)
    offer = rival(observed_on=BEFORE)

    found = offer_exposure(engine, before, offers=(offer,)).set_index("eligibility")

    assert found.loc["sure", "customer_count"] > 0
    assert np.isnan(found.loc["sure", "exposed_balance"])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"observed_on": None}, problems.OfferUnconfirmed),
        ({"observed_on": AT - dt.timedelta(days=91)}, problems.OfferOld),
        ({"valid_to": AT - dt.timedelta(days=1)}, problems.OfferOld),
        ({"line": None}, problems.OfferWithoutBook),
        ({"is_ours": True}, problems.OfferWithoutBook),
        ({"line": "deposit_time", "repay_modes": ()}, problems.OfferWithoutBook),
        ({"max_amount": -1.0}, problems.OfferToCorrect),
        ({"min_amount": 9.0, "max_amount": 5.0}, problems.OfferToCorrect),
        ({"term_months": 0}, problems.OfferToCorrect),
    ],
)
def test_an_offer_that_does_not_count_says_why(engine, scope, change, problem):
    wrong = replace(rival(), **change)

    with pytest.raises(problem):
        offer_exposure(engine, scope, offer="rival", offers=(wrong,))
    with pytest.raises(problems.NoOfferCounts):
        offer_exposure(engine, scope, offers=(wrong,))


def test_a_doubtful_rate_waits_for_its_answer(engine, scope):
    doubtful = rival(0.06, "annual_pct")

    with pytest.raises(problems.OfferToCorrect):
        offer_exposure(engine, scope, offer="rival", offers=(doubtful,))

    meant = replace(doubtful, quote=replace(doubtful.quote, confirmed=True))
    assert offer_exposure(engine, scope, offer="rival", offers=(meant,))["customer_count"].sum()


def test_what_was_seen_since_counts_at_the_newest_date_only(engine, scope):
    later = rival(observed_on=AT + dt.timedelta(days=20), valid_from=AT + dt.timedelta(days=10))

    assert list(offer_book(engine, scope, offers=(later,))["standing"]) == ["current"]
    earlier = Scope.of(engine, at=BEFORE)
    assert list(offer_book(engine, earlier, offers=(later,))["standing"]) == ["later"]


def test_unknown_names_are_refused(engine, scope):
    with pytest.raises(problems.OfferUnknown, match="rival"):
        offer_exposure(engine, scope, offer="rivla", offers=(rival(),))
    with pytest.raises(problems.EligibilityUnknown):
        listed(engine, scope, offers=(rival(),), eligibility="not")
    with pytest.raises(problems.ExposurePartUnknown):
        offer_exposure_by(engine, scope, offers=(rival(),), by="customer_id")


def test_a_bank_without_holdings_is_told_so(tmp_path):
    engine = product_engine(tmp_path / "s", {"customer_id": ["A"], "snapshot_date": [AT]})

    with pytest.raises(TableNotProvided):
        offer_exposure(engine, Scope.of(engine), offers=(rival(),))


@pytest.fixture(scope="module")
def demo(demo_store):
    """The demo bank with the shipped offers confirmed, and what was planted in it."""
    engine = DuckDBEngine(demo_store)
    scope = Scope.of(engine)
    offers = [
        replace(each, observed_on=scope.at)
        for each in released_offers(engine, scope)
        if each.product_name.startswith("优享贷")
    ]
    return engine, scope, offers, planted(Plan())


def test_the_planted_borrowers_are_found(demo):
    engine, scope, offers, truths = demo
    names = listed(engine, scope, offers=offers)
    sure = set(names.loc[names["eligibility"] == "sure", "customer_id"])
    possible = set(names.loc[names["eligibility"] == "possible", "customer_id"])

    assert len(offers) == 2
    assert set(truths.exposed_sure) <= sure
    assert set(truths.exposed_possible) <= possible
    assert not set(truths.not_eligible) & (sure | possible)
    borrowers = {*truths.exposed_sure, *truths.exposed_possible, *truths.not_eligible}
    assert (sure | possible) & borrowers == {*truths.exposed_sure, *truths.exposed_possible}


def test_in_the_demo_bank_only_those_with_a_sure_occupation_are_sure(demo):
    engine, scope, offers, _ = demo
    names = listed(engine, scope, offers=offers)
    sure = names[names["eligibility"] == "sure"]

    assert sure["occupation_group"].isin(offers[0].eligible_occupations).all()
    assert sure["job_grade"].notna().all()
    assert (sure["gap"] > 0).all()
    assert (sure["our_rate"] > 0.06).all()
