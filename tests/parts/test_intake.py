from datetime import date

import pytest
from openpyxl import Workbook

from pages.parts.intake import (
    Answers,
    choosable,
    first_answers,
    lists_customers,
    mappings,
    received,
    scaled,
    sheet_of,
    unanswered,
)

MONTHLY = """城关支行客户资产月报,,,
单位:万元,,统计日期:2026年6月30日,
客户号,客户类型,月日均AUM,备用
620000000000000001,对私,12.5,a
620000000000000002,对公,7,b
"""


@pytest.fixture
def monthly(tmp_path):
    return received(tmp_path, "月报.csv", MONTHLY.encode("gb18030"))


def test_a_file_is_kept_under_its_own_name_and_recognised(monthly) -> None:
    assert monthly.path.name == "月报.csv"
    assert monthly.sheet.unit_factor == 10_000
    assert monthly.sheet.stated_date == date(2026, 6, 30)


def test_a_name_with_a_path_stays_inside_the_folder(tmp_path) -> None:
    found = received(tmp_path, "..\\..\\evil/../x.csv", b"customer_id,aum_mavg\nA,1\n")
    assert found.path.is_relative_to(tmp_path)
    assert found.path.name == "x.csv"


def test_the_guess_fills_columns_unit_and_date_and_leaves_the_rest_to_be_asked(monthly) -> None:
    answers = first_answers(monthly, customers_known=False)
    assert answers.tables == ("customer", "customer_snapshot")
    assert answers.columns == {
        "客户号": "customer_id",
        "客户类型": "customer_type",
        "月日均AUM": "aum_mavg",
        "备用": "",
    }
    assert (answers.unit, answers.snapshot_date) == (10_000, date(2026, 6, 30))
    assert [column.name for column in unanswered(answers)] == ["branch_id"]


def test_remembered_answers_come_back_without_last_month_s_date(monthly) -> None:
    said = Answers(
        tables=("customer", "customer_snapshot"),
        columns={"客户号": "customer_id"},
        constants={"branch_id": "B01"},
        unit=1,
        snapshot_date=date(2026, 5, 31),
    )
    again = first_answers(monthly, Answers.from_json(said.to_json()))
    assert again.tables == ("customer", "customer_snapshot")
    assert again.constants == {"branch_id": "B01"}
    assert again.snapshot_date == date(2026, 6, 30)
    assert again.unit == 10_000


def test_one_file_feeds_customers_and_balances() -> None:
    answers = Answers(
        tables=("customer", "customer_snapshot"),
        columns={"号": "customer_id", "资产": "aum_mavg", "姓名": "display_name"},
        constants={"branch_id": "B01", "customer_type": "personal"},
        snapshot_date=date(2026, 6, 30),
    )
    made = mappings(answers)
    assert dict(made["customer"].columns) == {"customer_id": "号", "display_name": "姓名"}
    assert dict(made["customer_snapshot"].columns) == {"customer_id": "号", "aum_mavg": "资产"}
    assert dict(made["customer"].constants) == {"branch_id": "B01", "customer_type": "personal"}
    assert made["customer"].snapshot_date is None
    assert made["customer_snapshot"].snapshot_date == date(2026, 6, 30)
    assert unanswered(answers) == []


def test_repeated_customers_are_taken_for_accounts(tmp_path) -> None:
    rows = "customer_id,aum_mavg,snapshot_date\nA,1,2026-06-30\nA,2,2026-06-30\n"
    accounts = received(tmp_path, "accounts.csv", rows.encode())
    assert first_answers(accounts).rows == "account"
    twice = "".join(f"C{n},1,2026-06-30\n" for n in (*range(20), 7))
    customers = received(tmp_path, "c.csv", f"customer_id,aum_mavg,snapshot_date\n{twice}".encode())
    assert first_answers(customers).rows == "customer"


def test_required_columns_are_offered_first() -> None:
    assert list(choosable(("customer", "customer_snapshot")))[:4] == [
        "customer_id",
        "customer_type",
        "branch_id",
        "snapshot_date",
    ]


def test_preview_amounts_are_shown_in_the_currency_s_own_unit() -> None:
    assert scaled("1,234.56", "余额", 10_000) == "12,345,600.00"
    assert scaled("-", "余额", 10_000) == "-"
    assert scaled("2", "余额(元)", 10_000) == "2.00"


def test_another_sheet_of_a_workbook_is_read_as_a_file_of_its_own(tmp_path) -> None:
    book = Workbook()
    balances = book.active
    balances.title = "余额"
    for row in (["客户号", "数据日期", "月日均AUM"], ["620000000000000001", "2026-06-30", 7.25]):
        balances.append(row)
    customers = book.create_sheet("客户")
    for row in (["客户号", "客户类型", "网点号"], ["620000000000000001", "对私", "B1"]):
        customers.append(row)
    book.save(tmp_path / "月报.xlsx")
    first = received(tmp_path, "月报.xlsx", (tmp_path / "月报.xlsx").read_bytes())
    other = sheet_of(first, first.sheet.other_sheets[0])
    assert {first.sheet.sheet_name, *first.sheet.other_sheets} == {"余额", "客户"}
    assert other.name in {"月报 客户.csv", "月报 余额.csv"}
    assert other.digest != first.digest
    assert other.sheet.sample_rows[0][0] == "620000000000000001"
    named = sheet_of(first, "客户")
    assert lists_customers(named)
    assert named.sheet.headers == ("客户号", "客户类型", "网点号")
