"""A rival's offer typed by hand, what it costs, whom it affects, and the list that leaves."""

import re

import pytest

from data.release import Store
from data.workspace import Workspace
from tests.browser.test_migration import STATISTICIANS_WORDS
from tests.browser.test_open import LATIN_IN_CHINESE
from tests.browser.test_what_if import choose, field, press

VIEWS = ("compare", "affected", "match", "deposits", "book")
FIRST_BAR = """() => {
    const plot = document.querySelector('.js-plotly-plot');
    if (!plot?._fullData) return null;
    const trace = plot._fullData.at(-1), {xaxis, yaxis} = plot._fullLayout;
    const box = plot.getBoundingClientRect();
    return [box.left + xaxis._offset + xaxis._length / 3,
        box.top + yaxis._offset + yaxis.d2p(trace.y[0])];
}"""


def fill(visitor, name, text):
    """Type into a field of the form without sending it."""
    box = field(visitor, f"offer_{name}_new")
    box.fill(text)
    box.press("Tab")


def tile(visitor, label):
    """The value of a tile."""
    box = visitor.page.locator(".tv-tile", has_text=label).first
    return box.locator(".v").inner_text()


def listed(visitor):
    """How many customers the list's title says it has."""
    title = visitor.page.locator(".st-key-affected_list .tv-h2").inner_text()
    return int(re.search(r": ([\d,]+)$", title)[1].replace(",", ""))


def downloaded(visitor):
    """The rows of the list's CSV; a long list asks what it is for first."""
    page = visitor.page
    popover = page.locator(".st-key-affected_customers_download button").first
    if popover.count():
        popover.click()
        page.locator(".st-key-affected_customers_purpose button").first.click()
        visitor.settle()
    button = page.locator(".st-key-affected_customers_csv button").first
    return visitor.downloaded(button)[1:]


def test_an_offer_entered_by_hand_is_priced_and_its_list_downloaded_and_audited(
    visit, start_app, own_bank
):
    app = start_app(own_bank)
    visitor = visit("competitors?view=book", app=app)
    press(visitor, "book_new")
    fill(visitor, "competitor", "邮储银行")
    fill(visitor, "product_name", "优享贷新")
    choose(visitor, "offer_line_new", "Personal loans")
    fill(visitor, "quote_value", "5")
    choose(visitor, "offer_quote_basis_new", "Li a month")
    fill(visitor, "max_amount", "30万")
    fill(visitor, "term_months", "36")
    visitor.page.get_by_role("button", name="Save and compare").click()
    visitor.page.get_by_text("Saved.").wait_for()
    visitor.settle()

    assert tile(visitor, "Annualised rate (simple)") == "6.00%"
    assert tile(visitor, "Annualised rate (compound)") == "6.17%"
    assert tile(visitor, "Monthly payment") == "9,126.58"
    assert tile(visitor, "Total interest") == "28,556.92"
    assert "5 li a month = 6.00% a year" in visitor.text()

    visitor.page.locator(".st-key-competitors_view").get_by_text("Who is affected").click()
    visitor.settle()
    everybody = listed(visitor)
    assert everybody > 0
    rows = downloaded(visitor)
    assert len(rows) == everybody
    audited = Workspace(Store(own_bank)).exports()[0]
    assert (audited["name"], audited["row_count"]) == ("affected_customers", everybody)

    visitor.click_at(FIRST_BAR)
    assert 0 < listed(visitor) < everybody
    visitor.click_at(FIRST_BAR)
    assert listed(visitor) == everybody


def test_confirming_the_shipped_offers_splits_the_exposed_by_certainty(visit, start_app, own_bank):
    visitor = visit("competitors?view=book", app=start_app(own_bank))
    press(visitor, "confirm_all")
    visitor.page.get_by_text("Confirmed: 2 offers").wait_for()
    visitor.settle()
    visitor.page.locator(".st-key-competitors_view").get_by_text("Who is affected").click()
    visitor.settle()
    said = visitor.headline()
    assert "surely affected" in said
    assert "possibly affected" in said
    assert "cannot take it" in visitor.text()

    visitor.page.locator(".st-key-competitors_view").get_by_text("Match or let go").click()
    visitor.settle()
    assert "assumptions" in visitor.text()
    before = visitor.headline()
    slider = visitor.page.locator(".st-key-slid_stay").get_by_role("slider")
    slider.focus()
    for _ in range(10):
        slider.press("ArrowLeft")
    visitor.settle()
    assert visitor.headline() != before
    assert "stay=0.60" in visitor.url


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_needs_a_statistician_or_english(visit, view):
    visitor = visit(f"competitors?view={view}", language="zh_CN")
    assert visitor.english_left(allowed=LATIN_IN_CHINESE) == []
    assert [word for word in STATISTICIANS_WORDS if word in visitor.text()] == []
    assert "内部收益率" not in visitor.text()


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_wider_than_a_phone(visit, view):
    visitor = visit(f"competitors?view={view}", width=390)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
