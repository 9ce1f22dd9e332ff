"""The hostile files: each gets its own clear message, and nothing of it is ever visible."""

import random
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import workbook
from data.load import LoadOptions, Source, load
from data.problems import Problem
from data.release import Store
from tests.support.files import BALANCES, CUSTOMERS, TODAY, written

HEADER = "customer_id,snapshot_date,status,aum_mavg,loan_mavg\n"


def message(folder, *sources, on_reject="refuse"):
    """What the user is told, with the folder left out; the store stays empty."""
    store = Store(folder / "store")
    with pytest.raises(Problem) as told:
        load(store, sources, options=LoadOptions(today=TODAY, on_reject=on_reject))
    assert store.current is None
    text = str(told.value)
    rejects = told.value.facts.get("rejects")
    return text.replace(str(rejects), "REJECTS").replace(f"{folder}/", "")


def told(folder, name, content, *, table="customer_snapshot"):
    return message(folder, Source(path=written(folder, name, content), table=table))


def refusal(line, column, value, rule):
    return (
        f"Nothing was loaded. Refused rows: 1. The first: bad.csv, row {line}, column {column}, "
        f"value {value}: {rule}. All of them are in REJECTS. Correct them, or load the good rows "
        "with --on-reject keep."
    )


def test_an_empty_file(tmp_path):
    assert told(tmp_path, "empty.csv", "") == (
        "empty.csv is empty. Export it again and check its size before loading."
    )


def test_a_file_of_blanks(tmp_path):
    assert told(tmp_path, "blank.csv", "\n\n  \n") == (
        "blank.csv is empty. Export it again and check its size before loading."
    )


def test_a_header_without_rows(tmp_path):
    assert told(tmp_path, "header.csv", HEADER) == (
        "header.csv has a header but no rows. Export it again for a date that has data."
    )


def test_a_missing_file(tmp_path):
    assert message(tmp_path, Source(path=tmp_path / "none.csv", table="customer")) == (
        "There is no file none.csv. Check the name and the folder."
    )


def test_bytes_that_are_no_text(tmp_path):
    assert told(tmp_path, "noise.csv", b"customer_id,aum\n1,\xff\xff\xff5\n") == (
        "noise.csv is neither UTF-8 nor GB18030 text (byte 18). "
        "Save it as CSV UTF-8, or name its encoding in the mapping file."
    )


def test_a_kind_of_file_that_is_not_read(tmp_path):
    assert told(tmp_path, "report.pdf", "%PDF") == (
        "report.pdf is of kind .pdf, which is not read. Use .csv, .txt, .xlsx, .xls or .parquet."
    )


def test_no_header(tmp_path):
    assert told(tmp_path, "numbers.csv", "1,2\n3,4\n") == (
        "numbers.csv has no recognisable header in its first 30 lines. "
        "Put the column names in one row above the data."
    )


def test_a_repeated_header(tmp_path):
    assert told(tmp_path, "twice.csv", "客户号,数据日期,AUM月日均,客户号\n1,2026-05-31,5,1\n") == (
        "twice.csv has the column 客户号 more than once. Rename or delete one of them."
    )


def test_missing_columns(tmp_path):
    assert told(tmp_path, "short.csv", "客户号,数据日期,客户姓名\n1,2026-05-31,x\n") == (
        "short.csv lacks columns that customer_snapshot needs: aum_mavg. Columns found: "
        "客户号, 数据日期, 客户姓名. Add them, or say in a mapping which column holds them."
    )


def test_no_date_anywhere(tmp_path):
    assert told(tmp_path, "balances.csv", "客户号,AUM月日均\n1,5\n") == (
        "balances.csv has no date: no date column, none in its title and none in its name. "
        "Say which date it shows, or put it in the name, for example balances_2026-03-31.csv."
    )


def test_columns_that_fit_no_table(tmp_path):
    path = written(tmp_path, "odd.csv", "alpha,beta\nx,y\n")
    assert message(tmp_path, Source(path=path)) == (
        "The columns of odd.csv fit no table. Name it, for example customer_snapshot=odd.csv, "
        "or describe it in a mapping file."
    )


