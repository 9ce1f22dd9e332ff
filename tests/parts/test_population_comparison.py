"""A comparison of two populations in words, tiles, tables and figures, from made frames."""

import math

import pandas as pd
import pytest

from pages.parts import figures_populations as figures
from pages.parts import figures_spread, population_tiles
from pages.parts import population_tables as tables
from pages.parts import population_words as words
from pages.parts.figures import MAX_POINTS
from pages.parts.figures_populations import PairView
from pages.parts.population_words import Names
from pages.parts.text import Text

ENGLISH, CHINESE = Text(), Text(language="zh_CN")
ALONE = Names(a="VIPs", b="everybody else", alone=True, label="Everybody else")
PAIR = Names(a="VIPs", b="Borrowers", alone=False, label="Borrowers")
COUNTS = {"customer_count": 100, "customer_share": 0.1}
OTHERS = {"customer_count": 900, "customer_share": 0.9}


def row(figure, a, b, *, code=None, unit="currency", verdict="higher", n=(100, 900), rest=1.0):
    """A row of `population_comparison`."""
    return {
        "figure": figure, "code": code, "nature": "share" if code else "mean", "unit": unit,
        "a_count": n[0], "b_count": n[1], "rest_count": 50,
        "a_total": a * n[0], "b_total": b * n[1], "rest_total": rest * 50,
        "everybody_total": a * n[0] + b * n[1],
        "a_mean": a, "b_mean": b, "rest_mean": rest,
        "a_mean_low": a * 0.9, "a_mean_high": a * 1.1,
        "b_mean_low": b * 0.9, "b_mean_high": b * 1.1,
        "difference": a - b, "difference_low": a - b - 1, "difference_high": a - b + 1,
        "effect": 0.9, "effect_size": "large", "p_value": 0.0001, "p_adjusted": 0.0004,
        "verdict": verdict,
    }  # fmt: skip


def compared(*rows):
    return pd.DataFrame(rows)


USUAL = compared(
    row("contribution_ttm", 3000.0, 1000.0),
    row("aum_mavg", 500_000.0, 100_000.0),
    row("product_cnt", 4.0, 2.0, unit="count"),
    row("tier", 1.0, 0.1, code="vip", unit="share"),
    row("activity", 0.8, 0.4, code="active", unit="share"),
    row("activity", 0.1, 0.4, code="dormant", unit="share", verdict="lower"),
)


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        (3000.0, 1000.0, ("<b>100</b> customers (10.0%) account for <b>25.0%</b> of contribution: "
         "<b>3.0</b> times as much each as everybody else.")),
        (1010.0, 1000.0, ("<b>100</b> customers (10.0%) account for <b>10.1%</b> of contribution: "
         "about as much each as everybody else.")),
        (500.0, 1000.0, ("<b>100</b> customers (10.0%) account for <b>5.3%</b> of contribution: "
         "each <b>50%</b> of what each of everybody else has.")),
        (-20.0, 1000.0, ("<b>100</b> customers (10.0%) meet the conditions: each brings "
         "<b>−¥20</b> of contribution on average, everybody else: <b>¥1,000</b>.")),
    ],
)  # fmt: skip
def test_the_headline_follows_the_numbers(a, b, said):
    frame = compared(row("contribution_ttm", a, b))
    assert words.headline(ENGLISH, frame, COUNTS, ALONE) == said


def test_without_contribution_the_headline_speaks_of_assets_and_without_both_of_people():
    assets = compared(row("aum_mavg", 300.0, 100.0))
    assert "of assets" in words.headline(ENGLISH, assets, COUNTS, ALONE)
    neither = compared(row("product_cnt", 3.0, 1.0, unit="count"))
    said = words.headline(ENGLISH, neither, COUNTS, ALONE)
    assert said == "<b>100</b> customers (10.0%) meet the conditions."


def test_four_numbers_each_beside_the_others():
    tiles = population_tiles.tiles(ENGLISH, USUAL, COUNTS, OTHERS, ALONE)
    assert [(tile.label, tile.value, tile.verdict) for tile in tiles] == [
        ("Customers", "100", None),
        ("Contribution, 12 months", "¥300K", None),
        ("Contribution, 12 months, each", "¥3,000", "higher"),
        ("AUM, monthly average, each", "¥500K", "higher"),
    ]
    assert tiles[0].note == "10.0% of all · Everybody else: 900"
    assert tiles[3].note == "Everybody else: ¥100K"


def test_what_stands_out_is_neither_said_by_the_conditions_nor_follows_from_them():
    said = words.standing_out(ENGLISH, USUAL, PAIR, said={"aum_mavg"})
    assert said == ["Activity: Active: 80% of them, 40% of Borrowers."]
    assert words.standing_out(ENGLISH, USUAL, PAIR, said={"tier", "activity"}) == []


def test_notices_name_the_overlap_few_customers_and_protected_columns():
    found = words.notices(ENGLISH, both=6, names=PAIR, counts=(4, 900), columns={"gender", "tier"})
    assert [part.split(":")[0].split(" ")[0] for part in found] == ["Gender", "6", "Fewer"]
    assert words.notices(ENGLISH, both=0, names=ALONE, counts=(100, 900)) == []


