"""The replay of a draft against a twin that takes one customer at a time, and worked lives."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics import problems
from analytics.policy import (
    policy_coverage,
    policy_decomposition,
    policy_load,
    policy_migration,
    policy_movers,
    policy_replay,
    policy_sizes,
)
from analytics.policy_draft import Draft
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
