"""Packs read back: what every slide, sheet and page of a file says."""

import html
import re
from datetime import datetime
from itertools import chain

from pptx import Presentation

from data.release import Store
from pages.pack import build, files, paper
from pages.parts.text import LANGUAGES

MOMENT = datetime(2026, 11, 2, 8, 30).astimezone()


def written_to(folder, store):
    """The whole pack of a store in every language and form: (language, ending) -> file."""
    made = {}
    for language in LANGUAGES:
        page = paper.opened(Store(store), language=language)
        pack = build.pack_of(page, made=MOMENT)
        for ending, form in files.FORMS.items():
            file = folder / f"{language}{ending}"
            file.write_bytes(form.write(pack, page.t))
            made[language, ending.removeprefix(".")] = file
    return made


def slides(file):
    return list(Presentation(str(file)).slides)


def shape_texts(shape):
    """Everything a shape says: its own text, its table's cells, its chart's labels."""
    if shape.has_text_frame:
        return [shape.text_frame.text]
    if shape.has_table:
        return [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    if shape.has_chart:
        chart = shape.chart
        titles = [
            axis.axis_title.text_frame.text
            for axis in (chart.value_axis, chart.category_axis)
            if axis.has_title
        ]
        names = [series.name for plot in chart.plots for series in plot.series]
        labels = [str(label) for plot in chart.plots for label in plot.categories]
        return [*titles, *names, *labels]
    return []


def said(slide):
    return list(chain.from_iterable(shape_texts(shape) for shape in slide.shapes))


def charts(slide):
    return [shape.chart for shape in slide.shapes if shape.has_chart]


def tables(slide):
    return [shape.table for shape in slide.shapes if shape.has_table]


def plain_text(page):
    """What a reader sees of an HTML page, a space between its elements."""
    bare = re.sub(r"<(style|script)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", bare)).split())
