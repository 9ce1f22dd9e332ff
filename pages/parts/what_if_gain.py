"""Ready question 3: who would bring so much more?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.goal_customers import Chances, Gains, Needed, needed, people_of
from analytics.retention_economics import SUCCESS_EXISTING
from analytics.scenario_model import MONEY
from data import identity
from pages.parts import cards, figures_ready, lists, migration_choice, what_if_levers
from pages.parts import what_if_words as words

if TYPE_CHECKING:
    from analytics.scope import Scope
    from pages.parts.shell import Page

OFFERED = ("aum_mavg", "deposit_mavg", "contribution_ttm")
STEPS = (1.0, 2.0, 5.0)
PAGE_SIZE = 10


def card(page: Page) -> None:
    """The question, its slider, the answer and the list.

    Raises:
        EmptyScope, NotProvided, NobodyToGain, NobodyAgreed.
    """
    t = page.t
    heading = st.container()
    measure = what_if_levers.one_of(page, "gain_of", MONEY, OFFERED[0])
    by = what_if_levers.one_of(page, "gain_by", what_if_levers.BY, "fewest")
    purpose = what_if_levers.one_of(page, "gain_for", what_if_levers.PURPOSES, "service")
    left, right = st.columns([5, 6], gap="large")
    with left:
        named = {each: what_if_levers.MEASURES[each] for each in OFFERED}
        migration_choice.segments(
            page, "gain_of", named, measure, t("More of"), clears=("gain", "names")
        )
        migration_choice.segments(page, "gain_by", what_if_levers.BY, by, t("Order"))
        migration_choice.segments(
            page, "gain_for", what_if_levers.PURPOSES, purpose, t("For what"), clears=("names",)
        )
        scope = replace(page.scope, purpose=purpose)
        chances = what_if_levers.chances_of(page.engine, page.scope)
        gains = what_if_levers.gains_of(page.engine, scope, measure=measure, by=by, chances=chances)
        amount = _slider(page, gains)
        with heading:
            cards.section(
                t(
                    "Who would bring {amount} more {measure}?",
                    amount=t.money(amount),
                    measure=t(what_if_levers.MEASURES[measure]),
                )
            )
        wanted = needed(gains, amount)
        sentence = words.gain_sentence(t, measure, amount, wanted, gains.most)
        words.answer(sentence)
        words.aside(words.chance_sentence(t, chances))
        _folklore(page, scope, gains, amount)
        words.names_button(page, "gain", t("Show who they are"))
    with right:
        figure = figures_ready.gains_figure(
            gains.gain, wanted.count, amount, t, page.theme, title=words.more_of(t, measure)
        )
        cards.chart(figure, page, key="gain_figure", alt=words.plain(sentence))
    if page.parameter("names") == "gain":
        _names(page, scope, gains, wanted)


def _slider(page: Page, gains: Gains) -> float:
    """The goal: one, two and five of every power of ten, up to the next above what is possible."""
    t, key = page.t, "what_if_gain_slider"
    every = [step * 10.0**power for power in range(3, 12) for step in STEPS]
    top = next((each for each in every if each > gains.most), every[-1])
    options = [each for each in every if top / 1e4 <= each <= top]
    usual = what_if_levers.USUAL_GOAL
    within = [each for each in options if each <= gains.most] or options[:1]
    usual = usual if usual in within else within[-1]
    asked = what_if_levers.number(page, "gain") or usual
    chosen = min(options, key=lambda each: abs(each - asked))
    st.session_state[key] = chosen

    def choose() -> None:
        value = st.session_state[key]
        page.set_parameter("gain", None if value == usual else f"{value:.0f}")

    st.select_slider(t("So much more"), options, format_func=t.money, key=key, on_change=choose)
    return chosen


def _folklore(page: Page, scope: Scope, gains: Gains, amount: float) -> None:
    """How many it would take at the success people tell each other."""
    if not gains.chances.success_measured:
        return
    told = Chances(success=SUCCESS_EXISTING, cost=gains.chances.cost)
    other = what_if_levers.gains_of(
        page.engine, scope, measure=gains.measure, by=gains.by, chances=told
    )
    words.aside(words.folklore_sentence(page.t, needed(other, amount), told.success))


def _names(page: Page, scope: Scope, gains: Gains, wanted: Needed) -> None:
    """The list, in its order, up to the customer who reaches the goal."""
    t = page.t
    window = lists.paged(
        "gain_names",
        wanted.count,
        t,
        page_size=PAGE_SIZE,
        scope_key=(gains.measure, gains.by, wanted.count, scope.purpose),
    )
    columns = _columns(page, gains)

    def found(limit: int, offset: int) -> pd.DataFrame:
        rows = min(limit, wanted.count - offset)
        return people_of(page.engine, scope, gains, limit=rows, offset=offset)

    shown = words.with_managers(page, found(window.limit, window.offset))
    names = identity.display_names(page.store, page.release, list(shown["customer_id"]))
    told = {True: t("yes"), False: t("no")}
    shown = shown.assign(name=shown["customer_id"].map(names), agreed=shown["has_agreed"].map(told))
    lists.table(shown, columns, t)
    if scope.purpose == "service":
        words.aside(
            t(
                "A list for service talks: ask what they need. Offers only to who has agreed to "
                "marketing."
            )
        )
    cards.actions(
        page,
        "gain_customers",
        lambda: words.in_blocks(t, found, wanted.count, _labels(page, gains)),
        figure_key="gain_figure",
        summary=words.plain(words.gain_sentence(t, gains.measure, wanted.gain, wanted, gains.most)),
        question="goal-customers",
        row_count=wanted.count,
    )


def _columns(page: Page, gains: Gains) -> list[lists.Column]:
    t = page.t
    return [
        lists.Column(name="rank", kind="count", label=t("No.")),
        lists.Column(name="customer_id", kind="id"),
        lists.Column(name="name", kind="name", label=t("Name")),
        lists.Column(name="branch_name", label=t("Branch")),
        lists.Column(name="manager", label=t("Manager")),
        lists.Column(name="tier", kind="code", label=t("Tier now")),
        lists.Column(name="activity", kind="code"),
        lists.Column(name="amount", kind="money", label=t.column(gains.measure)),
        lists.Column(name="upper", kind="money", label=t("Best quarter of like ones from")),
        lists.Column(name="gain", kind="money", label=t("Expected gain")),
        lists.Column(name="gain_total", kind="money", label=t("Together so far")),
        lists.Column(name="agreed", label=t("Agreed to marketing")),
    ]


def _labels(page: Page, gains: Gains) -> dict[str, str]:
    """Headings of the file, which has all numbers of the list."""
    t = page.t
    return {column.name: column.label for column in _columns(page, gains) if column.label} | {
        "has_agreed": t("Agreed to marketing"),
        "gap": t("Gap to them"),
        "chance": t("Chance of success"),
        "cost": t("Cost of the contact"),
        "cost_per_unit": t("Cost for each unit of gain"),
        "cost_total": t("Cost so far"),
    }
