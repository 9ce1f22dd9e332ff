"""Who brings our contribution: what a manager does on the page, and what it answers."""

import io
import re

import openpyxl
import pytest

STATISTICIANS_WORDS = ("p-value", "95 %", "置信区间", "Gini", "基尼", "Jaccard", "χ²", "Holm")


def plot(visitor):
    """The curve's plotting area in pixels."""
    area = visitor.page.locator(".nsewdrag").first
    area.wait_for()
    return area.bounding_box()


def point_at(visitor, share):
    """Move the mouse over the curve where this share of the customers is reached."""
    box = plot(visitor)
    x, y = box["x"] + box["width"] * share, box["y"] + box["height"] * 0.6
    visitor.page.mouse.move(x - 4, y)
    visitor.page.mouse.move(x, y)
    visitor.page.wait_for_timeout(120)


def click_curve(visitor, share):
    point_at(visitor, share)
    visitor.page.mouse.down()
    visitor.page.mouse.up()
    visitor.page.wait_for_timeout(400)
    visitor.settle()


def drag_curve(visitor, first, last):
    box = plot(visitor)
    point_at(visitor, first)
    visitor.page.mouse.down()
    for step in range(1, 9):
        share = first + (last - first) * step / 8
        visitor.page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.5)
    visitor.page.mouse.up()
    visitor.page.wait_for_timeout(400)
    visitor.settle()


def people(visitor):
    """Title and total of the list under the curve."""
    return visitor.page.locator(".tv-h2 + .tv-sub").all_inner_texts()[1]


def count_of(text):
    return int(re.match(r"([\d,]+) customers", text)[1].replace(",", ""))


def test_a_click_on_the_curve_narrows_the_list_and_a_second_click_clears_it(visit):
    visitor = visit("contribution")
    everybody = people(visitor)

    click_curve(visitor, 0.3)
    narrowed = people(visitor)
    assert 0.29 < count_of(narrowed) / count_of(everybody) < 0.31
    assert "pick=0-0." in visitor.page.evaluate("location.search")

    click_curve(visitor, 0.3)
    assert people(visitor) == everybody
    assert "pick" not in visitor.page.evaluate("location.search")


def test_a_stretch_drawn_on_the_curve_is_the_list_and_a_link_shows_it_again(visit):
    visitor = visit("contribution")
    everybody = count_of(people(visitor))
    visitor.page.get_by_text("Draw a stretch of the curve").click()
    visitor.settle()
    drag_curve(visitor, 0.2, 0.5)

    assert 0.28 < count_of(people(visitor)) / everybody < 0.32
    again = visit(f"contribution{visitor.page.evaluate('location.search')}")
    assert people(again) == people(visitor)


def test_the_best_fifth_of_the_list_is_the_share_in_the_headline(visit):
    visitor = visit("contribution?pick=top20")
    share = re.search(r"bring ([\d.]+)%", visitor.headline())[1]

    stated = re.search(r"or ([\d.]+)% of the total, as the curve shows", people(visitor))[1]
    assert f"{float(stated):.1f}" == share


def test_another_measure_is_in_the_link_and_a_fresh_browser_shows_the_same_numbers(visit):
    visitor = visit("contribution")
    visitor.page.get_by_role("combobox").first.click()
    visitor.page.get_by_role("option", name="Loans, monthly average").click()
    visitor.page.wait_for_timeout(400)
    visitor.settle()
    assert "hold" in visitor.headline()
    assert "loans" in visitor.headline()

    again = visit(f"contribution{visitor.page.evaluate('location.search')}")
    assert again.numbers() == visitor.numbers()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_statistics_stay_behind_the_switch(visit, language):
    visitor = visit("contribution", language=language)
    before = visitor.text()
    assert [word for word in STATISTICIANS_WORDS if word in before] == []

    visitor.page.get_by_text({"en": "In depth", "zh_CN": "深入分析"}[language]).click()
    visitor.page.wait_for_timeout(400)
    visitor.settle()
    visitor.page.get_by_role("tab").nth(1).wait_for()
    assert {"en": "95 % interval", "zh_CN": "95%置信区间"}[language] in visitor.text()


def test_every_tab_in_depth_answers(visit):
    visitor = visit("contribution?depth=true")
    for number in range(5):
        visitor.page.get_by_role("tab").nth(number).click()
        visitor.page.wait_for_timeout(400)
        visitor.settle()
        assert visitor.page.locator('[data-testid="stException"]').count() == 0
        answers = '[role="tabpanel"] .tv-table:visible, [role="tabpanel"] .js-plotly-plot:visible'
        assert visitor.page.locator(answers).count() > 0


def test_the_workbook_holds_the_picked_customers_and_their_total(visit):
    visitor = visit("contribution?pick=top01")
    stated = people(visitor)
    with visitor.page.expect_download() as waiting:
        visitor.page.get_by_role("button", name="Excel").first.click()
    book = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()), read_only=True)
    heads, *rows = book.worksheets[-1].iter_rows(values_only=True)
    values = [row[heads.index("Contribution, 12 months")] for row in rows]

    assert len(rows) == count_of(stated)
    assert f"{sum(values):,.2f}" == re.search(r"together ¥([\d,.]+)", stated)[1]


def test_no_figure_or_box_is_wider_than_a_phone(visit, theme):
    visitor = visit("contribution?pick=top10", width=390, theme=theme)
    plot(visitor)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_pick_that_names_nobody_shows_everybody(visit):
    plain, odd = visit("contribution"), visit("contribution?pick=0.9-0.1")
    assert people(odd) == people(plain)
