"""The review's numbers on small banks whose every number can be told by hand."""

import datetime as dt
import re

import duckdb
import numpy as np
import pandas as pd
import pytest

from analytics.engine import DuckDBEngine
from analytics.problems import EmptyScope, NotProvided
from analytics.product_problems import TableNotProvided
from analytics.questions import QUESTIONS
from analytics.review import (
    STEPS,
    Given,
    review_numbers,
    review_of,
    review_tiles,
)
from analytics.review_goals import relationship_goals
from analytics.review_needs import missing_steps
from analytics.review_parts import ledger_difference, review_branches, service_groups
from analytics.review_problems import LedgerNotForScope, StepUnknown
from analytics.review_rows import COLUMNS
from analytics.review_series import review_series
from analytics.scope import Scope
from tests.support.releases import month, small_release, written_store

MONTHS = [month(number) for number in range(1, 22)]
"""January 2025 to September 2026."""

AT = MONTHS[-1]
DEPOSIT_TARGETS = [
    ("2026", "B01", "deposit_mavg", 1500.0, 1000.0),
    ("2026", "B02", "存款日均", 900.0, None),
]


def steady_bank():
    """Three customers: B01 keeps 1,000 of deposits, B02 500; an interbank deposit of 9,000 in B01.

    From July 2026 B01 keeps 2,000. Assets are twice the deposits; loans 300 in B01.
    """
    rows = []
    for day in MONTHS:
        more = 2 if day >= dt.date(2026, 7, 1) else 1
        rows += [
            ("C1", day, "personal", "B01", "M1", "mass_affluent", 1000.0 * more, 300.0),
            ("C2", day, "personal", "B02", None, "mass", 500.0, 0.0),
            ("C3", day, "institution", "B01", "M1", "basic", 9000.0, 0.0),
        ]
    names = ["customer_id", "snapshot_date", "customer_type", "branch_id", "manager_id", "tier"]
    frame = pd.DataFrame(rows, columns=[*names, "deposit_mavg", "loan_mavg"])
    return frame.assign(
        aum_mavg=2 * frame["deposit_mavg"],
        aum_eop=2 * frame["deposit_mavg"] + 1,
        contribution=10.0,
        contribution_ttm=120.0,
    )


CUSTOMERS = {
    "customer_id": ["C1", "C2", "C3"],
    "institution_type": [None, None, "interbank"],
    "service_group": ["farmer", None, None],
}
BRANCHES = {"branch_id": ["B01", "B02"], "name": ["East", "West"]}


def bank(folder, *statements, rows=None):
    """An engine on the steady bank after some statements."""
    frame = steady_bank() if rows is None else rows
    store = written_store(folder / "store", frame, customers=CUSTOMERS, branches=BRANCHES)
    with duckdb.connect(str(store.path("000001"))) as connection:
        for statement, values in statements:
            connection.executemany(statement, values)
    return DuckDBEngine(store)


def targets(*rows):
    return "insert into target values (?, ?, ?, ?, ?)", rows


@pytest.fixture(scope="module")
def steady(tmp_path_factory):
    ledger = ("insert into control_total values (?, ?, ?, ?, ?)", [
        (AT, "B01", 2100.0, 300.0, 2), (AT, "B02", 500.0, None, 1),
    ])  # fmt: skip
    return bank(tmp_path_factory.mktemp("steady"), targets(*DEPOSIT_TARGETS), ledger)


def numbers(engine, scope=None, **asked):
    found = review_numbers(engine, scope or Scope.of(engine), **asked)
    return found.set_index("number")


def average(days):
    """Deposits' daily average of 2026 up to a day: 1,500 up to June, 2,500 from July."""
    at = days.timetuple().tm_yday
    early = min(at, 181)
    return (1500 * early + 2500 * (at - early)) / at


@pytest.fixture(params=["cube", "raw"])
def way(request, monkeypatch):
    if request.param == "raw":
        monkeypatch.setattr("analytics.review_kpis.KPI_DIMENSIONS", frozenset())
        monkeypatch.setattr("analytics.review_kpis.fits", lambda scope: False)


@pytest.mark.usefixtures("way")
def test_daily_averages_weigh_months_by_their_days_and_leave_other_banks_out(steady):
    found = numbers(steady, steps=(2,)).loc["deposit_ytd"]

    assert found["value"] == pytest.approx(average(AT))
    assert found["before"] == pytest.approx(average(MONTHS[-2]))
    assert found["year_start"] == pytest.approx(1500)
    assert found["year_ago"] == pytest.approx(1500)
    assert numbers(steady, steps=(2,)).loc["interbank_deposits", "value"] == 9000
    assert numbers(steady, steps=(2,)).loc["deposit_mavg", "value"] == 2500


