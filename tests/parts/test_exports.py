"""Files that leave the screen: Excel reads them as they were meant."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from pages.parts import exports
from pages.parts.text import Text

CHINESE = Text(language="zh_CN")
FRAME = pd.DataFrame(
    {
        "customer_id": ["000123456789012345", "=HYPERLINK(1)"],
        "snapshot_date": [date(2026, 6, 30), date(2026, 6, 30)],
        "value": [Decimal("1234.50"), None],
        "value_share": [0.25, 0.75],
        "rank": [1, 2],
    }
)
COVER = exports.Cover(title="综合贡献", facts={"数据日期": "2026年6月30日"}, is_demo=True)


@pytest.fixture(scope="module")
def book():
    sheet = exports.Sheet(name="名单", frames=FRAME)
    return openpyxl.load_workbook(io.BytesIO(exports.workbook_bytes(COVER, [sheet], CHINESE)))


def test_a_csv_opens_in_chinese_and_ids_keep_their_zeros():
    content = exports.csv_bytes(FRAME, CHINESE)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0] == "客户号,数据日期,数值,占总额比例,名次"
    assert lines[1] == "000123456789012345,2026-06-30,1234.50,0.25,1"


def test_a_formula_in_a_csv_is_made_harmless():
    assert "'=HYPERLINK(1)" in exports.csv_bytes(FRAME, CHINESE).decode("utf-8-sig")


def test_ids_are_text_and_numbers_are_numbers(book):
    first = [cell.value for cell in book["名单"][2]]
    assert first[0] == "000123456789012345"
    assert first[2:] == [1234.5, 0.25, 1]
    assert book["名单"]["B2"].is_date


def test_a_formula_in_a_workbook_stays_text(book):
    assert book["名单"]["A3"].data_type == "s"
    assert book["名单"]["A3"].value == "=HYPERLINK(1)"


def test_the_cover_says_whose_rows_and_that_they_are_invented(book):
    cover = {row[0].value: row[1].value for row in book["说明"].iter_rows(min_row=3)}
    assert cover["数据日期"] == "2026年6月30日"
    assert cover["演示数据"] == "以下是演示银行的虚构客户。"


def owned(*managers):
    people = [f"C{place}" for place in range(len(managers))]
    return pd.DataFrame({"customer_id": people, "manager_id": list(managers)})


def test_a_sheet_per_manager_holds_every_row_once_and_nobody_s_come_last():
    blocks = [owned("M2", "M1"), owned(None, "M1")]
    sheets = exports.sheets_by(iter(blocks), "manager_id", {"M1": "Wang"}, "No manager")
    assert [(each.name, len(each.frames)) for each in sheets] == [
        ("M2", 1),
        ("Wang M1", 2),
        ("No manager", 1),
    ]


def test_sheets_are_named_as_excel_allows_each_once():
    names = {"M1": "A/B: " + "x" * 40, "M2": "A/B: " + "X" * 40}
    sheets = exports.sheets_by(owned("M1", "M2"), "manager_id", names, "–")
    opened = openpyxl.load_workbook(io.BytesIO(exports.workbook_bytes(COVER, sheets, CHINESE)))
    assert len(opened.sheetnames) == 3
    assert len({name.lower() for name in opened.sheetnames}) == 3


def test_headings_of_a_list_stand_on_every_sheet():
    frame = owned("M1", "M2")
    frame.attrs["labels"] = {"customer_id": "Who", "manager_id": "Whose"}
    for sheet in exports.sheets_by([frame], "manager_id", {}, "–"):
        assert sheet.frames.attrs["labels"]["customer_id"] == "Who"
