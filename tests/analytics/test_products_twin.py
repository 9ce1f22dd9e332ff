"""Questions on products against pandas, on drawn banks with everything that can happen."""

import datetime as dt
from collections import Counter

import numpy as np
import pandas as pd
import pytest

from analytics.products import line_growth, product_lines, products_summary
from analytics.products_allocation import allocation_customers, usual_allocation
from analytics.products_channels import channel_adoption, counter_only_customers
from analytics.products_deposits import deposit_mix, maturity_ladder
from analytics.products_left import balances_left, balances_left_customers
from analytics.products_loans import loan_book, loan_rates
from analytics.products_main_bank import main_bank_signs, payroll_stopped_customers
from analytics.products_maturity import maturing_customers, maturing_sizes, maturity_retention
from analytics.products_pairs import product_pairs
from analytics.products_penetration import product_attrition, product_changes, product_penetration
from analytics.products_rollover import GRACE, short_term_rollover
from analytics.products_stretch import line_stretch
from analytics.products_white import white_space
from analytics.scope import Scope
from tests.support.product_banks import AT, BEFORE, CHANNELS, LINE, PARTS, drawn_bank, drawn_engine
from tests.support.product_twins import has, held_on, interbank, left_of, open_rows, reachable
from tests.support.releases import month

SAVINGS = {"deposit_demand", "deposit_time", "wealth", "fund_insurance"}


@pytest.fixture(scope="module", params=[False, True], ids=["undated", "dated"])
def dated(request):
    return request.param


@pytest.fixture(scope="module")
def bank(dated):
    return drawn_bank(dated=dated)


@pytest.fixture(scope="module")
def engine(bank, tmp_path_factory):
    return drawn_engine(tmp_path_factory.mktemp("products") / "store", bank)


@pytest.fixture(scope="module")
def scope(engine):
    return Scope.of(engine)


def kinds(bank, date=AT):
    return open_rows(bank, date).set_index("customer_id")["customer_type"]


def test_summary(engine, scope, bank):
    found = products_summary(engine, scope).set_index("customer_type")

    for date, suffix in ((AT, ""), (BEFORE, "_before")):
        lines, kind = has(bank, date, by="line"), kinds(bank, date)
        for name in ("all", *kind.unique()):
            mine = lines[kind.eq(name).to_numpy() | (name == "all")].sum(axis=1)
            holders = mine[mine > 0]
            assert found.loc[name, f"per_customer{suffix}"] == pytest.approx(holders.mean())
            share = found.loc[name, "three_plus_share" if not suffix else "three_plus_before"]
            assert share == pytest.approx((holders >= 3).mean())
    people = kinds(bank)
    mine = has(bank)[people.eq("personal").to_numpy()].drop(columns=list(CHANNELS))
    lines = has(bank, by="line")[people.eq("personal").to_numpy()]
    assert found.loc["personal", "depth"] == pytest.approx(mine.sum().sum() / lines.sum().sum())
    assert found.loc["personal", "width"] == lines.any().sum()
    n, lifts = len(lines), []
    for a in lines:
        for b in lines:
            both = (lines[a] & lines[b]).sum()
            if a != b and both / n >= 0.01:
                lifts.append(n * both / (lines[a].sum() * lines[b].sum()))
    assert found.loc["personal", "relatedness"] == pytest.approx(np.mean(lifts))
    assert np.isnan(found.loc["all", "relatedness"])


def test_money_by_line(engine, scope, bank):
    found = line_growth(engine, scope).set_index(["customer_type", "line"])
    names = (*PARTS, "loan_mavg")
    lines = ("deposit_demand", "deposit_time", "wealth", "fund_insurance", "loans")
    for date, column in ((AT, "at"), (BEFORE, "before")):
        rows = open_rows(bank, date)
        rows = rows[~rows["customer_id"].isin(interbank(bank))]
        for name, line in zip(names, lines, strict=True):
            assert found.loc[("all", line), column] == pytest.approx(rows[name].sum())
            mine = rows.loc[rows["customer_type"] == "corporate", name]
            assert found.loc[("corporate", line), column] == pytest.approx(mine.sum())
    money = found.loc["all", "at"].clip(lower=0)
    hhi = products_summary(engine, scope).set_index("customer_type").loc["all", "hhi"]
    assert hhi == pytest.approx(((money / money.sum()) ** 2).sum())


