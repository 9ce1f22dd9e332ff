"""The pieces a page is made of: headline, tiles, boxes, charts, downloads, definitions.

Each call draws one element. Text that comes from data is escaped here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pandas as pd
import streamlit as st

from data.problems import Problem
from pages.parts import exports, figures, lists
from pages.parts.text import Text

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from analytics.scope import Scope
    from pages.parts.shell import Page

METRICS = Path(__file__).resolve().parents[2] / "METRICS.md"
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Verdict = Literal["up", "down", "normal", "few", "one_large"]
Frames = pd.DataFrame | Callable[[], pd.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One number of the first layer, already formatted.

    change: formatted difference; direction: its sign (+1, 0, −1); good: +1 where a rise is gain,
    −1 where it is loss, 0 where it is neither. exact: shown on hover. note: small line below.
    """

    label: str
    value: str
    exact: str | None = None
    change: str | None = None
    direction: int = 0
    good: int = 1
    verdict: Verdict | None = None
    note: str | None = None


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
        "normal": t("Normal variation"),
        "few": t("Too few to say"),
        "one_large": t("One large customer"),
    }
    return words[code]


def _verdict_html(code: Verdict, t: Text) -> str:
    kind = {"up": "clear", "down": "clear", "one_large": "look"}.get(code, "")
    return f'<span class="tv-verdict {kind}">{escape(verdict(code, t))}</span>'


def _tile_html(tile: Tile, t: Text) -> str:
    title = f' title="{escape(tile.exact, quote=True)}"' if tile.exact else ""
    lines = [f'<dt>{escape(tile.label)}</dt><dd class="v"{title}>{escape(tile.value)}</dd>']
    if tile.change is not None:
        moved = lists.moved(escape(tile.change), direction=tile.direction, good=tile.good)
        note = f" {escape(tile.note)}" if tile.note else ""
        lines.append(f'<dd class="c">{moved}{note}</dd>')
    elif tile.note:
        lines.append(f'<dd class="c">{escape(tile.note)}</dd>')
    if tile.verdict:
        lines.append(f"<dd>{_verdict_html(tile.verdict, t)}</dd>")
    return f'<dl class="tv-tile">{"".join(lines)}</dl>'


def tiles(numbers: Sequence[Tile], t: Text) -> None:
    """Up to four numbers side by side (two by two on a phone)."""
    st.html(f'<div class="tv-tiles">{"".join(_tile_html(each, t) for each in numbers)}</div>')


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
    if name == "rule":
        return t(str(fact))
    if name in {"date", "before"} and DAY.fullmatch(str(fact)):
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


def chart(
    figure: go.Figure,
    page: Page,
    *,
    key: str,
    alt: str,
    select: Sequence[Literal["points", "box", "lasso"]] | None = None,
) -> object:
    """Draws a figure in the house style; `alt` says in words what it shows.

    With `select` a click or lasso reruns the page and the selection comes back.
    """
    config = figures.figure_config(page.t, select=bool(select))
    if not select:
        return st.plotly_chart(figure, key=key, theme=None, config=config, alt=alt)
    return st.plotly_chart(
        figure,
        key=key,
        theme=None,
        config=config,
        alt=alt,
        on_select="rerun",
        selection_mode=tuple(select),
    )


def _frame(frames: Frames) -> pd.DataFrame:
    return frames() if callable(frames) else frames


def _cover(page: Page, title: str, question: str | None) -> exports.Cover:
    return exports.Cover(
        title=title,
        facts=page.facts(),
        definition=definition_text(question, page.t) if question else "",
        is_demo=page.is_demo,
    )


def downloads(page: Page, name: str, frames: Frames, *, question: str | None = None) -> None:
    """CSV and Excel buttons; the file is built on the click, and the click is recorded.

    Columns are headed by the contract, or by `attrs["labels"]` of the frame where it knows better.
    """
    t = page.t

    def as_csv() -> bytes:
        frame = _frame(frames)
        page.record_export(name, "csv", len(frame))
        return exports.csv_bytes(frame, t, frame.attrs.get("labels"))

    def as_workbook() -> bytes:
        frame = _frame(frames)
        page.record_export(name, "xlsx", len(frame))
        sheet = exports.Sheet(name=page.title, frame=frame, labels=frame.attrs.get("labels", {}))
        return exports.workbook_bytes(_cover(page, page.title, question), [sheet], t)

    file = f"{name}_{page.scope.at:%Y-%m-%d}" if page.scope else name
    st.download_button(
        t("CSV"),
        as_csv,
        file_name=f"{file}.csv",
        mime="text/csv",
        key=f"{name}_csv",
        on_click="ignore",
    )
    st.download_button(
        t("Excel"),
        as_workbook,
        file_name=f"{file}.xlsx",
        mime=XLSX,
        key=f"{name}_xlsx",
        on_click="ignore",
    )


