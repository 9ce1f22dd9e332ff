"""Policies that start one after another: each is a replay of its rules over the whole history."""

import random
import tempfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from data import publish, release
from data.policy import ALWAYS, PRESETS, TIER_POLICY, Parameters, TierPolicy
from data.publish import Rules
from data.release import Store
from data.workspace import Workspace
from tests.support.deliveries import delivery
from tests.support.replays import replay

ENDS = [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
ENDS += [date(2026, 5, 31), date(2026, 6, 30)]
WEEKS = [date(2026, 1, 10), date(2026, 2, 8), date(2026, 3, 29), date(2026, 4, 12)]
DAYS = sorted(ENDS + WEEKS)
KINDS = ("personal", "personal", "personal", "corporate", "institution")
NAMES = [f"K{number}" for number in range(8)]
PEOPLE = pd.DataFrame(
    {
        "customer_id": NAMES,
        "customer_type": [KINDS[number % len(KINDS)] for number in range(8)],
        "branch_id": "B1",
        "credit_grade": ["A", None, "B", None, None, "C", None, None],
    }
)
FACT = """select c.customer_id, f.* exclude (customer_key) from customer_snapshot f
    join customer c using (customer_key) order by f.snapshot_date, c.customer_id"""
CUBES = [
    f"select * from {table} order by all" for table in ("cube_bucket", "cube_kpi", "cube_flow")
]
RESTATED = """select policy_version, scheme, snapshot_date, customer_id, level, raw_level,
    below_count, watch from tier join customer using (customer_key) order by all"""


def personal(**changes):
    """The shipped TIER ladder of people with other values on every level."""
    own = (r for r in TIER_POLICY if (r.scheme, r.customer_type) == ("TIER", "personal"))
    return tuple(replace(level, **changes) for level in own)


def moved(factor, **changes):
    """The same with its bounds moved."""
    return tuple(
        replace(level, lower_bound=level.lower_bound and level.lower_bound * factor)
        for level in personal(**changes)
    )


def frame(store, sql):
    with release.connect(store) as connection:
        return connection.execute(sql).df()


def expected(store, policy):
    """The twin's fact levels and table `tier`, from the amounts the release holds."""
    fact = frame(store, FACT).astype(object)
    fact = fact.where(fact.notna(), None)
    dates = frame(store, "select snapshot_date, month_date from snapshot").astype(object)
    calendar = {
        row.snapshot_date.date(): None if pd.isna(row.month_date) else row.month_date.date()
        for row in dates.itertuples()
    }
    rows = {}
    for row in fact.itertuples():
        amounts = (None if v is None else float(v) for v in (row.aum_mavg, row.contribution_ttm))
        rows.setdefault(row.snapshot_date.date(), {})[row.customer_id] = (
            row.customer_type,
            row.status,
            *amounts,
        )
    starts = policy.regime_starts()
    in_force = {day: max(start for start in starts if start <= day) for day in rows}
    levels = {start: replay(policy.regime(start), rows, calendar) for start in starts}
    carried = {key: levels[in_force[key[0]]][key] for key in levels[starts[0]]}
    restated = {}
    for start in set(in_force.values()):
        for (day, name), (level, raw, below, watch, value) in levels[start].items():
            if day < start:
                restated[str(start), "TIER", day, name] = (level, raw, below, watch)
                restated[str(start), "VALUE3", day, name] = (value, value, 0, False)
    return carried, restated


def found(store):
    fact = frame(store, FACT).astype(object)
    fact = fact.where(fact.notna(), None)
    carried = {
        (r.snapshot_date.date(), r.customer_id): (
            r.tier,
            r.tier_raw,
            r.tier_below_count,
            r.tier_watch,
            r.value3,
        )
        for r in fact.itertuples()
    }
    kept = frame(store, RESTATED).astype(object)
    kept = kept.where(kept.notna(), None)
    restated = {
        (r.policy_version, r.scheme, r.snapshot_date.date(), r.customer_id): (
            r.level,
            r.raw_level,
            r.below_count,
            r.watch,
        )
        for r in kept.itertuples()
    }
    return carried, restated


def assert_is_the_twin(store, policy):
    wanted, got = expected(store, policy), found(store)
    assert got[0] == wanted[0]
    assert got[1] == wanted[1]


def bank(amounts):
    """Rows of the bank from {(day, name): None (no row), "closed" or an amount}."""
    rows = [
        {
            "customer_id": name,
            "snapshot_date": day,
            "status": "closed" if amount == "closed" else "open",
            "aum_mavg": 0 if amount == "closed" else amount,
            "loan_mavg": 0,
            "contribution": 0 if amount == "closed" else amount / 20,
        }
        for (day, name), amount in amounts.items()
        if amount is not None
    ]
    return pd.DataFrame(rows)


def row_of(name, *values):
    """One customer's amounts on the month-ends."""
    return bank({(day, name): value for day, value in zip(ENDS, values, strict=False)})


def tiers(store, version=None):
    """The tiers of a store of one customer: what the fact carries, or a regime's restated ones."""
    if version is None:
        sql = "select tier as level from customer_snapshot order by snapshot_date"
    else:
        sql = f"""select level from tier where policy_version = '{version}' and scheme = 'TIER'
            order by snapshot_date"""
    return frame(store, sql)["level"].tolist()


@pytest.fixture
def staged(tmp_path):
    return tmp_path / "staged"


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


def load(store, staged, rows, policy=None, people=None):
    brought = {"customer_snapshot": rows} | ({} if people is None else {"customer": people})
    rules = Rules(policy=policy or TierPolicy())
    publish.publish(store, delivery(staged, brought), rules=rules)


def test_shipped_rules_alone_keep_nothing_restated(store, staged):
    load(store, staged, row_of("K0", 40_000, 60_000), people=PEOPLE)
    assert TierPolicy().regime_starts() == (ALWAYS,)
    assert found(store)[1] == {}


def test_on_its_day_everybody_stands_where_the_new_rules_would_always_have_put_them(store, staged):
    rows = row_of("K0", 320_000, 320_000, 250_000, 250_000, 250_000, 250_000)
    load(store, staged, rows, people=PEOPLE)
    held = ["affluent"] * 4 + ["mass_affluent"] * 2
    assert tiers(store) == held
    new = TierPolicy().with_levels(moved(0.5), date(2026, 4, 15))
    publish.publish(store, None, rules=Rules(policy=new))
    assert tiers(store) == ["affluent"] * 6
    assert tiers(store, "2026-04-15") == ["affluent"] * 3
    assert_is_the_twin(store, new)


def test_a_stricter_policy_does_not_count_months_from_its_first_day(store, staged):
    rows = row_of("K0", 320_000, 310_000, 310_000, 310_000, 310_000)
    new = TierPolicy().with_levels(moved(1.05), date(2026, 4, 1))
    load(store, staged, rows, new, people=PEOPLE)
    assert tiers(store) == ["affluent"] * 3 + ["mass_affluent"] * 2
    assert tiers(store, "2026-04-01") == ["affluent", "affluent", "affluent"]
    assert frame(store, RESTATED).query("scheme == 'TIER'")["below_count"].tolist() == [0, 1, 2]


def test_a_policy_of_tomorrow_restates_nothing_until_a_date_reaches_it(store, staged):
    new = TierPolicy().with_levels(moved(2), date(2026, 3, 1))
    load(store, staged, row_of("K0", 60_000, 60_000), new, people=PEOPLE)
    assert found(store)[1] == {}
    load(store, staged, row_of("K0", 60_000, 60_000, 60_000).tail(1), new)
    assert tiers(store) == ["mass_affluent", "mass_affluent", "mass"]
    assert tiers(store, "2026-03-01") == ["mass", "mass"]


def test_a_late_month_moves_fact_and_restated_levels_behind_it(store, staged):
    rows = row_of("K0", 320_000, 250_000, 250_000, 250_000, 250_000)
    new = TierPolicy().with_levels(personal(hold_months=2), date(2026, 5, 1))
    late = rows["snapshot_date"] == ENDS[1]
    load(store, staged, rows[~late], new, people=PEOPLE)
    assert tiers(store, "2026-05-01") == ["affluent", "affluent", "mass_affluent"]
    load(store, staged, rows[late], new)
    assert tiers(store, "2026-05-01") == ["affluent", "affluent", "mass_affluent", "mass_affluent"]
    assert_is_the_twin(store, new)


def test_a_policy_taken_back_leaves_no_trace(store, staged):
    rows = row_of("K0", 320_000, 250_000, 250_000, 250_000, 250_000)
    load(store, staged, rows, people=PEOPLE)
    before = frame(store, FACT)
    new = TierPolicy().with_levels(moved(2), date(2026, 3, 1))
    publish.publish(store, None, rules=Rules(policy=new))
    assert not frame(store, FACT).equals(before)
    publish.publish(store, None, rules=Rules(policy=TierPolicy()))
    pd.testing.assert_frame_equal(frame(store, FACT), before)
    assert found(store)[1] == {}


def test_saving_a_policy_derives_only_the_dates_it_applies_to(store, staged):
    load(store, staged, row_of("K0", 60_000, 60_000, 60_000, 60_000), people=PEOPLE)
    workspace = Workspace(store)
    new = workspace.tier_policy().with_levels(moved(2), ENDS[2])
    workspace.save_tier_policy(new.levels)
    report = publish.rederive(store)
    assert report.outcome.derived_dates == (ENDS[2], ENDS[3])
    assert tiers(store) == ["mass_affluent", "mass_affluent", "mass", "mass"]
    assert publish.rederive(store).unchanged


def test_words_alone_make_a_release_and_derive_nothing(store, staged):
    load(store, staged, row_of("K0", 60_000, 60_000), people=PEOPLE)
    levels = tuple(replace(level, note="read again") for level in TIER_POLICY)
    report = publish.publish(store, None, rules=Rules(policy=TierPolicy(levels=levels)))
    assert report.outcome.derived_dates == ()
    assert frame(store, "select distinct note from tier_policy")["note"].tolist() == ["read again"]


def test_a_ladder_that_starts_late_also_holds_before(store, staged):
    levels = tuple(
        replace(level, effective_from=date(2026, 3, 1)) if level.scheme == "TIER" else level
        for level in TIER_POLICY
    )
    load(store, staged, row_of("K0", 60_000, 60_000, 60_000), TierPolicy(levels=levels), PEOPLE)
    assert tiers(store) == ["mass_affluent"] * 3
    assert found(store)[1] == {}


def test_a_week_after_the_start_carries_its_month_end_under_the_new_rules(store, staged):
    rows = bank({(ENDS[0], "K0"): 60_000, (date(2026, 2, 8), "K0"): 120_000})
    new = TierPolicy().with_levels(moved(2), date(2026, 2, 5))
    load(store, staged, rows, new, people=PEOPLE)
    got = frame(store, "select tier, tier_raw from customer_snapshot order by snapshot_date")
    assert got["tier"].tolist() == ["mass_affluent", "mass"]
    assert got["tier_raw"].tolist() == ["mass_affluent", "mass_affluent"]
    assert tiers(store, "2026-02-05") == ["mass"]


def test_a_week_is_judged_by_its_own_amount_and_does_not_count(store, staged):
    rows = bank(
        {
            (ENDS[0], "K0"): 320_000,
            (date(2026, 2, 8), "K0"): 40_000,
            (ENDS[1], "K0"): 280_000,
            (date(2026, 3, 8), "K0"): 1_200_000,
            (ENDS[2], "K0"): 280_000,
        }
    )
    load(store, staged, rows, people=PEOPLE)
    got = frame(
        store,
        """select tier, tier_raw, tier_below_count as below, tier_watch as watch
        from customer_snapshot order by snapshot_date""",
    )
    assert got["tier"].tolist() == ["affluent"] * 5
    assert got["tier_raw"].tolist() == ["affluent", "mass", "mass_affluent", "vip", "mass_affluent"]
    assert got["below"].tolist() == [0, 0, 1, 1, 2]
    assert got["watch"].tolist() == [False, False, True, True, True]


def test_a_firms_week_is_judged_by_the_contribution_it_carries(store, staged):
    rows = bank({(ENDS[0], "K3"): 3_000_000, (date(2026, 2, 8), "K3"): 1})
    rows = pd.concat([rows, bank({(date(2026, 2, 8), "K8"): 1})])
    people = pd.concat(
        [PEOPLE, pd.DataFrame([{"customer_id": "K8", "customer_type": "corporate"}])]
    ).fillna({"branch_id": "B1"})
    load(store, staged, rows, people=people)
    got = frame(store, FACT).query("snapshot_date > '2026-02-01'").set_index("customer_id")
    assert got.loc["K3", ["tier", "tier_raw"]].tolist() == ["strategic", "strategic"]
    assert got.loc["K8", ["tier", "tier_raw", "value3"]].isna().all()
    assert got.loc["K8", "contribution_ttm"] == Decimal(0)


def test_a_bank_of_weeks_only_has_tiers_on_the_last_week_of_each_month(store, staged):
    days = [date(2026, 1, 11), date(2026, 1, 25), date(2026, 2, 15), date(2026, 2, 22)]
    amounts = zip(days, (6e4, 3e5, 4e4, 4e4), strict=True)
    rows = bank({(day, "K0"): amount for day, amount in amounts})
    new = TierPolicy().with_levels(moved(4), date(2026, 2, 20))
    load(store, staged, rows, new, people=PEOPLE)
    assert tiers(store) == ["mass_affluent", "affluent", "affluent", "mass_affluent"]
    assert tiers(store, "2026-02-20") == ["mass", "mass_affluent", "mass_affluent"]
    assert_is_the_twin(store, new)


def seen(store, name="K0"):
    return frame(store, FACT).query(f"customer_id == '{name}'")["first_seen"].dt.date.tolist()


def test_a_customer_is_known_since_the_first_row_of_any_kind(store, staged):
    week = date(2026, 2, 8)
    rows = bank(
        {(week, "K0"): "closed", (ENDS[1], "K0"): 1, (ENDS[2], "K1"): 1, (ENDS[3], "K0"): 1}
    )
    load(store, staged, rows, people=PEOPLE)
    assert seen(store) == [week] * 3
    load(store, staged, bank({(ENDS[4], "K0"): 1, (ENDS[4], "K1"): 1, (ENDS[4], "K2"): 1}))
    assert seen(store) == [week] * 4
    assert seen(store, "K1") == [ENDS[2]] * 2
    assert seen(store, "K2") == [ENDS[4]]


def test_an_earlier_date_delivered_later_is_when_the_customer_came(store, staged):
    load(store, staged, bank({(ENDS[1], "K0"): 1, (ENDS[2], "K0"): 1}), people=PEOPLE)
    load(store, staged, bank({(ENDS[0], "K0"): 1, (ENDS[0], "K1"): 1}))
    assert seen(store) == [ENDS[0]] * 3
    load(store, staged, bank({(date(2026, 1, 10), "K0"): 1}))
    assert seen(store) == [date(2026, 1, 10)] * 4


def test_who_turns_out_to_be_known_before_comes_back_in_the_prepared_transitions(store, staged):
    rows = bank({(ENDS[1], "K1"): 1, (ENDS[2], "K0"): 1, (ENDS[2], "K1"): 1})
    load(store, staged, rows, people=PEOPLE)
    came = "select from_state from cube_flow where from_level is null"
    assert frame(store, came)["from_state"].tolist() == [0]
    load(store, staged, bank({(date(2026, 2, 8), "K0"): 1}))
    assert seen(store) == [date(2026, 2, 8)] * 2
    assert frame(store, came)["from_state"].tolist() == [1]


def test_who_is_no_longer_in_a_replaced_date_came_later(store, staged):
    week = date(2026, 2, 8)
    rows = bank({(week, "K0"): 1, (week, "K1"): 1, (ENDS[1], "K0"): 1, (ENDS[2], "K0"): 1})
    load(store, staged, rows, people=PEOPLE)
    load(store, staged, bank({(week, "K1"): 1}))
    assert seen(store) == [ENDS[1]] * 2
    load(store, staged, bank({(ENDS[1], "K1"): 1}))
    assert seen(store) == [ENDS[2]]


def test_valid_is_open_with_assets_a_loan_or_a_transaction_in_180_days(store, staged):
    rows = """
    customer_id snapshot_date status aum_mavg loan_mavg last_txn_date
    K0 2026-01-31 open 100 0 -
    K1 2026-01-31 open 99.99 0 -
    K2 2026-01-31 open 0 1 -
    K3 2026-01-31 open 0 0 2025-08-04
    K4 2026-01-31 open 0 0 2025-08-03
    K5 2026-01-31 closed 500 1 2026-01-31
    K0 2026-02-08 open 1 0 -
    K1 2026-02-08 open 100 0 -
    """
    people = {"customer": PEOPLE, "customer_snapshot": rows}
    publish.publish(store, delivery(staged, people), rules=Rules())
    valid = frame(store, FACT)["is_valid"].tolist()
    assert valid == [True, False, True, True, False, False, False, True]
    parameters = Parameters().changed({"valid_aum": 1}, date(2026, 2, 1))
    publish.publish(store, None, rules=Rules(parameters=parameters))
    assert frame(store, FACT)["is_valid"].tolist() == [*valid[:6], True, True]


AMOUNTS = [0, 20_000, 49_999, 50_000, 120_000, 300_000, 450_000, 1_000_000, 3_000_000]


def random_bank(seed):
    """A bank whose customers come, go, close and move around the bounds."""
    chance = random.Random(seed)
    missing, closed = chance.choice([0, 0.1, 0.3]), chance.choice([0, 0.1])
    amounts = {}
    for day in DAYS:
        for name in NAMES:
            drawn = chance.random()
            amount = chance.choice(AMOUNTS)
            amounts[day, name] = None if drawn < missing else amount
            if missing <= drawn < missing + closed:
                amounts[day, name] = "closed"
    return amounts


DRAFTS = [
    moved(0.5),
    moved(2, hold_months=2),
    personal(hold_months=4, watch_months=2, drop_rule="window_max"),
    PRESETS["half_year_window"].levels,
    PRESETS["month_average"].levels,
    personal(hold_months=0),
    personal(metric="contrib_ttm"),
    tuple(
        replace(r, lower_bound=r.lower_bound and r.lower_bound * 9)
        for r in TIER_POLICY
        if r.scheme == "VALUE3"
    ),
    tuple(replace(r, level=i) for i, r in enumerate(personal()) if r.code != "affluent"),
]
STARTS = [ALWAYS, date(2026, 1, 31), date(2026, 3, 20), date(2026, 4, 30), date(2026, 5, 5)]


@pytest.mark.slow
@given(st.integers(0, 100_000))
@settings(max_examples=8, deadline=None, derandomize=True, phases=[Phase.generate])
def test_any_order_of_deliveries_and_policies_ends_where_all_at_once_does(seed):
    chance = random.Random(seed)
    first, then = random_bank(chance.random()), random_bank(chance.random())
    order = chance.sample(DAYS, len(DAYS))
    cuts = sorted(chance.sample(range(1, len(DAYS)), chance.randrange(4)))
    parts = [order[a:b] for a, b in pairwise([0, *cuts, len(order)])]
    saves = [(chance.choice(DRAFTS), chance.choice(STARTS)) for _ in range(chance.randrange(4))]
    policy, people = TierPolicy(), PEOPLE
    with tempfile.TemporaryDirectory() as folder:
        staged, steps = Path(folder) / "staged", Store(Path(folder) / "steps")
        for number, days in enumerate([*parts, parts[0]]):
            amounts = first if number == 0 else then
            rows = bank({key: value for key, value in amounts.items() if key[0] in days})
            if number < len(saves):
                policy = policy.with_levels(*saves[number])
                if steps.current is not None and chance.random() < 0.5:
                    publish.publish(steps, None, rules=Rules(policy=policy))
            load(steps, staged, rows, policy, people)
            people = None
        assert_is_the_twin(steps, policy)
        fact = frame(steps, FACT)
        at_once = Store(Path(folder) / "once")
        load(at_once, staged, fact[[*rows.columns]], policy, PEOPLE)
        pd.testing.assert_frame_equal(frame(at_once, FACT), fact)
        for table in (RESTATED, *CUBES):
            pd.testing.assert_frame_equal(frame(at_once, table), frame(steps, table))
