"""A number's history as a line the size of a word: an image, no library, no script. Pure.

Streamlit's HTML takes no SVG elements, so the line is a mask through which the accent shows: it
follows the theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from pages.parts import format as forms

WIDTH, HEIGHT, PAD = 96.0, 24.0, 2.5
SAFE = " =:/'.,-"
"""What an address of an image may hold as it is."""

LEAST_POINTS = 2
"""Below so many known values there is no line to draw."""


def spark(values: Sequence[float | None], *, told: str) -> str:
    """The values, oldest first, as a line that ends in a dot; unknown ones leave a gap.

    told: what the line says, for screen readers and on hover. Empty with fewer than two values.
    """
    known = [float(value) for value in values if value is not None and not forms.is_missing(value)]
    if len(known) < LEAST_POINTS:
        return ""
    low, high = min(known), max(known)
    step = (WIDTH - 2 * PAD) / (len(values) - 1)
    places = [
        None if value is None or forms.is_missing(value) else _height(float(value), low, high)
        for value in values
    ]
    lines = "".join(f"<polyline points='{points}'/>" for points in _stretches(places, step))
    last = max(place for place, height in enumerate(places) if height is not None)
    dot = f"<circle cx='{PAD + last * step:.1f}' cy='{places[last]:.1f}' r='2.2' stroke='none'/>"
    drawn = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{WIDTH:g}' height='{HEIGHT:g}'>"
        f"<g fill='none' stroke='#000' stroke-width='1.6'>{lines}</g>{dot}</svg>"
    )
    said = escape(told, quote=True)
    return (
        f'<i class="tv-spark" role="img" aria-label="{said}" title="{said}" '
        f'style="--line:url(&quot;data:image/svg+xml,{quote(drawn, safe=SAFE)}&quot;)"></i>'
    )


def _height(value: float, low: float, high: float) -> float:
    """Where a value stands, counted from the top; a level line lies in the middle."""
    share = 0.5 if high == low else (value - low) / (high - low)
    return HEIGHT - PAD - share * (HEIGHT - 2 * PAD)


def _stretches(places: Sequence[float | None], step: float) -> list[str]:
    """The points of every stretch without a gap."""
    stretches: list[list[str]] = [[]]
    for number, height in enumerate(places):
        if height is None:
            stretches.append([])
        else:
            stretches[-1].append(f"{PAD + number * step:.1f},{height:.1f}")
    return [" ".join(points) for points in stretches if points]
