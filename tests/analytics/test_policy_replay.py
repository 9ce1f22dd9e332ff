"""The replay of a draft against a twin that takes one customer at a time, and worked lives."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics import problems
from analytics.policy import (
    policy_coverage,
    policy_decomposition,
    policy_effect,
    policy_history,
    policy_load,
    policy_migration,
    policy_movers,
    policy_replay,
    policy_sizes,
    policy_stability,
)
from analytics.policy_draft import AssetWeights, Draft
from analytics.policy_movers import pages_of
from analytics.policy_rules import draft_of
from analytics.scope import Scope
from data.policy import TierPolicy
from tests.support import policy_twin
from tests.support.banks import seeded_bank
from tests.support.releases import month, small_release

DAYS = [month(number) for number in range(1, 15)]
AT, BEFORE = DAYS[-1], DAYS[-2]
TIERS = ("mass", "mass_affluent", "affluent", "vip")
CURRENT = Draft.of(TierPolicy(), "personal", AT)
DRAFT = replace(
    CURRENT.with_lines((40_000, 200_000, 1_200_000)),
    levels=tuple(
        replace(level, bound=bound, hold_months=hold, watch_months=watch, drop_rule=rule)
        for level, bound, hold, watch, rule in zip(
            CURRENT.levels,
            (-np.inf, 40_000, 200_000, 1_200_000),
            (3, 2, 4, 6),
            (1, 2, 2, 3),
            ("last", "last", "window_max", "window_max"),
            strict=True,
        )
    ),
)


@pytest.fixture(scope="module")
def bank():
    """1,500 customers over 14 months who come and go, with closures and missing months."""
    frame = seeded_bank(1_500, seed=11, dates=DAYS)
    chance = np.random.default_rng(3)
    frame["manager_id"] = [f"M{number}" for number in chance.integers(0, 9, len(frame))]
    frame.loc[frame["manager_id"] == "M8", "manager_id"] = None
    frame["aum_mavg"] = frame["aum_mavg"].where(chance.random(len(frame)) > 0.01)
    return frame


@pytest.fixture(scope="module")
def engine(bank, tmp_path_factory):
    return small_release(tmp_path_factory.mktemp("policy") / "store", bank)


@pytest.fixture(scope="module")
def replay(engine):
    return policy_replay(engine, Scope.of(engine), DRAFT)


@pytest.fixture(scope="module")
def twins(bank):
    return {
        "current": policy_twin.lives(bank, CURRENT),
        "draft": policy_twin.lives(bank, DRAFT),
    }


def level_of(lives, customer, day):
    return lives[customer]["levels"].get(day, "unknown")


def by_level(frame, column):
    return dict(zip(frame["level"], frame[column], strict=True))


def test_sizes_equal_the_twin_s(replay, bank, twins):
    rows = policy_twin.counted(bank, DRAFT, AT)

    for policy, lives in twins.items():
        levels = [level_of(lives, customer, AT) for customer in rows["customer_id"]]
        found = by_level(replay.sizes, f"{policy}_count")
        assert {level: count for level, count in found.items() if count} == Counter(levels)
        for name, column in (("value", "aum_mavg"), ("contribution", "contribution_ttm")):
            plain = rows.groupby(np.asarray(levels))[column].sum()
            found = by_level(replay.sizes, f"{policy}_{name}")
            assert found == pytest.approx({level: plain.get(level, 0) for level in found}, abs=1e-6)
    assert replay.sizes["change"].sum() == 0


def test_every_month_of_the_history_equals_the_twin_s(replay, bank, twins):
    for day, part in replay.history.groupby("snapshot_date"):
        rows = policy_twin.counted(bank, DRAFT, day)
        for policy, lives in twins.items():
            plain = Counter(level_of(lives, customer, day) for customer in rows["customer_id"])
            found = by_level(part, f"{policy}_count")
            assert {level: count for level, count in found.items() if count} == plain
    assert list(replay.history["snapshot_date"].unique()) == DAYS


def test_the_effect_is_who_stands_elsewhere_on_the_same_day(replay, bank, twins):
    rows = policy_twin.counted(bank, DRAFT, AT)
    plain = Counter(
        (level_of(twins["current"], customer, AT), level_of(twins["draft"], customer, AT))
        for customer in rows["customer_id"]
    )

    found = {
        (row.current_level, row.draft_level): row.customer_count
        for row in replay.effect.itertuples()
    }

    assert found == plain
    assert replay.effect["value"].sum() == pytest.approx(rows["aum_mavg"].sum())


def test_moves_between_the_dates_equal_the_twin_s(replay, bank, twins):
    was = set(policy_twin.counted(bank, DRAFT, BEFORE)["customer_id"])
    now = set(policy_twin.counted(bank, DRAFT, AT)["customer_id"])

    for policy, lives in twins.items():
        plain = Counter(
            (
                level_of(lives, customer, BEFORE) if customer in was else "entered",
                level_of(lives, customer, AT) if customer in now else "left",
            )
            for customer in was | now
        )
        part = replay.migration[replay.migration["policy"] == policy]
        found = {(row.from_level, row.to_level): row.customer_count for row in part.itertuples()}
        assert found == plain


def test_real_moves_and_the_rules_effect_add_up(replay, bank, twins):
    both = set(policy_twin.counted(bank, DRAFT, BEFORE)["customer_id"])
    both &= set(policy_twin.counted(bank, DRAFT, AT)["customer_id"])
    place = {level: number for number, level in enumerate(TIERS)}
    paths = [
        tuple(
            place.get(level_of(twins[policy], customer, day))
            for policy, day in (("current", BEFORE), ("current", AT), ("draft", AT))
        )
        for customer in both
    ]
    paths = [path for path in paths if None not in path]
    parts = replay.decomposition.set_index("part")
    total = parts.loc["total"]

    assert total["customer_count"] == len(paths)
    assert total["up_count"] == sum(draft > start for start, _, draft in paths)
    assert total["down_count"] == sum(draft < start for start, _, draft in paths)
    assert total["real_steps"] == sum(end - start for start, end, _ in paths)
    assert total["policy_steps"] == sum(draft - end for _, end, draft in paths)
    assert parts.loc["real", "up_count"] == sum(
        end > start and draft == end for start, end, draft in paths
    )
    assert parts.loc["policy", "down_count"] == sum(
        end == start and draft < end for start, end, draft in paths
    )
    adding = ["up_count", "down_count", "back_count", "real_steps", "policy_steps", "net_steps"]
    pieces = parts.loc[["real", "policy", "both"], adding].sum()
    assert pieces.to_dict() == total[adding].to_dict()
    assert (parts["net_steps"] == parts["real_steps"] + parts["policy_steps"]).all()


def test_stability_equals_the_twin_s(replay, bank, twins):
    people = list(policy_twin.counted(bank, DRAFT, AT)["customer_id"])

    for row in replay.stability.itertuples():
        lives = [twins[row.policy][customer] for customer in people]
        found = sum((life["found"] for life in lives), Counter())
        seen = [life for life in lives if life["found"]["months"] >= 6]
        flapping = sum(life["found"]["flaps"] > 0 for life in seen)
        assert row.move_count == found["moves"]
        assert row.protection_months == found["held"]
        assert row.customer_years == pytest.approx(found["steps"] / 12)
        assert row.moves_per_customer_year == pytest.approx(found["moves"] * 12 / found["steps"])
        assert (row.observed_count, row.flapping_count) == (len(seen), flapping)
        assert row.flapping_rate == pytest.approx(flapping / len(seen))
        assert row.watch_count == sum(life["watched"].get(AT, False) for life in lives)
        assert row.protected_count == sum(life["above"].get(AT, False) for life in lives)
        assert flapping > 0


@pytest.mark.parametrize("where", [{"branch_id": "B02"}, {"manager_id": "M3"}, {"tier": "vip"}])
def test_a_scope_counts_its_own_but_follows_them_everywhere(engine, bank, twins, where):
    scope = Scope.of(engine, where={column: [value] for column, value in where.items()})

    replay = policy_replay(engine, scope, DRAFT)

    for day, part in replay.history.groupby("snapshot_date"):
        rows = policy_twin.counted(bank, DRAFT, day, **where)
        plain = Counter(level_of(twins["draft"], each, day) for each in rows["customer_id"])
        found = by_level(part, "draft_count")
        assert {level: count for level, count in found.items() if count} == plain
    rows = policy_twin.counted(bank, DRAFT, AT, **where)
    assert replay.sizes["draft_count"].sum() == len(rows)
    assert replay.sizes["draft_value"].sum() == pytest.approx(rows["aum_mavg"].sum())


def test_a_viewer_sees_his_branch_alone(engine, bank):
    scope = replace(Scope.of(engine), entitlement=(("branch_id", ("B03",)),))

    replay = policy_replay(engine, scope, DRAFT)

    assert replay.sizes["draft_count"].sum() == len(
        policy_twin.counted(bank, DRAFT, AT, branch_id="B03")
    )
    assert set(policy_movers(engine, scope, draft=replay)["branch_id"]) <= {"B03"}


def test_the_rules_in_force_as_a_draft_change_nothing(engine):
    scope = Scope.of(engine)

    replay = policy_replay(engine, scope, draft_of(engine, scope))

    assert (replay.sizes["change"] == 0).all()
    assert (replay.effect["current_level"] == replay.effect["draft_level"]).all()
    assert (replay.history["current_count"] == replay.history["draft_count"]).all()
    assert replay.movers.total == 0
    assert policy_movers(engine, scope, draft=replay).empty
    parts = replay.decomposition.set_index("part")
    assert parts.loc[["policy", "both"], "customer_count"].sum() == 0
    current, draft = (
        replay.stability[replay.stability["policy"] == policy].drop(columns="policy")
        for policy in ("current", "draft")
    )
    assert current.to_numpy().tolist() == draft.to_numpy().tolist()


def test_movers_are_listed_largest_first_and_add_up_to_the_effect(engine, replay, bank, twins):
    scope = Scope.of(engine)
    rows = policy_twin.counted(bank, DRAFT, AT).assign(
        current=lambda frame: [level_of(twins["current"], c, AT) for c in frame["customer_id"]],
        draft=lambda frame: [level_of(twins["draft"], c, AT) for c in frame["customer_id"]],
    )
    rows = rows[rows["current"] != rows["draft"]]
    rows = rows.sort_values(["aum_mavg", "customer_id"], ascending=[False, True])

    pages = [
        policy_movers(engine, scope, draft=replay, limit=40, offset=offset)
        for offset in range(0, len(rows), 40)
    ]
    listed = pd.concat(pages, ignore_index=True)

    assert len(rows) == replay.movers.total > 40
    assert list(listed["customer_id"]) == list(rows["customer_id"])
    assert list(listed["rank"]) == list(range(1, len(rows) + 1))
    assert list(listed["draft_level"]) == list(rows["draft"])
    assert list(listed["current_level"]) == list(rows["current"])
    assert policy_movers(engine, scope, draft=replay, offset=len(rows)).empty
    for row in replay.effect.itertuples():
        if row.current_level != row.draft_level:
            move = f"{row.current_level}>{row.draft_level}"
            page = policy_movers(engine, scope, draft=replay, move=move, limit=10_000)
            assert len(page) == row.customer_count
            assert page["aum_mavg"].sum() == pytest.approx(row.value)
    up = policy_movers(engine, scope, draft=replay, move="up", limit=10_000)
    down = policy_movers(engine, scope, draft=replay, move="down", limit=10_000)
    assert len(up) + len(down) == len(rows)
    whole = pd.concat(pages_of(engine, scope, replay.movers), ignore_index=True)
    pd.testing.assert_frame_equal(whole, listed)


def test_equal_amounts_are_listed_by_id(tmp_path):
    rows = pd.DataFrame(
        {
            "customer_id": ["C", "A", "B"],
            "snapshot_date": AT,
            "aum_mavg": [450_000, 450_000, 460_000],
        }
    )
    engine = small_release(tmp_path / "store", rows)

    page = policy_movers(engine, Scope.of(engine), draft="affluent=500000")

    assert list(page["customer_id"]) == ["B", "A", "C"]


@pytest.mark.parametrize("move", ["sideways", "gold>vip", "vip>gold", "vip"])
def test_a_move_that_does_not_exist_is_refused(engine, replay, move):
    with pytest.raises(problems.UnknownMove, match="affluent"):
        policy_movers(engine, Scope.of(engine), draft=replay, move=move)


def test_the_load_counts_customers_above_the_lowest_tier_per_manager(engine, replay, bank, twins):
    rows = policy_twin.counted(bank, DRAFT, AT)
    levels = np.asarray([level_of(twins["draft"], each, AT) for each in rows["customer_id"]])
    high = rows[~np.isin(levels, ["mass", "unknown"])]
    plain = high["manager_id"].value_counts()

    load = policy_load(engine, Scope.of(engine), draft=replay, capacity=30).set_index("policy")

    draft = load.loc["draft"]
    assert draft["customer_count"] == plain.sum()
    assert draft["unassigned_count"] == high["manager_id"].isna().sum() > 0
    assert (draft["median_count"], draft["max_count"]) == (plain.median(), plain.max())
    assert draft["over_count"] == (plain > 30).sum()
    assert draft["manager_count"] == draft["capacity_count"] == 8
    named = replay.managers[replay.managers["manager_id"].notna()]
    assert dict(zip(named["manager_id"], named["draft_count"], strict=True)) == plain.to_dict()
    without = policy_load(engine, Scope.of(engine), draft=replay)
    assert without["over_count"].isna().all()
    with pytest.raises(problems.CapacityOutOfRange):
        policy_load(engine, Scope.of(engine), draft=replay, capacity=0)


def test_coverage_is_the_share_of_the_tiers_above_the_lowest(engine, replay):
    coverage = policy_coverage(engine, Scope.of(engine), draft=replay).set_index("policy")
    sizes = replay.sizes.set_index("level")
    high = sizes.loc[["mass_affluent", "affluent", "vip"]]

    row = coverage.loc["draft"]

    assert row["customer_count"] == high["draft_count"].sum()
    assert row["value_share"] == pytest.approx(
        high["draft_value"].sum() / sizes["draft_value"].sum()
    )
    assert row["contribution"] == pytest.approx(high["draft_contribution"].sum())


def test_a_level_left_out_is_empty_and_the_others_keep_their_names(engine):
    scope = Scope.of(engine)
    without = replace(CURRENT, levels=(*CURRENT.levels[:2], CURRENT.levels[3]))

    sizes = policy_sizes(engine, scope, draft=without).set_index("level")

    assert sizes.loc["affluent", "draft_count"] == 0
    assert sizes.loc["affluent", "current_count"] > 0
    assert sizes.loc["mass_affluent", "change"] > 0


def test_a_replay_can_be_cancelled_and_run_again(engine):
    scope, told = Scope.of(engine), []

    class CancelledError(Exception):
        pass

    def progress(step, share):
        told.append((step, share))
        if share > 0.4:
            raise CancelledError

    with pytest.raises(CancelledError):
        policy_replay(engine, scope, DRAFT, progress=progress)
    shares = [share for step, share in told if step == "replay"]
    assert shares == sorted(shares)
    assert 0.4 < shares[-1] < 0.6
    assert policy_replay(engine, scope, DRAFT).movers.total > 0


def test_the_order_of_rows_does_not_matter(bank, replay, tmp_path):
    shuffled = bank.sample(frac=1, random_state=5)
    engine = small_release(tmp_path / "store", shuffled)

    again = policy_replay(engine, Scope.of(engine), DRAFT)

    for name in ("sizes", "effect", "migration", "decomposition", "history", "stability"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(replay, name))
    listed = policy_movers(engine, Scope.of(engine), draft=again, limit=10_000)
    assert listed["metric"].is_monotonic_decreasing


def test_nobody_in_the_scope_is_said(engine):
    scope = replace(Scope.of(engine), where=(("branch_id", ("B99",)),))

    with pytest.raises(problems.EmptyScope):
        policy_sizes(engine, scope)


def test_without_an_earlier_date_there_is_no_migration_but_all_else(engine):
    scope = Scope.of(engine, at=DAYS[0])

    assert policy_sizes(engine, scope, draft=DRAFT)["draft_count"].sum() > 0
    for question in (policy_migration, policy_decomposition):
        with pytest.raises(problems.NoEarlierDate):
            question(engine, scope, draft=DRAFT)


def lives_of(tmp_path, amounts, **more):
    """A release of customers by name, each with amounts by month; None is no row."""
    rows = [
        {"customer_id": name, "snapshot_date": month(place), "aum_mavg": amount * 10_000} | more
        for name, series in amounts.items()
        for place, amount in enumerate(series, start=1)
        if amount is not None
    ]
    return small_release(tmp_path / "store", pd.DataFrame(rows))


WORKED = {
    "falls": (32, 28, 26, 4.5, 31, 31, 31),
    "stays": (32, 28, 26, 31, 29, 29, 29),
    "vip": (120, 90, 80, 70, 60, 40, 20),
    "edge": (29.99, 30.00, 30, 30, 30, 30, 30),
}


def levels_in(engine, changes, day):
    """Levels of the four by month, under a draft: everybody but one is counted by scope."""
    scope = Scope.of(engine, at=day)
    replay = policy_replay(engine, scope, draft_of(engine, scope, changes))
    return by_level(replay.sizes, "draft_count")


def test_the_worked_lives_of_the_domain_model(tmp_path):
    """Bounds 5, 30 and 100 (10,000 each), held 3, 3, 3 and 6 months; drop rules of the VIP."""
    engine = lives_of(tmp_path, WORKED)
    expected = {
        # falls, stays, vip, edge
        1: {"affluent": 2, "vip": 1, "mass_affluent": 1},
        2: {"affluent": 3, "vip": 1},
        3: {"affluent": 3, "vip": 1},
        4: {"mass": 1, "affluent": 2, "vip": 1},
        5: {"affluent": 3, "vip": 1},
        6: {"affluent": 3, "vip": 1},
    }
    last = {
        "vip.drop=last": {"mass_affluent": 2, "affluent": 2},
        "vip.drop=window_max": {"mass_affluent": 1, "affluent": 3},
    }

    for number, levels in expected.items():
        found = levels_in(engine, "", month(number))
        assert {level: count for level, count in found.items() if count} == levels
    for changes, levels in last.items():
        found = levels_in(engine, changes, month(7))
        assert {level: count for level, count in found.items() if count} == levels


def test_protection_and_flaps_of_a_worked_life(tmp_path):
    """32, 28, 26, 4.5, 31: protected two months, down in the fourth, up again in the fifth."""
    engine = lives_of(tmp_path, {"falls": WORKED["falls"]})

    row = policy_stability(engine, Scope.of(engine)).iloc[0]

    assert row["protection_months"] == 2
    assert (row["move_count"], row["flapping_count"], row["observed_count"]) == (2, 1, 1)
    assert row["customer_years"] == 0.5
    assert row["moves_per_customer_year"] == 4


def test_a_move_back_after_more_than_the_window_is_no_flap(tmp_path):
    engine = lives_of(tmp_path, {"slow": (6, 4, 4, 4, 4, 4, 4, 4, 6)})
    scope = Scope.of(engine)
    draft = draft_of(engine, scope)

    rates = {
        window: policy_replay(engine, scope, draft, window=window).stability["flapping_count"][0]
        for window in (4, 5, 6)
    }

    assert rates == {4: 0, 5: 1, 6: 1}


def test_a_missing_month_keeps_level_and_count_and_a_closed_customer_starts_anew(tmp_path):
    gone = pd.DataFrame(
        {
            "customer_id": "closed",
            "snapshot_date": [month(number) for number in (1, 2, 3, 4)],
            "aum_mavg": [400_000, 0, 40_000, 40_000],
            "status": ["open", "closed", "open", "open"],
        }
    )
    gap = pd.DataFrame(
        {
            "customer_id": "gap",
            "snapshot_date": [month(number) for number in (1, 2, 4)],
            "aum_mavg": [400_000, 200_000, 200_000],
            "status": "open",
        }
    )
    engine = small_release(tmp_path / "store", pd.concat([gone, gap], ignore_index=True))

    history = policy_history(engine, Scope.of(engine))

    at = {day: by_level(part, "draft_count") for day, part in history.groupby("snapshot_date")}
    assert at[month(2)]["affluent"] == 1
    assert (at[month(3)]["mass"], at[month(3)]["affluent"]) == (1, 0)
    assert (at[month(4)]["mass"], at[month(4)]["affluent"]) == (1, 1)
    stability = policy_stability(engine, Scope.of(engine)).iloc[0]
    assert (stability["move_count"], stability["protected_count"]) == (0, 1)


def test_a_weekly_date_carries_the_levels_of_the_last_month_end(tmp_path):
    weekly = pd.DataFrame(
        {
            "customer_id": ["A", "A", "B", "C", "A", "B", "C"],
            "snapshot_date": [month(1), month(2), month(2), month(1), *[dt.date(2025, 3, 9)] * 3],
            "aum_mavg": [400_000, 350_000, 60_000, 60_000, 10, 2_000_000, 10],
        }
    )
    engine = small_release(tmp_path / "store", weekly)
    scope = Scope.of(engine, at=dt.date(2025, 3, 9))

    replay = policy_replay(engine, scope, draft_of(engine, scope, "affluent=380000"))

    assert by_level(replay.sizes, "current_count") == {
        "mass": 0, "mass_affluent": 1, "affluent": 1, "vip": 0, "unknown": 1,
    }  # fmt: skip
    assert list(replay.history["snapshot_date"].unique()) == [month(1), month(2)]
    assert replay.sizes["current_value"].sum() == 2_000_020


def test_a_contribution_ladder_may_be_tried_for_persons(engine, bank):
    scope = Scope.of(engine)
    text = "metric=contribution_ttm,mass_affluent=300,affluent=2000,vip=10000"
    draft = draft_of(engine, scope, text)
    lives = policy_twin.lives(bank, draft, measure="contribution_ttm")
    rows = policy_twin.counted(bank, draft, AT)

    sizes = policy_sizes(engine, scope, draft=draft)

    plain = Counter(level_of(lives, customer, AT) for customer in rows["customer_id"])
    found = by_level(sizes, "draft_count")
    assert {level: count for level, count in found.items() if count} == plain
    assert sizes["current_count"].sum() == len(rows)


def test_companies_have_a_replay_of_their_own(engine, bank):
    scope = Scope.of(engine)

    sizes = policy_sizes(engine, scope, draft="type=corporate,growth=500,priority=2000")

    rows = bank[(bank["snapshot_date"] == AT) & (bank["status"] == "open")]
    assert list(sizes["level"])[:4] == ["basic", "growth", "priority", "strategic"]
    assert sizes["draft_count"].sum() == (rows["customer_type"] == "corporate").sum()


def parted_bank(**parts):
    rows = pd.DataFrame(
        {
            "customer_id": ["A", "B", "C"] * 2,
            "snapshot_date": [month(1)] * 3 + [month(2)] * 3,
            "aum_mavg": [300_000.0, 299_999.99, 60_000.0] * 2,
            "dep_demand_mavg": [100_000.0, 0.0, 60_000.0] * 2,
            "dep_time_mavg": [0.0, 99_999.99, None] * 2,
            "wealth_mavg": [200_000.0, 200_000.0, None] * 2,
            "other_aum_mavg": [0.0, 0.0, None] * 2,
        }
    )
    return rows.assign(**parts)


def parted_release(tmp_path, rows):
    """A release whose prepared sums hold the parts of assets, as a load's do."""
    import duckdb  # noqa: PLC0415

    from analytics.engine import DuckDBEngine  # noqa: PLC0415
    from tests.support.releases import written_store  # noqa: PLC0415

    store = written_store(tmp_path / "store", rows)
    with duckdb.connect(str(store.path("000001"))) as connection:
        for part in AssetWeights().by_part:
            connection.execute(f"""
                update cube_kpi set {part}_mavg = found.total from (
                    select snapshot_date, customer_type, branch_id, tier, sum({part}_mavg) as total
                    from customer_snapshot where status = 'open' group by all) as found
                where found.snapshot_date = cube_kpi.snapshot_date""")
    return DuckDBEngine(store)


