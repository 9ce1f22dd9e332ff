"""Every value is typed or refused by a rule that says why."""

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.check import RULES
from data.expressions import cleaned, day, integer, money, number
from data.load import Source
from tests.support.files import BALANCES, checked, staged, written

HEADER = "customer_id,snapshot_date,status,aum_mavg,loan_mavg\n"


def one(folder, line, header=HEADER, **facts):
    return staged(folder, header + line + "\n", **facts)


def refused(folder, line, header=HEADER, **facts):
    _, rejects, _, _ = one(folder, line, header, **facts)
    return [(r["row_number"], r["column_name"], r["value"], r["rule"]) for r in rejects]


@pytest.fixture(scope="module")
def database():
    with duckdb.connect() as connection:
        yield connection


def typed(database, expression, text):
    row = database.execute(f"select {expression} from (select ?::varchar as x)", [text]).fetchone()
    return row[0]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1234.56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1,234,567", "1234567"),
        ("-", "0"),
        ("—", "0"),
        ("(1,234)", "-1234"),
        ("-5", "-5"),
        ("+5", "5"),
        ("123.4", "123.4"),
        ("¥12.50", "12.50"),
        ("12元", "12"),
        ("1e3", "1000"),
        ("1.234,56", None),
        ("12,34", None),
        ("1234,567", None),
        ("abc", None),
        ("1e308", None),
        ("inf", None),
        ("1 2", "12"),
    ],
)
def test_amounts_as_bankers_write_them(database, text, amount):
    value = typed(database, money("x"), text)
    assert value == (None if amount is None else Decimal(amount))


def test_units_multiply_exactly(database):
    assert typed(database, money("x", 10_000), "1,234.5678") == Decimal("12345678.00")
    assert typed(database, money("x", 100_000_000), "0.123456789") == Decimal("12345678.90")


@pytest.mark.parametrize(
    ("text", "value"),
    [("7.2%", 0.072), ("0.072", 0.072), ("nan", None), ("inf", None), ("1e308", None)],
)
def test_rates_and_numbers_are_finite(database, text, value):
    assert typed(database, number("x"), text) == value


@pytest.mark.parametrize(("text", "value"), [("3.0", 3), ("3.7", None), ("1,234", 1234)])
def test_integers_are_not_rounded(database, text, value):
    assert typed(database, integer("x"), text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2026-03-31", date(2026, 3, 31)),
        ("2026/3/5", date(2026, 3, 5)),
        ("20260331", date(2026, 3, 31)),
        ("2026年3月31日", date(2026, 3, 31)),
        ("2026-02", date(2026, 2, 28)),
        ("202602", date(2026, 2, 28)),
        ("46112", date(2026, 3, 31)),
        ("2026-03-31 00:00:00", date(2026, 3, 31)),
        ("2026-02-30", None),
        ("31/03/2026", None),
        ("0026-03-31", None),
    ],
)
def test_dates_as_bankers_write_them(database, text, value):
    assert typed(database, day("x", month_end=True), text) == value


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=2))
def test_number_texts_round_trip(database, value):
    for text in (
        str(value),
        f"{value:,}",
        f" {value} ",
        f"({-value})" if value < 0 else f"{value}",
    ):
        assert typed(database, money(f"({cleaned('x')})"), text) == value


def test_the_original_text_of_a_refused_value_is_reported(tmp_path):
    assert refused(tmp_path, '1,2026-05-31,open,"1.234,56",0') == [
        (2, "aum_mavg", "1.234,56", "not_a_number")
    ]


@pytest.mark.parametrize(
    ("line", "column", "rule"),
    [
        (",2026-05-31,open,5,0", "customer_id", "missing"),
        ("1,2026-05-32,open,5,0", "snapshot_date", "not_a_date"),
        ("1,2026-07-31,open,5,0", "snapshot_date", "future_date"),
        ("1,,open,5,0", "snapshot_date", "missing"),
        ("1,2026-05-31,maybe,5,0", "status", "unknown_code"),
        ("1,2026-05-31,,5,0", "status", "missing"),
        ("1,2026-05-31,open,,0", "aum_mavg", "missing"),
        ("1,2026-05-31,open,five,0", "aum_mavg", "not_a_number"),
        ("1,2026-05-31,open,1e308,0", "aum_mavg", "too_large"),
        ("1,2026-05-31,open,5,-1", "loan_mavg", "below_minimum"),
        ("6.2E+17,2026-05-31,open,5,0", "customer_id", "id_damaged"),
    ],
)
def test_keys_dates_status_and_required_amounts_refuse_the_row(tmp_path, line, column, rule):
    rows, rejects, _, _ = one(tmp_path, line)
    assert rows == []
    assert [(r["row_number"], r["column_name"], r["rule"]) for r in rejects] == [(2, column, rule)]


