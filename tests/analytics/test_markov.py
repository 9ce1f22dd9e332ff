"""Projection at present rates: worked numbers, brute force as twin, coverage by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analytics import markov, problems
from analytics.markov import Transitions

LEVELS = ("mass", "mass_affluent", "affluent")
STAYED = [[860, 60, 5], [45, 225, 18], [4, 12, 80]]
LEFT = [75, 12, 4]
ENTERED = [130, 16, 2]


def transitions(stayed=STAYED, left=LEFT, entered=ENTERED):
    parts = (np.asarray(part, dtype=float) for part in (stayed, left, entered))
    stayed, left, entered = parts
    names = LEVELS[: len(left)]
    return Transitions(levels=names, stayed=stayed, left=left, entered=entered)


RANDOM = st.builds(
    transitions,
    arrays.arrays(np.int64, (3, 3), elements=st.integers(0, 300)).map(
        lambda block: block + 30 * np.eye(3, dtype=int)
    ),
    arrays.arrays(np.int64, 3, elements=st.integers(1, 40)),
    arrays.arrays(np.int64, 3, elements=st.integers(0, 200)),
)


def test_the_projection_as_worked():
    found = markov.projection(transitions(), 4)

    assert found.expected[0].tolist() == [1_039, 313, 105]
    assert found.expected[1] == pytest.approx([1_074.69, 325.69, 109.98], abs=6e-3)
    assert found.expected[4] == pytest.approx([1_165.69, 360.90, 124.45], abs=6e-3)


def test_the_long_run_as_worked():
    found = markov.long_run(transitions())

    assert found.count == pytest.approx([1_570.7, 542.8, 212.1], abs=0.05)
    assert found.periods == pytest.approx([15.42, 17.75, 18.73], abs=6e-3)


def test_the_stayers_as_worked():
    found = transitions()

    assert markov.settled_shares(found) == pytest.approx([0.631, 0.253, 0.115], abs=5e-4)
    assert markov.mobility(found) == pytest.approx(0.2278, abs=5e-5)
    assert markov.singular_mobility(found) == pytest.approx(0.1629, abs=5e-5)


def test_many_periods_lead_to_the_long_run():
    steps = markov.projection(transitions(), 400, draws=2)

    assert steps.expected[-1] == pytest.approx(markov.long_run(transitions()).count, rel=1e-9)


@given(RANDOM)
def test_the_books_close_and_shares_end_at_one(found):
    assert found.closing.sum() == pytest.approx(
        found.opening.sum() - found.left.sum() + found.entered.sum()
    )
    assert found.shares.sum(axis=1) + found.left / found.opening == pytest.approx(np.ones(3))
    assert found.stayer_shares.sum(axis=1) == pytest.approx(np.ones(3))
    settled = markov.settled_shares(found)
    assert settled.sum() == pytest.approx(1)
    assert settled @ found.stayer_shares == pytest.approx(settled, abs=1e-9)


@given(RANDOM, st.permutations(range(3)))
def test_the_order_of_levels_never_matters(found, order):
    order = list(order)
    turned = transitions(found.stayed[order][:, order], found.left[order], found.entered[order])

    plain, again = (markov.projection(one, 3, draws=2).expected for one in (found, turned))
    assert again == pytest.approx(plain[:, order])
    assert markov.mobility(turned) == pytest.approx(markov.mobility(found))
    assert markov.singular_mobility(turned) == pytest.approx(markov.singular_mobility(found))
    assert markov.long_run(turned, draws=2).periods == pytest.approx(
        markov.long_run(found, draws=2).periods[order]
    )


@given(RANDOM)
def test_periods_left_are_what_counting_survivors_gives(found):
    periods, alive = np.eye(3), found.shares
    for _ in range(15):  # twice as many periods at each turn
        periods, alive = periods + alive @ periods, alive @ alive

    assert markov.long_run(found, draws=2).periods == pytest.approx(periods.sum(axis=1), rel=1e-6)


def test_nobody_moving_is_no_mobility_and_keeps_the_shares():
    still = transitions(np.diag([500, 300, 200]), entered=[0, 0, 0])

    assert markov.mobility(still) == 0
    assert markov.singular_mobility(still) == 0
    assert markov.settled_shares(still) == pytest.approx([0.5, 0.3, 0.2])


def test_perfect_mobility_is_one():
    mixed = transitions([[40, 40, 40]] * 3)

    assert markov.mobility(mixed) == pytest.approx(1)


def test_levels_that_only_swap_settle_half_and_half():
    swap = transitions([[0, 100], [100, 0]], [5, 5], [0, 0])

    assert markov.settled_shares(swap) == pytest.approx([0.5, 0.5])


def test_a_level_nobody_stayed_of_has_no_mobility():
    empty = transitions([[860, 60, 5], [45, 225, 18], [0, 0, 0]], [75, 12, 40])

    assert np.isnan(markov.mobility(empty))
    assert np.isnan(markov.singular_mobility(empty))
    assert np.isnan(markov.settled_shares(empty)).all()
    assert np.isnan(markov.mobility(transitions([[90]], [10], [5])))


def test_a_level_of_thirty_is_enough_and_one_fewer_is_not():
    enough = transitions([[860, 60, 5], [45, 225, 18], [4, 12, 10]])
    short = transitions([[860, 60, 5], [45, 225, 18], [4, 12, 9]])

    assert markov.projection(enough, 1, draws=2).expected.shape == (2, 3)
    for question in (markov.long_run, lambda found: markov.projection(found, 1)):
        with pytest.raises(problems.TooFewToProject) as caught:
            question(short)
    assert str(caught.value) == (
        "Level affluent had only 29 customers at the earlier date, and a projection needs 30 in "
        "every level. Remove a filter, or choose dates with more customers."
    )


def test_levels_nobody_leaves_have_no_long_run_but_a_projection():
    endless = transitions([[860, 60, 5], [45, 225, 18], [0, 0, 100]], [75, 12, 0])

    with pytest.raises(problems.NoLongRun):
        markov.long_run(endless)
    assert markov.projection(endless, 1).expected[1].sum() > endless.closing.sum() - 100


def test_a_band_without_an_upper_end_is_missing_not_invented():
    """Two of a hundred left: every seventh draw nobody does."""
    found = markov.long_run(transitions([[98]], [2], [5]))

    assert np.isnan(found.periods_high[0])
    assert found.periods_low[0] < found.periods[0] == pytest.approx(50)


def test_the_same_seed_gives_the_same_band():
    first, again = (markov.projection(transitions(), 3) for _ in range(2))
    other = markov.projection(transitions(), 3, seed=1)

    assert np.array_equal(first.low, again.low)
    assert not np.array_equal(first.low, other.low)


@given(RANDOM)
def test_bands_start_at_the_closing_and_hold_what_is_expected(found):
    step = markov.projection(found, 2)

    assert step.low[0].tolist() == step.high[0].tolist() == found.closing.tolist()
    assert (step.low <= step.expected + 1).all()
    assert (step.expected <= step.high + 1).all()


def simulated(chance, opening):
    """One more period at the true rates of the worked matrix."""
    shares = np.column_stack([STAYED, LEFT]) / np.add(np.sum(STAYED, axis=1), LEFT)[:, None]
    moved = chance.multinomial(opening.astype(int), shares)
    return transitions(moved[:, :-1], moved[:, -1], chance.poisson(ENTERED))


def test_bands_hold_the_next_period_nineteen_times_in_twenty():
    chance = np.random.default_rng(9)
    inside = []
    for _ in range(300):
        earlier = simulated(chance, np.array([1_000, 300, 100]))
        later = simulated(chance, earlier.closing)
        inside.append(markov.back_test(earlier, later).inside)

    assert np.mean(inside) == pytest.approx(0.95, abs=0.025)


def test_the_long_run_band_holds_the_truth_nineteen_times_in_twenty():
    chance = np.random.default_rng(10)
    truth = markov.long_run(transitions(), draws=2)
    inside = []
    for _ in range(300):
        found = markov.long_run(simulated(chance, np.array([1_000, 300, 100])), draws=200)
        inside.append((found.periods_low <= truth.periods) & (truth.periods <= found.periods_high))

    assert np.mean(inside) == pytest.approx(0.95, abs=0.04)


def test_the_back_test_states_its_error():
    later = transitions(
        [[900, 70, 5], [40, 250, 12], [4, 10, 86]], left=[64, 11, 5], entered=[100, 20, 3]
    )

    found = markov.back_test(transitions(), later)

    assert found.expected == pytest.approx([1_074.69, 325.69, 109.98], abs=6e-3)
    assert found.actual.tolist() == [1_044, 350, 106]
    assert found.error == pytest.approx([30.69, -24.31, 3.98], abs=6e-3)
    assert found.error_share == pytest.approx([0.0294, -0.0695, 0.0375], abs=5e-5)
    assert found.unchanged_error.tolist() == [-5, -37, -1]
    assert found.inside.tolist() == [True, True, True]
    assert found.total_error_share == pytest.approx(58.975 / 1_500)
