"""The week's list of the demo bank beside the lists it is made of, and beside a plain twin."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from analytics.condition_text import group_from
from analytics.conditions import Population
from analytics.engine import DuckDBEngine
from analytics.exposure import offer_exposure_blocks
from analytics.migration_lists import migration_selection, tier_worklist, tier_worklist_sizes
from analytics.populations import population_count
from analytics.products_left import balances_left_customers
from analytics.products_main_bank import payroll_stopped_customers
from analytics.products_maturity import maturing_customers_blocks
from analytics.scope import Scope
from analytics.week_list import REASONS, week_list, week_list_blocks, week_reasons, week_sizes
from analytics.week_reasons import HALF, LEAST, MARKETING, OUTFLOW
from data.release import Store

SCOPES = ({}, {"branch_id": ["B007"]}, {"tier": ["affluent"]}, {"manager_id": [None]})
QUIET = Population(
    "", 0, group_from('{"all":[["activity","one_of","dormant"],["value3","one_of","high"]]}')
)


@pytest.fixture(scope="module")
def engine(demo_store):
    opened = DuckDBEngine(Store(demo_store))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def everybody(engine):
    """Everybody of the bank with a reason."""
    blocks = week_list_blocks(engine, Scope.of(engine), part="all")
    return pd.concat(blocks, ignore_index=True)


@pytest.fixture(params=SCOPES, ids=["bank", "branch", "tier", "nobody's"])
def scope(request, engine):
    return Scope.of(engine, where=request.param)


def test_each_reason_counts_whom_its_own_list_counts(engine, scope):
    found = week_reasons(engine, scope).set_index("reason")
    met = (found["customer_count"] + found["left_out_count"]).to_dict()
    assert not found["missing"].any()

    sizes = tier_worklist_sizes(engine, scope).iloc[0]
    assert met["near_threshold"] == sizes["near_count"]
    watched = tier_worklist(engine, scope, worklist="watch", limit=10_000)
    assert met["protection_ending"] == (watched["months_left"] <= 1).sum()
    fallen = migration_selection(engine, scope, move="down")["customer_count"][0]
    assert met["fell"] == fallen
    unpaid = payroll_stopped_customers(engine, scope, limit=10_000)
    assert met["payroll_stopped"] == len(unpaid)
    quiet = population_count(engine, scope, populations=(QUIET,))["customer_count"][1]
    assert met["dormant_high_value"] == quiet
    exposed = pd.concat([*offer_exposure_blocks(engine, scope, kind=""), pd.DataFrame()])
    assert met["offer_exposed"] == exposed["customer_key"].nunique()
    due = pd.concat([*maturing_customers_blocks(engine, scope, window="month"), pd.DataFrame()])
    assert met["maturing"] == (due.groupby("customer_key")["balance"].sum() >= LEAST).sum()
    gone = balances_left_customers(engine, scope, least=OUTFLOW + 1, limit=10_000)
    large = week_list(engine, scope, part="all", reason="large_outflow", limit=10_000)
    assert set(gone["customer_id"]) <= set(large["customer_id"])


def test_list_and_reserve_are_everybody_with_a_reason_once(engine, scope):
    sizes = week_sizes(engine, scope)
    parts = {
        part: pd.concat(week_list_blocks(engine, scope, part=part))
        for part in ("list", "reserve", "all")
    }
    everybody = parts["all"]
    assert everybody["customer_id"].is_unique
    assert len(parts["list"]) == sizes["list_count"].sum()
    assert len(parts["reserve"]) == sizes["reserve_count"].sum()
    assert len(parts["list"]) + len(parts["reserve"]) == len(everybody)
    for part in parts:
        told = week_list(engine, scope, part=part, limit=3).attrs
        assert told == {name: sizes[name].sum() for name in ("list_count", "reserve_count")}
    assert everybody["value_at_risk"].sum() == pytest.approx(sizes["value_at_risk"].sum())
    listed = parts["list"]
    owner = listed["manager_id"].fillna(listed["branch_id"])
    assert owner.value_counts().max() <= 20
    for reason in REASONS:
        has = everybody["reasons"].str.split(",").map(lambda codes, reason=reason: reason in codes)
        assert has.sum() == sizes[f"{reason}_count"].sum()


def test_marketing_reasons_are_only_theirs_who_agreed_and_may_be_reached(engine, everybody):
    scope, found = Scope.of(engine), everybody
    ways = found[["may_call", "may_visit", "may_sms", "may_wechat", "may_email"]]
    marketing = found["purpose"] == "marketing"
    assert 0 < marketing.sum() < len(found)
    assert ways[marketing].any(axis=1).all()
    for codes in found.loc[~ways.any(axis=1), "reasons"].str.split(","):
        assert not MARKETING & set(codes)

    agreed = _table(engine, "consent").sort_values("recorded_on")
    agreed = agreed[agreed["recorded_on"] <= scope.at]
    newest = agreed.groupby(["customer_id", "purpose", "channel"]).tail(1)
    never = set(found["customer_id"]) - set(newest.loc[newest["granted"], "customer_id"])
    assert never
    assert not marketing[found["customer_id"].isin(never)].any()


def test_no_investment_above_the_tolerance_of_a_valid_assessment(engine, everybody):
    """An R4 product is not for a C2 customer: his level is 2 at most, 0 once a year has passed."""
    scope, found = Scope.of(engine), everybody
    people = _table(engine, "customer").set_index("customer_id").loc[found["customer_id"]]
    age = pd.Timestamp(scope.at) - pd.to_datetime(people["risk_assessed_on"])
    level = found["suitable_level"].to_numpy()
    cautious = (people["risk_tolerance"] == 2).to_numpy()
    assert cautious.any()
    assert (level[cautious] <= 2).all()
    assert (level[(age > pd.Timedelta(days=365)).to_numpy()] == 0).all()
    assert (level[people["risk_tolerance"].isna().to_numpy()] == 0).all()
    assert (level > 0).any()


def test_the_planted_leaver_leads_the_month_and_his_week(engine):
    month = week_list(engine, Scope.of(engine), limit=1).iloc[0]
    assert month["advice"] == "winback"
    day = dt.date(2026, 10, 25)
    if day in set(engine.snapshots()["snapshot_date"]):
        week = week_list(engine, Scope.of(engine, at=day), limit=1).iloc[0]
        assert week["customer_id"] == month["customer_id"]


def test_a_plain_twin_finds_the_same_customers_values_and_places(engine, everybody):
    """Everything but exposure and what falls due, customer by customer in pandas."""
    scope = Scope.of(engine)
    found = everybody[~everybody["reasons"].str.contains("maturing|offer_exposed")]
    wanted = _twin(engine, scope)
    both = found.set_index("customer_id").join(wanted.add_suffix("_twin"), how="left")
    assert len(both) > 500
    pd.testing.assert_series_equal(
        both["value_at_risk"], both["value_at_risk_twin"], check_names=False
    )
    assert (both["reasons"] == both["reasons_twin"]).all()
    owner = everybody["manager_id"].fillna(everybody["branch_id"])
    ordered = everybody.sort_values(
        ["value_at_risk", "aum_mavg", "customer_id"], ascending=[False, False, True]
    )
    place = ordered.groupby(owner).cumcount() + 1
    assert (place == ordered["place"]).all()


def _table(engine, name):
    with engine._connection.cursor() as cursor:
        return cursor.sql(f"select * from {name}").to_arrow_table().to_pandas()


def _rows(engine, day):
    columns = "customer_id, f.customer_type, f.tier, f.tier_watch, f.tier_below_count, activity, \
        value3, aum_mavg, loan_mavg, contribution_ttm, payroll_in"
    with engine._connection.cursor() as cursor:
        frame = cursor.sql(
            f"""select {columns} from customer_snapshot as f join customer using (customer_key)
            where snapshot_date = $day and status = 'open'""",
            params={"day": day},
        ).df()
    money = ["aum_mavg", "loan_mavg", "contribution_ttm", "payroll_in"]
    frame[money] = frame[money].astype(float)
    return frame.set_index("customer_id")


def _twin(engine, scope):
    """reasons and value_at_risk of everybody, were there neither offers nor maturities."""
    was, now = _rows(engine, scope.before), _rows(engine, scope.at)
    both = was.add_suffix("_was").join(now, how="outer")
    ladder = _table(engine, "tier_policy").query("scheme == 'TIER'")
    ladder = ladder[ladder["effective_from"] <= scope.at].sort_values("effective_from")
    ladder = ladder.groupby(["customer_type", "level"]).tail(1)
    levels = ladder.set_index(["customer_type", "code"])["level"]
    step = ladder.set_index(["customer_type", "level"])
    reached = _reached(engine, scope.at)
    ends = sorted(
        engine.snapshots().query("grain == 'month' and snapshot_date <= @scope.at")["snapshot_date"]
    )[-5:]
    paid = pd.DataFrame({day: _rows(engine, day)["payroll_in"] for day in ends})
    unpaid = (paid[ends[:3]] > 0).all(axis=1) & (paid[ends[3:]] <= 0).all(axis=1)
    answers = {}
    for row in both.itertuples():
        reasons, value = [], 0.0
        here, there = pd.notna(row.tier), pd.notna(row.tier_was)
        earned = max(0.0, row.contribution_ttm if here else row.contribution_ttm_was)
        if there:
            out = row.aum_mavg_was - np.nan_to_num(row.aum_mavg)
            out -= max(0.0, np.nan_to_num(row.loan_mavg_was) - np.nan_to_num(row.loan_mavg))
            out = round(out, 2)
            if out >= OUTFLOW or (out >= LEAST and out >= HALF * row.aum_mavg_was):
                share = min(1.0, out / row.aum_mavg_was) if here else 1.0
                reasons, value = ["large_outflow"], max(0.0, row.contribution_ttm_was) * share
        if here:
            kind = row.customer_type
            level = levels[kind, row.tier]
            own = step.loc[(kind, level)]
            amount = row.aum_mavg if own["metric"] == "aum_mavg" else row.contribution_ttm
            met = {
                "payroll_stopped": unpaid.get(row.Index, False),
                "fell": there and level < levels[kind, row.tier_was],
                "protection_ending": row.tier_watch
                and own["hold_months"] - row.tier_below_count <= 1,
                "dormant_high_value": row.Index in reached
                and row.activity == "dormant"
                and row.value3 == "high",
            }
            reasons += [code for code, holds in met.items() if holds]
            value = max(value, earned * any(met.values()))
            bound = step["lower_bound"].get((kind, level + 1), np.inf)
            if row.Index in reached and 0.9 * bound <= amount < bound:
                reasons.append("near_threshold")
                value = max(value, earned * (bound - amount) / amount)
        if reasons:
            answers[row.Index] = {"reasons": ",".join(reasons), "value_at_risk": value}
    return pd.DataFrame.from_dict(answers, orient="index")


def _reached(engine, at):
    """Who agreed to marketing in a channel he has not refused since, and to proposals."""
    said = _table(engine, "consent")
    said = said[said["recorded_on"] <= at].sort_values("recorded_on")
    newest = said.groupby(["customer_id", "purpose", "channel"]).tail(1)
    fresh = newest["expires_on"].isna() | (newest["expires_on"] >= at)
    agrees = newest[newest["granted"].astype(bool) & fresh]
    contact = _table(engine, "contact")
    contact["day"] = pd.to_datetime(contact["contact_ts"]).dt.date
    no = contact[(contact["result"] == "refused") & (contact["type"] == "marketing")]
    no = no[no["day"] <= at].groupby(["customer_id", "channel"])["day"].max()
    marketing = agrees[agrees["purpose"] == "marketing"].join(no, on=["customer_id", "channel"])
    open_way = marketing["day"].isna() | (marketing["day"] < marketing["recorded_on"])
    proposals = agrees.loc[agrees["purpose"] == "personalised_reco", "customer_id"]
    return set(marketing.loc[open_way, "customer_id"]) & set(proposals)
