"""The What if page: its three views, the condition builder, saved populations, wrong links."""

import json
import re
from functools import partial

import pytest

from data.workspace import Workspace
from tests.support.pages import asked, bodies, headline, keys, opened, press, said, settled

LOSSES = '{"all":[["contribution_ttm","below",0]]}'
LARGE = '{"all":[["aum_mavg","at_least",50000]]}'
NOBODY = '{"all":[["contribution_ttm","below",0],["contribution_ttm","above",0]]}'
page = partial(opened, "what_if")


def rows_of(app, name):
    return json.loads(asked(app, name))


def live(app):
    """The number in the tile beside the builder."""
    body = next(each for each in bodies(app) if "Customers who meet this" in each)
    return int(body.split('class="v">')[1].split("<")[0].replace(",", ""))


@pytest.mark.usefixtures("own_bank")
def test_it_opens_on_ready_questions_and_the_rest_is_one_click_away():
    app = page()
    assert "what would change that?" in headline(app)
    assert {"more_customers", "more_scenarios"} <= keys(app)

    app = press(app, "more_customers")
    assert asked(app, "view") == "customers"
    assert said(app, "Whom do you mean?")


@pytest.mark.usefixtures("own_bank")
def test_an_example_fills_the_builder_and_the_link():
    app = press(page(view="customers"), "example_a_losses")
    assert asked(app, "a") == LOSSES
    assert "account for" in headline(app) or "meet the conditions" in headline(app)
    assert app.selectbox(key="cond_a_1_column").value == "contribution_ttm"


@pytest.mark.usefixtures("own_bank")
def test_a_condition_is_built_by_choosing_and_counted_as_soon_as_it_is_whole():
    app = press(page(view="customers"), "cond_a_0_add_row")
    assert asked(app, "a") is None
    assert said(app, "Everybody so far")

    app = settled(app.selectbox(key="cond_a_1_column").set_value("tier").run())
    app = settled(app.multiselect(key="cond_a_1_value_many").set_value(["vip", "affluent"]).run())
    assert rows_of(app, "a") == {"all": [["tier", "one_of", "affluent", "vip"]]}
    few = live(app)

    app = press(app, "cond_a_0_add_group")
    app = settled(app.text_input(key="cond_a_3_value_one").set_value("2k").run())
    assert rows_of(app, "a")["all"][1] == {"any": [["contribution_ttm", "at_least", 2000]]}
    assert live(app) <= few

    app = settled(app.toggle(key="cond_a_2_not").set_value(True).run())
    assert rows_of(app, "a")["all"][1] == {"not_any": [["contribution_ttm", "at_least", 2000]]}


@pytest.mark.usefixtures("own_bank")
def test_what_cannot_be_read_is_told_at_its_row_and_stays_typed():
    app = press(page(a=LARGE), "cond_a_0_add_row")
    app = settled(app.text_input(key="cond_a_2_value_one").set_value("many").run())
    assert said(app, "Contribution, 12 months: many cannot be read. Write an amount such as")
    assert app.text_input(key="cond_a_2_value_one").value == "many"
    assert asked(app, "a") == LARGE


@pytest.mark.usefixtures("own_bank")
def test_pasted_ids_that_the_bank_does_not_have_are_named():
    app = press(page(view="customers"), "cond_a_0_add_row")
    app = settled(app.selectbox(key="cond_a_1_column").set_value("customer_id").run())
    app = settled(app.text_area(key="cond_a_1_value_ids").set_value("X1\nX2").run())
    assert rows_of(app, "a") == {"all": [["customer_id", "one_of", "X1", "X2"]]}
    assert said(app, "2 of the customer ids are not in the data: X1, X2.")


@pytest.mark.usefixtures("own_bank")
def test_the_last_removal_has_a_way_back():
    app = press(page(a=LARGE), "cond_a_1_remove")
    assert asked(app, "a") is None
    assert said(app, "Removed: AUM, monthly average at least ¥50,000")

    app = press(app, "undo_a_button")
    assert asked(app, "a") == LARGE
    app = press(app, "clear_a")
    assert asked(app, "a") is None
    app = press(app, "undo_a_button")
    assert asked(app, "a") == LARGE


