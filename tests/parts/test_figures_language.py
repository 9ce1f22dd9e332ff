"""Every migration figure speaks one language, wears the house colours and stays small."""

import re

import pytest

from pages.parts import figures, migration_alt
from pages.parts.figures_bridge import BridgeView, bridge_figure
from pages.parts.figures_flows import flow_figure
from pages.parts.figures_funnel import FunnelView, funnel_figure
from pages.parts.figures_migration import matrix_figure
from pages.parts.figures_outlook import OutlookView, projection_figure, replay_figure
from pages.parts.figures_rates import TrendView, trend_figure
from pages.parts.figures_sizes import BarsView, paths_figure, sizes_figure
from pages.parts.migration_cells import MatrixView
from pages.parts.text import Text
from tests.support import migration_frames as frames

ENGLISH_WORD = re.compile(r"[A-Za-z]{2,}")
ALLOWED = re.compile("AUM|VIP")
CHINESE_WORD = re.compile("[一-鿿]")


def matrix_view(narrow):
    return MatrixView(
        levels=frames.LEVELS,
        before=frames.BEFORE,
        at=frames.AT,
        split_lost=True,
        picked="mass>",
        narrow=narrow,
    )


def every_figure(t, theme, narrow):
    """Each figure with its words, in one form."""
    ladder = frames.LEVELS[:-1]
    matrix, view = frames.matrix(), matrix_view(narrow)
    outlook = OutlookView(levels=ladder, at=frames.AT, narrow=narrow)
    bars = BarsView(levels=ladder, narrow=narrow)
    bridge = BridgeView(before=frames.BEFORE, at=frames.AT, narrow=narrow)
    trend = TrendView(
        at=frames.AT, rates=("up", "down", "net", "stable", "retained", "lost"), narrow=narrow
    )
    funnel = FunnelView(rate="down", mean=0.025, good=-1, narrow=narrow)
    parts = frames.funnel_parts().assign(label=lambda rows: rows["part"])
    ahead = (frames.history(), frames.projection(), frames.long_run())
    words = migration_alt
    return {
        "matrix": (
            matrix_figure(matrix, t, theme, view=view),
            words.matrix_words(matrix, t, view=view),
        ),
        "flow": (flow_figure(matrix, t, theme, view=view), words.flow_words(matrix, t, view=view)),
        "bridge": (
            bridge_figure(frames.bridge(), t, theme, view=bridge),
            words.bridge_words(frames.bridge(), t, view=bridge),
        ),
        "trend": (
            trend_figure(frames.trend(), t, theme, view=trend),
            words.trend_words(frames.trend(), t, view=trend),
        ),
        "funnel": (
            funnel_figure(parts, frames.funnel_limits(), t, theme, view=funnel),
            words.funnel_words(parts, t, view=funnel),
        ),
        "projection": (
            projection_figure(*ahead, t, theme, view=outlook),
            words.projection_words(ahead[1], t, view=outlook),
        ),
        "replay": (
            replay_figure(frames.replay(), t, theme, view=outlook),
            words.replay_words(frames.replay(), t, view=outlook),
        ),
        "sizes": (
            sizes_figure(frames.sizes(), t, theme, view=bars),
            words.sizes_words(frames.sizes(), t, view=bars),
        ),
        "paths": (
            paths_figure(frames.paths(), t, theme, view=bars),
            words.paths_words(frames.paths(), t, view=bars),
        ),
    }


@pytest.mark.parametrize("narrow", [False, True], ids=["desk", "phone"])
def test_no_english_is_left_in_chinese_figures(narrow):
    left = {
        (name, text)
        for name, (figure, words) in every_figure(
            Text(language="zh_CN", gain="red"), "light", narrow
        ).items()
        for text in (*frames.spoken(figure), words)
        if ENGLISH_WORD.search(ALLOWED.sub("", text))
    }
    assert left == set()


@pytest.mark.parametrize("narrow", [False, True], ids=["desk", "phone"])
def test_no_chinese_is_left_in_english_figures(narrow):
    left = {
        (name, text)
        for name, (figure, words) in every_figure(Text(), "dark", narrow).items()
        for text in (*frames.spoken(figure), words)
        if CHINESE_WORD.search(text)
    }
    assert left == set()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_use_the_house_colours_only(theme):
    t = Text()
    tokens = figures.tokens(theme, t)
    known = {tokens.ink, tokens.muted, tokens.rule, tokens.surface, tokens.accent, tokens.gain}
    known |= {tokens.loss, tokens.reference, tokens.caution, *tokens.tiers}
    for figure, _ in every_figure(t, theme, narrow=False).values():
        drawn = figure.to_dict()
        drawn["layout"].pop("template")
        assert set(re.findall(r"#[0-9A-Fa-f]{6}", str(drawn))) <= known


def test_no_figure_draws_more_than_a_browser_likes():
    for figure, _ in every_figure(Text(), "light", narrow=False).values():
        assert 0 < frames.points(figure) <= figures.MAX_POINTS
