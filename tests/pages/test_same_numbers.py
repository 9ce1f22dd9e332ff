"""One number, everywhere: the screen, `python -m analytics` and the Excel download agree."""

import io
import json
import math
import re
from html import unescape

import openpyxl
import pytest
import streamlit as st

from data import publish
from data.release import Store
from data.workspace import Workspace
from pages.parts import ways_out
from pages.parts.text import Text
from tests.conftest import run_module
from tests.support.pages import bodies, opened

ENGLISH = Text(language="en", currency="CNY", gain="green")
SCOPES = {
    "everybody": ({}, []),
    "one branch": ({"branch": "B001"}, ["branch_id=B001"]),
    "raw rows": ({"service": "farmer"}, ["service_group=farmer"]),
}


@pytest.fixture
def store(own_bank):
    return own_bank.folder


@pytest.fixture
def files(monkeypatch):
    """What the page's download buttons would give, by their keys."""
    built = {}

    def button(_label, content, *, key, disabled=False, **_):
        built[key] = None if disabled else content

    monkeypatch.setattr(st, "download_button", button)
    return built


def contribution_page(**parameters):
    app = opened("contribution", **parameters)
    return " ".join(bodies(app)), app


def asked(question, store, where, *options):
    named = [part for each in where for part in ("--where", each)]
    command = run_module(
        "analytics", question, "--store", store, *named, "--format", "json", *options
    )
    assert command.returncode == 0, command.stderr
    return json.loads(command.stdout)


def listed(content):
    """The list of a workbook as dicts, and its cover."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    cover, rows = (list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets)
    heads = rows[0]
    return [dict(zip(heads, row, strict=True)) for row in rows[1:]], dict(
        row for row in cover if row[0] and len(row) == 2
    )


@pytest.mark.parametrize("measure", ["contribution_ttm", "deposit_mavg"])
@pytest.mark.parametrize("name", SCOPES)
def test_screen_command_and_workbook_show_the_same_numbers(name, measure, store, files):
    link, where = SCOPES[name]
    screen, _ = contribution_page(measure=measure, **link)
    (summary,) = asked("contribution-summary", store, where, f"measure={measure}")
    rows, _ = listed(files["contribution_customers_xlsx"]())
    values = [row[ENGLISH.column(measure)] for row in rows]
    best = sum(values[: math.ceil(summary["customer_count"] * 0.2)])
    exact = [unescape(each) for each in re.findall(r'<dd class="v" title="([^"]*)"', screen)]

    assert exact[0] == ENGLISH.percent(summary["top20_share"], decimals=4)
    assert exact[0] == ENGLISH.percent(best / sum(values), decimals=4)
    assert exact[2] == ENGLISH.exact_money(summary["negative_total"])
    assert exact[2] == ENGLISH.exact_money(sum(value for value in values if value < 0))
    assert exact[3] == ENGLISH.exact_money(summary["total"])
    assert exact[3] == ENGLISH.exact_money(sum(values))
    assert len(rows) == summary["customer_count"]


def test_the_list_on_the_screen_is_the_command_s_and_the_file_s(store, files):
    screen, _ = contribution_page()
    command = asked("contribution-customers", store, [], "limit=10")
    rows, _ = listed(files["contribution_customers_xlsx"]())
    ids = [row["customer_id"] for row in command]

    assert [row["Customer id"] for row in rows[:10]] == ids
    positions = [screen.index(f"<span>{name}</span>") for name in ids]
    assert positions == sorted(positions)


def test_a_download_is_recorded_with_the_rows_it_holds_and_says_what_it_is(store, files):
    contribution_page(pick="top10")
    rows, cover = listed(files["contribution_customers_xlsx"]())
    csv_lines = files["contribution_customers_csv"]().decode("utf-8-sig").splitlines()
    newest, before = (audit for audit in Workspace(Store(store)).exports())

    assert (newest["form"], newest["row_count"]) == ("csv", len(csv_lines) - 1)
    assert (before["form"], before["row_count"]) == ("xlsx", len(rows))
    assert all(isinstance(row["Customer id"], str) for row in rows)
    assert {"Demo data", "Data date", "Release", "Selection", "How is this computed"} <= set(cover)


def test_a_long_list_leaves_only_with_a_purpose_and_the_purpose_is_kept(store, files, monkeypatch):
    monkeypatch.setattr(ways_out, "LARGE", 20)
    _, app = contribution_page()
    assert files["contribution_customers_xlsx"] is None

    app.button_group(key="contribution_customers_purpose").set_value("meeting").run()
    rows, cover = listed(files["contribution_customers_xlsx"]())
    (audit,) = Workspace(Store(store)).exports()
    assert (audit["purpose"], audit["row_count"]) == ("meeting", len(rows))
    assert cover["Purpose"] == "Review meeting"


def test_the_bank_s_own_thresholds_judge_the_changes(store):
    judged, _ = contribution_page()
    Workspace(Store(store)).save_parameters({"min_cell": 1000.0})
    assert publish.rederive(Store(store)).release_id
    strict, _ = contribution_page()
    assert "Too few to say" not in judged
    assert strict.count("Too few to say") == 4
