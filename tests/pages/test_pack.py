"""The meeting pack: three files from the same numbers, whatever the bank, for anyone to open."""

import io
import re
import zipfile
from datetime import date
from xml.etree import ElementTree as ET

import openpyxl
import pytest
from pptx.util import Emu

from data import adopt
from data.load import Source, load
from data.release import Store
from data.workspace import Workspace
from pages.pack import build, files, paper, review
from pages.pack.__main__ import PROBLEM, RED, main
from tests.support import packs
from tests.support.packs import MOMENT
from tests.support.segmentations import segmentation

ENDINGS = ("pptx", "xlsx", "html")
LONG = "城关支行营业部东大街分理处及其附属的自助银行网点管理中心" * 12
HOSTILE = {"branch": '=HYPERLINK("http://x","y")', "manager": "@SUM(A1)", "name": "=cmd|'/c'!A1"}
ALLOWED_IN_CHINESE = re.compile(r"AUM|VIP|Excel|PowerPoint|HTML|Gini|[BCMPR]?\d[\d.,%-]*|\bSQL\b")


@pytest.fixture(scope="module")
def demo(pack_bank):
    return pack_bank


@pytest.fixture(scope="module")
def made(whole_packs):
    return whole_packs


def pack_of(store, *, language="en", pages=tuple(build.BUILDERS), **scope):
    page = paper.opened(Store(store), language=language, **scope)
    return build.pack_of(page, pages, made=MOMENT), page.t


def written(pack, t):
    """The three files of a pack, as bytes by ending."""
    return {ending: form.write(pack, t) for ending, form in files.FORMS.items()}


def cells(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row]


def test_every_slide_sheet_and_page_says_that_these_are_demo_data(made):
    told = "Demo data: an invented bank"

    assert all(told in packs.said(slide) for slide in packs.slides(made["en", "pptx"]))
    book = openpyxl.load_workbook(made["en", "xlsx"])
    for sheet in book:
        assert told in {cell.value for row in sheet.iter_rows() for cell in row}, sheet.title
        assert told in sheet.oddHeader.right.text
    page = made["en", "html"].read_text("utf-8")
    assert page.count(f'<p class="demo">{told}</p>') == page.count("<section") + 1
    # CSS escapes the colon and nothing else of these words.
    assert re.search(r"@top-right \{ content: \"Demo data:? ?an invented bank\"", page)


def test_a_real_bank_carries_no_such_mark(smallest_upload):
    pack, t = pack_of(smallest_upload)

    assert pack.watermark == ""
    assert b"Demo" not in written(pack, t)[".html"]


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_cover_names_dates_selection_release_and_the_state_of_the_data(ending, made):
    file = made["en", ending]
    if ending == "pptx":
        text = " ".join(packs.said(packs.slides(file)[0]))
    elif ending == "xlsx":
        cover = openpyxl.load_workbook(file).worksheets[0]
        text = " ".join(str(cell.value) for row in cover.iter_rows() for cell in row)
    else:
        text = packs.plain_text(file.read_text("utf-8").partition("</header>")[0])

    for word in ("Data date", "Compared with", "Selection", "All customers", "Release", "Made",
                 "Data quality", "Contents", "Tier migration"):  # fmt: skip
        assert word in text


def test_definitions_travel_with_the_numbers(made):
    wanted = "How is this computed?"

    assert any(wanted in packs.said(slide) for slide in packs.slides(made["en", "pptx"]))
    assert f"<h2>{wanted}</h2>" in made["en", "html"].read_text("utf-8")
    cover = openpyxl.load_workbook(made["en", "xlsx"]).worksheets[0]
    assert wanted in {row[0].value for row in cover.iter_rows()}


def test_charts_and_tables_are_powerpoint_s_own(made):
    slides = packs.slides(made["en", "pptx"])
    drawn = [chart for slide in slides for chart in packs.charts(slide)]

    assert len(drawn) >= 6
    for chart in drawn:
        book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
        assert book.active.max_row > 1, "its numbers are there to be edited"
    assert sum(len(packs.tables(slide)) for slide in slides) >= 6
    assert not [shape for slide in slides for shape in slide.shapes if shape.shape_type == 13]


def test_excel_has_native_charts_on_its_sheets(made):
    with zipfile.ZipFile(made["en", "xlsx"]) as archive:
        names = archive.namelist()

    assert sum(name.startswith("xl/charts/chart") for name in names) >= 6
    assert not [name for name in names if name.startswith("xl/media")]