@pytest.mark.usefixtures("own_bank")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize(
    "other",
    [{}, {"b": LARGE, "other": "b"}, {"b": LARGE, "other": "b", "who": "both"}],
    ids=["everybody else", "a second one", "both"],
)
def test_two_populations_are_compared_in_every_view(language, other):
    app = page(a=LOSSES, lang=language, depth="true", **other)
    assert said(app, 'class="tv-tile"')
    for tab in app.tabs:
        assert tab.label
    assert app.toggle(key="depth").value is True


@pytest.mark.usefixtures("own_bank")
@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"a": NOBODY}, "E_POPULATION_NEVER"),
        ({"a": '{"all":[["aum_mavg","given"]]}'}, "E_POPULATION_EVERYBODY"),
        ({"a": LARGE, "b": LARGE, "other": "b"}, "E_POPULATIONS_EQUAL"),
        ({"a": "{"}, "E_CONDITIONS_UNREADABLE"),
        ({"a": '{"all":[["shoe_size","equal",44]]}'}, "E_CONDITION_COLUMN"),
        ({"view": "customers", "population": "ghosts@1"}, "E_POPULATION_UNKNOWN"),
    ],
)
def test_what_is_wrong_is_a_box_with_a_remedy(parameters, code):
    app = page(**({"view": "customers"} | parameters))
    assert said(app, f'data-code="{code}"')
    assert "tv-headline" in headline(app)


@pytest.mark.usefixtures("own_bank")
def test_conditions_that_exclude_each_other_are_shown_one_by_one():
    app = page(a=NOBODY)
    assert "None of" in headline(app)
    assert said(app, "Each condition alone")


@pytest.mark.usefixtures("own_bank")
def test_few_customers_are_said_to_be_few():
    app = page(a='{"all":[["aum_mavg","at_least",900000]]}')
    assert live(app) < 10
    assert said(app, "Fewer than 10 customers on one side")


def test_a_saved_population_is_listed_used_and_deleted_with_a_way_back(own_bank):
    workspace = Workspace(own_bank)
    workspace.populations.save("Quiet", LARGE, "…")
    app = page(view="customers")
    assert said(app, "<b>Quiet</b>")

    app = press(app, "use_a_Quiet")
    assert asked(app, "a") == LARGE
    assert said(app, "Saved as Quiet, version 1")
    assert said(app, "Quiet beside everybody else")

    app = press(app, "delete_Quiet")
    assert workspace.populations.newest() == ()
    assert said(app, "Quiet is deleted")
    press(app, "population_restore")
    assert [each.name for each in workspace.populations.newest()] == ["Quiet"]


def test_populations_are_put_together_in_four_ways(own_bank):
    Workspace(own_bank).populations.save("Large", LARGE, "…")
    app = page(a=LOSSES)
    counts = {}
    for way in ("either", "both", "without", "outside"):
        app = settled(app.selectbox(key="sets_way").set_value(way).run())
        counts[way] = combined(app)
    losses = live(app)
    assert counts["both"] + counts["without"] == losses
    assert counts["either"] >= losses
    assert counts["outside"] > 0

    app = press(app, "sets_use")
    assert rows_of(app, "a") == {"not_all": [["contribution_ttm", "below", 0]]}


def combined(app):
    """How many the two together mean: the last bold count on the page."""
    found = re.findall(r'tv-source"><b>([\d,]+) customers', " ".join(bodies(app)))
    return int(found[-1].replace(",", ""))


def test_thirty_customers_on_two_dates_are_enough(smallest_upload, monkeypatch):
    monkeypatch.setenv("TIERVIEW_STORE", str(smallest_upload))
    assert "customers" in headline(page(view="customers"))
    app = page(a=LARGE, depth="true")
    assert said(app, 'class="tv-tile"')
