"""The segments page in words: each sentence says what the answers say, and no more."""

import pandas as pd
import pytest

from analytics.segment_problems import FeatureConstant
from pages.parts import segments_card_words as card_words
from pages.parts import segments_cards, segments_tiles
from pages.parts import segments_words as words
from pages.parts.segments_labels import amount_word, line_of, of_ten
from pages.parts.segments_memory import Found
from pages.parts.text import Text
from tests.support import segment_answers as answers

ENGLISH = Text(language="en", currency="CNY", gain="green")
CHINESE = Text(language="zh_CN", currency="CNY", gain="red")
NAMES = {"P1": "Sleepers", "P2": "Borrowers"}


def portraits(t=ENGLISH, **changes):
    return answers.described(**changes).portraits(t)


def test_the_headline_names_the_group_that_brings_most_for_its_number():
    assert words.headline(ENGLISH, "personal", portraits(), "contribution_ttm") == (
        "Your <b>10</b> personal customers fall into <b>2</b> groups; <b>Borrowers</b> are "
        "<b>20%</b> of them and bring <b>80%</b> of contribution."
    )
    assert "借款客户" in words.headline(CHINESE, "personal", portraits(CHINESE), "aum_mavg")


def test_without_shares_the_headline_counts_and_one_group_alone_is_said_so():
    bare = portraits(profiles=answers.profiles(contribution=(-20.0, 5.0)))
    assert words.headline(ENGLISH, "personal", bare, "contribution_ttm") == (
        "Your <b>10</b> personal customers fall into <b>2</b> groups."
    )
    alone = words.headline(ENGLISH, "personal", bare[:1], "contribution_ttm")
    assert alone == "These <b>8</b> personal customers are all of one group: <b>Sleepers</b>."


@pytest.mark.parametrize(
    ("reason", "said"), [("unstable", "differently each time"), ("no_structure", "by degrees")]
)
def test_where_nothing_is_recommended_the_headline_says_so_plainly(reason, said):
    told = words.no_groups(ENGLISH, "corporate", 34, reason)
    assert told.startswith("No clear groups: your <b>34</b> companies")
    assert said in told
    assert told.endswith("Nothing is recommended.")


def test_a_trait_says_what_is_typical_of_the_group_and_of_the_others():
    quiet, poor = portraits()[0].traits
    large, farmers = portraits()[1].traits
    assert card_words.trait_line(ENGLISH, quiet) == (
        "Transactions in 90 days: typically 1, the others 40"
    )
    assert card_words.trait_line(ENGLISH, poor) == "Loans: ¥0 on average, the others ¥5,000"
    assert card_words.trait_line(ENGLISH, large) == "Loans: typically ¥23.9K, the others ¥0"
    assert card_words.trait_line(ENGLISH, farmers).endswith("60% of them, 10% of the others")


def test_a_rule_is_read_aloud_with_how_often_it_is_right_and_how_many_it_finds():
    first, second = portraits()
    assert card_words.rule_text(ENGLISH, first) == (
        "Transactions in 90 days below 5. Right for nearly all it picks, finds nearly all."
    )
    told = card_words.rule_text(ENGLISH, second)
    assert told.startswith("Loans ¥2,000 or more; or Serves is ")
    assert told.endswith("Right for 8 of 10 it picks, finds hardly any.")


def test_a_group_without_a_short_rule_has_no_line_for_it():
    rules = answers.rules().assign(rule=[(), ()])
    assert card_words.rule_text(ENGLISH, portraits(rules=rules)[0]) is None


def test_lines_the_data_cannot_fill_are_left_out_of_the_card():
    first, second = portraits()
    assert card_words.consent_line(ENGLISH, first) == "2 may be addressed (25%)"
    assert card_words.consent_line(ENGLISH, second) is None
    assert card_words.gap_line(ENGLISH, second) is None
    assert card_words.care_line(ENGLISH, second) == "50% reached in time"
    html = segments_cards.card_html(ENGLISH, second, "contribution_ttm")
    assert "Consent" not in html
    assert "To offer" not in html


def test_the_gap_of_a_group_is_told_beside_all_others():
    told = card_words.gap_line(ENGLISH, portraits()[0])
    assert told.endswith("10% hold it, 50% of all others; as many here would be 3 customers more.")


def test_a_card_escapes_the_names_people_give():
    renamed = answers.segmentation()
    named = renamed.segments[0].__class__(
        code="P1", name_en="<b>A</b> & B", name_zh="甲", centre=(0.0, 0.0), stability=0.9
    )
    shown = answers.segmentation(segments=(named, renamed.segments[1]))
    html = segments_cards.card_html(ENGLISH, portraits(segmentation=shown)[0], "contribution_ttm")
    assert "&lt;b&gt;A&lt;/b&gt; &amp; B" in html


def test_the_verdict_is_that_of_the_weakest_group_and_each_card_has_its_own():
    assert [each.verdict for each in portraits()] == ["reliable", "fair"]
    found = Found(fit=None, described=answers.described())
    assert found.verdict == "fair"
    assert card_words.verdict_word(ENGLISH, "unreliable") == "Unreliable"


