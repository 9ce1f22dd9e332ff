"""ABC within the branch: the worked example, exact lines, ties, and a twin in fractions."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import publish, release
from data.branch_classes import CLASSES, branch_classes
from data.release import Store
from tests.support.deliveries import delivery

MICRO = 1_000_000
EXAMPLE = (50_000, 30_000, 12_000, 6_000, 3_000, 1_000, 500, -500, -4_000, -8_000)


def letters(value, branch=None, is_open=None, rank=None):
    """Classes as letters, `-` for none; amounts are in micro-units."""
    value = np.asarray(value, dtype=np.int64)
    branch = np.zeros(len(value)) if branch is None else branch
    is_open = np.ones(len(value)) if is_open is None else is_open
    rank = np.arange(len(value)) if rank is None else np.asarray(rank)
    found = branch_classes(
        np.asarray(branch, dtype=np.int32),
        value,
        np.asarray(is_open, dtype=np.bool_),
        lambda rows: rank[rows],
    )
    return "".join((*CLASSES, "-")[level] for level in found)


def twin(value, branch, is_open, rank):
    """The rule read aloud: one branch at a time, in fractions."""
    found = ["-" if not opened else "C" for opened in is_open]
    for one in set(branch):
        people = [i for i, b in enumerate(branch) if b == one and is_open[i] and value[i] > 0]
        people.sort(key=lambda i: (-value[i], rank[i]))
        total, reached = sum(value[i] for i in people), Fraction(0)
        for i in people:
            found[i] = (
                "A" if reached < Fraction(7, 10) else "B" if reached < Fraction(9, 10) else "C"
            )
            reached += Fraction(int(value[i]), total)
    return "".join(found)


def test_the_worked_example_of_the_domain_model():
    assert letters([amount * MICRO for amount in EXAMPLE]) == "AABBCCCCCC"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((70, 20, 10), "ABC"),
        ((69, 21, 10), "AAC"),
        ((7 * 10**17 - 1, 2 * 10**17, 10**17 + 1), "AAB"),
        ((7 * 10**17, 2 * 10**17, 10**17), "ABC"),
        ((1, 0, -1), "ACC"),
        ((0, 0), "CC"),
        ((), ""),
    ],
    ids=["exactly", "just below", "one millionth below", "in the billions", "one", "none", "empty"],
)
def test_the_customer_who_reaches_the_line_is_the_last_of_the_class(value, expected):
    assert letters(value) == expected


def test_branches_are_judged_apart_and_a_closed_customer_takes_no_part():
    assert letters([10, 70, 20, 900], branch=[1, 0, 0, 0], is_open=[1, 1, 1, 0]) == "AAB-"


def test_without_a_branch_there_is_no_class():
    assert letters([5, 5], branch=[-1, 0]) == "-A"


def test_equal_amounts_a_line_divides_go_by_customer_id():
    assert letters([40, 10, 10, 40], rank=[3, 2, 1, 0]) == "ACBA"
    assert letters([25, 25, 25, 25], rank=[0, 1, 2, 3]) == "AAAB"
    assert letters([25, 25, 25, 25], rank=[3, 2, 1, 0]) == "BAAA"


BANKS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.one_of(st.integers(-3, 12), st.integers(-(10**12), 10**12)),
        st.booleans() | st.just(True),
    ),
    max_size=40,
)


@given(BANKS, st.randoms(use_true_random=False))
def test_the_twin_in_fractions_agrees(bank, chance):
    branch, value, is_open = zip(*bank, strict=True) if bank else ((), (), ())
    rank = chance.sample(range(len(bank)), len(bank))
    assert letters(value, branch, is_open, rank) == twin(value, branch, is_open, rank)


@given(BANKS)
def test_class_a_is_70_percent_and_the_customer_who_crosses_it(bank):
    branch, value, is_open = zip(*bank, strict=True) if bank else ((), (), ())
    found = letters(value, branch, is_open)
    for one in set(branch):
        own = [i for i, b in enumerate(branch) if b == one]
        positive = sum(value[i] for i in own if is_open[i] and value[i] > 0)
        best = [value[i] for i in own if found[i] == "A"]
        if positive:
            assert 10 * (sum(best) - min(best)) < 7 * positive <= 10 * sum(best)


def test_order_of_rows_never_matters():
    chance = np.random.default_rng(3)
    value, branch = chance.integers(-5, 20, 3_000), chance.integers(0, 40, 3_000)
    rank, shuffled = chance.permutation(3_000), chance.permutation(3_000)
    found = letters(value, branch, rank=rank)
    again = letters(value[shuffled], branch[shuffled], rank=rank[shuffled])
    assert again == "".join(np.array(list(found))[shuffled])


CUSTOMERS = "customer_id customer_type branch_id\n{}"
SNAPSHOT = "customer_id snapshot_date aum_mavg loan_mavg contribution status\n{}"


def test_a_tie_goes_by_customer_id_also_when_the_customer_came_later(tmp_path):
    store, known = Store(tmp_path / "store"), ("M1", "M2", "M3")
    people = "\n".join(f"{name} personal B1" for name in known)
    rows = "\n".join(f"{name} 2026-01-31 0 0 0 open" for name in known)
    tables = {"customer": CUSTOMERS.format(people), "customer_snapshot": SNAPSHOT.format(rows)}
    publish.publish(store, delivery(tmp_path / "staged", tables))
    rows = "\n".join(f"{name} 2026-02-28 0 0 5 open" for name in (*known, "A1"))
    tables = {
        "customer": CUSTOMERS.format("A1 personal B1\nG1 personal B1"),
        "customer_snapshot": SNAPSHOT.format(rows + "\nG1 2026-02-28 0 0 9 closed"),
    }
    publish.publish(store, delivery(tmp_path / "staged", tables))
    with release.connect(store) as connection:
        found = connection.execute(
            """select customer_id, abc_class from customer_snapshot join customer
            using (customer_key) where snapshot_date = '2026-02-28' order by 1"""
        ).fetchall()
    assert found == [("A1", "A"), ("G1", None), ("M1", "A"), ("M2", "A"), ("M3", "B")]
