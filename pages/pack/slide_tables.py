"""Tables on slides: PowerPoint's own, columns as wide as they need, nothing cut off unsaid."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from pages.pack import fitting
from pages.pack.model import shown
from pages.pack.slide_text import COLOURS, LEFT, TOP, WIDTH, Box, Deck, paragraph, rgb

if TYPE_CHECKING:
    from pptx.slide import Slide

    from pages.pack.model import Table

SIZE, NOTE = 10.0, 18.0
LARGE = (16.0, 15.0, 14.0, 13.0, 12.0, 11.0)
"""Sizes that are tried for a table which then takes no more slides."""
SIZES = (10.0, 9.5, 9.0)
"""Sizes of text that are tried; at the smallest, texts go on to further lines."""
HIGH, MOST_LINES = 390.0, 4
"""Room for a table on one slide, and lines of one of its rows."""
AIR, HEAD_LINES = 1.75, 2.7
"""Heights of a row with one line of text and of the headings, in the size of the text."""
PLAIN_STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"
"""PowerPoint's name of the style without lines or colours."""
MARGIN = 0.55
"""Of a cell, left and right, in the size of its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Looks:
    """What all pages of a table share: headings, widths, size of text, lines of a row."""

    heads: Sequence[str]
    widths: Sequence[float]
    size: float
    lines: int

    @property
    def row(self) -> float:
        """How high a row is."""
        return max(AIR * self.size, self.lines * self.size * fitting.LINE + 4)

    @property
    def head(self) -> float:
        """How high the headings are."""
        return HEAD_LINES * self.size + 3

    @property
    def fit(self) -> int:
        """How many rows stand on a slide."""
        return max(int((HIGH - self.head) / self.row), 1)

    def pages(self, texts: Sequence[object]) -> int:
        """How many slides the rows take."""
        return max(math.ceil(len(texts) / self.fit), 1)

    def room(self, place: int) -> float:
        """How wide a column's text may be."""
        return self.widths[place] - 2 * MARGIN * self.size


