"""The migration matrix and its flow picture: what a cell says, what a click on it picks."""

import itertools
from collections import Counter

import pytest

from pages.parts import figures, migration_alt
from pages.parts.figures import pick_of_event
from pages.parts.figures_flows import flow_figure
from pages.parts.figures_migration import matrix_figure
from pages.parts.migration_cells import MatrixView, matrix_of
from pages.parts.migration_labels import level_word, pick_code, pick_sides, pick_word, way
from pages.parts.text import Text
from tests.support import migration_frames as frames

ENGLISH = Text(language="en", currency="CNY", gain="green")
CHINESE = Text(language="zh_CN", currency="CNY", gain="red")


def view(**options):
    given = {"levels": frames.LEVELS, "before": frames.BEFORE, "at": frames.AT}
    return MatrixView(**given | options)


def drawn(frame=None, t=ENGLISH, theme="light", **options):
    frame = frames.matrix() if frame is None else frame
    return matrix_figure(frame, t, theme, view=view(**options))


def bars(figure):
    return next(trace for trace in figure.data if trace.type == "bar")


def cell(figure, pick, part="text"):
    found = bars(figure)
    return found[part][list(found.customdata).index(pick)]


def test_a_cell_says_its_count_and_its_share_of_the_row():
    figure = drawn()

    assert cell(figure, "mass>mass_affluent").startswith("60<br>")
    assert "▲ 6.0%" in cell(figure, "mass>mass_affluent")
    assert "▼ 15.0%" in cell(figure, "mass_affluent>mass")
    assert cell(figure, "new>affluent") == "2"


def test_every_cell_row_and_column_has_a_pick_of_its_own():
    picks = list(bars(drawn(split_lost=True)).customdata)

    assert Counter(picks).most_common(1)[0][1] == 1
    assert {"affluent>", ">affluent", ">", "mass>closed", ">invalid", "new>"} <= set(picks)


def test_totals_of_rows_and_columns_are_the_sums_of_their_cells():
    found = matrix_of(frames.matrix(), view(split_lost=True))
    counts = {one.pick: one.count for one in found.cells}
    inner = [one for one in found.cells if not one.is_total]

    for code in found.rows:
        assert counts[pick_code(code)] == sum(
            one.count for one in inner if code in ("", one.before)
        )
    for code in filter(None, found.columns):
        assert counts[pick_code("", code)] == sum(one.count for one in inner if one.after == code)


def test_the_highest_level_is_on_top_and_what_is_no_level_comes_after():
    found = matrix_of(frames.matrix(), view(split_lost=True))

    assert list(found.rows) == [
        "vip", "affluent", "mass_affluent", "mass", "unknown",
        "new", "reactivated", "transferred_in", "",
    ]  # fmt: skip
    assert list(found.columns) == [
        "mass", "mass_affluent", "affluent", "vip", "closed", "invalid", "transferred_out", "",
    ]  # fmt: skip


def test_rows_and_columns_of_transfers_show_only_where_somebody_was_transferred():
    stood = {"mass": {"mass": 50, "lost": 2}}
    found = matrix_of(frames.matrix(stood, {"new": {"mass": 3}}), view())

    assert [*found.rows] == ["vip", "affluent", "mass_affluent", "mass", "new", ""]
    assert [*found.columns] == ["mass", "mass_affluent", "affluent", "vip", "lost", ""]


def test_the_lost_are_two_columns_when_invalid_customers_count_as_lost():
    figure = drawn(split_lost=True)

    assert cell(figure, "mass>closed").startswith("25<br>")
    assert cell(figure, "mass>invalid").startswith("50<br>")
    assert "5.0%" in cell(figure, "mass>invalid")
    assert "mass>lost" not in bars(figure).customdata


def test_money_of_the_lost_is_known_together_so_money_keeps_one_column():
    figure = drawn(split_lost=True, show="money")

    assert cell(figure, "mass>lost").startswith("−¥750")
    assert cell(figure, "mass>mass").startswith("+¥1,720")


