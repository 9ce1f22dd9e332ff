"""Ready question 1: what if a tier began at another amount?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from analytics.line_customers import line_customers
from analytics.policy_draft import Draft
from analytics.problems import EmptyScope
from data import identity
from pages.parts import (
    cards,
    figures_ready,
    lists,
    migration_choice,
    shell,
    what_if_levers,
)
from pages.parts import what_if_words as words
from pages.parts.migration_labels import level_word
from pages.parts.policy_text import draft_text, line_word

if TYPE_CHECKING:
    from pages.parts.shell import Page

ROUND = (1.0, 1.2, 1.5, 1.8, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0)
"""The amounts a line is tried at: these times a power of ten."""

FURTHEST = 4.0
"""How far the slider goes: as a part and as a multiple of the present line."""

PAGE_SIZE = 10


def card(page: Page) -> None:
    """The question, its slider, the answer and who would move.

    Raises:
        EmptyScope, NotProvided, LadderWithoutFloor.
    """
    t = page.t
    base = _rules(page)
    place = _tier(page, base)
    level, now = base.levels[place].code, base.levels[place].bound
    tier = level_word(t, "tier", level)
    cards.section(t("What if a tier began at another amount?"))
    amounts = what_if_levers.amounts_of(page.engine, page.scope, draft=base)
    if not len(amounts):
        raise EmptyScope(date=page.scope.at.isoformat())
    left, right = st.columns([5, 6], gap="large")
    with left:
        if len(base.levels) > 2:
            named = {each.code: level_word(t, "tier", each.code) for each in base.levels[1:]}
            migration_choice.segments(
                page, "line_of", named, level, t("Tier"), clears=("line", "names")
            )
        tried = _slider(page, base, place)
        counts = [int(len(amounts) - np.searchsorted(amounts, each)) for each in (now, tried)]
        words.answer(words.line_sentence(t, tier, now, tried, counts))
        words.aside(
            t(
                "On the amounts of {date}, before protection months: the policy page counts them.",
                date=t.date(page.scope.at),
            )
        )
        if tried != now:
            draft = base.with_lines(
                [tried if at == place else each.bound for at, each in enumerate(base.levels)][1:]
            )
            with st.container(horizontal=True, vertical_alignment="center", key="line_ways"):
                words.names_button(page, "line", t("Who would move"))
                shell.next_page(
                    page, "policy", t("Try it on the policy page"), draft=draft_text(draft, base)
                )
    with right:
        figure = figures_ready.line_figure(
            amounts, now, tried, t, page.theme, title=t.column(base.metric)
        )
        cards.chart(
            figure,
            page,
            key="line_figure",
            alt=words.plain(words.line_sentence(t, tier, now, tried, counts)),
        )
    if tried != now and page.parameter("names") == "line":
        _names(page, base, min(now, tried), max(now, tried), abs(counts[1] - counts[0]))


def _rules(page: Page) -> Draft:
    """The rules in force of the type most customers of the scope are of."""
    policy = what_if_levers.policy_of(page.engine, page.scope)
    asked = dict(page.scope.where).get("customer_type")
    kinds = [kind for kind in migration_choice.KINDS if asked is None or kind in asked]
    return Draft.of(policy, kinds[0] if kinds else "personal", page.scope.at)


def _tier(page: Page, base: Draft) -> int:
    """The tier whose line is tried: the one asked for, else the last but one."""
    usual = base.codes[max(len(base.codes) - 2, 1)]
    return base.codes.index(what_if_levers.one_of(page, "line_of", base.codes[1:], usual))


def _slider(page: Page, base: Draft, place: int) -> float:
    """The line tried, between the lines of the tiers below and above."""
    t, now = page.t, base.levels[place].bound
    below = max(base.levels[place - 1].bound, 0.0)
    above = base.levels[place + 1].bound if place + 1 < len(base.levels) else np.inf
    every = {each * 10.0**power for power in range(12) for each in ROUND} | {now}
    options = sorted(
        each for each in every if below < each < above and now / FURTHEST <= each <= now * FURTHEST
    )
    asked = what_if_levers.number(page, "line")
    chosen = min(options, key=lambda each: abs(each - asked)) if asked else now
    key = "what_if_line_slider"
    st.session_state[key] = chosen

    def choose() -> None:
        value = st.session_state[key]
        page.set_parameter("line", None if value == now else f"{value:g}")

    st.select_slider(
        t("{tier} begins at", tier=level_word(t, "tier", base.levels[place].code)),
        options,
        format_func=lambda value: line_word(t, value),
        key=key,
        on_change=choose,
    )
    return chosen


def _names(page: Page, base: Draft, low: float, high: float, count: int) -> None:
    """Who has an amount between the two lines, the largest first."""
    t = page.t
    if not count:
        cards.empty(t, t("Nobody has an amount between the two lines."))
        return
    scope_key = (low, high, base.customer_type)
    window = lists.paged("line_names", count, t, page_size=PAGE_SIZE, scope_key=scope_key)

    def found(limit: int, offset: int) -> pd.DataFrame:
        return line_customers(
            page.engine,
            page.scope,
            value_low=low,
            value_high=high,
            measure=base.metric,
            customer_type=base.customer_type,
            limit=limit,
            offset=offset,
        )

    shown = words.with_managers(page, found(window.limit, window.offset))
    names = identity.display_names(page.store, page.release, list(shown["customer_id"]))
    columns = [
        lists.Column(name="customer_id", kind="id"),
        lists.Column(name="name", kind="name", label=t("Name")),
        lists.Column(name="branch_name", label=t("Branch")),
        lists.Column(name="manager", label=t("Manager")),
        lists.Column(name="tier", kind="code", label=t("Tier now")),
        lists.Column(name="amount", kind="money", label=t.column(base.metric)),
    ]
    lists.table(shown.assign(name=shown["customer_id"].map(names)), columns, t)
    cards.actions(
        page,
        "line_customers",
        lambda: words.in_blocks(
            t, found, count, {"tier": t("Tier now"), "amount": t.column(base.metric)}
        ),
        row_count=count,
    )