def test_four_tiles_and_three_where_nobody_looks_like_a_higher_tier():
    shown = answers.described(profiles=answers.profiles(without=4))
    firm, size, star, up = segments_tiles.tiles(
        ENGLISH, shown, shown.portraits(ENGLISH), "reliable", answers.pairs()
    )
    assert firm.value == "Reliable"
    assert (size.value, size.note) == ("10", "4 lack a feature and are in none")
    assert (star.label, star.value) == ("Borrowers bring", "80.0%")
    assert (up.value, up.note) == ("3", "¥60.0K short of its line together")
    none = segments_tiles.tiles(
        ENGLISH, shown, shown.portraits(ENGLISH), "fair", answers.pairs(count=0)
    )
    assert len(none) == 3


def test_without_contribution_assets_tell_what_a_group_is_worth():
    bare = answers.profiles().assign(contribution_ttm=float("nan"), contribution_share=float("nan"))
    shown = answers.described(profiles=bare)
    assert shown.measure == "aum_mavg"
    told = card_words.size_line(ENGLISH, shown.portraits(ENGLISH)[0], shown.measure)
    assert told == "8 customers (80.0%) hold ¥700, 70.0% of assets."


def test_what_to_do_follows_from_the_numbers_and_from_nothing_else():
    told = words.steps(ENGLISH, portraits(), answers.pairs())
    assert [sentence.split()[0] for sentence in told] == ["Offer", "Care", "Invite"]
    assert "Borrowers first" in told[1]
    quiet = answers.profiles().assign(gap_line=None, care_share=0.95)
    assert words.steps(ENGLISH, portraits(profiles=quiet), answers.pairs(count=0)) == []


def test_guarded_features_and_groups_by_hand_are_pointed_out():
    features = (answers.feature("age"), answers.feature("aum_mavg"))
    shown = answers.segmentation(features=features, recommended=False)
    told = words.notices(ENGLISH, Found(fit=None, described=answers.described(segmentation=shown)))
    assert "Made with Age, which describe a person" in told[0]
    assert "Made with Assets, monthly average, from which the tier is computed" in told[1]
    assert told[2].startswith("No number of groups is recommended here")
    assert words.notices(ENGLISH, Found(fit=None, described=answers.described())) == []


def test_a_refit_is_told_beside_what_is_adopted():
    frame = pd.DataFrame({"state": ["kept", "kept", "born"]})
    assert words.matching_line(ENGLISH, frame) == (
        "Beside the adopted segments: 2 kept with their names, 1 new, 0 gone."
    )


def test_a_problem_names_features_as_people_do_and_what_to_load_is_said():
    problem = FeatureConstant(feature="loan_mavg")
    assert str(words.worded(problem, ENGLISH)).startswith("Loans is the same for all customers")
    told = words.not_given(ENGLISH, ["demand_share", "txn_cnt_90d"])
    assert told.startswith("Nobody here has the following; load it on the data page: Demand")
    assert told.endswith("; Transactions in 90 days.")
    assert "AUM" not in told


def test_axes_of_the_map_are_told_by_what_grows_along_them():
    axes = pd.DataFrame(
        [("x", 1, "loan_mavg", "", 1), ("x", 2, "txn_cnt_90d", "", -1)],
        columns=["axis", "place", "feature", "value", "sign"],
    )
    assert words.axis_words(ENGLISH, axes, "x") == "more Loans, less Transactions in 90 days →"


@pytest.mark.parametrize(
    ("share", "said"),
    [(1.0, "nearly all"), (0.94, "9 of 10"), (0.5, "5 of 10"), (0.04, "hardly any")],
)
def test_shares_are_said_in_tenths(share, said):
    assert of_ten(ENGLISH, share) == said


def test_numbers_of_features_read_as_what_they_are():
    assert amount_word(ENGLISH, "loan_mavg", 12_000.0) == "¥12.0K"
    assert amount_word(ENGLISH, "time_share", 0.9) == "90%"
    assert amount_word(ENGLISH, "txn_cnt_90d", 2.0) == "2"
    assert amount_word(ENGLISH, "txn_cnt_90d", 2.46) == "2.5"
    assert amount_word(ENGLISH, "txn_cnt_90d", float("nan")) == "–"


@pytest.mark.parametrize(
    ("feature", "line", "said"),
    [
        ("time_share", 0.6, "60%"),
        ("other_share", 0.005, "0.5%"),
        ("other_share", 0.00123, "0.12%"),
        ("loan_mavg", 2_000.0, "¥2,000"),
        ("txn_cnt_90d", 5.0, "5"),
    ],
)
def test_a_line_of_a_rule_keeps_the_digits_that_matter(feature, line, said):
    assert line_of(ENGLISH, feature, line) == said


def test_the_text_to_paste_says_every_group():
    lines = words.summary_text(ENGLISH, "<b>2</b> groups.", portraits(), "contribution_ttm")
    assert lines.splitlines()[0] == "2 groups."
    assert len(lines.splitlines()) == 3
