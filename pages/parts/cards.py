"""The pieces a page is made of: headline, tiles, boxes, charts; with downloads and definitions.

Each call draws one element. Text that comes from data is escaped here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Literal

import streamlit as st

from data.problems import Problem, Sentence
from pages.parts import figures, lists
from pages.parts.definitions import definition, facts_html
from pages.parts.text import Text
from pages.parts.ways_out import actions, downloads

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from pages.parts.shell import Page

__all__ = [
    "Tile",
    "actions",
    "bullets",
    "chart",
    "clickable",
    "definition",
    "downloads",
    "empty",
    "facts",
    "headline",
    "in_depth",
    "note",
    "problem_text",
    "section",
    "show_problem",
    "strong",
    "tabs",
    "tile_html",
    "tiles",
    "verdict",
]

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

Verdict = Literal[
    "up", "down", "smaller", "larger", "higher", "lower", "alike", "normal", "few", "one_large"
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number of the first layer, already formatted.

    change: formatted difference; direction: its sign (+1, 0, −1); good: +1 where a rise is gain,
    −1 where it is loss, 0 where it is neither. exact: shown on hover. range: between which limits
    the change lies, shown on hover. note: small line below. number: the value itself, unrounded,
    and its unit, for workbooks.
    """

    label: str
    value: str
    exact: str | None = None
    change: str | None = None
    direction: int = 0
    good: int = 1
    verdict: Verdict | None = None
    range: str | None = None
    note: str | None = None
    number: float | None = None
    unit: Literal["money", "count", "share", "number"] | None = None


def strong(text: str) -> str:
    """A part of a headline in bold; the text is escaped."""
    return f"<b>{escape(text)}</b>"


def headline(sentence: str) -> None:
    """The sentence computed from the numbers. Bold parts come from `strong`, nothing else."""
    safe = escape(sentence, quote=False)
    safe = safe.replace("&lt;b&gt;", "<b>").replace("&lt;/b&gt;", "</b>").replace("&amp;", "&")
    st.html(f'<p class="tv-headline">{safe}</p>')


def section(title: str, note: str | None = None) -> None:
    """A second-level heading with a muted line under it."""
    under = f'<p class="tv-sub">{escape(note)}</p>' if note else ""
    st.html(f'<h2 class="tv-h2">{escape(title)}</h2>{under}')


def verdict(code: Verdict, t: Text) -> str:
    """The verdict in bankers' words."""
    words = {
        "up": t("Clearly up"),
        "down": t("Clearly down"),
        "smaller": t("Clearly smaller"),
        "larger": t("Clearly larger"),
        "higher": t("Clearly higher"),
        "lower": t("Clearly lower"),
        "alike": t("No clear difference"),
        "normal": t("Normal variation"),
        "few": t("Too few to say"),
        "one_large": t("One large customer"),
    }
    return words[code]


def _verdict_html(code: Verdict, t: Text) -> str:
    clear = code in {"up", "down", "smaller", "larger", "higher", "lower"}
    kind = "clear" if clear else "look" if code == "one_large" else ""
    return f'<span class="tv-verdict {kind}">{escape(verdict(code, t))}</span>'


def _title(text: str | None) -> str:
    """What an element says on hover, as an attribute."""
    return f' title="{escape(text, quote=True)}"' if text else ""


def tile_html(tile: Tile, t: Text, below: str = "") -> str:
    """One tile as HTML; `below`: more of it, already HTML."""
    lines = [
        f'<dt>{escape(tile.label)}</dt><dd class="v"{_title(tile.exact)}>{escape(tile.value)}</dd>'
    ]
    if tile.change is not None:
        moved = lists.moved(escape(tile.change), direction=tile.direction, good=tile.good)
        note = f" {escape(tile.note)}" if tile.note else ""
        lines.append(f'<dd class="c"{_title(tile.range)}>{moved}{note}</dd>')
    elif tile.note:
        lines.append(f'<dd class="c">{escape(tile.note)}</dd>')
    if tile.verdict:
        lines.append(f"<dd{_title(tile.range)}>{_verdict_html(tile.verdict, t)}</dd>")
    return f'<dl class="tv-tile">{"".join(lines)}{below}</dl>'


