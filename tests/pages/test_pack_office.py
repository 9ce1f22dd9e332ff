"""The pack opened by another office suite: no repair, nothing cut off, Chinese is no box."""

import re
import shutil
import subprocess
from datetime import datetime

import numpy as np
import openpyxl
import pytest
from PIL import Image

from pages.pack.excel import written
from pages.pack.model import Column, Pack, Table, View
from pages.parts.text import Text
from tests.support import packs

OFFICE = shutil.which("soffice")
PRINTED = shutil.which("pdftotext") and shutil.which("pdffonts") and shutil.which("pdftoppm")
ACCENT = (0x1F, 0x5F, 0xBF)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (OFFICE and PRINTED),
        reason="LibreOffice or poppler is not here; `make test` as root installs both",
    ),
]


def converted(folder, file, form):
    """The file as LibreOffice reads it, written in another form."""
    done = subprocess.run(
        [
            OFFICE,
            "--headless",
            "--norestore",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            form,
            "--outdir",
            str(folder),
            str(file),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = folder / f"{file.stem}.{form.partition(':')[0]}"
    assert made.exists(), done.stdout + done.stderr
    return made


def told_by(program, *arguments):
    return subprocess.run(
        [program, *map(str, arguments)], capture_output=True, text=True, check=True
    ).stdout


@pytest.fixture(scope="module")
def slides(whole_packs, tmp_path_factory):
    """A Chinese pack and what LibreOffice prints of it."""
    file = whole_packs["zh_CN", "pptx"]
    return file, converted(tmp_path_factory.mktemp("slides"), file, "pdf")


def test_every_slide_is_printed(slides):
    file, printed = slides

    assert int(re.search(r"Pages:\s+(\d+)", told_by("pdfinfo", printed))[1]) == len(
        packs.slides(file)
    )


def test_chinese_is_text_in_an_embedded_face_and_no_box(slides):
    _, printed = slides
    text = told_by("pdftotext", printed, "-")
    fonts = [line.split() for line in told_by("pdffonts", printed).splitlines()[2:]]

    for word in ("例会材料", "综合贡献", "客户升降", "演示数据"):
        assert word in text
    assert "\ufffd" not in text
    assert fonts
    assert all("yes" in font[-6:] for font in fonts), "embedded"
    assert any(re.search("CJK|Hei|Song|Han|WenQuan", font[0]) for font in fonts)


def test_nothing_is_printed_beyond_a_slide_or_over_its_foot(slides):
    _, printed = slides
    boxes = told_by("pdftotext", "-bbox", printed, "-")
    pages = re.split(r"<page ", boxes)[1:]
    assert pages
    for page in pages:
        wide, high = (
            float(found) for found in re.findall(r'(?:width|height)="([\d.]+)"', page)[:2]
        )
        for left, top, right, bottom, word in re.findall(
            r'xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)<', page
        ):
            assert float(left) >= 0, word
            assert float(top) >= 0, word
            assert float(right) <= wide, word
            assert float(bottom) <= high, word


def test_charts_are_drawn(slides, tmp_path):
    file, printed = slides
    with_charts = [
        number for number, slide in enumerate(packs.slides(file), start=1) if packs.charts(slide)
    ]
    assert with_charts
    for number in with_charts:
        target = tmp_path / f"slide{number}"
        told_by("pdftoppm", "-r", 50, "-png", "-singlefile", "-f", number, "-l", number, printed,
                target)  # fmt: skip
        pixels = np.asarray(Image.open(target.with_suffix(".png")).convert("RGB"), dtype=int)
        blue = (np.abs(pixels - ACCENT).sum(axis=2) < 60).sum()
        assert blue > 50, f"slide {number} has no mark in the accent colour"


def test_a_workbook_opens_and_keeps_its_ids_and_numbers(whole_packs, tmp_path):
    file = whole_packs["en", "xlsx"]
    again = converted(tmp_path, file, "xlsx")
    before, after = (openpyxl.load_workbook(each) for each in (file, again))

    assert before.sheetnames == after.sheetnames
    for name in before.sheetnames:
        for row in before[name].iter_rows():
            for cell in row:
                if cell.value not in (None, ""):
                    same = after[name][cell.coordinate]
                    assert same.data_type == cell.data_type
                    assert (
                        same.value == pytest.approx(cell.value)
                        if isinstance(cell.value, float)
                        else same.value == cell.value
                    )
    assert [len(sheet._charts) for sheet in after] == [len(sheet._charts) for sheet in before]


def test_ids_of_18_digits_survive_the_other_suite(tmp_path):
    book = tmp_path / "ids.xlsx"
    table = Table(title="T", columns=(Column(heading="id", kind="id"),),
                  rows=(("622200000000000123",),))  # fmt: skip
    view = View(key="v", title="V", sentence="S", tables=(table,))
    pack = Pack(
        title="P", subtitle="", facts={}, views=(view,), made=datetime(2026, 11, 2).astimezone()
    )
    book.write_bytes(written(pack, Text()))
    (tmp_path / "again").mkdir()
    again = openpyxl.load_workbook(converted(tmp_path / "again", book, "xlsx"))

    assert "622200000000000123" in {cell.value for row in again["V"].iter_rows() for cell in row}
