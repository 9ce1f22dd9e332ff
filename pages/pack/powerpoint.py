"""A pack as PowerPoint: native charts and tables, Chinese in an East Asian face."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Pt

from pages.pack import slide_charts, slide_tables, slide_text
from pages.pack.build import definitions, quality_line
from pages.pack.slide_text import BOTTOM, LEFT, TOP, WIDTH, Box, Deck

if TYPE_CHECKING:
    from pptx.presentation import Presentation as Slides

    from pages.pack.model import Pack, View
    from pages.parts.text import Text

SIZE = (960.0, 540.0)
"""Points, 16 to 9."""
LATIN, EAST_ASIAN = "Segoe UI", "Microsoft YaHei"
PROPERTIES = ("a:rPr", "a:defRPr", "a:endParaRPr")
"""Where a face can be set."""
TILE_HEIGHT, GAP = 84.0, 12.0


def written(pack: Pack, t: Text) -> bytes:
    """The .pptx."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = (Pt(side) for side in SIZE)
    _theme(slides)
    properties = slides.core_properties
    properties.title, properties.author, properties.language = pack.title, "Tierview", t.language
    properties.created = properties.modified = pack.made.replace(tzinfo=None)
    deck = Deck(slides=slides, pack=pack, t=t)
    _cover(deck)
    for view in pack.views:
        _view(deck, view)
    _definitions(deck)
    _set_faces(slides, t)
    buffer = io.BytesIO()
    slides.save(buffer)
    return buffer.getvalue()


def _theme(slides: Slides) -> None:
    """What is typed into the file later gets the same faces."""
    theme = slides.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    blob = theme.blob.replace(b'<a:ea typeface=""/>', f'<a:ea typeface="{EAST_ASIAN}"/>'.encode())
    theme._blob = blob.replace(b'typeface="Calibri"', f'typeface="{LATIN}"'.encode())  # noqa: SLF001 - python-pptx gives no other way to a theme


def _cover(deck: Deck) -> None:
    """What this is: dates, selection, release, the state of the data, what is inside."""
    pack, t = deck.pack, deck.t
    slide = deck.slide("", title=f"{pack.title} · {pack.subtitle}")
    rows = list(pack.facts.items())
    warning = quality_line(pack, t)
    if warning:
        rows.insert(0, (t("Attention"), warning))
    contents = [f"{view.title}: {view.missing or view.sentence}" for view in pack.views]
    height = slide_tables.facts(deck, slide, rows, top=TOP)
    box = Box(left=LEFT, top=TOP + height + GAP, width=WIDTH, height=BOTTOM - TOP - height - GAP)
    slide_text.bullets(slide, box, contents, heading=t("Contents"))


def _view(deck: Deck, view: View) -> None:
    """The slides of one view; one that cannot be shown is told of on the cover alone."""
    if view.missing:
        return
    t, over = deck.t, view.title
    if view.tiles or any(not chart.is_empty for chart in view.charts):
        _first(deck, view)
    elif view.sentence:
        over = f"{view.title} · {view.sentence}"
    if not slide_text.strip_height(view):
        deck.text_slides(over, [(t("To note"), view.notes), (t("What to do"), view.steps)])
    for table in view.tables:
        slide_tables.slides(deck, over, table)
    deck.text_slides(over, [(t("Number and test"), view.details)], size=12)
    deck.text_slides(over, [(t("Not answered by these data"), view.lacking)], size=12)


def _first(deck: Deck, view: View) -> None:
    """The sentence, its numbers and up to two charts; more charts follow two by two."""
    slide = deck.slide(view.title, title=view.sentence)
    top, bottom = TOP, BOTTOM - slide_text.strip_height(view)
    if bottom < BOTTOM:
        slide_text.strip(slide, view, top=bottom + 4)
    if view.tiles:
        top += slide_text.tiles(slide, view.tiles, deck.t, top=top, height=TILE_HEIGHT) + GAP
    charts = [chart for chart in view.charts if not chart.is_empty]
    for start in range(0, len(charts), 2):
        if start:
            slide, top, bottom = deck.slide(view.title, title=charts[start].title), TOP, BOTTOM
        pair = charts[start : start + 2]
        wide = (WIDTH - GAP * (len(pair) - 1)) / len(pair)
        for place, chart in enumerate(pair):
            left = LEFT + place * (wide + GAP)
            box = Box(left=left, top=top, width=wide, height=bottom - top)
            slide_charts.draw(slide, box, chart, deck.t)


def _definitions(deck: Deck) -> None:
    t = deck.t
    found = [(title, text.split("\n")) for title, text in definitions(deck.pack, t)]
    deck.text_slides(deck.pack.title, found, size=11, title=t("How is this computed?"))


def _set_faces(slides: Slides, t: Text) -> None:
    """Every run of every slide and chart in a Latin and in an East Asian face."""
    for slide in slides.slides:
        _set(slide.element, t)
        for shape in slide.shapes:
            if shape.has_chart:
                _set(shape.chart.element, t)


def _set(element: Any, t: Text) -> None:  # noqa: ANN401 - python-pptx ships no types
    for name in PROPERTIES:
        for properties in element.iter(qn(name)):
            face = properties.get_or_add_latin()
            face.set("typeface", LATIN)
            for old in properties.findall(qn("a:ea")):
                properties.remove(old)
            face.addnext(etree.Element(qn("a:ea"), typeface=EAST_ASIAN))
            properties.set("lang", "zh-CN" if t.language == "zh_CN" else "en-GB")
