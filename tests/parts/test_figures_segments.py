"""The figures of segments: what is drawn, what a click reports, how much of it."""

import numpy as np
import pandas as pd
import pytest

from pages.parts import figures, segments_alt, segments_squares
from pages.parts.figures_segments import (
    MapView,
    SharesView,
    Square,
    SquaresView,
    map_figure,
    shares_figure,
    squares_figure,
)
from pages.parts.text import Text
from tests.support import segment_answers as answers

ENGLISH = Text(language="en", currency="CNY", gain="green")
NAMES = {"P1": "Sleepers", "P2": "Borrowers"}


def shares(frame=None, **options):
    given = {"names": NAMES, "measure": "Contribution"}
    frame = answers.described().shares if frame is None else frame
    return shares_figure(frame, ENGLISH, "light", view=SharesView(**(given | options)))


def test_every_group_has_a_bar_of_customers_and_one_of_value():
    customers, value, targets = shares().data
    assert list(customers.x) == [0.8, 0.2]
    assert list(value.x) == [0.2, 0.8]
    assert list(value.text) == ["20.0%", "80.0%"]
    assert list(targets.customdata) == ["P1", "P2"]


def test_a_group_that_costs_money_reaches_to_the_left_and_can_be_hit_there():
    loss = answers.described(profiles=answers.profiles(contribution=(-10.0, 60.0))).shares
    figure = shares(loss)
    low, high = figure.layout.xaxis.range
    assert low < -0.2
    assert figure.data[2].base[0] == low
    assert figure.data[2].x[0] == pytest.approx(high - low)


def test_the_picked_group_is_framed_and_an_unknown_one_is_not():
    assert len(shares(picked="P2").layout.shapes) == 1
    assert len(shares(picked="P9").layout.shapes) == 0


def test_an_unknown_share_is_a_dash_and_no_bar():
    bare = answers.described(profiles=answers.profiles(contribution=(-10.0, 5.0))).shares
    assert list(shares(bare).data[1].text) == ["–", "–"]


def test_names_are_in_two_lines_on_a_phone():
    wide = {"names": {"P1": "Active borrowers"}, "narrow": True}
    assert shares(**wide).layout.yaxis.ticktext == ("Active<br>borrowers",)


def test_squares_report_their_picks_and_are_shaded_by_sign_and_strength():
    squares = [
        Square(row=0, column=0, text="9", hover="nine", strength=1.0, pick="vip>P1"),
        Square(row=0, column=1, text="1", hover="one", strength=-0.2),
        Square(row=1, column=0, text="–", hover="none", strength=float("nan")),
    ]
    view = SquaresView(rows=["VIP", "Mass"], columns=["A", "B"], picked="vip>P1")
    figure = squares_figure(squares, ENGLISH, "light", view=view)
    assert list(figure.data[0].customdata) == ["vip>P1", "", ""]
    assert len(set(figure.data[0].marker.color)) == 3
    assert len(figure.layout.shapes) == 1


def test_the_map_draws_a_bounded_number_of_points_in_colours_and_signs_that_differ():
    rng = np.random.default_rng(1)
    points = pd.DataFrame(
        {
            "x": rng.normal(size=5_000),
            "y": rng.normal(size=5_000),
            "code": rng.choice(["P1", "P2"], 5_000),
        }
    )
    view = MapView(names=NAMES, axes=("more →", "more ↑"))
    figure = map_figure(points, ENGLISH, "dark", view=view)
    assert sum(len(trace.x) for trace in figure.data) <= figures.MAX_POINTS
    assert len({trace.marker.symbol for trace in figure.data}) == 2
    assert figure.layout.xaxis.title.text == "more →"


def test_a_profile_has_a_square_for_every_feature_and_group():
    heat = pd.DataFrame(
        [
            ("P1", "loan_mavg", "", -1.0, 0.0),
            ("P2", "loan_mavg", "", 2.0, 23_900.0),
            ("P1", "service_group", "farmer", 0.1, 0.2),
            ("P2", "service_group", "farmer", 0.9, 0.6),
        ],
        columns=["segment", "feature", "value", "z", "typical"],
    )
    rows, squares = segments_squares.profile(ENGLISH, heat, NAMES)
    assert rows[0] == "Loans"
    assert [(each.row, each.column, each.text) for each in squares] == [
        (0, 0, "¥0"), (0, 1, "¥23.9K"), (1, 0, "20%"), (1, 1, "60%"),
    ]  # fmt: skip
    assert all(each.pick == "" for each in squares)


def test_tiers_stand_from_the_highest_and_who_has_none_comes_last():
    found = pd.DataFrame(
        [("", "P1", 1, 1.0, 0.1), ("mass", "P1", 7, 1.0, 0.9), ("vip", "P2", 2, 1.0, 1.0)],
        columns=["tier", "segment", "customer_count", "tier_share", "segment_share"],
    )
    rows, squares = segments_squares.tiers(ENGLISH, found, ("mass", "vip"), NAMES)
    assert rows == ["VIP", "Mass", "No level"]
    assert {each.pick for each in squares} == {">P1", "mass>P1", "vip>P2"}


def test_moves_name_entries_exits_and_who_is_in_no_group():
    found = pd.DataFrame(
        [("P1", "P2", 3, 0.3), ("P1", "lost", 1, 0.1), ("new", "P2", 4, 1.0), ("", "P1", 2, 1.0)],
        columns=["from_segment", "to_segment", "customer_count", "from_share"],
    )
    rows, columns, squares = segments_squares.moves(ENGLISH, found, NAMES)
    assert rows == ["Sleepers", "In no group", "New"]
    assert columns == ["Sleepers", "Borrowers", "Lost"]
    assert {each.pick for each in squares} == {"P1>P2", "P1>lost", "new>P2", ">P1"}


def test_figures_are_told_in_words_too():
    portraits = answers.described().portraits(ENGLISH)
    told = segments_alt.shares_words(portraits, ENGLISH, measure="Contribution")
    assert "Borrowers 20.0% of customers and 80.0%" in told
    points = pd.DataFrame({"segment": ["P1", "P1", "P2"]})
    assert "Sleepers: 2" in segments_alt.map_words(points, ENGLISH, NAMES)
