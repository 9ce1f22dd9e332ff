"""Rates as figures: match-or-let-go on one axis, and a ladder of deposit rates by term. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from pages.parts import competitors_words as words
from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts import format as forms
from pages.parts.competitors_tables import term_word
from pages.parts.figures_scenarios import named_rows

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A rate on the ruler: what it is called, and whether it stands out."""

    name: str
    rate: float
    strong: bool = False


def ruler_figure(  # noqa: PLR0913 - the marks and the three zones
    marks: Sequence[Mark],
    zero: float,
    edge: float,
    ours: float,
    t: Text,
    theme: str,
    *,
    narrow: bool = False,
) -> go.Figure:
    """Rates on one axis, with the zones where a loan loses money, letting go is better, and
    matching pays. zero, edge, ours: zero-margin, match-or-let-go and present rate, fractions.
    """
    colours = figures.tokens(theme, t)
    values = [mark.rate for mark in marks]
    low, high = min(values), max(values)
    room = (high - low or 0.01) * 0.18
    reach = (low - room, high + room * (2.2 if narrow else 1.4))
    figure = figures.base(theme, t, height=96 + 40 * len(marks))
    zones = (
        (reach[0], zero, colours.loss, t("A loan loses money")),
        (max(zero, reach[0]), edge, colours.reference, t("Letting go is better")),
        (edge, ours, colours.gain, t("Matching pays")),
    )
    for start, end, colour, name in zones:
        figure.add_trace(_zone_key(name, shades.faded(colour, 0.35)))
        if end > start:
            figure.add_shape(_zone(start, min(end, reach[1]), shades.faded(colour, 0.16)))
    figure.add_trace(_ruler_dots(marks, colours, t))
    named_rows(figure, [mark.name for mark in marks], colours, narrow=narrow)
    figure.update_xaxes(range=list(reach), tickformat=".1%", showticklabels=True, zeroline=False)
    figure.update_layout(legend={"traceorder": "normal"}, margin={"t": 50 if narrow else 34})
    return shades.without_empty_titles(figure)


def _zone(start: float, end: float, colour: str) -> dict[str, object]:
    return {
        "x0": start,
        "x1": end,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "fillcolor": colour,
        "line": {"width": 0},
        "layer": "below",
    }


def _zone_key(name: str, colour: str) -> go.Scatter:
    """An entry of the legend alone."""
    return go.Scatter(
        name=name,
        x=[None],
        y=[None],
        mode="markers",
        marker={"symbol": "square", "size": 11, "color": colour},
        hoverinfo="skip",
    )


def _ruler_dots(marks: Sequence[Mark], colours: figures.Tokens, t: Text) -> go.Scatter:
    return go.Scatter(
        x=[mark.rate for mark in marks],
        y=list(range(len(marks))),
        mode="markers+text",
        text=[f"<b>{words.rate(t, mark.rate)}</b>" for mark in marks],
        textposition="middle right",
        textfont={"color": colours.ink, "size": 12},
        cliponaxis=False,
        marker={
            "size": [14 if mark.strong else 10 for mark in marks],
            "color": [colours.accent if mark.strong else colours.ink for mark in marks],
        },
        hovertext=[f"<b>{mark.name}</b><br>{words.rate(t, mark.rate)}" for mark in marks],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def ladder_figure(
    frame: pd.DataFrame, t: Text, theme: str, *, ceiling: float = 0.0, narrow: bool = False
) -> go.Figure:
    """Our deposit rates beside the best of theirs, term by term. `frame`: `deposit_rate_ladder`."""
    colours = figures.tokens(theme, t)
    figure = figures.base(theme, t, height=300)
    labels = [term_word(t, term) for term in frame["term_months"]]
    for column, name, colour, where in (
        ("theirs", t("Theirs, the best offer"), colours.reference, "top center"),
        ("ours", t("Ours"), colours.accent, "bottom center"),
    ):
        line = _ladder_line(frame[column].astype(float), labels, name, t)
        figure.add_trace(
            line.update(
                mode="lines+markers" if narrow else "lines+markers+text",
                line={"color": colour, "width": 2},
                marker={"size": 10, "color": colour},
                textposition=where,
                textfont={"color": colours.ink, "size": 12},
            )
        )
    known = [*frame["ours"].dropna().astype(float), *frame["theirs"].dropna().astype(float)]
    values = [*known, *([ceiling] if ceiling else [])] or [0.01]
    span = (max(values) - min(values)) or max(values) or 0.01
    figure.update_xaxes(
        tickvals=list(range(len(frame))),
        ticktext=labels,
        range=[-0.5, len(frame) - 0.5],
        fixedrange=True,
        zeroline=False,
    )
    figure.update_yaxes(
        range=[max(min(values) - span * 0.35, 0), max(values) + span * 0.35],
        tickformat=".2%",
        fixedrange=True,
        zeroline=False,
    )
    if ceiling:
        figure.add_hline(
            y=ceiling,
            line={"color": colours.caution, "width": 1.5, "dash": "dash"},
            annotation={
                "text": t("Ceiling {rate}", rate=words.rate(t, ceiling)),
                "font": {"color": colours.caution, "size": 12},
            },
            annotation_position="top right",
        )
    figure.update_layout(margin={"t": 40})
    return shades.without_empty_titles(figure)


def _ladder_line(rates: pd.Series, labels: Sequence[str], name: str, t: Text) -> go.Scatter:
    return go.Scatter(
        name=name,
        x=list(range(len(rates))),
        y=rates.to_numpy(),
        connectgaps=False,
        text=["" if forms.is_missing(each) else words.rate(t, each) for each in rates],
        cliponaxis=False,
        hovertext=[
            f"<b>{name} · {label}</b><br>{words.rate(t, each)}"
            for label, each in zip(labels, rates, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