def slides(deck: Deck, over: str, table: Table) -> None:
    """The table on as many slides as it has pages of rows; said to be empty where it is."""
    texts = [
        [shown(value, column, deck.t) for value, column in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    looks = _fitted(table, texts)
    count = len(texts)
    pages = looks.pages(texts)
    # As many rows on each slide, so that the last does not stand almost empty.
    fit = max(math.ceil(count / pages), 1)
    for page in range(pages):
        title = table.title if pages == 1 else f"{table.title} ({page + 1}/{pages})"
        slide = deck.slide(over, title=title)
        top = TOP - 24
        if table.note:
            box = Box(left=LEFT, top=top, width=WIDTH, height=NOTE)
            note = fitting.cut(table.note, SIZE, WIDTH)
            paragraph(slide, box, note, size=SIZE, colour=COLOURS.muted)
            top += NOTE
        if count:
            _draw(slide, table, texts[page * fit : (page + 1) * fit], looks, (page * fit, top))
        else:
            box = Box(left=LEFT, top=top, width=WIDTH, height=40)
            paragraph(slide, box, deck.t("Nobody here with these filters."), size=14)


def _fitted(table: Table, texts: Sequence[Sequence[str]]) -> _Looks:
    """The largest size that takes no further slide than the smallest with a line for every text.

    Where there is none, the smallest and more lines.
    """
    heads = [column.heading for column in table.columns]
    columns = list(zip(*([heads, *texts]), strict=True))
    wanted: Sequence[float] = []
    for size in (*LARGE, *SIZES):
        wanted = fitting.wanted_widths(columns, size)
        looks = _Looks(heads=heads, widths=wanted, size=size, lines=1)
        usual = replace(looks, size=SIZES[0])
        if sum(wanted) <= WIDTH and (size in SIZES or looks.pages(texts) <= usual.pages(texts)):
            return replace(looks, widths=fitting.column_widths(wanted, [], WIDTH))
    gives = [not column.stands_right for column in table.columns]
    widths = fitting.column_widths(wanted, gives, WIDTH)
    lines = max(
        (
            fitting.line_count(text, SIZES[-1], width - 2 * MARGIN * SIZES[-1])
            for row in texts
            for text, width in zip(row, widths, strict=True)
        ),
        default=1,
    )
    return _Looks(heads=heads, widths=widths, size=SIZES[-1], lines=min(lines, MOST_LINES))


def _draw(
    slide: Slide,
    table: Table,
    texts: Sequence[Sequence[str]],
    looks: _Looks,
    place: tuple[int, float],
) -> None:
    """Some rows; place: the number of the first of them, and where the table starts."""
    (first, top), size = place, looks.size
    box = Box(left=LEFT, top=top, width=WIDTH, height=looks.head + looks.row * len(texts))
    drawn = _plain(slide, len(texts) + 1, looks.widths, box)
    drawn.rows[0].height = Pt(looks.head)
    for at, (head, column) in enumerate(zip(looks.heads, table.columns, strict=True)):
        text = fitting.clamped(head, size * fitting.BOLD, looks.room(at), 2)
        _cell(
            drawn.cell(0, at),
            text,
            right=column.stands_right,
            bold=True,
            fill=COLOURS.page,
            size=size,
        )
    last = len(table.rows) - 1
    for number, row in enumerate(texts):
        drawn.rows[number + 1].height = Pt(looks.row)
        is_total = table.last_is_total and first + number == last
        for at, (text, column) in enumerate(zip(row, table.columns, strict=True)):
            _cell(
                drawn.cell(number + 1, at),
                fitting.clamped(text, size, looks.room(at), looks.lines),
                right=column.stands_right,
                bold=is_total,
                fill=table.shades[first + number][at] if table.shades else "",
                size=size,
            )


def facts(deck: Deck, slide: Slide, pairs: Sequence[tuple[str, str]], *, top: float) -> float:
    """Labels and what they say in two columns; returns how high they are."""
    size, label = 13.0, 190.0
    box = Box(left=LEFT, top=top, width=WIDTH, height=22.0 * len(pairs))
    drawn = _plain(slide, len(pairs), [label, WIDTH - label], box)
    height = 0.0
    for place, (name, said) in enumerate(pairs):
        text = fitting.clamped(said, size, WIDTH - label - 2 * MARGIN * size, 3)
        lines = fitting.line_count(text, size, WIDTH - label - 2 * MARGIN * size)
        need = lines * size * fitting.LINE + 7
        drawn.rows[place].height = Pt(need)
        height += need
        _cell(drawn.cell(place, 0), name, size=size, colour=COLOURS.muted)
        warns = deck.pack.is_red and place == 0
        colour = COLOURS.vermilion if warns else COLOURS.ink
        _cell(drawn.cell(place, 1), text, size=size, colour=colour, bold=warns)
    return height


def _plain(slide: Slide, rows: int, widths: Sequence[float], box: Box) -> Any:  # noqa: ANN401 - python-pptx ships no types
    """A table without a style of its own: its looks are ours, and the same everywhere."""
    frame = slide.shapes.add_table(rows, len(widths), *box.place)
    drawn = frame.table
    drawn.horz_banding = drawn.first_row = False
    style = frame._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId"))  # noqa: SLF001 - python-pptx has no other way to a style
    style.text = PLAIN_STYLE
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = Pt(width)
    return drawn


def _cell(  # noqa: PLR0913 - a cell's looks
    cell: Any,  # noqa: ANN401 - see _plain
    text: str,
    *,
    right: bool = False,
    bold: bool = False,
    fill: str = "",
    size: float = SIZE,
    colour: str = COLOURS.ink,
) -> None:
    cell.margin_left = cell.margin_right = Pt(MARGIN * size)
    cell.margin_top = cell.margin_bottom = Pt(1.5)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    if fill:
        cell.fill.solid()
        cell.fill.fore_color.rgb = rgb(fill)
    said = cell.text_frame.paragraphs[0]
    said.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    if not text:
        # An empty cell is as high as its paragraph's end, which is large unless it is told.
        said._p.get_or_add_endParaRPr().set("sz", str(round(size * 100)))  # noqa: SLF001 - see above
        return
    run = said.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = rgb(colour)
