"""How amounts are spread in two populations, as bars beside each other. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts.figures_populations import PairView, part_colours
from pages.parts.population_words import edge_word, range_word

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.population_words import Row
    from pages.parts.text import Text


def distribution_figure(
    bars: pd.DataFrame, t: Text, theme: str, *, view: PairView, unit: str
) -> go.Figure:
    """What share of each population falls into each bar; the base lies behind.

    `bars` of `population_distribution`: part, low, high (null: open), customer_count,
    customer_share. unit: that of the amounts, as COLUMNS says it.
    """
    colours = figures.tokens(theme, t)
    first = bars[bars["part"] == bars["part"].iloc[0]].reset_index(drop=True)
    figure = figures.base(theme, t, height=340, y_title=t("Share of the customers"))
    drawn = [part for part in view.parts if (bars["part"] == part).any()]
    thin = 0.8 / max(len(drawn) - 1, 1)
    for rank, part in enumerate(drawn):
        rows = bars[bars["part"] == part]
        place = (-0.48, 0.96) if rank == 0 else (0.4 - rank * thin, thin)
        figure.add_trace(_bars(rows, part, place, view, drawing=(t, colours, unit)))
    known = first["low"].notna()
    step = max(1, -(-int(known.sum()) // (5 if view.narrow else 14)))
    ticks = list(first.index[known])[::step]
    figure.update_xaxes(
        tickvals=[float(place) - 0.5 for place in ticks],
        ticktext=[edge_word(t, float(first["low"][place]), unit) for place in ticks],
        range=[-0.6, len(first) - 0.4],
        tickangle=0,
        fixedrange=True,
    )
    figure.update_yaxes(tickformat=".0%", rangemode="tozero", fixedrange=True)
    figure.update_layout(
        barmode="overlay",
        hovermode="closest",
        legend={"traceorder": "reversed", "itemclick": False, "itemdoubleclick": False},
        margin={"t": 40},
    )
    return shades.without_empty_titles(figure)


def _bars(
    rows: pd.DataFrame,
    part: str,
    place: tuple[float, float],
    view: PairView,
    *,
    drawing: tuple[Text, figures.Tokens, str],
) -> go.Bar:
    """One part's bars from `place`: where they begin beside their number, and how wide they are."""
    t, colours, unit = drawing
    colour = part_colours(view, colours)[part]
    base = part == view.parts[0]
    return go.Bar(
        name=view.word(t, part),
        x=list(range(len(rows))),
        y=rows["customer_share"].to_numpy(dtype=float),
        offset=place[0],
        width=place[1],
        marker={
            "color": shades.faded(colour, 0.45) if base else colour,
            "cornerradius": 2,
        },
        hovertext=[_bar_hover(row, part, t, view, unit) for row in rows.to_dict("records")],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _bar_hover(row: Row, part: str, t: Text, view: PairView, unit: str) -> str:
    return "<br>".join(
        [
            f"<b>{view.word(t, part)}</b>",
            range_word(t, row["low"], row["high"], unit),
            t(
                "{share} of {count} customers",
                share=t.percent(row["customer_share"]),
                count=t.exact(round(row["customer_count"] / row["customer_share"]))
                if row["customer_share"]
                else t.exact(0),
            ),
        ]
    )
