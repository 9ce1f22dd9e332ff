"""Actions from a list to the board, edited in two browsers at once; saved views; notes; alerts."""

import shutil
from datetime import date

import pytest

from analytics.condition_text import text_of
from analytics.conditions import Condition, Group
from data.release import Store
from data.workspace import Workspace
from tests.browser.app import running_app
from tests.support.written import draft

MADE = "tier_migration?view=contact&list=near"
LONG = 90_000
"""Milliseconds that a page may take which computes everything anew beside other tests."""
VIP = Group.of([Condition.of("tier", "one_of", ["vip"])])


@pytest.fixture(scope="module")
def store(demo_store, tmp_path_factory):
    """A copy of the demo bank that the tests of this file write into, each something else."""
    return Store(shutil.copytree(demo_store, tmp_path_factory.mktemp("desk") / "bank"))


@pytest.fixture(scope="module")
def app(store, tmp_path_factory):
    """One dashboard for all of them."""
    with running_app(store.folder, tmp_path_factory.mktemp("desk_app") / "app.log") as running:
        yield running.address


def press(visitor, key):
    button = visitor.page.locator(f".st-key-{key} button").first
    button.scroll_into_view_if_needed()
    button.click()
    visitor.page.wait_for_timeout(300)
    visitor.settle()


def cards(visitor):
    visitor.page.locator(".tv-action").first.wait_for()
    return visitor.page.locator(".tv-action").all_inner_texts()


def edit_first(visitor, remark):
    """Open the first action of the board and type what came of it."""
    visitor.page.locator('[class*="st-key-edit_"] button').first.click()
    field = visitor.page.locator('[role="dialog"] textarea')
    field.wait_for()
    visitor.settle()
    field.fill(remark)


def save(visitor):
    visitor.page.locator('[role="dialog"] [data-testid="stFormSubmitButton"] button').click()
    visitor.page.wait_for_timeout(500)
    visitor.settle()


def test_actions_made_from_a_list_are_edited_by_two_and_survive_a_restart(
    store, app, visit, tmp_path
):
    ours = visit(MADE, app=app)
    press(ours, "todo_tier_near")
    ours.page.get_by_role("link", name="Open the actions").click()
    ours.settle()
    assert len(cards(ours)) == 10
    actions = Workspace(store).actions
    made = len(actions.find("open"))

    theirs = visit("actions", app=app, language="zh_CN")
    edit_first(ours, "Called: comes on Friday")
    edit_first(theirs, "已约周五面谈")
    save(ours)
    assert "Called: comes on Friday" in cards(ours)[0]

    save(theirs)
    dialog = theirs.page.locator('[role="dialog"]')
    told = dialog.inner_text()
    assert dialog.locator('[data-code="E_ACTION_CHANGED"]').count() == 1
    assert "Called: comes on Friday" in told
    assert dialog.locator("textarea").input_value() == "已约周五面谈"
    (before,) = [each for each in actions.find() if each.remark]
    assert before.remark == "Called: comes on Friday"

    press(theirs, "action_mine")
    dialog.wait_for(state="detached")
    assert "已约周五面谈" in cards(theirs)[0]

    with running_app(store.folder, tmp_path / "again.log") as restarted:
        again = visit("actions", app=restarted.address)
        assert "已约周五面谈" in cards(again)[0]
    assert len(actions.find("open")) == made


def test_a_view_is_saved_opened_by_its_link_and_when_the_app_opens(store, app, visit):
    visitor = visit("contribution?tier=vip&at=2026-09-30", app=app)
    narrowed = visitor.headline()
    press(visitor, "views")
    visitor.page.get_by_label("Save this page as a view").fill("VIPs")
    visitor.page.get_by_text("Keep these dates").click()
    visitor.settle()
    save_form = visitor.page.locator('[data-testid="stFormSubmitButton"] button')
    save_form.click()
    visitor.page.wait_for_timeout(500)
    visitor.settle()

    other = visit("products?lang=zh_CN", app=app)
    press(other, "views")
    other.page.get_by_role("link", name="VIPs").click()
    other.page.wait_for_url("**/contribution*")
    other.settle()
    other.speak("en")
    assert other.headline() == narrowed

    views = Workspace(store).views
    (view,) = views.newest()
    assert (view.page, view.query) == ("contribution", "at=2026-09-30&tier=vip")
    views.set_default(view)
    try:
        fresh = visit("", app=app)
        fresh.page.wait_for_url("**/contribution*", timeout=LONG)
        fresh.page.locator("h1", has_text="Contribution").wait_for(timeout=LONG)
        fresh.settle(timeout=LONG)
        assert fresh.headline() == narrowed
        fresh.page.get_by_role("link", name="Weekly review").click()
        fresh.page.locator("h1", has_text="Weekly review").wait_for(timeout=LONG)
    finally:
        views.set_default(None)


def test_a_note_on_a_customer_and_an_alert_are_found_again(store, app, visit):
    Workspace(store).alerts.save("Our VIPs", text_of(VIP), "", sharing="team")
    Workspace(store).actions.make([draft("C0000001")], today=date(2026, 11, 27))
    visitor = visit("actions", app=app)
    cards(visitor)
    visitor.page.locator('[class*="st-key-note_"] button').first.click()
    field = visitor.page.get_by_label("What you want to remember")
    field.fill("Prefers to be called in the morning")
    visitor.page.get_by_role("button", name="Keep the note").click()
    visitor.page.wait_for_timeout(500)
    visitor.settle()
    (note,) = Workspace(store).notes.find(kind="note")
    assert note.words == "Prefers to be called in the morning"
    assert note.about.startswith("customer:")

    home = visit("", app=app, language="zh_CN")
    alert = home.page.locator('[class*="st-key-inbox_team"]')
    alert.scroll_into_view_if_needed()
    alert.locator("summary").click()
    home.page.wait_for_timeout(500)
    home.settle()
    assert alert.locator("tbody tr").count() > 0
    assert "新符合" in alert.inner_text()