def test_lines(engine, scope, bank):
    found = product_lines(engine, scope).set_index(["customer_type", "line"])
    lines, kind, held = has(bank, by="line"), kinds(bank), held_on(bank)
    was = has(bank, BEFORE, by="line")
    for (name, line), row in found.iterrows():
        assert row["holder_count"] == lines.loc[kind.eq(name).to_numpy(), line].sum()
        assert row["holder_before"] == was.loc[kinds(bank, BEFORE).eq(name).to_numpy(), line].sum()
        mine = held[held["customer_id"].map(kind).eq(name) & (held["line"] == line)]
        if mine["balance"].notna().any():
            assert row["balance"] == pytest.approx(mine["balance"].sum())
    assert len(found) == sum(
        (lines[kind.eq(name).to_numpy()].sum() > 0).sum() for name in kind.unique()
    )


@pytest.mark.parametrize("level", ["product", "line"])
def test_pairs(engine, scope, bank, level):
    found = product_pairs(engine, scope, level=level).set_index(
        ["customer_type", "product", "other"]
    )
    table, kind = has(bank, by="product_id" if level == "product" else "line"), kinds(bank)
    for name in kind.unique():
        mine = table[kind.eq(name).to_numpy()]
        n = len(mine)
        for a in mine.columns[mine.any()]:
            for b in mine.columns[mine.any()]:
                if a == b:
                    continue
                row = found.loc[(name, a, b)]
                both = (mine[a] & mine[b]).sum()
                assert row["both_count"] == both
                assert row["support"] == pytest.approx(both / n)
                assert row["confidence"] == pytest.approx(both / mine[a].sum())
                assert row["lift"] == pytest.approx(both * n / (mine[a].sum() * mine[b].sum()))
                assert row["enough"] == (both >= 30)
    few = product_pairs(engine, scope, most=3, customer_type="personal")
    wanted = table[kind.eq("personal").to_numpy()].sum() if level == "product" else None
    assert len(few) == 6
    if wanted is not None:
        assert set(few["product"]) == set(wanted.nlargest(3).index)


@pytest.mark.parametrize(("level", "by"), [("product", "tier"), ("line", "segment")])
def test_penetration(engine, scope, bank, level, by):
    found = product_penetration(engine, scope, level=level, by=by)
    table = has(bank, by="product_id" if level == "product" else "line")
    rows = open_rows(bank)
    part = rows[by].fillna("").to_numpy()
    for row in found.to_dict("records"):
        mine = table[
            (rows["customer_type"].to_numpy() == row["customer_type"]) & (part == row["part"])
        ]
        column = row["product_id"] if level == "product" else row["line"]
        assert row["customer_count"] == len(mine)
        assert row["holder_count"] == mine[column].sum()
        assert row["penetration_low"] <= row["penetration"] <= row["penetration_high"]
    assert list(found.loc[found["customer_type"] == "personal", "part"].unique()) == (
        ["mass", "mass_affluent", "affluent", "vip"] if by == "tier" else ["P1", ""]
    )


def test_gains_and_losses(engine, scope, bank):
    found = product_changes(engine, scope).set_index(["customer_type", "product_id"])
    was, now = has(bank, BEFORE), has(bank)
    for (kind, product), row in found.iterrows():
        of = [
            set(table.index[table[product] & kinds(bank, date).eq(kind).to_numpy()])
            for table, date in ((was, BEFORE), (now, AT))
        ]
        stayed = set(was.index) & set(now.index)
        assert row["holders_before"] == len(of[0])
        assert row["holders_at"] == len(of[1])
        assert row["gained"] == len((of[1] - of[0]) & stayed)
        assert row["gained_new"] == len(of[1] - stayed)
        assert row["lost"] == len((of[0] - of[1]) & stayed)
        assert row["lost_left"] == len(of[0] - stayed)


