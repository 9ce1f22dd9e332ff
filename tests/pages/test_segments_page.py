"""The segments page in its states: opening, found, nothing clear, by hand, adopted, withdrawn."""

from dataclasses import replace
from functools import partial

import pytest

from analytics.engine import DuckDBEngine
from analytics.scope import Scope
from analytics.segment_names import named
from analytics.segments import segment_fit
from data import adopt
from data.release import Store
from data.workspace import Workspace
from pages.parts import segments_adopt, segments_memory
from pages.parts.jobs import Cancelled
from tests.support.pages import asked, bodies, headline, keys, opened, said, settled

page = partial(opened, "segments")


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Every test computes for itself."""
    yield
    segments_memory.FOUND.clear()


@pytest.fixture(scope="module")
def segmentation(little_demo):
    """What the little bank's personal customers fall into."""
    engine = DuckDBEngine(Store(little_demo))
    found = named(segment_fit(engine, Scope.of(engine), customer_type="personal").segmentation)
    engine.close()
    return found


def send(app):
    """Press the dialog's own button."""
    return next(one for one in app.button if one.label == "Adopt").click().run()


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    ("language", "told", "label"),
    [("en", "who bank alike", "Find segments"), ("zh_CN", "业务往来相似", "寻找客群")],
)
def test_it_opens_calmly_with_one_button_and_nothing_computed(language, told, label):
    found = len(segments_memory.FOUND)
    app = page(lang=language)
    assert told in headline(app)
    assert app.button(key="segments_find").label == label
    assert not said(app, 'class="tv-tile"')
    assert len(segments_memory.FOUND) == found


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_one_button_gives_named_groups_with_a_verdict_cards_and_a_list(language):
    app = settled(page(lang=language).button(key="segments_find").click().run())
    assert asked(app, "run") == "1"
    assert "<b>5</b>" in headline(app)
    assert said(app, "Reliable" if language == "en" else "可靠")
    assert sum("st-key" not in body and "tv-points" in body for body in bodies(app)) >= 5
    assert said(app, "tv-table")
    assert {"segments_adopt", "segments_back"} <= keys(app)


@pytest.mark.usefixtures("bank")
def test_a_link_shows_the_same_again_and_no_second_time_is_computed(monkeypatch):
    first = headline(page(run="1"))
    monkeypatch.setattr(
        "pages.parts.segments_work.segment_fit", lambda *_, **__: pytest.fail("computed again")
    )
    assert headline(page(run="1")) == first


@pytest.mark.usefixtures("bank")
def test_a_picked_group_is_the_list_and_look_alikes_are_one_click_away():
    app = page(run="1", pick="P5")
    shown = app.button_group(key="choice_pick")
    assert shown.value == "P5"
    app = settled(shown.set_value("P1").run())
    assert asked(app, "pick") == "P1"


@pytest.mark.usefixtures("bank")
def test_where_nothing_is_clear_nothing_is_recommended_and_the_page_says_what_to_do():
    app = page(run="1", kind="corporate")
    assert "No clear groups" in headline(app)
    assert said(app, "Keep working with the tiers")
    assert not said(app, 'class="tv-tile"')
    assert "segments_adopt" not in keys(app)


@pytest.mark.usefixtures("bank")
def test_a_number_by_hand_shows_groups_and_says_that_they_are_not_recommended():
    app = page(run="1", kind="corporate", k="3")
    assert "No clear groups" not in headline(app)
    assert said(app, "Unreliable")
    assert said(app, "No number of groups is recommended here")


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    "wrong", [{"k": "99"}, {"k": "x", "features": "nonsense", "amounts": "?", "pick": "P99"}]
)
def test_a_wrong_link_falls_back_to_the_usual(wrong):
    assert "<b>5</b>" in headline(page(run="1", **wrong))


@pytest.mark.usefixtures("bank")
def test_more_groups_than_customers_is_a_box_with_the_ways_on():
    app = page(run="1", kind="institution", k="9")
    assert said(app, 'data-code="E_TOO_FEW_FOR_SEGMENTS"')
    assert {"segments_retry", "segments_back"} <= keys(app)


