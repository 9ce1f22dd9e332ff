"""Words, tables, figures of offers: the annualised rate first, one language, few points."""

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest

from analytics.break_even import Repricing, sensitivity
from analytics.loan_plan import payment_plan
from analytics.offer_compare import deposit_compare, loan_compare, loan_of
from analytics.offers import Offer
from analytics.quotes import Quote
from pages.parts import competitors_sentences as sentences
from pages.parts import competitors_tables as tables
from pages.parts import competitors_words as words
from pages.parts import figures
from pages.parts.competitors_talk import card, card_html, card_text
from pages.parts.figures_competitors import RowsView, affected_figure, compare_figure
from pages.parts.figures_rulers import Mark, ladder_figure, ruler_figure
from pages.parts.text import Text
from tests.support.migration_frames import points, spoken

ENGLISH_WORD = re.compile(r"[A-Za-z]{2,}")
EN, ZH = Text(), Text(language="zh_CN")
SEEN = dt.date(2026, 6, 1)
POST = Offer(
    offer_id="P",
    competitor="邮储银行",
    product_name="优享贷",
    line="loan_personal",
    quote=Quote(value=5.0, basis="monthly_li", is_floor=True),
    repay_modes=("annuity", "bullet"),
    eligible_occupations=frozenset({"teacher", "doctor"}),
    eligible_grades=frozenset({"staff"}),
    max_amount=300_000.0,
    term_months=36,
    features="团办",
    observed_on=SEEN,
)
FLAT = Offer(
    offer_id="F",
    competitor="建设银行",
    product_name="公积金贷",
    line="loan_personal",
    quote=Quote(value=0.35, basis="flat_monthly_pct"),
    repay_modes=("flat",),
    term_months=36,
    fee_share=0.01,
    observed_on=SEEN,
)
OURS = Offer(
    offer_id="O",
    competitor="本行",
    product_name="快贷通",
    line="loan_personal",
    quote=Quote(value=7.2, basis="annual_pct"),
    repay_modes=("annuity",),
    term_months=36,
    is_ours=True,
    observed_on=SEEN,
)
OFFERS = {offer.offer_id: offer for offer in (POST, FLAT, OURS)}
NAMES = {key: f"{offer.competitor} · {offer.product_name}" for key, offer in OFFERS.items()}


def compared(amount=300_000, months=36):
    frame = loan_compare(list(OFFERS.values()), amount, months)
    return frame.assign(
        standing="current", is_ours=[OFFERS[each].is_ours for each in frame["offer"]]
    )


@pytest.mark.parametrize(
    ("value", "basis", "english", "chinese"),
    [
        (5, "monthly_li", "5 li a month = 6.00% a year", "月息5厘 = 年化6.00%"),
        (5, "annual_li", "5 li a year = 5.00% a year", "年息5厘 = 年化5.00%"),
        (5, "daily_li", "5 li a day = 18.00% a year", "日息5厘 = 年化18.00%"),
        (0.6, "monthly_pct", "0.6 % a month = 7.20% a year", "月利率0.6% = 年化7.20%"),
        (7.2, "annual_pct", "7.2 % a year", "年利率7.2%"),
        (0.5, "flat_monthly_pct", "flat 0.5 % a month = really 11.08% a year",
         "月费率0.5% = 实际年化11.08%"),
    ],
)  # fmt: skip
def test_a_quote_always_says_its_basis_and_the_year(value, basis, english, chinese):
    quote = Quote(value=float(value), basis=basis)
    assert words.quote_basis_words(EN, quote) == english
    assert words.quote_basis_words(ZH, quote) == chinese


