"""A new line for affluent customers: tried, left alone, and saved from a day on."""

import re

import pytest

from analytics.engine import DuckDBEngine
from data.release import Store
from data.workspace import Workspace
from tests.browser.test_migration import STATISTICIANS_WORDS, cell, click_mark, count_of

DRAFT = "affluent%3D500000"


def note(visitor):
    """The line under the list's title: how many and how much."""
    said = re.compile(r"^\s*[\d,]+ customers")
    return visitor.page.locator(".tv-h2 + .tv-sub", has_text=said).first.inner_text().strip()


def shown(visitor, text):
    """The page once a text shows, whatever had to be computed first."""
    visitor.page.get_by_text(text).first.wait_for(timeout=60_000)
    visitor.settle()


def press(visitor, name):
    visitor.page.get_by_role("button", name=name, exact=True).click()
    visitor.page.wait_for_timeout(500)
    visitor.settle()


def state_of(store):
    """What a bank would notice: release, version of the rules, affluent customers by date."""
    store = Store(store)
    engine = DuckDBEngine(store)
    with engine._connection.cursor() as cursor:
        counts = cursor.execute(
            """select snapshot_date, count(*) from customer_snapshot
            where tier = 'affluent' and status = 'open' group by 1 order by 1"""
        ).fetchall()
    engine.close()
    return store.current, Workspace(store).tier_policy().version, counts


def test_it_opens_on_ready_questions_and_one_click_answers(visit):
    visitor = visit("policy")
    shown(visitor, "Natural breaks")
    assert visitor.page.locator(".tv-tile").count() == 0
    visitor.page.locator(".st-key-try_natural button").click()
    shown(visitor, "With the draft")

    assert "draft=" in visitor.page.evaluate("location.search")
    stranger = visit(f"policy{visitor.page.evaluate('location.search')}")
    assert (stranger.headline(), stranger.tiles()) == (visitor.headline(), visitor.tiles())
    assert stranger.rows() == visitor.rows()


def test_a_bar_opens_its_customers_and_a_second_click_closes_them(visit):
    visitor = visit(f"policy?draft={DRAFT}")
    everybody = note(visitor)
    click_mark(visitor, "mass_affluent")
    assert visitor.page.locator(".tv-h2", has_text="Into Mass affluent and out of it").count() == 1
    assert "move=mass_affluent" in visitor.page.evaluate("location.search")

    click_mark(visitor, "mass_affluent")
    assert note(visitor) == everybody


def test_a_cell_holds_its_list_and_the_file_the_same_customers(visit):
    visitor = visit(f"policy?draft={DRAFT}&show=moves")
    click_mark(visitor, "affluent>mass_affluent")
    count = cell(visitor, "affluent>mass_affluent")
    assert count_of(note(visitor)) == count

    rows = visitor.downloaded(visitor.page.get_by_role("button", name="CSV").first)
    assert len(rows) - 1 == count


def test_a_wrong_line_is_told_in_words_and_nothing_typed_is_lost(visit):
    visitor = visit("policy")
    shown(visitor, "Natural breaks")
    press(visitor, "Write it")
    line = visitor.page.get_by_label("Affluent from (CNY)", exact=True)
    line.fill("40,000")
    visitor.page.get_by_label("VIP: months of protection").fill("9")
    press(visitor, "Show what would change")
    alert = visitor.page.locator('[role="alert"]').inner_text()
    assert "The line of Affluent, 40000, is not above that of Mass affluent, 50000" in alert
    assert line.input_value() == "40,000"
    assert visitor.page.get_by_label("VIP: months of protection").input_value() == "9"

    line.fill("50万")
    press(visitor, "Show what would change")
    shown(visitor, "With the draft")
    assert "Affluent from ¥500,000 (now ¥300,000)" in visitor.text()
    assert "VIP: 9 months of protection (now 6)" in visitor.text()


def test_every_tab_in_depth_answers(visit):
    visitor = visit(f"policy?draft={DRAFT}&depth=true")
    for number in range(6):
        panel = visitor.open_tab(number)
        panel.locator(".tv-table, .js-plotly-plot").first.wait_for()
        assert visitor.page.locator('[role="alert"]').count() == 0


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_statistics_stay_out_of_the_first_layer(visit, language):
    visitor = visit(f"policy?draft={DRAFT}", language=language)
    visitor.page.locator(".tv-tile").first.wait_for()
    assert [word for word in STATISTICIANS_WORDS if word in visitor.text()] == []


@pytest.mark.parametrize("path", ["policy", f"policy?draft={DRAFT}&depth=true"])
def test_it_fits_every_screen_in_both_themes(visit, path, theme, width):
    visitor = visit(path, theme=theme, width=width)
    visitor.page.locator(".tv-headline").first.wait_for()
    visitor.settle()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_draft_left_alone_changes_nothing_and_a_saved_one_only_what_comes_after(
    visit, start_app, own_bank
):
    before, app = state_of(own_bank), start_app(own_bank)
    visitor = visit(f"policy?draft={DRAFT}", app=app)
    shown(visitor, "Would change tier")
    press(visitor, "Discard the draft")
    shown(visitor, "Natural breaks")
    assert "draft=" not in visitor.page.evaluate("location.search")
    assert state_of(own_bank) == before

    visitor = visit(f"policy?draft={DRAFT}&depth=true", app=app)
    table = visitor.page.locator(".tv-table", has_text="Kept their tier")
    promised = [
        re.findall(r"[\d,]+", row)[-1] for row in table.locator("tbody tr").all_inner_texts()
    ]
    visitor.page.locator(".st-key-policy_saving summary").click()
    visitor.page.get_by_label("In force from").fill("2026-10-01")
    visitor.page.get_by_label("Name of the version").fill("Half a million")
    visitor.page.get_by_label("Approved by").fill("Retail committee")
    press(visitor, "Save and compute again")
    shown(visitor, "Saved, in force from 1 Oct 2026. Older months keep the older rules.")
    shown(visitor, "Half a million")

    release, version, counts = state_of(own_bank)
    assert (release, version) == ("000002", "v1")
    assert counts[:-1] != []
    assert [one for one in counts if one[0].isoformat() < "2026-10"] == [
        one for one in before[2] if one[0].isoformat() < "2026-10"
    ]
    assert counts[-1][1] < before[2][-1][1]

    visitor.page.get_by_text("See the tiers under the new version").click()
    shown(visitor, "The tier policy changed between the two dates.")
    rose, fell = (tile.splitlines()[1] for tile in visitor.tiles()[:2])
    assert [rose, fell] == promised[:2]
