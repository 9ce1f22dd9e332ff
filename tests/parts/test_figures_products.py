"""The figures of the products page: what is drawn and what a click reports."""

import datetime as dt

import numpy as np
import pandas as pd

from pages.parts import (
    products_bank,
    products_due,
    products_holds,
    products_money,
    products_next,
    products_room,
)
from pages.parts.figures_products import Bars, RowsView, rows_figure
from pages.parts.products_choice import Choice
from pages.parts.text import Text

ENGLISH = Text(language="en", currency="CNY", gain="green")
NAMES = {"name_en": "Seven-day wealth", "name_zh": "7天理财", "line": "wealth"}


def bars(**changed):
    given = {"name": "Row", "values": (3.0,), "texts": ("three",), "hover": "<b>Row</b>"}
    return Bars(**(given | changed))


def drawn(rows, **view):
    return rows_figure(rows, ENGLISH, "light", view=RowsView(**view))


def test_every_row_can_be_hit_and_reports_its_pick():
    figure = drawn([bars(pick="a"), bars(pick="b", values=(0.0,))], picked="b")
    assert list(figure.data[-1].customdata) == ["a", "b"]
    assert len(figure.layout.shapes) == 1


def test_rows_without_picks_are_framed_by_nothing():
    assert len(drawn([bars()], picked=None).layout.shapes) == 0
    assert len(drawn([bars()], picked="").layout.shapes) == 0


def test_what_stands_at_the_end_of_the_longest_bar_has_room():
    figure = drawn([bars(values=(100.0,), texts=("a rather long text at its end",))])
    assert figure.layout.xaxis.range[1] > 110


def test_an_unknown_value_is_no_bar():
    assert list(drawn([bars(values=(np.nan,))]).data[0].x) == [0.0]


def test_stacked_bars_end_to_end_carry_one_text():
    row = bars(values=(1.0, 2.0, 3.0), texts=("", "", "six"))
    figure = drawn([row], series=("x", "y", "z"), stacked=True)
    assert [list(trace.text) for trace in figure.data[:3]] == [[""], [""], ["six"]]
    assert figure.layout.barmode == "stack"


def test_products_with_gains_and_losses_and_without_holders():
    held = pd.DataFrame(
        [
            {"product_id": "P6", **NAMES, "holder_count": 40, "customer_count": 100,
             "penetration": 0.4},
            {"product_id": "P9", **NAMES, "holder_count": 0, "customer_count": 100,
             "penetration": 0.0},
        ]
    )  # fmt: skip
    moved = pd.DataFrame(
        [{"product_id": "P6", "gained": 3, "gained_new": 2, "lost": 1, "lost_left": 0}]
    ).set_index("product_id")
    (only,) = products_holds.product_bars(ENGLISH, "light", held, moved)
    assert only.pick == "P6"
    assert "▲ +5" in only.texts[0]
    assert "▼ −1" in only.texts[0]
    (plain,) = products_holds.product_bars(ENGLISH, "light", held, None)
    assert "▲" not in plain.texts[0]


def test_each_check_says_whom_it_left_out():
    left = pd.DataFrame(
        {"step": ["holders", "consented"], "customer_count": [10, 4], "left_out_count": [0, 6]}
    )
    first, second = products_next.step_bars(ENGLISH, left)
    assert first.texts == ("<b>10</b>",)
    assert second.texts == ("<b>4</b>  −6",)


def test_every_window_is_a_row_even_an_empty_one():
    sizes = pd.DataFrame(
        {"window": ["month"], "line": ["wealth"], "holding_count": [2], "balance": [50.0]}
    )
    week, month, ahead = products_due.due_bars(ENGLISH, sizes)
    assert (week.values, month.values, ahead.values) == ((0.0,), (50.0,), (0.0,))
    assert month.pick == "month"


def test_enrolled_and_active_are_shares_of_all_who_may():
    adoption = pd.DataFrame(
        [{"product_id": "P19", **NAMES, "customer_count": 100, "enrolled_count": 60,
          "active_count": 30, "enrolled_share": 0.6, "active_share": 0.5}]
    )  # fmt: skip
    (row,) = products_bank.channel_bars(ENGLISH, adoption)
    assert row.values == (0.6, 0.3)
    assert row.texts[1] == "<b>30</b>  50.0% of them"


def test_a_step_of_the_ladder_is_a_holding_without_interbank():
    at = dt.date(2026, 10, 31)
    step = {"days_from": 8, "days_to": 30}
    assert products_money.step_pick(step) == "8-30"
    holding = products_money.due_in(step, at)
    assert holding.due == (dt.date(2026, 11, 8), dt.date(2026, 11, 30))
    assert not holding.interbank
    assert products_money.due_in({"days_from": pd.NA, "days_to": pd.NA}, at).undated
    assert products_money.step_pick({"days_from": 1096, "days_to": pd.NA}) == "1096-"


def test_rates_without_a_rate_have_a_row_of_their_own():
    rates = pd.DataFrame(
        {"rate_from": [0.07, np.nan], "loan_count": [3, 1], "balance": [9.0, np.nan],
         "balance_share": [1.0, np.nan]}
    )  # fmt: skip
    first, none = products_money.rate_bars(ENGLISH, rates)
    assert (first.pick, none.pick) == ("14", "-1")
    assert none.name == "No rate"


def test_squares_of_room_stand_in_the_order_of_the_ladder():
    room = pd.DataFrame(
        [
            {"product_id": "P6", **NAMES, "part": part, "prize_count": count, "penetration": 0.2,
             "peer_upper": 0.3, "prize_amount": 5e4, "consented_count": 3.2, "peers": "branches"}
            for part, count in (("vip", 2.0), ("mass", 8.0))
        ]
    )  # fmt: skip
    choice = Choice(
        scope=None, kind="personal", kinds=(), view="white", by="tier", topic="", pick="P6|vip",
        who="held", product="",
    )  # fmt: skip
    squares, view = products_room.room_squares(ENGLISH, room, choice)
    assert view.columns == ["Mass", "VIP"]
    assert [(each.column, each.text) for each in squares] == [(1, "+2"), (0, "+8")]
    assert "best quarter of branches 30.0%: 2 more" in squares[0].hover