def test_chinese_is_set_in_an_east_asian_face(made):
    with zipfile.ZipFile(made["zh_CN", "pptx"]) as archive:
        parts = {
            name: archive.read(name).decode()
            for name in archive.namelist()
            if re.fullmatch(r"ppt/(slides/slide|charts/chart)\d+\.xml", name)
        }
        theme = archive.read("ppt/theme/theme1.xml").decode()

    assert len(parts) > 20
    for name, text in parts.items():
        runs = len(re.findall(r"<a:(?:rPr|defRPr|endParaRPr)\b", text))
        assert runs == text.count('<a:ea typeface="Microsoft YaHei"/>'), name
    assert '<a:ea typeface="Microsoft YaHei"/>' in theme


def test_nothing_on_a_slide_stands_outside_it(made):
    for language in ("en", "zh_CN"):
        wide, high = Emu(12192000), Emu(6858000)
        for slide in packs.slides(made[language, "pptx"]):
            for shape in slide.shapes:
                assert shape.left >= 0
                assert shape.top >= 0
                assert shape.left + shape.width <= wide
                assert shape.top + shape.height <= high, packs.said(slide)[:2]


def test_no_english_is_left_in_a_chinese_pack(made):
    texts = [text for slide in packs.slides(made["zh_CN", "pptx"]) for text in packs.said(slide)]
    texts.append(packs.plain_text(made["zh_CN", "html"].read_text("utf-8")))
    texts += [
        cell.value
        for cell in cells(made["zh_CN", "xlsx"].read_bytes())
        if isinstance(cell.value, str)
    ]
    left = {
        word
        for text in texts
        for word in re.findall(r"[A-Za-z]{3,}", ALLOWED_IN_CHINESE.sub(" ", text))
    }

    assert left == set()


def test_names_are_masked_and_ids_are_text(made, demo):
    with_names = next(
        sheet
        for sheet in openpyxl.load_workbook(made["zh_CN", "xlsx"])
        if sheet.title == "综合贡献"
    )
    rows = [[cell.value for cell in row] for row in with_names.iter_rows()]
    head = next(row for row in rows if "客户号" in row and "姓名" in row)
    place, name = head.index("客户号"), head.index("姓名")
    people = rows[rows.index(head) + 1 :]

    assert len(people) == 20
    assert all(re.fullmatch(r".\*+", row[name]) for row in people)
    assert all(isinstance(row[place], str) for row in people)
    assert demo.exists()


def test_a_pack_is_recorded_like_any_download(demo, tmp_path):
    count = len(Workspace(Store(demo)).exports())
    assert (
        main(["--store", str(demo), "--to", str(tmp_path / "a.html"), "--pages", "products"]) == 0
    )
    newest = Workspace(Store(demo)).exports()[0]

    assert len(Workspace(Store(demo)).exports()) == count + 1
    assert (newest["name"], newest["form"]) == ("pack", "html")


def test_chosen_pages_come_in_the_pack_s_own_order_and_no_others(demo):
    pack, _ = pack_of(demo, pages=("products", "contribution"))

    assert [view.key for view in pack.views] == ["contribution", "products"]


