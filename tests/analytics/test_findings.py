"""Findings of a bank worked by hand; every count of the scans against customers one by one."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from analytics import problems
from analytics.findings import finding_customers, findings
from analytics.findings_merge import COLUMNS, parts_of
from analytics.findings_people import FindingUnknown
from analytics.findings_scans import branches, flows, products, services
from analytics.findings_tables import case_of
from analytics.judgement import Judgement
from analytics.product_problems import TableNotProvided
from analytics.scope import Scope
from tests.support.finding_banks import AT, BEFORE, with_tables, worked_rows
from tests.support.movers import DATES, TIERS, moving_bank, twin_moves
from tests.support.product_banks import drawn_bank, drawn_engine
from tests.support.releases import month, small_release

SMALL = Judgement(big_move=1_000)


@pytest.fixture(scope="module")
def worked(tmp_path_factory):
    return with_tables(tmp_path_factory.mktemp("worked") / "store", worked_rows())


def told(frame, *columns):
    return [tuple(row) for row in frame[list(columns)].itertuples(index=False)]


def test_ten_customers_two_events_two_findings(worked):
    """A alone is what N and its tier lost; the 7,200 of S are those of S, its tier and the bank."""
    found = findings(worked, Scope.of(worked, at=AT), judgement=SMALL)

    assert list(found.columns) == list(COLUMNS)
    assert told(found, "kind", "branch_id", "level", "move", "gate", "customer_id") == [
        ("single_customer", "N", "mass", "left", "money", "A"),
        ("branch", "S", "mass", "fell", "money", ""),
    ]
    assert told(found, "change", "excess_change", "customer_count", "merged_count")[1] == (
        -7_200, -7_200, 8, 3,
    )  # fmt: skip
    first = found.iloc[0]
    assert (first["change"], first["merged_count"], first["branch_name"]) == (
        -50_000,
        2,
        "Branch N",
    )
    assert found["shown"].all()
    assert found.attrs == {"family_size": 1, "missing": ("product", "complaint")}


def test_both_thresholds_follow_the_bank_s_line(worked):
    found = findings(worked, Scope.of(worked, at=AT), judgement=SMALL)

    # S has 160,000: 1 % is above the line of 1,000, so that a customer's 900 is no finding.
    assert list(found["threshold"]) == [1_000, 1_600]
    unchanged = findings(worked, Scope.of(worked, at=AT), judgement=Judgement(big_move=100_000))
    assert told(unchanged, "customer_id", "threshold") == [("A", 10_000)]


def test_two_dates_are_enough_for_money_and_test_no_rate(tmp_path):
    rows = worked_rows()
    engine = with_tables(tmp_path / "store", rows[rows["snapshot_date"] >= BEFORE])
    found = findings(engine, Scope.of(engine, at=AT), judgement=SMALL)

    assert told(found, "kind", "branch_id", "move") == [
        ("single_customer", "N", "left"),
        ("branch", "S", "fell"),
    ]
    assert found.attrs["family_size"] == 0
    assert found["growth_low"].isna().all()


def test_a_quiet_month_has_no_finding_and_all_columns(worked):
    found = findings(worked, Scope.of(worked, at=BEFORE), judgement=SMALL)

    assert found.empty
    assert list(found.columns) == list(COLUMNS)


def test_people_of_a_finding_are_as_many_as_it_says(worked):
    scope = Scope.of(worked, at=AT)
    found = findings(worked, scope, judgement=SMALL)

    alone, many = (finding_customers(worked, scope, finding=key) for key in found["key"])
    assert told(alone, "customer_id", "branch_id", "value_before", "change") == [
        ("A", "N", 50_000, -50_000)
    ]
    assert list(many["customer_id"]) == [f"S{number}" for number in range(1, 9)]
    assert many["change"].sum() == -7_200


@pytest.mark.parametrize(
    "key",
    ["", "nonsense", "2024-01-31:branch::S::fell::", f"{AT}:branch:nobody:S:::fell::",
     f"{AT}:flow:personal::gold::down::", f"{AT}:product:personal:::::X:"],
)  # fmt: skip
def test_a_key_that_names_no_finding_is_told_so(worked, key):
    with pytest.raises(FindingUnknown):
        finding_customers(worked, Scope.of(worked, at=AT), finding=key)


def test_no_earlier_date_and_nobody_in_scope_are_problems(worked):
    with pytest.raises(problems.NoEarlierDate):
        findings(worked, Scope.of(worked, at=month(8)))
    with pytest.raises(problems.EmptyScope):
        findings(worked, Scope.of(worked, at=AT, where={"customer_type": ["corporate"]}))


@pytest.fixture(scope="module")
def moving():
    return moving_bank()


@pytest.fixture(scope="module")
def moving_engine(moving, tmp_path_factory):
    return small_release(tmp_path_factory.mktemp("moving") / "store", moving)


@pytest.fixture(params=["cube", "raw"])
def way(request, monkeypatch):
    if request.param == "raw":
        monkeypatch.setattr("analytics.relations.FLOW_MEASURES", frozenset())


def direction(kind, was, now):
    ladder = TIERS[kind]
    return "up" if ladder.index(now) > ladder.index(was) else "down" if was != now else ""


def counted(moves):
    """Of moves of a twin: opening, up, down, lost customers and the money of who stayed or left."""
    counts, money = {}, {}
    for kind, was, now, state, before, after, _ in moves:
        if state in {"new", "back", "in"}:
            continue
        left = state in {"closed", "invalid"}
        move = "lost" if left else direction(kind, was, now) if state == "stay" else ""
        for name in ("n", move):
            counts[kind, was, name] = counts.get((kind, was, name), 0) + 1
        if state != "out":
            old, change = money.get((kind, was), (0.0, 0.0))
            money[kind, was] = (old + before, change + after - before)
    return counts, money


def test_branches_are_counted_as_customers_one_by_one(moving, moving_engine, way):
    case = case_of(moving_engine, Scope.of(moving_engine, at=DATES[-1]), Judgement())
    rates, sums = branches(case).rates, branches(case).sums
    cells = rates[(rates["level"] != "") & (rates["move"] != "came")]
    whole = rates[(rates["level"] == "") & (rates["move"] == "lost")]

    for before, at in pairwise(DATES):
        for branch in sorted(set(moving["branch_id"])):
            plain = twin_moves(moving, before, at, attrition="valid", branches=[branch])
            counts, money = counted(plain)
            mine = cells[(cells["at_date"] == at) & (cells["branch_id"] == branch)]
            assert len(mine) == 3 * len({key[:2] for key in counts})
            for row in mine.to_dict("records"):
                key = row["customer_type"], row["level"]
                assert row["n"] == counts[(*key, "n")]
                assert row["customer_count"] == counts.get((*key, row["move"]), 0)
            all_of_it = whole[(whole["at_date"] == at) & (whole["branch_id"] == branch)]
            assert all_of_it["n"].sum() == sum(n for key, n in counts.items() if key[2] == "n")
            amounts = sums[(sums["at_date"] == at) & (sums["branch_id"] == branch)]
            for row in amounts[amounts["level"] != ""].to_dict("records"):
                expected = money[row["customer_type"], row["level"]]
                assert (row["opening"], row["change"]) == pytest.approx(expected, abs=0.01)


def test_flows_of_the_bank_are_counted_as_customers_one_by_one(moving, moving_engine, way):
    case = case_of(moving_engine, Scope.of(moving_engine, at=DATES[-1]), Judgement())
    rates = flows(case).rates

    for before, at in pairwise(DATES):
        plain = twin_moves(moving, before, at, attrition="valid")
        mine = rates[rates["at_date"] == at]
        for row in mine.to_dict("records"):
            kind, was = row["customer_type"], row["level"]
            there = [move for move in plain if move[:2] == (kind, was)]
            left = [move for move in there if move[3] in {"closed", "invalid"}]
            gone = [move for move in there if move[2] == row["to_level"] and move[3] == "stay"]
            assert row["n"] == len(there)
            assert row["customer_count"] == len(left if row["move"] == "lost" else gone)


def test_lists_are_as_long_as_findings_say_and_rows_give_the_same_findings(
    moving_engine, monkeypatch
):
    scope = Scope.of(moving_engine, at=DATES[-1])
    prepared = findings(moving_engine, scope, judgement=SMALL)
    for row in prepared.to_dict("records"):
        people = finding_customers(moving_engine, scope, finding=row["key"], limit=10_000)
        assert len(people) == row["customer_count"], row["key"]
    monkeypatch.setattr("analytics.relations.FLOW_MEASURES", frozenset())
    from_rows = findings(moving_engine, scope, judgement=SMALL)

    assert len(prepared) > 10
    pd.testing.assert_frame_equal(prepared, from_rows, check_dtype=False)


@pytest.mark.parametrize("dated", [False, True])
def test_products_are_counted_as_customers_one_by_one(tmp_path, monkeypatch, dated):
    monkeypatch.setattr("analytics.relations.FLOW_MEASURES", frozenset())
    bank = drawn_bank(300, dated=dated)
    engine = drawn_engine(tmp_path / "store", bank)
    case = case_of(engine, Scope.of(engine), Judgement())
    rates = products(case).rates

    rows = bank["rows"]
    there = [set(rows.loc[_open_at(rows, day), "customer_id"]) for day in case.pairs[-1]]
    seen = rows.groupby("customer_id")["snapshot_date"].min()
    kinds = rows.drop_duplicates("customer_id").set_index("customer_id")["customer_type"]
    for before, at in case.pairs:
        was, now = (_held(bank["holding"], day) for day in (before, at))
        people = [who for who in there[0] & there[1] if seen[who] <= before]
        for row in rates[rates["at_date"] == at].to_dict("records"):
            mine = [who for who in people if kinds[who] == row["customer_type"]]
            had = {who for who in mine if (who, row["product_id"]) in was}
            has = {who for who in mine if (who, row["product_id"]) in now}
            gained = row["move"] == "gained"
            assert row["n"] == (len(mine) - len(had) if gained else len(had))
            assert row["customer_count"] == len(has - had if gained else had - has)
    assert rates["customer_count"].sum() > 20


def _open_at(rows, day):
    return (rows["snapshot_date"] == day) & (rows["status"] == "open")


def _held(holding, day):
    """Who holds what on a day: of holdings delivered by date those of the newest up to it."""
    known = holding
    if "snapshot_date" in holding:
        days = sorted(each for each in holding["snapshot_date"].dropna().unique())
        past = [each for each in days if each <= day]
        newest = (past or days)[-1 if past else 0]
        known = holding[holding["snapshot_date"].isna() | (holding["snapshot_date"] == newest)]
    opened = [each <= day for each in known["open_date"]]
    ended = [not pd.isna(each) and each <= day for each in known["close_date"]]
    chosen = known[np.array(opened) & ~np.array(ended)]
    return set(zip(chosen["customer_id"], chosen["product_id"], strict=True))


COMPLAINTS = """
complaint_id kind customer_id branch_id received_ts closed_ts complexity
K1 complaint S1 S 2025-12-01 2025-12-05 simple
K2 complaint S2 S 2025-12-02 2025-12-30 simple
K3 complaint S3 S 2025-12-20 - simple
K4 complaint S4 S 2025-11-20 - simple
K5 complaint - S 2025-11-10 2025-11-12 complex
K6 request S5 S 2025-12-03 - simple
K7 complaint B N 2025-10-31 2025-11-30 complex
"""


def test_complaints_are_counted_when_they_come_and_when_they_fall_due(tmp_path):
    """K2 closed 13 days late, K4 is open; K3 is not due yet; K5 closed in time; K7 on its day."""
    engine = with_tables(tmp_path / "store", worked_rows(), complaint=COMPLAINTS)
    case = case_of(engine, Scope.of(engine, at=AT), Judgement())

    rates = services(case).rates
    now = rates[rates["at_date"] == AT].set_index(["branch_id", "move"])
    assert tuple(now.loc[("S", "complaints"), ["customer_count", "n"]]) == (3, 8)
    assert tuple(now.loc[("S", "late"), ["customer_count", "n"]]) == (2, 4)
    past = rates[rates["at_date"] == BEFORE].set_index(["branch_id", "move"])
    assert tuple(past.loc[("N", "late"), ["customer_count", "n"]]) == (0, 1)
    late = finding_customers(engine, case.scope, finding=f"{AT}:service::S:::late::")
    assert list(late["customer_id"]) == ["S2", "S4"]
    came = finding_customers(engine, case.scope, finding=f"{AT}:service::S:::complaints::")
    assert list(came["customer_id"]) == ["S1", "S2", "S3"]


def test_complaints_are_not_told_of_a_scope_that_names_people(tmp_path):
    engine = with_tables(tmp_path / "store", worked_rows(), complaint=COMPLAINTS)
    mass = Scope.of(engine, at=AT, where={"tier": ["mass"]})

    assert services(case_of(engine, mass, Judgement())).rates.empty
    of_branch = Scope.of(engine, at=AT, where={"branch_id": ["N"]})
    assert set(services(case_of(engine, of_branch, Judgement())).rates["branch_id"]) == {"N"}


def test_a_bank_without_a_table_says_which(worked):
    case = case_of(worked, Scope.of(worked, at=AT), Judgement())
    for scan in (products, services):
        with pytest.raises(TableNotProvided):
            scan(case)


def test_a_key_says_what_its_finding_is_about(worked):
    found = findings(worked, Scope.of(worked, at=AT), judgement=SMALL)

    assert found["key"].is_unique
    assert parts_of(found["key"].iloc[1]) == {
        "date": str(AT), "kind": "branch", "customer_type": "personal", "branch_id": "S",
        "level": "mass", "to_level": "", "move": "fell", "product_id": "", "customer_id": "",
    }  # fmt: skip