def test_completion_stands_beside_the_share_of_the_year(steady):
    found = numbers(steady, steps=(2,)).loc["deposit_ytd"]

    assert found["target"] == 2400
    assert found["completion"] == pytest.approx(average(AT) / 2400)
    assert found["gap"] == pytest.approx(2400 - average(AT))
    assert found["elapsed_share"] == pytest.approx(273 / 365)
    assert np.isnan(found["growth_completion"])


def test_growth_completion_needs_the_banks_own_year_start(steady):
    found = numbers(steady, Scope.of(steady, where={"branch_id": ["B01"]}), steps=(2,))

    reached = average(AT) - 500
    assert found.loc["deposit_ytd", "growth_completion"] == pytest.approx((reached - 1000) / 500)


def test_nothing_but_daily_averages_has_a_target(tmp_path):
    """5.9a: no target for a balance of the day, whatever the table says."""
    metrics = (
        "deposit_mavg",
        "loan_mavg",
        "aum_mavg",
        "aum_eop",
        "deposit_eop",
        "存款时点",
        "valid_customers",
    )
    rows = [("2026", branch, metric, 10.0, 1.0) for branch in ("B01", "B02") for metric in metrics]
    found = numbers(bank(tmp_path, targets(*rows)))

    with_targets = set(found.index[found["target"].notna()])
    assert with_targets == {"deposit_ytd", "loan_ytd", "aum_ytd"}
    assert (found.loc[sorted(with_targets), "target"] == 20).all()
    shares = ["completion", "growth_completion", "gap", "elapsed_share"]
    assert found.loc[~found.index.isin(with_targets), shares].isna().all(axis=None)


def test_a_balance_of_the_day_that_stands_in_for_the_average_has_no_target(tmp_path):
    rows = [("2026", "B01", "aum_mavg", 10.0, 1.0), ("2026", "B02", "aum_mavg", 10.0, 1.0)]
    told = "update snapshot set aum_source = 'eop' where snapshot_date = ?"
    engine = bank(tmp_path, targets(*rows), (told, [(AT,)]))

    assert np.isnan(numbers(engine, steps=(2,)).loc["aum_ytd", "target"])
    assert review_branches(engine, Scope.of(engine))["aum_target"].isna().all()


@pytest.mark.parametrize("where", [{"tier": ["mass"]}, {"manager_id": ["M1"]}])
def test_targets_and_ledger_are_for_branches_only(steady, where):
    scope = Scope.of(steady, where=where)
    found = review_of(steady, scope, steps=(1, 2))

    assert found.numbers["target"].isna().all()
    assert {("scope", "target"), ("scope", "control_total")} <= named(found.missing)
    with pytest.raises(LedgerNotForScope):
        ledger_difference(steady, scope)


def test_a_branch_without_a_target_is_named_and_the_total_has_none(tmp_path):
    engine = bank(tmp_path, targets(DEPOSIT_TARGETS[0]))
    found = review_of(engine, Scope.of(engine), steps=(2,))

    assert np.isnan(found.numbers.set_index("number").loc["deposit_ytd", "target"])
    assert ("table", "target") in named(found.missing)
    branches = review_branches(engine, Scope.of(engine)).set_index("branch_id")
    assert branches.loc["B01", "deposit_target"] == 1500
    assert np.isnan(branches.loc["B02", "deposit_target"])


def test_one_target_of_the_whole_bank_counts_for_everybody(tmp_path):
    engine = bank(tmp_path, targets(("2026年", "HQ", "年日均存款", 3000.0, 1000.0)))

    assert numbers(engine, steps=(2,)).loc["deposit_ytd", "completion"] == pytest.approx(
        average(AT) / 3000
    )


def named(missing):
    return set(zip(missing["kind"], missing["name"], strict=True))


def test_a_missing_month_is_flagged_and_not_compared(tmp_path):
    rows = steady_bank()
    rows = rows[rows["snapshot_date"] != month(15)]
    found = numbers(bank(tmp_path, rows=rows), steps=(2,)).loc["deposit_ytd"]

    assert found["flag"] == "incomplete"
    assert found["value"] > average(AT)
    assert np.isnan(found["before"])
    assert found["year_start"] == pytest.approx(1500)


def test_a_running_month_counts_with_its_days_and_is_flagged(tmp_path):
    rows = steady_bank()
    day = dt.date(2026, 9, 26)
    rows.loc[rows["snapshot_date"] == AT, "snapshot_date"] = day
    running = "update snapshot set is_complete = false, grain = 'month' where snapshot_date = ?"
    engine = bank(tmp_path, (running, [(day,)]), rows=rows)
    found = numbers(engine, Scope.of(engine, at=day), steps=(2,)).loc["deposit_ytd"]

    assert found["value"] == pytest.approx(average(day))
    assert found["flag"] == "incomplete"


