"""How is this computed: the definition, the SQL that ran, release and scope."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from analytics.scope import Scope
    from pages.parts.shell import Page
    from pages.parts.text import Text

METRICS = Path(__file__).resolve().parents[2] / "METRICS.md"


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


def facts_html(pairs: Mapping[str, str]) -> str:
    """Labels and what they say as a description list."""
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
    prose = "".join(f"<p>{_marked(line)}</p>" for line in text.splitlines())
    sql = _shown_sql(page.engine.text(question, scope or page.scope, **parameters), t)
    box.html(
        f'<div class="tv-prose">{prose}</div>{facts_html(page.facts() | _rows(page, t))}'
        f'<pre class="tv-code">{escape(sql)}</pre>'
    )


def _marked(line: str) -> str:
    """A line of METRICS.md as HTML: its bold and code marks, everything else escaped."""
    bold = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(line))
    return re.sub(r"`(.+?)`", r"<code>\1</code>", bold)


def _rows(page: Page, t: Text) -> dict[str, str]:
    """How many rows the date has, and how many of them count."""
    known = page.snapshot
    if known is None:
        return {}
    said = t(
        "{rows} on the data date, {open} of them open: only these count.",
        rows=t.exact(known["row_count"]),
        open=t.exact(known["open_count"]),
    )
    return {t("Rows"): said}


def _shown_sql(sql: str, t: Text) -> str:
    """The SQL as it ran; its English comments stay out of a Chinese page."""
    if t.language == "en":
        return sql.strip()
    return "\n".join(
        line for line in sql.splitlines() if not line.lstrip().startswith("--")
    ).strip()