def test_the_smallest_upload_says_what_is_missing_and_where_to_load_it(
    smallest_upload, monkeypatch
):
    monkeypatch.setenv("TIERVIEW_STORE", str(smallest_upload))
    app = page(run="1")
    assert said(app, 'data-code="E_TOO_FEW_FEATURES"')
    assert said(app, "Nobody here has the following; load it on the data page: ")


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("kind", ["personal", "corporate"])
def test_every_tab_in_depth_is_drawn(kind, language):
    app = page(run="1", depth="true", kind=kind, lang=language)
    assert not said(app, 'role="alert"')
    assert app.get("tab_container") or app.tabs


def test_names_that_clash_are_refused_before_anything_is_written(own_bank):
    app = page(run="1").button(key="segments_adopt").click().run()
    app.text_input(key="name_en_P2").set_value(app.text_input(key="name_en_P1").value)
    app = send(app)
    assert said(app, 'data-code="E_SEGMENT_NAMES_CLASH"')
    assert app.text_input(key="name_en_P2").value == app.text_input(key="name_en_P1").value
    assert Workspace(own_bank).segmentations.newest() == {}


def test_adopting_from_the_dialog_makes_a_release_and_the_page_opens_on_it(own_bank):
    app = page(run="1").button(key="segments_adopt").click().run()
    app.text_input(key="name_en_P1").set_value("Quiet customers")
    app = settled(send(app))
    assert own_bank.current == "000002"
    assert "run" not in app.query_params
    assert said(app, "Adopted. Segment is now a filter")
    assert said(app, "Quiet customers")
    assert said(app, "version 1")

    app = page()
    assert said(app, "Quiet customers")
    assert "segments_find" in keys(app)


def test_what_is_not_recommended_needs_a_tick_and_a_reason(own_bank):
    app = page(run="1", k="3").button(key="segments_adopt").click().run()
    app = send(app)
    assert said(app, "Tick the box")
    app.checkbox(key="segments_override").check()
    app = send(app)
    assert said(app, 'data-code="E_OVERRIDE_MISSING"')
    app.text_input(key="segments_reason").set_value("The board asked for three")
    app = settled(send(app))
    assert said(app, "The board asked for three")
    assert Workspace(own_bank).segmentations.newest()["personal"].override_note


def test_cancelling_an_adoption_leaves_everything_as_it_was(own_bank, segmentation):
    def impatient(_step, share):
        if share > 0.1:
            raise Cancelled

    work = segments_adopt.adopting(own_bank, segmentation, name="Autumn", reason="", step="…")
    with pytest.raises(Cancelled):
        work(impatient)
    assert own_bank.current == "000001"
    assert Workspace(own_bank).segmentations.newest() == {}


def test_a_new_fit_is_matched_to_what_is_adopted_and_withdrawing_ends_it(own_bank, segmentation):
    first, *rest = segmentation.segments
    mine = replace(segmentation, segments=(replace(first, name_en="Ours"), *rest))
    adopt.adopt(own_bank, mine, name="Autumn")
    app = page(run="1", depth="true")
    assert said(app, "5 kept with their names, 0 new, 0 gone")
    assert said(app, "Ours")

    app = settled(page().button(key="segments_withdraw").click().run())
    assert said(app, "Withdrawn: these customers have no segments any more.")
    assert "who bank alike" in headline(app)
    assert Workspace(own_bank).segmentations.newest() == {}


def test_segments_saved_without_a_release_are_pointed_out(own_bank, segmentation):
    Workspace(own_bank).segmentations.save(segmentation, name="Autumn")
    app = page()
    assert said(app, "The adopted segments are saved but not computed")
    app = settled(app.button(key="segments_compute").click().run())
    assert own_bank.current == "000002"
    assert not said(page(), "The adopted segments are saved but not computed")