@pytest.mark.parametrize("attrition", ["closed", "valid"])
def test_lines_held_and_attrition(engine, scope, bank, attrition):
    found = product_attrition(engine, scope, attrition=attrition)
    was, now = (
        open_rows(bank, BEFORE).set_index("customer_id"),
        open_rows(bank).set_index("customer_id"),
    )
    if attrition == "valid":
        was, now = was[was["is_valid"]], now[now["is_valid"]]
    count = has(bank, BEFORE, by="line").sum(axis=1).clip(upper=5)
    table = pd.DataFrame({"kind": was["customer_type"], "lines": count.reindex(was.index)})
    table["lost"] = ~table.index.isin(now.index)
    drop = was["aum_mavg"] - now["aum_mavg"].reindex(was.index)
    half = now["aum_mavg"].reindex(was.index) <= was["aum_mavg"] / 2
    table["halved"] = half & (drop >= 10_000)
    wanted = table.groupby(["kind", "lines"]).agg(
        n=("lost", "size"), lost=("lost", "sum"), halved=("halved", "sum")
    )
    got = found.set_index(["customer_type", "line_count"])
    assert len(got) == len(wanted)
    for key, row in wanted.iterrows():
        mine = got.loc[key]
        assert (mine["customer_count"], mine["lost_count"]) == (row["n"], row["lost"])
        assert mine["halved_count"] == row["halved"]
    assert set(found["reading"]) == {"correlation"}


def test_white_space(engine, scope, bank):
    found = white_space(engine, scope)
    table, rows, ways = has(bank), open_rows(bank), reachable(bank)
    held = held_on(bank)
    for row in found.head(25).to_dict("records"):
        mine = (
            rows["customer_type"].eq(row["customer_type"]) & rows["tier"].eq(row["part"])
        ).to_numpy()
        owned = table.loc[mine, row["product_id"]]
        branch = rows["branch_id"].to_numpy()[mine]
        by_branch = owned.groupby(branch).agg(["sum", "size"])
        by_branch = by_branch[by_branch["size"] >= 10]
        assert row["holder_count"] == owned.sum()
        if len(by_branch) >= 4:
            shares = by_branch["sum"] / by_branch["size"]
            upper = np.quantile(shares, 0.75)
            assert row["peers"] == "branches"
            assert row["peer_upper"] == pytest.approx(upper)
            missing = ((upper - shares).clip(lower=0) * by_branch["size"]).sum()
            assert row["prize_count"] == pytest.approx(missing)
        without = owned.index[~owned]
        share = np.mean([customer in ways for customer in without])
        assert row["consented_share"] == pytest.approx(share)
        money = held[
            held["customer_id"].isin(owned.index) & (held["product_id"] == row["product_id"])
        ]
        money = money.groupby("customer_id")["balance"].sum(min_count=1)
        money = money[money > 0]
        if len(money) >= 10:
            assert row["typical_balance"] == pytest.approx(money.median())
    assert "O" not in set(found["product_id"])


def test_channels(engine, scope, bank):
    found = channel_adoption(engine, scope).set_index("customer_type")
    rows, owned = open_rows(bank).set_index("customer_id"), has(bank)["M"]
    for kind, row in found.iterrows():
        mine = rows[rows["customer_type"] == kind]
        holders = mine[owned.reindex(mine.index)]
        assert row["customer_count"] == len(mine)
        assert row["enrolled_count"] == len(holders)
        assert row["active_count"] == (holders["digital_login_30d"] > 0).sum()
    people = counter_only_customers(engine, scope, limit=10_000)
    wanted = rows[
        (rows["value3"] == "high") & (rows["digital_login_30d"] == 0) & (rows["txn_cnt_90d"] > 0)
    ]
    assert set(people["customer_id"]) == set(wanted.index)
    assert people["contribution_ttm"].is_monotonic_decreasing
    born = bank["customers"].set_index("customer_id")["birth_year"]
    assert (people["elderly"] == (AT.year - people["customer_id"].map(born) >= 65)).all()
    assert people.set_index("customer_id")["enrolled"].equals(
        owned.reindex(people["customer_id"]).rename("enrolled")
    )


