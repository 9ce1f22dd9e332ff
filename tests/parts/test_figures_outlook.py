"""Projection, policy draft and paths: panels, bars and what a click on them reports."""

import pytest

from pages.parts import figures, migration_alt
from pages.parts.figures_outlook import OutlookView, projection_figure, replay_figure
from pages.parts.figures_sizes import PATHS, BarsView, paths_figure, sizes_figure
from pages.parts.text import Text
from tests.support import migration_frames as frames

ENGLISH = Text(language="en", currency="CNY", gain="green")
LADDER = frames.LEVELS[:-1]
OUTLOOK = OutlookView(levels=LADDER, at=frames.AT)
BARS = BarsView(levels=LADDER)


def projected(long_run=None, **options):
    view = OutlookView(levels=LADDER, at=frames.AT, **options)
    ends = frames.long_run() if long_run is None else long_run
    return projection_figure(
        frames.history(), frames.projection(), ends, ENGLISH, "light", view=view
    )


def clicked(figure):
    return next(trace for trace in figure.data if trace.customdata is not None)


def test_every_level_has_a_panel_the_highest_first_with_its_long_run_level():
    titles = [note.text for note in projected().layout.annotations]

    assert titles == [
        "<b>VIP</b>",
        "<b>Affluent</b>  in the long run 212",
        "<b>Mass affluent</b>  in the long run 543",
        "<b>Mass</b>  in the long run 1,571",
    ]


def test_history_is_solid_and_the_projection_dashed_with_a_band():
    figure = projected()
    dashes = [trace.line.dash for trace in figure.data if trace.fill is None]

    assert dashes == ["solid", "dash"] * 4
    assert sum(trace.fill == "toself" for trace in figure.data) == 4
    assert len(figure.layout.shapes) == 3
    assert frames.points(figure) < figures.MAX_POINTS


def test_history_ends_where_the_projection_begins():
    past, ahead = (trace for trace in projected().data[:3] if trace.fill is None)

    assert past.x[-1] == ahead.x[0] == 0
    assert past.y[-1] == ahead.y[0]


def test_steps_are_counted_from_the_pages_date():
    figure = projected()

    assert figure.layout.xaxis.ticktext == ("2026-04", "2026-09", "+4")
    ahead = figure.data[2]
    assert ahead.hovertext[1].startswith("in 1 period<br>")
    assert ahead.hovertext[2].startswith("in 2 periods<br>")


def test_without_a_long_run_level_no_line_is_dotted():
    assert not projected(frames.long_run()[:0]).layout.shapes


def test_a_level_nobody_is_in_has_no_panel():
    view = OutlookView(levels=frames.LEVELS, at=frames.AT)
    figure = replay_figure(frames.replay(), ENGLISH, "light", view=view)

    assert len(figure.layout.annotations) == len(LADDER)


def test_on_a_phone_panels_stand_below_each_other():
    tall, wide = projected(narrow=True), projected()

    assert tall.layout.height > wide.layout.height
    assert {tall.layout[name].domain for name in ("xaxis", "xaxis2")} == {(0.0, 1.0)}


def test_both_policies_are_drawn_in_every_panel_and_named_once():
    figure = replay_figure(frames.replay(), ENGLISH, "dark", view=OUTLOOK)

    assert len(figure.data) == 8
    assert [trace.name for trace in figure.data if trace.showlegend] == ["Current policy", "Draft"]
    assert frames.points(figure) < figures.MAX_POINTS


def test_sizes_say_both_counts_and_the_difference():
    figure = sizes_figure(frames.sizes(), ENGLISH, "light", view=BARS)

    assert list(figure.data[0].text) == ["6", "105", "313", "1,039"]
    assert list(figure.data[1].text) == ["6", "65  ▼ −40", "353  ▲ +40", "1,039"]
    assert list(clicked(figure).customdata) == ["vip", "affluent", "mass_affluent", "mass"]
    assert clicked(figure).hovertext[1] == ("<b>Affluent</b><br>Customers: 105 → 65<br>▼ −40")


def test_a_level_the_draft_does_not_have_is_left_out():
    figure = sizes_figure(frames.sizes()[:3], ENGLISH, "light", view=BARS)
    assert list(clicked(figure).customdata) == ["affluent", "mass_affluent", "mass"]


def test_a_click_on_a_path_reports_it_and_the_picked_one_is_framed():
    picked = BarsView(levels=LADDER, picked="absent>mass>mass>mass")
    figure = paths_figure(frames.paths(), ENGLISH, "light", view=picked)

    assert list(clicked(figure).customdata) == list(frames.paths()["path"])
    (shape,) = figure.layout.shapes
    assert shape.y0 < 2 < shape.y1


def test_paths_say_how_many_and_how_much():
    said = [
        note.text
        for note in paths_figure(frames.paths(), ENGLISH, "light", view=BARS).layout.annotations
    ]
    assert said[1] == ("Affluent → Mass affluent → Affluent → Mass affluent  <b>12</b>  ▼ −¥3.70M")


def test_on_a_phone_levels_kept_are_said_once():
    narrow = BarsView(levels=LADDER, narrow=True)
    figure = paths_figure(frames.paths(), ENGLISH, "light", view=narrow)

    assert figure.layout.annotations[0].text.startswith("Mass ×2 → Mass affluent ×2<br>")


def test_at_most_a_dozen_paths_are_drawn():
    many = frames.paths().loc[[0] * 20].assign(path=[f"mass>{'vip>' * n}mass" for n in range(20)])
    figure = paths_figure(many, ENGLISH, "light", view=BARS)

    assert len(clicked(figure).customdata) == PATHS


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            migration_alt.projection_words(frames.projection(), ENGLISH, view=OUTLOOK),
            (
                "Customers by level if rates stay, 4 periods ahead: VIP from 11 to 12, "
                "Affluent from 110 to 123, Mass affluent from 318 to 356, Mass from 1,044 to 1,169."
            ),
        ),
        (
            migration_alt.sizes_words(frames.sizes(), ENGLISH, view=BARS),
            (
                "Customers by level under the draft: VIP from 6 to 6, Affluent from 105 to 65, "
                "Mass affluent from 313 to 353, Mass from 1,039 to 1,039."
            ),
        ),
        (
            migration_alt.replay_words(frames.replay(), ENGLISH, view=OUTLOOK),
            (
                "Months from 30 Apr 2026 to 30 Sep 2026 under both policies. "
                "Customers by level under "
                "the draft: VIP from 11 to 18, Affluent from 110 to 117, Mass affluent from 318 to "
                "325, Mass from 1,044 to 1,051."
            ),
        ),
        (
            migration_alt.paths_words(frames.paths()[:1], ENGLISH, view=BARS),
            "Most customers went these ways: Mass → Mass → Mass affluent → Mass affluent 41.",
        ),
    ],
    ids=["projection", "sizes", "replay", "paths"],
)
def test_the_figures_in_words(words, said):
    assert words == said
