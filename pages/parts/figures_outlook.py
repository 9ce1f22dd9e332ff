"""Customers per level over months: what they will be if rates stay, and under a policy draft. Pure.

Both are small panels, one per level, the highest first, each with an axis of its own: the levels
differ a hundredfold. Axes show the stretch the lines move in and do not begin at zero.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts.figures_contribution import round_ticks
from pages.parts.migration_labels import level_word
from pages.parts.text import Text

PANEL, HEAD = 168, 34


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookView:
    """How the panels are shown. levels: the ladder, lowest first. at: the page's date."""

    levels: tuple[str, ...]
    at: date
    dimension: str = "tier"
    narrow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grid:
    """Panels by level: where each stands."""

    figure: go.Figure
    places: Mapping[str, dict[str, int]]


def projection_figure(
    history: pd.DataFrame,
    projection: pd.DataFrame,
    long_run: pd.DataFrame,
    t: Text,
    theme: str,
    *,
    view: OutlookView,
) -> go.Figure:
    """Each level's customers so far, solid, and if rates stay, dashed with its band.

    `history` has snapshot_date, level, customer_count; `projection` step (0 is `view.at`), level,
    customer_count, low, high; `long_run` level, long_run_count, drawn dotted; it may be empty.
    """
    ends = long_run.set_index("level")["long_run_count"].to_dict() if len(long_run) else {}
    known = {*history["level"], *projection["level"]}
    grid = _panels(_titles(view, t, ends, known), t, theme, view)
    days = sorted(pd.to_datetime(history["snapshot_date"]).unique())
    places = {day: at - (len(days) - 1) for at, day in enumerate(days)}
    for level in grid.places:
        past = history[history["level"] == level].sort_values("snapshot_date")
        past = past.assign(step=pd.to_datetime(past["snapshot_date"]).map(places))
        ahead = projection[projection["level"] == level].sort_values("step")
        _fill_panel(grid, level, past, ahead, t, figures.tokens(theme, t))
        end = [float(ends[level])] if level in ends else []
        if end:
            line = {"color": figures.tokens(theme, t).reference, "width": 1.4, "dash": "dot"}
            grid.figure.add_hline(y=end[0], line=line, **grid.places[level])
        counts = [past["customer_count"], ahead["low"], ahead["high"], pd.Series(end, dtype=float)]
        _count_axis(grid.figure, grid.places[level], counts, t)
    last = int(projection["step"].max()) if len(projection) else 0
    ticks = [-(len(days) - 1), 0, *([last] if last else [])]
    grid.figure.update_xaxes(
        range=[ticks[0] - 0.3, ticks[-1] + 0.3],
        tickvals=ticks,
        ticktext=[_step_name(tick, t, days, view) for tick in ticks],
    )
    grid.figure.update_layout(showlegend=False)
    return grid.figure


def _fill_panel(
    grid: _Grid,
    level: str,
    past: pd.DataFrame,
    ahead: pd.DataFrame,
    t: Text,
    colours: figures.Tokens,
) -> None:
    """Draws what was and what will be, each point saying when it is."""
    place = grid.places[level]
    days = [t.date(pd.Timestamp(day).date()) for day in past["snapshot_date"]]
    steps = [t.many("in {count} period", "in {count} periods", step) for step in ahead["step"]]
    grid.figure.add_trace(_band(ahead, colours), **place)
    grid.figure.add_trace(_course(past, days, t, colours.accent), **place)
    grid.figure.add_trace(_course(ahead, steps, t, colours.accent, dash="dash"), **place)


def _step_name(step: int, t: Text, days: Sequence[object], view: OutlookView) -> str:
    if step > 0:
        return f"+{t.exact(step)}"
    day = pd.Timestamp(days[len(days) - 1 + step]) if days else pd.Timestamp(view.at)  # type: ignore[arg-type]
    return day.strftime("%Y-%m")


def _titles(
    view: OutlookView, t: Text, ends: Mapping[object, object], known: Container[object]
) -> dict[str, str]:
    """Level -> title of its panel, with its long-run level where there is one.

    Levels that are not `known` have no panel.
    """
    titles = {}
    for level in [level for level in view.levels[::-1] if level in known]:
        name = level_word(t, view.dimension, level)
        titles[level] = f"<b>{name}</b>"
        if level in ends:
            count = t.number(float(ends[level]))  # type: ignore[arg-type]
            titles[level] += "  " + t("in the long run {count}", count=count)
    return titles


