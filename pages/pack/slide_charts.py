"""Charts on slides: PowerPoint's own, with their numbers behind them, ready to be edited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml.ns import qn
from pptx.util import Pt

from pages.pack import fitting
from pages.pack.model import floating
from pages.pack.scales import Scale, colour, is_labelled, scale_of
from pages.pack.slide_text import COLOURS, Box, paragraph, rgb
from pages.pack.svg import reach, ticks

if TYPE_CHECKING:
    from pptx.slide import Slide

    from pages.pack.model import Chart
    from pages.parts.text import Text

FORMS = {
    "curve": XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS,
    "line": XL_CHART_TYPE.LINE,
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "bars": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked": XL_CHART_TYPE.BAR_STACKED,
}
TITLE, NOTE, SIZE = 20.0, 16.0, 10.0
AROUND, PER_LABEL = 60.0, 1.6
"""Room of a lying chart's legend and axis, and lines from a bar's label to the next."""
MONTH = re.compile(r"\d{4}-\d{2}")


def draw(slide: Slide, box: Box, chart: Chart, t: Text) -> None:
    """A chart under its title, its note under it."""
    title = fitting.cut(chart.title, 12, box.width)
    paragraph(slide, Box(left=box.left, top=box.top, width=box.width, height=TITLE), title, size=12)
    note = NOTE if chart.note else 0.0
    if chart.note:
        text = fitting.cut(chart.note, SIZE, box.width)
        place = Box(left=box.left, top=box.top + box.height - NOTE, width=box.width, height=NOTE)
        paragraph(slide, place, text, size=SIZE, colour=COLOURS.muted)
    body = Box(
        left=box.left,
        top=box.top + TITLE,
        width=box.width,
        height=box.height - TITLE - note,
    )
    scale = scale_of(chart, t)
    drawn = floating(chart) if chart.form == "steps" else chart
    frame = slide.shapes.add_chart(FORMS[drawn.form], *body.place, _data(drawn, scale, body.width))
    frame.name = chart.title
    frame._element._nvXxPr.cNvPr.set("descr", chart.title)  # noqa: SLF001 - python-pptx has no other way to alternative text
    _dress(frame.chart, drawn, chart, scale, t)
    if chart.is_lying:
        # Every bar has its label, however many there are.
        size = (body.height - AROUND) / max(len(chart.labels), 1) / PER_LABEL
        frame.chart.category_axis.tick_labels.font.size = Pt(min(max(size, 6.5), SIZE))


def _data(chart: Chart, scale: Scale, width: float) -> Any:  # noqa: ANN401 - python-pptx ships no types
    if chart.form == "curve":
        data = XyChartData(number_format=scale.form)
        for each in chart.series:
            points = data.add_series(each.name)
            for x, y in zip(chart.x, each.values, strict=True):
                points.add_data_point(x, y)
        return data
    data = CategoryChartData(number_format=scale.form)
    room = width * (0.42 if chart.is_lying else 0.9 / max(len(chart.labels), 1) * 1.6)
    if chart.form == "line" and all(MONTH.fullmatch(label) for label in chart.labels):
        _months(data, chart.labels)
    else:
        data.categories = [fitting.cut(label, SIZE, room) for label in chart.labels]
    for each in chart.series:
        data.add_series(
            each.name, [None if value is None else value / scale.size for value in each.values]
        )
    return data


def _months(data: Any, labels: Sequence[str]) -> None:  # noqa: ANN401 - see _data
    """Months under each other's year: 13 of them are read side by side."""
    for year, months in groupby(labels, key=lambda label: label[:4]):
        over = data.add_category(year)
        for month in months:
            over.add_sub_category(month[5:])


def _dress(drawn: Any, chart: Chart, given: Chart, scale: Scale, t: Text) -> None:  # noqa: ANN401 - see _data
    drawn.font.size = Pt(SIZE)
    drawn.font.color.rgb = rgb(COLOURS.muted)
    drawn.has_title = False
    drawn.has_legend = len(given.series) > 1
    if drawn.has_legend:
        drawn.legend.position = XL_LEGEND_POSITION.TOP
        drawn.legend.include_in_layout = False
    _axes(drawn, chart, scale)
    plot = drawn.plots[0]
    if chart.form in {"columns", "bars", "stacked"}:
        plot.gap_width = 45 if len(chart.labels) > 2 else 200
        plot.overlap = 100 if chart.form == "stacked" else 0
    for series, each in zip(plot.series, chart.series, strict=True):
        _paint(series, colour(each.role, t), is_line=chart.form in {"curve", "line"})
    if is_labelled(given):
        plot.has_data_labels = True
        labels = plot.data_labels
        labels.number_format, labels.number_format_is_linked = scale.form, False
        labels.font.size = Pt(SIZE)
        labels.font.color.rgb = rgb("#FFFFFF" if chart.form == "stacked" else COLOURS.ink)
        if chart.form in {"columns", "bars"}:
            labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _paint(series: Any, hue: str, *, is_line: bool) -> None:  # noqa: ANN401 - see _data
    if is_line:
        series.smooth = False
        series.format.line.width = Pt(2.25)
        series.format.line.color.rgb = rgb(hue)
    elif not hue:
        series.format.fill.background()
    else:
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(hue)
        series.invert_if_negative = False


def _axes(drawn: Any, chart: Chart, scale: Scale) -> None:  # noqa: ANN401 - see _data
    value, category = drawn.value_axis, drawn.category_axis
    value.has_major_gridlines = True
    value.major_gridlines.format.line.color.rgb = rgb(COLOURS.rule)
    value.format.line.fill.background()
    marks = ticks(*(end / scale.size for end in reach(chart)), 3 if chart.is_lying else 5)
    value.minimum_scale, value.maximum_scale = marks[0], marks[-1]
    value.major_unit = marks[1] - marks[0]
    value.tick_labels.number_format = _tick_format(chart, marks)
    value.tick_labels.number_format_is_linked = False
    category.format.line.color.rgb = rgb(COLOURS.reference)
    category.has_major_gridlines = False
    category.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    _write_labels(category, every=3 if chart.form == "line" and len(chart.labels) > 8 else 1)
    if chart.form == "curve":
        category.minimum_scale, category.maximum_scale = 0.0, 1.0
        category.tick_labels.number_format = "0%"
        category.tick_labels.number_format_is_linked = False
        _title(category, scale.title)
        return
    if chart.is_lying:
        # The first label on top; the values then stand at the bottom, where they are read.
        category.reverse_order = True
        value.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    _title(value, scale.title)


def _write_labels(axis: Any, *, every: int) -> None:  # noqa: ANN401 - see _data
    """Which labels of a category axis are written, however many there are."""
    last = axis._element.find(qn("c:noMultiLvlLbl"))  # noqa: SLF001 - python-pptx has no other way to it
    if last is not None:
        last.addprevious(etree.Element(qn("c:tickLblSkip"), val=str(every)))


def _tick_format(chart: Chart, marks: Sequence[float]) -> str:
    """As many digits as tell the marks apart."""
    step = marks[1] - marks[0]
    if chart.unit == "share":
        return "0%" if step >= 0.00999 else "0.0%"
    return "#,##0" if step >= 0.999 else "#,##0.0" if step >= 0.0999 else "#,##0.00"


def _title(axis: Any, text: str) -> None:  # noqa: ANN401 - see _data
    axis.has_title = bool(text)
    if text:
        frame = axis.axis_title.text_frame
        frame.text = text
        font = frame.paragraphs[0].runs[0].font
        font.size, font.bold = Pt(SIZE), False
        font.color.rgb = rgb(COLOURS.muted)
