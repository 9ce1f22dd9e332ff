"""Two populations counted, compared, drawn and listed; against the customers themselves."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.__main__ import main
from analytics.condition_text import group_from
from analytics.conditions import EVERYBODY, NOBODY, Condition, Group, Population
from analytics.contribution import contribution_summary
from analytics.engine import DuckDBEngine
from analytics.judgement import Judgement
from analytics.mean_differences import t_95
from analytics.population_comparison import CLASSES
from analytics.populations import (
    COMPARED,
    MOST_POPULATIONS,
    population_comparison,
    population_count,
    population_customers,
    population_distribution,
    population_overlap,
    population_quantiles,
    unknown_ids,
)
from analytics.rates import holm
from analytics.scope import Scope
from data.problems import Problem
from data.release import Store
from tests.support.condition_twin import is_in, rows_at
from tests.support.releases import month, small_release

RICH = Population("Rich", 1, group_from('{"all":[["aum_mavg","at_least",100000]]}'))
FARMERS = Population("Farmers", 1, group_from('{"all":[["service_group","one_of","farmer"]]}'))
MERCHANTS = Population(
    "Merchants", 2, group_from('{"all":[["service_group","one_of","merchant"]]}')
)
PAIRS = [(RICH, FARMERS), (FARMERS, MERCHANTS), (RICH, None)]
PARTS = ("a_only", "both", "b_only", "rest")
JUDGED = Judgement(materiality=0.005, min_cell=10)


@pytest.fixture(scope="module")
def demo(demo_store):
    return DuckDBEngine(Store(demo_store))


@pytest.fixture(scope="module")
def scope(demo):
    return Scope.of(demo)


@pytest.fixture(scope="module")
def people(demo, scope):
    return pd.DataFrame(rows_at(demo, scope.at))


@pytest.fixture(scope="module")
def members(people, scope):
    """True for each customer who is in it, by population."""
    rows = people.astype(object).where(people.notna(), None).to_dict("records")
    return {
        population: np.array([is_in(population.group, row, scope.at) for row in rows])
        for population in (RICH, FARMERS, MERCHANTS)
    }


def split(members, a, b):
    """Customers by part, as True and False."""
    in_a = members[a]
    in_b = ~in_a if b is None else members[b]
    return {
        "a": in_a, "b": in_b, "a_only": in_a & ~in_b, "both": in_a & in_b,
        "b_only": in_b & ~in_a, "rest": ~in_a & ~in_b, "everybody": in_a | True,
    }  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_parts_add_up_to_everybody_to_the_cent(demo, scope, people, members, pair):
    a, b = pair
    overlap = population_overlap(demo, scope, a=a, b=b).set_index("part")
    parts = overlap.loc[list(PARTS)]

    for part, inside in split(members, a, b).items():
        if part in overlap.index:
            assert overlap.loc[part, "customer_count"] == inside.sum()
            money = people.loc[inside, "contribution_ttm"].sum()
            assert overlap.loc[part, "contribution_ttm"] == pytest.approx(
                float(money), abs=0.005
            ) or (np.isnan(overlap.loc[part, "contribution_ttm"]) and not inside.any())
    for name in ("customer_count", "contribution_ttm", "aum_mavg"):
        assert round(parts[name].sum() - overlap.loc["everybody", name], 2) == 0
    bank = contribution_summary(demo, scope).iloc[0]
    assert round(overlap.loc["everybody", "contribution_ttm"] - bank["total"], 2) == 0


def test_everybody_stands_first_in_a_live_count(demo, scope, people, members):
    counted = population_count(
        demo, scope, populations=(RICH, FARMERS, Population("Nobody", 0, NOBODY))
    )

    assert counted["population"].isna().tolist() == [True, False, False, False]
    assert counted["version"].tolist()[1:] == [1, 1, 0]
    assert counted["customer_count"].tolist() == [
        len(people),
        members[RICH].sum(),
        members[FARMERS].sum(),
        0,
    ]
    assert counted["customer_share"].iloc[[0, 3]].tolist() == [1.0, 0.0]
    assert counted["contribution_ttm"].isna().tolist() == [False, False, False, True]


def test_a_scope_narrows_what_is_counted(demo, scope, people, members):
    of_branch = replace(scope, where=(("branch_id", ("B001",)),), populations=(FARMERS,))
    inside = members[FARMERS] & (people["branch_id"] == "B001").to_numpy()

    counted = population_count(demo, of_branch, populations=(RICH,))

    assert counted["customer_count"].tolist() == [
        inside.sum(), (inside & members[RICH]).sum(),
    ]  # fmt: skip


def test_too_many_populations_are_refused(demo, scope):
    with pytest.raises(Problem, match="13 populations are too many at once: at most 12"):
        population_count(demo, scope, populations=[RICH] * (MOST_POPULATIONS + 1))


def test_means_and_intervals_are_welch_s(demo, scope, people, members):
    found = population_comparison(demo, scope, a=FARMERS, b=MERCHANTS, judgement=JUDGED)
    found = found[found["nature"] == "mean"].set_index("figure")
    parts = split(members, FARMERS, MERCHANTS)

    assert not parts["both"].any()
    assert list(found.index) == list(COMPARED)
    for figure, row in found.iterrows():
        a, b, rest = (
            people.loc[parts[part], figure].dropna().astype(float).to_numpy()
            for part in ("a", "b", "rest")
        )
        test = stats.ttest_ind(a, b, equal_var=False)
        low, high = test.confidence_interval()
        assert (row["a_count"], row["b_count"], row["rest_count"]) == (len(a), len(b), len(rest))
        assert row["a_mean"] == pytest.approx(a.mean(), rel=1e-9)
        assert row["rest_mean"] == pytest.approx(rest.mean(), rel=1e-9)
        assert (row["difference_low"], row["difference_high"]) == pytest.approx(
            (low, high), rel=1e-6, abs=1e-9
        )
        assert row["p_value"] == pytest.approx(test.pvalue, rel=1e-4, abs=1e-12)
        interval = stats.t.interval(0.95, len(a) - 1, a.mean(), stats.sem(a))
        assert (row["a_mean_low"], row["a_mean_high"]) == pytest.approx(interval, rel=1e-6)
        pooled = np.sqrt((a.var() * len(a) + b.var() * len(b)) / (len(a) + len(b) - 2))
        assert row["effect"] == pytest.approx((a.mean() - b.mean()) / pooled, rel=1e-6)


def test_who_is_in_both_counts_in_both_means(demo, scope, people, members):
    """The interval is that of the influence function, customer by customer."""
    found = population_comparison(demo, scope, a=RICH, b=FARMERS, judgement=JUDGED)
    found = found.set_index(["figure", found["code"].fillna("")])
    parts = split(members, RICH, FARMERS)
    assert parts["both"].any()
    women_of_a_tier = (people["tier"] == "mass_affluent").to_numpy().astype(float)

    for key, value in (
        (("aum_mavg", ""), people["aum_mavg"].astype(float).to_numpy()),
        (("tier", "mass_affluent"), np.where(people["tier"].isna(), np.nan, women_of_a_tier)),
    ):
        known = ~np.isnan(value)
        a, b = parts["a"] & known, parts["b"] & known
        moved = np.where(a, (value - value[a].mean()) / a.sum(), 0.0)
        moved -= np.where(b, (value - value[b].mean()) / b.sum(), 0.0)
        row = found.loc[key]
        assert row["difference"] == pytest.approx(value[a].mean() - value[b].mean(), rel=1e-9)
        half = (row["difference_high"] - row["difference_low"]) / 2
        assert half == pytest.approx(1.96 * np.sqrt(np.nansum(moved**2)), rel=0.01)


def test_shares_are_counted_and_their_family_is_one(demo, scope, people, members):
    found = population_comparison(demo, scope, a=FARMERS, b=MERCHANTS, judgement=JUDGED)
    shares = found[found["nature"] == "share"]
    parts = split(members, FARMERS, MERCHANTS)

    assert set(shares["figure"]) == set(CLASSES) - {"segment"}
    for row in shares.to_dict("records"):
        column = people[row["figure"]]
        code = {"yes": True}.get(row["code"], row["code"])
        known = column.notna().to_numpy()
        for part in ("a", "b", "rest"):
            inside = parts[part] & known
            assert row[f"{part}_count"] == inside.sum()
            assert row[f"{part}_total"] == (column[inside] == code).sum()
        assert row["a_mean_low"] <= row["a_mean"] <= row["a_mean_high"]
        assert not row["difference_low"] > row["difference"]
    assert found["p_adjusted"].to_numpy() == pytest.approx(
        holm(found["p_value"].to_numpy()), nan_ok=True
    )


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_totals_of_a_comparison_add_up_to_the_cent(demo, scope, pair):
    found = population_comparison(demo, scope, a=pair[0], b=pair[1], judgement=JUDGED)
    parts = found["a_only_total"] + found["both_total"] + found["b_only_total"]

    assert (parts + found["rest_total"] - found["everybody_total"]).abs().max() < 0.005
    assert (found["a_only_total"] + found["both_total"] - found["a_total"]).abs().max() < 0.005
    assert (found["both_total"] + found["b_only_total"] - found["b_total"]).abs().max() < 0.005


def amounts_bank(folder, amounts, groups):
    """Customers with assets and a service group each, at one date."""
    ids = [f"C{number:03d}" for number in range(len(amounts))]
    customers = pd.DataFrame({"customer_id": ids, "service_group": groups})
    rows = {"customer_id": ids, "snapshot_date": [month(12)] * len(ids), "aum_mavg": amounts}
    return small_release(folder / "store", rows, customers=customers)


def verdict_of(engine, figure="aum_mavg"):
    found = population_comparison(engine, Scope.of(engine), a=FARMERS, b=MERCHANTS)
    return found.set_index("figure").loc[figure]


def test_one_customer_with_most_of_everything_is_a_finding_by_himself(tmp_path):
    amounts = [100 + number for number in range(60)]
    amounts[0] = 90_000
    engine = amounts_bank(tmp_path, amounts, ["farmer"] * 30 + ["merchant"] * 30)

    row = verdict_of(engine)

    assert row["verdict"] == "one_large"
    steady = amounts_bank(
        tmp_path / "more", [*[1_000 + n for n in range(30)], *[100 + n for n in range(30)]],
        ["farmer"] * 30 + ["merchant"] * 30,
    )  # fmt: skip
    assert verdict_of(steady)["verdict"] == "higher"
    assert verdict_of(steady)["effect_size"] == "large"


def test_too_few_are_not_judged_and_equals_are_alike(tmp_path):
    few = amounts_bank(tmp_path, [5.0] * 9 + [7.0] * 30, ["farmer"] * 9 + ["merchant"] * 30)
    same = amounts_bank(tmp_path / "same", [5.0] * 40, ["farmer"] * 20 + ["merchant"] * 20)

    assert verdict_of(few)["verdict"] == "few"
    assert verdict_of(same)["verdict"] == "alike"
    assert np.isnan(verdict_of(same)["p_value"])
    alone = amounts_bank(tmp_path / "alone", [5.0, 7.0], ["farmer", "merchant"])
    row = verdict_of(alone)
    assert (row["a_mean"], row["b_mean"], row["difference"]) == (5.0, 7.0, -2.0)
    assert np.isnan(row["difference_low"])


@pytest.mark.parametrize("figure", ["contribution_ttm", "aum_mavg", "txn_cnt_90d", "value_score"])
@pytest.mark.parametrize("pair", PAIRS[:2], ids=str)
def test_bars_hold_the_customers_between_their_edges(demo, scope, people, members, figure, pair):
    bars = population_distribution(demo, scope, a=pair[0], b=pair[1], figure=figure)
    parts = split(members, *pair)

    for part, rows in bars.groupby("part"):
        amounts = people.loc[parts[part], figure].dropna().astype(float).to_numpy()
        for bar in rows.to_dict("records"):
            low = -np.inf if pd.isna(bar["low"]) else bar["low"]
            high = np.inf if pd.isna(bar["high"]) else bar["high"]
            assert bar["customer_count"] == ((amounts >= low) & (amounts < high)).sum()
        assert rows["customer_share"].sum() == pytest.approx(1)
        assert rows["customer_count"].sum() == len(amounts)
    assert len(set(bars["part"].value_counts())) == 1


@pytest.mark.parametrize("figure", ["contribution_ttm", "aum_mavg", "txn_cnt_90d", "value_score"])
def test_quantiles_are_within_half_a_percent(demo, scope, people, members, figure):
    found = population_quantiles(demo, scope, a=RICH, b=FARMERS, figure=figure)
    parts = split(members, RICH, FARMERS)

    for row in found.to_dict("records"):
        amounts = people.loc[parts[row["part"]], figure].dropna().astype(float)
        exact = np.quantile(amounts, row["share"], method="inverted_cdf")
        assert row["value"] == pytest.approx(exact, rel=0.005, abs=0.005)


@pytest.mark.parametrize("part", ["a", "b", *PARTS])
def test_a_list_is_its_part(demo, scope, people, members, part):
    inside = split(members, RICH, FARMERS)[part]
    pages = [
        population_customers(demo, scope, a=RICH, b=FARMERS, part=part, limit=4_000, offset=offset)
        for offset in range(0, 20_000, 4_000)
    ]
    listed = pd.concat(pages, ignore_index=True)

    assert set(listed["customer_key"]) == set(people.loc[inside, "customer_key"])
    assert len(listed) == inside.sum()
    assert list(listed["rank"]) == list(range(1, len(listed) + 1))
    assert listed["value"].dropna().is_monotonic_decreasing
    assert listed["value"].sum() == pytest.approx(
        float(people.loc[inside, "contribution_ttm"].sum()), abs=0.005
    )


def test_a_list_is_sorted_by_any_figure_and_ends(demo, scope):
    by_logins = population_customers(demo, scope, a=FARMERS, figure="digital_login_30d", limit=20)

    assert by_logins["value"].is_monotonic_decreasing
    assert "service_group" in by_logins
    assert population_customers(demo, scope, a=FARMERS, offset=1_000_000).empty
    with pytest.raises(Problem, match="rfm is not among the figures compared"):
        population_customers(demo, scope, a=FARMERS, figure="rfm")
    with pytest.raises(Problem, match=r"No part of the comparison is named c\. There are a, b"):
        population_customers(demo, scope, a=FARMERS, part="c")


def test_pasted_ids_that_nobody_has_are_named(demo, scope, people):
    known = list(people["customer_id"][:3])
    group = Group((Condition.of("customer_id", "one_of", [*known, "C-typo", "C'; --"]),))

    assert unknown_ids(demo, scope, group) == ("C'; --", "C-typo")
    assert unknown_ids(demo, scope, RICH.group) == ()


@pytest.fixture
def emptied(tmp_path):
    """Somebody is vip until October; nobody is affluent; everybody is open."""
    days = [month(10), month(11), month(12)]
    rows = {
        "customer_id": ["a", "b"] * 3,
        "snapshot_date": [day for day in days for _ in range(2)],
        "tier": ["vip", "mass", *["mass"] * 4],
    }
    return small_release(tmp_path / "store", rows)


EMPTY_NOW = (
    "Nobody is in Our best on 2025-12-31; the last date with somebody is 2025-10-31. "
    "Change its conditions, or look at 2025-10-31."
)
NEVER = (
    "Nobody is in Affluent on 2025-12-31 or before. "
    "Change or remove one of its conditions, or remove a filter."
)
NOBODY_LEFT = (
    "All is everybody in the selection, so nobody is left to compare with. Add a condition."
)
EQUAL = (
    "All and B hold the same customers (2), so there is nothing to compare. "
    "Change a condition of one of them."
)


def tier(name, code):
    return Population(name, 1, Group((Condition.of("tier", "one_of", [code]),)))


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        (tier("Our best", "vip"), None, EMPTY_NOW),
        (tier("All", "mass"), tier("Affluent", "affluent"), NEVER),
        (tier("All", "mass"), None, NOBODY_LEFT),
        (tier("All", "mass"), Population("B", 0, EVERYBODY), EQUAL),
    ],
    ids=["empty now", "never", "everybody", "equal"],
)
def test_what_cannot_be_compared_is_said(emptied, a, b, message):
    for question in (population_overlap, population_comparison, population_distribution):
        with pytest.raises(Problem) as caught:
            question(emptied, Scope.of(emptied), a=a, b=b)
        assert str(caught.value) == message


def test_nobody_in_the_scope_is_said(emptied):
    scope = replace(Scope.of(emptied), where=(("branch_id", ("B99",)),))

    with pytest.raises(Problem, match="Nobody is in this selection on 2025-12-31"):
        population_overlap(emptied, scope, a=tier("A", "mass"))
    assert population_count(emptied, scope, populations=(RICH,))["customer_count"].tolist() == [
        0,
        0,
    ]


def test_a_figure_the_bank_did_not_bring_is_left_out_or_said(emptied):
    a = Population("One", 0, group_from('{"all":[["customer_id","one_of","a"]]}'))
    compared = population_comparison(emptied, Scope.of(emptied), a=a)

    assert "wealth_mavg" not in set(compared["figure"])
    with pytest.raises(Problem, match="The bank's data has no wealth_mavg on 2025-12-31"):
        population_distribution(emptied, Scope.of(emptied), a=a, figure="wealth_mavg")


def test_student_s_t_is_scipy_s():
    df = np.array([1.0, 2.0, 5.5, 10.0, 100.0, 1e6])

    assert t_95(df) == pytest.approx(stats.t.ppf(0.975, df), rel=1e-8)
    assert np.isnan(t_95(np.array([0.0, np.nan]))).all()


def test_the_command_line_takes_conditions_as_text(demo_store, capsys):
    text = '{"all":[["aum_mavg","at_least",100000]]}'
    arguments = ["--store", str(demo_store), "--format", "json", f"a={text}"]

    assert main(["population-count", *arguments, "--where", "branch_id=B001"]) == 0
    counted = json.loads(capsys.readouterr().out)
    assert [row["population"] for row in counted] == [None, "A"]
    assert main(["population-overlap", *arguments]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 5
    assert main(["population-comparison", *arguments, "min_cell=5"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["figure"] == "contribution_ttm"
    assert main(["population-customers", *arguments, "part=rest", "limit=3", "b={}"]) == 1
    assert "These conditions cannot be read: {}." in capsys.readouterr().err
