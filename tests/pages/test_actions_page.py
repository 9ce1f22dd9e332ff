"""Actions made from lists, the board, notes, saved views and alerts, in both languages."""

import json
import shutil
from datetime import date, timedelta

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from analytics.condition_text import text_of
from analytics.conditions import Condition, Group
from analytics.contribution import contribution_customers
from analytics.engine import DuckDBEngine
from analytics.migration_lists import tier_worklist
from analytics.scope import Scope
from data.actions import Change
from data.release import Store
from data.workspace import Workspace
from pages.parts import notes_words
from pages.parts.shell import Page
from pages.parts.text import Text
from tests.pages.test_every_page import LANGUAGES, assert_healthy, shown
from tests.pages.test_every_page import opened as raw
from tests.support.pages import (
    DASHBOARD,
    PATIENCE,
    asked,
    bodies,
    keys,
    opened,
    press,
    said,
    settled,
)

LISTS = {
    "contribution": ("contribution_customers", {}),
    "tier_migration": ("tier_near", {"view": "contact", "list": "near"}),
    "products": ("product_customers", {"view": "holds"}),
    "competitors": ("affected_customers", {"view": "affected"}),
    "segments": ("segment_customers", {"run": "1", "pick": "P1"}),
}
RICH = Group.of([Condition.of("aum_mavg", "at_least", ["50000"])])


def book(store):
    return Workspace(store).actions


def test_one_click_makes_actions_of_the_first_of_a_list_and_another_takes_them_back(own_bank):
    engine = DuckDBEngine(own_bank)
    scope = Scope.of(engine)
    expected = contribution_customers(engine, scope, limit=200)
    app = press(opened("contribution"), "todo_contribution_customers")

    made = book(own_bank).find("open")
    assert [each.customer_id for each in made] == list(expected["customer_id"])
    assert {each.due_on for each in made} == {date.today() + timedelta(days=7)}  # noqa: DTZ011
    owners = expected["manager_id"].astype(object).where(expected["manager_id"].notna(), None)
    assert [each.manager_id for each in made] == list(owners)
    first = made[0]
    assert first.baseline["contribution_ttm"] == pytest.approx(expected["value"].iloc[0])
    assert (first.at, first.release) == (scope.at, engine.release)
    assert [(each.code, each.source) for each in first.reasons] == [
        ("high_contribution", "contribution")
    ]
    assert said(app, "200 actions made, due ")
    assert "todo_contribution_customers" not in keys(app)

    app = press(app, "todo_contribution_customers_undo")
    assert said(app, "Taken back: the list is as it was.")
    assert book(own_bank).find() == ()


def test_how_many_and_until_when_can_be_chosen(own_bank):
    app = opened("contribution")
    app.selectbox(key="todo_contribution_customers_days").set_value(14)
    app.selectbox(key="todo_contribution_customers_most").set_value(20)
    press(app.run(), "todo_contribution_customers")
    made = book(own_bank).find("open")
    assert len(made) == 20
    assert {each.due_on for each in made} == {date.today() + timedelta(days=14)}  # noqa: DTZ011


def test_a_customer_on_two_lists_has_one_action_with_both_reasons(own_bank):
    press(opened("contribution"), "todo_contribution_customers")
    engine = DuckDBEngine(own_bank)
    listed = set(tier_worklist(engine, Scope.of(engine), worklist="near", limit=200)["customer_id"])
    judge = who_may_be_asked(own_bank, own_bank.folder)
    near = listed & {each for each in listed if judge(each) == "yes"}
    before = {each.customer_id for each in book(own_bank).find("open")}
    app = press(opened("tier_migration", view="contact", list="near"), "todo_tier_near")

    both = near & before
    actions = {each.customer_id: each for each in book(own_bank).find("open")}
    assert both
    assert set(actions) == near | before
    for customer in both:
        codes = [each.code for each in actions[customer].reasons]
        assert codes == ["high_contribution", "near_threshold"]
    words = Text().exact(len(both))
    assert said(app, f"{words} customers had one already: merged.") or near <= before


