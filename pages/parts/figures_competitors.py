"""Offers as figures: what each really costs, and where the affected customers are. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from pages.parts import competitors_words as words
from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts.figures_scenarios import named_rows

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.text import Text

MOST_ROWS = 15
BETWEEN = "|"
"""Stands between an offer and its way of repaying in what a click reports."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsView:
    """How rows are shown. names: what a click reports -> label, from the top; picked: outlined."""

    names: Mapping[str, str]
    picked: str | None = None
    narrow: bool = False


def compare_figure(frame: pd.DataFrame, t: Text, theme: str, *, view: RowsView) -> go.Figure:
    """What each loan offer really costs a year, and a diamond at what it advertises.

    `frame`: rows of `loan_compare` that count, with `pick`; ours in the accent colour.
    """
    colours = figures.tokens(theme, t)
    rows = frame.set_index("pick").loc[list(view.names)]
    most = float(rows[["apr", "headline_rate"]].to_numpy().max(initial=0.01))
    reach = (0.0, most * (1.35 if view.narrow else 1.14))
    figure = figures.base(theme, t, height=70 + 44 * len(rows))
    places = list(range(len(rows)))
    for is_ours, name, colour in (
        (False, t("Theirs: real cost a year"), colours.reference),
        (True, t("Ours: real cost a year"), colours.accent),
    ):
        mine = [place for place, own in enumerate(rows["is_ours"]) if bool(own) is is_ours]
        if mine:
            bars = go.Bar(
                name=name,
                orientation="h",
                x=rows["apr"].iloc[mine].to_numpy(float),
                y=mine,
                width=0.52,
                marker={"color": colour, "cornerradius": 2},
                text=[f"\u2002<b>{words.rate(t, each)}</b>" for each in rows["apr"].iloc[mine]],
                textposition="outside",
                textfont={"color": colours.ink, "size": 12},
                cliponaxis=False,
                hoverinfo="skip",
            )
            figure.add_trace(shades.steady(bars, colours.ink))
    figure.add_trace(_advertised(rows, places, colours, t))
    hovers = {
        str(pick): _cost_hover(row, view.names[str(pick)], t) for pick, row in rows.iterrows()
    }
    figure.add_trace(shades.row_targets(hovers, reach))
    return _as_rows(figure, view, reach, colours)


def _advertised(
    rows: pd.DataFrame, places: Sequence[int], colours: figures.Tokens, t: Text
) -> go.Scatter:
    return go.Scatter(
        name=t("As advertised"),
        x=rows["headline_rate"].to_numpy(float),
        y=list(places),
        mode="markers",
        marker={
            "symbol": "diamond",
            "size": 10,
            "color": colours.surface,
            "line": {"color": colours.ink, "width": 1.5},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        hoverinfo="skip",
    )


def _cost_hover(row: pd.Series, name: str, t: Text) -> str:
    return "<br>".join(
        [
            f"<b>{name}</b>",
            t(
                "Annualised rate {apr} (simple), {ear} (compound)",
                apr=words.rate(t, row["apr"]),
                ear=words.rate(t, row["ear"]),
            ),
            t("Advertised: {rate} a year", rate=words.rate(t, row["headline_rate"])),
            t("Total interest: {amount}", amount=t.exact_money(row["total_interest"])),
        ]
    )


def affected_figure(frame: pd.DataFrame, t: Text, theme: str, *, view: RowsView) -> go.Figure:
    """Margin at risk by part, surely and possibly affected apart; clicks report parts.

    `frame`: `offer_exposure_by` with `pick`.
    """
    colours = figures.tokens(theme, t)
    rows = frame.set_index("pick").loc[list(view.names)]
    parts = rows[["sure_margin", "possible_margin"]].astype(float)
    totals = parts.clip(lower=0).sum(axis=1)
    most, least = float(totals.max() or 1.0), float(parts.clip(upper=0).sum(axis=1).min())
    reach = (min(least * 1.2, 0.0), max(most, 1.0) * (1.5 if view.narrow else 1.16))
    figure = figures.base(theme, t, height=64 + 36 * len(rows))
    for column, name, colour in (
        ("sure_margin", t("Surely affected"), colours.accent),
        ("possible_margin", t("Possibly affected"), shades.faded(colours.accent, 0.35)),
    ):
        bars = go.Bar(
            name=name,
            orientation="h",
            x=parts[column].to_numpy(),
            y=list(range(len(rows))),
            width=0.6,
            marker={"color": colour, "cornerradius": 2},
            hoverinfo="skip",
        )
        figure.add_trace(shades.steady(bars, colours.ink))
    figure.add_trace(
        go.Scatter(
            x=totals.to_numpy(),
            y=list(range(len(rows))),
            mode="text",
            text=[f" {t.money(value)}" for value in rows["margin_at_risk"].astype(float)],
            textposition="middle right",
            textfont={"color": colours.ink, "size": 12},
            cliponaxis=False,
            hoverinfo="skip",
            showlegend=False,
        )
    )
    hovers = {
        str(pick): _affected_hover(row, view.names[str(pick)], t) for pick, row in rows.iterrows()
    }
    figure.add_trace(shades.row_targets(hovers, reach))
    return _as_rows(figure, view, reach, colours, barmode="relative")


def _affected_hover(row: pd.Series, name: str, t: Text) -> str:
    return "<br>".join(
        [
            f"<b>{name}</b>",
            t(
                "Surely affected: {count}, {balance}",
                count=t.exact(row["sure_count"]),
                balance=t.exact_money(row["sure_balance"]),
            ),
            t(
                "Possibly affected: {count}, {balance}",
                count=t.exact(row["possible_count"]),
                balance=t.exact_money(row["possible_balance"]),
            ),
            t("Margin at risk: {amount} a year", amount=t.exact_money(row["margin_at_risk"])),
        ]
    )


def _as_rows(
    figure: go.Figure,
    view: RowsView,
    reach: tuple[float, float],
    colours: figures.Tokens,
    *,
    barmode: str = "overlay",
) -> go.Figure:
    named_rows(figure, list(view.names.values()), colours, narrow=view.narrow)
    figure.update_xaxes(range=list(reach))
    figure.update_layout(
        shapes=shades.row_outline(list(view.names), view.picked, reach, colours.accent),
        barmode=barmode,
        dragmode="pan",
        legend={"traceorder": "normal"},
        margin={"t": 34},
    )
    return shades.without_empty_titles(figure)
