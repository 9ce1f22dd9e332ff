"""Figures of scenarios and ready questions: one language, right numbers, few points."""

import re

import numpy as np
import pandas as pd
import pytest

from pages.parts import figures
from pages.parts.figures_ready import gains_figure, keep_figure, line_figure
from pages.parts.figures_scenarios import ScenarioView, levers_figure, result_figure
from pages.parts.text import Text
from pages.parts.what_if_levers import LEVER_NAMES, setting, usual_goal
from tests.support.migration_frames import points, spoken

ENGLISH_WORD = re.compile(r"[A-Za-z]{2,}")
RESULT = pd.DataFrame(
    {
        "customer_type": ["personal", "personal", None],
        "level": ["mass", "vip", "worklist"],
        "customer_count": [900, 20, 0],
        "base_after_count": [910.0, 21.0, 0.0],
        "after_count": [920.0, 22.0, 0.0],
        "base_contribution": [-50_000.0, 200_000.0, 0.0],
        "contribution": [-40_000.0, 190_000.0, 5_000.0],
        "change": [10_000.0, -10_000.0, 5_000.0],
        "base_value": [-300.0, 9_000.0, np.nan],
        "value": [-200.0, 9_100.0, np.nan],
    }
)
LEVERS = pd.DataFrame(
    {
        "lever": ["retention", "deposit_rate", "manager_hours", "worklist", "total"],
        "value": [0.3, -5.0, 2.0, 5_000.0, np.nan],
        "contribution": [10_000.0, -4_000.0, -6_000.0, 5_000.0, 5_000.0],
    }
)


def every_figure(t, theme, narrow):
    amounts = np.sort(np.random.default_rng(1).lognormal(10, 2, 5_000))
    gain = np.cumsum(np.linspace(2_000, 1, 5_000))
    view = ScenarioView(several=False, narrow=narrow)
    added = pd.DataFrame(
        {"customer_type": ["personal"] * 2, "level": ["mass", "vip"], "added": [-5.0, 900.0]}
    )
    return {
        "result": result_figure(RESULT, t, theme, view=view),
        "levers": levers_figure(LEVERS, t, theme, narrow=narrow),
        "line": line_figure(amounts, 300_000, 500_000, t, theme, title=t.column("aum_mavg")),
        "keep": keep_figure(added, t, theme, view=view),
        "gains": gains_figure(gain, 700, 1e6, t, theme, title=t.column("aum_mavg")),
    }


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_english_is_left_on_a_chinese_figure(theme, narrow):
    for name, figure in every_figure(Text(language="zh_CN"), theme, narrow).items():
        left = {word for text in spoken(figure) for word in ENGLISH_WORD.findall(text)}
        assert left <= {"AUM", "VIP"}, (name, left)


def test_figures_stay_small():
    for figure in every_figure(Text(), "light", False).values():
        assert points(figure) <= figures.MAX_POINTS


def test_the_base_is_drawn_behind_the_result():
    figure = every_figure(Text(), "light", False)["result"]
    base, result = figure.data

    assert list(base.x) == list(RESULT["base_contribution"])
    assert list(result.x) == list(RESULT["contribution"])
    assert base.width > result.width


def test_the_parts_start_where_the_one_before_ends():
    (bars,) = every_figure(Text(), "light", False)["levers"].data

    assert list(bars.base) == [0.0, 10_000.0, 6_000.0, 0.0, 0.0]
    assert list(bars.x)[-1] == sum(list(bars.x)[:-1])


def test_the_line_figure_counts_who_reaches_the_lines():
    amounts = np.array([1.0, 2.0, 3.0, 4.0, 5.0]) * 100_000
    figure = line_figure(amounts, 300_000, 500_000, Text(), "light", title="AUM")
    now, tried = figure.data[1:]

    assert (list(now.y), list(tried.y)) == ([3], [1])


@pytest.mark.parametrize(
    ("lever", "value", "said"),
    [
        ("retention", 0.3, "+30%"),
        ("retention", 0.398886, "+39.9%"),
        ("deposit_rate", -5, "−5 bp"),
        ("manager_hours", 2, "2 hours"),
        ("cross_sell", 0.05, "5%"),
        ("worklist", 5_000, "¥5,000"),
    ],
)
def test_a_setting_is_read_as_people_say_it(lever, value, said):
    assert setting(Text(), lever, value) == said


def test_every_lever_has_a_name_in_chinese():
    t = Text(language="zh_CN")

    assert not [name for name in LEVER_NAMES.values() if ENGLISH_WORD.search(t(name))]


def test_a_goal_before_any_is_five_million_or_within_reach():
    assert usual_goal("aum_mavg", 1e7) == 5_000_000
    assert usual_goal("contribution_ttm", 1e9) == 5_000_000
    assert usual_goal("contribution_ttm", 11_505_215) == 500_000
    assert usual_goal("contribution_ttm", -5) == 5_000_000
