"""The policy page in words: the headline says what the replay found, and no more."""

from dataclasses import replace

import pandas as pd
import pytest

from analytics.problems import DraftDropRuleUnknown, DraftLinesOutOfOrder
from pages.parts import policy_changes, policy_tiles
from pages.parts import policy_words as words
from pages.parts.text import Text
from tests.support import policy_answers as answers

ENGLISH = Text(language="en", currency="CNY", gain="green")


@pytest.mark.parametrize(
    ("room", "ending"),
    [
        (None, "."),
        (0, "."),
        (3, "; <b>3</b> more would have no manager with room."),
        (-2, "; <b>2</b> fewer would have no manager with room."),
    ],
)
def test_the_headline_names_the_tier_that_changes_most_and_the_room(room, ending):
    told = words.headline(ENGLISH, answers.finished(), room)
    size = "With the draft <b>0</b> customers would be <b>Affluent</b>, <b>2</b> fewer than now"
    assert told == size + ending


def test_a_rise_is_told_as_more():
    cells = [("mass", "vip", 2, 10.0, 1.0), ("mass", "mass", 6, 10.0, 1.0)]
    assert words.headline(ENGLISH, answers.finished(cells), 0) == (
        "With the draft <b>2</b> customers would be <b>VIP</b>, <b>2</b> more than now."
    )


def test_customers_who_trade_places_are_told_by_their_number():
    cells = [("mass", "vip", 2, 10.0, 1.0), ("vip", "mass", 2, 10.0, 1.0)]
    assert words.headline(ENGLISH, answers.finished(cells), 0).startswith(
        "With the draft <b>4</b> customers would change tier, and every tier stays"
    )


def test_a_draft_that_changes_nothing_says_so():
    same = answers.finished(draft=answers.CURRENT)
    assert words.headline(ENGLISH, same, 0) == "The draft is the current policy: nothing changes."
    nobody = answers.finished([("mass", "mass", 8, 1.0, 1.0)])
    assert words.headline(ENGLISH, nobody, 0).startswith("The draft moves nobody")


def test_the_opening_counts_those_above_the_lowest_tier():
    sizes = pd.DataFrame(
        {
            "level": ["mass", "mass_affluent", "vip", "unknown"],
            "customer_count": [6, 2, 1, 1],
            "value": [2.0, 5.0, 3.0, 0.0],
        }
    )
    assert words.opening(ENGLISH, answers.CURRENT, sizes) == (
        "Under the current policy <b>3</b> of 10 customers are Mass affluent or above; they bring "
        "<b>80.0%</b> of contribution."
    )
    without = words.opening(ENGLISH, answers.CURRENT, sizes.assign(value=0.0))
    assert without.endswith("are Mass affluent or above.")


def test_every_rule_that_differs_is_named_with_what_holds_now():
    levels = (
        answers.CURRENT.levels[0],
        replace(answers.CURRENT.levels[1], bound=44_000.0),
        replace(answers.CURRENT.levels[2], hold_months=9, watch_months=3),
        replace(answers.CURRENT.levels[3], drop_rule="window_max"),
    )
    draft = replace(answers.CURRENT, levels=levels, metric="contribution_ttm")
    assert policy_changes.changes(ENGLISH, draft, answers.CURRENT) == [
        "measured by Contribution of 12 months instead of Assets, monthly average",
        "Mass affluent from ¥44,000 (now ¥50,000)",
        "Affluent: 9 months of protection (now 3)",
        "Affluent: watched from month 3 (now 1)",
        "VIP: Falls to the tier of the best month below the line",
    ]
    assert policy_changes.changes_line(ENGLISH, draft, answers.CURRENT).endswith(
        "; and 2 more changes."
    )
    assert policy_changes.changes_line(ENGLISH, answers.CURRENT, answers.CURRENT) == ""


def test_a_level_with_nobody_s_room_counts_those_beyond_it_and_those_without_a_manager():
    assert words.without_room(answers.managers(), None) == (2, 2)
    assert words.without_room(answers.managers(), 1.0) == (2, 3)
    assert words.without_room(answers.managers().assign(capacity=float("nan")), None) is None


def test_what_to_do_follows_from_the_numbers_and_from_nothing_else():
    found = words.steps(ENGLISH, up=0, down=2, over=3, over_now=1)
    assert [sentence.split()[0] for sentence in found] == ["2", "3"]
    assert words.steps(ENGLISH, up=0, down=0, over=7, over_now=7) == []


def test_notices_name_a_week_those_without_a_tier_and_a_cut_list():
    cells = [*answers.CELLS, ("unknown", "unknown", 4, 0.0, 0.0)]
    whole = answers.finished(cells)
    cut = replace(whole, movers=replace(whole.movers, total=9))
    told = words.notices(ENGLISH, grain="week", month=answers.AT, replay=cut)
    assert [sentence.split()[0] for sentence in told] == ["This", "4", "The"]
    assert words.notices(ENGLISH, grain="month", month=None, replay=answers.finished()) == []


def test_a_problem_names_levels_and_rules_as_people_do():
    order = DraftLinesOutOfOrder(
        level="affluent", value="4", lower="mass_affluent", lower_value="5"
    )
    rule = DraftDropRuleUnknown(level="vip", value="never", known="last, window_max")
    assert str(words.worded(order, ENGLISH)).startswith("The line of Affluent, 4, is not above")
    assert "Falls to the tier of the last month, Falls to" in str(words.worded(rule, ENGLISH))


def test_tiles_stand_beside_what_holds_now():
    size, moved, covered, steady = policy_tiles.tiles(ENGLISH, answers.finished())
    assert (size.value, size.change, size.note) == ("5", None, "as now")
    assert (moved.value, moved.note) == ("2", "0 up · 2 down")
    assert (covered.value, covered.note) == ("85.0%", "as now")
    assert (steady.value, steady.change, steady.direction) == ("15.0%", "−5.0 points", -1)


def test_a_share_nobody_can_compute_is_said_and_not_shown_as_zero():
    missing = float("nan")
    shown = answers.finished(
        coverage=answers.coverage(missing, missing), stability=answers.stability(missing, missing)
    )
    *_, covered, steady = policy_tiles.tiles(ENGLISH, shown)
    assert (covered.value, covered.note) == ("–", "No contribution to share.")
    assert (steady.value, steady.change) == ("–", None)


def test_the_text_to_paste_says_what_if():
    text = words.summary_text(ENGLISH, "With <b>5</b>.", answers.finished(), 0, 2)
    assert text.splitlines() == [
        "What-if: With 5.",
        "Draft: Affluent from ¥500,000 (now ¥300,000).",
        "0 customers would rise, 2 would fall.",
    ]
