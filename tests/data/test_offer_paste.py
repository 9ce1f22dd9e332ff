"""Offers pasted from Excel or a CSV: what is understood, and what is named with row and remedy."""

import datetime as dt

import pytest

from data import offer_problems as problems
from data.offer_cells import value_of
from data.offer_paste import offers_csv, offers_of_cells, pasted_offers

HEAD = "竞争对手\t产品名称\t条线\t报价\t报价口径\t还款方式\t最高额度\t期限(月)\t采集日期"
LINE = "邮储银行\t优享贷\t个人贷款\t5\t月厘\t等额本息、先息后本\t30万\t3年\t2026/3/1"


def found(text):
    return [(each.row, each.column, type(each.problem)) for each in pasted_offers(text).findings]


def test_a_table_from_excel_is_read_in_bankers_words():
    pasted = pasted_offers(f"{HEAD}\r\n{LINE}\r\n")

    assert pasted.findings == ()
    assert pasted.rows == (
        {
            "offer_id": "邮储银行 优享贷",
            "competitor": "邮储银行",
            "product_name": "优享贷",
            "line": "loan_personal",
            "quote_value": 5.0,
            "quote_basis": "monthly_li",
            "repay_modes": ("annuity", "bullet"),
            "max_amount": 300_000.0,
            "term_months": 36,
            "observed_on": dt.date(2026, 3, 1),
        },
    )
    assert pasted.cells[0]["max_amount"] == "30万"


def test_merged_cells_are_named_and_never_filled_in():
    merged = LINE.replace("邮储银行", "", 1)

    pasted = pasted_offers(f"{HEAD}\n{LINE}\n{merged}")

    (finding,) = pasted.findings
    assert (finding.row, finding.column, finding.above) == (2, "competitor", "邮储银行")
    assert "fill them down" in str(finding.problem)
    assert "competitor" not in pasted.rows[1]
    assert pasted.rows[1]["product_name"] == "优享贷"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", [(0, "", problems.PastedNothing)]),
        (f"{HEAD}\t\n{LINE}\tx", [(0, "", problems.PastedHeaderEmpty)]),
        (f"{HEAD}\n{LINE}\tx", [(1, "", problems.PastedTooWide)]),
        (f"{HEAD}\t合作深度\n{LINE}\tx", [(0, "", problems.PastedHeaderUnknown)]),
        (f"{HEAD}\t产品\n{LINE}\tx", [(0, "", problems.PastedHeaderTwice)]),
        (f"{HEAD}\n{LINE.replace('30万', '三十万')}", [(1, "max_amount", problems.PastedNoAmount)]),
        (f"{HEAD}\n{LINE.replace('3年', '3.5')}",
         [(1, "term_months", problems.PastedNoWholeNumber)]),
        (f"{HEAD}\n{LINE.replace('2026/3/1', '2026/13/1')}",
         [(1, "observed_on", problems.PastedNoDay)]),
        (f"{HEAD}\n{LINE.replace(chr(9) + '5' + chr(9), chr(9) + '5厘' + chr(9))}",
         [(1, "quote_value", problems.PastedNoNumber)]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_row(text, wanted):
    assert found(text) == wanted


def test_nothing_of_what_was_typed_is_lost():
    pasted = pasted_offers(f"{HEAD}\n{LINE.replace('30万', '三十万').replace('月厘', '口头')}")

    assert pasted.cells[0]["max_amount"] == "三十万"
    assert pasted.rows[0]["quote_basis"] == "口头"
    assert "max_amount" not in pasted.rows[0]


def test_a_form_is_read_like_a_pasted_row():
    cells = [{"competitor": "A", "product_name": "B", "quote_value": "5%", "is_floor": "是"}]

    assert offers_of_cells(cells).rows[0] == {
        "competitor": "A", "product_name": "B", "quote_value": 5.0, "is_floor": True,
        "offer_id": "A B",
    }  # fmt: skip


def test_a_book_written_as_csv_comes_back():
    rows = pasted_offers(f"{HEAD}\n{LINE}").rows

    again = pasted_offers(offers_csv(rows).decode("utf-8"))

    assert again.rows == rows
    assert again.findings == ()


def test_without_a_header_the_columns_are_those_of_the_contract():
    text = "X,农业银行,,惠农贷,loan_merchant"

    assert pasted_offers(text).rows[0] == {
        "offer_id": "X", "competitor": "农业银行", "product_name": "惠农贷",
        "line": "loan_merchant",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("max_amount", "300,000元", 300_000.0),
        ("max_amount", "０.５亿", 50_000_000.0),
        ("quote_value", "5.4％", 5.4),
        ("term_months", "36个月", 36),
        ("observed_on", "46082", dt.date(2026, 3, 1)),
        ("observed_on", "2026年3月1日", dt.date(2026, 3, 1)),
        ("is_floor", "否", False),
        ("feature_tags", "上门/不互保", ("home_service", "no_mutual_guarantee")),
    ],
)
def test_a_cell_is_read_as_a_person_writes_it(column, text, value):
    assert value_of(column, text) == value


@pytest.mark.parametrize("text", ["-", "1e308", "5 6", "1,2", "=1+1", "NaN", "∞"])
def test_a_hostile_number_is_refused(text):
    with pytest.raises(problems.PastedNoNumber):
        value_of("quote_value", text)
