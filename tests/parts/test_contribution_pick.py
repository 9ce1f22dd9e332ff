"""What a click, a drag and a link pick on the curve: always the same places of the ranking."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts import contribution_pick as pick

CURVE = pd.DataFrame(
    {
        "customer_share": [0.1, 0.2, 0.4, 0.7, 1.0],
        "customer_count": [10, 20, 40, 70, 100],
    }
)


def event(*, places=(), box=(), lasso=()):
    points = [{"x": place / 100, "y": 0.5} for place in places]
    return {"selection": {"points": points, "box": list(box), "lasso": list(lasso)}}


def read(text, customers=100, losing=30):
    return pick.read(text, customer_count=customers, negative_count=losing)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("top20", 0, 20), ("top01", 0, 1), ("loss", 70, 100), ("0.05-0.2", 5, 20), ("0-1", 0, 100)],
)
def test_a_link_names_places(text, first, last):
    found = read(text)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("text", [None, "", "top30", "0.5-0.2", "0.2-0.2", "-1-2", "1e9-1", "abc"])
def test_a_link_that_names_nobody_picks_nothing(text):
    assert read(text) is None


def test_without_loss_makers_there_is_nothing_to_pick():
    assert read("loss", losing=0) is None


def test_seven_percent_of_a_hundred_are_seven():
    assert pick.place(0.07, 100) == 7


def test_a_click_takes_the_best_up_to_there():
    assert pick.from_event(event(places=[40]), CURVE) == "0-0.4"


def test_a_click_on_a_mark_is_the_mark():
    assert pick.from_event(event(places=[20]), CURVE) == "top20"


def test_a_drag_takes_the_stretch_between_the_nearest_points():
    assert pick.from_event(event(places=[20, 40], box=[{"x": [0.12, 0.66]}]), CURVE) == "0.1-0.7"


def test_a_lasso_takes_the_stretch_it_spans():
    lasso = {"x": [0.35, 0.02, 0.2], "y": [0.1, 0.2, 0.3]}
    assert pick.from_event(event(places=[10], lasso=[lasso]), CURVE) == "0-0.4"


def test_an_unsteady_click_is_no_drag():
    assert pick.from_event(event(box=[{"x": [0.3, 0.302]}]), CURVE) is None


def test_an_empty_event_picks_nothing():
    assert pick.from_event(event(), CURVE) is None


@given(st.integers(1, 5_000_000), st.data())
def test_a_name_leads_back_to_its_places(customers, data):
    first = data.draw(st.integers(0, customers - 1))
    last = data.draw(st.integers(first + 1, customers))
    found = read(pick.name_of(first, last, customers), customers)

    assert (found.first, found.last) == (first, last)
