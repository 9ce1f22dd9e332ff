"""Scenarios and ready questions at the screen: a lever answers, a link keeps, all is Chinese."""

import time

import pytest

from tests.browser.test_open import LATIN_IN_CHINESE

PATIENCE = 20_000
QUICK = 4.0
"""Seconds from a key on a slider to the new headline, on a busy machine; alone half of one."""


def lever(visitor, code):
    return visitor.page.locator(f".st-key-lever_{code} input[type=range]")


def changed(visitor, before):
    """The headline once it differs, and the seconds it took."""
    began = time.perf_counter()
    visitor.page.wait_for_function(
        "before => document.querySelector('.tv-headline')?.innerText !== before",
        arg=before,
        timeout=PATIENCE,
    )
    return visitor.headline(), time.perf_counter() - began


def test_a_lever_answers_and_the_link_keeps_it(visit):
    visitor = visit("what_if?view=scenarios")
    before = visitor.headline()
    lever(visitor, "cost_to_serve").press("ArrowLeft")
    after, seconds = changed(visitor, before)
    visitor.settle()

    assert "more than the base" in after
    assert "cost_to_serve" in visitor.url
    assert seconds < QUICK
    again = visit(visitor.url)
    assert again.headline() == after


def test_a_goal_is_set_by_a_click(visit):
    visitor = visit("what_if?view=scenarios")
    before = visitor.headline()
    visitor.page.locator(".st-key-set_cost_to_serve button").click()
    after, _ = changed(visitor, before)

    assert "more than the base" in after


def test_scenarios_stand_side_by_side_after_a_reload(visit):
    visitor = visit('what_if?view=scenarios&scenario={"retention":0.2}')
    visitor.page.locator(".st-key-put_beside button").click()
    visitor.page.locator(".tv-table th", has_text="Scenario 1").wait_for()
    again = visit(visitor.url)

    again.page.locator(".tv-table th", has_text="Scenario 1").wait_for()


def test_who_would_bring_it_is_a_list_with_ways_out(visit):
    visitor = visit("what_if?names=gain")

    assert len(visitor.rows()) == 10
    assert visitor.page.locator(".st-key-actions_gain_customers").is_visible()


@pytest.mark.parametrize("view", ["ready", "scenarios"])
def test_no_english_is_left(visit, view, theme, width):
    visitor = visit(
        f'what_if?view={view}&names=gain&scenario={{"retention":0.2,"manager_hours":2}}',
        language="zh_CN",
        theme=theme,
        width=width,
    )

    assert visitor.english_left(allowed=LATIN_IN_CHINESE) == []
