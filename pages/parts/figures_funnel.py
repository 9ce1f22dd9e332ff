"""Branches or managers beside what chance allows: the funnel plot. Pure.

A parts frame has part, label, n, count, rate, expected_rate (from the part's own tier mix), ratio
(rate / expected_rate) and verdict (high, low, usual, few). A limits frame is a grid: n, low95,
high95, low998, high998 around `mean`. Shares 0–1.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts.figures_contribution import round_ticks, spread
from pages.parts.migration_labels import rate_word
from pages.parts.text import Text

HEIGHT, HEIGHT_NARROW = 380, 340
AROUND = 68.0
"""Pixels of the height that axes take."""

NAMED = 8
"""So many parts outside the limits are named; the rest speak on hover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelView:
    """How the funnel is shown.

    rate: which rate. mean: of the whole scope, what limits and points are around. good: +1 where
    more is gain, −1 where it is loss. picked: a part to outline.
    """

    rate: str
    mean: float
    good: int = 1
    picked: str | None = None
    narrow: bool = False


def funnel_figure(
    parts: pd.DataFrame, limits: pd.DataFrame, t: Text, theme: str, *, view: FunnelView
) -> go.Figure:
    """Each part's rate by its size, corrected for its mix of levels; a click reports its part."""
    colours = figures.tokens(theme, t)
    height = HEIGHT_NARROW if view.narrow else HEIGHT
    title = t("{rate}, corrected for the mix of levels", rate=rate_word(t, view.rate))
    figure = figures.base(theme, t, height=height, x_title=t("Opening customers"), y_title=title)
    points = parts.assign(
        y=parts["ratio"].astype(float) * view.mean, picked=parts["part"].astype(str) == view.picked
    )
    grid = limits.sort_values("n")
    for wide, alpha in (("998", 0.10), ("95", 0.14)):
        figure.add_trace(_area(grid, wide, shades.faded(colours.reference, alpha)))
    for wide, dash in (("998", "solid"), ("95", "dot")):
        figure.add_trace(_limit_lines(grid, wide, dash, colours))
    figure.add_hline(y=view.mean, line={"color": colours.reference, "width": 1})
    figure.add_trace(_points(points, t, colours, view))
    reach = _axes(figure, points, grid, t, view)
    figure.update_layout(
        annotations=[
            *_names(points, reach, height - AROUND, colours, view),
            *_limit_names(grid, reach, height - AROUND, t, colours, view),
        ],
        showlegend=False,
        hovermode="closest",
        hoverdistance=30,
        dragmode="pan",
        margin={"l": 6, "r": 52, "t": 12, "b": 8},
    )
    return figure


def _area(grid: pd.DataFrame, wide: str, fill: str) -> go.Scatter:
    return go.Scatter(
        x=[*grid["n"], *grid["n"][::-1]],
        y=[*grid[f"high{wide}"], *grid[f"low{wide}"][::-1]],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=fill,
        hoverinfo="skip",
    )


def _limit_lines(grid: pd.DataFrame, wide: str, dash: str, colours: figures.Tokens) -> go.Scatter:
    return go.Scatter(
        x=[*grid["n"], None, *grid["n"]],
        y=[*grid[f"high{wide}"], None, *grid[f"low{wide}"]],
        mode="lines",
        line={"color": colours.reference, "width": 1, "dash": dash},
        hoverinfo="skip",
    )


def _colour(verdict: str, colours: figures.Tokens, view: FunnelView) -> str:
    if verdict in ("high", "low"):
        return colours.gain if (verdict == "high") == (view.good > 0) else colours.loss
    return colours.muted


