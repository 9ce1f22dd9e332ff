"""Charts as inline SVG: no script, no network, sharp in print. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import TYPE_CHECKING

from pages.pack import fitting
from pages.pack.model import floating, said
from pages.pack.scales import colour, is_labelled
from pages.parts import style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pages.pack.model import Chart, Unit
    from pages.parts.text import Text

WIDE, HIGH, SIZE = 480.0, 300.0, 11.0
LEGEND, FOOT, ROW, NAMES = 26.0, 30.0, 26.0, 0.42
"""NAMES: the most of the width that the names of lying bars may take."""
COLOURS = style.palette("light")


def drawn(chart: Chart, t: Text) -> str:
    """The chart as an <svg> element that says in words what it shows."""
    shape = floating(chart) if chart.form == "steps" else chart
    body, high = _lying(shape, chart, t) if shape.is_lying else _standing(shape, t)
    words = "; ".join(_words(chart, t))
    return (
        f'<svg viewBox="0 0 {WIDE:.0f} {high:.0f}" role="img" font-size="{SIZE:.0f}" '
        f'fill="{COLOURS.ink}" aria-label="{escape(f"{chart.title}: {words}", quote=True)}">'
        f"{''.join(body)}</svg>"
    )


def _words(chart: Chart, t: Text) -> Iterator[str]:
    for place, label in enumerate(chart.labels):
        values = ", ".join(said(each.values[place], chart.unit, t) for each in chart.series)
        yield f"{label} {values}"


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """About `count` round numbers that hold all values between the first and the last of them."""
    rough = max(high - low, 1e-9) / count
    power = 10.0 ** floor(log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [step * place for place in range(first, last + 1)]


def reach(chart: Chart) -> tuple[float, float]:
    """The least and the most an axis must hold; zero is always on it."""
    rows = [
        [each.values[place] or 0.0 for each in chart.series] for place in range(len(chart.labels))
    ]
    if chart.form == "stacked":
        low = min((sum(v for v in row if v < 0) for row in rows), default=0.0)
        high = max((sum(v for v in row if v > 0) for row in rows), default=0.0)
    else:
        flat = [value for row in rows for value in row]
        low, high = min(flat, default=0.0), max(flat, default=0.0)
    low, high = min(low, 0.0), max(high, 0.0)
    return (low, high) if high > low else (0.0, 1.0)


def _text(
    x: float, y: float, text: str, *, anchor: str = "start", colour: str = "", size: float = SIZE
) -> str:
    hue = f' fill="{colour}"' if colour else ""
    large = f' font-size="{size:.0f}"' if size != SIZE else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{hue}{large}>{escape(text)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float, hue: str) -> str:
    return f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{hue}" fill="none"/>'


def _legend(given: Chart, t: Text) -> Iterator[str]:
    if len(given.series) < 2:
        return
    x = 0.0
    for each in given.series:
        name = fitting.cut(each.name, SIZE, WIDE / len(given.series) - 30)
        yield f'<rect x="{x:.1f}" y="4" width="10" height="10" fill="#{colour(each.role, t)}"/>'
        yield _text(x + 15, 13, name, colour=COLOURS.muted)
        x += fitting.width(name, SIZE) + 36


@dataclass(frozen=True, slots=True, kw_only=True)
class _Axis:
    """Values along one side: the lowest stands at `start`, the highest at `end`."""

    marks: Sequence[float]
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value stands."""
        low, high = self.marks[0], self.marks[-1]
        return self.start + (self.end - self.start) * (value - low) / (high - low)


def _tick(value: float, unit: Unit, t: Text) -> str:
    return t.percent(value, decimals=0) if unit == "share" else said(value, unit, t)


def _lying(chart: Chart, given: Chart, t: Text) -> tuple[list[str], float]:
    """Bars from left to right, the first label on top."""
    room = max((fitting.width(label, SIZE) for label in chart.labels), default=0.0) + 10
    left = min(room, WIDE * NAMES)
    top = LEGEND if len(given.series) > 1 else 6.0
    beside = len(chart.series) if chart.form == "bars" else 1
    row = ROW * (1 + 0.5 * (beside - 1))
    bottom = top + row * len(chart.labels)
    labelled = is_labelled(given)
    axis = _Axis(marks=ticks(*reach(chart), 3), start=left, end=WIDE - (52 if labelled else 16))
    parts = [*_legend(given, t)]
    for mark in axis.marks:
        parts.append(_line(axis.at(mark), top, axis.at(mark), bottom, COLOURS.rule))
        parts.append(_text(axis.at(mark), bottom + 14, _tick(mark, chart.unit, t),
                           anchor="middle", colour=COLOURS.muted, size=10))  # fmt: skip
    for place, label in enumerate(chart.labels):
        y = top + row * place
        name = fitting.cut(label, SIZE, left - 8)
        parts.append(_text(left - 8, y + row / 2 + 4, name, anchor="end"))
        parts += _row(chart, place, y, row, axis, t, labelled=labelled)
    parts.append(_line(axis.at(0), top, axis.at(0), bottom, COLOURS.reference))
    if chart.axis:
        parts.append(_text(WIDE, bottom + 28, fitting.cut(chart.axis, 10, WIDE), anchor="end",
                           colour=COLOURS.muted, size=10))  # fmt: skip
    return parts, bottom + FOOT + (6 if chart.axis else 0)