def actions(
    page: Page,
    name: str,
    frames: Frames | None = None,
    *,
    figure_key: str | None = None,
    summary: str | None = None,
    question: str | None = None,
) -> None:
    """One row of ways out: CSV, Excel, a text to paste, the figure as PNG, print."""
    t = page.t
    with st.container(horizontal=True, gap="small", key=f"actions_{name}"):
        if frames is not None:
            downloads(page, name, frames, question=question)
        buttons = []
        if summary:
            text = "\n".join([summary, *(f"{k}: {v}" for k, v in page.facts().items())])
            buttons.append(_button(t("Copy as text"), copy=text, done=t("Copied")))
        if figure_key:
            facts = " · ".join(page.facts().values())
            buttons.append(
                _button(
                    t("Figure as PNG"), png=figure_key, title=page.title, facts=facts, name=name
                )
            )
        buttons.append(_button(t("Print"), print="1"))
        st.html(f'<div class="tv-btns">{"".join(buttons)}</div>', width="content")


def _button(label: str, **data: str) -> str:
    """A plain button; the shell's script acts on its data attributes."""
    carried = "".join(
        f' data-tv-{key}="{escape(value, quote=True)}"' for key, value in data.items()
    )
    return f'<button type="button" class="tv-btn"{carried}>{escape(label)}</button>'


@lru_cache(maxsize=2)
def _metrics(changed: float) -> dict[str, str]:
    """Question -> its entry in METRICS.md; `changed` only renews the cache."""
    del changed
    parts = re.split(
        r"^#{2,3} +`?([a-z][a-z0-9-]+)`?.*$", METRICS.read_text("utf-8"), flags=re.MULTILINE
    )
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))


def definition_text(question: str, t: Text) -> str:
    """The METRICS entry in the reader's language: its lines marked 中文 are the Chinese ones."""
    if not METRICS.exists():
        return ""
    entry = _metrics(METRICS.stat().st_mtime).get(question.replace("_", "-"), "")
    lines = [line.strip().removeprefix("- ") for line in entry.splitlines() if line.strip()]
    chinese = [line for line in lines if line.startswith("中文")]
    if t.language == "zh_CN":
        return "\n".join(re.sub(r"^中文[::* ]*", "", line) for line in chinese)
    return "\n".join(line for line in lines if line not in chinese)


def facts(pairs: Mapping[str, str]) -> None:
    """Labels and what they say, in two columns."""
    st.html(_facts_html(pairs))


def _facts_html(pairs: Mapping[str, str]) -> str:
    listed = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in pairs.items())
    return f'<dl class="tv-facts">{listed}</dl>'


def definition(
    page: Page,
    question: str,
    scope: Scope | None = None,
    *,
    metric: str | None = None,
    **parameters: object,
) -> None:
    """How is this computed: definition, the SQL that ran, release, scope. Built when opened.

    question: the SQL file, `contribution/buckets`; metric: the METRICS entry (default: question).
    """
    t = page.t
    key = "define_" + question.replace("/", "_")
    box = st.expander(t("How is this computed?"), key=key, on_change="rerun")
    if not box.open:
        return
    text = definition_text(metric or question, t)
    prose = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
    sql = _shown_sql(page.engine.text(question, scope or page.scope, **parameters), t)
    box.html(
        f'<div class="tv-prose">{prose}</div>{_facts_html(page.facts())}'
        f'<pre class="tv-code">{escape(sql)}</pre>'
    )


def _shown_sql(sql: str, t: Text) -> str:
    """The SQL as it ran; its English comments stay out of a Chinese page."""
    if t.language == "en":
        return sql.strip()
    return "\n".join(
        line for line in sql.splitlines() if not line.lstrip().startswith("--")
    ).strip()
