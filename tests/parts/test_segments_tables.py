"""The second layer of segments: the tables of a fit, and the form that asks for another."""

from types import SimpleNamespace

import pandas as pd

from data.segment_features import FEATURES, default_features
from pages.parts import segments_form, segments_tables
from pages.parts.text import Text
from tests.support import segment_answers as answers

ENGLISH = Text(language="en", currency="CNY", gain="green")


def fit():
    names = ["k", "silhouette", "reference_high", "reference_family_high", "calinski_harabasz"]
    names += ["davies_bouldin", "jaccard_low", "clear", "eligible", "recommended", "chosen"]
    rows = [
        (2, 0.46, 0.47, 0.46, 2017.4, 1.33, 0.72, False, False, False, False),
        (3, 0.57, 0.43, 0.47, 2756.0, 0.92, 0.60, True, False, False, False),
        (4, 0.73, 0.47, 0.50, 4283.0, 0.69, 0.92, True, True, False, False),
        (5, 0.81, 0.50, 0.54, 6984.0, 0.47, 0.97, True, True, True, True),
    ]
    return SimpleNamespace(
        candidates=pd.DataFrame(rows, columns=names),
        segmentation=answers.segmentation(),
        missing={"loan_mavg": 3, "txn_cnt_90d": 0, "payroll_in": 10},
    )


def test_every_number_of_groups_says_why_it_is_recommended_or_not():
    table = segments_tables.candidates(ENGLISH, fit())
    assert list(table.rows["why"]) == [
        "No clearer than customers without groups",
        "At least one group does not come back",
        "Possible",
        "Recommended: best on all four scores together",
    ]
    assert list(table.rows["chance"]) == ["0.470", "0.470", "0.500", "0.540"]
    assert segments_tables.chosen_row(fit()) == 3


def test_missing_values_are_stated_per_feature_and_so_is_what_was_left_out():
    table = segments_tables.features(ENGLISH, fit(), {"payroll_in": "Nobody has it."})
    rows = table.rows.set_index("feature")
    assert list(rows["missing"]) == [3, 0, 10]
    assert rows.loc["Payroll received", "used"] == "Nobody has it."
    assert rows.loc["Loans", "used"] == "logarithm"


def test_kept_born_and_died_are_told_with_where_they_came_from_and_went():
    names = ["code", "name_en", "name_zh", "state", "jaccard", "old_count", "new_count"]
    names += ["centre_shift", "shifted_feature", "came_from", "went_to"]
    frame = pd.DataFrame(
        [
            ("P1", "Sleepers", "沉睡", "kept", 0.9, 8, 9, 0.4, "loan_mavg", "", ""),
            ("P2", "Borrowers", "借款", "died", 0.2, 2, 0, None, "", "", "P1"),
            ("P3", "Savers", "定期", "born", 0.3, 0, 3, None, "", "P1", ""),
        ],
        columns=names,
    )
    table = segments_tables.matching(ENGLISH, SimpleNamespace(frame=frame))
    assert list(table.rows["state"]) == [
        "Kept, with its name", "Gone; most are in Sleepers now", "New; most were in Sleepers",
    ]  # fmt: skip
    assert list(table.rows["shift"]) == ["Loans (0.40 standard deviations)", "–", "–"]


def test_sizes_then_and_now_differ_with_a_sign():
    table = segments_tables.since_adoption(ENGLISH, answers.segmentation(), {"P1": 6})
    assert list(table.rows["change"]) == ["−2", "−2"]


def test_guarded_features_stand_apart_and_every_feature_stands_once():
    for kind in ("personal", "corporate", "institution"):
        offered = segments_form.offered(kind)
        assert sorted(name for names in offered.values() for name in names) == sorted(FEATURES)
        assert {"age", "gender"} <= set(offered["protected"])
        assert set(default_features(kind)) <= set(offered["behaviour"])
    assert "aum_mavg" in segments_form.offered("personal")["leaks"]
    assert "contribution_ttm" in segments_form.offered("corporate")["leaks"]


def test_the_form_writes_only_what_differs_from_the_usual():
    usual = segments_form.written("personal", default_features("personal"), "auto", "log")
    assert usual == {"run": "1", "features": None, "k": None, "amounts": None}
    other = segments_form.written("personal", ["loan_mavg", "age"], "4", "rank")
    assert other == {"run": "1", "features": "loan_mavg,age", "k": "4", "amounts": "rank"}