def test_a_row_with_few_customers_shows_no_share_and_is_hatched():
    figure = drawn()

    assert "few" in cell(figure, "vip>vip")
    assert "%" not in cell(figure, "vip>vip")
    found = bars(figure)
    shapes = dict(zip(found.customdata, found.marker.pattern.shape, strict=True))
    assert shapes["vip>vip"] == "/"
    assert shapes["mass>mass"] == ""


def test_a_share_that_would_read_as_nobody_gets_another_decimal():
    figure = drawn(frames.matrix({"mass": {"mass": 9_998, "affluent": 2}}, {}))

    assert "0.02%" in cell(figure, "mass>affluent")


def test_hover_is_exact():
    assert cell(drawn(), "mass>mass_affluent", "hovertext") == (
        "<b>Mass → Mass affluent</b><br>Customers: 60<br>6.00% of the 1,000 of this row<br>"
        "likely between 5.0% and 7.0%<br>"
        "AUM, monthly average: ¥600.00 → ¥720.00<br>▲ +¥120.00"
    )


def test_colours_say_rose_fell_and_neither():
    found, colours = bars(drawn()), figures.tokens("light", ENGLISH)
    fills = dict(zip(found.customdata, found.marker.color, strict=True))

    def is_of(pick, colour):
        rgb = ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
        return fills[pick].startswith(f"rgba({rgb},")

    assert is_of("mass>affluent", colours.gain)
    assert is_of("new>mass", colours.gain)
    assert is_of("affluent>mass_affluent", colours.loss)
    assert is_of("mass>lost", colours.loss)
    assert is_of("mass>mass", colours.tiers[1])
    assert is_of("affluent>transferred_out", colours.reference)


@pytest.mark.parametrize(
    ("picked", "frame"),
    [
        ("affluent>mass_affluent", (0.5, 1.5, 0.5, 1.5)),
        ("affluent>", (-0.5, None, 0.5, 1.5)),
        (">mass", (-0.5, 0.5, -0.5, None)),
        ("mass>lost", (3.68, 5.68, 2.5, 3.5)),
    ],
)
def test_what_is_picked_is_framed(picked, frame):
    (shape,) = drawn(picked=picked, split_lost=True).layout.shapes
    for given, wanted in zip((shape.x0, shape.x1, shape.y0, shape.y1), frame, strict=True):
        assert wanted is None or given == pytest.approx(wanted)


@pytest.mark.parametrize("picked", [None, "nobody>mass", ">nowhere"])
def test_no_pick_and_an_unknown_one_frame_nothing(picked):
    assert not drawn(picked=picked).layout.shapes


def test_a_phone_gets_short_numbers_and_both_dates_in_one_title():
    figure = drawn(
        frames.matrix({"mass": {"mass": 123_456, "mass_affluent": 900}}, {}), narrow=True
    )

    assert cell(figure, "mass>mass").startswith("123K<br>")
    assert "▲0.7%" in cell(figure, "mass>mass_affluent")
    assert figure.layout.yaxis.title.text is None
    assert figure.layout.xaxis.title.text == "Rows from 31 Aug 2026, columns to 30 Sep 2026"