def tiles(numbers: Sequence[Tile], t: Text) -> None:
    """Up to four numbers side by side (two by two on a phone)."""
    st.html(f'<div class="tv-tiles">{"".join(tile_html(each, t) for each in numbers)}</div>')


def bullets(points: Sequence[str]) -> None:
    """A few short points."""
    st.html(f'<ul class="tv-points">{"".join(f"<li>{escape(each)}</li>" for each in points)}</ul>')


def note(text: str, kind: Literal["info", "caution", "problem", "new"] = "info") -> None:
    """A one-paragraph box."""
    st.html(f'<div class="tv-box {kind}" role="note"><p>{escape(text)}</p></div>')


def problem_text(problem: Problem, t: Text) -> str:
    """A problem's sentence in the reader's language, columns and dates as people say them."""
    return t(
        problem.message, **{name: _fact(name, fact, t) for name, fact in problem.facts.items()}
    )


def _fact(name: str, fact: object, t: Text) -> object:
    if name in {"column", "columns", "measure"}:
        return ", ".join(t.column(each) for each in str(fact).split(", "))
    if name == "table":
        return t.table(str(fact))
    if isinstance(fact, Sentence):
        return t(fact)
    if name in {"date", "before", "last"} and DAY.fullmatch(str(fact)):
        return t.date(date.fromisoformat(str(fact)))
    return fact


def show_problem(problem: Problem, t: Text) -> None:
    """A box that says what is wrong and what to do."""
    box = f"<p>{escape(problem_text(problem, t))}</p>"
    st.html(f'<div class="tv-box problem" role="alert" data-code="{problem.code}">{box}</div>')


def empty(t: Text, text: str | None = None) -> None:
    """An empty state: what it means and what to do."""
    shown = text or t("Nobody here with these filters. Clear one of them above.")
    st.html(f'<div class="tv-empty">{escape(shown)}</div>')


def in_depth(page: Page) -> bool:
    """The switch to the second layer: intervals, tests, decompositions. Kept in the URL."""
    return st.toggle(page.t("In depth"), key="depth", bind="query-params")


def tabs(
    page: Page,
    sections: Mapping[str, Callable[..., None]],
    *shown: object,
    key: str,
    worded: Callable[[Problem, Text], Problem] = lambda problem, _t: problem,
) -> None:
    """Sections in tabs, of which the open one is drawn; a problem of one leaves the rest readable.

    shown: what every section is given after the page. worded: puts a problem's facts into words.
    """
    opened = st.tabs(list(sections), on_change="rerun", key=key)
    for tab, draw in zip(opened, sections.values(), strict=True):
        if tab.open:
            with tab:
                try:
                    draw(page, *shown)
                except Problem as problem:
                    show_problem(worded(problem, page.t), page.t)


def chart(
    figure: go.Figure,
    page: Page,
    *,
    key: str,
    alt: str,
    pick: str | None = None,
    clears: Sequence[str] = (),
) -> None:
    """Draws a figure in the house style; `alt` says in words what it shows.

    With `pick` a click on a mark writes its pick into the URL under that name, and a second click
    takes it out; `clears`: what no longer fits then.
    """
    if pick is None:
        config = figures.figure_config(page.t)
        st.plotly_chart(figure, key=key, theme=None, config=config, alt=alt)
        return

    def choose() -> None:
        found = figures.pick_of_event(st.session_state[key])
        page.set_parameter(pick, None if found == page.parameter(pick) else found or None)
        for other in clears:
            page.set_parameter(other, None)

    clickable(figure, page, key=key, alt=alt, chosen=choose)


def clickable(
    figure: go.Figure, page: Page, *, key: str, alt: str, chosen: Callable[[], None]
) -> None:
    """Draws a figure whose marks can be clicked; `chosen` is called before the rerun."""
    st.plotly_chart(
        figure,
        key=key,
        theme=None,
        config=figures.figure_config(page.t, select=True),
        alt=alt,
        on_select=chosen,
        selection_mode=("points",),
    )


def facts(pairs: Mapping[str, str]) -> None:
    """Labels and what they say, in two columns."""
    st.html(facts_html(pairs))
