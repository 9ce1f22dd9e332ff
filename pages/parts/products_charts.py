"""A figure of the products page whose marks open their customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.parts import figures, figures_products, products_choice, shell
from pages.parts.figures_products import Bars, RowsView

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from pages.parts.shell import Page
    from pages.parts.text import Text


def rows(page: Page, bars: Sequence[Bars], *, key: str, view: RowsView) -> None:
    """Rows of bars; where they have picks, a click writes one into the URL."""
    figure = figures_products.rows_figure(bars, page.t, page.theme, view=view)
    clickable(page, figure, key=key, alt=rows_words(page.t, bars), picks=any(b.pick for b in bars))


def rows_words(t: Text, bars: Sequence[Bars]) -> str:
    """What the rows show, in words, for who cannot see them."""
    return t("; ").join(each.hover.replace("<br>", ", ").replace("<b>", "").replace("</b>", "")
                        for each in bars)  # fmt: skip


def clickable(page: Page, figure: go.Figure, *, key: str, alt: str, picks: bool = True) -> None:
    """Draws a figure; a click on a mark writes its pick into the URL and reruns."""
    config = figures.figure_config(page.t, select=picks)
    if not picks:
        st.plotly_chart(figure, key=key, theme=None, config=config, alt=alt)
        return
    st.plotly_chart(
        figure,
        key=key,
        theme=None,
        config=config,
        alt=alt,
        on_select=lambda: products_choice.picked(page, key),
        selection_mode=("points",),
    )


def bars_view(choice_pick: str | None, **options: object) -> RowsView:
    """How rows are shown in this window."""
    return RowsView(picked=choice_pick, narrow=shell.is_narrow(), **options)  # type: ignore[arg-type]
