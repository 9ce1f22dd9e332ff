"""The questions about one uploaded file: what it holds, which column is which, unit, date, rows."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data.contract import TABLES
from data.titles import UNITS
from pages.parts import cards, lists
from pages.parts.intake import (
    Answers,
    Intake,
    choosable,
    first_answers,
    repeated_targets,
    scaled,
    unanswered,
    unknown_codes,
)
from pages.parts.text import sentence

if TYPE_CHECKING:
    from data.columns import Column
    from pages.parts.text import Text

CUSTOMERS = ("customer", "customer_snapshot")
"""A report of customers with their balances, as most banks send it, feeds both tables."""
PREVIEW_ROWS = 5
SAMPLES = 3
UNIT_NAMES = {
    1: sentence("as written (yuan)"),
    100: sentence("hundreds"),
    1_000: sentence("thousands"),
    10_000: sentence("ten thousands (万元)"),
    1_000_000: sentence("millions"),
    100_000_000: sentence("hundred millions (亿元)"),
}


def ask(
    intake: Intake, remembered: Answers | None, t: Text, *, customers_known: bool
) -> Answers | None:
    """Draw the questions of one file; the answers, or None while something needed is open."""
    guess = first_answers(intake, remembered, customers_known=customers_known)
    key = intake.digest[:12]
    _recognised(intake, remembered, t)
    kinds = [CUSTOMERS, *((name,) for name in TABLES)]
    tables = st.selectbox(
        t("What is in this file?"),
        kinds,
        index=kinds.index(guess.tables) if guess.tables in kinds else 0,
        format_func=lambda names: " + ".join(t.table(name) for name in names),
        key=f"tables-{key}",
    )
    columns = _columns(intake, guess, tables, t)
    asked = Answers(tables=tables, columns=columns)
    unit, rows, day = _reading(intake, guess, asked, t)
    asked = Answers(tables=tables, columns=columns, unit=unit, rows=rows, snapshot_date=day)
    constants = {
        column.name: _constant(column, guess, key, t)
        for column in unanswered(asked)
        if column.name != "snapshot_date"
    }
    answers = Answers(
        tables=tables,
        columns=columns,
        constants={name: value for name, value in constants.items() if value},
        codes=_codes(intake, asked, guess, t),
        unit=unit,
        rows=rows,
        snapshot_date=day,
    )
    _preview(intake, answers, t)
    return answers if _complete(answers, t) else None


def _recognised(intake: Intake, remembered: Answers | None, t: Text) -> None:
    sheet = intake.sheet
    facts = [
        t("header in row {row}", row=sheet.header_row),
        t("{count} columns", count=len(sheet.headers)),
    ]
    if sheet.unit_text:
        facts.append(t("unit {unit}", unit=sheet.unit_text))
    if sheet.stated_date:
        facts.append(t("date {date}", date=t.date(sheet.stated_date)))
    if sheet.kind == "csv" and sheet.encoding.lower() not in ("utf-8", "utf-8-sig"):
        facts.append(t("written in {encoding}", encoding=sheet.encoding.upper()))
    if remembered:
        facts.append(t("your answers of last time are filled in"))
    title = " · ".join(sheet.title_lines[:2])
    cards.section(intake.name, title or None)
    cards.note(t("Recognised: {facts}", facts=" · ".join(facts)))


def _columns(intake: Intake, guess: Answers, tables: tuple[str, ...], t: Text) -> dict[str, str]:
    """The drop-down of every column, its first values beside it."""
    options = choosable(tables)
    chosen: dict[str, str] = {}
    known = sum(1 for name in guess.columns.values() if name in options)
    label = t(
        "Columns: {known} of {count} recognised – check them",
        known=known,
        count=len(intake.sheet.headers),
    )
    with st.expander(label, expanded=True):
        for header in intake.sheet.headers:
            guessed = guess.columns.get(header, "")
            source, target = st.columns([1, 1], vertical_alignment="center", gap="small")
            samples = " · ".join(intake.sheet.sample(header, SAMPLES))
            source.html(
                f'<div class="tv-source"><b>{escape(header)}</b>'
                f"<span>{escape(samples) or t('empty')}</span></div>"
            )
            names = ["", *options]
            chosen[header] = target.selectbox(
                t("Meaning of {header}", header=header),
                names,
                index=names.index(guessed) if guessed in names else 0,
                format_func=lambda name: _option(options, name, t),
                key=f"column-{intake.digest[:12]}-{'-'.join(tables)}-{header}",
                label_visibility="collapsed",
            )
    return chosen


def _option(options: dict[str, Column], name: str, t: Text) -> str:
    if not name:
        return t("– leave out –")
    column = options[name]
    label = column.zh if t.language == "zh_CN" else column.en
    return f"{label} *" if column.required else label


def _reading(
    intake: Intake, guess: Answers, asked: Answers, t: Text
) -> tuple[int, str, date | None]:
    """Unit of the amounts, what a row is, and the date of all rows where no column brings it."""
    key = intake.digest[:12]
    options = choosable(asked.tables)
    mapped = {name for name in asked.columns.values() if name in options}
    boxes = iter(st.columns(3, vertical_alignment="top"))
    unit, rows, day = 1, "customer", None
    if any(options[name].kind == "money" for name in mapped):
        unit = next(boxes).selectbox(
            t("Amounts are in"),
            sorted(UNITS.values()),
            index=sorted(UNITS.values()).index(guess.unit),
            format_func=lambda size: t(UNIT_NAMES[size]),
            key=f"unit-{key}",
        )
    if "customer_snapshot" in asked.tables:
        rows = next(boxes).selectbox(
            t("Each row is"),
            ["customer", "account"],
            index=["customer", "account"].index(guess.rows),
            format_func=lambda kind: t(
                "one customer" if kind == "customer" else "one account: add up per customer"
            ),
            key=f"rows-{key}",
        )
    if "snapshot_date" in options and "snapshot_date" not in mapped:
        text = next(boxes).text_input(
            t("Date of all rows"),
            value=guess.snapshot_date.isoformat() if guess.snapshot_date else "",
            placeholder="2026-06-30",
            key=f"date-{key}",
        )
        day = _day(text)
    if rows == "account":
        _accounts(intake, asked, t)
    return unit, rows, day


def _accounts(intake: Intake, asked: Answers, t: Text) -> None:
    """How many customers the first rows become."""
    header = next((each for each, name in asked.columns.items() if name == "customer_id"), None)
    if header is None:
        return
    place = intake.sheet.headers.index(header)
    customers = {row[place] for row in intake.sheet.sample_rows}
    cards.note(
        t(
            "The first {rows} rows become {customers} customers; the amounts of a customer's "
            "accounts are added up.",
            rows=len(intake.sheet.sample_rows),
            customers=len(customers),
        )
    )


def _constant(column: Column, guess: Answers, key: str, t: Text) -> str:
    """One value for all rows of a needed column that the file does not have."""
    label = column.zh if t.language == "zh_CN" else column.en
    asked = t("{column}: not in the file; one for all rows", column=label)
    known = guess.constants.get(column.name, "")
    if column.codes:
        values = ["", *column.code_values]
        return st.selectbox(
            asked,
            values,
            index=values.index(known) if known in values else 0,
            format_func=lambda value: _code(column, value, t),
            key=f"constant-{key}-{column.name}",
        )
    if column.kind == "id" and column.name != "customer_id":
        return st.text_input(asked, value=known, key=f"constant-{key}-{column.name}").strip()
    return ""


def _codes(intake: Intake, asked: Answers, guess: Answers, t: Text) -> dict[str, dict[str, str]]:
    """What the bank's own codes mean, asked for those of the first rows we do not know."""
    options = choosable(asked.tables)
    translated: dict[str, dict[str, str]] = {}
    for header, name in asked.columns.items():
        column = options.get(name)
        if column is None or column.kind != "code":
            continue
        for value in unknown_codes(intake, header, column)[:12]:
            known = guess.codes.get(name, {}).get(value, "")
            values = ["", *column.code_values]
            meaning = st.selectbox(
                t("{header}: what does “{value}” mean?", header=header, value=value),
                values,
                index=values.index(known) if known in values else 0,
                format_func=lambda code, column=column: _code(column, code, t),
                key=f"code-{intake.digest[:12]}-{name}-{value}",
            )
            if meaning:
                translated.setdefault(name, {})[value] = meaning
    return translated


