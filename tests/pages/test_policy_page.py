"""The policy page in its states: opening, a draft, wrong links, little data, saved and not."""

from datetime import date
from functools import partial

import pytest

from analytics.engine import DuckDBEngine
from analytics.policy_draft import Draft
from analytics.policy_rules import draft_of
from analytics.scope import Scope
from data.workspace import Workspace
from pages.parts import policy_form, policy_memory, policy_save
from pages.parts.jobs import Cancelled
from pages.parts.policy_choice import Choice
from pages.parts.policy_text import draft_text
from pages.parts.text import Text
from tests.support.pages import asked, headline, keys, opened, said, settled

page = partial(opened, "policy")
ENGLISH, CHINESE = Text(language="en"), Text(language="zh_CN")


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Every test computes for itself."""
    yield
    policy_memory.REPLAYS.clear()
    policy_memory.READY.clear()


@pytest.mark.usefixtures("bank")
def test_it_opens_on_ready_questions_and_a_click_answers_one():
    app = page()
    ready = {"try_natural", "try_stable", "try_month_average", "try_half_year_window", "try_own"}
    assert "Under the current policy" in headline(app)
    assert ready <= keys(app)

    app = settled(app.button(key="try_month_average").click().run())
    assert "With the draft" in headline(app)
    assert asked(app, "draft") == "affluent=500000,vip=6000000"
    assert said(app, "Would change tier")


@pytest.mark.usefixtures("bank")
def test_a_ready_set_is_one_click_from_another_and_from_the_current_policy():
    app = page(draft="affluent=500000")
    app = settled(app.button_group(key="policy_set").set_value("half_year_window").run())
    assert "window_max" in asked(app, "draft")

    app = settled(app.button_group(key="policy_set").set_value("policy").run())
    assert "draft" not in app.query_params
    assert "Under the current policy" in headline(app)


@pytest.mark.usefixtures("bank")
def test_a_suggested_set_that_nobody_asked_for_yet_is_found_on_the_click():
    app = page(draft="affluent=500000")
    app = settled(app.button_group(key="policy_set").set_value("natural").run())
    assert "ready" not in app.query_params
    assert app.button_group(key="policy_set").value == "natural"


@pytest.mark.usefixtures("bank")
def test_the_number_of_customers_a_manager_can_care_for_moves_the_lines():
    app = settled(page().number_input(key="policy_capacity").set_value(2.0).run())
    assert asked(app, "capacity") == "2"
    assert said(app, "managers with 2 customers each have room for")

    app = settled(app.number_input(key="policy_capacity").set_value(0.0).run())
    assert said(app, 'data-code="E_CAPACITY_RANGE"')
    assert "try_natural" in keys(app)


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    ("draft", "code"),
    [
        ("afluent=5", "E_DRAFT_LINK"),
        ("affluent=much", "E_DRAFT_LINK"),
        ("affluent=40000", "E_DRAFT_LINES_ORDER"),
        ("type=alien", "E_UNKNOWN_VALUE"),
        ("vip.drop=never", "E_DRAFT_DROP_RULE"),
    ],
)
def test_a_wrong_link_says_what_is_wrong_and_the_page_opens(draft, code):
    app = page(draft=draft)
    assert said(app, f'data-code="{code}"')
    assert "Under the current policy" in headline(app)


@pytest.mark.usefixtures("bank")
def test_a_draft_that_is_the_current_policy_says_that_nothing_changes():
    app = page(draft="type=personal")
    assert "nothing changes" in headline(app)
    assert not said(app, 'class="tv-tile"')
    assert "policy_discard" not in keys(app)


@pytest.mark.usefixtures("bank")
def test_companies_have_tiers_of_their_own():
    app = page(draft="type=corporate,growth=1000")
    assert "Growth" in headline(app)
    app = settled(app.button(key="policy_discard").click().run())
    assert asked(app, "kind") == "corporate"


@pytest.mark.usefixtures("bank")
def test_nobody_in_the_scope_is_a_box_and_no_cards():
    app = page(type="institution", tier="vip")
    assert said(app, 'data-code="E_EMPTY_SCOPE"')
    assert "try_natural" not in keys(app)
    app = page(type="institution", tier="vip", draft="type=institution,growth=5")
    assert said(app, 'data-code="E_EMPTY_SCOPE"')
    assert "again_replay" in keys(app)


@pytest.mark.usefixtures("bank")
def test_a_week_says_which_month_its_tiers_are_of():
    weeks = ["2026-10-25", "2026-09-27"]
    assert any(said(page(draft="affluent=500000", at=day), "This date is a week") for day in weeks)


@pytest.mark.usefixtures("bank")
def test_the_oldest_date_has_no_moves_to_keep_apart(little_demo):
    first = DuckDBEngine(little_demo).snapshots()["snapshot_date"].min()
    app = page(draft="affluent=500000", at=first.isoformat(), depth="true")
    assert said(app, 'data-code="E_NO_EARLIER_DATE"')
    assert said(app, 'class="tv-tile"')


def test_thirty_customers_on_two_dates_are_enough(smallest_upload, monkeypatch):
    monkeypatch.setenv("TIERVIEW_STORE", str(smallest_upload))
    assert "Under the current policy" in headline(page())
    app = page(draft="affluent=500000", depth="true")
    assert "With the draft" in headline(app) or "moves nobody" in headline(app)


def typed(known, **changes):
    """What the form holds for a draft, with some fields typed anew."""
    unit = policy_form.unit_of(ENGLISH, known.metric)
    entered = {"metric": known.metric}
    for level in known.levels[1:]:
        entered |= {
            f"{level.code}.line": policy_form.amount_text(level.bound, unit),
            f"{level.code}.hold": level.hold_months,
            f"{level.code}.watch": level.watch_months,
            f"{level.code}.drop": level.drop_rule,
        }
    return entered | {name.replace("__", "."): value for name, value in changes.items()}


def test_the_form_sends_back_what_it_shows(little_demo):
    engine = DuckDBEngine(little_demo)
    scope = Scope.of(engine)
    for text in ("affluent=500000,vip.hold=9,vip.watch=3", "type=corporate,growth=12000.50"):
        draft = draft_of(engine, scope, text)
        base = draft_of(engine, scope, f"type={draft.customer_type}")
        assert policy_form.entered_draft(draft, typed(draft), ENGLISH) == draft
        assert draft_of(engine, scope, draft_text(draft, base)) == draft


def test_an_amount_in_ten_thousands_is_meant_so(little_demo):
    engine = DuckDBEngine(little_demo)
    known = draft_of(engine, Scope.of(engine), "")
    entered = typed(known, mass_affluent__line="5", affluent__line="50", vip__line="100")
    entered["wealth.weight"] = 0.5
    found = policy_form.entered_draft(known, entered, CHINESE)
    assert found.lines == (50_000.0, 500_000.0, 1_000_000.0)
    assert found.weights.wealth == 0.5


@pytest.mark.usefixtures("bank")
def test_a_wrong_field_is_told_at_the_form_and_nothing_typed_is_lost():
    app = page(draft="vip.hold=9")
    app.session_state[policy_form.EDITING] = True
    app = settled(app.run())
    field = next(one for one in app.text_input if one.label == "Affluent from (CNY)")
    field.set_value("40000")
    sent = next(one for one in app.button if one.label == "Show what would change")
    app = settled(sent.click().run())

    assert said(app, "The line of Affluent, 40000, is not above that of Mass affluent, 50000")
    assert (
        next(one for one in app.text_input if one.label == "Affluent from (CNY)").value == "40000"
    )
    assert asked(app, "draft") == "vip.hold=9"


def choice_of(store, text):
    engine = DuckDBEngine(store)
    scope = Scope.of(engine)
    draft = draft_of(engine, scope, text)
    base = Draft.of(Workspace(store).tier_policy(), draft.customer_type, scope.at)
    engine.close()
    return Choice(
        kind=draft.customer_type, kinds=(draft.customer_type,), base=base, draft=draft, text=text,
        capacity=None, carried=None, show="sizes", move=None, problem=None,
    )  # fmt: skip


def levels_from(store, day):
    choice = choice_of(store, "affluent=500000")
    policy = Workspace(store).tier_policy()
    return policy_save.named_levels(choice, policy, day, name="Autumn", approved="Board")


def test_a_version_carries_its_name_and_who_approved_it(own_bank):
    day = date(2026, 10, 1)
    new = [row for row in levels_from(own_bank, day) if row.effective_from == day]
    assert {(row.code, row.note, row.approved_by) for row in new} == {
        (code, "Autumn", "Board") for code in ("mass", "mass_affluent", "affluent", "vip")
    }


def test_a_saved_version_is_in_the_next_release_and_older_months_keep_the_older_rules(own_bank):
    before = affluent_by_date(own_bank)
    policy_save.saving(own_bank, levels_from(own_bank, date(2026, 9, 1)), "…")(lambda *_: None)
    after = affluent_by_date(own_bank)

    assert (own_bank.current, Workspace(own_bank).tier_policy().version) == ("000002", "v1")
    older = [day for day in before if day < date(2026, 9, 1)]
    assert [after[day] for day in older] == [before[day] for day in older]
    assert after[max(after)] < before[max(before)]


def test_cancelling_a_save_leaves_release_rules_and_counts_as_they_were(own_bank):
    before = own_bank.current, affluent_by_date(own_bank)
    known = Workspace(own_bank).tier_policy().levels

    def impatient(_step, share):
        if share > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        policy_save.saving(own_bank, levels_from(own_bank, date(2026, 9, 1)), "…")(impatient)

    assert (own_bank.current, affluent_by_date(own_bank)) == before
    assert set(Workspace(own_bank).tier_policy().levels) == set(known)


def affluent_by_date(store):
    engine = DuckDBEngine(store)
    with engine._connection.cursor() as cursor:
        rows = cursor.execute(
            """select snapshot_date, count(*) filter (where tier = 'affluent')
            from customer_snapshot where status = 'open' group by 1"""
        ).fetchall()
    engine.close()
    return dict(rows)


def test_rules_saved_without_a_release_are_pointed_out(own_bank):
    Workspace(own_bank).save_tier_policy(levels_from(own_bank, date(2026, 9, 1)))
    app = page()
    assert said(app, "The newest version is saved but not computed")

    app = settled(app.button(key="policy-compute").click().run())
    assert own_bank.current == "000002"
    assert not said(page(), "The newest version is saved but not computed")
