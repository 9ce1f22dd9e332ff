"""What the load command tells a bank's IT: what was not read, what stands in, what to do."""

import os
import subprocess
import sys

import openpyxl
import pytest

from data.load import LoadOptions, Source, load
from data.problems import CurrencyUnknown
from data.release import Store, connect
from data.store_problems import ReleaseDamaged, ReleaseInUse, StoreUnreadable
from tests.conftest import run_module
from tests.support.files import BALANCES, CUSTOMERS, TODAY, written


def loaded(folder, *files, **facts):
    sources = [Source(path=path) for path in files]
    return load(Store(folder / "store"), sources, options=LoadOptions(today=TODAY, **facts))


@pytest.fixture
def customers(tmp_path):
    return written(tmp_path, "customers.csv", CUSTOMERS)


def notes(report):
    return [line for line in str(report).splitlines() if line.startswith("note: ")]


def test_a_misspelt_column_is_named_as_not_read(tmp_path, customers):
    text = "customer_id,snapshot_date,aum_eop,综合贡现\n1,2026-05-31,5,7\n"
    report = loaded(tmp_path, customers, written(tmp_path, "may.csv", text))
    assert report.unread == {"may.csv": ("综合贡现",)}
    assert notes(report) == [
        "note: may.csv: columns not read: 综合贡现",
        "note: no status: every customer counts as open",
        "note: no monthly averages (aum_mavg): balances at the end of the month stand in",
        "note: no loan_mavg: loans are not provided",
        "note: no contribution and no interest income: it is estimated from balances",
        (
            "note: balances came without branch: the customer's branch of today is used for all "
            "dates; transfers between branches cannot be seen"
        ),
    ]


def test_a_file_for_two_tables_has_no_unread_columns(tmp_path):
    text = "customer_id,customer_type,branch_id,snapshot_date,status,aum_mavg,loan_mavg\n"
    report = loaded(tmp_path, written(tmp_path, "all.csv", text + "1,personal,B1,2026-05-31,,1,0\n"
                                      .replace(",,", ",open,")))  # fmt: skip
    assert report.unread == {}


def test_the_table_of_a_workbook_is_found_behind_its_cover(tmp_path, customers):
    book = openpyxl.Workbook()
    book.active.append(["填报说明"])
    for title, amount in (("五月", 5), ("六月", 6)):
        sheet = book.create_sheet(title)
        sheet.append(["单位:万元"])
        sheet.append(["客户号", "数据日期", "AUM月日均"])
        sheet.append(["1", "2026-05-31", amount])
    path = tmp_path / "branch.xlsx"
    book.save(path)
    report = loaded(tmp_path, customers, path)
    assert [file.rows_ok for file in report.files] == [3, 1]
    assert (
        "warning: branch.xlsx: another sheet of this workbook was not read; "
        "save it as a file of its own: 1 rows (六月)"
    ) in str(report).splitlines()


def test_a_ledger_total_without_balances_is_no_difference(tmp_path, customers):
    balances = BALANCES.replace("loan_mavg", "fee_income")
    ledger = "snapshot_date,branch_id,deposits,loans\n2026-05-31,B1,12,5\n"
    report = loaded(
        tmp_path,
        customers,
        written(tmp_path, "may.csv", balances),
        written(tmp_path, "ledger.csv", ledger),
    )
    assert [line for line in str(report).splitlines() if line.startswith("ledger: ")] == [
        "ledger: 2026-05-31 B1 deposits: ledger 12.00, not in the balances of that date",
        "ledger: 2026-05-31 B1 loans: ledger 5.00, not in the balances of that date",
    ]


def test_interbank_money_is_no_deposit_beside_the_ledger(tmp_path):
    customers = (
        "customer_id,customer_type,institution_type,branch_id\n"
        "1,personal,,B1\n2,institution,interbank,B1\n"
    )
    balances = (
        "customer_id,snapshot_date,aum_mavg,dep_time_mavg\n1,2026-05-31,7,7\n2,2026-05-31,90,90\n"
    )
    ledger = "snapshot_date,branch_id,deposits\n2026-05-31,B1,7\n"
    report = loaded(
        tmp_path,
        written(tmp_path, "customers.csv", customers),
        written(tmp_path, "may.csv", balances),
        written(tmp_path, "ledger.csv", ledger),
    )
    assert [str(each.difference) for each in report.ledger_differences] == ["0.00"]


@pytest.mark.parametrize("given", ["yuan", "¥", "EURO"])
def test_a_currency_is_three_letters(tmp_path, customers, given):
    with pytest.raises(CurrencyUnknown, match=f"{given} is no currency code. Write three letters"):
        loaded(tmp_path, customers, currency=given)