def _points(points: pd.DataFrame, t: Text, colours: figures.Tokens, view: FunnelView) -> go.Scatter:
    hues = [_colour(verdict, colours, view) for verdict in points["verdict"]]
    few = (points["verdict"] == "few").to_numpy()
    outside = points["verdict"].isin(["high", "low"]).to_numpy()
    return go.Scatter(
        x=points["n"].to_numpy(dtype=float),
        y=points["y"].to_numpy(dtype=float),
        mode="markers",
        customdata=[str(part) for part in points["part"]],
        marker={
            "size": np.where(points["picked"], 15, np.where(outside, 11, 9)).tolist(),
            "symbol": ["circle-open" if each else "circle" for each in few],
            "color": [
                colours.reference if each else hue for hue, each in zip(hues, few, strict=True)
            ],
            "opacity": 1,
            "line": {
                "color": [
                    colours.accent
                    if row.picked
                    else colours.reference
                    if hollow
                    else colours.surface
                    for row, hollow in zip(points.itertuples(), few, strict=True)
                ],
                "width": np.where(points["picked"], 3, np.where(few, 1.5, 1)).tolist(),
            },
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        hovertext=[_hover(row, t, view) for row in points.to_dict("records")],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _hover(row: dict[str, object], t: Text, view: FunnelView) -> str:
    words = {
        "high": t("higher than chance explains"),
        "low": t("lower than chance explains"),
        "usual": t("within chance"),
        "few": t("too few to compare"),
    }
    rate, expected = (float(row[name]) for name in ("rate", "expected_rate"))  # type: ignore[arg-type]
    return "<br>".join(
        [
            f"<b>{row['label']}</b>",
            f"{rate_word(t, view.rate)} <b>{t.percent(rate, decimals=2)}</b>",
            t(
                "{count} of {n} customers",
                count=t.exact(row["count"]),  # type: ignore[arg-type]
                n=t.exact(row["n"]),  # type: ignore[arg-type]
            ),
            t("expected with its mix of levels: {rate}", rate=t.percent(expected, decimals=2)),
            words[str(row["verdict"])],
        ]
    )


def _axes(
    figure: go.Figure, points: pd.DataFrame, grid: pd.DataFrame, t: Text, view: FunnelView
) -> tuple[float, float, float, float]:
    """Sets both axes; returns their ends, n as its logarithm."""
    sizes = np.concatenate([points["n"].to_numpy(float), grid["n"].to_numpy(float)])
    sizes = sizes[sizes > 0]
    left, right = np.log10(sizes.min(initial=1e9)) - 0.04, np.log10(sizes.max(initial=1.0)) + 0.06
    # limits of a handful of customers reach far beyond any point and would flatten the rest
    judged = points.loc[points["verdict"] != "few", "n"]
    near = grid[grid["n"] >= judged.min()] if len(judged) else grid[:0]
    tops = [points["y"].max(), near["high998"].max() if len(near) else 0.0, view.mean * 1.5]
    top = float(np.nanmax(tops)) * 1.12
    ticks = [
        power * factor
        for power in (10.0**exponent for exponent in range(7))
        for factor in ((1, 3) if view.narrow else (1, 2, 5))
        if left <= np.log10(power * factor) <= right
    ]
    figure.update_xaxes(
        type="log",
        range=[left, right],
        tickvals=ticks,
        ticktext=[t.number(tick) for tick in ticks],
        fixedrange=True,
    )
    shares = round_ticks(0.0, top, 5)
    decimals = 0 if all(abs(share * 100 - round(share * 100)) < 1e-9 for share in shares) else 1
    figure.update_yaxes(
        range=[0.0, top],
        tickvals=shares,
        ticktext=[t.percent(share, decimals=decimals) for share in shares],
        fixedrange=True,
    )
    return float(left), float(right), 0.0, top


def _names(
    points: pd.DataFrame,
    reach: tuple[float, float, float, float],
    height: float,
    colours: figures.Tokens,
    view: FunnelView,
) -> list[dict[str, object]]:
    """Names of the parts outside the limits, the furthest first, and of the picked one."""
    wanted = points[points["verdict"].isin(["high", "low"]) | points["picked"]]
    far = (wanted["y"] - view.mean).abs().where(~wanted["picked"], np.inf)
    wanted = wanted.loc[far.sort_values(ascending=False).index[:NAMED]]
    size = (shades.NARROW - 90 if view.narrow else shades.WIDE - 120, height)
    places = shades.label_places(_spots(wanted, reach, size), size)
    leader = {
        "showarrow": True,
        "arrowhead": 0,
        "arrowwidth": 1,
        "arrowcolor": colours.reference,
        "standoff": 6,
    }
    outside = wanted["verdict"].isin(["high", "low"])
    hues = [
        _colour(verdict, colours, view) if out else colours.ink
        for verdict, out in zip(wanted["verdict"], outside, strict=True)
    ]
    return [
        {
            "x": float(np.log10(row.n)),
            "y": float(row.y),
            "text": str(row.label),
            "ax": across,
            "ay": down,
            "font": {"size": 12, "color": hue},
        }
        | leader
        for row, hue, (across, down) in zip(wanted.itertuples(), hues, places, strict=True)
    ]


def _spots(
    wanted: pd.DataFrame, reach: tuple[float, float, float, float], size: tuple[float, float]
) -> list[shades.Spot]:
    """Where the parts to be named stand in the plot, in pixels."""
    left, right, bottom, top = reach
    return [
        shades.Spot(
            x=(float(np.log10(row.n)) - left) / (right - left) * size[0],
            y=(top - float(row.y)) / (top - bottom) * size[1],
            width=shades.text_width(str(row.label)) + 8,
        )
        for row in wanted.itertuples()
    ]


def _limit_names(
    grid: pd.DataFrame,
    reach: tuple[float, float, float, float],
    height: float,
    t: Text,
    colours: figures.Tokens,
    view: FunnelView,
) -> list[dict[str, object]]:
    """What the curves are, at their right ends; the mean among them."""
    last = grid.iloc[-1]
    told = sorted(
        [
            (view.mean, t.percent(view.mean)),
            (float(last["high95"]), "95%"),
            (float(last["high998"]), "99.8%"),
        ]
    )
    per_share = height / reach[3]
    wanted = spread([value * per_share for value, _ in told], gap=13)
    return [
        {
            "x": 1,
            "xref": "paper",
            "xanchor": "left",
            "xshift": 4,
            "y": value,
            "yshift": at - value * per_share,
            "text": text,
            "showarrow": False,
            "font": {"size": 11, "color": colours.muted},
        }
        for (value, text), at in zip(told, wanted, strict=True)
    ]
