"""Before any condition: three examples to start from; and which condition leaves nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from analytics.conditions import Condition, Group, Population
from pages.parts import cards, condition_state, what_if_choice
from pages.parts.condition_words import condition_word, group_word
from pages.parts.text import sentence

if TYPE_CHECKING:
    from pages.parts.condition_state import Slot
    from pages.parts.shell import Page
    from pages.parts.what_if_choice import Choice

MOST_COUNTED = 12
EXAMPLES: Mapping[str, tuple[str, Group]] = {
    "quiet": (
        sentence("High tier, gone quiet"),
        Group(
            (
                Condition.of("tier", "one_of", ["affluent", "vip", "priority", "strategic"]),
                Condition.of("activity", "none_of", ["active"]),
            )
        ),
    ),
    "savers": (
        sentence("Large assets, no loan"),
        Group(
            (
                Condition.of("aum_mavg", "at_least", [300_000]),
                Condition.of("loan_mavg", "at_most", [0]),
            )
        ),
    ),
    "losses": (
        sentence("Cost more than they bring"),
        Group((Condition.of("contribution_ttm", "below", [0]),)),
    ),
    "one_product": (
        sentence("One product only"),
        Group((Condition.of("product_cnt", "equal", [1]),)),
    ),
    "small": (
        sentence("Assets below ¥1,000"),
        Group((Condition.of("aum_mavg", "below", [1_000]),)),
    ),
}
OFFERED, LEAST = 3, 10
"""Examples shown, and how many customers one must mean."""


def chips(page: Page, slot: Slot) -> None:
    """The first three examples that mean somebody here, each with how many; one click fills in."""
    t = page.t
    wanted = [
        Population(name=name, version=0, group=group) for name, (_, group) in EXAMPLES.items()
    ]
    rows = what_if_choice.counts(page, wanted)
    found = [row for row in rows if row["customer_count"] >= LEAST]
    if not found:
        return
    st.html(f'<span class="tv-sub">{t("Or start from an example:")}</span>')
    with st.container(horizontal=True, gap="small", key=f"examples_{slot}"):
        for row in found[:OFFERED]:
            label, group = EXAMPLES[str(row["population"])]
            st.button(
                t("{name} · {count}", name=t(label), count=t.exact(row["customer_count"])),
                key=f"example_{slot}_{row['population']}",
                on_click=condition_state.put,
                args=(page, slot, group),
            )


def emptied(page: Page, choice: Choice) -> None:
    """How many each condition of A means alone, where together they mean nobody."""
    t, group = page.t, choice.a.group
    if len(group.members) < 2:
        return
    members = group.members[:MOST_COUNTED]
    alone = [
        Population(name=str(place), version=0, group=Group((member,)))
        for place, member in enumerate(members)
    ]
    rows = what_if_choice.counts(page, alone)
    named = choice.labels.named
    said = [
        group_word(t, member, named)
        if isinstance(member, Group)
        else condition_word(t, member, named)
        for member in members
    ]
    cards.section(t("Each condition alone"))
    cards.bullets(
        [
            t(
                "{condition}: {count} customers",
                condition=words,
                count=t.exact(row["customer_count"]),
            )
            for words, row in zip(said, rows, strict=True)
        ]
    )
