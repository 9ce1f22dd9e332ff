"""The cumulative (whale) curve: a pure function of a small frame, a Text and a theme.

A curve frame has customer_share, value_share, customer_count and value, one row per point, best
customers first (`analytics.contribution.contribution_curve`). Shares are 0–1 and may pass 1 before
loss-making customers. Nothing here queries; the only arithmetic is where a label fits.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import figures_lines as lines
from pages.parts import format as forms
from pages.parts.text import Text

HEIGHT = 400
PLOT_HEIGHT = 330.0
"""Pixels left for the plot when axes have taken theirs: what labels are spread over."""

LABEL_GAP = 19.0
BELOW = 14.0
"""Pixels a mark's label lies below its point, so that a flat curve does not run through it."""


def spread(places: Sequence[float], gap: float = LABEL_GAP) -> list[float]:
    """Places of labels, ascending in pixels, moved just enough to lie `gap` apart.

    They give way downwards, where a concave curve leaves room, and never sink below the axis.
    """
    lowered: list[float] = []
    for at in reversed(places):
        lowered.append(min(at, lowered[-1] - gap) if lowered else at)
    moved: list[float] = []
    for at in reversed(lowered):
        moved.append(max(at, moved[-1] + gap) if moved else max(at, gap / 2))
    return moved


