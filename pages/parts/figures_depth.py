"""Figures in depth: two curves, one per part, what made a share change, its history. Pure."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from pages.parts import figures
from pages.parts import figures_lines as lines
from pages.parts.text import Text

PANELS = 6


def overlay_figure(
    now: pd.DataFrame, before: pd.DataFrame, t: Text, theme: str, *, names: tuple[str, str]
) -> go.Figure:
    """Two curves on one pair of axes: `names` are what to call now and before."""
    colours = figures.tokens(theme, t)
    figure = figures.base(theme, t, height=340, x_title=t("Customers, best first"))
    figure.add_trace(lines.equal_line(colours))
    top = 1.0
    for frame, name, colour, dash in (
        (before, names[1], colours.muted, "dash"),
        (now, names[0], colours.accent, "solid"),
    ):
        points = lines.with_origin(lines.thinned(frame, steps=90))
        top = max(top, float(points["value_share"].max()))
        line = lines.line(points, colour, width=2.0, dash=dash)
        line.update(name=name, showlegend=True, hoverinfo="all")
        line.update(
            customdata=points[["customer_count", "value"]].to_numpy(dtype=float),
            hovertemplate=lines.hover(t).replace("<extra></extra>", f"<extra>{name}</extra>"),
        )
        figure.add_trace(line)
    lines.share_axes(figure, top + 0.04)
    figure.update_layout(hovermode="closest")
    return figure


def panels_figure(
    curves: pd.DataFrame, whole: pd.DataFrame, t: Text, theme: str, *, labels: dict[object, str]
) -> go.Figure:
    """One small panel per group, its curve over the whole scope's, titled by its own label.

    Args:
        curves: `group` and the curve's columns, for at most six groups in the order to show.
        whole: the curve of everybody in the scope, drawn behind each.
        t: sentences and numbers.
        theme: `light` or `dark`.
        labels: group -> title of its panel.
    """
    colours = figures.tokens(theme, t)
    groups = list(labels)[:PANELS]
    rows = max(1, -(-len(groups) // 2))
    figure = make_subplots(
        rows=rows,
        cols=2,
        shared_xaxes=True,
        shared_yaxes=True,
        horizontal_spacing=0.06,
        vertical_spacing=0.26 / rows,
        subplot_titles=[labels[group] for group in groups],
    )
    behind = lines.with_origin(lines.thinned(whole, steps=40))
    top = max(1.0, float(curves["value_share"].max()), float(behind["value_share"].max()))
    for at, group in enumerate(groups):
        place = {"row": at // 2 + 1, "col": at % 2 + 1}
        points = lines.with_origin(lines.thinned(curves[curves["group"] == group], steps=40))
        figure.add_trace(lines.line(behind, colours.reference, width=1.2, dash="dash"), **place)
        line = lines.line(points, colours.accent, width=2.2)
        line.update(
            hoverinfo="all",
            customdata=points[["customer_count", "value"]].to_numpy(dtype=float),
            hovertemplate=lines.hover(t),
        )
        figure.add_trace(line, **place)
    figure.update_layout(
        template=figures.template(theme, t), height=60 + 165 * rows, margin={"t": 30}
    )
    figure.update_annotations(font={"size": 12, "color": colours.ink})
    figure.update_xaxes(range=[0, 1], tickformat=".0%", dtick=0.5, fixedrange=True)
    figure.update_yaxes(range=[0, top + 0.03], tickformat=".0%", dtick=0.5, fixedrange=True)
    return figure


def decomposition_figure(
    parts: pd.DataFrame, t: Text, theme: str, *, labels: dict[str, str]
) -> go.Figure:
    """Bars in percentage points: what made the top-20 % share change, signs stated.

    `parts` has part and change (difference of shares); `labels` names the parts.
    """
    colours = figures.tokens(theme, t)
    change = parts["change"].to_numpy(dtype=float)
    figure = figures.base(theme, t, height=60 + 46 * len(parts))
    figure.add_trace(
        go.Bar(
            x=change,
            y=[
                f"{labels[part]}<br><b>{t.points(value, decimals=2)}</b>"
                for part, value in zip(parts["part"], change, strict=True)
            ],
            orientation="h",
            width=0.62,
            marker={"color": [colours.accent if up else colours.reference for up in change >= 0]},
            hoverinfo="skip",
        )
    )
    reach = max(float(np.abs(change).max(initial=0.0)), 1e-4) * 1.08
    low = -reach if (change < 0).any() else -0.02 * reach
    high = reach if (change > 0).any() else 0.02 * reach
    figure.update_xaxes(range=[low, high], showticklabels=False, fixedrange=True, zeroline=True)
    figure.update_yaxes(
        autorange="reversed", showgrid=False, fixedrange=True, tickfont={"color": colours.ink}
    )
    return figure


def trend_figure(trend: pd.DataFrame, t: Text, theme: str, *, at: object) -> go.Figure:
    """The top-20 % share over all snapshots of the grain; the date on the page stands out."""
    colours = figures.tokens(theme, t)
    share = trend["top20_share"].to_numpy(dtype=float)
    days = pd.to_datetime(trend["snapshot_date"])
    here = (days == pd.Timestamp(at)).to_numpy()  # type: ignore[arg-type]
    figure = figures.base(theme, t, height=240, y_title=t("Share of the best 20 %"))
    figure.add_trace(
        go.Scatter(
            x=days,
            y=share,
            mode="lines+markers",
            line={"color": colours.accent, "width": 2},
            marker={
                "size": np.where(here, 11, 5).tolist(),
                "opacity": 1,
                "color": colours.accent,
                "line": {"color": colours.surface, "width": 1},
            },
            customdata=[
                [t.date(day.date()), t.percent(value, decimals=2)]
                for day, value in zip(days, share, strict=True)
            ],
            hovertemplate="%{customdata[0]} <b>%{customdata[1]}</b><extra></extra>",
            showlegend=False,
        )
    )
    known = share[~np.isnan(share)]
    middle = float(known.mean()) if len(known) else 0.5
    reach = max(float(np.abs(known - middle).max(initial=0.0)) * 1.25, 0.01)
    step = max(1, -(-len(days) // 5))
    shown = list(days)[::-1][::step][::-1]
    figure.update_xaxes(
        tickvals=shown,
        ticktext=[day.strftime("%Y-%m") for day in shown],
        tickangle=0,
        fixedrange=True,
    )
    figure.update_yaxes(
        range=[middle - reach, middle + reach], tickformat=".1%", nticks=5, fixedrange=True
    )
    return figure