def test_allocation(engine, scope, bank):
    usual = usual_allocation(engine, scope).set_index(["customer_type", "tier"])
    rows = open_rows(bank).set_index("customer_id")
    money = rows[list(PARTS)].clip(lower=0)
    money = money[money.sum(axis=1) > 0]
    shares = money.div(money.sum(axis=1), axis=0)
    keys = rows.loc[money.index, ["customer_type", "tier"]]
    mean = shares.groupby([keys["customer_type"], keys["tier"]]).mean()
    columns = ["demand_share", "time_share", "wealth_share", "fund_share"]
    assert np.allclose(usual[columns], mean.loc[usual.index])
    found = allocation_customers(engine, scope, tier="vip", limit=10_000)
    mine = keys.index[keys["tier"] == "vip"]
    away = (shares.loc[mine] - mean.loc[("personal", "vip")]).abs().sum(axis=1) / 2
    assert set(found["customer_id"]) == set(mine)
    assert np.allclose(found["deviation"], away.loc[found["customer_id"]])
    assert found["amount"].is_monotonic_decreasing
    ways = reachable(bank)
    assert list(found["consented"]) == [customer in ways for customer in found["customer_id"]]


def test_loans(engine, scope, bank):
    found = loan_book(engine, scope).set_index("customer_type")
    held, kind = held_on(bank), kinds(bank)
    loans = held[(held["line"] == "loan_personal") & held["customer_id"].isin(kind.index)]
    for name, mine in loans.groupby(loans["customer_id"].map(kind)):
        row = found.loc[name]
        assert (row["loan_count"], row["customer_count"]) == (
            len(mine),
            mine["customer_id"].nunique(),
        )
        assert row["balance"] == pytest.approx(mine["balance"].sum())
        weighted = (mine["balance"] * mine["rate"]).sum() / mine["balance"].sum()
        assert row["average_rate"] == pytest.approx(weighted)
        late = mine["overdue_days"] > 0
        assert row["overdue_share"] == pytest.approx(late.mean())
        assert row["overdue_balance"] == pytest.approx(mine.loc[late, "balance"].sum())
    rates = loan_rates(engine, scope)
    personal = loans[loans["customer_id"].map(kind) == "personal"]
    for row in rates[rates["customer_type"] == "personal"].to_dict("records"):
        inside = (personal["rate"] >= row["rate_from"] - 1e-9) & (
            personal["rate"] < row["rate_to"] - 1e-9
        )
        assert row["loan_count"] == inside.sum()
    assert rates["loan_count"].sum() == len(loans)
    assert rates.groupby("customer_type")["balance_share"].sum().to_numpy() == pytest.approx(1)


def test_short_products_bought_again(engine, scope, bank):
    found = short_term_rollover(engine, scope).set_index("product_id")
    frame = bank["holding"].copy()
    if "snapshot_date" in frame:
        frame = frame.sort_values("snapshot_date").groupby("holding_id").tail(1)
    every = bank["holding"]
    here = set(open_rows(bank, BEFORE)["customer_id"])
    until, outcomes = AT - dt.timedelta(days=GRACE), Counter()
    for row in frame[frame["customer_id"].isin(here)].to_dict("records"):
        due, opened, closed = row["maturity_date"], row["open_date"], row["close_date"]
        if LINE[row["product_id"]] not in SAVINGS or due is None or not BEFORE < due <= until:
            continue
        if (due - opened).days > 7 or (closed is not None and closed < due):
            continue
        near = every[
            (every["customer_id"] == row["customer_id"])
            & (every["open_date"] >= due - dt.timedelta(days=GRACE))
            & (every["open_date"] <= due + dt.timedelta(days=GRACE))
            & (every["open_date"] <= AT)
        ]
        same = near[
            (near["product_id"] == row["product_id"]) & (near["holding_id"] != row["holding_id"])
        ]
        other = near[near["product_id"] != row["product_id"]]["product_id"].map(LINE)
        if (same["open_date"] > opened).any():
            outcomes[row["product_id"], "rolled"] += 1
        elif other.isin({"deposit_time", "wealth", "fund_insurance"}).any():
            outcomes[row["product_id"], "moved"] += 1
        else:
            outcomes[row["product_id"], "left"] += 1
    assert outcomes
    for product, row in found.iterrows():
        for outcome in ("rolled", "moved", "left"):
            assert row[f"{outcome}_count"] == outcomes[product, outcome], (product, outcome)
    assert found["matured_count"].sum() == outcomes.total()
    parts = found[["rolled_amount", "moved_amount", "left_amount"]].sum(axis=1)
    assert np.allclose(parts, found["matured_amount"])


