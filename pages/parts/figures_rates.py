"""The rates of the migration over time, with their bands. Pure.

A trend frame has one row per later date of one customer type: snapshot_date, opening_count,
up_count, down_count, lost_count, and for each rate (up, down, net, stable, retained, lost) the
columns *_rate, *_rate_low and *_rate_high (`analytics.migration.migration_trend`). Shares 0–1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts import format as forms
from pages.parts.figures_contribution import round_ticks, spread
from pages.parts.migration_labels import rate_word
from pages.parts.text import Text

HEIGHT = 320
PLOT_HEIGHT = 262.0
"""Pixels left for the plot: what labels at the ends of lines are spread over."""

SHOWN = ("up", "down", "net", "lost")
DASHES = {"lost": "dot", "stable": "dash", "retained": "dash"}
COUNTED = ("up", "down", "lost")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendView:
    """How the trend is shown: which rates, and the date on the page, which stands out."""

    at: object
    rates: tuple[str, ...] = SHOWN
    narrow: bool = False


def trend_figure(trend: pd.DataFrame, t: Text, theme: str, *, view: TrendView) -> go.Figure:
    """Rates over all dates that follow each other, with 95 % bands; a click reports its date."""
    colours = figures.tokens(theme, t)
    ordered = trend.sort_values("snapshot_date", ignore_index=True)
    days = pd.to_datetime(ordered["snapshot_date"])
    figure = figures.base(theme, t, height=HEIGHT)
    for rate in view.rates:
        figure.add_trace(_band(ordered, days, rate, colours))
    for rate in view.rates:
        figure.add_trace(_line(ordered, days, rate, t, colours, at=view.at))
    low, high = _reach(ordered, view.rates)
    ticks = round_ticks(low, high, 5)
    decimals = 0 if all(abs(tick * 100 - round(tick * 100)) < 1e-9 for tick in ticks) else 1
    step = max(1, -(-len(days) // (4 if view.narrow else 8)))
    shown = list(days)[::-1][::step][::-1]
    figure.update_xaxes(
        tickvals=shown,
        ticktext=[day.strftime("%Y-%m") for day in shown],
        tickangle=0,
        fixedrange=True,
    )
    figure.update_yaxes(
        range=[low, high],
        tickvals=ticks,
        ticktext=[t.percent(tick, decimals=decimals) for tick in ticks],
        zeroline=True,
        fixedrange=True,
    )
    labels = _end_labels(ordered, (low, high), t, colours, view)
    widest = max((shades.text_width(str(label["text"])) for label in labels), default=0.0)
    figure.update_layout(
        annotations=labels,
        showlegend=False,
        hovermode="closest",
        hoverdistance=40,
        dragmode="pan",
        margin={"r": round(widest) + 16, "t": 14, "b": 8},
    )
    return shades.without_empty_titles(figure)


def rate_colour(rate: str, colours: figures.Tokens) -> str:
    """The token of a rate."""
    named = {"up": colours.gain, "down": colours.loss, "net": colours.accent}
    return named.get(rate, colours.muted)


def _limits(trend: pd.DataFrame, rate: str) -> tuple[np.ndarray, np.ndarray]:
    """Lower and upper 95 % limits of a rate."""
    low, high = (trend[f"{rate}_rate_{end}"].to_numpy(dtype=float) for end in ("low", "high"))
    return low, high


def _reach(trend: pd.DataFrame, rates: Sequence[str]) -> tuple[float, float]:
    """The axis: from zero, or below it, to the highest limit."""
    ends = np.concatenate([np.concatenate(_limits(trend, rate)) for rate in rates])
    known = ends[~np.isnan(ends)]
    low, high = float(min(known.min(initial=0.0), 0.0)), float(known.max(initial=0.005))
    return low * 1.08, high * 1.08


def _band(trend: pd.DataFrame, days: pd.Series, rate: str, colours: figures.Tokens) -> go.Scatter:
    low, high = _limits(trend, rate)
    known = ~np.isnan(low) & ~np.isnan(high)
    along = days[known]
    return go.Scatter(
        x=[*along, *along[::-1]],
        y=[*high[known], *low[known][::-1]],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=shades.faded(rate_colour(rate, colours), 0.11),
        hoverinfo="skip",
    )


def _line(
    trend: pd.DataFrame,
    days: pd.Series,
    rate: str,
    t: Text,
    colours: figures.Tokens,
    *,
    at: object,
) -> go.Scatter:
    colour = rate_colour(rate, colours)
    here = (days == pd.Timestamp(at)).to_numpy()  # type: ignore[arg-type]
    return go.Scatter(
        name=rate_word(t, rate),
        x=days,
        y=trend[f"{rate}_rate"].to_numpy(dtype=float),
        mode="lines+markers",
        line={"color": colour, "width": 2.2, "dash": DASHES.get(rate, "solid")},
        marker={
            "size": np.where(here, 10, 5).tolist(),
            "opacity": 1,
            "color": colour,
            "line": {"color": colours.surface, "width": 1},
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        customdata=[day.date().isoformat() for day in days],
        hovertext=_hovers(trend, days, rate, t),
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _hovers(trend: pd.DataFrame, days: pd.Series, rate: str, t: Text) -> list[str]:
    low, high = _limits(trend, rate)
    texts = []
    for place, (day, row) in enumerate(zip(days, trend.to_dict("records"), strict=True)):
        lines = [
            t.date(day.date()),
            f"{rate_word(t, rate)} <b>{t.percent(row[f'{rate}_rate'], decimals=2)}</b>",
        ]
        n = t.exact(row["opening_count"])
        if rate in COUNTED:
            count = t.exact(row[f"{rate}_count"])
            lines.append(t("{count} of {n} customers", count=count, n=n))
        else:
            lines.append(t("of {n} customers", n=n))
        if not forms.is_missing(float(low[place])):
            lines.append(
                t(
                    "likely between {low} and {high}",
                    low=t.percent(low[place]),
                    high=t.percent(high[place]),
                )
            )
        texts.append("<br>".join(lines))
    return texts


def _end_labels(
    trend: pd.DataFrame,
    reach: tuple[float, float],
    t: Text,
    colours: figures.Tokens,
    view: TrendView,
) -> list[dict[str, object]]:
    """What each line is and where it ended, right of it and never on another label."""
    per_share = PLOT_HEIGHT / (reach[1] - reach[0])
    ends = {rate: trend[f"{rate}_rate"].dropna() for rate in view.rates}
    last = sorted((float(rates.iloc[-1]), rate) for rate, rates in ends.items() if len(rates))
    wanted = spread([(value - reach[0]) * per_share for value, _ in last])
    labels: list[dict[str, object]] = []
    for (value, rate), height in zip(last, wanted, strict=True):
        name = rate_word(t, rate, short=view.narrow)
        labels.append(
            {
                "x": 1,
                "xref": "paper",
                "xanchor": "left",
                "xshift": 6,
                "y": value,
                "yshift": height - (value - reach[0]) * per_share,
                "text": f"{name} <b>{t.percent(value)}</b>",
                "showarrow": False,
                "font": {"size": 12, "color": rate_colour(rate, colours)},
            }
        )
    return labels