def _code(column: Column, value: str, t: Text) -> str:
    code = column.code(value)
    if code is None:
        return t("– choose –")
    return code.zh if t.language == "zh_CN" else code.en


def _preview(intake: Intake, answers: Answers, t: Text) -> None:
    """The first rows as they will be read."""
    options = choosable(answers.tables)
    shown = {
        name: intake.sheet.headers.index(header)
        for header, name in answers.columns.items()
        if name in options
    }
    if not shown:
        return
    records = [
        {
            name: scaled(row[place], intake.sheet.headers[place], answers.unit)
            if options[name].kind == "money"
            else row[place]
            for name, place in shown.items()
        }
        for row in intake.sheet.sample_rows[:PREVIEW_ROWS]
    ]
    columns = [
        lists.Column(
            name=name,
            kind="text",
            label=options[name].zh if t.language == "zh_CN" else options[name].en,
        )
        for name in shown
    ]
    with st.expander(t("Preview: the first rows as they will be read")):
        lists.table(pd.DataFrame(records), columns, t)


def _complete(answers: Answers, t: Text) -> bool:
    options = choosable(answers.tables)
    for name in repeated_targets(answers):
        label = options[name].zh if t.language == "zh_CN" else options[name].en
        cards.note(t("{column} is chosen for more than one column.", column=label), kind="problem")
    open_columns = unanswered(answers)
    if open_columns:
        labels = [column.zh if t.language == "zh_CN" else column.en for column in open_columns]
        cards.note(t("Still needed: {columns}.", columns=" · ".join(labels)), kind="caution")
    return not open_columns and not repeated_targets(answers)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