def test_a_scope_holds_for_every_page(demo):
    whole, _ = pack_of(demo, pages=("contribution",))
    part, t = pack_of(demo, pages=("contribution",), where={"branch_id": ["B001"]})
    total, mine = (pack.views[0].tiles[-1].number for pack in (whole, part))

    assert 0 < mine < total
    assert "B001" in written(part, t)[".html"].decode()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--to", "pack.pdf"], "must end in .pptx, .xlsx or .html"),
        (["--to", "a.html", "--pages", "sales"], "no page sales"),
        (["--to", "a.html", "--at", "yesterday"], "a date such as"),
        (["--to", "a.html", "--where", "branch_id=nowhere"], "nowhere"),
    ],
)
def test_a_problem_is_one_message_and_no_file(arguments, told, demo, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    assert main(["--store", str(demo), *arguments]) == PROBLEM
    assert told in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(demo, tmp_path, capsys):
    place = tmp_path / "there"
    place.write_text("a file, no folder")

    assert main(["--store", str(demo), "--to", str(place / "a.html"), "--pages", "products"]) == 1
    assert str(place / "a.html") in capsys.readouterr().err


def test_red_data_are_made_warned_of_and_told_to_the_scheduler(demo, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(build, "POOR_QUALITY", 1.0)
    file = tmp_path / "red.html"

    assert main(["--store", str(demo), "--to", str(file), "--pages", "contribution"]) == RED
    assert "Data quality is" in capsys.readouterr().err
    assert '<p class="problem" role="alert">Data quality is' in file.read_text("utf-8")


def test_an_empty_selection_is_said_and_not_drawn(demo):
    engine = paper.opened(Store(demo)).engine
    branches = engine.ask("overview/values_fact", paper.opened(Store(demo)).scope.single,
                          dimension="branch_id")["value"]  # fmt: skip
    pack, t = pack_of(
        demo, where={"branch_id": [branches.iloc[0]], "customer_type": ["institution"],
                     "tier": ["vip"]})  # fmt: skip

    assert all(view.missing or view.sentence for view in pack.views)
    assert all(len(content) > 1_000 for content in written(pack, t).values())


def test_the_smallest_upload_makes_a_pack_that_names_what_is_missing(smallest_upload):
    pack, t = pack_of(smallest_upload)
    views = {view.key: view for view in pack.views}

    assert "has no Products" in views["products"].missing
    assert views["tier_migration"].sentence
    assert all(written(pack, t).values())


def test_one_date_alone_makes_a_pack(smallest_upload):
    pack, t = pack_of(smallest_upload, at=date(2026, 5, 31))
    views = {view.key: view for view in pack.views}

    assert views["tier_migration"].missing
    assert views["contribution"].sentence
    assert all(written(pack, t).values())


@pytest.fixture(scope="module")
def hostile_bank(tmp_path_factory):
    """Formulas as names, an endless name, ids of 18 digits."""
    folder = tmp_path_factory.mktemp("hostile")
    ids = [f"6222{number:014d}" for number in range(1, 31)]
    rows = {
        "branch.csv": ["branch_id,name", f"B2,{LONG}",
                       f'"B1","{HOSTILE["branch"].replace(chr(34), chr(34) * 2)}"'],
        "manager.csv": ["manager_id,name,branch_id", f'M1,{HOSTILE["manager"]},B1'],
        "customer.csv": ["customer_id,customer_type,branch_id,display_name",
                         *(f"{key},personal,B{1 + place % 2},{HOSTILE['name']}"
                           for place, key in enumerate(ids))],
        "customer_snapshot.csv": [
            "customer_id,snapshot_date,status,manager_id,aum_mavg,contribution",
            *(f"{key},{day},open,M1,{(40 - place) * 30_000 * factor},{(place - 3) * 10}"
              for factor, day in ((2, "2026-05-31"), (1, "2026-06-30"))
              for place, key in enumerate(ids))],
    }  # fmt: skip
    sources = []
    for name, lines in rows.items():
        (folder / name).write_text("\n".join(lines), "utf-8")
        sources.append(Source(path=folder / name, table=name.removesuffix(".csv")))
    load(Store(folder / "store"), sources)
    return folder / "store"


def test_formulas_in_names_stay_text_and_long_ids_survive(hostile_bank):
    pack, t = pack_of(hostile_bank, pages=("contribution", "tier_migration"))
    content = written(pack, t)
    found = [cell for cell in cells(content[".xlsx"]) if cell.value is not None]
    texts = {str(cell.value) for cell in found}

    assert not [cell for cell in found if cell.data_type == "f"]
    assert HOSTILE["branch"] in texts
    assert HOSTILE["manager"] in texts
    assert HOSTILE["name"] not in texts
    ids = {text for text in texts if re.fullmatch(r"\d{18}", text)}
    assert len(ids) > 15
    with zipfile.ZipFile(io.BytesIO(content[".xlsx"])) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]
    assert not any(b"<f>" in sheet for sheet in sheets)
    assert "http://x" not in "".join(re.findall(r'href="([^"]*)"', content[".html"].decode()))


def test_an_endless_name_is_cut_on_slides_and_whole_elsewhere(hostile_bank, tmp_path):
    pack, t = pack_of(hostile_bank, pages=("contribution",))
    content = written(pack, t)
    (tmp_path / "a.pptx").write_bytes(content[".pptx"])
    texts = [text for slide in packs.slides(tmp_path / "a.pptx") for text in packs.said(slide)]
    cut = {text for text in texts if text.startswith(LONG[:5])}

    assert len(cut) == 1
    assert all(text.endswith("…") for text in cut)
    assert LONG in {str(cell.value) for cell in cells(content[".xlsx"])}
    assert LONG in content[".html"].decode()


def test_html_needs_nothing_from_elsewhere_and_every_link_leads_inside(made):
    page = made["en", "html"].read_text("utf-8")
    links = re.findall(r'(?:href|src)="([^"]*)"', page)

    assert links
    assert all(link.startswith("#") and f'id="{link[1:]}"' in page for link in links)
    assert not re.search(r"https?://|@import|url\(|<script", page)


def test_html_charts_are_drawings_that_say_what_they_show(made):
    page = made["en", "html"].read_text("utf-8")
    drawn = re.findall(r"<svg.*?</svg>", page, flags=re.DOTALL)

    assert len(drawn) >= 6
    for each in drawn:
        root = ET.fromstring(each)
        assert len(root.get("aria-label")) > 20
        assert len(list(root)) > 5


def test_cancelling_stops_between_two_pages(demo):
    page = paper.opened(Store(demo))
    seen = []

    def progress(step, share):
        seen.append((step, share))
        if len(seen) == 2:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        build.pack_of(page, ("contribution", "products", "competitors"), made=MOMENT,
                      progress=progress)  # fmt: skip
    assert seen[0][1] < seen[1][1] < 1


def test_decisions_and_notes_are_in_the_pack_and_nothing_of_them_runs(own_bank):
    page = paper.opened(own_bank)
    notes = Workspace(own_bank).notes
    notes.add("review", "=1+1 <b>call</b> all of B001", at=page.scope.at, kind="decision")
    notes.add("number:valid_count", "Two branches merged.", at=page.scope.at)
    pack, t = pack_of(own_bank.folder, pages=("notes",))
    content = written(pack, t)

    assert pack.views[0].sentence.startswith("1 decision and 1 note on")
    assert "=1+1 &lt;b&gt;call&lt;/b&gt; all of B001" in content[".html"].decode()
    told = [cell for cell in cells(content[".xlsx"]) if "=1+1" in str(cell.value)]
    assert [cell.data_type for cell in told] == ["s"]


def test_pages_on_which_nobody_wrote_anything_are_left_out(own_bank):
    pack, _ = pack_of(own_bank.folder, pages=("actions", "notes"))

    assert pack.views == ()


def test_adopted_segments_have_a_page_of_their_own(own_bank):
    adopt.adopt(own_bank, segmentation(count=3), name="Autumn")
    pack, t = pack_of(own_bank.folder, pages=("segments",))
    (view,) = pack.views

    assert not view.missing
    assert view.sentence
    (table,) = view.tables
    assert sum(row[2] or 0 for row in table.rows) == pytest.approx(1)
    assert set(view.charts[0].labels) == {row[0] for row in table.rows}
    assert "Draft group 1" in written(pack, t)[".html"].decode()


def test_of_very_many_branches_the_largest_are_listed(demo, monkeypatch):
    monkeypatch.setattr(review, "BRANCHES", 2)
    pack, t = pack_of(demo, pages=("review",))
    table = next(each for each in pack.views[0].tables if each.title == t("By branch"))
    counts = [row[1] for row in table.rows]

    assert len(counts) == 2
    assert counts == sorted(counts, reverse=True)
    assert table.note.startswith("The first 2 of")


def test_the_review_waits_for_the_quality_of_the_data(made):
    said = packs.plain_text(made["en", "html"].read_text("utf-8"))

    assert "still being checked" not in said
    assert "Data quality" in said


def test_text_of_tables_can_be_read_from_the_back_of_the_room(made):
    for language in ("en", "zh_CN"):
        sizes = [
            run.font.size.pt
            for slide in packs.slides(made[language, "pptx"])
            for table in packs.tables(slide)
            for row in table.rows
            for cell in row.cells
            for paragraph in cell.text_frame.paragraphs
            for run in paragraph.runs
        ]
        assert min(sizes) >= 9
        assert max(sizes) > 12, "a short table is large"


def test_no_slide_is_left_almost_empty(made):
    for language in ("en", "zh_CN"):
        for slide in packs.slides(made[language, "pptx"]):
            words = sum(len(text) for text in packs.said(slide))
            assert packs.charts(slide) or packs.tables(slide) or words > 150, packs.said(slide)
