"""The contribution figures: what they draw, how little, and that labels never collide."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts import figures_contribution as drawn
from pages.parts import figures_depth as deep
from pages.parts import figures_lines as lines
from pages.parts.text import Text

ENGLISH = Text(language="en", currency="CNY", gain="green")
WORKED = [50_000, 30_000, 12_000, 6_000, 3_000, 1_000, 500, -500, -4_000, -8_000]


def curve_of(values):
    """Frame of the curve and its marks, brute force."""
    ranked = np.sort(np.asarray(values, dtype=float))[::-1]
    count, sums = len(ranked), ranked.cumsum()
    curve = pd.DataFrame(
        {
            "customer_share": np.arange(1, count + 1) / count,
            "value_share": sums / sums[-1],
            "customer_count": np.arange(1, count + 1),
            "value": sums,
        }
    )
    ranks = [int(np.ceil(round(mark * count, 9))) for mark in (0.01, 0.05, 0.10, 0.20)]
    marks = pd.DataFrame(
        {
            "mark": [0.01, 0.05, 0.10, 0.20],
            "customer_count": ranks,
            "value_share": [sums[rank - 1] / sums[-1] for rank in ranks],
        }
    )
    return curve, marks


def curve_figure(values, **view):
    curve, marks = curve_of(values)
    return drawn.curve_figure(curve, marks, ENGLISH, "light", view=drawn.CurveView(**view))


def texts(figure):
    return [annotation.text for annotation in figure.layout.annotations]


def point_count(figure):
    return sum(len(trace.x) for trace in figure.data)


def test_the_worked_curve_names_its_peak_and_what_loss_makers_take_back():
    peak = [text for text in texts(curve_figure(WORKED)) if "Peak" in text]

    assert peak == ["Peak <b>113.9%</b> at 70.0% of customers<br>loss-making customers: −¥12.5K"]


def test_marks_on_the_same_customer_share_one_label():
    assert texts(curve_figure(WORKED))[:2] == ["Best 10%: <b>55.6%</b>", "Best 20%: <b>88.9%</b>"]


def test_four_marks_are_labelled_from_a_hundred_customers_on():
    labels = [text[:9] for text in texts(curve_figure(range(1, 101)))]
    assert labels[:4] == ["Best 1%: ", "Best 5%: ", "Best 10%:", "Best 20%:"]


def test_without_loss_makers_there_is_no_peak_label():
    assert not [text for text in texts(curve_figure([5, 3, 2, 1, 1])) if "Peak" in text]


def test_a_million_points_are_drawn_as_a_few_hundred():
    rng = np.random.default_rng(7)
    values = rng.lognormal(5, 1.7, 50_000) - 60
    figure = curve_figure(values, selected=(0, 10_000))

    assert point_count(figure) < 1_000
    assert len(figure.data[-1].x) < 400
    assert len(figure.to_json()) < 40_000


def test_selected_customers_are_filled_up_to_their_exact_rank():
    figure = curve_figure(WORKED, selected=(2, 5))
    area = next(trace for trace in figure.data if trace.fill == "tozeroy")

    assert list(area.x) == [0.2, 0.3, 0.4, 0.5]


def test_a_click_counts_unless_a_stretch_is_being_drawn():
    assert curve_figure(WORKED).layout.dragmode == "pan"
    assert curve_figure(WORKED, drawing=True).layout.dragmode == "select"


def test_what_is_clicked_carries_count_and_exact_money():
    target = curve_figure(WORKED).data[-1]

    assert target.customdata[2].tolist() == [2.0, 80_000.0]


@given(st.lists(st.floats(0, 330), min_size=1, max_size=6).map(sorted))
def test_labels_never_overlap_and_never_sink_below_the_axis(places):
    moved = drawn.spread(places)

    assert moved[0] >= drawn.LABEL_GAP / 2
    assert all(
        later - earlier >= drawn.LABEL_GAP - 1e-9 for earlier, later in itertools.pairwise(moved)
    )


@given(st.lists(st.integers(-400, 100_000), min_size=1, max_size=400), st.integers(1, 400))
def test_thinning_keeps_the_ends_the_peak_and_whatever_is_wanted(values, wanted):
    values = [*values, 200_000]
    curve, _ = curve_of(values)
    kept = lines.thinned(curve, keep=[wanted])

    counts = set(kept["customer_count"])
    assert {1, len(values)} <= counts
    assert curve["customer_count"][curve["value_share"].idxmax()] in counts
    assert wanted > len(values) or wanted in counts
    assert kept["customer_count"].is_monotonic_increasing


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 468_000, [0, 100_000, 200_000, 300_000, 400_000]),
        (-144_000, 468_000, [0, 200_000, 400_000]),
        (-5, 0, [-5, -4, -3, -2, -1, 0]),
    ],
)
def test_amount_ticks_are_round_and_pass_zero(low, high, ticks):
    assert drawn.round_ticks(low, high) == pytest.approx(ticks)


def test_amounts_are_drawn_when_the_total_is_negative():
    curve, _ = curve_of([10, 5, -30])
    figure = drawn.amounts_figure(curve, ENGLISH, "dark", measure="contribution_ttm")

    assert list(figure.data[-1].y) == [0, 10, 15, -15]


def test_decomposition_states_every_part_with_its_sign():
    parts = pd.DataFrame({"part": ["stayers", "leavers"], "change": [0.021, -0.012]})
    figure = deep.decomposition_figure(
        parts, ENGLISH, "light", labels={"stayers": "Stayed", "leavers": "Left"}
    )

    assert list(figure.data[0].y) == [
        "Stayed<br><b>+2.10 points</b>",
        "Left<br><b>−1.20 points</b>",
    ]


def test_at_most_six_panels_are_drawn():
    curve, _ = curve_of(WORKED)
    groups = [f"B{number:03}" for number in range(8)]
    curves = pd.concat([curve.assign(group=group) for group in groups])
    figure = deep.panels_figure(
        curves, curve, ENGLISH, "light", labels={group: group for group in groups}
    )

    assert [a.text for a in figure.layout.annotations] == groups[:6]
    assert len(figure.data) == 12


def test_the_date_on_the_page_stands_out_in_the_trend():
    trend = pd.DataFrame(
        {
            "snapshot_date": pd.to_datetime(["2026-08-31", "2026-09-30", "2026-10-31"]),
            "top20_share": [0.70, 0.71, 0.70],
        }
    )
    figure = deep.trend_figure(trend, ENGLISH, "light", at="2026-09-30")

    assert list(figure.data[0].marker.size) == [5, 11, 5]