def round_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About `count` round numbers (1, 2 or 5 times a power of ten) from `low` to `high`."""
    rough = max(high - low, 1e-9) / count
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    return [step * at for at in range(int(np.ceil(low / step)), int(np.floor(high / step)) + 1)]


def _targets(frame: pd.DataFrame, hover: str) -> go.Scatter:
    """Invisible markers: what hover reads and a click or lasso catches; lines alone catch none."""
    return go.Scatter(
        x=frame["customer_share"].to_numpy(dtype=float),
        y=frame["value_share"].to_numpy(dtype=float),
        customdata=frame[["customer_count", "value"]].to_numpy(dtype=float),
        mode="markers",
        marker={"size": 7, "opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        hovertemplate=hover,
        showlegend=False,
    )


def _selected_area(points: pd.DataFrame, selected: tuple[int, int], colour: str) -> go.Scatter:
    """The part of the curve between two customer counts, filled down to the axis."""
    first, last = selected
    count = points["customer_count"].to_numpy(dtype=float)
    inside = (count > first) & (count < last)
    share = points["customer_share"].to_numpy(dtype=float)
    ends = np.interp([first, last], count, share)
    height = points["value_share"].to_numpy(dtype=float)
    heights = np.interp([first, last], count, height)
    return go.Scatter(
        x=np.concatenate([ends[:1], share[inside], ends[1:]]),
        y=np.concatenate([heights[:1], height[inside], heights[1:]]),
        mode="lines",
        line={"color": colour, "width": 4.5},
        fill="tozeroy",
        fillcolor=_faded(colour, 0.16),
        hoverinfo="skip",
        showlegend=False,
    )


def _faded(colour: str, alpha: float) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha})"


def _mark_labels(
    marks: pd.DataFrame, height_of_one: float, t: Text, colours: figures.Tokens
) -> list[dict[str, object]]:
    """Labels of the 1/5/10/20 % marks, right of their points and never on top of each other."""
    ordered = marks.sort_values("mark").drop_duplicates("customer_count", keep="last")
    places = ordered["value_share"].to_numpy(dtype=float) * height_of_one
    wanted = spread([place - BELOW for place in places])
    labels = []
    for row, place, label in zip(ordered.itertuples(), places, wanted, strict=True):
        text = t(
            "Best {mark}: <b>{share}</b>",
            mark=t.percent(row.mark, decimals=0),
            share=t.percent(row.value_share),
        )
        labels.append(
            {
                "x": row.customer_count / row.customer_count_all,
                "y": row.value_share,
                "text": text,
                "ax": 26,
                "ay": place - label,
                "xanchor": "left",
                "arrowcolor": colours.reference,
                "arrowwidth": 1,
                "arrowhead": 0,
                "standoff": 5,
                "bgcolor": _faded(colours.surface, 0.8),
                "font": {"size": 12, "color": colours.ink},
            }
        )
    return labels


def _peak_label(
    peak: pd.Series, drag: float, t: Text, colours: figures.Tokens, *, measure: str
) -> dict[str, object]:
    right = float(peak["customer_share"]) > 0.5
    text = t(
        "Peak <b>{share}</b> at {customers} of customers",
        share=t.percent(peak["value_share"]),
        customers=t.percent(peak["customer_share"]),
    )
    taken = (
        t("loss-making customers: {money}", money=t.money(drag))
        if measure.startswith("contribution")
        else t("overdrawn customers: {money}", money=t.money(drag))
    )
    return {
        "x": float(peak["customer_share"]),
        "y": float(peak["value_share"]),
        "text": f"{text}<br>{taken}",
        "ax": 0,
        "ay": -26,
        "xanchor": "right" if right else "left",
        "yanchor": "bottom",
        "xshift": 12 if right else -12,
        "align": "right" if right else "left",
        "arrowcolor": colours.loss,
        "arrowwidth": 1,
        "arrowhead": 0,
        "standoff": 4,
        "font": {"size": 12, "color": colours.loss},
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveView:
    """How the curve is shown.

    measure: the contract's name of what is cumulated. selected: customer counts (first, last],
    best first, to fill. drawing: a drag selects a stretch; otherwise a click selects from the best.
    """

    measure: str = "contribution_ttm"
    selected: tuple[int, int] | None = None
    drawing: bool = False


def curve_figure(
    curve: pd.DataFrame, marks: pd.DataFrame, t: Text, theme: str, *, view: CurveView
) -> go.Figure:
    """The cumulative (whale) curve with the equal line, the peak and the 1/5/10/20 % marks.

    `curve` has customer_share, value_share, customer_count and value, its total above zero;
    `marks` has mark, customer_count and value_share. `theme` is `light` or `dark`.
    """
    colours = figures.tokens(theme, t)
    ends = view.selected or ()
    points = lines.with_origin(lines.thinned(curve, keep=[*marks["customer_count"], *ends]))
    peak = points.loc[points["value_share"].idxmax()]
    above = float(peak["value_share"]) > 1.0005
    bottom = min(0.0, float(points["value_share"].min()))
    top = max(1.0, float(peak["value_share"])) + (0.2 if above else 0.04)
    figure = figures.base(
        theme,
        t,
        height=HEIGHT,
        x_title=t("Customers, best first"),
        y_title=t("{measure}, cumulative share", measure=t.column(view.measure)),
    )
    figure.add_trace(lines.equal_line(colours))
    if view.selected is not None:
        figure.add_trace(_selected_area(points, view.selected, colours.accent))
    rising = points["customer_count"] <= peak["customer_count"]
    figure.add_trace(lines.line(points[rising], colours.accent))
    if above:
        falling = points["customer_count"] >= peak["customer_count"]
        figure.add_trace(lines.line(points[falling], colours.loss))
        figure.add_hline(y=1, line={"color": colours.reference, "width": 1, "dash": "dot"})
    figure.add_trace(_marks(marks, int(curve["customer_count"].iloc[-1]), colours))
    figure.add_trace(_targets(points, lines.hover(t)))
    figure.update_layout(
        annotations=[
            *_mark_labels(
                marks.assign(customer_count_all=int(curve["customer_count"].iloc[-1])),
                PLOT_HEIGHT / (top - bottom),
                t,
                colours,
            ),
            _equal_label(t, colours),
            *([_peak_label(peak, _drag(curve), t, colours, measure=view.measure)] if above else []),
        ]
    )
    lines.share_axes(figure, top, bottom)
    _react(figure, drawing=view.drawing)
    return figure


def _drag(curve: pd.DataFrame) -> float:
    """What the customers after the peak take back: the fall from the highest point to the end."""
    value = curve["value"].to_numpy(dtype=float)
    return float(value[-1] - value.max())


def _marks(marks: pd.DataFrame, customer_count: int, colours: figures.Tokens) -> go.Scatter:
    return go.Scatter(
        x=marks["customer_count"].to_numpy(dtype=float) / customer_count,
        y=marks["value_share"].to_numpy(dtype=float),
        mode="markers",
        marker={
            "size": 9,
            "color": colours.accent,
            "line": {"color": colours.surface, "width": 1.5},
        },
        unselected={"marker": {"opacity": 1}},
        hoverinfo="skip",
        showlegend=False,
    )


def _equal_label(t: Text, colours: figures.Tokens) -> dict[str, object]:
    return {
        "x": 0.6,
        "y": 0.6,
        "text": t("if all brought the same"),
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "top",
        "xshift": 8,
        "font": {"size": 11, "color": colours.muted},
    }


def _react(figure: go.Figure, *, drawing: bool) -> None:
    """Anywhere above a point counts as that point; when drawing, a drag takes a stretch."""
    figure.update_layout(
        hovermode="x",
        hoverdistance=60,
        dragmode="select" if drawing else "pan",
        selectdirection="h",
    )


def amounts_figure(curve: pd.DataFrame, t: Text, theme: str, *, measure: str) -> go.Figure:
    """Cumulated money when the total is zero or less and shares have no meaning."""
    colours = figures.tokens(theme, t)
    figure = figures.base(
        theme, t, height=HEIGHT, x_title=t("Customers, best first"), y_title=t.column(measure)
    )
    value = curve["value"].to_numpy(dtype=float)
    span = max(float(np.ptp(np.append(value, 0.0))), 1.0)
    scaled = curve.assign(value_share=value / span)
    points = lines.with_origin(lines.thinned(scaled))
    money = points.assign(value_share=points["value"])
    figure.add_trace(lines.line(money, colours.accent))
    figure.add_hline(y=0, line={"color": colours.reference, "width": 1})
    who = t("Best {count} customers ({share})", count="%{customdata[0]:,}", share="%{x:.2%}")
    amount = forms.with_currency("%{customdata[1]:,.2f}", t.currency, t.language)
    figure.add_trace(_targets(money, f"<b>{who}</b><br>{amount}<extra></extra>"))
    figure.update_xaxes(
        range=[-0.004, 1.004], tickvals=lines.TICKS, tickformat=".0%", fixedrange=True
    )
    ticks = round_ticks(min(0.0, float(value.min())), max(0.0, float(value.max())))
    figure.update_yaxes(tickvals=ticks, ticktext=[t.money(tick) for tick in ticks], fixedrange=True)
    _react(figure, drawing=False)
    return figure