def test_weights_count_parts_of_assets_and_a_sum_on_the_line_is_on_it(tmp_path):
    engine = parted_release(tmp_path, parted_bank())
    scope = Scope.of(engine)

    # A: 100,000 x 0.1 + 200,000 x 0.2; B: 99,999.99 + 200,000 x 0.2; C: 60,000 x 0.1.
    text = "dep_demand.weight=0.1,wealth.weight=0.2"
    page = policy_movers(engine, scope, draft=text)

    assert dict(zip(page["customer_id"], page["metric"], strict=True)) == {
        "A": 50_000, "C": 6_000,
    }  # fmt: skip
    assert dict(zip(page["customer_id"], page["draft_level"], strict=True)) == {
        "A": "mass_affluent", "C": "mass",
    }  # fmt: skip


def test_weights_without_parts_say_which_are_missing_and_when(tmp_path):
    rows = parted_bank()
    rows.loc[rows["snapshot_date"] == month(1), "wealth_mavg"] = None
    engine = parted_release(tmp_path, rows)

    with pytest.raises(problems.AssetPartsMissing, match="2025-01-31 has no wealth_mavg"):
        policy_sizes(engine, Scope.of(engine), draft="wealth.weight=0.5")
    with pytest.raises(problems.AssetPartsDiffer, match="39 %"):
        policy_sizes(engine, Scope.of(engine), draft="dep_time.weight=0.5")
    assert len(policy_sizes(engine, Scope.of(engine), draft="vip=2000000")) == 4


