"""Changes, their intervals and the verdicts, with the bootstrap as twin."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from analytics import intervals, problems
from analytics.contribution import Judgement, bank_judgement, contribution_change
from analytics.engine import DuckDBEngine
from analytics.intervals import Change
from analytics.judgement import Evidence, History, verdict_on
from analytics.scope import Scope
from tests.support.banks import AT, BEFORE, plain_summary, ranked, seeded_bank
from tests.support.releases import month, small_release, written_store

METRICS = ["top20_share", "customers_for_80_share", "gini_normalised", "negative_total", "total"]
WIDE_ENOUGH = 0.12
"""How far the half-widths of 400 bootstrap draws may be from the influence function's."""


def paired_values(bank):
    wide = [ranked(bank, day).set_index("customer_id")["contribution_ttm"] for day in (BEFORE, AT)]
    return pd.concat(wide, axis=1, keys=["before", "after"])


def bootstrapped(pairs, draws=400):
    """The changes of the metrics when whole customers are drawn with replacement."""
    chance = np.random.default_rng(3)
    values = pairs.to_numpy()
    found = []
    for _ in range(draws):
        drawn = values[chance.integers(0, len(values), len(values))]
        dates = [np.sort(column[~np.isnan(column)])[::-1] for column in drawn.T]
        before, after = (plain_summary(value) for value in dates)
        found.append([after[name] - before[name] for name in METRICS])
    return np.array(found)


def test_intervals_are_as_wide_as_the_bootstrap_s(engine, bank):
    found = contribution_change(engine, Scope.of(engine)).set_index("metric").loc[METRICS]

    draws = bootstrapped(paired_values(bank))

    half = (found["change_high"] - found["change_low"]).to_numpy() / 2
    assert half == pytest.approx(1.959964 * draws.std(axis=0), rel=WIDE_ENOUGH)
    values = paired_values(bank)
    plain = [plain_summary(np.sort(values[name].dropna())[::-1]) for name in ("before", "after")]
    changes = [plain[1][name] - plain[0][name] for name in METRICS]
    assert found["change"].to_numpy() == pytest.approx(changes, abs=1e-6, rel=1e-9)


def test_a_bank_that_does_not_change_is_normal_variation(tmp_path):
    still = seeded_bank(300, dates=(BEFORE,))
    rows = pd.concat([still, still.assign(snapshot_date=AT)])

    found = contribution_change(*opened(tmp_path, rows))

    assert list(found["verdict"]) == ["normal"] * 5
    assert found["change"].abs().max() == pytest.approx(0, abs=1e-12)


def opened(folder, rows):
    engine = small_release(folder / "store", rows)
    return engine, Scope.of(engine)


def test_everybody_bringing_less_is_clearly_down(tmp_path):
    before = seeded_bank(300, dates=(BEFORE,))
    after = before.assign(snapshot_date=AT, contribution_ttm=before["contribution_ttm"] * 0.8)

    found = contribution_change(*opened(tmp_path, pd.concat([before, after])))

    verdicts = found.set_index("metric")["verdict"]
    assert verdicts["total"] == "down"
    assert verdicts["top20_share"] == "normal"


def test_fewer_than_ten_customers_are_too_few_to_say(tmp_path):
    rows = {
        "customer_id": ["a", "b", "c"] * 2,
        "snapshot_date": [BEFORE] * 3 + [AT] * 3,
        "contribution_ttm": [5.0, 3.0, 1.0, 50.0, 3.0, 1.0],
    }

    found = contribution_change(*opened(tmp_path, rows))

    assert set(found["verdict"]) == {"few"}


def test_one_depositor_who_leaves_is_named(tmp_path):
    before = seeded_bank(300, dates=(BEFORE,)).assign(status="open")
    whale = before.iloc[:1].assign(customer_id="WHALE", aum_mavg=30_000_000.0)
    rows = pd.concat([before, before.assign(snapshot_date=AT), whale])

    found = contribution_change(*opened(tmp_path, rows), measure="aum_mavg")

    total = found.set_index("metric").loc["total"]
    assert total["verdict"] == "one_large"
    assert total["largest_move_customer_id"] == "WHALE"
    assert total["largest_move"] == -30_000_000


