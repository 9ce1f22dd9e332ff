"""Adopted segments and saved populations in the scope of every page, in both languages."""

import shutil
from dataclasses import replace
from html import unescape
from types import SimpleNamespace

import pytest

from analytics.adopted import segment_codes
from analytics.condition_text import text_of
from analytics.conditions import Condition, Group
from analytics.contribution import contribution_customers, contribution_summary
from analytics.engine import DuckDBEngine
from analytics.flows import BY_TIER
from analytics.migration_lists import migration_customers, tier_worklist
from analytics.review import review_tiles
from analytics.scope import Scope
from data import adopt
from data.release import Store
from data.workspace import Workspace
from pages.parts import contribution_words, migration_people, populations
from pages.parts.shell import Page, scope_text
from pages.parts.text import Text
from tests.pages.test_every_page import LANGUAGES, assert_healthy, opened, shown
from tests.support.pages import bodies, headline
from tests.support.segmentations import NAMES, named_segmentation

PAGES = ("", "contribution", "tier_migration", "policy", "data", "help")
RICH = Group.of([Condition.of("aum_mavg", "at_least", ["50000"])])
POOR = Group.of([Condition.of("aum_mavg", "below", ["50000"])])
ABSENT = Group.of([Condition.of("aum_mavg", "above", ["900000000000"])])


@pytest.fixture(scope="module")
def kept(little_demo, tmp_path_factory):
    """A bank with segments adopted and populations saved."""
    folder = tmp_path_factory.mktemp("kept") / "store"
    shutil.copytree(little_demo, folder)
    adopt.adopt(Store(folder), named_segmentation(), name="春季方案")
    workspace = Workspace(Store(folder))
    workspace.populations.save("有存款", text_of(RICH))
    workspace.populations.save("两版", text_of(RICH))
    workspace.populations.save("两版", text_of(POOR), replace=True)
    workspace.populations.save("没有人", text_of(ABSENT))
    workspace.populations.save("旧的", text_of(RICH))
    workspace.populations.delete("旧的")
    return folder


@pytest.fixture
def bank(kept, monkeypatch):
    monkeypatch.setenv("TIERVIEW_STORE", str(kept))
    return Store(kept)


def copied(app):
    """What the page puts on the clipboard, with its facts."""
    return [unescape(body) for body in bodies(app) if "data-tv-copy" in body]


def told(app, code):
    return any(f'data-code="{code}"' in body for body in bodies(app))


def told_in_the_meeting(bank, home, language):
    """The line over the meeting's views; the home page's headline counts these customers."""
    engine = DuckDBEngine(bank)
    population = populations.finder(bank)("有存款@1")
    scope = Scope.of(engine, where={"segment": ["P1"]}, populations=(population,))
    tiles = review_tiles(engine, scope).set_index("code")
    assert f"<b>{int(tiles.loc['valid_count', 'value']):,}</b>" in headline(home)
    app = opened("", lang=language, segment="P1", population="有存款@1", meeting="1")
    (said,) = [unescape(body) for body in bodies(app) if 'class="tvm-head"' in body]
    return said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_shows_a_segment_and_a_population(path, language, bank):
    app = opened(path, lang=language, segment="P1", population="有存款@1")
    assert_healthy(app, path, language)
    name = "工资户" if language == "zh_CN" else "Payroll households"
    assert not told(app, "E_EMPTY_SCOPE")
    if path in {"", "contribution"}:
        said = copied(app)[0] if path else told_in_the_meeting(bank, app, language)
        assert name in said
        assert "有存款" in said
        assert "P1" not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_have_a_column_of_segments_in_the_reader_s_language(language, bank):
    t = Text(language=language)
    for path in ("contribution", "tier_migration"):
        app = opened(path, lang=language)
        assert_healthy(app, path, language)
        tables = [body for body in bodies(app) if "tv-table" in body and t("Branch") in body]
        heading = f'<th scope="col">{t.column("segment")}</th>'
        assert any(heading in body for body in tables), path
        names = [zh if language == "zh_CN" else en for en, zh in NAMES]
        assert any(name in body for body in tables for name in names)


def test_without_adopted_segments_no_list_has_the_column(little_demo, monkeypatch):
    monkeypatch.setenv("TIERVIEW_STORE", str(little_demo))
    app = opened("contribution", lang="en")
    assert not any('<th scope="col">Segment</th>' in body for body in bodies(app))
    assert told(opened("contribution", lang="en", segment="P1"), "E_PARAMETER_VALUE")


def test_the_page_s_number_is_that_of_the_population(bank):
    engine = DuckDBEngine(bank)
    for reference, group in (("有存款", RICH), ("两版@1", RICH), ("两版@2", POOR), ("两版", POOR)):
        population = replace(populations.finder(bank)(reference), group=group)
        scope = Scope.of(engine, populations=(population,))
        count = int(contribution_summary(engine, scope)["customer_count"].iloc[0])
        app = opened("contribution", lang="en", population=reference)
        assert not app.exception
        assert any(f"{count:,}" in text for text in shown(app)), reference