def test_all_changes_of_a_running_month_are_flagged(tmp_path):
    running = "update snapshot set is_complete = false where snapshot_date = ?"
    engine = bank(tmp_path, (running, [(AT,)]))
    found = numbers(engine, Scope.of(engine, at=AT), steps=(2, 3, 5))

    changes = ["deposit_ytd", "deposit_mavg", "aum_eop", "valid_net", "bridge_growth"]
    assert set(found.loc[changes, "flag"]) == {"incomplete"}


def test_customers_none_of_whom_is_valid_lack_moves_and_nothing_else(tmp_path):
    rows = steady_bank().assign(aum_mavg=0.0, deposit_mavg=0.0, loan_mavg=0.0)
    engine = bank(tmp_path, rows=rows)
    found = review_of(engine, Scope.of(engine), steps=(3, 4, 5))

    assert found.numbers.set_index("number").loc["customer_count", "value"] == 3
    assert ("scope", "customer") in named(found.missing)


@pytest.mark.parametrize(
    ("at", "flag"), [(13, "spring"), (14, "spring"), (15, "spring"), (16, ""), (12, "")]
)
def test_the_spring_inflow_is_flagged_while_it_is_compared_with(steady, at, flag):
    found = numbers(steady, Scope.of(steady, at=month(at)), steps=(2, 5))

    assert set(found.loc[["deposit_mavg", "deposit_ytd", "bridge_growth"], "flag"]) == {flag}


def weekly_bank(folder):
    """The steady bank, with weeks on 6, 13 September and 11 October 2026."""
    rows = steady_bank()
    newest = rows[rows["snapshot_date"] == AT]
    weeks = [dt.date(2026, 9, 6), dt.date(2026, 9, 13), dt.date(2026, 10, 4), dt.date(2026, 10, 11)]
    parts = [newest.assign(snapshot_date=day, aum_eop=7.0 + place, deposit_mavg=100.0 + place)
             for place, day in enumerate(weeks)]  # fmt: skip
    told = "update snapshot set month_date = ? where snapshot_date = ?"
    months = [(month(20), day) for day in weeks[:2]] + [(AT, day) for day in weeks[2:]]
    return bank(folder, (told, months), rows=pd.concat([rows, *parts], ignore_index=True)), weeks


def test_a_week_compares_each_number_with_what_it_can_be_compared_with(tmp_path):
    engine, weeks = weekly_bank(tmp_path)
    found = numbers(engine, Scope.of(engine, at=weeks[-1]), steps=(2, 3, 4, 6))

    end = found.loc["aum_eop"]
    assert (end["value"], end["before"], end["before_date"]) == (30, 27, weeks[-2])
    average_row = found.loc["deposit_mavg"]
    assert (average_row["value"], average_row["before"]) == (206, 202)
    assert average_row["before_date"] == weeks[1], "the same day of the month before, or near it"
    for number in ("mid_high_count_personal", "up_rate_personal", "contribution_ttm"):
        assert found.loc[number, "at_date"] == AT
        assert found.loc[number, "before_date"] == month(20)
    ytd = found.loc["deposit_ytd"]
    assert ytd["value"] == pytest.approx((average(AT) * 273 + 206 * 11) / 284)
    assert (ytd["before_date"], ytd["before"]) == (AT, pytest.approx(average(AT)))


def test_one_date_has_levels_and_names_what_needs_two(tmp_path):
    rows = steady_bank()
    engine = bank(tmp_path, rows=rows[rows["snapshot_date"] == AT])
    found = review_of(engine, Scope.of(engine))
    known = found.numbers.set_index("number")

    assert known.loc["customer_count", "value"] == 3
    assert known.loc["mid_high_count_personal", "value"] == 1
    assert known[["before", "year_start", "year_ago"]].isna().all(axis=None)
    missing = found.missing
    assert set(missing.loc[missing["kind"] == "date", "step"]) == {3, 4, 5, 8, 10}
    assert missing.loc[missing["step"] == 5, "whole"].all()
    foretold = missing_steps(engine, Scope.of(engine))
    assert set(foretold.loc[foretold["kind"] == "date", "step"]) == {3, 4, 5, 8, 10}
    assert len(review_tiles(engine, Scope.of(engine))) == 6
    assert set(review_series(engine, Scope.of(engine))["number"]) >= {"aum_mavg", "valid_count"}


