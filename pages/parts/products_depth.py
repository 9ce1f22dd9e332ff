"""The second layer of the products page: what goes together, and how far. Drawn only when open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.parts import cards, products_choice, products_depth_people, products_depth_range

if TYPE_CHECKING:
    from collections.abc import Callable

    from pages.parts.products_choice import Choice
    from pages.parts.shell import Page


@st.fragment
def show(page: Page) -> None:
    """Everything behind the one switch, in tabs."""
    t = page.t
    if not cards.in_depth(page):
        return
    choice = products_choice.read(page)
    sections: dict[str, Callable[[Page, Choice], None]] = {
        t("What goes together"): products_depth_range.pairs,
        t("Width and concentration"): products_depth_range.width,
        t("Products held and leaving"): products_depth_people.attrition,
        t("Usual mix"): products_depth_people.allocation,
        t("Where a line may grow"): products_depth_range.stretch,
        t("Seven-day products"): products_depth_people.rollover,
        t("Maturing funds that stayed"): products_depth_people.retention,
        t("Proposals tried"): products_depth_range.rules,
    }
    cards.tabs(page, sections, choice, key="products_tabs")