def test_what_a_draft_measures_must_be_there(tmp_path):
    rows = {"customer_id": ["A"], "snapshot_date": [month(1)], "aum_mavg": [None]}
    engine = small_release(tmp_path / "store", rows)

    with pytest.raises(problems.NotProvided, match="aum_mavg"):
        policy_effect(engine, Scope.of(engine))


def test_a_moving_population_is_chosen_once_for_the_pair(engine, bank, twins):
    scope = Scope.of(engine, where={"tier": ["affluent"]})

    migration = policy_migration(engine, scope, draft=DRAFT)

    before, at = (policy_twin.counted(bank, DRAFT, day) for day in (BEFORE, AT))
    chosen = set(before.loc[before["tier"] == "affluent", "customer_id"])
    came = at[~at["customer_id"].isin(before["customer_id"])]
    chosen |= set(came.loc[came["tier"] == "affluent", "customer_id"])
    was, now = set(before["customer_id"]), set(at["customer_id"])
    plain = Counter(
        (
            level_of(twins["draft"], customer, BEFORE) if customer in was else "entered",
            level_of(twins["draft"], customer, AT) if customer in now else "left",
        )
        for customer in chosen
    )
    part = migration[migration["policy"] == "draft"]
    found = {(row.from_level, row.to_level): row.customer_count for row in part.itertuples()}
    assert found == plain
