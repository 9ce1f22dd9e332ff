"""The products page: every view in both languages, lists and marks, banks that lack tables."""

import re
from functools import partial

import pytest

from tests.support.pages import bodies, opened, said

page = partial(opened, "products")
VIEWS = [
    {"view": "holds"},
    {"view": "holds", "by": "tier"},
    {"view": "next"},
    {"view": "due"},
    {"view": "white"},
    {"view": "bank", "topic": "salary"},
    {"view": "bank", "topic": "channels"},
    {"view": "money", "topic": "loans"},
    {"view": "money", "topic": "deposits"},
    {"view": "money", "topic": "left"},
]
PICKED = [
    {"view": "holds", "pick": "P03"},
    {"view": "holds", "by": "tier", "pick": "P03|mass"},
    {"view": "due", "pick": "ahead"},
    {"view": "bank", "topic": "salary", "pick": "both"},
    {"view": "bank", "topic": "channels", "pick": "P19"},
]


def note(app):
    """The line under the last list's heading: how many it holds."""
    headings = [body for body in bodies(app) if body.startswith('<h2 class="tv-h2"')]
    return next(body for body in reversed(headings) if "tv-sub" in body)


def listed(app):
    """How many rows the last table of the page has, and what its pager says of all."""
    table = [body for body in bodies(app) if "<table" in body][-1]
    return table.count("<tr") - 1


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: "-".join(view.values()))
def test_every_view_has_a_headline_four_numbers_and_what_to_do(view, language):
    app = page(lang=language, **view)
    assert said(app, "tv-headline")
    tiles = next(body for body in bodies(app) if "tv-tiles" in body)
    assert tiles.count("<dl") in {3, 4}
    assert said(app, "What to do" if language == "en" else "怎么办")
    assert not said(app, 'role="alert"')


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("kind", ["corporate", "institution"])
@pytest.mark.parametrize("view", VIEWS, ids=lambda view: "-".join(view.values()))
def test_few_companies_and_institutions_are_no_crash(view, kind):
    assert said(page(kind=kind, **view), "tv-headline")


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("view", PICKED, ids=lambda view: "-".join(view.values()))
def test_a_mark_opens_its_customers_as_many_as_its_note_says(view):
    app = page(**view)
    count = re.search(r"([\d,]+) (?:customers|contract)", note(app))
    assert count is not None
    assert listed(app) == min(int(count[1].replace(",", "")), 10)


@pytest.mark.usefixtures("bank")
def test_a_wrong_link_falls_back_to_the_usual():
    app = page(view="nonsense", by="x", topic="y", pick="P99|z", who="?", product="P99")
    assert said(app, "How many hold each product")
    assert not said(app, 'role="alert"')


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_tab_in_depth_is_drawn(language):
    app = page(depth="true", lang=language)
    assert len(app.tabs) == 8
    assert not said(app, 'role="alert"')


@pytest.mark.usefixtures("bank")
def test_the_first_layer_has_no_statistics():
    for view in VIEWS:
        text = " ".join(re.sub("<[^>]+>", " ", body) for body in bodies(page(**view)))
        for word in ("p-value", "95 %", "Lift", "confidence", "HHI"):
            assert word not in text


@pytest.mark.usefixtures("bank")
def test_without_an_earlier_date_there_are_holders_but_no_changes():
    first = page()
    assert said(first, "since")
    app = page(at="2025-09-30")
    assert said(app, "tv-headline")
    app = page(at="2025-09-30", view="next")
    assert said(app, "no list is shown") or said(app, "untried ones make no list")
    assert not said(app, "The next product for each")


@pytest.mark.parametrize(
    ("language", "told", "unlocks"),
    [
        ("en", "has no Products", "Products would show"),
        ("zh_CN", "没有“产品”", "导入“产品”后可以看到"),
    ],
)
def test_a_bank_without_products_is_told_what_is_missing_and_what_it_would_show(
    smallest_upload, monkeypatch, language, told, unlocks
):
    monkeypatch.setenv("TIERVIEW_STORE", str(smallest_upload))
    app = page(lang=language)
    assert said(app, 'data-code="E_TABLE_NOT_PROVIDED"')
    assert said(app, told)
    assert said(app, unlocks)


@pytest.mark.usefixtures("bank")
def test_the_definition_shows_the_sql_of_each_view():
    for view in VIEWS:
        app = page(**view)
        assert any("How is this computed" in box.label for box in app.expander)