def who_may_be_asked(store, folder):
    """yes, no, or refused: what consent and contact say of a customer, read without the project."""
    engine = DuckDBEngine(store)
    day = pd.Timestamp(Scope.of(engine).at)
    copy = shutil.copy(store.path(engine.release), folder / "copy.duckdb")
    with duckdb.connect(str(copy), read_only=True) as bank:
        consent = bank.sql("select * from consent order by recorded_on").df()
        contact = bank.sql("select * from contact where result = 'refused'").df()
    consent = consent[consent["recorded_on"] <= day]
    newest = consent.drop_duplicates(["customer_id", "purpose", "channel"], keep="last")
    valid = newest["granted"] & ~(newest["expires_on"] < day)
    granted = newest[valid].set_index("customer_id")
    refused = contact[
        (contact["type"] == "marketing") & (contact["contact_ts"].dt.normalize() <= day)
    ]
    last = refused.groupby(["customer_id", "channel"])["contact_ts"].max()

    def judge(customer):
        own = granted.loc[[customer]] if customer in granted.index else granted.head(0)
        agreed = own[own["purpose"] == "marketing"]
        open_ways = [
            row
            for row in agreed.itertuples()
            if (customer, row.channel) not in last.index
            or last[customer, row.channel].normalize() < row.recorded_on
        ]
        if open_ways and (own["purpose"] == "personalised_reco").any():
            return "yes"
        return "refused" if len(agreed) else "no"

    return judge


def refuse(store, at, customers):
    """These customers refused a marketing contact by every way on the day of the data."""
    ways = pd.DataFrame({"channel": ["call", "visit", "sms", "wechat", "email"]})
    refused = pd.DataFrame({"customer_id": list(customers)}).merge(ways, how="cross")
    refused = refused.assign(contact_ts=pd.Timestamp(at), type="marketing", result="refused")
    (release,) = (store.folder / "releases").glob("*[0-9].duckdb")
    with duckdb.connect(str(release)) as bank:
        bank.register("refused", refused)
        bank.execute("insert into contact by name select * from refused")
    facts = release.with_suffix(".json")
    sizes = json.loads(facts.read_text("utf-8")) | {release.name: release.stat().st_size}
    facts.write_text(json.dumps(sizes), "utf-8")


def test_a_marketing_list_leaves_out_who_did_not_agree_or_refused_and_says_how_many(
    little_demo, own_bank
):
    engine = DuckDBEngine(Store(little_demo))
    scope = Scope.of(engine)
    near = tier_worklist(engine, scope, worklist="near", limit=200)["customer_id"]
    willing = near[near.map(who_may_be_asked(Store(little_demo), own_bank.folder)) == "yes"]
    refuse(own_bank, scope.at, willing[:1])
    judged = near.map(who_may_be_asked(own_bank, own_bank.folder))
    count = judged.value_counts()
    assert min(count["yes"], count["no"]) > 0
    assert count["refused"] == 1

    app = press(opened("tier_migration", view="contact", list="near"), "todo_tier_near")
    made = {each.customer_id for each in book(own_bank).find("open")}
    assert made == set(near[judged == "yes"])
    assert said(app, f"{count['yes']} actions made")
    assert said(
        app,
        f"Left out: {count['no'] + count['refused']} ({count['no']} did not agree to marketing, "
        f"{count['refused']} refused contact or did not agree to personal offers).",
    )

    press(opened("tier_migration", view="contact", list="watch"), "todo_tier_watch")
    watch = set(tier_worklist(engine, Scope.of(engine), worklist="watch", limit=200)["customer_id"])
    assert watch <= {each.customer_id for each in book(own_bank).find("open")}