@pytest.mark.parametrize("show", ["count", "share", "money"])
@pytest.mark.parametrize("narrow", [True, False])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("t", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_the_matrix_is_small_in_every_form(show, narrow, theme, t):
    figure = drawn(t=t, theme=theme, show=show, narrow=narrow, split_lost=True)

    assert frames.points(figure) < 150
    assert len(figure.to_json()) < 40_000


def test_an_empty_matrix_is_drawn_empty():
    figure = drawn(frames.matrix({}, {}))
    assert len(bars(figure).x) == 0


@pytest.mark.parametrize(
    ("points", "pick"),
    [
        ([{"customdata": "a>b"}], "a>b"),
        ([{"customdata": ["a>b", 3]}], "a>b"),
        ([{"customdata": "a>"}, {"customdata": ">b"}], ">b"),
        ([{"x": 3}], None),
        ([], None),
    ],
)
def test_a_click_reports_its_pick(points, pick):
    assert pick_of_event({"selection": {"points": points, "box": [], "lasso": []}}) == pick


def test_an_event_without_a_selection_picks_nothing():
    assert pick_of_event({}) is None


@pytest.mark.parametrize("stays", [True, False])
def test_the_flow_picture_says_what_the_matrix_says(stays):
    flows = flow_figure(frames.matrix(), ENGLISH, "light", view=view(), stays=stays).data[0]
    inner = [
        one
        for one in matrix_of(frames.matrix(), view()).cells
        if not one.is_total and (stays or one.before != one.after)
    ]

    assert sorted(flows.link.value) == sorted(one.count for one in inner)
    assert sum(flows.link.value) == sum(one.count for one in inner)


def test_nodes_of_the_flow_picture_lie_apart_and_inside():
    figure = flow_figure(frames.matrix(), ENGLISH, "light", view=view())
    height = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    node = figure.data[0].node
    for side in (0.001, 0.999):
        places = [y * height for x, y in zip(node.x, node.y, strict=True) if x == side]
        assert places == sorted(places)
        assert all(later - earlier >= 19 for earlier, later in itertools.pairwise(places))
        assert 0 <= places[0] <= places[-1] <= height


def test_flows_are_labelled_beside_the_nodes():
    texts = [
        note.text
        for note in flow_figure(frames.matrix(), ENGLISH, "light", view=view()).layout.annotations
    ]

    assert "Affluent <b>102</b>" in texts
    assert "Lost <b>91</b>" in texts
    assert texts[-2:] == ["31 Aug 2026", "30 Sep 2026"]


def test_words_for_who_cannot_see_count_every_customer_once():
    words = migration_alt.matrix_words(frames.matrix(), ENGLISH, view=view())

    assert words == (
        "Table of levels from 31 Aug 2026 to 30 Sep 2026. Kept their level: 1,174; upgraded: 83; "
        "downgraded: 58; lost: 91; new and reactivated: 148; transferred or without a level: 8."
    )
    assert migration_alt.flow_words(frames.matrix(), ENGLISH, view=view()).endswith(
        "The table says each flow."
    )


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("mass", "vip", "up"), ("vip", "mass", "down"), ("vip", "vip", "stay"),
        ("new", "vip", "came"), ("reactivated", "mass", "came"), ("vip", "lost", "left"),
        ("vip", "closed", "left"), ("transferred_in", "vip", "moved"),
        ("vip", "transferred_out", "moved"), ("unknown", "vip", "moved"),
        ("vip", "unknown", "moved"), ("unknown", "unknown", "stay"), ("unknown", "lost", "left"),
    ],
)  # fmt: skip
def test_ways(before, after, kind):
    assert way(before, after, frames.LEVELS) == kind


@pytest.mark.parametrize(
    ("pick", "english", "chinese"),
    [
        ("affluent>mass", "Affluent → Mass", "富裕 → 大众"),
        ("affluent>", "From Affluent: all", "原富裕：全部"),
        (">lost", "To Lost: all", "现流失：全部"),
        (">", "All customers", "全部客户"),
    ],
)
def test_picks_are_named(pick, english, chinese):
    assert pick_word(ENGLISH, "tier", pick) == english
    assert pick_word(CHINESE, "tier", pick) == chinese
    assert pick_code(*pick_sides(pick)) == pick


def test_levels_of_other_schemes_have_their_own_words():
    assert level_word(CHINESE, "activity", "dormant") == "沉睡"
    assert level_word(CHINESE, "value3", "high") == "高价值"
    assert level_word(CHINESE, "income_band", "unknown") == "未分层"
