"""Lists and tables of a draft: what they count adds up to the figure and to each other."""

from dataclasses import replace
from datetime import date

import pytest

from analytics.problems import UnknownMove
from data.policy import TierPolicy
from pages.parts import policy_memory, policy_movers, policy_sets, policy_tables, policy_versions
from pages.parts.policy_memory import Asked, Memory
from pages.parts.text import Text
from tests.support import policy_answers as answers

ENGLISH = Text(language="en")
CELLS = [
    *answers.CELLS,
    ("mass", "affluent", 3, 30.0, 3.0),
    ("affluent", "vip", 1, 5.0, 1.0),
    ("unknown", "mass", 1, 0.0, 0.0),
]
PICKS = [
    ("affluent>mass_affluent", 2),
    ("affluent>", 3),
    (">affluent", 3),
    ("affluent", 6),
    ("vip", 1),
    ("up", 4),
    ("down", 2),
    (">", 7),
    ("unknown", 1),
    ("mass>mass", 0),
]


@pytest.mark.parametrize(("pick", "count"), PICKS)
def test_a_list_holds_exactly_the_customers_of_its_mark(pick, count):
    shown = answers.finished(CELLS)
    cells = policy_movers.picked(shown, pick)

    assert len(policy_movers.places(shown.movers, pick)) == count
    assert cells["customer_count"].sum() == count


def test_a_tier_s_list_explains_its_change_of_size():
    shown = answers.finished(CELLS)
    sizes = shown.sizes.set_index("level")
    into = len(policy_movers.places(shown.movers, ">affluent"))
    out = len(policy_movers.places(shown.movers, "affluent>"))

    assert into - out == sizes.loc["affluent", "change"]


def test_a_pick_of_a_tier_that_is_not_there_is_a_problem():
    with pytest.raises(UnknownMove):
        policy_movers.places(answers.movers(), "platinum")


@pytest.mark.parametrize(
    ("pick", "title"),
    [
        (">", "Who would change tier"),
        ("up", "Would rise"),
        ("vip", "Into VIP and out of it"),
        ("vip>", "Out of VIP"),
        (">vip", "Into VIP"),
        ("vip>mass", "VIP → Mass"),
    ],
)
def test_a_pick_is_named_over_its_list(pick, title):
    assert policy_movers.pick_word(ENGLISH, pick) == title


def test_the_matrix_shares_are_of_the_tier_now():
    frame = policy_movers.effect_matrix(answers.effect(CELLS))
    shares = frame.groupby("from_level")["row_share"].sum()
    assert shares.round(9).eq(1).all()
    assert frame["value_after"].isna().all()


def test_real_moves_and_rules_add_up_to_everybody():
    table = policy_tables.apart(ENGLISH, answers.decomposition())
    for name in ("customer_count", "up_count", "down_count", "back_count"):
        assert table.rows[name].sum() == table.total[name]
    assert list(table.rows["customer_count"]) == [2, 1, 1, 3]


def test_both_dates_are_counted_once_under_each_set_of_rules():
    moves = answers.migration()
    table = policy_tables.migration(ENGLISH, moves, answers.TIERS)
    for policy in ("current", "draft"):
        assert table.rows[policy].sum() == moves[moves["policy"] == policy]["customer_count"].sum()
    assert dict(zip(table.rows["kind"], table.rows["current"], strict=True)) == {
        "Rose": 1,
        "Fell": 1,
        "Kept their tier": 3,
        "Without a tier on a date": 1,
        "Came into the selection": 2,
        "Left the selection": 1,
    }


def test_money_is_the_same_under_both_sets_of_rules():
    total = policy_tables.money(ENGLISH, answers.sizes(CELLS)).total
    for name in ("count", "value", "contribution"):
        assert total[f"current_{name}"] == total[f"draft_{name}"]


def test_where_a_capacity_comes_from_is_said():
    managers = answers.managers()
    own = managers[managers["manager_id"] == "M1"]
    notes = [
        policy_tables.capacity_note(ENGLISH, own, None),
        policy_tables.capacity_note(ENGLISH, managers, 200.0),
        policy_tables.capacity_note(ENGLISH, managers, None),
        policy_tables.capacity_note(ENGLISH, managers.assign(capacity=float("nan")), None),
    ]
    assert len(set(notes)) == 4
    assert notes[1].endswith("have room for 200.")


def test_rules_stand_side_by_side_with_weights_only_where_there_are_any():
    plain = policy_tables.rules(ENGLISH, answers.CURRENT, answers.DRAFT).rows
    assert plain.loc[plain["item"] == "Affluent from", ["current", "draft"]].values.tolist() == [
        ["¥300,000", "¥500,000"]
    ]
    weighted = replace(answers.DRAFT, weights=replace(answers.DRAFT.weights, wealth=0.5))
    rows = policy_tables.rules(ENGLISH, answers.CURRENT, weighted).rows
    assert list(rows["item"])[-1] == "Weight: Wealth products"
    assert len(rows) == len(plain) + 1


def versioned():
    policy = TierPolicy()
    for day, name in ((date(2026, 7, 1), "July"), (date(2026, 11, 1), "November")):
        rows = policy.in_force("TIER", "personal", day)
        named = [replace(row, note=name, approved_by="Board") for row in rows]
        policy = policy.with_levels(named, day)
    return policy


def test_versions_are_listed_newest_first_with_what_holds_today():
    found = policy_versions.versions(versioned(), "personal", answers.AT)
    assert [(each.state, each.until) for each in found] == [
        ("planned", None),
        ("current", date(2026, 10, 31)),
        ("past", date(2026, 6, 30)),
    ]
    table = policy_versions.table(ENGLISH, found).rows
    assert list(table["name"]) == ["November", "July", "Shipped with Tierview"]
    assert list(table["since"])[-1] == "the beginning"
    assert table["lines"][0] == "Mass affluent ¥50,000 · Affluent ¥300,000 · VIP ¥1,000,000"


def test_another_kind_of_customers_has_versions_of_its_own():
    (only,) = policy_versions.versions(versioned(), "corporate", answers.AT)
    assert (only.state, only.until) == ("current", None)


def asked(text):
    return Asked(store="s", release="1", scope=None, text=text)


def test_the_memory_lets_go_of_what_was_read_longest_ago():
    memory = Memory()
    for number in range(policy_memory.KEPT):
        memory.put(asked(str(number)), number)
    assert memory.get(asked("0")) == 0
    memory.put(asked("new"), 99)

    assert len(memory) == policy_memory.KEPT
    assert memory.get(asked("1")) is None
    assert (memory.get(asked("0")), memory.get(asked("new"))) == (0, 99)


def test_a_draft_is_known_by_the_name_of_its_ready_set():
    base = policy_sets.ReadySet(name="base", draft=answers.CURRENT, counts={}, why={})
    natural = policy_sets.ReadySet(name="natural", draft=answers.DRAFT, counts={}, why={})
    same = policy_sets.ReadySet(name="stable", draft=answers.CURRENT, counts={}, why={})
    ready = policy_sets.Ready(base=base, sets=(natural, same))

    assert ready.name_of("affluent=500000") == "natural"
    assert ready.name_of("type=personal") is None
    assert ready.named("capacity") is None
