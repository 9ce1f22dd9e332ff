"""The customers of a segment, and those who bank like another tier: lists with their files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics import overview
from analytics.segment_lookalikes import segment_lookalikes_blocks
from analytics.segment_members import segment_customers_blocks
from data import identity
from data.problems import Problem
from pages.parts import cards, lists, segments_tables
from pages.parts import segments_remembered as questions
from pages.parts.migration_labels import level_word
from pages.parts.text import Text

if TYPE_CHECKING:
    from data.segmentation import Segmentation
    from pages.parts.segments_choice import Choice
    from pages.parts.segments_portraits import Described, Portrait
    from pages.parts.shell import Page

PAGE_SIZE = 10
DIRECTIONS = {"above": "up", "below": "down"}
EVERY_PAIR = ">"


def members(  # noqa: PLR0913 - a list with its ways out
    page: Page,
    choice: Choice,
    described: Described,
    portrait: Portrait,
    *,
    figure_key: str,
    summary: str,
    tier: str | None = None,
) -> None:
    """Who is in a segment, the largest contribution first; their number is that of the figure."""
    t = page.t
    asked: dict[str, object] = {
        "segmentation": described.segmentation,
        "segment": portrait.code,
        "tier": tier,
    }
    count = portrait.count
    cards.section(portrait.name, _members_note(t, described, portrait))
    _list(page, choice, asked, count, name="segment_customers", figure=figure_key, summary=summary)


def members_of_tier(
    page: Page, choice: Choice, described: Described, *, tier: str, segment: str, count: int
) -> None:
    """Who of a tier is in a segment."""
    asked: dict[str, object] = {
        "segmentation": described.segmentation,
        "segment": segment,
        "tier": tier,
    }
    _list(page, choice, asked, count, name="segment_tier_customers")


def _members_note(t: Text, described: Described, portrait: Portrait) -> str:
    facts = {"count": t.exact(portrait.count), "value": t.exact_money(portrait.value)}
    if described.measure == "contribution_ttm":
        return t(
            "{count} customers with {value} of contribution in 12 months, the largest first.",
            **facts,
        )
    return t("{count} customers with {value} of assets.", **facts)


def _list(  # noqa: PLR0913 - a list with its ways out
    page: Page,
    choice: Choice,
    asked: Mapping[str, object],
    count: int,
    *,
    name: str,
    figure: str = "",
    summary: str | None = None,
) -> None:
    t = page.t
    window = lists.paged(
        name, count, t, page_size=PAGE_SIZE, scope_key=(choice.scope, choice.text, *asked.values())
    )
    people = questions.customers(
        page.engine, choice.scope, limit=window.limit, offset=window.offset, **asked
    )
    shown = named(page, people)
    lists.table(shown, _member_columns(t, shown), t)

    def everyone() -> Iterator[pd.DataFrame]:
        blocks = segment_customers_blocks(page.engine, choice.scope, **asked)
        return (_member_file(t, block) for block in blocks)

    cards.actions(
        page,
        name,
        everyone,
        figure_key=figure or None,
        summary=summary,
        question="segment-customers",
        row_count=count,
    )


def named(page: Page, people: pd.DataFrame) -> pd.DataFrame:
    """The list with names: masked ones of customers, plain ones of managers."""
    managers = overview.names(page.engine, page.scope, "manager_id")
    names = identity.display_names(page.store, page.release, list(people["customer_id"]))
    return people.assign(
        name=people["customer_id"].map(names),
        manager=people["manager_id"].map(lambda key: managers.get(key, key)),
    )


def whose(t: Text, people: pd.DataFrame) -> list[lists.Column]:
    """Who and where; what nobody has is left out."""
    branch = "branch_name" if people["branch_name"].notna().any() else "branch_id"
    columns = [
        lists.Column(name="customer_id", kind="id"),
        lists.Column(name="name", kind="name", label=t("Name")),
        lists.Column(name=branch, label=t("Branch")),
        lists.Column(name="manager", label=t("Manager")),
    ]
    return [column for column in columns if people[column.name].notna().any()]


def _member_columns(t: Text, people: pd.DataFrame) -> list[lists.Column]:
    columns = [
        lists.Column(name="tier", kind="code"),
        *(
            lists.Column(name=amount, kind="money", label=t.column(amount))
            for amount in ("aum_mavg", "loan_mavg", "contribution_ttm")
        ),
    ]
    known = [column for column in columns if people[column.name].notna().any()]
    return [*whose(t, people), *known]


def _member_file(t: Text, people: pd.DataFrame) -> pd.DataFrame:
    """The list as it is downloaded: tiers in words, headings in `attrs`."""
    named_amounts = ("aum_mavg", "loan_mavg", "contribution_ttm")
    labels = {
        "customer_id": t.column("customer_id"),
        "branch_id": t.column("branch_id"),
        "branch_name": t("Branch"),
        "manager_id": t.column("manager_id"),
        "tier": t.column("tier"),
        **{amount: t.column(amount) for amount in named_amounts},
    }
    frame = people.assign(tier=[t.code("tier", tier) for tier in people["tier"]])[list(labels)]
    frame.attrs["labels"] = labels
    return frame


def pairs(page: Page, choice: Choice) -> pd.DataFrame:
    """Who banks like another tier, by tier and tier; empty where that cannot be said."""
    try:
        return questions.lookalike_pairs(page.engine, choice.scope, customer_type=choice.kind)
    except Problem:
        return pd.DataFrame(columns=["tier", "looks_like", "direction", "customer_count", "gap"])


def lookalikes(page: Page, choice: Choice, pairs: pd.DataFrame) -> None:
    """Who banks like a higher tier, or like a lower one; the most alike first."""
    t, direction = page.t, DIRECTIONS[choice.who]
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


def movers(
    page: Page,
    choice: Choice,
    segmentation: Segmentation,
    move: str,
    count: int,
    names: Mapping[str, str],
) -> None:
    """Who went from one segment to another between the two dates, the largest change first."""
    t = page.t
    was, now = move.split(EVERY_PAIR)
    cards.section(
        t(
            "{before} → {after}",
            before=segments_tables.side_word(t, was, names),
            after=segments_tables.side_word(t, now, names),
        ),
        t.many("{count} customer.", "{count} customers.", count),
    )
    asked = {"segmentation": segmentation, "move": move}
    window = lists.paged(
        "segment_movers", count, t, page_size=PAGE_SIZE, scope_key=(choice.scope, move)
    )
    people = questions.mover_customers(
        page.engine, choice.scope.pair, limit=window.limit, offset=window.offset, **asked
    )
    shown = named(page, people)
    columns = [
        *whose(t, shown),
        lists.Column(name="value_before", kind="money", label=t("Before")),
        lists.Column(name="value_after", kind="money", label=t("After")),
        lists.Column(name="change", kind="change", label=t("Change")),
    ]
    lists.table(shown, columns, t)