def test_main_bank(engine, scope, bank):
    found = main_bank_signs(engine, scope).set_index(["customer_type", "sign"])
    rows = open_rows(bank)
    rows = rows[~rows["customer_id"].isin(interbank(bank))].set_index("customer_id")
    pays, collects = rows["payroll_in"] > 0, has(bank)["A"].reindex(rows.index)
    sign = np.select([pays & collects, pays, collects], ["both", "payroll", "agency"], "none")
    lines = has(bank, by="line").sum(axis=1).reindex(rows.index)
    table = rows.assign(sign=sign, lines=lines).groupby(["customer_type", "sign"])
    wanted = table.agg(n=("lines", "size"), lines=("lines", "mean"), aum=("aum_mavg", "mean"))
    assert len(found) == len(wanted)
    for key, row in wanted.iterrows():
        assert found.loc[key, "customer_count"] == row["n"]
        assert found.loc[key, "lines_per_customer"] == pytest.approx(row["lines"])
        assert found.loc[key, "aum_per_customer"] == pytest.approx(row["aum"])


def test_salaries_that_stopped(engine, scope, bank):
    found = payroll_stopped_customers(engine, scope, limit=10_000)
    paid = bank["rows"].pivot_table(
        index="customer_id", columns="snapshot_date", values="payroll_in"
    )
    months = [month(number) for number in (12, 11, 10, 9, 8)]
    stopped = (paid[months[:2]] == 0).all(axis=1) & (paid[months[2:]] > 0).all(axis=1)
    wanted = set(paid.index[stopped]) & set(open_rows(bank)["customer_id"])
    assert wanted
    assert set(found["customer_id"]) == wanted
    assert set(found["last_paid_on"]) == {month(10)}


def test_deposits(engine, scope, bank):
    found = deposit_mix(engine, scope).set_index(["customer_type", "line"])
    rows, held = open_rows(bank), held_on(bank)
    rows = rows[~rows["customer_id"].isin(interbank(bank))]
    for line, name in (("deposit_demand", "dep_demand_mavg"), ("deposit_time", "dep_time_mavg")):
        row = found.loc[("all", line)]
        assert row["balance"] == pytest.approx(rows[name].sum())
        mine = held[(held["line"] == line) & held["customer_id"].isin(rows["customer_id"])]
        mine = mine[mine["rate"].notna() & (mine["balance"] > 0)]
        rate = (mine["balance"] * mine["rate"]).sum() / mine["balance"].sum()
        assert row["rate"] == pytest.approx(rate)
        assert row["yearly_cost"] == pytest.approx(rate * row["balance"])
    total = found.xs("total", level="line")
    assert total["balance"].loc["all"] == pytest.approx(rows["deposit_mavg"].sum(), abs=1)
    assert total["balance"].drop("all").sum() == pytest.approx(total["balance"].loc["all"])


def test_what_falls_due(engine, scope, bank):
    rows, held = open_rows(bank), held_on(bank)
    mine = held[held["customer_id"].isin(set(rows["customer_id"]) - interbank(bank))]
    days = mine["maturity_date"].map(lambda each: None if each is None else (each - AT).days)
    ladder = maturity_ladder(engine, scope)
    for row in ladder.to_dict("records"):
        in_line = mine["line"] == row["line"]
        if pd.isna(row["days_from"]) and pd.isna(row["days_to"]):
            inside = days.isna()
        else:
            low = -1e9 if pd.isna(row["days_from"]) else row["days_from"]
            high = 1e9 if pd.isna(row["days_to"]) else row["days_to"]
            inside = (days >= low) & (days <= high)
        chosen = mine[in_line & inside]
        assert row["holding_count"] == len(chosen)
        assert row["customer_count"] == chosen["customer_id"].nunique()
        assert row["balance"] == pytest.approx(chosen["balance"].sum())
    ladder_lines = mine[mine["line"].isin({"deposit_time", "wealth", "fund_insurance"})]
    assert ladder["holding_count"].sum() == len(ladder_lines)
    sizes = maturing_sizes(engine, scope).set_index(["window", "line"])
    for window, (low, high) in {"week": (1, 7), "month": (1, 30), "ahead": (31, 60)}.items():
        people = maturing_customers(engine, scope, window=window, limit=10_000)
        chosen = mine[(days >= low) & (days <= high) & mine["line"].isin(SAVINGS)]
        assert set(people["holding_id"]) == set(chosen["holding_id"])
        counted = sizes.loc[window] if len(chosen) else sizes.iloc[:0]
        assert counted["holding_count"].sum() == len(people)
        assert counted["balance"].sum() == pytest.approx(people["balance"].sum())