def _row(  # noqa: PLR0913 - a row and where it stands
    chart: Chart, place: int, y: float, row: float, axis: _Axis, t: Text, *, labelled: bool
) -> Iterator[str]:
    """The bars of one label: side by side, or end to end to either side of zero."""
    stacked = chart.form == "stacked"
    thick = row * 0.62 / (1 if stacked else len(chart.series))
    ends = {True: 0.0, False: 0.0}
    for number, each in enumerate(chart.series):
        value = each.values[place]
        if value is None or (stacked and not value):
            continue
        start = ends[value < 0] if stacked else 0.0
        end = start + value
        if stacked:
            ends[value < 0] = end
        at = y + row * 0.19 + (0 if stacked else number * thick)
        left, right = sorted((axis.at(start), axis.at(end)))
        hue = colour(each.role, t)
        if hue:
            yield (
                f'<rect x="{left:.1f}" y="{at:.1f}" width="{max(right - left, 0.5):.1f}" '
                f'height="{thick:.1f}" fill="#{hue}"/>'
            )
        if labelled:
            yield _text(right + 4, at + thick / 2 + 4, said(value, chart.unit, t))


def _standing(chart: Chart, t: Text) -> tuple[list[str], float]:
    """Columns, lines along labels, or a curve of x against y."""
    top = LEGEND if len(chart.series) > 1 else 14.0
    names = FOOT + (12 if chart.axis else 0)
    bottom = HIGH - names
    marks = ticks(*reach(chart))
    left = max(fitting.width(_tick(mark, chart.unit, t), 10) for mark in marks) + 8
    axis = _Axis(marks=marks, start=bottom, end=top + 8)
    parts = [*_legend(chart, t)]
    for mark in marks:
        parts.append(_line(left, axis.at(mark), WIDE, axis.at(mark), COLOURS.rule))
        parts.append(_text(left - 6, axis.at(mark) + 4, _tick(mark, chart.unit, t), anchor="end",
                           colour=COLOURS.muted, size=10))  # fmt: skip
    parts.append(_line(left, axis.at(0), WIDE, axis.at(0), COLOURS.reference))
    draw = _columns if chart.form == "columns" else _lines
    parts += draw(chart, axis, left, bottom, t)
    if chart.axis:
        parts.append(_text(WIDE, HIGH - 4, chart.axis, anchor="end", colour=COLOURS.muted, size=10))
    return parts, HIGH


def _columns(chart: Chart, axis: _Axis, left: float, bottom: float, t: Text) -> Iterator[str]:
    step = (WIDE - left) / max(len(chart.labels), 1)
    thick = min(step * 0.62 / len(chart.series), 60.0)
    for place, label in enumerate(chart.labels):
        middle = left + step * (place + 0.5)
        yield _text(middle, bottom + 16, fitting.cut(label, SIZE, step - 4), anchor="middle")
        for number, each in enumerate(chart.series):
            value = each.values[place]
            if value is None:
                continue
            x = middle - thick * len(chart.series) / 2 + number * thick
            low, high = sorted((axis.at(0), axis.at(value)))
            yield (
                f'<rect x="{x:.1f}" y="{low:.1f}" width="{thick - 1:.1f}" '
                f'height="{max(high - low, 0.5):.1f}" fill="#{colour(each.role, t)}"/>'
            )
            if is_labelled(chart):
                yield _text(x + thick / 2, low - 4, said(value, chart.unit, t), anchor="middle")


def _lines(chart: Chart, axis: _Axis, left: float, bottom: float, t: Text) -> Iterator[str]:
    count = len(chart.labels)
    places = chart.x or [place / max(count - 1, 1) for place in range(count)]
    across = _Axis(marks=(0.0, 1.0), start=left + 4, end=WIDE - 14)
    for number, place in enumerate(places if not chart.x else ticks(0, 1, 5)):
        label = t.percent(place, decimals=0) if chart.x else chart.labels[number]
        if chart.x or number % max(ceil(count / 6), 1) == 0:
            yield _text(across.at(place), bottom + 16, label, anchor="middle", size=10)
    for each in chart.series:
        points = [
            f"{across.at(x):.1f} {axis.at(y):.1f}"
            for x, y in zip(places, each.values, strict=True)
            if y is not None
        ]
        hue = colour(each.role, t)
        if points:
            yield f'<path d="M{"L".join(points)}" stroke="#{hue}" stroke-width="2" fill="none"/>'