def test_a_floor_says_from():
    assert words.quote_words(EN, POST) == "from 5 li a month = 6.00% a year"
    assert words.quote_words(ZH, POST) == "月息5厘 = 年化6.00%起"


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
@pytest.mark.parametrize("offer", [POST, FLAT, OURS], ids=lambda each: each.offer_id)
def test_every_talk_card_states_the_annualised_rate_before_any_other_number(t, offer):
    """DOMAIN 5.7: a promotion of a loan says plainly what it costs a year, all costs included."""
    shown = card(t, offer, ours=OURS, grid=None, months=36)
    text = card_text(t, shown).replace(shown.title, "", 1)
    first = re.search(r"[\d.]+%", text)[0]
    assert first == words.rate(t, words.yearly(offer, 36))
    assert text.index(first) < text.index(t("Quoted as {quote}", quote="").strip()[:2])
    assert card_html(t, shown).index(first) < card_html(t, shown).index("<dl")


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_a_flat_quote_never_stands_without_what_it_costs(t):
    real = words.rate(t, words.yearly(FLAT, 36))
    assert real not in {"4.20%", "0.35%"}
    texts = [words.quote_words(t, FLAT, 36), card_text(t, card(t, FLAT, ours=OURS, grid=None,
                                                               months=36))]  # fmt: skip
    frame = tables.in_order(compared(), "apr")
    texts += list(tables.loans(t, frame, list(OFFERS.values()), 36).rows["quote"])
    assert [text for text in texts if "0.35" in text and real not in text] == []


def test_no_gift_and_no_other_business_is_ever_part_of_the_talk():
    banned = re.compile("礼品|返现|赠|以贷转存|存款|gift|cash-back|deposit", re.IGNORECASE)
    for t in (EN, ZH):
        for offer in (POST, FLAT):
            assert not banned.search(card_text(t, card(t, offer, ours=OURS, grid=None, months=36)))


def test_the_headline_compares_like_for_like_with_the_numbers_of_the_domain_model():
    frame = compared()
    theirs = frame[(frame["offer"] == "P") & (frame["repay_mode"] == "annuity")].iloc[0].to_dict()
    ours = frame[frame["offer"] == "O"].iloc[0].to_dict()
    said = sentences.comparison_headline(EN, theirs, ours, NAMES, 300_000, 36)
    for number in ("6.00%", "1.20 points", "7.20%", "¥164.01", "¥5,904.20"):
        assert number in said
    bullet = theirs | {"repay_mode": "bullet"}
    assert "164.01" not in sentences.comparison_headline(EN, bullet, ours, NAMES, 300_000, 36)


def test_the_table_shows_payment_interest_and_both_annualised_rates():
    frame = tables.in_order(compared(), "apr")
    row = tables.loans(EN, frame, list(OFFERS.values()), 36).rows.set_index(["name", "mode"])
    shown = row.loc[(NAMES["P"], "Equal instalments")]
    assert (shown["apr"], shown["ear"]) == ("6.00%", "6.17%")
    assert (shown["monthly"], shown["interest"]) == ("9,126.58", "28,556.92")
    bullet = row.loc[(NAMES["P"], "Interest first, principal at the end")]
    assert bullet["monthly"] == "1,500.00, at the end 301,500.00"


def test_ranks_that_differ_are_said_and_others_are_not():
    said = sentences.rank_sentences(EN, compared(), NAMES)
    assert any("number 1 by the rate it advertises" in each and NAMES["F"] in each for each in said)
    assert len(said) == int(compared()["ranks_differ"].sum())


def test_what_does_not_count_stands_last_and_grey():
    frame = compared()
    frame.loc[frame["offer"] == "P", "standing"] = "stale"
    ordered = tables.in_order(frame, "apr")
    assert list(ordered["offer"])[-2:] == ["P", "P"]
    assert tables.greyed(ordered) == [2, 3]


@pytest.mark.parametrize("t", [EN, ZH], ids=["en", "zh"])
def test_deposits_show_yield_before_the_quote(t):
    deposit = Offer(
        offer_id="D",
        competitor="村镇银行",
        product_name="三年定期",
        line="deposit_time",
        quote=Quote(value=1.75, basis="annual_pct"),
        term_months=36,
        observed_on=SEEN,
    )
    frame = deposit_compare([deposit], 100_000).assign(standing="current", is_ours=False)
    table = tables.deposits(t, frame, [deposit])
    assert [each.name for each in table.columns][2:4] == ["ear", "headline"]
    assert table.rows.iloc[0]["interest"] == "5,250.00"


