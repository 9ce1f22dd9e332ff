"""The products page as a manager uses it: a view, a click on a mark, its customers, the file."""

import re

import pytest

from tests.browser.test_migration import STATISTICIANS_WORDS, click_mark

VIEWS = ("holds", "next", "due", "white", "bank", "money")


def note(visitor):
    """The line under the last list's title: how many and how much."""
    texts = visitor.page.locator(".tv-h2 + .tv-sub").all_inner_texts()
    return next(
        text for text in reversed(texts) if re.search(r"[\d,]+ (customers|contracts)", text)
    )


def count_of(text):
    return int(re.search(r"([\d,]+) (?:customers|contracts)", text)[1].replace(",", ""))


def downloaded(visitor):
    """How many rows the file of the list holds; a long list asks what for."""
    popover = visitor.page.get_by_role("button", name=re.compile("Download"))
    if popover.count():
        popover.first.click()
        visitor.page.get_by_text("Calls and visits", exact=True).click()
        visitor.settle()
    rows = visitor.downloaded(visitor.page.get_by_role("button", name="CSV").first)
    return len(rows) - 1


@pytest.mark.parametrize(
    ("view", "pick"), [("holds", "P06"), ("due", "week"), ("bank&topic=salary", "payroll")]
)
def test_a_bar_opens_its_customers_and_the_file_holds_as_many(visit, view, pick):
    visitor = visit(f"products?view={view}")
    click_mark(visitor, pick)
    assert f"pick={pick}" in visitor.page.evaluate("location.search")
    told = note(visitor)
    stranger = visit(f"products?view={view}&pick={pick}")
    assert note(stranger) == told
    assert downloaded(visitor) == count_of(told)


def test_a_square_of_room_opens_whom_to_offer_it_to(visit):
    visitor = visit("products?view=white")
    click_mark(visitor, "P07|mass_affluent")
    assert visitor.page.get_by_text("Steady wealth · Mass affluent").count() == 1
    texts = visitor.page.locator(".tv-h2 + .tv-sub").all_inner_texts()
    agreed = re.search(r"([\d,]+) agreed to offers", texts[-1])[1]
    assert downloaded(visitor) == int(agreed.replace(",", ""))


def test_a_view_is_one_click_away_and_forgets_what_was_picked(visit):
    visitor = visit("products?pick=P06")
    visitor.page.get_by_text("Falling due", exact=True).click()
    visitor.page.wait_for_timeout(500)
    visitor.settle()
    address = visitor.page.evaluate("location.search")
    assert "view=due" in address
    assert "pick" not in address
    assert visitor.page.get_by_text("What falls due when").count() == 1


@pytest.mark.parametrize("view", VIEWS)
def test_statistics_stay_out_of_the_first_layer(visit, view, language):
    text = visit(f"products?view={view}", language=language).text()
    words = (*STATISTICIANS_WORDS, "Lift", "提升度", "HHI")
    assert [word for word in words if word in text] == []


@pytest.mark.parametrize("view", ["holds&by=tier", "white"])
def test_it_fits_every_screen_in_both_themes(visit, view, theme, width):
    visitor = visit(f"products?view={view}&depth=true", theme=theme, width=width)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_tab_in_depth_answers(visit):
    visitor = visit("products?depth=true")
    tabs = visitor.page.get_by_role("tab")
    assert tabs.count() == 8
    for number in range(tabs.count()):
        panel = visitor.open_tab(number)
        panel.locator(".tv-table, .tv-empty").first.wait_for()
        assert visitor.page.locator('[role="alert"]').count() == 0
