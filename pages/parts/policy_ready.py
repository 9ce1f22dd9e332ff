"""The policy page before any draft: the ready questions as cards, a click from their answer."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from data.policy import PRESETS
from data.problems import Problem
from pages.parts import cards, policy_choice, policy_form, policy_work
from pages.parts import policy_words as words
from pages.parts.migration_labels import level_word
from pages.parts.policy_sets import SUGGESTED, preset_draft
from pages.parts.policy_text import draft_text, line_word

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from pages.parts.policy_choice import Choice
    from pages.parts.policy_sets import Ready, ReadySet
    from pages.parts.shell import Page
    from pages.parts.text import Text

ACROSS = 3


def resolve(page: Page, choice: Choice) -> None:
    """Turn the ready set that was asked for into its draft, and show that."""
    wanted = page.parameter("ready")
    if wanted is None:
        return
    if wanted in PRESETS:
        draft = preset_draft(wanted, choice.base, page.scope)
    elif wanted in SUGGESTED:
        found = policy_work.ready(page, choice)
        named = found and found.named(wanted)
        draft = named.draft if named else None
        if named and named.problem:
            cards.show_problem(words.worded(named.problem, page.t), page.t)
    else:
        draft = None
    page.set_parameter("ready", None)
    if draft is not None:
        policy_choice.try_draft(page, draft_text(draft, choice.base))
        st.rerun()


def place(page: Page, choice: Choice) -> DeltaGenerator | None:
    """The headline about the current policy, and the place of the cards under it.

    None, and what to do about it, when nobody is in the scope or the link's draft is wrong.
    """
    t = page.t
    if choice.problem is not None:
        cards.show_problem(words.worded(choice.problem, t), t)
    try:
        sizes = policy_choice.sizes_now(page, choice.kind)
    except Problem as problem:
        cards.show_problem(problem, t)
        policy_choice.kind_switch(page, choice)
        return None
    cards.headline(words.opening(t, choice.base, sizes))
    policy_choice.kind_switch(page, choice)
    return st.container()


def show(page: Page, choice: Choice) -> None:
    """The cards; while their lines are looked for, progress stands in their place."""
    t = page.t
    cards.section(
        t("What if the lines were elsewhere?"),
        t("Ready questions, answered for the customers selected above. Nothing is changed by it."),
    )
    found = policy_work.ready(page, choice)
    if found is None:
        return
    _style()
    shown: list[ReadySet | str] = [*found.sets]
    if found.named("capacity") is None:
        shown.insert(1, "capacity")
    shown.append(policy_choice.OWN)
    for start in range(0, len(shown), ACROSS):
        row = shown[start : start + ACROSS]
        for column, each in zip(st.columns(ACROSS), row, strict=False):
            name = each if isinstance(each, str) else each.name
            with column, st.container(border=True, height="stretch", key=f"ready_{name}"):
                _card(page, choice, found, each)


def _style() -> None:
    """Cards look like tiles."""
    st.html('<style>[class*="st-key-ready_"]{background:var(--tv-surface)}</style>')


def _card(page: Page, choice: Choice, found: Ready, ready: ReadySet | str) -> None:
    """One card: what the set is, why, its lines, and the way to it."""
    t = page.t
    if isinstance(ready, str):
        _head(t, ready, _invitation(t, ready))
        if ready == "capacity":
            _capacity(page, choice)
        else:
            st.button(t("Write it"), key="try_own", on_click=policy_form.unfold)
        return
    _head(t, ready.name, why(t, ready, found, asked=choice.capacity is not None))
    if ready.name == "capacity":
        _capacity(page, choice)
    if ready.problem is None:
        _lines(page, choice, found, ready)
    else:
        cards.show_problem(words.worded(ready.problem, t), t)


def _invitation(t: Text, name: str) -> str:
    if name == "capacity":
        return t("How many customers can one manager care for?")
    return t("Your own lines, months of protection, drop rules and weights of assets.")


def _head(t: Text, name: str, told: str) -> None:
    title = escape(t(policy_choice.SETS[name]))
    st.html(
        f'<h3 class="tv-h2" style="margin-top:0">{title}</h3><p class="tv-sub">{escape(told)}</p>'
    )


def _lines(page: Page, choice: Choice, found: Ready, ready: ReadySet) -> None:
    t = page.t
    cards.facts(
        {
            level_word(t, "tier", level.code): t(
                "from {line} · {count} ({change})",
                line=line_word(t, level.bound),
                count=t.exact(ready.counts.get(level.code, 0)),
                change=_change(t, found.base.counts, ready.counts, level.code),
            )
            for level in ready.draft.levels[:0:-1]
        }
    )
    text = draft_text(ready.draft, choice.base)
    st.button(
        t("As now") if ready.draft == choice.base else t("Try it"),
        key=f"try_{ready.name}",
        disabled=ready.draft == choice.base,
        on_click=policy_choice.try_draft,
        args=(page, text),
    )


def _change(t: Text, before: dict[str, int], after: dict[str, int], code: str) -> str:
    change = after.get(code, 0) - before.get(code, 0)
    return t.signed(t.exact(change)) if change else t("as now")


def _capacity(page: Page, choice: Choice) -> None:
    """The user's number; it is part of the link."""
    key = "policy_capacity"
    st.session_state[key] = choice.carried

    def choose() -> None:
        number = st.session_state[key]
        page.set_parameter("capacity", None if number is None else f"{max(number, 0):.0f}")

    st.number_input(
        page.t("Customers per manager"), step=10.0, format="%.0f", key=key, on_change=choose
    )


def why(t: Text, ready: ReadySet, found: Ready, *, asked: bool) -> str:
    """Why these lines, with the numbers behind them. asked: whether a capacity was entered."""
    if ready.problem is not None:
        return t("No such lines for these customers.")
    match ready.name:
        case "natural":
            return t(
                "Where amounts part into groups by themselves: the tiers then account for "
                "{share} of the differences between customers.",
                share=t.percent(ready.why["explained_share"], decimals=0),
            )
        case "capacity" if not asked:
            return t(
                "Today {count} managers have {each} customers above the lowest tier each. How "
                "many can one care for?",
                count=t.exact(ready.why["manager_count"]),
                each=t.exact(ready.why["per_manager"]),
            )
        case "capacity":
            return t(
                "{count} managers with {each} customers each have room for {room}; {used} would "
                "stand above the lowest tier.",
                count=t.exact(ready.why["manager_count"]),
                each=t.exact(ready.why["per_manager"]),
                room=t.exact(ready.why["capacity_count"]),
                used=t.exact(ready.why["mid_high_count"]),
            )
        case "stable":
            return t(
                "Of {count} sets near the present lines the one with the fewest changes of tier: "
                "{after} a customer and year instead of {before}.",
                count=t.exact(ready.why["tried_count"]),
                after=t.decimal(ready.moves),
                before=t.decimal(found.base.moves),
            )
    return policy_choice.preset_word(t, ready.name)