def test_a_share_of_a_negative_total_is_undefined(tmp_path):
    rows = {
        "customer_id": [f"c{i}" for i in range(12)] * 2,
        "snapshot_date": [BEFORE] * 12 + [AT] * 12,
        "contribution_ttm": [-1.0] * 24,
    }

    found = contribution_change(*opened(tmp_path, rows)).set_index("metric")

    assert found.loc["top20_share", "verdict"] == "undefined"
    assert found.loc["total", "verdict"] == "normal"


def test_a_first_date_has_nothing_to_compare_with(tmp_path):
    engine, scope = opened(tmp_path, seeded_bank(30, dates=(AT,)))

    with pytest.raises(problems.NoEarlierDate) as caught:
        contribution_change(engine, scope)

    assert str(caught.value) == (
        "There is no date before 2025-12-31 to compare with. Load an earlier month."
    )


def test_a_change_that_earlier_months_also_showed_is_normal(tmp_path):
    dates = tuple(month(number) for number in range(1, 13))
    first = seeded_bank(200, dates=dates[:1]).assign(status="open")
    swing = [1.0 + 0.3 * (number % 2) for number in range(12)]
    rows = pd.concat(
        first.assign(snapshot_date=day, contribution_ttm=first["contribution_ttm"] * factor)
        for day, factor in zip(dates, swing, strict=True)
    )

    total = contribution_change(*opened(tmp_path, rows)).set_index("metric").loc["total"]

    assert total["significant"]
    assert total["material"]
    assert total["history_count"] == 10
    assert not total["beyond_history"]
    assert total["verdict"] == "normal"


def test_holm_adjusts_as_worked_by_hand():
    assert intervals.holm([0.012, 0.030, 0.200]) == pytest.approx([0.036, 0.060, 0.200])
    assert intervals.holm([0.200, 0.012, 0.030]) == pytest.approx([0.200, 0.036, 0.060])


@pytest.mark.parametrize(
    ("size", "p_adjusted", "part", "few", "big", "verdict"),
    [
        (0.02, 0.01, 0.001, False, False, "up"),
        (-0.02, 0.01, 0.001, False, False, "down"),
        (0.02, 0.06, 0.001, False, False, "normal"),
        (0.004, 0.01, 0.001, False, False, "normal"),
        (0.02, 0.01, 0.015, False, True, "one_large"),
        (0.02, 0.01, -0.015, False, True, "up"),
        (0.02, 0.01, 0.015, True, True, "few"),
    ],
)
def test_the_verdict_follows_from_the_tests(size, p_adjusted, part, few, big, verdict):
    change = Change(change=size, low=0, high=0, p_value=p_adjusted, largest_part=part)
    none = History(changes=np.array([]))
    tests = Evidence.of(change, p_adjusted, smallest=0.005, history=none)

    assert verdict_on(change, tests, few=few, big=big) == verdict


def test_a_bank_s_own_parameters_judge():
    own = Judgement.of({"min_cell": 30, "big_move": 5e6, "red": 60})

    assert own == Judgement(min_cell=30, big_move=5e6)
    assert own.big_move_of("aum_mavg") == 5e6
    assert own.big_move_of("contribution_ttm") == 5e4


def test_verdicts_take_the_banks_own_thresholds_from_the_release(tmp_path):
    rows = {"customer_id": ["C1", "C1"], "snapshot_date": [month(9), month(10)]}
    store = written_store(tmp_path, rows)
    with duckdb.connect(str(store.path("000001"))) as connection:
        connection.execute("""insert into parameter(name, effective_from, value) values
            ('min_cell', date '2025-10-31', 30), ('min_cell', date '1900-01-01', 20),
            ('big_move', date '2025-11-01', 7)""")
    engine = DuckDBEngine(store)

    assert bank_judgement(engine, Scope.of(engine)) == Judgement(min_cell=30)
