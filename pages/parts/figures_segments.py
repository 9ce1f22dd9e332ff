"""Segments as figures: their share of customers beside that of value, their profile, their map.

Pure. Every row and cell reports a click with a pick as customdata, which heat maps would not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts import format as forms

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.text import Text

SYMBOLS = ("circle", "square", "diamond", "triangle-up", "cross")
SIDE = 0.94
"""Of a cell, which is 1 wide and 1 high with its share of the gaps."""
PALEST, DARKEST = 0.06, 0.55


@dataclass(frozen=True, slots=True, kw_only=True)
class SharesView:
    """How the shares are shown. names: code -> what a segment is called, in the order of the rows.

    measure: what the value is called. picked: the code to outline.
    """

    names: Mapping[str, str]
    measure: str
    picked: str | None = None
    narrow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """One cell of a table of squares: where it stands, what it says, and how strong it is.

    strength: −1 to 1, the sign chooses the hue. pick: what a click reports, "" for nothing.
    """

    row: int
    column: int
    text: str
    hover: str
    strength: float = 0.0
    pick: str = ""


def shares_figure(segments: pd.DataFrame, t: Text, theme: str, *, view: SharesView) -> go.Figure:
    """Each segment's share of customers beside its share of value; clicks report codes.

    `segments` has code, customer_count, customer_share, value, value_share (shares null when the
    total is not above zero). `theme` is `light` or `dark`.
    """
    colours = figures.tokens(theme, t)
    rows = segments.set_index("code").reindex(list(view.names))
    shares = rows[["customer_share", "value_share"]].astype(float).fillna(0.0)
    most, least = float(shares.to_numpy().max(initial=0.05)), float(shares.to_numpy().min())
    reach = (min(least * 1.5, 0.0), most * (1.3 if view.narrow else 1.12))
    figure = figures.base(theme, t, height=64 + 62 * len(rows))
    for column, name, offset, colour in (
        ("customer_share", t("Share of customers"), -0.36, colours.reference),
        ("value_share", t("Share of {measure}", measure=view.measure), 0.02, colours.accent),
    ):
        bars = go.Bar(
            name=name,
            orientation="h",
            x=shares[column].to_numpy(),
            y=list(range(len(rows))),
            width=0.34,
            offset=offset,
            text=[t.percent(share) for share in rows[column]],
            textposition="outside",
            textfont={"color": colours.ink, "size": 12},
            cliponaxis=False,
            hoverinfo="skip",
            marker={"color": colour, "cornerradius": 2},
        )
        figure.add_trace(shades.steady(bars, colours.ink))
    hovers = {
        code: _share_hover(row, view.names[code], view.measure, t) for code, row in rows.iterrows()
    }
    figure.add_trace(shades.row_targets(hovers, reach))
    _share_axes(figure, list(view.names.values()), reach, colours, narrow=view.narrow)
    figure.update_layout(
        shapes=shades.row_outline(list(view.names), view.picked, reach, colours.accent),
        barmode="overlay",
        hovermode="closest",
        dragmode="pan",
        legend={"traceorder": "normal"},
        margin={"t": 34},
    )
    return shades.without_empty_titles(figure)


def _share_hover(row: pd.Series, name: str, measure: str, t: Text) -> str:
    return "<br>".join(
        [
            f"<b>{name}</b>",
            t(
                "Customers: {count} ({share})",
                count=t.exact(row["customer_count"]),
                share=t.percent(row["customer_share"]),
            ),
            t(
                "{measure}: {value} ({share})",
                measure=measure,
                value=t.exact_money(row["value"]),
                share=t.percent(row["value_share"]),
            ),
        ]
    )


def _share_axes(
    figure: go.Figure,
    names: Sequence[str],
    reach: tuple[float, float],
    colours: figures.Tokens,
    *,
    narrow: bool,
) -> None:
    figure.update_xaxes(
        range=list(reach), showticklabels=False, fixedrange=True, zeroline=reach[0] < 0
    )
    figure.update_yaxes(
        range=[len(names) - 0.5, -0.5],
        tickvals=list(range(len(names))),
        ticktext=[shades.wrapped(name) for name in names] if narrow else list(names),
        ticklabelstandoff=6,
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        tickfont={"color": colours.ink},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SquaresView:
    """The frame of a table of squares. rows, columns: their names from the top and the left."""

    rows: Sequence[str]
    columns: Sequence[str]
    picked: str | None = None
    narrow: bool = False
    row_title: str = ""
    column_title: str = ""


def squares_figure(
    squares: Sequence[Square], t: Text, theme: str, *, view: SquaresView
) -> go.Figure:
    """A table of squares shaded by strength, each with its number; clicks report picks."""
    colours = figures.tokens(theme, t)
    height = (40 if view.narrow else 46) * len(view.rows) + (120 if view.narrow else 96)
    figure = figures.base(theme, t, height=height)
    bars = go.Bar(
        x=[each.column for each in squares],
        y=[SIDE] * len(squares),
        base=[each.row - SIDE / 2 for each in squares],
        width=SIDE,
        customdata=[each.pick for each in squares],
        text=[each.text for each in squares],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        insidetextfont={"color": colours.ink, "size": 10 if view.narrow else 12},
        marker={
            "color": [_fill(each, colours) for each in squares],
            "cornerradius": 3,
            "line": {"width": 0},
        },
        hovertext=[each.hover for each in squares],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.add_trace(shades.steady(bars, colours.ink))
    _square_axes(figure, view, colours)
    outlined = next((each for each in squares if each.pick and each.pick == view.picked), None)
    if outlined:
        figure.add_shape(
            x0=outlined.column - 0.5,
            x1=outlined.column + 0.5,
            y0=outlined.row - 0.5,
            y1=outlined.row + 0.5,
            line={"color": colours.accent, "width": 2.5},
        )
    figure.update_layout(
        showlegend=False,
        bargap=0,
        hovermode="closest",
        dragmode="pan",
        margin={"l": 4, "r": 6, "t": 4, "b": 6},
    )
    return shades.without_empty_titles(figure)


def _fill(square: Square, colours: figures.Tokens) -> str:
    if forms.is_missing(square.strength):
        return shades.faded(colours.reference, 0.05)
    hue = colours.accent if square.strength >= 0 else colours.caution
    strength = min(abs(square.strength), 1.0)
    return shades.faded(hue, PALEST + (DARKEST - PALEST) * strength)


def _square_axes(figure: go.Figure, view: SquaresView, colours: figures.Tokens) -> None:
    shared = {
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "showline": False,
        "tickfont": {"color": colours.ink, "size": 11 if view.narrow else 12},
    }
    figure.update_xaxes(
        tickvals=list(range(len(view.columns))),
        ticktext=[shades.wrapped(name) for name in view.columns],
        range=[-0.5, len(view.columns) - 0.5],
        side="top",
        tickangle=-60 if view.narrow and len(view.columns) > 4 else 0,
        title_text=view.column_title,
        **shared,
    )
    figure.update_yaxes(
        tickvals=list(range(len(view.rows))),
        ticktext=[shades.wrapped(name) for name in view.rows] if view.narrow else list(view.rows),
        range=[len(view.rows) - 0.5, -0.5],
        ticklabelstandoff=6,
        title_text="" if view.narrow else view.row_title,
        **shared,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MapView:
    """How the map is shown. names: code -> what a segment is called. axes: both ends in words."""

    names: Mapping[str, str]
    axes: tuple[str, str] = ("", "")
    narrow: bool = False


def map_figure(points: pd.DataFrame, t: Text, theme: str, *, view: MapView) -> go.Figure:
    """Customers as points, near when alike, in the colour and sign of their segment; bounded.

    `points` has x, y, code, of which at most figures.MAX_POINTS are drawn.
    """
    colours = figures.tokens(theme, t)
    figure = figures.base(
        theme,
        t,
        height=420 if view.narrow else 480,
        x_title=view.axes[0],
        y_title=view.axes[1],
    )
    drawn = points.head(figures.MAX_POINTS)
    for place, (code, name) in enumerate(view.names.items()):
        part = drawn[drawn["code"] == code]
        figure.add_trace(
            go.Scatter(
                name=name,
                x=part["x"].to_numpy(),
                y=part["y"].to_numpy(),
                mode="markers",
                marker={
                    "size": 5,
                    "opacity": 0.55,
                    "color": colours.series[place % len(colours.series)],
                    "symbol": SYMBOLS[place % len(SYMBOLS)],
                },
                hovertemplate=f"{name}<extra></extra>",
            )
        )
    figure.update_xaxes(showticklabels=False, zeroline=True, fixedrange=True)
    figure.update_yaxes(showticklabels=False, zeroline=True, showgrid=False, fixedrange=True)
    figure.update_layout(hovermode="closest", margin={"t": 60 if view.narrow else 34})
    return figure
