"""Actions on their way to the screen: drafts, capacity, words; links of views; alerts in words."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pandas as pd
import pytest

from data.actions import Action, Reason, plain_draft
from data.views import View
from pages.parts import actions_capacity, actions_words, alerts_words, views_links
from pages.parts.actions_drafts import MARKETING, Allowed, allowed, drafts
from pages.parts.actions_edit import due_days
from pages.parts.actions_make import left_out_words
from pages.parts.text import Text

TODAY = date(2026, 11, 27)
T = Text()


def action(number, *, manager="M1", risk=0.0, due=TODAY, status="open", **facts):
    return Action(
        id=number,
        customer_id=f"C{number}",
        branch_id=facts.pop("branch", "B1"),
        manager_id=manager,
        reasons=facts.pop("reasons", (Reason(code="fell"),)),
        due_on=due,
        value_at_risk=risk,
        at=date(2026, 10, 31),
        release="000001",
        status=status,
        result=facts.pop("result", ""),
        remark=facts.pop("remark", ""),
        created_on=TODAY,
        revision=1,
        author="local",
        changed_at=facts.pop("changed", datetime(2026, 11, 26, tzinfo=UTC)),
        baseline=facts.pop("baseline", {}),
    )


def drafted(people, standing=None, **asked):
    columns = ("customer_id", "branch_id", "manager_id", "aum_mavg", "contribution_ttm", "tier",
               "loan_mavg", "customer_type")  # fmt: skip
    stand = pd.DataFrame(standing or [], columns=columns)
    facts = {"reason": Reason(code="chosen", source="products"), "risk": ""} | asked
    return drafts(
        pd.DataFrame(people), stand, **facts, due_on=TODAY, at=date(2026, 10, 31), release="000001"
    )


def test_a_draft_goes_to_the_manager_of_the_list_and_keeps_how_the_customer_stood():
    (one,) = drafted(
        [{"customer_id": "C1", "branch_id": "B9", "manager_id": "M9"}],
        [("C1", "B1", "M1", 5000.0, 120.0, "vip", 0.0, "personal")],
    )
    assert (one.branch_id, one.manager_id) == ("B9", "M9")
    assert one.value_at_risk == 120.0
    assert one.baseline == {
        "aum_mavg": 5000.0,
        "contribution_ttm": 120.0,
        "loan_mavg": 0.0,
        "tier": "vip",
        "customer_type": "personal",
    }


def test_where_the_list_does_not_say_the_customer_s_own_manager_gets_it():
    (one,) = drafted([{"customer_id": "C1"}], [("C1", "B1", "M1", 1.0, -50.0, "vip", 0.0, "p")])
    assert (one.branch_id, one.manager_id) == ("B1", "M1")
    assert one.value_at_risk == 0.0


def test_who_is_no_longer_a_customer_has_an_action_with_the_amount_of_the_list():
    (one,) = drafted(
        [{"customer_id": "C1", "branch_id": "B1", "manager_id": None, "change": -700.0}],
        risk="change",
    )
    assert one.value_at_risk == 700.0
    assert one.reasons == (Reason(code="chosen", source="products", amount=-700.0),)
    assert one.baseline["aum_mavg"] is None


def test_a_customer_twice_on_a_list_has_one_draft_and_a_row_s_own_reasons_hold():
    own = (Reason(code="maturing", amount=3.0), Reason(code="fell"))
    rows = [
        {"customer_id": "C1", "reasons": own, "advice": "Call"},
        {"customer_id": "C1", "reasons": own, "advice": "Call"},
        {"customer_id": "C2", "reasons": own, "advice": None},
    ]
    one, two = drafted(rows)
    assert (one.reasons, one.advice) == (own, "Call")
    assert (two.customer_id, two.advice) == ("C2", "")


def standing_of(**customers):
    rows = [(name, agreed, may) for name, (agreed, may) in customers.items()]
    return pd.DataFrame(rows, columns=["customer_id", "marketing_agreed", "may_market"])


def test_marketing_reasons_go_only_to_who_agreed_and_did_not_refuse_service_to_everybody():
    standing = standing_of(C1=(True, True), C2=(True, False), C3=(False, False))
    people = [{"customer_id": each} for each in ("C1", "C2", "C3", "gone")]
    for code in MARKETING:
        found = allowed(drafted(people, reason=Reason(code=code)), standing)
        assert [each.customer_id for each in found.drafts] == ["C1"]
        assert (found.not_agreed, found.refused, found.left_out) == (2, 1, 3)
    found = allowed(drafted(people, reason=Reason(code="maturing")), standing)
    assert len(found.drafts) == 4
    assert found.left_out == 0


def test_who_has_a_service_reason_too_keeps_that_one():
    both = (Reason(code="near_threshold"), Reason(code="fell"))
    wanted = drafted([{"customer_id": "C3", "reasons": both}])
    found = allowed(wanted, standing_of(C3=(False, False)))
    assert [each.code for each in found.drafts[0].reasons] == ["fell"]
    assert found.left_out == 0


def test_it_is_said_how_many_were_left_out_and_why():
    said = left_out_words(T, Allowed(drafts=(), not_agreed=3, refused=1))
    assert said == (
        "Left out: 4 (3 did not agree to marketing, 1 refused contact or did not agree to "
        "personal offers)."
    )
    said = left_out_words(T, Allowed(drafts=(), refused=2))
    assert said == "Left out: 2 (2 refused contact or did not agree to personal offers)."


@pytest.mark.parametrize(
    ("facts", "english", "chinese"),
    [
        ({"dimension": "tier", "move": "vip>mass"}, "VIP → Mass", "VIP → 大众"),
        ({"dimension": "tier", "move": "decline"}, "Same-level decline", "同层下降"),
        ({"list": "payroll"}, "Salary only", "仅有代发工资"),
        ({"tier": "affluent"}, "Affluent", "富裕"),
    ],
)
def test_facts_of_a_reason_are_said_in_the_reader_s_language(facts, english, chinese):
    said = [actions_words.facts_word(Text(language=each), facts) for each in ("en", "zh_CN")]
    assert said == [english, chinese]


def test_a_finding_is_said_again_from_what_its_action_keeps():
    finding = {
        "kind": "single_customer", "gate": "money", "move": "left", "level": "vip",
        "branch_id": "B1", "branch_name": "R&D", "change": -5e6, "merged_count": 1, "is_bad": True,
    }  # fmt: skip
    one = Reason(code="single_customer", facts=finding, amount=-5e6)
    (kept,) = drafted([{"customer_id": "C1", "reasons": (one,)}])
    (reason,) = plain_draft(kept).reasons
    assert actions_words.reason_word(T, reason) == (
        "One large customer · One customer of R&D (VIP) left and took ¥5.00M along. "
        "This alone is most of what the branch or its tier lost."
    )
    assert "带走" in actions_words.reason_word(Text(language="zh_CN"), reason)


def test_advice_is_worded_by_its_code_and_left_as_typed_otherwise():
    one = replace(action(1), advice="maturing")
    assert actions_words.advice_word(T, one).startswith("Ask for the plans")
    assert actions_words.advice_word(Text(language="zh_CN"), one) != "maturing"
    assert actions_words.advice_word(T, replace(one, advice="请来网点")) == "请来网点"


def test_what_is_beyond_a_manager_s_week_waits_in_reserve_the_least_at_risk_last():
    late = replace(action(1, risk=1.0), due_on=date(2026, 11, 20))
    actions = [late, action(2, risk=90.0), action(3, risk=50.0), action(4, risk=70.0)]
    far = action(5, risk=1e6, due=date(2026, 12, 20))
    done = action(6, risk=1e6, status="done")
    assert actions_capacity.reserve([*actions, far, done], {"M1": 2, "": 20}, TODAY) == {3, 4}


def test_managers_are_counted_each_against_his_own_week():
    actions = [
        action(1, risk=10.0),
        action(2, risk=5.0, due=date(2026, 11, 26)),
        action(3, manager="M2"),
        action(4, manager=None, branch="B7"),
        action(5, manager="M2", status="done"),
        action(6, manager="M2", status="dismissed"),
    ]
    first, *others = actions_capacity.loads(actions, {"M1": 1, "M2": 20, "": 15}, TODAY)
    assert (first.manager_id, first.open_count, first.overdue_count) == ("M1", 2, 1)
    assert (first.week_count, first.cap, first.reserve_count) == (2, 1, 1)
    assert first.value_at_risk == 15.0
    found = {each.manager_id: each for each in others}
    assert (found["M2"].open_count, found["M2"].done_count) == (1, 1)
    assert found[None].branch_id == "B7"
    assert found[None].cap == 15


def test_the_headline_counts_what_is_open_late_and_done_within_a_week():
    actions = [
        action(1),
        action(2, due=date(2026, 11, 1)),
        action(3, status="done", result="won"),
        action(4, status="done", changed=datetime(2026, 11, 1, tzinfo=UTC)),
    ]
    assert actions_words.headline(T, actions, TODAY) == (
        "<b>2</b> actions are open, <b>1</b> of them overdue; <b>1</b> were done in 7 days."
    )
    tiles = actions_words.tiles(T, actions, 0, TODAY)
    assert [tile.value for tile in tiles[:3]] == ["2", "1", "1"]
    assert tiles[2].note == "1 agreed or won back"


def test_reasons_are_merged_into_one_line_and_assets_are_set_against_those_of_the_list():
    twice = (Reason(code="maturing", amount=50_000.0), Reason(code="segment", words="Quiet"))
    one = action(1, reasons=(*twice, twice[0]), baseline={"aum_mavg": 100.0})
    assert actions_words.reasons_word(T, one) == "Maturing soon · ¥50.0K; From a segment · Quiet"
    assert actions_words.since_word(T, one, {"aum_mavg": 40.0}) == "AUM ¥100 → ¥40"
    assert actions_words.since_word(T, one, {"aum_mavg": 100.0}) == "AUM ¥100"
    assert actions_words.since_word(T, one, {}) == "AUM ¥100, no longer a customer"


def test_the_file_says_where_each_action_stands():
    actions = [action(1), action(2, due=date(2026, 11, 1)), action(3, status="done", remark="ok")]
    frame = actions_words.file(T, actions, TODAY, frozenset({1}))
    assert list(frame["status"]) == ["Reserve", "Overdue", "Done"]
    assert list(frame["remark"]) == ["", "", "ok"]
    assert frame.attrs["labels"]["value_at_risk"] == "Value at risk"


def test_an_action_may_stay_due_when_it_is_or_be_put_off():
    late = action(1, due=date(2026, 11, 1))
    assert due_days(late, TODAY)[:3] == [date(2026, 11, 1), TODAY, date(2026, 11, 28)]
    assert due_days(action(1), TODAY).count(TODAY) == 1


def view(query, page="contribution"):
    return View(
        name="Mine", version=1, page=page, query=query, sharing="private", author="local",
        created_at=datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip


def test_a_view_keeps_the_whole_state_but_not_the_reader_s_language_nor_usually_the_dates():
    query = {"branch": ["B1", "B2"], "at": ["2026-10-31"], "lang": ["zh_CN"], "tier": [""]}
    assert views_links.kept(query, dates=False) == "branch=B1&branch=B2&tier="
    assert views_links.kept(query, dates=True) == "at=2026-10-31&branch=B1&branch=B2&tier="
    opened = views_links.parameters(view("branch=B1&branch=B2&tier="), {"lang": ["en"]})
    assert opened == {"lang": ["en"], "branch": ["B1", "B2"], "tier": [""]}


@pytest.mark.parametrize("url", ["http://bank:8501/", "http://bank:8501/products"])
def test_a_copied_link_is_whole(url):
    query = {"branch": ["B1"], "lang": ["en"]}
    link = views_links.address(url, "contribution", query)
    assert link == "http://bank:8501/contribution?branch=B1"


def test_an_alert_says_how_many_arrived_and_how_they_came():
    row = {"newly_count": 3, "new_count": 1, "returned_count": 0, "met_count": 40}
    assert alerts_words.arrived(row) == 4
    assert alerts_words.found(T, row) == "4 customers newly meet it (1 of them new to the bank)"
    nobody = dict.fromkeys(row, 0) | {"met_count": 7}
    assert alerts_words.found(T, nobody) == "nobody new; 7 meet it."
