"""The weekly review at the screen: a branch head's Monday, a newcomer's question, the meeting."""

import datetime as dt
import io
import re

import openpyxl
import pytest

from data.release import Store
from data.sample import Plan, planted
from data.workspace import Workspace
from tests.browser.test_migration import click_mark, count_of, note

TRUTH = planted(Plan())
VIEWS = 5
FITS = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    return [main.scrollHeight, window.innerHeight, document.documentElement.scrollWidth];
}"""


def amount(text):
    """The number of an exact amount: −¥1,234.50."""
    digits = re.sub(r"[^\d.]", "", text)
    return float(digits) * (-1 if "\u2212" in text else 1)


def bridge(visitor):
    """Name -> exact amount of the opened step five, the whole scope's rows first."""
    rows = visitor.page.locator('[class*="st-key-number_bridge_"] .tv-num')
    rows.first.wait_for()
    found = {}
    for row in rows.all():
        name = row.locator(".l").inner_text().split("\n")[0]
        found.setdefault(name, amount(row.locator(".v").get_attribute("title")))
    return found


def open_step(visitor, place):
    visitor.page.locator(f".st-key-step_{place} summary").click()
    visitor.settle()


def test_a_branch_head_finds_the_outflow_and_takes_its_list_along(visit, start_app, own_bank):
    visitor = visit(f"?branch={TRUTH.outflow_branch}&type=personal", app=start_app(own_bank))
    page = visitor.page
    open_step(visitor, 5)
    amounts = bridge(visitor)
    opening, closing = amounts.pop("AUM at the start"), amounts.pop("AUM at the end")
    assert opening + sum(amounts.values()) == pytest.approx(closing, abs=0.005)
    assert min(amounts, key=amounts.get) == "Moved down"

    row = page.locator(".st-key-number_bridge_down_personal, .st-key-number_bridge_down").first
    row.get_by_text("List").click()
    visitor.settle()
    button = page.locator('[class*="down"][class*="managers_xlsx"] button').first
    if not button.count():
        button = page.locator(".st-key-migration_customers_managers_xlsx button").first
    with page.expect_download() as download:
        button.click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    rows = [row for sheet in book.worksheets[1:] for row in sheet.iter_rows(2, values_only=True)]
    head = [cell.value for cell in book.worksheets[1][1]]
    listed = {row[head.index("Customer id")] for row in rows}
    assert set(TRUTH.outflow) <= listed
    assert "Name" not in head
    audited = Workspace(Store(own_bank)).exports()[0]
    assert (audited["form"], audited["row_count"]) == ("xlsx", len(rows))


def test_a_newcomer_learns_in_four_clicks_who_fell_and_what_it_cost(visit):
    visitor = visit("")
    page = visitor.page
    page.locator('button[data-open="branch"]').click()
    page.locator(f'.choice[data-field="branch"][data-value="{TRUTH.outflow_branch}"]').click()
    page.keyboard.press("Escape")
    visitor.settle()
    page.locator('[data-testid="stSidebar"]').get_by_text("Tier migration").click()
    visitor.settle()
    click_mark(visitor, "affluent>mass_affluent")

    said = note(visitor)
    assert count_of(said) >= len(TRUTH.outflow)
    assert re.search(r"from ¥[\d,.]+ to ¥[\d,.]+, together \u2212¥[\d,.]+", said)
    assert f"branch={TRUTH.outflow_branch}" in visitor.url


def test_a_finding_leads_to_its_people_in_one_click(visit):
    visitor = visit("")
    finding = visitor.page.locator('[class*="st-key-findrow_"]', has_text="fell a tier").first
    finding.wait_for()
    told = int(re.search(r"(\d+) fell a tier", finding.inner_text())[1])
    finding.get_by_text("Its people").click()
    visitor.settle()
    assert f"branch={TRUTH.outflow_branch}" in visitor.url
    assert f"{told} customers" in visitor.text()


def test_the_leaver_comes_first_and_the_first_screen_is_short(visit):
    visitor = visit("")
    first = visitor.page.locator(".tv-find").first
    first.wait_for()
    assert "¥30.0M" in first.inner_text()
    visitor.page.locator(".st-key-actions_week_list").wait_for()
    top = visitor.page.evaluate(
        "() => document.querySelector('.st-key-wrapped_week').getBoundingClientRect().top"
    )
    assert top < 1.3 * 900


def test_the_meeting_turns_with_the_arrows_and_every_view_fits_its_screen(visit):
    visitor = visit("", width=1920)
    page = visitor.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.locator(".st-key-start_meeting button").click()
    visitor.settle()
    titles = []
    for view in range(1, VIEWS + 1):
        page.locator(f'.tvm button[data-go="{view}"][aria-current="page"]').wait_for()
        visitor.settle()
        titles.append(page.locator(".tvm-head h2").inner_text())
        height, screen, width = page.evaluate(FITS)
        assert height <= screen, titles[-1]
        assert width <= 1920
        page.keyboard.press("ArrowRight")
    assert len(set(titles)) == VIEWS
    page.keyboard.press("ArrowLeft")
    page.locator('.tvm button[data-go="4"][aria-current="page"]').wait_for()
    assert "meeting=4" in visitor.url

    page.locator(".tvm button[data-full]").click()
    page.wait_for_function("() => document.fullscreenElement !== null")
    page.keyboard.press("Escape")
    page.locator(".st-key-start_meeting").wait_for()
    page.wait_for_function("() => document.fullscreenElement === null")
    visitor.settle()
    assert "meeting" not in visitor.url


def test_many_long_decisions_leave_the_last_view_on_one_screen(visit, start_app, own_bank):
    notes = Workspace(Store(own_bank)).notes
    for number in range(9):
        words = f"Decision {number}: " + "every manager calls who fell before Wednesday. " * 9
        notes.add("review", words, at=dt.date(2026, 10, 31), kind="decision")
    visitor = visit("?meeting=5", width=1920, app=start_app(own_bank))
    visitor.page.set_viewport_size({"width": 1920, "height": 1080})
    visitor.page.get_by_text("Decision 8:").wait_for()
    visitor.settle()
    height, screen, _ = visitor.page.evaluate(FITS)
    assert height <= screen
    assert "7 earlier decisions" in visitor.text()
