"""What the migration figures share: shades of one colour, signs, and where a label fits. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from pages.parts import figures
from pages.parts.migration_labels import Way
from pages.parts.text import Text

WIDE, NARROW = 1040.0, 350.0
"""Pixels a figure is about wide on a desk and on a phone: what labels are fitted to."""


TAG = re.compile("<[^>]*>")


def faded(colour: str, alpha: float) -> str:
    """A token (#RRGGBB) as a colour through which the surface shows."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{alpha:.3f})"


def way_colour(kind: Way, colours: figures.Tokens) -> str:
    """The token of a way: up and who came gain, down and who left lose, the rest neither."""
    if kind in ("up", "came"):
        return colours.gain
    if kind in ("down", "left"):
        return colours.loss
    return colours.tiers[1] if kind == "stay" else colours.reference


def arrow(change: float) -> str:
    """The sign of a change as an arrow; nothing for none."""
    return "▲ " if change > 0 else "▼ " if change < 0 else ""


def signed_money(t: Text, change: float) -> str:
    """A change of money with arrow and sign: ▲ +¥1.2M."""
    return f"{arrow(change)}{t.signed(t.money(change))}"


def without_empty_titles(figure: go.Figure) -> go.Figure:
    """The same figure with the room that titles without text would take given to the plot."""
    for axis in (*figure.select_xaxes(), *figure.select_yaxes()):
        if not axis.title.text:
            axis.title = None
    return figure


def steady(trace: go.Bar, ink: str) -> go.Bar:
    """The bars, looking the same after a click: what is picked is framed, nothing else fades."""
    same = {"marker": {"opacity": 1}, "textfont": {"color": ink}}
    return trace.update(selected=same, unselected=same)


def row_targets(hovers: Mapping[str, str], reach: tuple[float, float]) -> go.Bar:
    """Invisible bars as long as the axis, one per row: small bars are as easy to hit as large ones.

    `hovers`: what a click on each row reports -> what the mouse reads there, from the top.
    """
    return go.Bar(
        orientation="h",
        x=[reach[1] - reach[0]] * len(hovers),
        base=[reach[0]] * len(hovers),
        y=list(range(len(hovers))),
        width=1.0,
        offset=-0.5,
        customdata=list(hovers),
        marker={"opacity": 0},
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
        hovertext=list(hovers.values()),
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def row_outline(
    codes: Sequence[str], picked: str | None, reach: tuple[float, float], colour: str
) -> list[dict[str, object]]:
    """A frame around the picked row, when it is shown."""
    line = {"color": colour, "width": 2.5}
    return [
        {"x0": reach[0], "x1": reach[1], "y0": place - 0.47, "y1": place + 0.47, "line": line}
        for place, code in enumerate(codes)
        if code == picked
    ]


def wrapped(label: str) -> str:
    """A label in two lines: at a space, else four and more Chinese characters in the middle."""
    first, space, rest = label.partition(" ")
    if space:
        return f"{first}<br>{rest}"
    middle = -(-len(label) // 2)
    return (
        f"{label[:middle]}<br>{label[middle:]}" if not label.isascii() and len(label) > 3 else label
    )


def text_width(label: str, size: float = 12.0) -> float:
    """About how many pixels a label takes; a Chinese character is as wide as it is high."""
    return sum(size * (0.58 if sign < "\u2e80" else 1.0) for sign in TAG.sub("", label))


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point in pixels from the left and from the top, and the width of the label it wants."""

    x: float
    y: float
    width: float


def label_places(
    spots: Sequence[Spot], size: tuple[float, float], line: float = 16.0
) -> list[tuple[float, float]]:
    """Where labels go: their middle as (right, down) of their points, none on another.

    `size` is the plot's width and height. Each takes the free place nearest to its point.
    """
    taken: list[tuple[float, float, float]] = []
    places = []
    for spot in spots:
        half = spot.width / 2
        middle = min(max(spot.x, half), max(size[0] - half, half))
        tries = [spot.y + sign * step * line for step in range(1, 9) for sign in (-1, 1)]
        inside = [at for at in tries if line / 2 <= at <= size[1] - line / 2] or tries
        free = [
            at
            for at in inside
            if all(
                abs(at - y) >= line or abs(middle - x) >= half + width / 2 for x, y, width in taken
            )
        ]
        height = (free or inside)[0]
        taken.append((middle, height, spot.width))
        places.append((middle - spot.x, height - spot.y))
    return places
