"""Build a condition, see its count at once, save it, filter another page by it; move a slider."""

import re
import time
from urllib.parse import quote

import pytest

from data.release import Store
from data.workspace import Workspace
from tests.browser.test_migration import STATISTICIANS_WORDS
from tests.browser.test_open import LATIN_IN_CHINESE

VIP = quote('{"all":[["tier","one_of","vip"]]}')
LOANS = quote('{"all":[["loan_mavg","at_least",100000]]}')
PAIR = f"what_if?a={VIP}&b={LOANS}&other=b"
OURS = LATIN_IN_CHINESE | {"A", "Holm", "p", "d", "h", "bp"}
"""Populations A and B, and the names of statistics, are letters in Chinese too."""

DOT = """part => {
    const plot = document.querySelector('.js-plotly-plot');
    const trace = plot._fullData.find(each => each.customdata && each.customdata[0] === part);
    if (!trace) return null;
    const {xaxis, yaxis} = plot._fullLayout, box = plot.getBoundingClientRect();
    return [box.left + xaxis._offset + xaxis.d2p(trace.x[0]),
        box.top + yaxis._offset + yaxis.d2p(trace.y[0])];
}"""


def field(visitor, name, kind="input"):
    return visitor.page.locator(f".st-key-{name} {kind}").first


def choose(visitor, name, label):
    """Choose in a list by typing, with the keyboard alone."""
    box = field(visitor, name)
    box.focus()
    box.press("ArrowDown")
    box.fill(label)
    visitor.page.get_by_role("option", name=label).first.wait_for()
    box.press("Enter")
    visitor.page.wait_for_timeout(300)
    visitor.settle()


def type_in(visitor, name, text):
    box = field(visitor, name)
    box.fill(text)
    box.press("Enter")
    visitor.page.wait_for_timeout(300)
    visitor.settle()


def press(visitor, name):
    visitor.page.locator(f".st-key-{name} button").first.click()
    visitor.page.wait_for_timeout(300)
    visitor.settle()


def live(visitor, slot="a"):
    """The number beside the builder."""
    tile = visitor.page.locator(f".st-key-live_{slot} .tv-tile .v")
    return int(tile.inner_text().replace(",", ""))


def counted_rows(visitor):
    """How many customers the list's title says it has."""
    texts = visitor.page.locator(".tv-h2 + .tv-sub").all_inner_texts()
    said = next(text for text in texts if "who bring most first" in text)
    return int(re.match(r"[\d,]+", said)[0].replace(",", ""))


def click_dot(visitor, part):
    """Click the first dot of a part once it rests."""
    visitor.click_at(DOT, part)


def search(visitor):
    return visitor.page.evaluate("location.search")


def test_a_condition_is_built_by_keyboard_counted_saved_and_filters_another_page(
    visit, start_app, own_bank
):
    app = start_app(own_bank)
    visitor = visit("what_if", app=app)
    press(visitor, "more_customers")
    press(visitor, "cond_a_0_add_row")
    choose(visitor, "cond_a_1_column", "Tier")
    choose(visitor, "cond_a_1_value_many", "VIP")
    vips = live(visitor)
    assert vips > 0

    press(visitor, "cond_a_0_add_row")
    type_in(visitor, "cond_a_2_value_one", "3k")
    count = live(visitor)
    assert 0 < count < vips
    assert counted_rows(visitor) == count

    press(visitor, "save_a")
    name = visitor.page.get_by_label("Name of the population")
    name.fill("Busy VIPs")
    name.press("Enter")
    visitor.page.get_by_text("It is now a filter on top of every page.").wait_for()
    visitor.settle()
    assert [each.reference for each in Workspace(Store(own_bank)).populations.newest()] == [
        "Busy VIPs@1"
    ]

    visitor.page.get_by_text("See the contribution of Busy VIPs").click()
    visitor.page.get_by_role("heading", name="Contribution", level=1).wait_for()
    visitor.settle()
    assert "population=Busy" in search(visitor)
    shown = visitor.numbers()
    assert f"1–10 of {count}" in visitor.text() or count <= 10
    stranger = visit(f"contribution{search(visitor)}", app=app)
    assert stranger.numbers() == shown


def test_a_name_in_use_asks_for_another_or_makes_the_next_version(visit, start_app, own_bank):
    Workspace(Store(own_bank)).populations.save("Rich", '{"all":[["tier","one_of","vip"]]}', "…")
    visitor = visit(f"what_if?a={LOANS}", app=start_app(own_bank))
    press(visitor, "save_a")
    name = visitor.page.get_by_label("Name of the population")
    name.fill("Rich")
    name.press("Enter")
    visitor.page.get_by_text("A population named Rich with other conditions exists").wait_for()
    press(visitor, "population_replace")
    visitor.page.get_by_text("Saved as Rich, version 2. It is now").wait_for()
    (kept,) = Workspace(Store(own_bank)).populations.newest()
    assert kept.reference == "Rich@2"


def test_a_link_shows_a_stranger_the_same(visit):
    visitor = visit(PAIR)
    stranger = visit(f"what_if{search(visitor)}")
    assert (stranger.headline(), stranger.tiles()) == (visitor.headline(), visitor.tiles())
    assert stranger.rows() == visitor.rows()


def test_a_dot_opens_its_customers_and_a_second_click_closes_them(visit):
    visitor = visit(PAIR)
    a, b = live(visitor), live(visitor, "b")
    assert counted_rows(visitor) == a
    click_dot(visitor, "b")
    assert "who=b" in search(visitor)
    assert counted_rows(visitor) == b
    click_dot(visitor, "b")
    assert counted_rows(visitor) == a


def test_every_tab_in_depth_answers(visit):
    visitor = visit(f"{PAIR}&depth=true")
    for number in range(4):
        panel = visitor.open_tab(number)
        panel.locator(".tv-table, .js-plotly-plot").first.wait_for()
        assert visitor.page.locator('[role="alert"]').count() == 0


@pytest.mark.parametrize("path", ["what_if", PAIR, "what_if?view=scenarios"])
def test_statistics_stay_out_of_the_first_layer(visit, path, language):
    visitor = visit(path, language=language)
    visitor.page.locator(".tv-headline").first.wait_for()
    visitor.settle()
    assert [word for word in STATISTICIANS_WORDS if word in visitor.text()] == []


@pytest.mark.parametrize("path", [PAIR, f"{PAIR}&depth=true", "what_if?view=scenarios"])
def test_a_chinese_page_leaves_no_english(visit, path):
    visitor = visit(path, language="zh_CN")
    visitor.page.locator(".tv-tile").first.wait_for()
    assert visitor.english_left(allowed=OURS) == []


@pytest.mark.parametrize("path", ["what_if", f"{PAIR}&depth=true", "what_if?view=scenarios"])
def test_it_fits_every_screen_in_both_themes(visit, path, theme, width):
    visitor = visit(path, theme=theme, width=width)
    visitor.page.locator(".tv-headline").first.wait_for()
    visitor.settle()
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_slider_changes_its_figure(visit):
    visitor = visit("what_if")
    card = visitor.page.locator(".st-key-what_if_line")
    card.locator(".js-plotly-plot").wait_for()
    visitor.settle()
    before = card.inner_text()
    card.get_by_role("slider").press("ArrowRight")
    deadline = time.monotonic() + 10
    while card.inner_text() == before and time.monotonic() < deadline:
        visitor.page.wait_for_timeout(200)
    assert card.inner_text() != before
