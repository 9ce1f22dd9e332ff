"""A published rule: one new rate for all borrowers of a tier or segment, never for one customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from analytics.scope import SEGMENT
from data.problems import Problem
from pages.parts import (
    cards,
    competitors_affected,
    competitors_choice,
    competitors_remembered,
    competitors_tables,
    lists,
    migration_choice,
    what_if_words,
)
from pages.parts import competitors_sentences as sentences
from pages.parts.text import sentence

if TYPE_CHECKING:
    from pages.parts.competitors_book import Book
    from pages.parts.competitors_own import Asked
    from pages.parts.shell import Page

RULES: Mapping[str, str] = {
    "tier": sentence("By tier"),
    SEGMENT: sentence("By segment"),
}


def show(page: Page, book: Book, offer: str, asked: Asked) -> None:
    """One published rate for whole parts, never for one customer."""
    t = page.t
    offered = {name: word for name, word in RULES.items() if name != SEGMENT or t.segments}
    by = competitors_choice.one_of(page, "rule", offered, "tier")
    cards.section(
        t("A published rule: one rate for everybody in a part"),
        t(
            "A rule holds for all borrowers of a tier or segment, whether a rival courts them or "
            "not. There is no price for a single customer."
        ),
    )
    asked_for = {
        "offer": offer,
        "by": by,
        "new_rate": asked.new_rate,
        "kept_without": asked.repricing.kept_without,
        "kept_with": asked.repricing.kept_with,
        "offers": book.offers,
    }
    try:
        frame = competitors_remembered.offer_repricing(page.engine, page.scope, **asked_for)
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    frame = frame.assign(pick=competitors_affected.picks(frame["part"]))
    names = {pick: competitors_affected.part_word(page, by, pick) for pick in frame["pick"]}
    chosen = _chosen(page, by, offered, names)
    shown = frame[frame["pick"].isin(chosen)]
    if shown.empty:
        cards.empty(t, t("No loans of this line above the new rate here."))
        return
    what_if_words.answer(sentences.rule_sentence(t, shown, names, asked.new_rate, len(names)))
    table = competitors_tables.repricing(t, shown, names)
    totals = ("customer_count", "balance", "exposed_balance", "saved", "given", "change")
    total = {name: float(table.rows[name].astype(float).sum()) for name in totals}
    lists.table(table.rows, table.columns, t, total=total)
    cards.actions(
        page, "offer_repricing", lambda: shown.drop(columns="pick"), question="offer-repricing"
    )


def _chosen(page: Page, by: str, offered: Mapping[str, str], names: Mapping[str, str]) -> list[str]:
    """Which parts the rule holds for: all, until some are chosen."""
    t, key = page.t, f"rule_parts_{by}"
    if len(offered) > 1:
        migration_choice.segments(page, "rule", offered, by, t("Rule"), clears=("parts",))
    asked = [part for part in (page.parameter("parts") or "").split(",") if part in names]
    st.session_state[key] = asked

    def choose() -> None:
        page.set_parameter("parts", ",".join(st.session_state[key]) or None)

    st.pills(
        t("The rule holds for (all, until some are chosen)"),
        list(names),
        selection_mode="multi",
        format_func=lambda part: names[part],
        key=key,
        on_change=choose,
    )
    return asked or list(names)