def test_an_unknown_table(tmp_path):
    assert told(tmp_path, "file.csv", BALANCES, table="customers") == (
        "There is no table customers. Nearest: customer, customer_snapshot."
    )


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("1,2026-05-31,open,five,0", (2, "aum_mavg", "five", "this is not an amount or number")),
        (
            "1,2026-05-31,open,1e308,0",
            (2, "aum_mavg", "1e308", "this amount is larger than any bank has"),
        ),
        ("1,2026-07-01,open,5,0", (2, "snapshot_date", "2026-07-01", "this date is in the future")),
        (
            "1,2026-02-30,open,5,0",
            (2, "snapshot_date", "2026-02-30", "this is not a date; write 2026-03-31"),
        ),
        (
            "1,2026-05-31,gone,5,0",
            (2, "status", "gone", "this code is unknown; translate it in the mapping"),
        ),
        (
            "6.2E+17,2026-05-31,open,5,0",
            (
                2,
                "customer_id",
                "6.2E+17",
                "Excel damaged this id: it keeps 15 digits only. Export the column as text",
            ),
        ),
        (",2026-05-31,open,5,0", (2, "customer_id", "-", "a required value is missing")),
        (
            "1,2026-05-31,open,5,0\n1,2026-05-31,open,5,0",
            (3, "customer_id, snapshot_date", "1, 2026-05-31", "this row repeats an earlier one"),
        ),
        (
            "1,2026-05-31,open,5,0\n2,2026-05-31,open,5,0,7,8",
            (
                3,
                "-",
                "2,2026-05-31,open,5,0,7,8",
                "this line has the wrong number of columns or an unclosed quote",
            ),
        ),
    ],
)
def test_bad_rows_name_row_column_value_and_rule(tmp_path, lines, expected):
    assert told(tmp_path, "bad.csv", HEADER + lines + "\n") == refusal(*expected)


def test_one_key_with_two_values(tmp_path):
    lines = "1,2026-05-31,open,5,0\n1,2026-05-31,open,6,0\n"
    assert told(tmp_path, "bad.csv", HEADER + lines) == (
        "Nothing was loaded. Refused rows: 2. The first: bad.csv, row 2, column "
        "customer_id, snapshot_date, value 1, 2026-05-31: this key appears more than once with "
        "different values. All of them are in REJECTS. Correct them, or load the good rows with "
        "--on-reject keep."
    )


def test_two_files_of_a_month_that_disagree(tmp_path):
    first = written(tmp_path, "a.csv", BALANCES)
    second = written(tmp_path, "b.csv", BALANCES.replace("200.50", "300"))
    sources = [Source(path=path, table="customer_snapshot") for path in (first, second)]
    assert message(tmp_path, *sources, on_reject="keep") == (
        "a.csv (row 3) and b.csv (row 3) both bring 2, 2026-05-31 for customer_snapshot and "
        "disagree on aum_mavg: 200.50 and 300.00. Load one of them."
    )


def test_a_file_of_which_nothing_is_left(tmp_path):
    path = written(tmp_path, "bad.csv", HEADER + "1,2026-05-31,open,x,0\n")
    source = Source(path=path, table="customer_snapshot")
    assert message(tmp_path, source, on_reject="keep") == (
        "No row of bad.csv can be loaded: all of its rows (1) are refused. "
        "They are listed in REJECTS."
    )


def test_a_truncated_parquet_file(tmp_path):
    pq.write_table(pa.table({"customer_id": ["1"] * 1000}), tmp_path / "whole.parquet")
    content = (tmp_path / "whole.parquet").read_bytes()
    assert told(tmp_path, "cut.parquet", content[: len(content) // 2]) == (
        "cut.parquet is not a complete Parquet file; it was probably cut off. Copy it again."
    )


def test_a_workbook_that_is_none(tmp_path):
    assert told(tmp_path, "fake.xlsx", "customer_id,aum\n1,2\n") == (
        "fake.xlsx cannot be opened as an Excel workbook. Open it in Excel and save it as .xlsx."
    )


def test_a_zip_bomb_of_a_workbook(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "UNPACKED_LIMIT", 4 * 1024 * 1024)
    openpyxl.Workbook().save(tmp_path / "bomb.xlsx")
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b"0" * (8 * 1024 * 1024))
    source = Source(path=tmp_path / "bomb.xlsx", table="customer_snapshot")
    assert message(tmp_path, source) == (
        "bomb.xlsx would unpack to 8 MB, more than the 4 MB allowed for a workbook. "
        "Save the sheet as CSV and load that."
    )


