"""Rows of the products page as bars: one or several per row, side by side or end to end. Pure.

Every row reports a click with its pick as customdata; the table of squares is figures_segments'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts import format as forms
from pages.parts.figures_scenarios import named_rows

if TYPE_CHECKING:
    from pages.parts.text import Text

ROW, ROW_NARROW, PAIR = 38, 52, 56
"""Pixels a row is high: with one bar, on a phone, with two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """One row. values: the length of each bar; text: what stands at its end, in plotly's markup.

    pick: what a click reports, "" for nothing.
    """

    name: str
    values: tuple[float, ...]
    texts: tuple[str, ...]
    hover: str
    pick: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsView:
    """How rows are shown. series: what each bar of a row is called; stacked: end to end."""

    series: tuple[str, ...] = ("",)
    stacked: bool = False
    picked: str | None = None
    narrow: bool = False
    last_stands_out: bool = False


def rows_figure(rows: Sequence[Bars], t: Text, theme: str, *, view: RowsView) -> go.Figure:
    """The rows from the top, each with its bars and what they say; clicks report picks."""
    colours = figures.tokens(theme, t)
    beside = len(view.series) > 1 and not view.stacked
    height = PAIR if beside else ROW_NARROW if view.narrow else ROW
    legend = len(view.series) > 1
    figure = figures.base(theme, t, height=height * max(len(rows), 1) + (50 if legend else 20))
    reach = _reach(rows, view)
    for place in range(len(view.series)):
        bars = _series(rows, place, colours, view)
        figure.add_trace(shades.steady(bars, colours.ink))
    figure.add_trace(_targets(rows, reach))
    named_rows(figure, [row.name for row in rows], colours, narrow=view.narrow)
    figure.update_xaxes(range=list(reach), zeroline=reach[0] < 0)
    figure.update_layout(
        shapes=shades.row_outline(
            [row.pick for row in rows], view.picked or None, reach, colours.accent
        ),
        barmode="stack" if view.stacked else "overlay",
        dragmode="pan",
        showlegend=legend,
        legend={"traceorder": "normal"},
        margin={"t": 34 if legend else 4},
    )
    return shades.without_empty_titles(figure)


def _known(value: float) -> float:
    return 0.0 if forms.is_missing(value) else float(value)


def _reach(rows: Sequence[Bars], view: RowsView) -> tuple[float, float]:
    """The axis: as long as the longest bar and what stands at its end."""
    width = (shades.NARROW if view.narrow else shades.WIDE) * 0.78
    longest, least = 0.0, 0.0
    room = 0.0
    for row in rows:
        known = [_known(value) for value in row.values]
        size = sum(known) if view.stacked else max(known, default=0.0)
        longest, least = max(longest, size), min(least, *known, 0.0)
        lines = [line for text in row.texts for line in text.split("<br>")]
        room = max(room, *(shades.text_width(line) for line in lines), 0.0)
    share = min(room / width, 0.6)
    top = (longest or 1.0) / (1 - share - 0.03)
    return (least * 1.2, top)


def _series(rows: Sequence[Bars], place: int, colours: figures.Tokens, view: RowsView) -> go.Bar:
    count = len(view.series)
    beside = count > 1 and not view.stacked
    shared = {"marker": {"color": _colour(rows, place, colours, view), "cornerradius": 2}}
    width = 0.34 if beside else 0.56
    offset = (-0.36, 0.02)[place] if beside else -0.28
    last = place == count - 1
    texts = [row.texts[place] if place < len(row.texts) else "" for row in rows]
    shown = texts if beside or last or not view.stacked else [""] * len(rows)
    return go.Bar(
        name=view.series[place],
        orientation="h",
        x=[_known(row.values[place]) for row in rows],
        y=list(range(len(rows))),
        width=width,
        offset=None if view.stacked else offset,
        text=shown,
        textposition="outside",
        textfont={"color": colours.ink, "size": 12},
        textangle=0,
        constraintext="none",
        cliponaxis=False,
        hoverinfo="skip",
        **shared,
    )


def _colour(
    rows: Sequence[Bars], place: int, colours: figures.Tokens, view: RowsView
) -> str | list[str]:
    if view.stacked:
        return (colours.tiers[1], colours.tiers[2], colours.caution)[place % 3]
    if len(view.series) > 1:
        return (colours.reference, colours.accent)[place]
    if view.last_stands_out:
        return [colours.reference] * (len(rows) - 1) + [colours.accent]
    return colours.accent


def _targets(rows: Sequence[Bars], reach: tuple[float, float]) -> go.Bar:
    """Invisible bars as long as the axis: small bars are as easy to hit as large ones."""
    bars = shades.row_targets({str(at): row.hover for at, row in enumerate(rows)}, reach)
    return bars.update(customdata=[row.pick for row in rows])