@pytest.mark.parametrize("path", LISTS)
def test_every_list_offers_it(path, bank):
    name, parameters = LISTS[path]
    assert f"todo_{name}" in keys(opened(path, **parameters))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_shows_who_why_and_by_when_in_the_reader_s_language(language, own_bank):
    press(opened("contribution"), "todo_contribution_customers")
    late, done, gone = book(own_bank).find("open")[:3]
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011
    book(own_bank).change(late.id, Change(due_on=yesterday), revision=1)
    book(own_bank).change(done.id, Change(status="done", result="agreed"), revision=1)
    book(own_bank).change(gone.id, Change(status="dismissed"), revision=1)
    t = Text(language=language)

    app = raw("actions", lang=language)
    assert_healthy(app, "actions", language)
    cards = [body for body in bodies(app) if 'class="tv-action"' in body]
    assert len(cards) == 10
    assert late.customer_id in cards[0]
    assert t("{count} day overdue", count=1) in cards[0]
    assert "*" in cards[0]
    assert t.code("action_reason", "high_contribution") in cards[0]
    for state, action in (("overdue", late), ("done", done), ("dismissed", gone)):
        app = raw("actions", lang=language, state=state)
        assert_healthy(app, "actions", language)
        (card,) = [body for body in bodies(app) if 'class="tv-action"' in body]
        assert action.customer_id in card


def test_the_board_follows_branch_and_manager_and_counts_against_capacity(own_bank):
    press(opened("contribution"), "todo_contribution_customers")
    made = book(own_bank).find("open")
    mine = [each for each in made if each.branch_id == "B002"]
    app = opened("actions", branch="B002")
    assert said(app, f"<b>{len(mine)}</b> actions are open")
    (table,) = [body for body in bodies(app) if "<table" in body]
    owners = {each.manager_id for each in mine}
    assert table.count("<tr>") - 1 == len(owners)
    assert " of 20" in table

    one = next(each.manager_id for each in mine if each.manager_id)
    app = opened("actions", manager=one)
    count = sum(each.manager_id == one for each in made)
    assert said(app, f"<b>{count}</b> actions are open")
    assert said(opened("actions", service="farmer"), "other filters wait")


@pytest.mark.parametrize("language", LANGUAGES)
def test_decisions_are_written_down_and_leave_on_the_cover_of_a_file(language, own_bank):
    app = raw("actions", lang=language)
    app.text_area(key="decision_typed_0").set_value("东城支行周五前回访 20 户")
    app = press(app, "decision_keep")
    assert said(app, "东城支行周五前回访 20 户")
    assert app.text_area(key="decision_typed_1").value == ""

    t, scope = Text(language=language), Scope.of(DuckDBEngine(own_bank))
    Workspace(own_bank).notes.add("number:aum_mavg", "Spring inflow", at=scope.at)
    page = Page(title="", t=t, theme="light", store=own_bank, scope=scope)
    assert notes_words.cover(page) == {
        t("Decisions"): t(
            "{about}: {words}", about=t("The meeting"), words="东城支行周五前回访 20 户"
        ),
        t("Notes"): t("{about}: {words}", about=t.column("aum_mavg"), words="Spring inflow"),
    }


def test_an_empty_decision_says_what_is_wrong_and_keeps_the_field(own_bank):
    app = press(opened("actions"), "decision_keep")
    assert any('data-code="E_NOTE_UNUSABLE"' in body for body in bodies(app))


def test_the_app_opens_on_the_reader_s_view_when_nothing_is_asked(own_bank):
    views = Workspace(own_bank).views
    views.set_default(views.save("Monday", "contribution", "branch=B002&tier=vip"))
    app = settled(AppTest.from_file(str(DASHBOARD), default_timeout=PATIENCE).run())
    assert said(app, "Contribution</h1>")
    assert asked(app, "branch") == "B002"
    assert asked(app, "tier") == "vip"

    app = AppTest.from_file(str(DASHBOARD), default_timeout=PATIENCE)
    app.query_params["branch"] = "B001"
    assert not said(settled(app.run()), "Contribution</h1>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_alert_of_a_saved_population_is_told_on_the_home_page(language, own_bank):
    Workspace(own_bank).populations.save("五万以上", text_of(RICH), "")
    app = raw("actions", lang=language)
    app.selectbox(key="alert_of").set_value("五万以上").run()
    assert_healthy(app, "actions", language)
    Workspace(own_bank).alerts.save("五万以上", text_of(RICH), "", sharing="team")
    app = raw("actions", lang=language)
    assert_healthy(app, "actions", language)
    assert "alert_team_五万以上_delete" in keys(app)
    assert any("五万以上" in text for text in shown(raw("", lang=language)))