def test_the_newest_version_is_offered_and_an_older_one_while_it_is_chosen(bank):
    t, find = Text(language="zh_CN"), populations.finder(bank)
    ((field,), problems) = populations.fields(bank, (), t)
    assert problems == ()
    assert [choice.value for choice in field.choices] == ["两版@2", "有存款@1", "没有人@1"]
    ((field,), _) = populations.fields(bank, (find("两版@1"),), t)
    assert field.choices[-1].value == "两版@1"
    assert field.chosen == ("两版@1",)
    scope = Scope.of(DuckDBEngine(bank), populations=(find("两版@2"), find("有存款")))
    assert scope_text(scope, Text()) == "Population: 两版 (version 2) + 有存款"


def test_a_population_saved_now_is_offered_on_the_next_run(little_demo, tmp_path):
    store = Store(tmp_path / "store")
    shutil.copytree(little_demo, store.folder)
    assert populations.fields(store, (), Text()) == ((), ())
    Workspace(store).populations.save("Rich", text_of(RICH))
    ((field,), _) = populations.fields(store, (), Text())
    assert [choice.label for choice in field.choices] == ["Rich"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("reference", "code"),
    [
        ("旧的@1", "E_POPULATION_DELETED"),
        ("新的@1", "E_POPULATION_UNKNOWN"),
        ("有存款@9", "E_POPULATION_VERSION"),
    ],
)
def test_a_link_to_what_is_no_longer_there_says_so_and_shows_everybody(
    reference, code, language, bank
):
    app = opened("contribution", lang=language, population=reference)
    assert_healthy(app, "contribution", language)
    assert told(app, code)
    assert Text(language=language)("All customers") in "".join(copied(app))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_population_that_became_empty_is_named(language, bank):
    app = opened("contribution", lang=language, population="没有人@1")
    assert_healthy(app, "contribution", language)
    assert told(app, "E_POPULATION_NEVER")
    assert any("没有人" in text for text in shown(app))


def test_conditions_that_cannot_be_read_are_told_and_left_out(bank, tmp_path, monkeypatch):
    store = Store(tmp_path / "store")
    shutil.copytree(bank.folder, store.folder)
    Workspace(store).populations.save("Broken", "{not json")
    monkeypatch.setenv("TIERVIEW_STORE", str(store.folder))
    app = opened("contribution", lang="en", population="Broken@1")
    assert not app.exception
    assert told(app, "E_CONDITIONS_UNREADABLE")


def test_a_workspace_that_cannot_be_reached_leaves_the_page_readable(bank, monkeypatch, tmp_path):
    monkeypatch.setenv("TIERVIEW_WORKSPACE", f"sqlite:///{tmp_path / 'no folder' / 'w.sqlite'}")
    app = opened("contribution", lang="en")
    assert_healthy(app, "contribution", "en")
    assert told(app, "E_WORKSPACE")


@pytest.mark.parametrize(("language", "name"), [("en", "Payroll households"), ("zh_CN", "工资户")])
def test_files_name_the_segment_of_each_customer(bank, language, name):
    engine = DuckDBEngine(bank)
    scope = Scope.of(engine, where={"segment": ["P1"]})
    people = contribution_customers(engine, scope, limit=5)
    t = Text(language=language, segments=segment_codes(engine))

    file = contribution_words.people_file(t, people, "contribution_ttm")
    assert set(file["segment"]) == {name}
    assert file.attrs["labels"]["segment"] == t.column("segment")
    plain = contribution_words.people_file(replace(t, segments=()), people, "contribution_ttm")
    assert "segment" not in plain

    choice = SimpleNamespace(counting=BY_TIER, scope=scope, dimension="tier")
    movers = migration_people._mover_file(t, choice, migration_customers(engine, scope, limit=5))
    assert set(movers["segment"]) <= {
        *(t.code("segment", code) for code in ("P1", "P2", "P3", None))
    }
    for worklist in ("near", "watch"):
        found = tier_worklist(engine, scope, worklist=worklist)
        assert set(migration_people._worklist_file(t, found, worklist)["segment"]) <= {name}


def test_the_audit_names_segments_and_populations_in_english(bank, monkeypatch):
    engine = DuckDBEngine(bank)
    t = Text(language="zh_CN", segments=segment_codes(engine))
    population = populations.finder(bank)("有存款")
    scope = Scope.of(engine, where={"segment": ["P1", None]}, populations=[population])
    page = Page(title="", t=t, theme="light", store=bank, scope=scope, release="000001")
    page.record_export("list", "csv", 1)
    recorded = Workspace(bank).exports()[0]["scope"]
    assert recorded == "Segment: Payroll households + no segment · Population: 有存款"