def test_the_match_headline_says_what_a_rate_below_the_edge_costs():
    book = Repricing(
        rate=0.072, carry=0.037, kept_without=0.7, kept_with=0.95, balance=50_000_000.0
    )
    found = {
        "new_rate": 0.06,
        "break_even_rate": book.break_even_rate,
        "change": book.effect(0.06).change,
    }
    said = sentences.match_headline(EN, found, NAMES["P"])
    assert "6.28%" in said
    assert "cost" in said
    assert "132K" in said or "133K" in said
    gained = found | {"new_rate": 0.066, "change": book.effect(0.066).change}
    assert "bring" in sentences.match_headline(EN, gained, NAMES["P"])


def test_the_sensitivity_grid_has_a_row_per_share_that_stays_anyway():
    book = Repricing(rate=0.072, carry=0.037, kept_without=0.7, kept_with=0.95, balance=5e7)
    frame = sensitivity(book, 0.06, (0.6, 0.7, 0.95), (0.9, 0.95))
    table = tables.sensitivity(EN, frame)
    assert list(table.rows["kept_without"]) == ["60%", "70%", "95%"]
    row = table.rows.iloc[1]
    assert round(row["s950"]) == -132_500
    assert np.isnan(table.rows.iloc[2]["s900"])


def test_a_payment_plan_in_words():
    plan = payment_plan(loan_of(POST, "annuity", 300_000, 36)).table
    rows, columns = tables.plan(EN, plan)
    assert len(rows) == 36
    assert rows.iloc[0]["payment"] == "9,126.58"
    assert [each.name for each in columns] == list(rows)


PARTS = pd.DataFrame(
    {
        "part": ["B001", "B002", None],
        "pick": ["B001", "B002", "-"],
        "sure_margin": [9_000.0, 4_000.0, -50.0],
        "possible_margin": [1_000.0, 0.0, 0.0],
        "margin_at_risk": [10_000.0, 4_000.0, -50.0],
        "sure_count": [9, 4, 1],
        "possible_count": [1, 0, 0],
        "sure_balance": [9e5, 4e5, 1e4],
        "possible_balance": [1e5, 0.0, 0.0],
    }
)
LADDER = pd.DataFrame(
    {"term_months": [12, 24, 36], "ours": [1.1e-2, np.nan, 1.55e-2], "theirs": [1.15e-2, 1.4e-2,
                                                                            1.75e-2]}
)  # fmt: skip


def every_figure(t, theme, narrow):
    frame = tables.in_order(compared(), "apr")
    frame = frame.assign(pick=frame["offer"] + "|" + frame["repay_mode"])
    names = dict.fromkeys(frame["pick"], "甲")
    parts = {"B001": "甲支行", "B002": "乙支行", "-": t("not given")}
    marks = [
        Mark(name=t("Our rate now"), rate=0.072),
        Mark(name=t("Match or let go"), rate=0.0628, strong=True),
        Mark(name=t("Zero margin"), rate=0.037),
    ]
    return {
        "compare": compare_figure(
            frame, t, theme, view=RowsView(names=names, picked="P|annuity", narrow=narrow)
        ),
        "affected": affected_figure(
            PARTS, t, theme, view=RowsView(names=parts, picked="B001", narrow=narrow)
        ),
        "ruler": ruler_figure(marks, 0.037, 0.0628, 0.072, t, theme, narrow=narrow),
        "ladder": ladder_figure(LADDER, t, theme, ceiling=0.016, narrow=narrow),
    }


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_english_is_left_on_a_chinese_figure(theme, narrow):
    for name, figure in every_figure(ZH, theme, narrow).items():
        left = {word for text in spoken(figure) for word in ENGLISH_WORD.findall(text)}
        assert left == set(), (name, left)


def test_figures_stay_small():
    for figure in every_figure(EN, "light", narrow=False).values():
        assert points(figure) <= figures.MAX_POINTS


def test_every_bar_of_the_affected_reports_its_part():
    clicks = every_figure(EN, "light", narrow=False)["affected"].data[-1]
    assert list(clicks.customdata) == ["B001", "B002", "-"]


def test_the_ruler_shades_where_letting_go_is_better():
    figure = every_figure(EN, "light", narrow=False)["ruler"]
    zones = sorted((shape.x0, shape.x1) for shape in figure.layout.shapes)
    assert (0.037, 0.0628) in zones
    assert (0.0628, 0.072) in zones
