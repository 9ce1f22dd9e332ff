"""The sentences, numbers and labels of the products page."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from pages.parts import products_tiles, products_words
from pages.parts.products_choice import VIEWS
from pages.parts.products_labels import (
    contracts_word,
    days_word,
    part_word,
    product_word,
    rate_step_word,
    ways_word,
)
from pages.parts.text import Text

ENGLISH = Text(language="en", currency="CNY", gain="green")
CHINESE = Text(language="zh_CN", currency="CNY", gain="red")
BEFORE = dt.date(2026, 9, 30)
SUMMARY = {
    "holder_count": 1000,
    "per_customer": 2.3,
    "per_customer_before": 2.25,
    "three_plus_share": 0.40,
    "three_plus_before": 0.38,
    "width": 8,
    "offered_count": 9,
}
SIZES = pd.DataFrame(
    {
        "window": ["week", "month", "month"],
        "line": ["deposit_time", "deposit_time", "wealth"],
        "holding_count": [1, 2, 3],
        "balance": [100.0, 300.0, 700.0],
    }
)


def headline(**changed):
    return products_words.headline(ENGLISH, "personal", SUMMARY | changed, BEFORE)


def test_the_headline_says_how_much_more_and_since_when():
    said = headline()
    assert "<b>2.30</b> products each" in said
    assert "2.0 points more than on 30 Sep 2026" in said
    assert "2.0 points fewer" in headline(three_plus_before=0.42)
    assert "about as many as on" in headline(three_plus_before=0.398)


def test_without_an_earlier_date_the_headline_compares_with_nothing():
    assert products_words.headline(ENGLISH, "personal", SUMMARY, None).endswith("three or more.")
    assert headline(three_plus_before=np.nan).endswith("three or more.")


def test_a_change_that_reads_as_nothing_has_no_direction():
    width, three, due, kept = products_tiles.tiles(
        ENGLISH,
        SUMMARY | {"per_customer_before": 2.2999},
        SIZES,
        {"kept_share": 0.6, "kept": 120_000.0, "matured": 200_000.0},
        BEFORE,
    )
    assert (width.direction, three.direction) == (0, 1)
    assert (due.value, due.note) == ("¥1,000", "5 contracts; ¥100 within 7 days")
    assert kept.value == "60.0%"


def test_a_retention_that_is_not_known_is_no_tile():
    assert len(products_tiles.tiles(ENGLISH, SUMMARY, SIZES, None, BEFORE)) == 3
    unknown = {"kept_share": np.nan, "kept": 0.0, "matured": 0.0}
    assert len(products_tiles.tiles(ENGLISH, SUMMARY, SIZES, unknown, BEFORE)) == 3


def test_why_there_is_no_list_is_said_in_plain_words():
    tested = {
        "opened_count": 9,
        "checked_on": BEFORE,
        "hit_rate": 0.5,
        "popular_rate": 0.5,
    }
    assert "too few to tell" in products_words.not_beaten(ENGLISH, tested)
    assert "not clearly better" in products_words.not_beaten(ENGLISH, tested | {"opened_count": 90})
    assert "no earlier date" in products_words.not_beaten(ENGLISH, None)


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_what_to_do(view):
    topics = {"bank": ("salary", "channels"), "money": ("loans", "deposits", "left")}
    for topic in topics.get(view, ("",)):
        assert products_words.steps(ENGLISH, view, topic)


def test_no_sentence_offers_a_gift_or_a_loan_for_a_deposit():
    for view in (*VIEWS, "untested"):
        for topic in ("", "salary", "channels", "loans", "deposits", "left"):
            text = " ".join(products_words.steps(ENGLISH, view, topic)).lower()
            assert "gift" not in text
            assert not ("loan" in text and "deposit" in text)


def test_a_product_is_named_in_the_readers_language_else_in_the_other_else_by_id():
    row = {"product_id": "P1", "name_en": "Time deposit", "name_zh": "整存整取"}
    assert product_word(ENGLISH, row) == "Time deposit"
    assert product_word(CHINESE, row) == "整存整取"
    assert product_word(CHINESE, row | {"name_zh": None}) == "Time deposit"
    assert product_word(ENGLISH, {"product_id": "P1", "name_en": np.nan, "name_zh": None}) == "P1"


def test_steps_parts_ways_and_counts_in_words():
    assert days_word(ENGLISH, 8, 30) == "8 to 30 days"
    assert days_word(ENGLISH, 1096, pd.NA) == "Over 1,095 days"
    assert days_word(ENGLISH, pd.NA, 0) == "Due already"
    assert days_word(ENGLISH, pd.NA, pd.NA) == "No maturity date"
    assert rate_step_word(ENGLISH, 0.07) == "7.0% to 7.5%"
    assert rate_step_word(ENGLISH, np.nan) == "No rate"
    assert part_word(ENGLISH, "tier", "vip") == "VIP"
    assert part_word(ENGLISH, "tier", "") == "No level"
    assert ways_word(CHINESE, {"may_call": True, "may_sms": True}) == "电访、短信"
    assert contracts_word(ENGLISH, 1) == "1 contract"
