"""A pack as one HTML file: works without a network, prints on A4 with page numbers."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from pages.pack import fitting, svg
from pages.pack.build import definitions, quality_line
from pages.pack.model import change_of, shown
from pages.parts import cards, style
from pages.parts.text import HTML_LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.pack.model import Chart, Column, Pack, Table, View
    from pages.parts.cards import Tile
    from pages.parts.text import Text

WHOLE, SHORT = frozenset({"id", "date"}), 6.5
"""Kinds of cells that are never broken, and widths, in signs, of others that are not."""
STYLESHEET = Path(__file__).with_name("web.css")


def written(pack: Pack, t: Text) -> bytes:
    """The .html."""
    body = [_cover(pack, t), *(_view(view, pack, t) for view in pack.views), _defined(pack, t)]
    return "".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="{HTML_LANGUAGE[t.language]}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(pack.title)} · {escape(pack.subtitle)}</title>",
            f"<style>{_stylesheet(pack, t)}</style></head><body>",
            *body,
            "</body></html>",
        ]
    ).encode("utf-8")


def _stylesheet(pack: Pack, t: Text) -> str:
    colours = style.palette("light")
    return Template(STYLESHEET.read_text("utf-8")).substitute(
        fonts=style.FONTS,
        ink=colours.ink,
        muted=colours.muted,
        rule=colours.rule,
        page=colours.page,
        accent=colours.accent,
        caution=colours.caution,
        soft=colours.caution_soft,
        problem=colours.vermilion,
        gain=colours.gain(t.gain),
        loss=colours.loss(t.gain),
        footer=_quoted(pack.footer),
        watermark=_quoted(pack.watermark),
    )


def _quoted(text: str) -> str:
    """Text as a CSS string: no sign of it ends the string or the style element."""
    return "".join(
        sign if sign.isalnum() or sign in " ·-.,/:" else f"\\{ord(sign):06x}" for sign in text
    )


def _cover(pack: Pack, t: Text) -> str:
    facts = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, said in pack.facts.items()
    )
    links = "".join(
        f'<li><a href="#{view.key}">{escape(view.title)}</a> '
        f"<span>{escape(view.missing or view.sentence)}</span></li>"
        for view in pack.views
    )
    defined = f'<li><a href="#definitions">{escape(t("How is this computed?"))}</a></li>'
    warning = quality_line(pack, t)
    warned = f'<p class="problem" role="alert">{escape(warning)}</p>' if warning else ""
    return (
        f'<header><h1>{escape(pack.title)}</h1><p class="sub">{escape(pack.subtitle)}</p>'
        f"{_watermark(pack)}{warned}"
        f'<dl class="facts">{facts}</dl>'
        f"<nav><h2>{escape(t('Contents'))}</h2><ol>{links}{defined}</ol></nav></header>"
    )


def _watermark(pack: Pack) -> str:
    return f'<p class="demo">{escape(pack.watermark)}</p>' if pack.watermark else ""


def _view(view: View, pack: Pack, t: Text) -> str:
    parts = [
        f'<section id="{view.key}"><p class="over">{escape(view.title)}</p>',
        _watermark(pack),
        f"<h2>{escape(view.missing or view.sentence)}</h2>",
    ]
    if view.tiles:
        parts.append(f'<div class="tiles">{"".join(_tile(each, t) for each in view.tiles)}</div>')
    drawn = [chart for chart in view.charts if not chart.is_empty]
    parts.append(f'<div class="charts">{"".join(_chart(each, t) for each in drawn)}</div>')
    parts += [_points(t("To note"), view.notes), _points(t("What to do"), view.steps)]
    parts += [_table(table, t) for table in view.tables]
    parts.append(_points(t("Number and test"), view.details))
    parts.append(_points(t("Not answered by these data"), view.lacking))
    return "".join([*parts, "</section>"])


def _tile(tile: Tile, t: Text) -> str:
    exact = f' title="{escape(tile.exact, quote=True)}"' if tile.exact else ""
    kind = ""
    if tile.change is not None:
        kind = {1: " gain", -1: " loss", 0: ""}[tile.direction * tile.good]
    said = change_of(tile)
    change = f'<dd class="change{kind}">{escape(said)}</dd>' if said else ""
    judged = f"<dd>{escape(cards.verdict(tile.verdict, t))}</dd>" if tile.verdict else ""
    return (
        f'<dl class="tile"><dt>{escape(tile.label)}</dt>'
        f'<dd class="value"{exact}>{escape(tile.value)}</dd>{change}{judged}</dl>'
    )


def _chart(chart: Chart, t: Text) -> str:
    note = f"<figcaption>{escape(chart.note)}</figcaption>" if chart.note else ""
    return f"<figure><h3>{escape(chart.title)}</h3>{svg.drawn(chart, t)}{note}</figure>"


def _points(heading: str, texts: Sequence[str]) -> str:
    if not texts:
        return ""
    points = "".join(f"<li>{escape(text)}</li>" for text in texts)
    return f"<h3>{escape(heading)}</h3><ul>{points}</ul>"


def _table(table: Table, t: Text) -> str:
    heads = "".join(
        f'<th scope="col"{_right(column)}>{escape(column.heading)}</th>' for column in table.columns
    )
    last = len(table.rows) - 1
    rows = []
    for at, row in enumerate(table.rows):
        cells = "".join(
            _cell(shown(value, column, t), column, _shade(table, at, place))
            for place, (value, column) in enumerate(zip(row, table.columns, strict=True))
        )
        total = ' class="total"' if table.last_is_total and at == last else ""
        rows.append(f"<tr{total}>{cells}</tr>")
    if not rows:
        empty = escape(t("Nobody here with these filters."))
        rows.append(f'<tr><td colspan="{len(table.columns)}">{empty}</td></tr>')
    note = f'<p class="note">{escape(table.note)}</p>' if table.note else ""
    return (
        f'<h3>{escape(table.title)}</h3>{note}<div class="wide"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(text: str, column: Column, shade: str) -> str:
    """A cell; what is short or an id stays on one line where a page on paper is narrow."""
    is_whole = column.kind in WHOLE or fitting.width(text, 1.0) <= SHORT
    kinds = " ".join(["r"] * column.stands_right + ["k"] * is_whole)
    named = f' class="{kinds}"' if kinds else ""
    return f"<td{named}{shade}>{escape(text)}</td>"


def _right(column: Column) -> str:
    return ' class="r"' if column.stands_right else ""


def _shade(table: Table, at: int, place: int) -> str:
    shade = table.shades[at][place] if table.shades else ""
    return f' style="background:{shade}"' if shade else ""


def _defined(pack: Pack, t: Text) -> str:
    entries = "".join(
        f"<h3>{escape(title)}</h3>" + "".join(f"<p>{escape(line)}</p>" for line in text.split("\n"))
        for title, text in definitions(pack, t)
    )
    heading = escape(t("How is this computed?"))
    return f'<section id="definitions"><h2>{heading}</h2>{_watermark(pack)}{entries}</section>'
