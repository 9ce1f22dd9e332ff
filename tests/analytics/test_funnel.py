"""Branches against what their customers' levels lead to expect: exact limits, by simulation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from analytics import funnel as funnels
from analytics.funnel import funnel, limits_at, mid_scores

SHARES = np.array([0.075, 0.06, 0.03])
LIMITS = ["low998", "low95", "high95", "high998"]


def test_standardising_by_hand():
    """Two branches, one of mass, one of affluent customers; the bank's rates are 10 and 2 %."""
    found = funnel([[900, 100], [100, 900]], [[85, 3], [15, 17]])

    parts = found.parts
    assert parts["rate"].tolist() == [0.088, 0.032]
    assert parts["expected_count"].tolist() == [92, 28]
    assert parts["ratio"].tolist() == pytest.approx([88 / 92, 32 / 28])
    assert found.overall_rate == 0.06
    assert parts["standardised_rate"].tolist() == pytest.approx([0.057391, 0.068571], abs=1e-6)
    assert parts["effective_n"].tolist() == pytest.approx([1_598.393, 461.061], abs=1e-3)
    assert parts["verdict"].tolist() == ["usual", "usual"]
    assert found.dispersion == 1


def test_a_part_with_one_rate_at_all_levels_keeps_its_own_n():
    found = funnel([[100, 400], [300, 200]], [[5, 20], [15, 10]])

    assert found.parts["effective_n"].tolist() == pytest.approx([500, 500])


@given(st.integers(1, 400), st.floats(0.001, 0.999))
def test_scores_are_those_of_the_exact_mid_p(n, rate):
    count = np.arange(n + 1)
    below = stats.binom.cdf(count - 1, n, rate) + stats.binom.pmf(count, n, rate) / 2
    above = stats.binom.sf(count, n, rate) + stats.binom.pmf(count, n, rate) / 2
    exact = np.where(below < above, stats.norm.ppf(below), -stats.norm.ppf(above))
    near = np.abs(exact) < 8

    assert mid_scores(count, n, rate)[near] == pytest.approx(exact[near], abs=1e-6)


@given(st.floats(1, 1e6), st.floats(0.001, 0.999), st.floats(0, 0.05))
def test_limits_hold_the_expected_rate_and_score_as_they_should(n, rate, spread):
    found = limits_at([n], rate, spread)
    low998, low95, high95, high998 = (float(found[name][0]) for name in LIMITS)

    assert 0 <= low998 <= low95 <= rate + 1e-9
    assert rate - 1e-9 <= high95 <= high998 <= 1
    wide = np.sqrt(1 + spread**2 * n / (rate * (1 - rate)))
    for name, z in funnels.LIMITS.items():
        limit = float(found[name][0])
        if 0 < limit < 1:
            assert mid_scores(limit * n, n, rate) == pytest.approx(z * wide, abs=1e-3)


def test_limits_of_large_parts_are_the_normal_ones():
    found = limits_at([1e6], 0.06)

    half = 1.959964 * np.sqrt(0.06 * 0.94 / 1e6)
    assert found["low95"][0] == pytest.approx(0.06 - half, rel=1e-4)
    assert found["high95"][0] == pytest.approx(0.06 + half, rel=1e-4)


@pytest.mark.parametrize(("n", "rate"), [(300, 0.06), (1_000, 0.02), (80, 0.3)])
def test_limits_leave_outside_what_they_say(n, rate):
    count = np.arange(n + 1)
    chance = stats.binom.pmf(count, n, rate)
    found = limits_at([n], rate)

    for name, part in (("95", 0.05), ("998", 0.002)):
        low, high = found[f"low{name}"][0] * n, found[f"high{name}"][0] * n
        outside = chance[(count < low) | (count > high)].sum()
        assert outside == pytest.approx(part, rel=0.35)


def bank(chance, sizes, *, apart=0.0):
    """Customers and movers per part and level; `apart`: how far true rates differ, relatively."""
    mixes = chance.dirichlet([8, 3, 1], len(sizes))
    n = np.array([chance.multinomial(size, mix) for size, mix in zip(sizes, mixes, strict=True)])
    true = np.minimum(SHARES * (1 + apart * chance.standard_normal((len(sizes), 1))).clip(0.1), 1)
    return n, chance.binomial(n, true)


@pytest.mark.parametrize(("sizes", "apart"), [(15, 0.0), (60, 0.0), (15, 0.10), (60, 0.10)])
def test_equal_branches_are_seldom_blamed(sizes, apart):
    """Also when true rates differ everywhere by a tenth: none of them is special."""
    chance = np.random.default_rng(12)
    blamed, outside = [], []
    for _ in range(200):
        found = funnel(*bank(chance, chance.integers(100, 4_000, sizes), apart=apart)).parts
        blamed.append(found["verdict"].isin(["high", "low"]).any())
        outside.append(found["outside95"].mean())

    assert np.mean(blamed) <= (0.05 + 1.96 * np.sqrt(0.05 * 0.95 / 200) if not apart else 0.12)
    assert np.mean(outside) <= 0.06


