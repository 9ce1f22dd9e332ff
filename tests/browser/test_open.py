"""The first minutes: open, read, switch language, narrow the scope, share the link."""

import pytest

PAGES = [
    "",
    "actions",
    "contribution",
    "tier_migration",
    "segments",
    "competitors",
    "products",
    "what_if",
    "policy",
    "data",
    "help",
]
BILINGUAL = {"help"}
DEPTH_WORDS = ["p-value", "置信区间", "Gini", "基尼", "Jaccard", "χ²", "confidence interval"]
LATIN_IN_CHINESE = {
    *("Tierview", "English", "AUM", "VIP", "FTP", "Excel", "CSV", "PNG", "TTM", "TSV", "UTF", "GB"),
    *(
        "Parquet",
        "IT",
        "N",
        "B",
        "M",
        "K",
        "CNY",
        "CNY",
        "SQL",
        "xlsx",
        "csv",
        "ID",
        "EVA",
        "RAROC",
    ),
}


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_from_a_cold_link_and_says_that_the_bank_is_a_demonstration(
    visit, path, language
):
    visitor = visit(path, language=language)

    assert "Traceback" not in visitor.text()
    assert {"en": "Demo data", "zh_CN": "演示数据"}[language] in visitor.text()
    assert visitor.page.locator('[data-testid="stException"]').count() == 0
    assert visitor.page.locator("h1").count() > 0


@pytest.mark.parametrize("path", [page for page in PAGES if page not in BILINGUAL])
def test_the_browsers_language_decides_and_a_chinese_page_leaves_no_english(visit, path):
    visitor = visit(path, language="zh_CN")

    assert visitor.page.locator("html").get_attribute("lang") == "zh-CN"
    assert visitor.english_left(allowed=LATIN_IN_CHINESE) == []


def test_a_switch_overrides_the_browsers_language(visit):
    visitor = visit("contribution", language="en")
    english = visitor.headline()
    visitor.speak("zh_CN")

    assert visitor.headline() != english
    assert "贡献" in visitor.headline()
    assert visitor.english_left(allowed=LATIN_IN_CHINESE) == []


def test_choosing_a_branch_changes_headline_curve_and_list(visit):
    visitor = visit("contribution")
    before = visitor.numbers()
    branch = visitor.choices("branch")[1]
    visitor.choose("branch", branch)
    after = visitor.numbers()

    assert f"branch={branch}" in visitor.url
    assert [one == other for one, other in zip(before, after, strict=True)] == [False] * 4


def test_a_pasted_link_shows_the_same_numbers_in_a_fresh_browser(visit):
    visitor = visit("contribution")
    visitor.choose("branch", visitor.choices("branch")[2])
    visitor.choose("type", "personal")
    stranger = visit(visitor.url)

    assert stranger.numbers() == visitor.numbers()


def test_the_scope_follows_from_page_to_page(visit):
    visitor = visit("contribution")
    branch = visitor.choices("branch")[1]
    visitor.choose("branch", branch)
    visitor.page.locator('a[href*="branch="]').first.click()
    visitor.settle()

    assert f"branch={branch}" in visitor.url


@pytest.mark.parametrize("path", ["", "contribution"])
def test_the_first_layer_speaks_plain_words(visit, path, language):
    text = visit(path, language=language).text()

    assert [word for word in DEPTH_WORDS if word.lower() in text.lower()] == []


@pytest.mark.parametrize("path", ["", "contribution"])
def test_a_page_fits_every_screen_in_both_themes(visit, path, theme, width):
    visitor = visit(path, theme=theme, width=width)
    widest = visitor.page.evaluate("document.documentElement.scrollWidth")

    assert widest <= width
    assert "Traceback" not in visitor.text()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nowhere", "There is no page"),
        ("contribution?colour=blue", "colour"),
        ("contribution?branch=NOPE", "NOPE"),
        ("contribution?at=1999-01-31", "1999-01-31"),
    ],
)
def test_an_unknown_page_name_or_value_says_what_is_known(visit, path, said):
    visitor = visit(path)

    assert said in visitor.text()
    assert visitor.page.locator('[data-testid="stException"]').count() == 0


def test_a_missing_store_says_what_to_do(visit, start_app, tmp_path):
    visitor = visit("contribution", app=start_app(tmp_path / "nothing_here"))

    assert "Traceback" not in visitor.text()
    assert "make run" in visitor.text() or "python -m data.load" in visitor.text()