def test_retention(engine, scope, bank):
    found = maturity_retention(engine, scope).set_index("part")
    was, now = (open_rows(bank, date).set_index("customer_id") for date in (BEFORE, AT))
    mine = was[(was["maturing_next_30d"] > 0) & ~was.index.isin(interbank(bank))]
    after = now["aum_eop"].reindex(mine.index).fillna(0)
    gone = np.minimum(mine["maturing_next_30d"], (mine["aum_eop"] - after).clip(lower=0))
    for tier, row in found.iterrows():
        chosen = mine["tier"].eq(tier) | (tier == "all")
        assert row["customer_count"] == chosen.sum()
        assert row["matured"] == pytest.approx(mine.loc[chosen, "maturing_next_30d"].sum())
        assert row["left"] == pytest.approx(gone[chosen].sum())
        assert row["kept_share"] == pytest.approx(1 - row["left"] / row["matured"])
    assert set(found["source"]) == {"snapshots"}


def test_retention_from_holdings(engine, bank):
    scope = Scope.of(engine, before=month(9))
    found = maturity_retention(engine, scope, by="customer_type").set_index("part")
    was, now = (open_rows(bank, date).set_index("customer_id") for date in (month(9), AT))
    held = held_on(bank, month(9))
    due = held["maturity_date"].map(lambda each: each is not None and month(9) < each <= AT)
    matured = held[due & held["line"].isin(SAVINGS)]
    amount = matured["orig_amount"].fillna(matured["balance"]).groupby(matured["customer_id"]).sum()
    mine = was[~was.index.isin(interbank(bank)) & was.index.isin(amount.index)]
    amount = amount.reindex(mine.index)
    after = now["aum_eop"].reindex(mine.index).fillna(0)
    gone = np.minimum(amount, (mine["aum_eop"] - after).clip(lower=0))
    assert found.loc["all", "matured"] == pytest.approx(amount.sum())
    assert found.loc["all", "left"] == pytest.approx(gone.sum())
    assert set(found["source"]) == {"holdings"}


def test_balances_that_left(engine, scope, bank):
    found = balances_left(engine, scope).set_index(["customer_type", "line"])
    wanted = left_of(bank)
    total = found.loc[("all", "total")]
    for column, name in (
        ("declined", "declined"),
        ("moved", "moved_inside"),
        ("left", "left_bank"),
    ):
        assert total[name] == pytest.approx(wanted[column].sum())
    assert total["customer_count"] == (wanted["declined"] > 0).sum()
    share = (wanted["wealth_mavg"] / wanted["declined"].where(wanted["declined"] > 0)).fillna(0)
    row = found.loc[("all", "wealth")]
    assert row["left_bank"] == pytest.approx((share * wanted["left"]).sum())
    people = balances_left_customers(engine, scope, limit=10_000)
    assert people["left_bank"].sum() == pytest.approx(total["left_bank"])
    assert np.allclose(people["left_bank"], wanted["left"].loc[people["customer_id"]])


def test_stretch(engine, scope, bank):
    found = line_stretch(engine, scope).set_index(["customer_type", "line"])
    was, now = (open_rows(bank, date).set_index("customer_id") for date in (BEFORE, AT))
    same = was.index.intersection(now.index)
    same = same[~same.isin(interbank(bank))]
    same = same[was.loc[same, "tier_raw"] == now.loc[same, "tier_raw"]]
    same = same[was.loc[same, "customer_type"] == "personal"]
    tier = was.loc[same, "tier_raw"]
    sums = [frame.loc[same, "wealth_mavg"].groupby(tier).sum() for frame in (was, now)]
    ladder = ["mass", "mass_affluent", "affluent", "vip"]
    home = sums[1].idxmax()
    row = found.loc[("personal", "wealth")]
    assert row["home_tier"] == home
    above = ladder[ladder.index(home) + 1 :]
    before, after = (part.reindex(above).sum() for part in sums)
    if before > 0:
        assert row["above_growth"] == pytest.approx(after / before - 1)
    assert row["home_growth"] == pytest.approx(sums[1][home] / sums[0][home] - 1)
