"""Who banks like another tier than the one they sit in: lists with similarity and value gap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.segment_lookalikes import segment_lookalikes_blocks
from data.problems import Problem
from pages.parts import cards, lists
from pages.parts import segments_remembered as questions
from pages.parts.migration_labels import level_word
from pages.parts.segments_people import EVERY_PAIR, PAGE_SIZE, named, whose

if TYPE_CHECKING:
    from pages.parts.segments_choice import Choice
    from pages.parts.shell import Page
    from pages.parts.text import Text

DIRECTIONS = {"above": "up", "below": "down"}


def pairs(page: Page, choice: Choice) -> pd.DataFrame:
    """Who banks like another tier, by tier and tier; no rows where that cannot be said.

    The list itself says why.
    """
    try:
        return questions.lookalike_pairs(page.engine, choice.scope, customer_type=choice.kind)
    except Problem:
        return pd.DataFrame(columns=["tier", "looks_like", "direction", "customer_count", "gap"])


def lookalikes(page: Page, choice: Choice) -> None:
    """Who banks like a higher tier, or like a lower one, or why nobody can say."""
    t, direction = page.t, DIRECTIONS[choice.who]
    try:
        pairs = questions.lookalike_pairs(page.engine, choice.scope, customer_type=choice.kind)
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    found = pairs[(pairs["direction"] == direction) & (pairs["customer_count"] > 0)]
    if found.empty:
        cards.empty(t, t("Nobody here banks like another tier."))
        return
    pair = _pair(page, choice, found)
    tier, looks_like = pair.split(EVERY_PAIR)
    chosen = found
    if pair != EVERY_PAIR:
        chosen = found[(found["tier"] == tier) & (found["looks_like"] == looks_like)]
    count, gap = int(chosen["customer_count"].sum()), float(chosen["gap"].sum())
    cards.section(pair_word(t, pair, direction), _pair_note(t, count, gap, direction))
    asked = {
        "customer_type": choice.kind,
        "direction": direction,
        "tier": tier,
        "looks_like": looks_like,
    }
    window = lists.paged(
        "lookalikes", count, t, page_size=PAGE_SIZE, scope_key=(choice.scope, direction, pair)
    )
    people = questions.lookalikes(
        page.engine, choice.scope, limit=window.limit, offset=window.offset, **asked
    )
    shown = _worded(t, named(page, people))
    lists.table(shown, _lookalike_columns(t, shown, direction), t)

    def everyone() -> Iterator[pd.DataFrame]:
        blocks = segment_lookalikes_blocks(page.engine, choice.scope, **asked)
        return (_lookalike_file(t, block, direction) for block in blocks)

    cards.actions(page, "lookalikes", everyone, question="segment-lookalikes", row_count=count)


def _pair(page: Page, choice: Choice, found: pd.DataFrame) -> str:
    """The pair of tiers shown, and the switch between them; all together first."""
    t, key = page.t, "choice_pair"
    offered = [f"{row.tier}>{row.looks_like}" for row in found.itertuples()]
    chosen = choice.pair if choice.pair in offered else EVERY_PAIR
    if len(offered) == 1:
        return offered[0]
    st.session_state[key] = chosen

    def choose() -> None:
        page.set_parameter("pair", st.session_state[key])

    st.pills(
        t("Tiers"),
        [EVERY_PAIR, *offered],
        format_func=lambda pair: _short_pair(t, pair),
        key=key,
        on_change=choose,
        label_visibility="collapsed",
        required=True,
        wrap=True,
    )
    return chosen


def _short_pair(t: Text, pair: str) -> str:
    """A pair of tiers on a switch: from where to what it looks like."""
    tier, looks_like = pair.split(EVERY_PAIR)
    if not tier:
        return t("All of them")
    return t(
        "{before} → {after}",
        before=level_word(t, "tier", tier),
        after=level_word(t, "tier", looks_like),
    )


def pair_word(t: Text, pair: str, direction: str) -> str:
    """A pair of tiers in words: looks like Affluent, still in Mass affluent."""
    tier, looks_like = pair.split(EVERY_PAIR)
    if not tier:
        return (
            t("All who bank like a higher tier")
            if direction == "up"
            else t("All who bank like a lower tier")
        )
    facts = {"tier": level_word(t, "tier", tier), "other": level_word(t, "tier", looks_like)}
    if direction == "up":
        return t("Look like {other}, still in {tier}", **facts)
    return t("Look like {other}, sit in {tier}", **facts)


def _pair_note(t: Text, count: int, gap: float, direction: str) -> str:
    facts = {"count": t.exact(count), "gap": t.money(gap)}
    if direction == "up":
        return t(
            "{count} customers, {gap} short of the higher line together; those furthest from the "
            "tier they resemble first. Only how they bank was looked at, not what they hold.",
            **facts,
        )
    return t(
        "{count} customers, {gap} above the lower tier together: what may leave first. Those "
        "furthest from the tier they resemble come first.",
        **facts,
    )


def _worded(t: Text, people: pd.DataFrame) -> pd.DataFrame:
    said = {True: t("yes"), False: t("no")}
    consents = people["consented"].astype(object)
    return people.assign(
        consent_word=[None if pd.isna(each) else said[bool(each)] for each in consents],
        like_word=[level_word(t, "tier", str(code)) for code in people["looks_like"]],
    )


def _gap_word(t: Text, direction: str) -> str:
    return t("Short of the line") if direction == "up" else t("Above the lower tier")


def _lookalike_columns(t: Text, people: pd.DataFrame, direction: str) -> list[lists.Column]:
    columns = [
        lists.Column(name="tier", kind="code"),
        lists.Column(name="like_word", label=t("Looks like")),
        lists.Column(name="similarity", kind="percent", decimals=0, label=t("Similarity")),
        lists.Column(name="amount", kind="money", label=t("Amount")),
        lists.Column(name="gap", kind="money", label=_gap_word(t, direction)),
        lists.Column(name="consent_word", label=t("Consent")),
    ]
    known = [column for column in columns if people[column.name].notna().any()]
    return [*whose(t, people), *known]


def _lookalike_file(t: Text, people: pd.DataFrame, direction: str) -> pd.DataFrame:
    labels = {
        "customer_id": t.column("customer_id"),
        "branch_id": t.column("branch_id"),
        "branch_name": t("Branch"),
        "manager_id": t.column("manager_id"),
        "tier": t.column("tier"),
        "like_word": t("Looks like"),
        "similarity": t("Similarity"),
        "amount": t("Amount"),
        "gap": _gap_word(t, direction),
        "consent_word": t("Consent"),
    }
    worded = _worded(t, people).assign(tier=[t.code("tier", tier) for tier in people["tier"]])
    frame = worded[list(labels)]
    frame.attrs["labels"] = labels
    return frame
