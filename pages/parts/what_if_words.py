"""What the ready questions answer, in sentences, and the small pieces they share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics import overview
from analytics.engine import MAX_ANSWER_ROWS
from pages.parts.cards import strong
from pages.parts.figures_scenarios import tier_word
from pages.parts.migration_labels import level_word
from pages.parts.policy_text import line_word
from pages.parts.what_if_levers import MEASURES

if TYPE_CHECKING:
    from analytics.goal_customers import Chances, Needed
    from analytics.scenario_base import Base
    from pages.parts.shell import Page
    from pages.parts.text import Text

TAG = re.compile("<[^>]*>")
IN_TEN = 0.1


def answer(sentence: str) -> None:
    """The answer of a card. Bold parts come from `cards.strong`, nothing else."""
    safe = escape(sentence, quote=False)
    safe = safe.replace("&lt;b&gt;", "<b>").replace("&lt;/b&gt;", "</b>").replace("&amp;", "&")
    st.html(f'<p class="tv-headline" style="font-size:1.05rem">{safe}</p>')


def aside(sentence: str) -> None:
    """What the answer rests on, muted."""
    if sentence:
        st.html(f'<p class="tv-sub">{escape(sentence)}</p>')


def plain(sentence: str) -> str:
    """A sentence without its marks, for the alternative text of a figure and for pasting."""
    return TAG.sub("", sentence)


def names_button(page: Page, card: str, label: str) -> None:
    """Opens and closes a card's list; kept in the link."""
    is_open = page.parameter("names") == card

    def toggle() -> None:
        page.set_parameter("names", None if is_open else card)

    st.button(page.t("Hide the list") if is_open else label, key=f"names_{card}", on_click=toggle)


def line_sentence(t: Text, tier: str, now: float, tried: float, counts: Sequence[int]) -> str:
    """How many reach the tier at the line tried instead of the present one."""
    was, would = counts
    if now == tried:
        return t(
            "{count} customers have {line} or more, where {tier} begins. Move the line.",
            count=strong(t.exact(was)),
            line=line_word(t, now),
            tier=tier,
        )
    facts = {
        "line": strong(line_word(t, tried)),
        "now": line_word(t, now),
        "tier": tier,
        "count": strong(t.exact(would)),
        "difference": t.exact(abs(would - was)),
    }
    if would > was:
        return t(
            "From {line} instead of {now}, {count} customers would reach {tier}: {difference} "
            "more.",
            **facts,
        )
    return t(
        "From {line} instead of {now}, {count} customers would reach {tier}: {difference} fewer.",
        **facts,
    )


def keep_sentence(t: Text, share: float, yearly: float, lifetime: float) -> str:
    """What keeping a share of the otherwise lost brings."""
    return t(
        "Keeping {share} of the customers we would lose brings {yearly} in the coming 12 months "
        "and, if we go on so, {lifetime} over the years they stay.",
        share=t.percent(share, decimals=0),
        yearly=strong(t.money(yearly)),
        lifetime=strong(t.money(lifetime)),
    )


def lost_sentence(t: Text, base: Base) -> str:
    """How many leave at the rates of the past year."""
    count = expected = 0.0
    for block in base.blocks:
        if block.moves is not None:
            yearly = 1 - (1 - block.moves.lost) ** block.moves.periods
            count += block.valid.count.sum()
            expected += float((block.valid.count * yearly).sum())
    return t(
        "At the rates of the past year, {lost} of {count} valid customers leave in 12 months.",
        lost=t.exact(round(expected)),
        count=t.exact(round(count)),
    )


def worth_sentence(t: Text, added: pd.DataFrame) -> str:
    """What may be spent to keep one customer, in the tiers where it is most and least."""
    paying = added[added["margin"] > 0].sort_values("base_value")
    if paying.empty:
        return ""
    low, high = paying.iloc[0], paying.iloc[-1]
    return t(
        "An action that keeps one in ten more may cost up to {low} a customer ({lowest}), up to "
        "{high} ({highest}): a tenth of what each is worth.",
        low=t.money(IN_TEN * low["base_value"]),
        lowest=_tier(t, low, added),
        high=t.money(IN_TEN * high["base_value"]),
        highest=_tier(t, high, added),
    )


