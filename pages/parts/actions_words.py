"""Actions in words: the headline, the tiles, the lines of a card, the file. No Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from pages.parts import cards, findings_words, week_words
from pages.parts import format as forms
from pages.parts.migration_labels import moved_word
from pages.parts.products_labels import SIGNS
from pages.parts.text import Text, sentence

if TYPE_CHECKING:
    from data.actions import Action, Reason

STATES: Mapping[str, str] = {
    "open": sentence("To do"),
    "overdue": sentence("Overdue"),
    "reserve": sentence("Reserve"),
    "done": sentence("Done"),
    "dismissed": sentence("Dismissed"),
}
TITLES: Mapping[str, str] = {
    **SIGNS,
    "counter_only": sentence("Valuable customers who come to the counter only"),
    "allocation": sentence("Whose money is split unlike the tier's usual mix"),
}
"""What lists are called whose customers were picked."""

RECENT = timedelta(days=7)


def headline(t: Text, actions: Sequence[Action], today: date) -> str:
    """What is open, what of it is late, what was done in a week."""
    open_count = sum(each.status == "open" for each in actions)
    late = sum(each.overdue(today) for each in actions)
    done = len(done_lately(actions, today))
    if not actions:
        return t("No actions yet. Open a list, and make actions of its customers with one click.")
    if late:
        return t(
            "{count} actions are open, {late} of them overdue; {done} were done in 7 days.",
            count=cards.strong(t.exact(open_count)),
            late=cards.strong(t.exact(late)),
            done=cards.strong(t.exact(done)),
        )
    return t(
        "{count} actions are open, none overdue; {done} were done in 7 days.",
        count=cards.strong(t.exact(open_count)),
        done=cards.strong(t.exact(done)),
    )


def done_lately(actions: Sequence[Action], today: date) -> list[Action]:
    """What was closed as done within a week."""
    return [
        each
        for each in actions
        if each.status == "done"
        and each.changed_at is not None
        and each.changed_at.date() >= today - RECENT
    ]


def tiles(t: Text, actions: Sequence[Action], reserve_count: int, today: date) -> list[cards.Tile]:
    """Open, overdue, done in a week, and what is at risk with the open ones."""
    waiting = [each for each in actions if each.status == "open"]
    late = [each for each in waiting if each.overdue(today)]
    soon = [each for each in waiting if each.due_on <= today + RECENT]
    lately = done_lately(actions, today)
    risk = sum(each.value_at_risk or 0.0 for each in waiting)
    won = sum(each.result in {"agreed", "won"} for each in lately)
    return [
        cards.Tile(
            label=t("To do"),
            value=t.exact(len(waiting)),
            number=len(waiting),
            unit="count",
            note=t("{count} due within 7 days", count=t.exact(len(soon))),
        ),
        cards.Tile(
            label=t("Overdue"),
            value=t.exact(len(late)),
            number=len(late),
            unit="count",
            note=t("{count} in reserve, beyond capacity", count=t.exact(reserve_count)),
        ),
        cards.Tile(
            label=t("Done in 7 days"),
            value=t.exact(len(lately)),
            number=len(lately),
            unit="count",
            note=t("{count} agreed or won back", count=t.exact(won)),
        ),
        cards.Tile(
            label=t("Value at risk, to do"),
            value=t.money(risk),
            exact=t.exact_money(risk),
            number=risk,
            unit="money",
        ),
    ]


def reason_word(t: Text, reason: Reason) -> str:
    """A reason with what it is about, what its author added, and its money."""
    said = [t.code("action_reason", reason.code)]
    if reason.facts:
        said.append(facts_word(t, reason.facts))
    if reason.words:
        said.append(reason.words)
    if reason.amount is not None and reason.facts.get("kind") != "single_customer":
        said.append(t.money(reason.amount))
    return " · ".join(said)


def facts_word(t: Text, facts: Mapping[str, Any]) -> str:
    """What the facts of a reason say: a finding, a move between tiers, a list, or a tier."""
    if "gate" in facts:
        return findings_words.plain(facts, t)
    if "move" in facts:
        return moved_word(t, str(facts["dimension"]), str(facts["move"]))
    if "list" in facts:
        return t(TITLES[facts["list"]])
    return t.code("tier", facts["tier"])


def advice_word(t: Text, action: Action) -> str:
    """What to do: by the advice's code, or as it was typed."""
    return week_words.advice(t, action.advice) or action.advice


