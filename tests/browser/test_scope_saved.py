"""An adopted segment and a saved population on the scope bar: chosen, cleared, read from a link."""

import pytest

from analytics.condition_text import text_of
from analytics.conditions import Condition, Group
from data import adopt
from data.release import Store
from data.workspace import Workspace
from tests.support.segmentations import named_segmentation

REFERENCE = "五万以上@1"


@pytest.fixture
def bank(own_bank, start_app):
    """The address of a dashboard whose bank has segments and a population."""
    store = Store(own_bank)
    adopt.adopt(store, named_segmentation(), name="Spring")
    rich = Group.of([Condition.of("aum_mavg", "at_least", ["50000"])])
    Workspace(store).populations.save("五万以上", text_of(rich))
    return start_app(store.folder)


def chips(visitor):
    return [text.strip() for text in visitor.page.locator(".chip").all_inner_texts()]


def test_a_segment_and_a_population_are_chosen_cleared_and_found_again(bank, visit):
    visitor = visit("contribution", app=bank)
    everybody = visitor.headline()
    assert visitor.choices("segment")[:3] == ["P1", "P2", "P3"]

    visitor.choose("segment", "P1")
    of_segment = visitor.headline()
    assert of_segment != everybody
    assert chips(visitor) == ["Segment: Payroll households"]

    visitor.choose("population", REFERENCE)
    of_both, link = visitor.headline(), visitor.url
    assert of_both != of_segment
    assert chips(visitor)[:2] == ["Segment: Payroll households", "Population: 五万以上"]

    again = visit(link, app=bank)
    assert again.headline() == of_both
    chinese = visit(f"{link}&lang=zh_CN", app=bank)
    assert "工资户" in chips(chinese)[0]

    visitor.page.locator('[data-clear="*"]').click()
    visitor.settle()
    assert visitor.headline() == everybody
    assert "segment=" not in visitor.url
    assert "population=" not in visitor.url


def test_curves_are_compared_by_segment_under_their_names(bank, visit):
    visitor = visit("contribution?depth=true", app=bank)
    visitor.page.get_by_role("tab", name="Compare curves").click()
    visitor.settle()
    visitor.page.get_by_role("radio", name="Segment", exact=True).click()
    visitor.settle()
    figure = visitor.page.locator(".st-key-panels_segment")
    figure.wait_for()

    assert "Payroll households" in figure.inner_text()