def test_optional_values_that_cannot_be_read_become_null_and_are_noted(tmp_path):
    header = "customer_id,customer_type,branch_id,gender,birth_year,annual_income,credit_grade\n"
    rows, rejects, notes, _ = one(
        tmp_path, "1,对私,B1,?,1879,abc,Z", header=header, table="customer"
    )
    assert rejects == []
    assert rows == [
        {
            "customer_id": "1",
            "customer_type": "personal",
            "branch_id": "B1",
            "birth_year": None,
            "gender": None,
            "annual_income": None,
            "credit_grade": None,
            "_row": 2,
        }
    ]
    assert [(n["column_name"], n["value"], n["rule"]) for n in notes] == [
        ("annual_income", "abc", "not_a_number"),
        ("birth_year", "1879", "below_minimum"),
        ("credit_grade", "Z", "unknown_code"),
        ("gender", "?", "unknown_code"),
    ]


def test_overdrafts_load_with_a_warning(tmp_path):
    rows, rejects, notes, _ = one(tmp_path, "1,2026-05-31,open,-5,0")
    assert [row["aum_mavg"] for row in rows] == [Decimal(-5)]
    assert rejects == []
    assert [(n["row_number"], n["rule"]) for n in notes] == [(2, "negative_assets")]


def test_a_blank_loan_is_no_loan_and_is_said(tmp_path):
    rows, _, notes, _ = one(tmp_path, "1,2026-05-31,open,5,")
    assert [row["loan_mavg"] for row in rows] == [Decimal(0)]
    assert [n["rule"] for n in notes] == ["blank_as_zero", "mostly_empty"]


def test_what_is_not_provided_is_not_made_up(tmp_path):
    rows, rejects, _, _ = one(tmp_path, "1,2026-05-31,5", header="客户号,数据日期,AUM时点\n")
    assert rejects == []
    assert set(rows[0]) == {"customer_id", "snapshot_date", "aum_eop", "_row"}


def test_formulas_in_names_stay_text_and_are_noted(tmp_path):
    header = "customer_id,customer_type,branch_id,display_name\n"
    rows, _, notes, _ = one(
        tmp_path, "1,personal,B1,=HYPERLINK(1)", header=header, table="customer"
    )
    assert rows[0]["display_name"] == "=HYPERLINK(1)"
    assert [n["rule"] for n in notes] == ["formula_text"]


def test_full_width_digits_and_blanks_are_read(tmp_path):
    rows, rejects, _, _ = one(tmp_path, " 1 , 2026-05-31 ,正常,1234.5, 0 ")
    assert rejects == []
    assert (rows[0]["customer_id"], rows[0]["aum_mavg"]) == ("1", Decimal("1234.5"))


def test_repeated_rows_are_refused_with_their_numbers(tmp_path):
    line = "1,2026-05-31,open,5,0"
    rows, rejects, _, _ = staged(
        tmp_path,
        HEADER + f"{line}\n{line}\n2,2026-05-31,open,5,0\n2,2026-05-31,open,6,0\n",
    )
    assert [row["customer_id"] for row in rows] == ["1"]
    assert [(r["row_number"], r["value"], r["rule"]) for r in rejects] == [
        (3, "1, 2026-05-31", "duplicate_row"),
        (4, "2, 2026-05-31", "duplicate_key"),
        (5, "2, 2026-05-31", "duplicate_key"),
    ]


def test_account_rows_are_added_up_to_customers(tmp_path):
    text = HEADER + "1,2026-05-31,closed,5.10,0\n1,2026-05-31,open,6.20,1\n2,2026-05-31,open,1,0\n"
    rows, rejects, _, _ = staged(tmp_path, text, rows="account")
    assert rejects == []
    assert [(r["customer_id"], r["status"], r["aum_mavg"], r["loan_mavg"]) for r in rows] == [
        ("1", "open", Decimal("11.30"), Decimal(1)),
        ("2", "open", Decimal(1), Decimal(0)),
    ]


def test_a_mapping_translates_codes_and_gives_constants(tmp_path):
    rows, rejects, _, _ = staged(
        tmp_path,
        "no,flag,amount\n1,Z9,12.5\n",
        columns={"customer_id": "no", "status": "flag", "aum_mavg": "amount"},
        codes={"status": {"Z9": "closed"}},
        constants={"branch_id": "B7"},
        snapshot_date=date(2026, 5, 31),
        unit=10_000,
    )
    assert rejects == []
    assert rows == [
        {
            "customer_id": "1",
            "snapshot_date": date(2026, 5, 31),
            "status": "closed",
            "aum_mavg": Decimal(125_000),
            "branch_id": "B7",
            "_row": 2,
        }
    ]


@pytest.mark.parametrize(
    "text",
    [
        BALANCES,
        HEADER + "1,2026-05-31,open,-5.00,0\n2,2026-05-31,closed,7.005,0\n",
        HEADER + "1,2026-05-31,open,1e3,0\n",
    ],
)
def test_the_short_and_the_long_way_agree(tmp_path, text):
    short = staged(tmp_path, text)
    long = staged(tmp_path, text, codes={"status": {"nothing": "open"}})
    assert short == long


