"""Guesses are right for known headers, and mapping files read back as they were written."""

from datetime import date
from types import MappingProxyType

import pytest

from data.contract import TABLES
from data.mapping import Mapping, TableMapping, guess_mapping, guess_tables, likeness
from data.problems import FileMissing
from data.read import read_sheet
from tests.support.files import BALANCES, CUSTOMERS, written

BRANCH_SHEET = (
    "单位:万元\n客户编号,客户名称,机构号,客户类型,AUM月日均(万元),贷款余额\n1,张三,B1,对私,5,0\n"
)


def test_every_known_spelling_is_sure():
    for table in TABLES.values():
        for column in table.columns:
            for spelling in (column.name, column.en, column.zh, *column.aliases):
                assert likeness(column, spelling) >= 0.99, (table.name, column.name, spelling)


def test_unlike_headers_are_not_guessed():
    column = TABLES["customer_snapshot"].column("loan_mavg")
    assert likeness(column, "存款月日均") == 0
    assert likeness(column, "x") == 0


def test_a_branch_sheet_is_both_customers_and_balances(tmp_path):
    sheet = read_sheet(written(tmp_path, "余额_20260331.csv", BRANCH_SHEET))
    assert guess_tables(sheet) == ("customer", "customer_snapshot")
    assert dict(guess_mapping(sheet, "customer").columns) == {
        "customer_id": "客户编号",
        "customer_type": "客户类型",
        "branch_id": "机构号",
        "display_name": "客户名称",
    }
    balances = guess_mapping(sheet, "customer_snapshot")
    assert dict(balances.columns) == {
        "customer_id": "客户编号",
        "branch_id": "机构号",
        "aum_mavg": "AUM月日均(万元)",
        "loan_mavg": "贷款余额",
    }
    assert (balances.snapshot_date, balances.unit) == (date(2026, 3, 31), 10_000)


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        (CUSTOMERS, ("customer",)),
        (BALANCES, ("customer_snapshot",)),
        ("机构号,机构名称\nB1,城关支行\n", ("branch",)),
        ("客户经理号,姓名,网点号\nM1,李四,B1\n", ("manager",)),
        ("数据日期,机构号,各项存款,各项贷款\n2026-03-31,B1,5,6\n", ("control_total",)),
        ("alpha,beta\nx,y\n", ()),
    ],
)
def test_tables_are_guessed_from_headers(tmp_path, text, tables):
    assert guess_tables(read_sheet(written(tmp_path, "file.csv", text))) == tables


def test_a_mapping_file_reads_back_as_written(tmp_path):
    mapping = Mapping(
        currency="EUR",
        folder=tmp_path,
        tables=MappingProxyType(
            {
                "customer_snapshot": TableMapping(
                    table="customer_snapshot",
                    files=("月*.csv",),
                    encoding="gb18030",
                    columns=MappingProxyType({"aum_mavg": '月日均"AUM"'}),
                    constants=MappingProxyType({"status": "open"}),
                    codes=MappingProxyType({"status": MappingProxyType({"正常": "open"})}),
                    unit=10_000,
                    rows="account",
                    select="select *\nfrom source",
                    snapshot_date=date(2026, 3, 31),
                    only=True,
                )
            }
        ),
    )
    path = written(tmp_path, "bank.toml", mapping.to_toml())
    assert Mapping.from_toml(path) == mapping


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[customer", "The mapping file bank.toml cannot be read: "),
        ("[customers]\n", "There is no table customers. Nearest: customer"),
        ("[customer]\nunit = 'dollars'\n", "customer.unit must be a whole number or 万元"),
        ("[customer]\nrows = 'all'\n", "customer.rows must be customer or account"),
    ],
)
def test_mistakes_in_mapping_files_are_told(tmp_path, text, reason):
    path = written(tmp_path, "bank.toml", text)
    with pytest.raises(Exception, match=r".") as told:
        Mapping.from_toml(path)
    assert reason in str(told.value)


def test_a_missing_mapping_file_is_told(tmp_path):
    with pytest.raises(FileMissing, match=r"There is no file .*none\.toml"):
        Mapping.from_toml(tmp_path / "none.toml")
