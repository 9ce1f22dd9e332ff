"""Charts of a workbook: Excel's own, drawn from the cells beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pages.pack.scales import EXCEL_UNITS, NUMBER_FORMATS, colour, is_labelled, scale_of
from pages.parts import style

if TYPE_CHECKING:
    import xlsxwriter

    from pages.pack.model import Chart
    from pages.parts.text import Text

FORMS: dict[str, dict[str, str]] = {
    "curve": {"type": "scatter", "subtype": "straight"},
    "line": {"type": "line"},
    "columns": {"type": "column"},
    "bars": {"type": "bar"},
    "stacked": {"type": "bar", "subtype": "stacked"},
}
SIZE = {"width": 620, "height": 320}
COLOURS = style.palette("light")


def made(  # noqa: PLR0913 - a chart and where its numbers stand
    book: xlsxwriter.Workbook,
    drawn: Chart,
    given: Chart,
    t: Text,
    *,
    sheet: str,
    top: int,
    first: int,
) -> Any:  # noqa: ANN401 - xlsxwriter's charts have no common type
    """A chart of `drawn`: its heads stand in row `top`, its first series in column `first`."""
    chart = book.add_chart(FORMS[drawn.form])
    rows = top + 1, top + len(drawn.labels)
    for place, each in enumerate(drawn.series):
        column = first + place
        hue = colour(each.role, t)
        is_line = drawn.form in {"curve", "line"}
        series: dict[str, Any] = {
            "name": [sheet, top, column],
            "categories": [sheet, rows[0], 0, rows[1], 0],
            "values": [sheet, rows[0], column, rows[1], column],
        }
        if is_line:
            series["line"] = {"color": f"#{hue}", "width": 2.25}
        else:
            series["fill"] = {"color": f"#{hue}"} if hue else {"none": True}
            series["gap"] = 45 if len(drawn.labels) > 2 else 200
            series["overlap"] = 100 if drawn.form == "stacked" else 0
        if is_labelled(given):
            series["data_labels"] = {"value": True, "num_format": _label_format(given, t)}
        chart.add_series(series)
    _axes(chart, drawn, given, t)
    chart.set_legend({"none": True} if len(given.series) < 2 else {"position": "top"})
    chart.set_title({"name": given.title, "overlay": False,
                     "name_font": {"size": 12, "bold": False}})  # fmt: skip
    chart.set_size(SIZE)
    return chart


def _label_format(chart: Chart, t: Text) -> str:
    return scale_of(chart, t).form if chart.unit == "money" else NUMBER_FORMATS[chart.unit]


def _axes(chart: Any, drawn: Chart, given: Chart, t: Text) -> None:  # noqa: ANN401 - see made
    scale = scale_of(given, t)
    grid = {"visible": True, "line": {"color": COLOURS.rule}}
    value: dict[str, Any] = {
        "num_format": "0%" if given.unit == "share" else scale.form,
        "major_gridlines": grid,
        "line": {"none": True},
    }
    values = [each for series in drawn.series for each in series.values if each is not None]
    if drawn.form == "line" and min(values, default=-1.0) >= 0:
        value["min"] = 0
    if scale.title and drawn.form != "curve":
        value |= {"name": scale.title, "name_font": {"bold": False}}
    if scale.size in EXCEL_UNITS:
        value |= {"display_units": EXCEL_UNITS[scale.size], "display_units_visible": False}
    other: dict[str, Any] = {"label_position": "low"}
    if drawn.form == "curve":
        other = {"min": 0, "max": 1, "num_format": "0%", "name": given.axis,
                 "name_font": {"bold": False}}  # fmt: skip
    if drawn.is_lying:
        # The first label on top; the values then stand at the bottom, where they are read.
        chart.set_x_axis(value | {"label_position": "high"})
        chart.set_y_axis(other | {"reverse": True})
        return
    chart.set_x_axis(other)
    chart.set_y_axis(value)
