"""The scope bar without a mouse, and its lists, which travel once."""

FOCUSED = "document.activeElement.dataset.open || document.activeElement.dataset.value"


def focused(visitor):
    return visitor.page.evaluate(FOCUSED)


def test_a_branch_is_chosen_and_left_by_keyboard_and_the_focus_stays(visit):
    visitor = visit("contribution")
    before = visitor.headline()
    visitor.page.locator('[data-open="branch"]').focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("ArrowDown")
    visitor.page.keyboard.press("ArrowDown")
    chosen = focused(visitor)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_function("location.search.includes('branch=')")
    visitor.settle()

    assert focused(visitor) == chosen
    assert visitor.headline() != before
    visitor.page.keyboard.press("Escape")
    assert focused(visitor) == "branch"
    assert visitor.page.locator('[data-list="branch"]').count() == 0


def test_a_browser_that_lost_the_lists_asks_for_them_again(visit):
    visitor = visit("contribution")
    offered = visitor.choices("branch")
    visitor.page.keyboard.press("Escape")
    visitor.page.evaluate("window.tierviewChoices = {}")
    visitor.choose("tier", "vip")
    visitor.settle()

    assert visitor.choices("branch") == offered
