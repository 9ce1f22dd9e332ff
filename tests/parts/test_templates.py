import io

import openpyxl

from data.contract import TABLES
from pages.parts.templates import template_workbook
from pages.parts.text import Text

CHINESE, ENGLISH = Text(language="zh_CN"), Text(language="en")
REQUIRED = [TABLES["customer"], TABLES["customer_snapshot"]]


def workbook(tables=REQUIRED, t=CHINESE, other=ENGLISH):
    return openpyxl.load_workbook(io.BytesIO(template_workbook(tables, t, other)))


def test_a_chinese_template_has_a_sheet_per_table_with_chinese_headers() -> None:
    book = workbook()
    assert book.sheetnames[:2] == ["客户信息", "客户时点数据"]
    headers = [cell.value for cell in book["客户信息"][1]]
    assert headers[:5] == ["客户号", "客户类型", "网点号", "客户名称", "手机号"]
    assert book["客户信息"].max_row == 1


def test_identifier_columns_are_text_so_that_excel_keeps_18_digits() -> None:
    column = workbook()["客户信息"].column_dimensions["A"]
    assert column.number_format == "@"


def test_the_field_sheet_explains_every_column_in_both_languages() -> None:
    book = workbook(list(TABLES.values()))
    rows = list(book[book.sheetnames[-1]].iter_rows(min_row=2, values_only=True))
    assert len(rows) == sum(len(table.columns) for table in TABLES.values())
    customer_type = next(row for row in rows if row[3] == "customer_type")
    assert customer_type[1:3] == ("客户类型", "Customer type")
    assert "personal 个人" in customer_type[7]
    assert customer_type[8] == "个人客户"


def test_every_table_fits_a_sheet_name() -> None:
    for t, other in ((CHINESE, ENGLISH), (ENGLISH, CHINESE)):
        names = workbook(list(TABLES.values()), t, other).sheetnames
        assert len(names) == len(set(names)) == len(TABLES) + 1