def test_a_currency_in_small_letters_is_the_same(tmp_path, customers):
    loaded(tmp_path, customers, currency="eur")
    with connect(tmp_path / "store") as connection:
        assert connection.execute("select currency from release").fetchone() == ("EUR",)


def test_a_store_that_is_a_file_says_so(tmp_path):
    with pytest.raises(StoreUnreadable, match=r"cannot be read: Not a directory\. Name"):
        connect(written(tmp_path, "store", "no folder"))


def test_a_release_held_by_another_program_is_not_called_damaged(tmp_path, customers):
    loaded(tmp_path, customers)
    held = tmp_path / "store" / "releases" / "000001.duckdb"
    script = f"import duckdb; c = duckdb.connect({str(held)!r}); print(1, flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        other.stdout.readline()
        with pytest.raises(ReleaseInUse, match="is open for writing in another program"):
            connect(tmp_path / "store")
        other.communicate(b"\n")


def test_the_only_release_being_damaged_has_a_way_out(tmp_path, customers):
    loaded(tmp_path, customers)
    os.truncate(tmp_path / "store" / "releases" / "000001.duckdb", 100)
    with pytest.raises(ReleaseDamaged, match="load all files into a new, empty store: --store DIR"):
        connect(tmp_path / "store")


@pytest.mark.parametrize("text", ["customer=", "customer:replce=customers.csv"])
def test_a_source_that_cannot_be_understood(tmp_path, text):
    done = run_module("data.load", "--store", tmp_path / "store", text)
    assert (done.returncode, done.stderr) == (
        1,
        f"{text} cannot be understood. Write TABLE=FILE, TABLE:replace=FILE or FILE.\n",
    )


@pytest.mark.parametrize("other", ["--check", "customer=customers.csv"])
def test_a_roll_back_goes_alone(tmp_path, other):
    done = run_module("data.load", "--store", tmp_path / "store", "--rollback", other)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].endswith(
        "error: --rollback goes alone; load or check files in a second call"
    )


@pytest.mark.parametrize("own_column", [False, True])
def test_a_customer_type_of_interbank_is_kept_as_its_institution_type(tmp_path, own_column):
    text = "客户号,客户类型,网点号\n1,同业,B1\n2,事业单位,B1\n3,个人,B1\n"
    if own_column:
        text = "客户号,客户类型,网点号,机构客户类型\n1,同业,B1,\n2,事业单位,B1,\n3,个人,B1,\n"
    loaded(tmp_path, written(tmp_path, "customers.csv", text))
    with connect(tmp_path / "store") as connection:
        rows = connection.execute(
            "select customer_type, institution_type from customer order by customer_id"
        ).fetchall()
    assert rows == [
        ("institution", "interbank"),
        ("institution", "government_public"),
        ("personal", None),
    ]


def test_a_refused_line_is_shown_in_one_line_of_the_message(tmp_path, customers):
    written(
        tmp_path,
        "may.csv",
        'customer_id,snapshot_date,aum_mavg\n1,2026-05-31,"1\n' + "2,x,1\n" * 90,
    )
    store = tmp_path / "store"
    done = run_module("data.load", "--store", store, customers, tmp_path / "may.csv")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert ', column -, value 1,2026-05-31,"1 2,x,1 2,x,1' in done.stderr
    assert "…: this line has the wrong number of columns" in done.stderr


WEEKS = "customer_id,snapshot_date,aum_mavg,contribution\n"


def test_weekly_rows_may_bring_contribution_which_is_ignored(tmp_path, customers):
    text = WEEKS + "1,2026-05-08,5,1\n1,2026-05-31,5,3\n1,2026-06-07,5,2\n1,2026-06-14,5,\n"
    loaded(tmp_path, customers, written(tmp_path, "all.csv", text))
    with connect(tmp_path / "store") as connection:
        rows = connection.execute(
            "select snapshot_date::varchar, contribution::double from customer_snapshot order by 1"
        ).fetchall()
    assert rows == [
        ("2026-05-08", 1.0),
        ("2026-05-31", 3.0),
        ("2026-06-07", 3.0),
        ("2026-06-14", 3.0),
    ]


def test_a_month_without_any_contribution_is_estimated_not_zero(tmp_path, customers):
    text = WEEKS + "1,2026-04-30,12000,3\n2,2026-04-30,5,\n1,2026-05-31,12000,\n"
    report = loaded(tmp_path, customers, written(tmp_path, "all.csv", text))
    assert [w.count for w in report.warnings if w.rule == "blank_as_zero"] == [1]
    with connect(tmp_path / "store") as connection:
        rows = connection.execute(
            """select contribution_source, sum(contribution)::double
            from snapshot join customer_snapshot using (snapshot_date)
            group by all order by 1 desc"""
        ).fetchall()
    assert rows == [("given", 3.0), ("assets_only", 1.5)]