def test_random_bytes_never_show_a_stack_trace(tmp_path):
    noise = random.Random(7)
    for suffix in ("csv", "xlsx", "xls", "parquet"):
        path = written(tmp_path, f"noise.{suffix}", noise.randbytes(5000))
        assert message(tmp_path, Source(path=path, table="customer_snapshot"))


def test_a_refused_load_leaves_the_release_before(tmp_path):
    store = Store(tmp_path / "store")
    good = [
        Source(path=written(tmp_path, "customers.csv", CUSTOMERS), table="customer"),
        Source(path=written(tmp_path, "may.csv", BALANCES), table="customer_snapshot"),
    ]
    first = load(store, good, options=LoadOptions(today=TODAY))
    bad = Source(path=written(tmp_path, "june.csv", HEADER + "1,2026-06-30,open,x,0\n"))
    with pytest.raises(Problem):
        load(store, [bad], options=LoadOptions(today=TODAY))
    assert store.current == first.release_id == "000001"


def test_files_of_one_name_are_told_apart(tmp_path):
    folders = [tmp_path / "north", tmp_path / "south"]
    for folder, text in zip(folders, (BALANCES, BALANCES.replace("200.50", "x")), strict=True):
        folder.mkdir()
        written(folder, "may.csv", text)
    sources = [Source(path=folder / "may.csv", table="customer_snapshot") for folder in folders]
    assert message(tmp_path, *sources).startswith(
        "Nothing was loaded. Refused rows: 1. The first: south/may.csv (2), row 3, column aum_mavg"
    )


def test_demo_and_real_rows_do_not_meet(tmp_path):
    store = Store(tmp_path / "store")
    sources = [
        Source(path=written(tmp_path, "customers.csv", CUSTOMERS), table="customer"),
        Source(path=written(tmp_path, "may.csv", BALANCES), table="customer_snapshot"),
    ]
    load(store, sources, options=LoadOptions(today=TODAY, is_demo=True))
    with pytest.raises(Problem) as refused:
        load(store, sources, options=LoadOptions(today=TODAY))
    assert str(refused.value) == (
        f"The store {store.folder} holds the demo bank. "
        "Load real files into a new, empty store: --store DIR."
    )


def test_two_currencies_do_not_meet(tmp_path):
    store = Store(tmp_path / "store")
    sources = [
        Source(path=written(tmp_path, "customers.csv", CUSTOMERS), table="customer"),
        Source(path=written(tmp_path, "may.csv", BALANCES), table="customer_snapshot"),
    ]
    load(store, sources, options=LoadOptions(today=TODAY, currency="EUR"))
    with pytest.raises(Problem) as refused:
        load(store, sources, options=LoadOptions(today=TODAY, currency="CNY"))
    assert str(refused.value) == (
        "The store keeps amounts in EUR, the files are in CNY. "
        "Use another store for another currency."
    )


def test_ledger_totals_are_compared(tmp_path):
    store = Store(tmp_path / "store")
    balances = BALANCES.replace("loan_mavg", "dep_time_mavg")
    ledger = "数据日期,机构号,各项存款,客户数\n2026-05-31,B1,12.00,3\n2025-01-31,B1,5,5\n"
    sources = [
        Source(path=written(tmp_path, "customers.csv", CUSTOMERS)),
        Source(path=written(tmp_path, "may.csv", balances)),
        Source(path=written(tmp_path, "ledger.csv", ledger)),
    ]
    report = load(store, sources, options=LoadOptions(today=TODAY))
    found = [
        (str(each.snapshot_date), each.branch_id, each.measure, str(each.difference))
        for each in report.ledger_differences
    ]
    assert found == [
        ("2026-05-31", "B1", "customer_count", "-1.00"),
        ("2026-05-31", "B1", "deposits", "-2.00"),
    ]
