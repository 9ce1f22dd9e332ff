"""Names proposed for segments: from the centre alone, unique, in both languages, persistent."""

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.segment_names import LONGEST, named
from analytics.segment_phrases import PHRASES, QUALIFIERS
from data.segment_features import FEATURES
from tests.support.segment_fits import feature, segment, segmentation

DEFAULT = (
    "demand_share",
    "time_share",
    "wealth_share",
    "other_share",
    "loan_mavg",
    "payroll_in",
    "txn_cnt_90d",
    "digital_login_30d",
)
DEMO_CENTRES = {
    "P1": (0.58, -0.57, -0.36, -0.31, -0.37, -0.44, -0.90, -0.80),
    "P2": (-1.45, 2.03, -0.34, -0.31, -0.35, -0.44, -0.27, -0.54),
    "P3": (0.50, -0.41, -0.17, -0.23, -0.38, 1.93, 1.25, 1.46),
    "P4": (0.66, -0.52, -0.32, -0.30, 2.58, -0.11, 1.52, 0.94),
    "P5": (-1.42, -0.10, 2.95, 2.76, -0.32, -0.21, 0.58, 1.07),
}


def of_centres(centres, *, names=DEFAULT, customer_type="personal"):
    segments = [segment(code, *centre, count=100) for code, centre in centres.items()]
    return segmentation([feature(name) for name in names], segments, customer_type=customer_type)


def names_of(found):
    return {each.code: (each.name_en, each.name_zh) for each in found.segments}


def test_the_demo_banks_centres_are_called_what_a_banker_calls_them():
    assert names_of(named(of_centres(DEMO_CENTRES))) == {
        "P1": ("Sleepers", "沉睡客户"),
        "P2": ("Time savers", "定期储户"),
        "P3": ("Salary customers", "代发客户"),
        "P4": ("Active borrowers", "经营借款客户"),
        "P5": ("Investors", "理财客户"),
    }


def test_the_same_centres_have_the_same_names_in_any_order():
    wanted = names_of(named(of_centres(DEMO_CENTRES)))
    order = list(DEMO_CENTRES)
    for seed in range(20):
        random.Random(seed).shuffle(order)
        found = named(of_centres({code: DEMO_CENTRES[code] for code in order}))
        assert names_of(found) == wanted


def test_firms_are_named_as_firms():
    found = named(of_centres(DEMO_CENTRES, customer_type="corporate"))

    assert names_of(found)["P1"] == ("Dormant companies", "沉睡企业")
    assert names_of(found)["P2"] == ("Time-deposit companies", "定期存款企业")
    assert names_of(named(of_centres(DEMO_CENTRES, customer_type="institution")))["P1"] == (
        "Dormant institutions",
        "沉睡机构",
    )


def test_who_has_a_name_keeps_it_and_nobody_else_gets_it():
    found = named(of_centres(DEMO_CENTRES), keep={"P1": ("Time savers", "定期储户")})

    assert names_of(found)["P1"] == ("Time savers", "定期储户")
    en, zh = names_of(found)["P2"]
    assert en != "Time savers"
    assert zh.endswith("定期储户")


def test_of_two_alike_the_one_with_more_gets_the_phrase_and_the_other_says_what_else():
    centres = {
        "P1": (0, 2.0, 0, 0, 0, 0, 1.4, 0),
        "P2": (0, 2.5, 0, 0, 0, 0, 0, 0),
        "P3": (0, -1, 0, 0, 0, 0, 0, 0),
    }
    assert names_of(named(of_centres(centres))) == {
        "P2": ("Time savers", "定期储户"),
        "P1": ("Frequent transactors", "交易活跃客户"),
        "P3": ("Average customers", "普通客户"),
    }
    centres["P1"] = (0, 2.0, 0, 0, 0, 0, 0.4, 0)
    assert names_of(named(of_centres(centres)))["P1"] == ("Active time savers", "活跃定期储户")


def test_a_yes_or_no_feature_is_named_by_its_code():
    features = [feature("service_group", value="farmer"), feature("txn_cnt_90d")]
    found = named(segmentation(features, [segment("P1", 1.8, 0.1), segment("P2", -0.4, 0.0)]))

    assert names_of(found)["P1"] == ("Serves: Farmer", "农户")


def test_every_number_has_a_phrase_and_a_word_for_much_and_little():
    numbers = {name for name, each in FEATURES.items() if each.kind != "code"}

    assert numbers <= {name for phrase in PHRASES for name in phrase.features}
    assert set(QUALIFIERS) == numbers


@given(
    st.lists(
        st.tuples(*[st.floats(-3, 3).map(lambda part: round(part, 2))] * 8),
        min_size=1,
        max_size=10,
    ),
    st.sampled_from(["personal", "corporate", "institution"]),
)
def test_any_segments_have_unique_short_names_in_both_languages(centres, kind):
    found = named(
        of_centres({f"P{at}": centre for at, centre in enumerate(centres, 1)}, customer_type=kind)
    )
    english = [each.name_en for each in found.segments]
    chinese = [each.name_zh for each in found.segments]

    assert len(set(english)) == len(set(chinese)) == len(centres)
    assert all(len(name) <= LONGEST for name in chinese)
    assert not any(re.search("[A-Za-z]", name) for name in chinese)
    assert all(english)


@pytest.mark.parametrize("centre", DEMO_CENTRES.values())
def test_naming_changes_nothing_but_names(centre):
    plain = of_centres({"P1": centre})
    found = named(plain)

    bare = replace(
        found, segments=tuple(replace(s, name_en="", name_zh="") for s in found.segments)
    )
    assert bare == plain
