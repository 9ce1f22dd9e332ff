"""One number, everywhere: the screen, PowerPoint, Excel, HTML and the command line are equal."""

import contextlib
import io
import json
import re
from html import unescape

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from analytics.__main__ import main as command
from pages.pack import build, rows
from pages.parts.text import Text
from tests.support import packs
from tests.support.pages import DASHBOARD, PATIENCE, bodies, opened, settled

ENGLISH = Text(language="en", currency="CNY", gain="green")
TILE = re.compile(r'<dt>([^<]*)</dt><dd class="v(?:alue)?"[^>]*>([^<]*)</dd>')
SHOWN = {
    "share": ENGLISH.percent,
    "money": ENGLISH.money,
    "count": ENGLISH.exact,
    "number": ENGLISH.decimal,
}
PAGES = {"review": 6, "contribution": 4, "tier_migration": 4, "products": 4}
"""Numbers of each page that are compared: its tiles."""


@pytest.fixture(scope="module")
def bank(pack_bank):
    return pack_bank


@pytest.fixture(scope="module")
def pack(whole_packs):
    """The whole pack in the three files: ending -> file."""
    return {ending: whole_packs["en", ending] for ending in ("pptx", "xlsx", "html")}


@pytest.fixture(scope="module")
def asked(bank):
    """A question's rows from the command line, each asked once."""
    kept = {}

    def rows(question, *options):
        if (question, options) not in kept:
            told = io.StringIO()
            with contextlib.redirect_stdout(told):
                assert command([question, "--store", str(bank), "--format", "json", *options]) == 0
            kept[question, options] = json.loads(told.getvalue())
        return kept[question, options]

    return rows


def home():
    app = AppTest.from_file(str(DASHBOARD), default_timeout=PATIENCE)
    app.query_params.update({"lang": "en"})
    return settled(app.run())


def on_screen(bank, monkeypatch, path):
    """Label -> what a tile of the page says."""
    monkeypatch.setenv("TIERVIEW_STORE", str(bank))
    found = TILE.findall(" ".join(bodies(home() if path == "review" else opened(path))))
    return {unescape(label): unescape(value) for label, value in found}


def in_powerpoint(file, title):
    """Label -> what a box of a page's slides says; a box is a label over its value."""
    found = {}
    for slide in packs.slides(file):
        if title not in packs.said(slide):
            continue
        for shape in slide.shapes:
            lines = shape.text_frame.text.split("\n") if shape.has_text_frame else []
            if len(lines) > 1:
                found.setdefault(lines[0], lines[1])
    return found


def in_excel(file, title):
    """Label -> the number of a cell on a page's sheet."""
    found = {}
    for name, value, *_ in openpyxl.load_workbook(file)[title].iter_rows(values_only=True):
        if isinstance(name, str) and isinstance(value, int | float):
            found.setdefault(name, value)
    return found


def in_html(file, name):
    section = file.read_text("utf-8").partition(f'<section id="{name}">')[2]
    found = TILE.findall(section.partition("</section>")[0])
    return {unescape(label): unescape(value) for label, value in found}


def commanded(asked):
    """Page -> the numbers of its tiles in their order: unit and value from the command line."""
    (summary,) = asked("contribution-summary", "measure=contribution_ttm")
    personal = ("--where", "customer_type=personal")
    rates = {row["rate"]: row for row in asked("migration-rates", *personal, "attrition=valid")}
    cells = asked("migration-matrix", *personal, "attrition=valid")
    high = {"mass_affluent", "affluent", "vip"}
    products = next(
        row for row in asked("products-summary", *personal) if row["customer_type"] == "personal"
    )
    due = [row for row in asked("maturing-sizes", *personal) if row["window"] == "month"]
    kept = asked("maturity-retention", *personal)[0]
    review = asked("review-tiles")
    return {
        "review": [(row["unit"], row["value"]) for row in review],
        "contribution": [
            ("share", summary["top20_share"]),
            ("share", summary["customers_for_80_share"]),
            ("money", summary["negative_total"]),
            ("money", summary["total"]),
        ],
        "tier_migration": [
            *(("count", rates[name]["n"]) for name in ("up", "down", "lost")),
            ("count", sum(row["customer_count"] for row in cells if row["to_level"] in high)),
        ],
        "products": [
            ("number", products["per_customer"]),
            ("share", products["three_plus_share"]),
            ("money", sum(row["balance"] for row in due)),
            ("share", kept["kept_share"]),
        ],
    }


@pytest.mark.parametrize("path", PAGES)
def test_the_numbers_of_a_page_are_the_same_in_five_places(path, bank, pack, asked, monkeypatch):
    title = build.TITLES[path]
    screen = on_screen(bank, monkeypatch, path)
    slides, cells = in_powerpoint(pack["pptx"], title), in_excel(pack["xlsx"], title)
    page, wanted = in_html(pack["html"], path), commanded(asked)[path]

    assert len(wanted) == PAGES[path]
    assert len(screen) >= len(wanted)
    for (label, said), (unit, value) in zip(screen.items(), wanted, strict=False):
        assert said == SHOWN[unit](value), f"{label} on the screen"
        assert slides[label] == said, f"{label} in PowerPoint"
        assert page[label] == said, f"{label} in HTML"
        assert cells[label] == pytest.approx(value, rel=1e-12), f"{label} in Excel"


def test_a_finding_s_money_is_the_same_in_five_places(bank, pack, asked, monkeypatch):
    first = next(row for row in asked("findings") if row["change"] is not None)
    money = ENGLISH.money(abs(first["change"]))
    monkeypatch.setenv("TIERVIEW_STORE", str(bank))
    seen = " ".join(bodies(home()))
    told = re.findall(r'class="tv-find"><span class="n">\d</span><span>(.*?)<span', seen)
    said = next(rows.plain(each) for each in told if money in each)
    slides = [text for slide in packs.slides(pack["pptx"]) for text in packs.said(slide)]
    sheet = openpyxl.load_workbook(pack["xlsx"])[build.TITLES["review"]]

    assert any(said in text for text in slides)
    assert said in {cell.value for row in sheet.iter_rows() for cell in row}
    assert said in packs.plain_text(pack["html"].read_text("utf-8"))


def test_service_groups_are_the_same_in_the_files_and_on_the_command_line(pack, asked):
    slides = [text for slide in packs.slides(pack["pptx"]) for text in packs.said(slide)]
    page = packs.plain_text(pack["html"].read_text("utf-8"))
    sheet = openpyxl.load_workbook(pack["xlsx"])[build.TITLES["review"]]
    lines = [
        [cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)
    ]
    found = asked("service-groups")

    assert len(found) > 3
    for row in found:
        numbers = [row["customer_count"], row["deposit_mavg"]]
        assert any(line[1:3] == pytest.approx(numbers, rel=1e-12) for line in lines
                   if len(line) > 3 and isinstance(line[1], int | float)
                   and isinstance(line[2], int | float))  # fmt: skip
        for said in (ENGLISH.exact(numbers[0]), ENGLISH.money(numbers[1])):
            assert said in slides
            assert said in page