def test_the_smallest_bank_names_every_table_it_lacks(tmp_path):
    rows = pd.DataFrame(
        {
            "customer_id": ["A", "B"] * 2,
            "snapshot_date": [month(20)] * 2 + [AT] * 2,
            "aum_mavg": [100.0, 200.0, 100.0, 300.0],
            "contribution": [1.0] * 4,
        }
    )
    engine = small_release(tmp_path / "store", rows)
    scope = Scope.of(engine)
    found = review_of(engine, scope)

    assert {
        ("column", "deposit_mavg"), ("column", "aum_eop"), ("table", "target"),
        ("table", "control_total"), ("table", "manager"), ("table", "product"),
        ("table", "competitor_offer"), ("table", "complaint"), ("method", "early_warning"),
        ("waiting", "quality_score"), ("waiting", "promises"),
    } <= named(found.missing)  # fmt: skip
    whole = set(found.missing.loc[found.missing["whole"], "step"])
    assert whole == {7, 9, 11, 12, 13} | ({1} & whole)
    foretold = missing_steps(engine, scope)
    only_asked = {("waiting", "quality_score"), ("date", "2026-01-31")}
    assert named(foretold) == named(found.missing) - only_asked
    assert set(foretold.loc[foretold["whole"], "step"]) == {7, 9, 11, 12, 13}
    tiles = review_tiles(engine, scope).set_index("code")
    assert tiles.loc["deposit_ytd", "missing"] == "deposit_mavg"
    assert tiles.loc["aum_ytd", "missing"] == ""
    assert set(relationship_goals(engine, scope)["missing_kind"]) <= {"", "table", "date"}
    with pytest.raises(NotProvided):
        service_groups(engine, scope)
    with pytest.raises(TableNotProvided):
        ledger_difference(engine, scope)


def test_what_only_the_page_knows_comes_with_it(steady):
    scope = Scope.of(steady)
    given = Given(quality_score=0.97, promises=(("done", 3), ("open", 1), ("overdue", 1)))
    found = numbers(steady, scope, given=given, steps=(1, 13))

    assert found.loc["quality_score", "value"] == 0.97
    assert found.loc["promises_done_share", "value"] == 0.75
    assert found.loc["promises_overdue", "value"] == 1
    assert not {"quality_score", "promises"} & set(
        review_of(steady, scope, given=given, steps=(1, 13)).missing["name"]
    )


def test_what_is_missing_is_foretold_without_asking_a_step(steady, monkeypatch):
    asked = []
    ask = DuckDBEngine.ask
    monkeypatch.setattr(
        DuckDBEngine,
        "ask",
        lambda self, question, scope, **given: (
            asked.append(question) or ask(self, question, scope, **given)
        ),
    )
    given = Given(promises=(("done", 1),))
    without = missing_steps(steady, Scope.of(steady))
    found = missing_steps(steady, Scope.of(steady), given=given)

    assert set(asked) == {"review/provided"}
    assert 13 in set(without.loc[without["whole"], "step"])
    assert 13 not in set(found["step"])
    assert ("table", "control_total") not in named(without)


def test_the_ledger_differs_by_branch_and_in_all(steady):
    found = ledger_difference(steady, Scope.of(steady))
    deposits = found[found["measure"] == "deposits"].set_index("branch_id")["difference"]

    assert deposits.iloc[0] == -100, "the whole bank comes first"
    assert (deposits["B01"], deposits["B02"]) == (-100, 0)
    loans = found[found["measure"] == "loans"]
    assert list(loans["branch_id"].dropna()) == ["B01"], "what the ledger does not say is left out"
    assert loans.iloc[0]["difference"] == 0
    number = numbers(steady, steps=(1,)).loc["ledger_deposits"]
    assert (number["value"], number["numerator"], number["denominator"]) == (-100, 2500, 2600)


def test_groups_add_up_to_the_total_without_other_banks(steady):
    found = service_groups(steady, Scope.of(steady)).set_index("service_group")

    assert list(found.index) == ["farmer", "", "total"]
    assert list(found["deposit_mavg"]) == [2000, 500, 2500]
    assert list(found["customer_count"]) == [1, 2, 3]
    assert list(found["deposit_mavg_year_start"]) == [1000, 500, 1500]


def test_nobody_in_scope_is_a_problem_and_so_is_a_step_that_is_not(steady):
    nobody = Scope(at=AT, where=(("branch_id", ("B99",)),))
    for question in (review_numbers, review_tiles, relationship_goals, review_branches):
        with pytest.raises(EmptyScope):
            question(steady, nobody)
    with pytest.raises(StepUnknown):
        review_numbers(steady, Scope.of(steady), steps=(14,))


def test_numbers_are_unique_and_their_lists_are_questions(steady):
    found = review_numbers(steady, Scope.of(steady))

    assert list(found.columns) == list(COLUMNS)
    assert found["number"].is_unique
    assert set(found["question"]) - {""} <= set(QUESTIONS)
    assert set(found["unit"]) <= {"money", "count", "share", "number", "per10k", "score"}
    assert all(re.fullmatch(r"[a-z0-9_]+", number) for number in found["number"])


def test_the_steps_are_those_of_the_meeting():
    assert [step.place for step in STEPS] == list(range(1, 14))
    assert {step.meeting for step in STEPS} == {0, 1, 2, 3, 4}
