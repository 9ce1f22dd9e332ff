"""A figure of the products page whose marks open their customers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.parts import (
    cards,
    figures_products,
    figures_segments,
    shell,
    what_if_words,
)
from pages.parts.figures_products import Bars, RowsView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.parts.figures_segments import Square, SquaresView
    from pages.parts.shell import Page
    from pages.parts.text import Text


def rows(page: Page, bars: Sequence[Bars], *, key: str, view: RowsView) -> None:
    """Rows of bars; where they have picks, a click writes one into the URL."""
    figure = figures_products.rows_figure(bars, page.t, page.theme, view=view)
    alt = marks_words(page.t, bars)
    pick = "pick" if any(each.pick for each in bars) else None
    cards.chart(figure, page, key=key, alt=alt, pick=pick, clears=("who",))


def squares(page: Page, marks: Sequence[Square], *, key: str, view: SquaresView) -> None:
    """A table of squares; a click writes one into the URL."""
    figure = figures_segments.squares_figure(marks, page.t, page.theme, view=view)
    alt = marks_words(page.t, marks)
    cards.chart(figure, page, key=key, alt=alt, pick="pick", clears=("who",))


def marks_words(t: Text, marks: Sequence[Bars | Square]) -> str:
    """What a figure shows, in words, for who cannot see it."""
    return t("; ").join(what_if_words.plain(each.hover.replace("<br>", ", ")) for each in marks)


def bars_view(choice_pick: str | None, **options: object) -> RowsView:
    """How rows are shown in this window."""
    return RowsView(picked=choice_pick, narrow=shell.is_narrow(), **options)  # type: ignore[arg-type]
