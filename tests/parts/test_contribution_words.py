"""The contribution page in words: the headline says what the numbers say, and no more."""

from datetime import date

import pandas as pd
import pytest

from pages.parts import contribution_tiles, depth_words
from pages.parts import contribution_words as words
from pages.parts.contribution_pick import Pick
from pages.parts.text import Text

ENGLISH = Text(language="en", currency="CNY", gain="green")
BEFORE = date(2026, 9, 30)
SUMMARY = {
    "customer_count": 1_000,
    "total": 90_000.0,
    "top20_share": 0.714,
    "customers_for_80_count": 260,
    "customers_for_80_share": 0.26,
    "peak_share": 1.1389,
    "peak_customer_share": 0.7,
    "negative_count": 300,
    "negative_total": -12_500.0,
    "gini_normalised": 0.8126,
}
NO_SHARES = SUMMARY | {"total": -5.0, "top20_share": float("nan"), "customers_for_80_count": pd.NA}
MARKS = pd.DataFrame(
    {"mark": [0.01, 0.2], "customer_count": [10, 200], "value_share": [0.3, 0.714]}
)
MONTH = {"contribution_source": "given", "ttm_months": 12}


def change(value, verdict="normal"):
    return {
        "top20_share": {
            "metric": "top20_share",
            "value_before": 0.7,
            "value": 0.7 + value,
            "change": value,
            "change_low": value - 0.01,
            "change_high": value + 0.01,
            "p_adjusted": 0.2,
            "verdict": verdict,
        }
    }


def headline(changes=None, summary=SUMMARY, measure="contribution_ttm", before=BEFORE):
    return words.headline(ENGLISH, summary, changes or {}, measure=measure, before=before)


@pytest.mark.parametrize(
    ("moved", "verdict", "ending"),
    [
        (0.014, "normal", ", 1.4 points more than on 30 Sep 2026: normal variation."),
        (-0.021, "down", ", 2.1 points less than on 30 Sep 2026: clearly down."),
        (0.0003, "normal", ", as on 30 Sep 2026."),
    ],
)
def test_the_headline_says_which_way_and_whether_it_matters(moved, verdict, ending):
    assert headline(change(moved, verdict)) == (
        f"The best <b>20%</b> of customers bring <b>71.4%</b> of contribution{ending}"
    )


def test_without_an_earlier_date_no_change_is_claimed():
    assert headline(before=None) == (
        "The best <b>20%</b> of customers bring <b>71.4%</b> of contribution."
    )


def test_balances_are_held_not_brought():
    assert headline(measure="deposit_mavg") == (
        "The largest <b>20%</b> of customers hold <b>71.4%</b> of deposits."
    )


def test_a_negative_total_is_told_as_an_amount():
    assert headline(summary=NO_SHARES) == "1,000 customers together: <b>−¥5</b> of contribution."


def test_four_numbers_and_never_more():
    tiles = contribution_tiles.tiles(
        ENGLISH, SUMMARY, change(0.014), measure="contribution_ttm", before=BEFORE
    )
    assert [(tile.label, tile.value) for tile in tiles] == [
        ("Share of the best 20 %", "71.4%"),
        ("260 customers bring 80 %", "26.0%"),
        ("Loss-making customers: 300", "−¥12.5K"),
        ("Contribution, 12 months", "¥90.0K"),
    ]


def test_each_number_states_its_change_the_range_of_it_and_a_verdict():
    moved = {
        "top20_share": change(0.014, "up")["top20_share"],
        "customers_for_80_share": change(-0.02)["top20_share"],
        "negative_total": change(-500.0)["top20_share"],
        "total": change(2_000.0, "one_large")["top20_share"],
    }
    tiles = contribution_tiles.tiles(
        ENGLISH, SUMMARY, moved, measure="contribution_ttm", before=BEFORE
    )
    assert [(tile.change, tile.verdict) for tile in tiles] == [
        ("+1.4 points", "up"),
        ("−2.0 points", "normal"),
        ("−¥500", "normal"),
        ("+¥2,000", "one_large"),
    ]
    assert tiles[0].range == (
        "Between +0.40 points and +2.40 points, 95 % sure: that is how much customers vary."
    )


