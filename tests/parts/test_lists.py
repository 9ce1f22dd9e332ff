"""Lists are escaped, aligned, masked, and become cards on a phone."""

import pandas as pd

from pages.parts import lists
from pages.parts.text import Text

CHINESE = Text(language="zh_CN", gain="red")
FRAME = pd.DataFrame(
    {
        "customer_id": ["<script>alert(1)</script>", "C2"],
        "value": [1_234_567.891, None],
        "value_share": [0.7134, 0.2],
        "moved": [-5000.0, 0.0],
    }
)
COLUMNS = [
    lists.Column(name="customer_id", kind="id"),
    lists.Column(name="value", kind="money", unit="¥"),
    lists.Column(name="value_share", kind="percent"),
    lists.Column(name="moved", kind="change"),
]


def test_text_from_data_cannot_become_markup():
    html = lists.table_html(FRAME, COLUMNS, CHINESE)
    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_money_is_short_on_screen_and_exact_on_hover():
    html = lists.table_html(FRAME, COLUMNS, CHINESE)
    assert '<td class="r" data-label="数值" title="¥1,234,567.89"><span>¥123万</span></td>' in html


def test_a_missing_number_is_a_dash_and_never_zero():
    html = lists.table_html(FRAME, COLUMNS, CHINESE)
    assert '<td class="r" data-label="数值"><span>–</span></td>' in html


def test_a_loss_carries_sign_arrow_and_colour():
    html = lists.table_html(FRAME, COLUMNS, CHINESE)
    assert '<span class="tv-loss">▼ −¥5,000</span>' in html


def test_every_cell_knows_its_heading_for_the_phone():
    html = lists.table_html(FRAME, COLUMNS, CHINESE)
    assert html.count("data-label=") == 2 * len(COLUMNS)


def test_names_and_phones_are_masked():
    assert lists.masked_name("张三丰") == "张**"
    assert lists.masked_name("李") == "李*"
    assert lists.masked_name(None) == "–"
    assert lists.masked_phone("13812341234") == "138****1234"
    assert lists.masked_phone("12345") == "***45"


def test_a_total_row_says_that_it_is_one():
    html = lists.table_html(FRAME, COLUMNS, CHINESE, total={"value": 5.0})
    assert '<tr class="total"><td>合计</td><td class="r"' in html
