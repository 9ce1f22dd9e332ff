"""Large money on an axis: in one unit for the whole chart, the unit beside it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pages.pack.model import Chart
from pages.parts import format as forms
from pages.parts import style

if TYPE_CHECKING:
    from pages.pack.model import Role
    from pages.parts.text import Text

EXCEL_UNITS = {1e9: "billions", 1e8: "hundred_millions", 1e6: "millions",
               1e4: "ten_thousands", 1e3: "thousands"}  # fmt: skip
"""What Excel calls the units an axis can be shown in."""
NUMBER_FORMATS = {"share": "0.0%", "count": "#,##0", "number": "0.00", "money": "#,##0.##"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """By what values are divided, how they are written, and what the axis is called."""

    size: float
    form: str
    title: str


def scale_of(chart: Chart, t: Text) -> Scale:
    """The scale of a chart's values in the reader's language."""
    form = NUMBER_FORMATS[chart.unit]
    if chart.unit != "money":
        return Scale(size=1.0, form=form, title=chart.axis)
    values = [abs(value) for each in chart.series for value in each.values if value is not None]
    most = max(values, default=0.0)
    found = next((each for each in forms.SCALES[t.language] if most >= each.size), None)
    size, unit = (found.size, found.unit) if found else (1.0, "")
    symbol = forms.currency_symbol(t.currency, t.language)
    named = f"{symbol}{unit}"
    title = f"{chart.axis} ({named})" if chart.axis else named
    digits = "#,##0" if most / size >= 100 else "#,##0.0" if most / size >= 10 else "#,##0.00"
    return Scale(size=size, form=digits, title=title)


def colour(role: Role, t: Text) -> str:
    """The colour of a role as RRGGBB on white; empty where nothing is painted."""
    palette = style.palette("light")
    colours = {
        "accent": palette.accent,
        "soft": palette.tiers[1],
        "reference": palette.reference,
        "caution": palette.caution,
        "gain": palette.gain(t.gain),
        "loss": palette.loss(t.gain),
        "none": "",
    }
    return colours[role].removeprefix("#")


def is_labelled(chart: Chart) -> bool:
    """Whether every mark has room for its value."""
    if chart.form in {"curve", "line", "steps"}:
        return False
    if chart.form == "stacked":
        return chart.unit == "share"
    return len(chart.labels) * len(chart.series) <= 30