def _panels(titles: Mapping[str, str], t: Text, theme: str, view: OutlookView) -> _Grid:
    """Empty panels, two in a row on a desk; a title each."""
    across = 1 if view.narrow else 2
    rows = -(-len(titles) // across)
    figure = make_subplots(
        rows=rows,
        cols=across,
        horizontal_spacing=0.09,
        vertical_spacing=0.30 / rows,
        subplot_titles=list(titles.values()),
    )
    colours = figures.tokens(theme, t)
    figure.update_annotations(font={"size": 12, "color": colours.ink}, xanchor="left", yshift=2)
    for at, annotation in enumerate(figure.layout.annotations):
        annotation.x = 0.0 if at % across == 0 else 0.545
    figure.update_layout(
        template=figures.template(theme, t),
        height=HEAD + PANEL * rows,
        hovermode="closest",
        hoverdistance=40,
        margin={"t": 30, "r": 26, "l": 6},
    )
    figure.update_xaxes(fixedrange=True, tickangle=0)
    figure.update_yaxes(fixedrange=True)
    places = {
        level: {"row": at // across + 1, "col": at % across + 1} for at, level in enumerate(titles)
    }
    return _Grid(figure=figure, places=places)


def _count_axis(
    figure: go.Figure, place: dict[str, int], counts: Sequence[pd.Series], t: Text
) -> None:
    known = np.concatenate([each.dropna().to_numpy(dtype=float) for each in counts])
    low, high = float(known.min(initial=1e15)), float(known.max(initial=0.0))
    low = min(low, high)
    room = max((high - low) * 0.15, high * 0.02, 1.0)
    low, high = max(low - room, 0.0), high + room
    whole = [tick for tick in round_ticks(low, high, 5) if float(tick).is_integer()]
    figure.update_yaxes(
        range=[low, high], tickvals=whole, ticktext=[t.number(tick) for tick in whole], **place
    )


def _course(
    frame: pd.DataFrame, told: Sequence[str], t: Text, colour: str, dash: str = "solid"
) -> go.Scatter:
    """A line of counts over steps; `told` says when each point is."""
    ranges = (
        [
            t("likely between {low} and {high}", low=t.exact(round(low)), high=t.exact(round(high)))
            if high > low
            else ""
            for low, high in zip(frame["low"], frame["high"], strict=True)
        ]
        if "low" in frame.columns
        else [""] * len(frame)
    )
    return go.Scatter(
        x=frame["step"].to_numpy(dtype=float),
        y=frame["customer_count"].to_numpy(dtype=float),
        mode="lines",
        line={"color": colour, "width": 2.2, "dash": dash},
        hovertext=[
            "<br>".join(
                filter(
                    None,
                    [
                        when,
                        f"<b>{t('Customers: {count}', count=t.exact(round(count)))}</b>",
                        limits,
                    ],
                )
            )
            for when, count, limits in zip(told, frame["customer_count"], ranges, strict=True)
        ],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _band(ahead: pd.DataFrame, colours: figures.Tokens) -> go.Scatter:
    return go.Scatter(
        x=[*ahead["step"], *ahead["step"][::-1]],
        y=[*ahead["high"], *ahead["low"][::-1]],
        mode="lines",
        line={"width": 0},
        fill="toself",
        fillcolor=shades.faded(colours.accent, 0.14),
        hoverinfo="skip",
        showlegend=False,
    )


def replay_figure(replay: pd.DataFrame, t: Text, theme: str, *, view: OutlookView) -> go.Figure:
    """Each level's customers over months, under the current policy and under the draft.

    `replay` has snapshot_date, level, current_count, draft_count.
    """
    colours = figures.tokens(theme, t)
    grid = _panels(_titles(view, t, {}, {*replay["level"]}), t, theme, view)
    for at, (level, place) in enumerate(grid.places.items()):
        rows = replay[replay["level"] == level].sort_values("snapshot_date")
        days = pd.to_datetime(rows["snapshot_date"])
        told = [t.date(day.date()) for day in days]
        for column, name, colour, dash in (
            ("current_count", t("Current policy"), colours.muted, "dot"),
            ("draft_count", t("Draft"), colours.accent, "solid"),
        ):
            line = _course(
                pd.DataFrame({"step": range(len(rows)), "customer_count": rows[column]}),
                [f"{name}, {when}" for when in told],
                t,
                colour,
                dash,
            )
            line.update(x=list(days), name=name, legendgroup=column, showlegend=at == 0)
            grid.figure.add_trace(line, **place)
        _count_axis(grid.figure, place, [rows["current_count"], rows["draft_count"]], t)
    days = sorted(pd.to_datetime(replay["snapshot_date"]).unique())
    shown = days[::-1][:: max(1, -(-len(days) // 4))][::-1]
    grid.figure.update_xaxes(
        tickvals=shown, ticktext=[pd.Timestamp(day).strftime("%Y-%m") for day in shown]
    )
    _legend_on_top(grid.figure)
    return grid.figure


def _legend_on_top(figure: go.Figure) -> None:
    figure.update_layout(
        legend={"x": 1, "xanchor": "right", "y": 1, "yref": "container", "yanchor": "top"},
        margin={"t": 56},
        height=figure.layout.height + 26,
    )