def _tier(t: Text, row: pd.Series, added: pd.DataFrame) -> str:
    several = len(set(added["customer_type"])) > 1
    return tier_word(t, row["customer_type"], row["level"], several=several)


def costly_sentence(t: Text, added: pd.DataFrame) -> str:
    """Which tiers cost money, so that keeping them is no advice."""
    costly = added.loc[added["margin"] <= 0, "level"]
    return t(
        "Left out: {tiers}. These customers cost more than they bring; look at prices and costs "
        "first.",
        tiers=", ".join(level_word(t, "tier", level) for level in dict.fromkeys(costly)),
    )


def more_of(t: Text, measure: str) -> str:
    """The heading of an axis: what there would be more of."""
    return t("Expected: more {measure}", measure=t(MEASURES[measure]))


def gain_sentence(t: Text, measure: str, amount: float, wanted: Needed, most: float) -> str:
    """How many customers a goal needs, what it costs, or that it is out of reach."""
    facts = {
        "amount": strong(t.money(amount)),
        "measure": t(MEASURES[measure]),
        "count": strong(t.exact(wanted.count)),
        "cost": t.money(wanted.cost),
    }
    if wanted.reachable:
        return t(
            "{amount} more {measure}: {count} customers are enough, if contacts succeed as "
            "often as supposed. Contacts cost {cost}.",
            **facts,
        )
    return t(
        "{amount} more {measure} is out of reach: all {count} customers with room for more bring "
        "{most} together.",
        most=strong(t.money(most)),
        **facts,
    )


def chance_sentence(t: Text, chances: Chances) -> str:
    """Where the success and the cost of a contact come from."""
    facts = {
        "success": t.percent(chances.success),
        "cost": t.money(chances.cost),
    }
    if chances.success_measured and chances.cost_measured:
        return t(
            "Measured in our campaigns: {success} of contacts sell what would not be sold without "
            "them, at {cost} a contact.",
            **facts,
        )
    if chances.success_measured:
        return t(
            "Measured in our campaigns: {success} of contacts succeed. Supposed: {cost} a contact.",
            **facts,
        )
    return t(
        "Not measured here. Supposed by rule of thumb: {success} of contacts succeed, at {cost} "
        "a contact.",
        **facts,
    )


def folklore_sentence(t: Text, wanted: Needed, success: float) -> str:
    """How many it would take by the rule of thumb, which evidence disputes."""
    if not wanted.reachable:
        return ""
    return t(
        "By the rule of thumb that {success} succeed, {count} would do; the evidence for it is "
        "disputed.",
        success=t.percent(success, decimals=0),
        count=t.exact(wanted.count),
    )


def with_managers(page: Page, found: pd.DataFrame) -> pd.DataFrame:
    """The list with the managers' names, and ids where a branch has no name."""
    managers = overview.names(page.engine, page.scope, "manager_id")
    return found.assign(
        manager=found["manager_id"].map(lambda key: managers.get(key, key)),
        branch_name=found["branch_name"].fillna(found["branch_id"]),
    )


CODES = ("customer_type", "tier", "activity")


def in_blocks(
    t: Text,
    found: Callable[[int, int], pd.DataFrame],
    count: int,
    labels: Mapping[str, str],
) -> Iterator[pd.DataFrame]:
    """A whole list for a file, without names of customers; codes in words."""
    for start in range(0, count, MAX_ANSWER_ROWS):
        block = found(min(MAX_ANSWER_ROWS, count - start), start).drop(columns="customer_key")
        for name in set(CODES) & set(block.columns):
            block[name] = [t.code(name, value) for value in block[name]]
        if "has_agreed" in block:
            block["has_agreed"] = block["has_agreed"].map({True: t("yes"), False: t("no")})
        block.attrs["labels"] = labels
        yield block