def reasons_word(t: Text, action: Action) -> str:
    """All reasons, merged into one line."""
    return t("; ").join(dict.fromkeys(reason_word(t, each) for each in action.reasons))


def since_word(t: Text, action: Action, now: Mapping[str, Any]) -> str:
    """How the customer's assets moved since the list was read; empty where nothing is known."""
    before = action.baseline.get("aum_mavg")
    if before is None:
        return ""
    if not now:
        return t("AUM {before}, no longer a customer", before=t.money(float(before)))
    after = now.get("aum_mavg")
    if forms.is_missing(after) or float(after) == float(before):
        return t("AUM {before}", before=t.money(float(before)))
    return t("AUM {before} → {after}", before=t.money(float(before)), after=t.money(float(after)))


def due_word(t: Text, action: Action, today: date) -> str:
    """When it is due, and how late it is."""
    if action.overdue(today):
        late = (today - action.due_on).days
        return t.many("{count} day overdue", "{count} days overdue", late)
    return t("due {date}", date=t.date(action.due_on))


def result_word(t: Text, action: Action) -> str:
    """What came of it: the result and the remark."""
    said = [t.code("action_result", action.result)] if action.result else []
    return " · ".join([*said, *([action.remark] if action.remark else [])])


def field_word(t: Text, action: Action, name: str, managers: Mapping[str, str]) -> str:
    """What one field of an action says."""
    value = getattr(action, name)
    if name == "manager_id":
        return managers.get(value, value) if value else t("No manager")
    if not value:
        return "–"
    ways: Mapping[str, Callable[[], str]] = {
        "status": lambda: t.code("action_status", value),
        "result": lambda: t.code("action_result", value),
        "due_on": lambda: t.date(value),
        "reasons": lambda: reasons_word(t, action),
        "value_at_risk": lambda: t.money(value),
    }
    return ways[name]() if name in ways else str(value)


def file(t: Text, actions: Sequence[Action], today: date, reserve: frozenset[int]) -> pd.DataFrame:
    """The board as it is downloaded: one row per action, headings in `attrs`."""
    labels = {
        name: t.column(name)
        for name in ("customer_id", "branch_id", "manager_id")
    } | {
        "tier": t("Tier"),
        "reasons": t.column("reasons"),
        "value_at_risk": t.column("value_at_risk"),
        "advice": t.column("advice"),
        "due_on": t.column("due_on"),
        "status": t.column("action_status"),
        "result": t.column("action_result"),
        "remark": t.column("remark"),
        "created_on": t.column("created_on"),
    }  # fmt: skip
    rows = [
        (
            each.customer_id,
            each.branch_id,
            each.manager_id,
            t.code("tier", each.baseline.get("tier")),
            reasons_word(t, each),
            each.value_at_risk,
            advice_word(t, each),
            each.due_on,
            state_word(t, each, today, reserve),
            t.code("action_result", each.result) if each.result else "",
            each.remark,
            each.created_on,
        )
        for each in actions
    ]
    frame = pd.DataFrame(rows, columns=list(labels))
    frame.attrs["labels"] = labels
    return frame


def state_word(t: Text, action: Action, today: date, reserve: frozenset[int]) -> str:
    """Where an action stands, in one word."""
    if action.overdue(today):
        return t(STATES["overdue"])
    if action.id in reserve:
        return t(STATES["reserve"])
    return t(STATES[action.status]) if action.status in STATES else action.status
