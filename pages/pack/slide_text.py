"""Text on slides: where it stands, how large it is, and in which faces it is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from pages.pack import fitting
from pages.pack.model import change_of
from pages.parts import cards, style

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

    from pages.pack.model import Pack, View
    from pages.parts.cards import Tile
    from pages.parts.text import Text

LEFT, WIDTH, TOP, BOTTOM = 36.0, 888.0, 104.0, 500.0
"""Points: where the content of a slide stands."""
COLOURS = style.palette("light")
TITLE_ONLY = 5
STRIP, STRIP_LINES, FINDINGS = 11.0, 6, 2
"""Size and lines of the notes that may stand under charts, and notes that call for no step."""
LARGE = (20.0, 18.0, 16.0, 14.0)
"""Sizes that are tried for texts which then fit one slide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def place(self) -> tuple[Pt, Pt, Pt, Pt]:
        """As python-pptx wants it."""
        return Pt(self.left), Pt(self.top), Pt(self.width), Pt(self.height)


def rgb(colour: str) -> RGBColor:
    """#RRGGBB as python-pptx wants it."""
    return RGBColor.from_string(colour.removeprefix("#"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """The slides being made, and of what."""

    slides: Presentation
    pack: Pack
    t: Text

    def slide(self, over: str, *, title: str) -> Slide:
        """A new slide: a line over the title, the title, and what stands on every slide."""
        slide = self.slides.slides.add_slide(self.slides.slide_layouts[TITLE_ONLY])
        said_over = fitting.cut(over, 12, 590)
        paragraph(slide, Box(left=LEFT, top=18, width=600, height=20), said_over, size=12,
                  colour=COLOURS.muted)  # fmt: skip
        _title(slide, title)
        self._foot(slide)
        return slide

    def _foot(self, slide: Slide) -> None:
        footer = fitting.cut(self.pack.footer, 9, WIDTH - 60)
        paragraph(slide, Box(left=LEFT, top=512, width=WIDTH - 40, height=18), footer, size=9,
                  colour=COLOURS.muted)  # fmt: skip
        number = paragraph(slide, Box(left=LEFT + WIDTH - 40, top=512, width=40, height=18), "",
                           size=9, colour=COLOURS.muted)  # fmt: skip
        _slide_number(number)
        if self.pack.watermark:
            box = Box(left=LEFT + WIDTH - 280, top=18, width=280, height=20)
            said = paragraph(slide, box, self.pack.watermark, size=12, colour=COLOURS.caution)
            said.alignment = PP_ALIGN.RIGHT
            said.runs[0].font.bold = True

    def text_slides(
        self,
        over: str,
        parts: Sequence[tuple[str, Sequence[str]]],
        *,
        size: float = 14,
        title: str = "",
    ) -> None:
        """Headed paragraphs on as many slides as they need; without a title the headings are."""
        lines = [(text, heading) for heading, texts in parts for text in texts if text.strip()]
        room = BOTTOM - TOP
        size = next((each for each in LARGE if _height(lines, each) <= room), size)
        page: list[tuple[str, str]] = []
        left = room
        for text, heading in lines:
            said = fitting.clamped(text, size, WIDTH - 24, 20)
            need = fitting.line_count(said, size, WIDTH - 24) * size * fitting.LINE + 6
            if not page or page[-1][1] != heading:
                need += size * 2.4
            if need > left and page:
                self._text_slide(over, page, size, title)
                page, left = [], room
                need += 0 if need > size * 2.4 else size * 2.4
            page.append((said, heading))
            left -= need
        if page:
            self._text_slide(over, page, size, title)

    def _text_slide(
        self, over: str, page: Sequence[tuple[str, str]], size: float, title: str
    ) -> None:
        headings = list(dict.fromkeys(heading for _, heading in page))
        slide = self.slide(over, title=title or " · ".join(headings))
        frame = _frame(slide, Box(left=LEFT, top=TOP, width=WIDTH, height=BOTTOM - TOP))
        before = ""
        for text, heading in page:
            if heading != before and (title or len(headings) > 1):
                _line(frame, heading, size=size, bold=True, colour=COLOURS.ink)
            before = heading
            _line(frame, f"· {text}", size=size, colour=COLOURS.ink)


def _height(lines: Sequence[tuple[str, str]], size: float) -> float:
    """How high points with a heading are; a heading counts once."""
    texts = sum(fitting.line_count(text, size, WIDTH - 24) for text, _ in lines)
    headings = len({heading for _, heading in lines})
    return texts * size * fitting.LINE + len(lines) * 8 + headings * size * 2.4


def _title(slide: Slide, text: str) -> None:
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = Box(
        left=LEFT, top=38, width=WIDTH, height=60
    ).place
    frame = shape.text_frame
    _tight(frame)
    room = WIDTH / fitting.BOLD
    size = fitting.fitting_size(text, room, 2, (22, 20, 18, 16, 14))
    frame.text = fitting.clamped(text, size, room, 3 if size <= 14 else 2)
    frame.vertical_anchor = MSO_ANCHOR.TOP
    said = frame.paragraphs[0]
    said.alignment = PP_ALIGN.LEFT
    said.font.size, said.font.bold = Pt(size), True
    said.font.color.rgb = rgb(COLOURS.ink)


def _tight(frame: Any) -> None:  # noqa: ANN401 - python-pptx ships no types
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _frame(slide: Slide, box: Box) -> Any:  # noqa: ANN401 - see _tight
    frame = slide.shapes.add_textbox(*box.place).text_frame
    _tight(frame)
    return frame


def _line(
    frame: Any,  # noqa: ANN401 - see _tight
    text: str,
    *,
    size: float,
    colour: str,
    bold: bool = False,
    first: bool = False,
) -> Any:  # noqa: ANN401 - see _tight
    """A paragraph added to a frame; the first takes the empty one that is there."""
    empty = first or (len(frame.paragraphs) == 1 and not frame.paragraphs[0].runs)
    said = frame.paragraphs[0] if empty else frame.add_paragraph()
    run = said.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = rgb(colour)
    said.space_after = Pt(size * 0.35)
    return said


def paragraph(slide: Slide, box: Box, text: str, *, size: float, colour: str = COLOURS.ink) -> Any:  # noqa: ANN401 - see _tight
    """One paragraph in a box of its own."""
    return _line(_frame(slide, box), text, size=size, colour=colour, first=True)


def bullets(slide: Slide, box: Box, texts: Sequence[str], *, heading: str) -> None:
    """Short points under a heading, as large as all of them fit."""

    def need(size: float) -> float:
        lines = sum(fitting.line_count(f"· {text}", size, box.width) for text in texts)
        return (lines + 1) * size * fitting.LINE + (len(texts) + 1) * size * 0.35

    size = next(
        (size for size in (16.0, 14.0, 13.0, 12.0, 11.0, 10.0) if need(size) <= box.height), 9.0
    )
    frame = _frame(slide, box)
    _line(frame, heading, size=size, colour=COLOURS.muted, bold=True)
    for text in texts:
        _line(frame, f"· {text}", size=size, colour=COLOURS.ink)


def tiles(slide: Slide, numbers: Sequence[Tile], t: Text, *, top: float, height: float) -> float:
    """Numbers side by side; returns how high they are."""
    gap = 10.0
    wide = (WIDTH - gap * (len(numbers) - 1)) / len(numbers)
    for place, tile in enumerate(numbers):
        box = Box(left=LEFT + place * (wide + gap), top=top, width=wide, height=height)
        _tile(slide, box, tile, t)
    return height


def strip_height(view: View) -> float:
    """Room for a view's few notes and steps under its charts; 0 where they need a slide.

    Many notes that call for no step are findings: what the view is about, and large.
    """
    if not view.steps and len(view.notes) > FINDINGS:
        return 0.0
    texts = [*view.notes, *view.steps]
    lines = sum(fitting.line_count(f"· {text}", STRIP, WIDTH) for text in texts)
    return lines * STRIP * fitting.LINE + 8 if 0 < lines <= STRIP_LINES else 0.0


def strip(slide: Slide, view: View, *, top: float) -> None:
    """A view's few notes and steps under its charts."""
    frame = _frame(slide, Box(left=LEFT, top=top, width=WIDTH, height=BOTTOM - top))
    for text in (*view.notes, *view.steps):
        _line(frame, f"· {text}", size=STRIP, colour=COLOURS.ink).space_after = Pt(0)


def _tile(slide: Slide, box: Box, tile: Tile, t: Text) -> None:
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box.place)
    shape.fill.solid()
    shape.fill.fore_color.rgb = rgb(COLOURS.page)
    shape.line.color.rgb = rgb(COLOURS.rule)
    shape.line.width = Pt(0.75)
    # The theme's style would bring a shadow and white text.
    shape._element.remove(shape._element.find(qn("p:style")))  # noqa: SLF001 - python-pptx has no other way to a style
    frame = shape.text_frame
    _tight(frame)
    frame.margin_left = frame.margin_right = Pt(8)
    frame.margin_top = frame.margin_bottom = Pt(5)
    frame.vertical_anchor = MSO_ANCHOR.TOP
    room = box.width - 16
    size = fitting.fitting_size(tile.value, room / fitting.BOLD, 1, (22, 20, 18, 16, 14, 12))
    verdict = cards.verdict(tile.verdict, t) if tile.verdict else ""
    for text, large, colour, bold, lines in (
        (tile.label, 10, COLOURS.muted, False, 2 if not tile.verdict else 1),
        (tile.value, size, COLOURS.ink, True, 1),
        (change_of(tile), 10, _moved(tile, t), False, 2),
        (verdict, 10, COLOURS.muted, False, 1),
    ):
        if text:
            fits = fitting.clamped(text, large, room, lines)
            said = _line(frame, fits, size=large, colour=colour, bold=bold)
            said.alignment = PP_ALIGN.LEFT
            said.space_after = Pt(1)


def _moved(tile: Tile, t: Text) -> str:
    if tile.change is None:
        return COLOURS.muted
    kind = tile.direction * tile.good
    return {1: COLOURS.gain(t.gain), -1: COLOURS.loss(t.gain), 0: COLOURS.muted}[kind]


def _slide_number(said: Any) -> None:  # noqa: ANN401 - see _tight
    """A number that follows the slide when slides are moved."""
    said.alignment = PP_ALIGN.RIGHT
    field = etree.SubElement(said._p, qn("a:fld"), id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}")  # noqa: SLF001 - python-pptx knows no fields
    field.set("type", "slidenum")
    properties = etree.SubElement(field, qn("a:rPr"))
    properties.set("sz", "900")
    etree.SubElement(field, qn("a:t")).text = "‹#›"
    for run in list(said._p.findall(qn("a:r"))):  # noqa: SLF001 - see above
        said._p.remove(run)  # noqa: SLF001 - see above