def test_a_negative_total_leaves_the_shares_out():
    tiles = contribution_tiles.tiles(
        ENGLISH, NO_SHARES, {}, measure="contribution_ttm", before=None
    )
    assert len(tiles) == 2


def notices(summary=SUMMARY, month=MONTH, *, compared=True):
    said = words.notices(
        ENGLISH, summary, month, compared=compared, few=10, measure="contribution_ttm"
    )
    return [text[:32] for text, _ in said]


def test_a_sound_answer_needs_no_notice():
    assert notices() == []


def test_every_limit_has_its_own_notice():
    limited = NO_SHARES | {"customer_count": 7}
    assert notices(
        limited, {"contribution_source": "assets_only", "ttm_months": 3}, compared=False
    ) == [
        "Only assets were loaded: the con",
        "Contribution of 12 months is pro",
        "The total is zero or negative, s",
        "Too few customers to judge share",
        "There is no earlier date to comp",
    ]


def test_a_picked_stretch_is_named_by_its_places():
    stretch = Pick(name="0.05-0.2", first=50, last=200)
    assert words.people_title(ENGLISH, stretch, "aum_mavg") == "Customers from place 51 to 200"


def test_the_list_states_its_total_to_the_cent():
    chosen = {"customer_count": 10, "value": 27_000.126, "value_share": 0.3}
    assert words.people_note(ENGLISH, chosen, SUMMARY) == (
        "10 customers, together ¥27,000.13 or 30.00% of the total, as the curve shows."
    )


def test_the_copied_text_carries_no_markup():
    text = words.summary_text(ENGLISH, SUMMARY, MARKS, heading=headline())
    assert text.splitlines() == [
        "The best 20% of customers bring 71.4% of contribution.",
        "Best 1% (10 customers): 30.0%",
        "Best 20% (200 customers): 71.4%",
        "Peak 113.9% at 70.0% of customers; 300 loss-making customers take back ¥12.5K",
    ]


def test_depth_states_the_interval_of_every_change():
    rows = depth_words.change_rows(ENGLISH, change(0.014))
    assert rows.iloc[0].to_dict() == {
        "metric": "Share of the best 20 %",
        "before": "70.00%",
        "now": "71.40%",
        "change": "+1.40 points",
        "interval": "+0.40 points to +2.40 points",
        "p_value": "0.200",
        "verdict": "Normal variation",
    }


def test_nobody_leaving_changes_nothing():
    after = SUMMARY | {"left_count": 0, "left_total": 0.0}
    assert depth_words.stress_sentence(ENGLISH, SUMMARY, after) == (
        "Nobody of these is in the selection: nothing would change."
    )


def test_those_who_leave_take_their_share_along():
    after = SUMMARY | {"left_count": 10, "left_total": 27_000.0}
    assert depth_words.stress_sentence(ENGLISH, SUMMARY, after) == (
        "If these 10 customers left, ¥27.0K would go with them: 30.0% of the total."
    )


def test_marks_are_the_rows_of_the_curve_after_the_best_customers_of_each():
    curve = pd.DataFrame(
        {"customer_count": [1, 2, 3, 10], "value_share": [0.5556, 0.8889, 1.0222, 1.0]}
    )
    marks = words.marks_of(curve)

    assert marks["customer_count"].tolist() == [1, 1, 1, 2]
    assert marks["value_share"].tolist() == [0.5556, 0.5556, 0.5556, 0.8889]


def test_a_rising_sum_of_losses_reads_as_a_smaller_loss():
    change = {
        "metric": "negative_total",
        "change": 507.0,
        "change_low": 363.0,
        "change_high": 651.0,
        "verdict": "up",
    }
    tiles = contribution_tiles.tiles(
        ENGLISH, SUMMARY, {"negative_total": change}, measure="contribution_ttm", before=BEFORE
    )

    assert [tile.verdict for tile in tiles] == [None, None, "smaller", None]
    assert tiles[2].direction == 1
