"""Bankers' files as they are: encodings, title rows, units, dates, workbooks, Parquet."""

import zipfile
from datetime import date
from decimal import Decimal

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.problems import FileMissing, HeaderInTwoRows
from data.read import read_sheet
from data.titles import date_in, plain, unit_in, unit_of_header
from tests.support.files import BALANCES, staged, written

CHINESE = "客户号,数据日期,状态,月日均AUM,月日均贷款\n1,2026-05-31,正常,100,0\n"


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_every_encoding_gives_the_same_row(tmp_path, encoding, found):
    content = CHINESE.encode(encoding)
    assert read_sheet(written(tmp_path, "file.csv", content)).encoding == found
    rows, rejects, _, _ = staged(tmp_path, content)
    assert rejects == []
    assert rows == [
        {
            "customer_id": "1",
            "snapshot_date": date(2026, 5, 31),
            "status": "open",
            "aum_mavg": Decimal("100.00"),
            "loan_mavg": Decimal("0.00"),
            "_row": 2,
        }
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path, delimiter):
    rows, rejects, _, _ = staged(tmp_path, BALANCES.replace(",", delimiter))
    assert rejects == []
    assert [row["aum_mavg"] for row in rows] == [Decimal(100), Decimal("200.5"), Decimal(0)]


def test_the_unknown_path_is_named(tmp_path):
    with pytest.raises(FileMissing, match=r"There is no file .*none\.csv\. Check the name"):
        read_sheet(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("余额表_20260331.csv", date(2026, 3, 31)),
        ("balances_2026-03-31.xlsx", date(2026, 3, 31)),
        ("2026年3月客户余额.xlsx", date(2026, 3, 31)),
        ("202602.csv", date(2026, 2, 28)),
        ("截至2026年2月5日", date(2026, 2, 5)),
        ("branch_62284812.csv", None),
        ("2026年13月", None),
    ],
)
def test_a_date_in_a_name_or_title_is_found(text, day):
    assert date_in(text) == day


def test_units_are_found_in_titles_and_headers():
    assert unit_in("单位:万元") == "万元"
    assert unit_in("(金额单位:人民币亿元)") == "亿元"
    assert unit_in("某某单位") is None
    assert unit_of_header("月日均AUM(万元)") == "万元"
    assert plain("月日均 AUM(万元)") == "月日均aum"


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path.read_bytes()


def test_a_branch_workbook_loads_with_title_unit_and_total(tmp_path):
    content = workbook(
        tmp_path / "made.xlsx",
        [
            ["某某支行客户资产表 2026年5月"],
            ["单位:万元"],
            ["客户号", "月日均AUM", "月日均贷款"],
            ["622848123456789012", 12.3456, 0],
            ["622848123456789013", "1,000.5", "-"],
            ["合计", 1012.8456, 0],
        ],
    )
    rows, rejects, notes, totals = staged(tmp_path, content, name="branch.xlsx")
    assert rejects == []
    assert [row["customer_id"] for row in rows] == ["622848123456789012", "622848123456789013"]
    assert [row["aum_mavg"] for row in rows] == [Decimal("123456.00"), Decimal("10005000.00")]
    assert {row["snapshot_date"] for row in rows} == {date(2026, 5, 31)}
    assert totals == [
        {
            "column_name": "aum_mavg",
            "stated": Decimal("10128456.00"),
            "summed": Decimal("10128456.00"),
            "difference": Decimal(0),
        },
        {
            "column_name": "loan_mavg",
            "stated": Decimal(0),
            "summed": Decimal(0),
            "difference": Decimal(0),
        },
    ]
    assert [note["rule"] for note in notes] == ["total_row"]


def test_ids_typed_as_numbers_in_excel_are_refused_by_name(tmp_path):
    content = workbook(
        tmp_path / "made.xlsx",
        [["客户号", "数据日期", "月日均AUM"], [622848123456789012, date(2026, 5, 31), 5]],
    )
    _, rejects, _, _ = staged(tmp_path, content, name="branch.xlsx")
    assert [(r["row_number"], r["column_name"], r["rule"]) for r in rejects] == [
        (2, "customer_id", "id_damaged")
    ]
    assert rejects[0]["value"].startswith("6.22848")


