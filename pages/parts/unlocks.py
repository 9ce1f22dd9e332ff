"""What is loaded, what further tables would switch on, and the template to ask IT for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd
import streamlit as st

from data import browse
from data.contract import TABLES
from pages.parts import cards, lists
from pages.parts.templates import field_workbook, template_workbook
from pages.parts.text import LANGUAGES, Text

if TYPE_CHECKING:
    from pages.parts.shell import Page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REQUIRED = tuple(name for name, table in TABLES.items() if table.required)


def show_template(page: Page) -> None:
    """A template per table, and the description of every field."""
    t = page.t
    cards.section(
        t("A template for your IT department"),
        t(
            "An Excel workbook with the headers Tierview recognises and a field sheet: type, unit, "
            "allowed values and an example of each field. Start with customers and balances."
        ),
    )
    choices = [REQUIRED, *((name,) for name in TABLES if name not in REQUIRED)]
    choice, template, fields = st.columns([2, 1, 1], vertical_alignment="bottom")
    tables = choice.selectbox(
        t("Template for"),
        choices,
        format_func=lambda names: " + ".join(t.table(name) for name in names),
        key="template-tables",
    )
    with template:
        _download(page, t("Download the template"), tables, whole=True)
    with fields:
        _download(page, t("All fields of all tables"), tuple(TABLES), whole=False)


def show_tables(page: Page) -> None:
    """One line per table: what it brings, and whether it is there."""
    t = page.t
    cards.section(
        t("What further tables would show you"),
        t("Every table is loaded on this page, in the same way as the first."),
    )
    counts = browse.row_counts(page.store, page.release) if page.release else {}
    frame = pd.DataFrame(
        [
            {
                "table": t.table(name),
                "rows": t("{rows} rows", rows=t.exact(counts[name]))
                if counts.get(name)
                else t("not provided"),
                "unlocks": table.unlocks_zh if t.language == "zh_CN" else table.unlocks_en,
            }
            for name, table in TABLES.items()
        ]
    )
    columns = [
        lists.Column(name="table", label=t("Table")),
        lists.Column(name="rows", label=t("State")),
        lists.Column(name="unlocks", label=t("What it shows")),
    ]
    with st.container(key="wrapped-tables"):
        lists.table(frame, columns, t)


def template_button(page: Page) -> None:
    """The template of the first load: customers and their balances on one sheet."""
    _download(page, page.t("Download the template"), REQUIRED, whole=True, width="content")


def _download(
    page: Page,
    label: str,
    tables: tuple[str, ...],
    *,
    whole: bool,
    width: Literal["stretch", "content"] = "stretch",
) -> None:
    t = page.t
    other = Text(language=next(language for language in LANGUAGES if language != t.language))
    build = template_workbook if whole else field_workbook
    name = f"{t('Template')}-{tables[0]}" if whole else t("Fields")
    st.download_button(
        label,
        lambda: build([TABLES[each] for each in tables], t, other),
        file_name=f"{name}.xlsx",
        mime=XLSX,
        key=f"template-{'-'.join(tables) if whole else 'fields'}",
        on_click="ignore",
        width=width,
    )
