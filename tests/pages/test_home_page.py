"""The weekly review without a browser: what it opens on, with every kind of data and past."""

import datetime as dt
from html import unescape

import pytest
from streamlit.testing.v1 import AppTest

from data.actions import Draft, Reason
from data.release import Store
from data.workspace import Workspace
from pages.parts import week_words
from pages.parts.review_tiles import GOALS, SHORT
from pages.parts.review_words import NUMBERS, STEPS
from pages.parts.text import Text
from tests.pages.test_every_page import publish_again
from tests.support.pages import DASHBOARD, bodies, press, said, settled

TODAY = dt.date.today()  # noqa: DTZ011 - the page's own
SIX = ("deposit_ytd", "loan_ytd", "aum_ytd", "valid_count", "mid_high_count", "contribution_ttm")
LAST_WEEK = TODAY - dt.timedelta(days=7)


def home(**parameters):
    app = AppTest.from_file(str(DASHBOARD), default_timeout=120)
    app.query_params.update({"lang": "en"} | parameters)
    return settled(app.run())


def texts(app):
    return " ".join(unescape(body) for body in bodies(app))


@pytest.fixture
def workspace(own_bank):
    return Workspace(own_bank)


def promise(workspace, *people, due_on):
    """Actions of last week and the review that ended with them."""
    release = str(Store(workspace._store.folder).current)
    drafts = [
        Draft(
            customer_id=person,
            branch_id="B001",
            manager_id=None,
            reasons=(Reason(code="fell"),),
            due_on=due_on,
            value_at_risk=100.0,
            at=dt.date(2026, 9, 30),
            release=release,
            baseline={"aum_mavg": 1000.0, "contribution_ttm": 10.0, "tier": "mass",
                      "loan_mavg": 0.0, "customer_type": "personal"},
        )
        for person in people
    ]  # fmt: skip
    made = workspace.actions.make(drafts, today=LAST_WEEK)
    workspace.reviews.close(
        held_on=LAST_WEEK, at=dt.date(2026, 10, 31), release=release, findings=()
    )
    return made.actions


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_first_screen_has_six_tiles_findings_and_the_week_s_list(bank, language):
    app = home(lang=language)
    t, shown = Text(language=language), texts(app)
    assert shown.count('class="tv-tile"') == len(SIX)
    assert all(t(SHORT.get(code) or NUMBERS[code]) in shown for code in SIX)
    assert t("Weekly review") in shown
    assert 'class="tv-find"' in shown
    assert 0 < shown.count('class="tv-find"') <= 5
    assert t("Why") in shown
    assert t("first review") in shown
    assert (
        t("Nothing is promised yet: make actions from a finding or from the list below.") in shown
    )
    app.session_state["goals"] = True
    assert texts(settled(app.run())).count('class="tv-tile"') == len(SIX) + len(GOALS)


def test_a_review_opens_with_what_the_last_one_promised(workspace, bank_ids):
    done, late, _open = promise(workspace, *bank_ids[:3], due_on=TODAY - dt.timedelta(days=1))
    from data.actions import Change  # noqa: PLC0415

    workspace.actions.change(done.id, Change(status="done"), revision=done.revision)
    workspace.actions.change(
        late.id, Change(due_on=TODAY + dt.timedelta(days=3)), revision=late.revision
    )
    shown = texts(home())
    assert "<b>1</b> done" in shown
    assert "<b>1</b> overdue" in shown
    assert "<b>1</b> open, in time" in shown


@pytest.fixture
def bank_ids(own_bank):
    """Three customers of the bank."""
    from analytics.engine import DuckDBEngine  # noqa: PLC0415
    from analytics.populations import population_customers  # noqa: PLC0415
    from analytics.scope import Scope  # noqa: PLC0415

    engine = DuckDBEngine(own_bank, own_bank.current)
    return list(population_customers(engine, Scope.of(engine), limit=3)["customer_id"])


def test_a_note_pinned_to_the_date_is_listed_and_counted_at_its_pin(workspace):
    at = dt.date(2026, 10, 31)
    workspace.notes.add(about=f"date:{at}", words="盘点后的数据", at=at)
    assert said(home(), "盘点后的数据")


def test_the_action_of_a_finding_names_it(workspace):
    press(home(), "todo_finding_1")
    made = workspace.actions.find("open")
    assert made
    assert {reason.source[:10] for each in made for reason in each.reasons} == {"2026-10-31"}


def test_a_finished_review_makes_its_findings_known_until_new_data_come(workspace, bank_ids):
    promise(workspace, *bank_ids, due_on=TODAY)
    app = home()
    assert said(app, "No new data since the review of")
    assert not said(app, "Findings:")
    app.button(key="finish_review").click().run()
    held = workspace.reviews.last()
    assert (held.held_on, len(held.promised)) == (TODAY, len(bank_ids))
    assert held.findings
    assert said(settled(app), "Finished today")

    publish_again(workspace._store.folder, "CNY")
    news = texts(home())
    assert "No new data since" not in news
    assert "Findings:" in news
    assert news.count("known from the last review") == len(held.findings)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_step_opens_and_names_what_it_lacks(bank, language):
    app = home(lang=language)
    for place in range(1, 14):
        app.session_state[f"step_{place}"] = True
    app.session_state["define_review_kpis_cube"] = True
    t, shown = Text(language=language), texts(settled(app.run()))
    for lack in ("early warning", "care coverage", "effect of campaigns"):
        assert t(lack) in shown
    drawn = [each.label for each in app.expander]
    assert t(STEPS[12]) in " ".join(drawn)
    for place in (7, 13):
        assert t(STEPS[place]) not in " ".join(drawn)
        assert t(STEPS[place]) in shown.split('id="left-out"')[1].split("</p>")[0]
    assert 'class="tv-code"' in shown
    for part in ("By service group", "By branch", "Difference to the ledger"):
        assert t(part) in shown
    rows = shown.split('class="tv-num"')
    point = next(row for row in rows if t("AUM, point in time") in row)
    average = next(row for row in rows if t("Deposits, daily average this year") in row)
    assert t("Target {done} · growth {grown} · year {elapsed}").split("{")[0] in average
    assert "<small>" not in point


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_meeting_has_five_views_and_others_are_the_page(bank, language):
    for view in range(1, 6):
        app = home(lang=language, meeting=str(view))
        assert said(app, "tvm-head")
        assert not said(app, "tv-box problem")
        assert view != 1 or said(app, 'class="tv-find"'), "nothing is promised: the findings"
    assert not said(home(lang=language, meeting="6"), "tvm-head")


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_smallest_upload_has_a_review_without_targets(smallest_upload, monkeypatch, language):
    monkeypatch.setenv("TIERVIEW_STORE", str(smallest_upload))
    t, shown = Text(language=language), texts(home(lang=language))
    assert t(week_words.LACKING["payroll_in"]) in shown
    assert 'class="tv-goal' not in shown
    assert shown.count('class="tv-tile"') >= len(SIX)


def test_one_date_is_enough_for_the_numbers_and_says_what_needs_another(bank):
    app = home(at="2025-09-30")
    assert texts(app).count('class="tv-tile"') >= len(SIX)
    assert said(app, "E_NO_EARLIER_DATE")
