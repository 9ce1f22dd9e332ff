"""Segments from one button: found, read, clicked, adopted, used as a filter, and linked to."""

import re

import pytest

from data.release import Store
from data.workspace import Workspace
from tests.browser.test_migration import STATISTICIANS_WORDS, click_mark, count_of

MORE_WORDS = ("silhouette", "Silhouette", "轮廓", "杰卡德", "principal component", "主成分")
PATIENCE = 90_000


@pytest.fixture
def found(visit):
    """Opens the page with segments found; the first visitor of the app waits for the fit."""

    def open_page(parameters="", **options):
        visitor = visit(f"segments?run=1{parameters}", **options)
        visitor.page.locator(".tv-tile").first.wait_for(timeout=PATIENCE)
        visitor.settle()
        return visitor

    return open_page


def press(visitor, name):
    visitor.page.get_by_role("button", name=name, exact=True).click()
    visitor.page.wait_for_timeout(500)
    visitor.settle(timeout=PATIENCE)


def note(visitor):
    """The line under the list's title: how many and how much."""
    texts = visitor.page.locator(".tv-h2 + .tv-sub").all_inner_texts()
    return next(text for text in texts if re.match(r"[\d,]+ customers with", text))


def test_one_button_finds_five_segments_and_a_link_shows_them_again(visit, found):
    visitor = visit("segments")
    assert visitor.page.locator(".tv-tile").count() == 0
    press(visitor, "Find segments")
    visitor.page.locator(".tv-tile").first.wait_for(timeout=PATIENCE)
    visitor.settle()

    assert "fall into 5 groups" in visitor.headline()
    assert "run=1" in visitor.page.evaluate("location.search")
    stranger = found()
    assert (stranger.headline(), stranger.tiles()) == (visitor.headline(), visitor.tiles())
    assert stranger.rows() == visitor.rows()


def test_a_bar_opens_its_customers_and_the_file_holds_the_same(found):
    visitor = found()
    click_mark(visitor, "P5")
    assert "pick=P5" in visitor.page.evaluate("location.search")
    count = count_of(note(visitor))
    again = found("&pick=P5")
    assert note(again) == note(visitor)

    visitor.page.get_by_role("button", name=re.compile("Download")).first.click()
    visitor.page.get_by_text("Report", exact=True).click()
    visitor.settle()
    rows = visitor.downloaded(visitor.page.get_by_role("button", name="CSV").first)
    assert len(rows) - 1 == count


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_statistics_stay_out_of_the_first_layer(found, language):
    text = found(language=language).text()
    assert [word for word in (*STATISTICIANS_WORDS, *MORE_WORDS) if word in text] == []


def test_it_fits_every_screen_in_both_themes(found, theme, width):
    visitor = found("&depth=true&who=above", theme=theme, width=width)
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width


def test_every_tab_in_depth_answers(found):
    visitor = found("&depth=true")
    tabs = visitor.page.get_by_role("tab")
    tabs.first.wait_for()
    for number in range(tabs.count()):
        panel = visitor.open_tab(number)
        panel.locator(".tv-table, .js-plotly-plot, form, [data-testid=stForm]").first.wait_for()
        assert visitor.page.locator('[role="alert"]').count() == 0


def test_the_analysts_choice_is_in_the_link(found):
    visitor = found("&depth=true")
    visitor.page.get_by_role("tab", name="Choose yourself").click()
    visitor.settle()
    visitor.page.locator(".st-key-form_k").get_by_text("4", exact=True).click()
    press(visitor, "Find segments with these")
    visitor.page.get_by_text("fall into 4 groups").wait_for(timeout=PATIENCE)
    assert "k=4" in visitor.page.evaluate("location.search")
    assert "Recommended are 5 groups" in visitor.text()


def test_an_adopted_segment_filters_another_page_and_is_there_in_both_languages(
    found, visit, start_app, own_bank
):
    app = start_app(own_bank)
    visitor = found(app=app)
    count = count_of(note(visitor))
    press(visitor, "Adopt these segments …")
    visitor.page.get_by_label("P4: English name").fill("Our borrowers")
    press(visitor, "Adopt")
    visitor.page.get_by_text("Adopted. Segment is now a filter").wait_for(timeout=PATIENCE)
    visitor.settle()
    assert Store(own_bank).current == "000002"
    assert Workspace(Store(own_bank)).segmentations.newest()["personal"].version == 1
    assert "run=" not in visitor.page.evaluate("location.search")
    assert "Our borrowers" in visitor.headline()

    visitor.page.get_by_text("See what Our borrowers contribute").click()
    visitor.page.get_by_text("Cumulative curve").wait_for()
    visitor.settle()
    assert "segment=P4" in visitor.url
    people = visitor.page.locator(".tv-h2 + .tv-sub", has_text="customers, together")
    assert count_of(people.inner_text()) == count
    assert "Our borrowers" in visitor.rows()[0]

    stranger = visit(visitor.url, app=app)
    assert stranger.numbers() == visitor.numbers()

    plain = visit("contribution", app=app)
    plain.choose("segment", "P4")
    assert plain.numbers() == visitor.numbers()

    stranger = visit("segments", app=app, language="zh_CN")
    stranger.page.locator(".tv-tile").first.wait_for(timeout=PATIENCE)
    stranger.settle()
    assert "个客群" in stranger.headline()
    assert "本行的客群" in stranger.text()
