import io

import openpyxl

from data.contract import TABLES
from data.mapping import guess_mapping, guess_tables, missing_columns
from data.read import read_sheet
from pages.parts.templates import field_workbook, template_workbook
from pages.parts.text import Text

CHINESE, ENGLISH = Text(language="zh_CN"), Text(language="en")
REQUIRED = [TABLES["customer"], TABLES["customer_snapshot"]]


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_chinese_template_has_each_column_once_with_the_required_first() -> None:
    sheet = opened(template_workbook(REQUIRED, CHINESE, ENGLISH)).worksheets[0]
    headers = [cell.value for cell in sheet[1]]
    assert headers[:4] == ["客户号", "客户类型", "网点号", "数据日期"]
    assert len(headers) == len(set(headers))
    assert sheet.max_row == 1


def test_identifier_columns_are_text_so_that_excel_keeps_18_digits() -> None:
    sheet = opened(template_workbook(REQUIRED, CHINESE, ENGLISH)).worksheets[0]
    assert sheet.column_dimensions["A"].number_format == "@"


def test_a_filled_template_is_recognised_without_any_question(tmp_path) -> None:
    for t, other in ((CHINESE, ENGLISH), (ENGLISH, CHINESE)):
        book = opened(template_workbook(REQUIRED, t, other))
        sheet = book.worksheets[0]
        for place, cell in enumerate(sheet[1], start=1):
            value = "2026-06-30" if cell.value in {"数据日期", "Snapshot date"} else "1"
            sheet.cell(2, place, value)
        book.save(tmp_path / "filled.xlsx")
        found = read_sheet(tmp_path / "filled.xlsx")
        assert guess_tables(found) == ("customer", "customer_snapshot")
        for table in REQUIRED:
            mapping = guess_mapping(found, table.name)
            assert missing_columns(table, mapping) == ()
            assert set(mapping.columns) == set(table.names)


def test_the_field_sheet_explains_every_column_in_both_languages() -> None:
    sheet = opened(field_workbook(TABLES.values(), CHINESE, ENGLISH)).worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == sum(len(table.columns) for table in TABLES.values())
    customer_type = next(row for row in rows if row[3] == "customer_type")
    assert customer_type[1:3] == ("客户类型", "Customer type")
    assert "personal 个人" in customer_type[7]
    assert customer_type[8] == "个人客户"
