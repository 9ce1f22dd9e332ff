"""The figures of the ready what-if questions: lines, keeping more, gains of a list. Pure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts.figures_scenarios import ScenarioView, named_rows, tier_word
from pages.parts.text import Text

MOST_POINTS = 200


def line_figure(
    amounts: np.ndarray, now: float, tried: float, t: Text, theme: str, *, title: str
) -> go.Figure:
    """How many customers have at least so much, the present line and the tried one marked.

    amounts: sorted, lowest first; drawn from a third of the lower line to three times the upper.
    """
    colours = figures.tokens(theme, t)
    low, high = min(now, tried) / 3, max(now, tried) * 3
    x = np.geomspace(low, high, MOST_POINTS)
    counts = _at_least(amounts, x)
    figure = figures.base(theme, t, height=250, x_title=title, y_title=t("Customers"))
    figure.add_trace(
        go.Scatter(
            x=x,
            y=counts,
            mode="lines",
            line={"color": colours.reference, "width": 2},
            hovertext=[
                t(
                    "{count} customers have {amount} or more",
                    count=t.exact(int(count)),
                    amount=t.money(amount),
                )
                for amount, count in zip(x, counts, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
    )
    now_count, tried_count = (int(count) for count in _at_least(amounts, np.array([now, tried])))
    figure.add_trace(_mark(now, now_count, t, t("Now"), colours.muted, colours.surface))
    if tried != now:
        name = t("What-if")
        figure.add_trace(_mark(tried, tried_count, t, name, colours.accent, colours.accent))
    ticks = sorted({float(f"{tick:.2g}") for tick in (low * 3 / 2, now, high / 2)})
    figure.update_xaxes(
        type="log",
        tickvals=ticks,
        ticktext=[t.money(tick) for tick in ticks],
        fixedrange=True,
    )
    figure.update_yaxes(rangemode="tozero", fixedrange=True, nticks=4)
    return figure


def _at_least(amounts: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """How many of the sorted amounts are at or above each line."""
    return len(amounts) - np.searchsorted(amounts, lines)


def _mark(value: float, count: int, t: Text, name: str, colour: str, fill: str) -> go.Scatter:
    return go.Scatter(
        x=[value],
        y=[count],
        mode="markers+text",
        text=[f"<b>{name}</b> {t.exact(count)}"],
        textposition="top right",
        cliponaxis=False,
        textfont={"color": colour, "size": 12},
        marker={"color": fill, "size": 11, "line": {"color": colour, "width": 2}},
        hoverinfo="skip",
        showlegend=False,
    )


def keep_figure(frame: pd.DataFrame, t: Text, theme: str, *, view: ScenarioView) -> go.Figure:
    """What keeping more is worth over the lifetime of the customers, tier by tier.

    `frame` has customer_type, level and added (lifetime value).
    """
    colours = figures.tokens(theme, t)
    rows = frame.to_dict("records")
    names = [tier_word(t, r["customer_type"], r["level"], several=view.several) for r in rows]
    figure = figures.base(theme, t, height=34 * len(rows) + 24)
    figure.add_trace(
        go.Bar(
            orientation="h",
            x=frame["added"],
            y=list(range(len(rows))),
            width=0.56,
            marker={
                "color": [colours.gain if r["added"] >= 0 else colours.loss for r in rows],
                "cornerradius": 2,
            },
            text=[shades.signed_money(t, r["added"]) for r in rows],
            textposition="outside",
            cliponaxis=False,
            textfont={"color": colours.ink, "size": 12},
            hovertext=[
                f"<b>{name}</b><br>{t.signed(t.exact_money(r['added']))}"
                for r, name in zip(rows, names, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    named_rows(figure, names, colours, narrow=view.narrow)
    high = float(max(frame["added"].max(), 0)) or 1.0
    low = float(min(frame["added"].min(), 0))
    figure.update_xaxes(range=[low * 1.4, high * (1.5 if view.narrow else 1.3)])
    figure.update_layout(showlegend=False)
    return shades.without_empty_titles(figure)


def gains_figure(
    gain: np.ndarray, count: int, amount: float, t: Text, theme: str, *, title: str
) -> go.Figure:
    """What the first 1, 2, … customers of a list are expected to bring, and the goal.

    gain: running sums. count: how many the goal needs.
    """
    colours = figures.tokens(theme, t)
    last = min(max(int(count * 1.6), 10), len(gain))
    places = np.unique(np.linspace(1, last, MOST_POINTS).astype(int))
    x, y = np.concatenate([[0], places]), np.concatenate([[0.0], gain[places - 1]])
    figure = figures.base(theme, t, height=250, x_title=t("Customers of the list"), y_title=title)
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y,
            mode="lines",
            line={"color": colours.accent, "width": 2.5},
            hovertext=[
                t("{count} customers: {amount}", count=t.exact(int(n)), amount=t.money(float(v)))
                for n, v in zip(x, y, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
    )
    reached = float(gain[count - 1])
    figure.add_trace(
        go.Scatter(
            x=[count],
            y=[min(reached, amount) if reached >= amount else reached],
            mode="markers+text",
            text=[f"<b>{t.exact(count)}</b>"],
            textposition="bottom right",
            cliponaxis=False,
            textfont={"color": colours.accent, "size": 13},
            marker={"color": colours.accent, "size": 11},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    figure.add_hline(y=amount, line={"color": colours.reference, "width": 1, "dash": "dot"})
    top = max(float(y.max()), amount) * 1.12
    ticks = [tick for tick in (0.0, amount / 2, amount) if tick <= top]
    figure.update_yaxes(
        range=[0, top], tickvals=ticks, ticktext=[t.money(each) for each in ticks], fixedrange=True
    )
    figure.update_xaxes(range=[0, last * 1.12], fixedrange=True, nticks=5)
    return figure