def test_a_branch_that_moves_six_tenths_more_is_found():
    chance = np.random.default_rng(13)
    found = []
    for _ in range(100):
        n, count = bank(chance, chance.integers(100, 4_000, 15))
        n[0] = [1_400, 450, 150]
        count[0] = chance.binomial(n[0], SHARES * 1.6)
        found.append(funnel(n, count).parts["verdict"][0])

    assert np.mean(np.array(found) == "high") >= 0.9


def test_a_branch_with_more_mass_customers_is_not_blamed_for_them():
    n = np.array([[9_000, 500], [500, 9_000], [5_000, 5_000]])
    count = np.round(n * [0.10, 0.02]).astype(int)

    found = funnel(n, count).parts

    assert found["rate"].tolist() == pytest.approx([0.0958, 0.0242, 0.06], abs=5e-5)
    assert found["verdict"].tolist() == ["usual"] * 3
    assert found["ratio"].tolist() == pytest.approx([1, 1, 1])


def test_under_thirty_customers_there_is_no_verdict():
    found = funnel([[29, 0], [500, 500], [500, 500]], [[29, 0], [25, 25], [25, 25]])

    parts = found.parts
    assert parts["verdict"].tolist() == ["few", "usual", "usual"]
    assert parts["p_value"].isna().tolist() == [True, False, False]
    assert not parts["outside998"][0]
    assert found.judged_count == 2


def test_how_many_chance_puts_outside():
    chance = np.random.default_rng(14)
    found = funnel(*bank(chance, np.full(200, 500)))

    assert found.expected_outside95 == pytest.approx(10)
    assert found.expected_outside998 == pytest.approx(0.4)


@given(st.integers(0, 1_000))
def test_points_are_outside_the_curves_exactly_when_outside_their_own_limits(seed):
    chance = np.random.default_rng(seed)
    found = funnel(*bank(chance, chance.integers(30, 4_000, 20), apart=0.4))
    parts = found.parts
    curve = limits_at(parts["effective_n"], found.overall_rate, found.spread)

    for name in ("95", "998"):
        own = (parts["rate"] < parts[f"low{name}"]) | (parts["rate"] > parts[f"high{name}"])
        place = parts["standardised_rate"]
        drawn = (place < curve[f"low{name}"]) | (place > curve[f"high{name}"])
        assert own.tolist() == drawn.tolist() == parts[f"outside{name}"].tolist()
    assert (parts["low95"] <= parts["expected_rate"] + 1e-12).all()
    assert (parts["expected_rate"] <= parts["high95"] + 1e-12).all()
    assert parts["expected_count"].sum() == pytest.approx(parts["count"].sum())


@given(st.permutations(range(20)))
def test_the_order_of_branches_never_matters(order):
    n, count = bank(np.random.default_rng(15), np.full(20, 800), apart=0.3)
    order = list(order)

    plain, turned = funnel(n, count).parts, funnel(n[order], count[order]).parts

    assert turned["verdict"].tolist() == plain["verdict"].iloc[order].tolist()
    assert turned["low998"].to_numpy() == pytest.approx(plain["low998"].iloc[order].to_numpy())


def test_curves_close_in_around_the_bank_s_rate():
    found = funnel(*bank(np.random.default_rng(16), np.geomspace(40, 50_000, 15).astype(int)))

    curves = found.curves()

    assert (curves["n"].iloc[0], len(curves)) == (30, 80)
    assert curves["n"].iloc[-1] == pytest.approx(found.parts["effective_n"].max())
    assert (curves["n"].diff().dropna() > 0).all()
    width = curves["high95"] - curves["low95"]
    assert width.iloc[-1] < 0.1 * width.iloc[0]
    assert (curves[["low998", "low95"]] <= found.overall_rate).all(axis=None)
    assert (curves[["high95", "high998"]] >= found.overall_rate).all(axis=None)


def test_where_nobody_or_everybody_moves_nothing_is_unusual():
    nobody = funnel([[100, 50]] * 3, [[0, 0]] * 3)
    everybody = funnel([[100, 50]] * 3, [[100, 50]] * 3)

    assert set(nobody.parts["verdict"]) == {"few"}
    assert nobody.overall_rate == 0
    assert not everybody.parts["outside95"].any()
    for found in (nobody, everybody):
        assert np.isfinite(found.curves()["n"]).all()


def test_one_branch_alone_is_what_it_is_expected_to_be():
    found = funnel([[500, 80]], [[30, 1]])

    assert found.parts["ratio"].tolist() == pytest.approx([1])
    assert found.parts["verdict"].tolist() == ["usual"]


def test_no_branches_at_all():
    found = funnel(np.zeros((0, 3)), np.zeros((0, 3)))

    assert found.judged_count == 0
    assert len(found.parts) == 0


def test_a_reference_from_outside():
    found = funnel([[1_000], [1_000]], [[150], [95]], reference=[0.10])

    assert found.parts["expected_count"].tolist() == [100, 100]
    assert found.overall_rate == pytest.approx(0.10)
    assert found.parts["verdict"].tolist()[1] == "usual"
