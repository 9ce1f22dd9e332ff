"""One card per segment: whom it holds, what sets it apart, and what it lacks."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from pages.parts import cards
from pages.parts import segments_card_words as words
from pages.parts.definitions import facts_html

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.parts.segments_portraits import Described, Portrait
    from pages.parts.shell import Page
    from pages.parts.text import Text

ACROSS = 2
LOOKS = {"reliable": "clear", "fair": "", "unreliable": "look"}


def show(page: Page, described: Described, portraits: Sequence[Portrait]) -> None:
    """The cards, two side by side, the largest segment first."""
    t = page.t
    cards.section(
        t("The groups, and how to recognise them"),
        t("What is typical is the middle customer of the group, beside that of all others."),
    )
    st.html('<style>[class*="st-key-segment_card_"]{background:var(--tv-surface)}</style>')
    for start in range(0, len(portraits), ACROSS):
        row = portraits[start : start + ACROSS]
        for column, each in zip(st.columns(ACROSS), row, strict=False):
            with (
                column,
                st.container(border=True, height="stretch", key=f"segment_card_{each.code}"),
            ):
                st.html(card_html(t, each, described.measure))
    absent = words.missing_line(t, described.missing)
    if absent:
        st.html(f'<p class="tv-sub">{escape(absent)}</p>')


def card_html(t: Text, portrait: Portrait, measure: str) -> str:
    """A segment in words; lines the bank's data cannot fill are left out."""
    chip = escape(words.verdict_word(t, portrait.verdict))
    head = (
        f'<h3 class="tv-h2" style="margin-top:0">{escape(portrait.name)} '
        f'<span class="tv-verdict {LOOKS[portrait.verdict]}">{chip}</span></h3>'
        f'<p class="tv-sub">{escape(words.size_line(t, portrait, measure))}</p>'
    )
    traits = "".join(f"<li>{escape(words.trait_line(t, each))}</li>" for each in portrait.traits)
    lines = {
        t("By hand"): words.rule_text(t, portrait),
        t("To offer"): words.gap_line(t, portrait),
        t("Care"): words.care_line(t, portrait),
        t("Consent"): words.consent_line(t, portrait),
    }
    told = facts_html({label: line for label, line in lines.items() if line})
    points = f'<ul class="tv-points" style="padding-top:.35rem">{traits}</ul>'
    return f"{head}{points}{told}"