@settings(max_examples=8)
@given(st.permutations(range(6)))
def test_row_order_never_matters(tmp_path_factory, order):
    lines = [
        "1,2026-05-31,open,5,0",
        "2,2026-05-31,open,x,0",
        '3,2026-05-31,open,"1,000",0',
        "4,2026-05-31,open,7,0",
        "4,2026-05-31,open,7,0",
        "合计,,,1019,0",
    ]
    folder = tmp_path_factory.mktemp("order")
    text = HEADER + "\n".join(lines[place] for place in order) + "\n"
    rows, rejects, _, totals = staged(folder, text)
    assert sorted((row["customer_id"], row["aum_mavg"]) for row in rows) == [
        ("1", Decimal(5)),
        ("3", Decimal(1000)),
        ("4", Decimal(7)),
    ]
    assert sorted((r["value"], r["rule"]) for r in rejects) == [
        ("4, 2026-05-31", "duplicate_row"),
        ("x", "not_a_number"),
    ]
    assert totals[0]["difference"] == Decimal(0)


def test_a_refused_value_is_told_the_limit(tmp_path):
    path = written(tmp_path, "may.csv", HEADER + "1,2026-05-31,open,5,-1\n")
    report = checked(tmp_path, Source(path=path))
    (refused,) = report.rejects
    assert refused.sentence == "this is below 0, the smallest allowed value"
    text = report.rejects_path.read_text("utf-8-sig")
    assert "this is below 0, the smallest allowed value" in text


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("9", "this is above 5, the largest allowed value"),
        ("0", "this is below 1, the smallest allowed value"),
    ],
)
def test_a_value_set_to_null_is_told_the_limit(tmp_path, value, sentence):
    text = f"customer_id,customer_type,branch_id,risk_tolerance\n1,personal,B1,{value}\n"
    report = checked(tmp_path, Source(path=written(tmp_path, "customers.csv", text)))
    assert sentence in [warning.sentence for warning in report.warnings]


def test_a_birth_year_to_come_is_in_the_future(tmp_path):
    header = "customer_id,customer_type,branch_id,birth_year\n"
    _, _, notes, _ = one(tmp_path, "1,personal,B1,2027", header=header, table="customer")
    assert "future_date" in [note["rule"] for note in notes]


def test_lines_with_too_few_columns_are_kept_and_named(tmp_path):
    text = (
        "customer_id,snapshot_date,status,aum_mavg,loan_mavg,aum_eop\n1,2026-05-31,open,5,0,5\n"
        "2,2026-05-31,open,6,0\n3,2026-05-31,open,7,0,\n4,2026-05-31,open,8\n合计,,,26\n"
    )
    rows, rejects, notes, _ = staged(tmp_path, text)
    assert [row["customer_id"] for row in rows] == ["1", "2", "3", "4"]
    assert rejects == []
    assert [(n["row_number"], n["value"]) for n in notes if n["rule"] == "short_line"] == [
        (3, "2,2026-05-31,open,6,0"),
        (5, "4,2026-05-31,open,8"),
    ]
    report = checked(tmp_path, Source(path=written(tmp_path, "may.csv", text)))
    assert (
        "warning: may.csv: this line has too few columns; the missing ones are read as empty: "
        "2 rows (rows 3, 5)"
    ) in str(report).splitlines()


def test_balances_without_branch_say_which_branch_is_used(tmp_path):
    said = (
        "note: balances came without branch: the customer's branch of today is used for all "
        "dates; transfers between branches cannot be seen"
    )
    without = checked(tmp_path, Source(path=written(tmp_path, "may.csv", BALANCES)))
    assert said in str(without).splitlines()
    header, *lines = BALANCES.splitlines()
    text = "\n".join([header + ",branch_id", *(line + ",B1" for line in lines)])
    brought = checked(tmp_path, Source(path=written(tmp_path, "june.csv", text + "\n")))
    assert said not in str(brought).splitlines()


def test_every_rule_has_a_sentence_without_a_full_stop():
    for sentence in RULES.values():
        assert sentence
        assert not sentence.endswith(".")


def test_the_report_lists_files_dates_and_refused_rows(tmp_path):
    path = written(tmp_path, "may.csv", BALANCES.replace("200.50", "many"))
    report = checked(tmp_path, Source(path=path))
    assert [(f.table, f.rows_in, f.rows_ok, f.rows_rejected, f.dates) for f in report.files] == [
        ("customer_snapshot", 3, 2, 1, (date(2026, 5, 31),))
    ]
    assert [(r.row, r.column, r.value, r.rule) for r in report.rejects] == [
        (3, "aum_mavg", "many", "not_a_number")
    ]
    assert report.rejects_path is not None
    assert report.rejects_path.read_text("utf-8-sig").splitlines()[1] == (
        "customer_snapshot,may.csv,3,aum_mavg,many,not_a_number,this is not an amount or number"
    )
