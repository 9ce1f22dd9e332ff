"""What all figures share: one template per theme, tokens with meaning, a quiet configuration.

Figures are pure functions of a small frame and a Text. Nothing here queries or computes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import plotly.graph_objects as go

from pages.parts import style
from pages.parts.text import Text

MAX_POINTS = 2_000
"""A figure never draws more: beyond it the browser, not the bank, sets the pace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """Colours by meaning for one theme and one reader."""

    ink: str
    muted: str
    rule: str
    surface: str
    accent: str
    gain: str
    loss: str
    reference: str
    caution: str
    tiers: tuple[str, str, str, str]
    series: tuple[str, ...]


@lru_cache(maxsize=8)
def _tokens(theme: str, gain: str) -> Tokens:
    colours = style.palette(theme)
    return Tokens(
        ink=colours.ink,
        muted=colours.muted,
        rule=colours.rule,
        surface=colours.surface,
        accent=colours.accent,
        gain=colours.gain(gain),
        loss=colours.loss(gain),
        reference=colours.reference,
        caution=colours.caution,
        tiers=colours.tiers,
        series=colours.series,
    )


def tokens(theme: str, t: Text) -> Tokens:
    """The colours of `light` or `dark` for this reader's meaning of red and green."""
    return _tokens(theme, t.gain)


@lru_cache(maxsize=8)
def _template(theme: str, gain: str) -> go.layout.Template:
    colours = _tokens(theme, gain)
    axis = {
        "gridcolor": colours.rule,
        "linecolor": colours.rule,
        "zerolinecolor": colours.reference,
        "zerolinewidth": 1,
        "tickfont": {"color": colours.muted, "size": 12},
        "title": {"font": {"color": colours.muted, "size": 12}, "standoff": 10},
        "automargin": True,
        "ticks": "",
    }
    layout = go.Layout(
        font={"family": style.FONTS, "size": 13, "color": colours.ink},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        colorway=list(colours.series),
        margin={"l": 8, "r": 12, "t": 12, "b": 8},
        xaxis=axis | {"showgrid": False},
        yaxis=axis,
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "font": {"color": colours.muted, "size": 12},
        },
        hoverlabel={
            "bgcolor": colours.surface,
            "bordercolor": colours.rule,
            "font": {"family": style.FONTS, "size": 12, "color": colours.ink},
            "align": "left",
        },
        newselection={"line": {"color": colours.accent, "width": 1}},
        separators=".,",
        dragmode=False,
    )
    return go.layout.Template(layout=layout)


def template(theme: str, t: Text) -> go.layout.Template:
    """The layout template of `light` or `dark`."""
    return _template(theme, t.gain)


def base(
    theme: str, t: Text, *, height: int = 360, x_title: str = "", y_title: str = ""
) -> go.Figure:
    """An empty figure in the house style, `height` pixels high."""
    figure = go.Figure(layout={"template": template(theme, t), "height": height})
    figure.update_xaxes(title_text=x_title)
    figure.update_yaxes(title_text=y_title)
    return figure


def figure_config(t: Text, *, select: bool = False) -> dict[str, object]:
    """Settings for plotly in the browser: no mode bar (its hints are English), no zoom."""
    return {
        "displayModeBar": False,
        "displaylogo": False,
        "scrollZoom": False,
        "doubleClick": "reset" if select else False,
        "showTips": False,
        "locale": "zh-CN" if t.language == "zh_CN" else "en",
        "responsive": True,
    }


def pick_of_event(event: Mapping[str, Any]) -> str | None:
    """What a click on a figure picked: the customdata of the point; None when nothing is.

    `event` is what the chart reports: selection → points, each with customdata, which is text or
    begins with it.
    """
    points: Sequence[Mapping[str, Any]] = event.get("selection", {}).get("points", [])
    if not points:
        return None
    given = points[-1].get("customdata")
    if isinstance(given, list | tuple):
        given = given[0] if given else None
    return None if given is None else str(given)