def test_parquet_keeps_types(tmp_path):
    table = pa.table(
        {
            "customer_id": ["1", "2"],
            "snapshot_date": [date(2026, 5, 31), date(2026, 5, 31)],
            "aum_mavg": [1.5, -2.25],
        }
    )
    pq.write_table(table, tmp_path / "made.parquet")
    content = (tmp_path / "made.parquet").read_bytes()
    rows, rejects, notes, _ = staged(tmp_path, content, name="file.parquet")
    assert rejects == []
    assert [row["aum_mavg"] for row in rows] == [Decimal("1.50"), Decimal("-2.25")]
    assert [(note["row_number"], note["rule"]) for note in notes] == [(3, "negative_assets")]


def test_row_numbers_are_those_of_the_spreadsheet(tmp_path):
    text = "标题\n单位:元\n客户号,数据日期,月日均AUM\n1,2026-05-31,5\n\n2,2026-05-31,x\n"
    _, rejects, _, _ = staged(tmp_path, text)
    assert [(r["row_number"], r["value"]) for r in rejects] == [(6, "x")]


@pytest.mark.parametrize(
    "head",
    [
        "客户号,网点号,金融资产,,\n,,活期存款,定期存款,理财\n",
        "客户号,网点号,存款,,\n,,本外币合计,其中外币,结构性\n",
    ],
    ids=["names of the contract below", "other words below"],
)
def test_column_names_in_two_rows_are_refused_and_both_rows_named(tmp_path, head):
    content = f"城关支行月报,,,,\n{head}C1,B1,5,3,1\nC2,B1,9,2,1\n".encode()
    with pytest.raises(HeaderInTwoRows) as caught:
        read_sheet(written(tmp_path, "月报.csv", content))
    assert str(caught.value) == (
        "The column names of 月报.csv stand in two rows, 2 and 3. "
        "Write each column's whole name in one row and unmerge its cells."
    )


def test_a_remark_without_a_header_is_no_second_header(tmp_path):
    content = (
        "统计单位,,,城关支行\n客户号,客户类型,月日均AUM,\nC1,对私,5,大户\nC2,对私,9,\n".encode()
    )
    assert read_sheet(written(tmp_path, "file.csv", content)).header_row == 2


def test_a_workbook_that_is_no_archive_is_not_opened(tmp_path):
    path = tmp_path / "made.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("nothing.txt", "")
    with pytest.raises(Exception, match=r"made\.xlsx cannot be opened as an Excel workbook"):
        read_sheet(path)


def test_broken_and_blank_lines_keep_the_row_numbers_of_the_others(tmp_path):
    text = (
        "标题\n\n客户号,数据日期,月日均AUM\n1,2026-05-31,5\n2,2026-05-31,5,6,7\n\n\n"
        "3,2026-05-31,x\n4,2026-05-31,y\n5,2026-05-31,5\n"
    )
    rows, rejects, _, _ = staged(tmp_path, text)
    assert [(r["row_number"], r["rule"], r["value"]) for r in rejects] == [
        (5, "broken_line", "2,2026-05-31,5,6,7"),
        (8, "not_a_number", "x"),
        (9, "not_a_number", "y"),
    ]
    assert [(row["customer_id"], row["_row"]) for row in rows] == [("1", 4), ("5", 10)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("header_end", ["\n", "\r\n"])
def test_no_row_is_lost_when_line_ends_change(tmp_path, header_end, end):
    text = f"标题{header_end}客户号,数据日期,月日均AUM{header_end}" + f"1,2026-05-31,5{end}" * 3
    if end == "\r" and header_end != "\r":
        text = text.replace(header_end, end)
    rows, rejects, _, _ = staged(tmp_path, text.replace("1,2026", "{},2026").format("1", "2", "3"))
    assert rejects == []
    assert [(row["customer_id"], row["_row"]) for row in rows] == [("1", 3), ("2", 4), ("3", 5)]
