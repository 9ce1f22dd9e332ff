"""Rates over time and branches beside chance: lines, bands, limits, names that do not collide."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts import figures, figures_shades, migration_alt
from pages.parts.figures_funnel import FunnelView, funnel_figure
from pages.parts.figures_rates import TrendView, trend_figure
from pages.parts.text import Text
from tests.support import migration_frames as frames

ENGLISH = Text(language="en", currency="CNY", gain="green")


def trended(trend=None, **options):
    trend = frames.trend() if trend is None else trend
    return trend_figure(trend, ENGLISH, "light", view=TrendView(at=frames.AT, **options))


def lines(figure):
    return [trace for trace in figure.data if trace.customdata is not None]


def funnel_view(**options):
    return FunnelView(**{"rate": "down", "mean": 0.025, "good": -1} | options)


def funnelled(parts=None, limits=None, **options):
    return funnel_figure(
        frames.funnel_parts() if parts is None else parts,
        frames.funnel_limits() if limits is None else limits,
        ENGLISH,
        "light",
        view=funnel_view(**options),
    )


def names(figure):
    return [note.text for note in figure.layout.annotations if note.showarrow]


def test_four_rates_are_drawn_each_with_its_band():
    figure = trended()

    assert [line.name for line in lines(figure)] == [
        "Upgrade rate", "Downgrade rate", "Net upgrade rate", "Attrition rate"
    ]  # fmt: skip
    assert sum(trace.fill == "toself" for trace in figure.data) == 4
    assert frames.points(figure) < figures.MAX_POINTS


def test_lines_are_named_at_their_ends_and_there_is_no_legend():
    figure = trended()
    notes = sorted(figure.layout.annotations, key=lambda note: note.y)

    assert figure.layout.showlegend is False
    assert [note.text for note in notes][-1] == "Attrition rate <b>3.0%</b>"
    per_share = 262 / (figure.layout.yaxis.range[1] - figure.layout.yaxis.range[0])
    places = [note.y * per_share + note.yshift for note in notes]
    assert all(later - earlier > 18.9 for earlier, later in itertools.pairwise(places))


def test_a_falling_net_rate_takes_the_axis_below_zero():
    assert trended().layout.yaxis.range[0] < 0


def test_hover_says_how_many_of_how_many():
    figure = trended()

    assert lines(figure)[0].hovertext[0] == (
        "31 Aug 2025<br>Upgrade rate <b>2.00%</b><br>28 of 1,400 customers<br>"
        "likely between 1.6% and 2.4%"
    )
    assert "of 1,400 customers" in lines(figure)[2].hovertext[0]


def test_a_click_on_the_trend_reports_its_date_and_the_pages_date_stands_out():
    line = lines(trended())[0]

    assert line.customdata[0] == "2025-08-31"
    assert line.marker.size[-1] > line.marker.size[0]


def test_a_rate_nobody_could_have_leaves_a_gap():
    trend = frames.trend()
    trend.loc[3, ["up_rate", "up_rate_low", "up_rate_high"]] = float("nan")
    figure = trended(trend)

    assert "–" in lines(figure)[0].hovertext[3]


def test_one_period_is_drawn_as_points():
    assert frames.points(trended(frames.trend(1))) == 4 * (1 + 2)


def test_a_phone_gets_short_names():
    assert "Net <b>−0.3%</b>" in [note.text for note in trended(narrow=True).layout.annotations]


def test_the_trend_in_words():
    words = migration_alt.trend_words(frames.trend(), ENGLISH, view=TrendView(at=frames.AT))
    assert words == (
        "Rates over 14 periods up to 30 Sep 2026: Upgrade rate 2.0%, Downgrade rate 2.3%, "
        "Net upgrade rate −0.3%, Attrition rate 3.0%."
    )
    empty = frames.trend()[:0]
    assert migration_alt.trend_words(empty, ENGLISH, view=TrendView(at=frames.AT)) == (
        "No earlier dates to draw."
    )


def test_parts_outside_the_limits_are_named_and_no_others():
    assert sorted(names(funnelled())) == ["东门", "西关"]
    assert sorted(names(funnelled(picked="B4"))) == ["东门", "北河", "西关"]


def test_points_are_corrected_for_the_mix_of_levels():
    parts = frames.funnel_parts().assign(expected_rate=0.05, ratio=lambda rows: rows["rate"] / 0.05)
    figure = funnelled(parts)

    assert list(lines(figure)[0].y)[:2] == pytest.approx([0.025, 0.005])


def test_small_parts_are_hollow_and_stay_inside_the_picture():
    figure = funnelled()
    dots = lines(figure)[0]

    assert list(dots.marker.symbol) == ["circle"] * 4 + ["circle-open"]
    assert figure.layout.yaxis.range[1] > max(dots.y)


def test_many_downgrades_are_a_loss_and_many_upgrades_a_gain():
    colours = figures.tokens("light", ENGLISH)

    assert list(lines(funnelled())[0].marker.color)[:2] == [colours.loss, colours.gain]
    rises = lines(funnelled(rate="up", good=1))[0]
    assert list(rises.marker.color)[:2] == [colours.gain, colours.loss]


def test_a_click_on_the_funnel_reports_the_part():
    assert list(lines(funnelled())[0].customdata) == ["B1", "B2", "B3", "B4", "B5"]


def test_hover_on_the_funnel_says_what_was_expected():
    assert lines(funnelled())[0].hovertext[0] == (
        "<b>东门</b><br>Downgrade rate <b>5.00%</b><br>95 of 1,900 customers<br>"
        "expected with its mix of levels: 2.50%<br>higher than chance explains"
    )


def test_a_funnel_of_small_parts_only_is_drawn():
    parts = frames.funnel_parts().assign(verdict="few")
    assert names(funnelled(parts)) == []


def test_the_funnel_in_words():
    assert migration_alt.funnel_words(frames.funnel_parts(), ENGLISH, view=funnel_view()) == (
        "Downgrade rate of 5 parts beside what chance allows. Higher: 东门. Lower: 西关."
    )


spots = st.builds(
    figures_shades.Spot,
    x=st.floats(0, 900),
    y=st.floats(20, 280),
    width=st.floats(30, 120),
)


@given(st.lists(spots, min_size=1, max_size=5))
def test_names_never_cover_each_other_nor_leave_the_plot(places):
    found = figures_shades.label_places(places, (900.0, 300.0))
    boxes = [
        (spot.x + across, spot.y + down, spot.width)
        for spot, (across, down) in zip(places, found, strict=True)
    ]

    assert all(width / 2 <= x + 1e-6 and x - 1e-6 <= 900 - width / 2 for x, _, width in boxes)
    assert all(0 <= y <= 300 for _, y, _ in boxes)
    assert all(
        abs(one[1] - two[1]) > 15.9 or abs(one[0] - two[0]) > (one[2] + two[2]) / 2 - 1e-6
        for one, two in itertools.combinations(boxes, 2)
    )