def test_parts_are_called_by_the_names_of_the_populations():
    assert PAIR.part(ENGLISH, "a_only") == "Only in VIPs"
    assert PAIR.part(ENGLISH, "rest") == "In neither"
    assert ALONE.part(ENGLISH, "b") == "Everybody else"


def test_the_depth_says_intervals_effect_n_and_verdict_of_every_figure():
    table = tables.measures(ENGLISH, USUAL, PAIR)
    first = table.rows.iloc[0]
    assert first["a"] == "¥3,000 (¥2,700 … ¥3,300)"
    assert first["difference"] == "+¥2,000 (+¥1,999 … +¥2,001)"
    assert (first["effect"], first["p"], first["n"]) == ("0.90 · large", "< 0.001", "100 / 900")
    assert list(tables.shares(ENGLISH, USUAL, PAIR).rows["verdict"])[-1] == "Clearly lower"
    assert len(table.rows) == 3


def test_the_file_holds_every_row_at_full_precision():
    frame = tables.file_of(CHINESE, USUAL, PAIR)
    assert len(frame) == len(USUAL)
    assert set(frame.attrs["labels"]) == set(frame.columns)
    assert frame["a_mean"].iloc[0] == 3000.0


def test_the_parts_of_the_overlap_add_up_and_empty_ones_are_left_out():
    overlap = pd.DataFrame(
        {
            "part": ["a_only", "both", "b_only", "rest", "everybody"],
            "customer_count": [60, 0, 30, 10, 100],
            "customer_share": [0.6, 0.0, 0.3, 0.1, 1.0],
            "contribution_ttm": [6.0, 0.0, 3.0, 1.0, 10.0],
            "aum_mavg": [6.0, 0.0, 3.0, 1.0, 10.0],
        }
    )
    table = tables.overlap(ENGLISH, overlap, PAIR)
    assert list(table.rows["word"]) == ["Only in VIPs", "Only in Borrowers", "In neither"]
    assert table.rows["customer_count"].sum() == table.total["customer_count"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("names", [ALONE, PAIR])
@pytest.mark.parametrize("narrow", [False, True])
def test_each_row_is_on_a_scale_of_its_own_and_a_dot_reports_its_part(theme, names, narrow):
    rows = words.main_rows(USUAL)
    view = PairView(names=names, narrow=narrow)
    figure = figures.means_figure(rows, ENGLISH, theme, view=view)
    dots = {trace.customdata[0]: trace for trace in figure.data if trace.customdata is not None}
    assert tuple(dots) == view.parts
    assert list(dots["a"].x) == [1.0, 1.0, 1.0]
    assert list(dots["b"].x) == pytest.approx([1 / 3, 0.2, 0.5])
    written = " ".join(note.text for note in figure.layout.annotations)
    assert "¥500K" in written
    assert ("5.0 times" in written) != narrow


def test_losses_reach_to_the_left_of_zero_and_unknown_means_are_not_drawn():
    rows = [row("contribution_ttm", -50.0, 100.0), row("loan_mavg", 5.0, 10.0, rest=math.nan)]
    figure = figures.means_figure(rows, ENGLISH, "light", view=PairView(names=PAIR))
    dots = {trace.customdata[0]: trace for trace in figure.data if trace.customdata is not None}
    assert dots["a"].x[0] == -0.5
    assert list(dots["rest"].y) == [0]
    assert figure.layout.xaxis.range[0] < -0.5


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [(3.0, 1.0, "3.0 times"), (2000.0, 1.0, "more than 100 times"), (1.0, 50.0, "< 0.1 times"),
     (-1.0, 5.0, ""), (5.0, 0.0, "")],
)  # fmt: skip
def test_how_many_times_is_said_only_where_it_means_something(a, b, said):
    assert figures.times(ENGLISH, row("aum_mavg", a, b)) == said


def test_the_spread_is_drawn_as_shares_with_the_base_behind():
    bars = pd.DataFrame(
        {
            "part": ["a"] * 3 + ["b"] * 3,
            "low": pd.array([None, 0.0, 10.0] * 2, dtype="Float64"),
            "high": pd.array([0.0, 10.0, None] * 2, dtype="Float64"),
            "customer_count": [1, 2, 1, 0, 5, 5],
            "customer_share": [0.25, 0.5, 0.25, 0.0, 0.5, 0.5],
        }
    )
    view = PairView(names=ALONE)
    figure = figures_spread.distribution_figure(bars, ENGLISH, "light", view=view, unit="currency")
    assert [trace.name for trace in figure.data] == ["Everybody else", "VIPs"]
    assert list(figure.layout.xaxis.ticktext) == ["¥0", "¥10"]
    hovers = figure.data[1].hovertext
    assert "under ¥0" in hovers[0]
    assert "¥0 to under ¥10" in hovers[1]
    assert "50.0% of 4 customers" in hovers[1]
    assert sum(len(trace.x) for trace in figure.data) <= MAX_POINTS


def test_quantiles_stand_beside_each_other():
    found = pd.DataFrame(
        {"part": ["a", "b"] * 2, "share": [0.5, 0.5, 0.9, 0.9], "value": [10.0, 5.0, 99.0, 20.0]}
    )
    table = tables.quantiles(ENGLISH, found, ALONE, unit="currency")
    assert table.rows.to_dict("list") == {
        "share": ["50%", "90%"], "a": ["¥10", "¥99"], "b": ["¥5", "¥20"],
    }  # fmt: skip
