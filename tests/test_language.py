"""Two languages, complete: every sentence has a translation with the same placeholders."""

import ast
import re

import pytest

from pages.parts.text import LANGUAGES, SOURCE, Text, catalogue, language_of
from tests.support import sentences

TRANSLATIONS = [language for language in LANGUAGES if language != SOURCE]
SPOKEN = {
    "button", "caption", "checkbox", "date_input", "dialog", "download_button", "error",
    "expander", "file_uploader", "form_submit_button", "header", "info", "link_button",
    "markdown", "metric", "multiselect", "number_input", "page_link", "pills", "popover",
    "progress", "radio", "segmented_control", "selectbox", "slider", "spinner", "status",
    "subheader", "success", "text", "text_area", "text_input", "time_input", "title", "toast",
    "toggle", "warning", "write",
}  # fmt: skip
SPOKEN_KEYWORDS = {"label", "help", "placeholder", "alt", "caption", "page_title"}
ENGLISH_IN_CHINESE = re.compile(r"[A-Za-z]{3,}")
ALLOWED_IN_CHINESE = re.compile(
    r"\{\w+\}|</?b>|AUM|VIP|Excel|CSV|Parquet|PNG|UTF-8|GB18030|MB|RFM|RAROC|FTP|Tierview"
    r"|xlsx?|csv|txt|parquet|Holm|PowerPoint|HTML|pptx|html"
)


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_every_sentence_has_a_translation(language):
    assert sorted(sentences.all_sentences() - set(catalogue(language))) == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_keeps_the_placeholders(language):
    uneven = [
        sentence
        for sentence, translated in catalogue(language).items()
        if sentences.placeholders(sentence) != sentences.placeholders(translated)
    ]
    assert uneven == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_the_catalogue_holds_nothing_that_nobody_says(language):
    assert sorted(set(catalogue(language)) - sentences.all_sentences()) == []


def test_no_english_is_left_in_the_chinese_catalogue():
    left = {
        translated
        for translated in catalogue("zh_CN").values()
        if ENGLISH_IN_CHINESE.search(ALLOWED_IN_CHINESE.sub("", translated))
    }
    assert left == set()


def test_bankers_words_are_used():
    banned = re.compile("迁徙矩阵|暴露|息差风险|实验组|推演|稳态|无显著差异")
    assert [text for text in catalogue("zh_CN").values() if banned.search(text)] == []


def test_no_widget_speaks_without_translation():
    bare = []
    for file in sentences.pages():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in SPOKEN:
                spoken = node.args[:1] if node.func.attr != "page_link" else []
                spoken += [word.value for word in node.keywords if word.arg in SPOKEN_KEYWORDS]
                bare += [
                    f"{file.name}:{node.lineno} {part.value!r}"
                    for part in spoken
                    if isinstance(part, ast.Constant)
                    and re.search("[A-Za-z一-鿿]", str(part.value or ""))
                ]
    assert bare == []


@pytest.mark.parametrize(
    ("browser", "language"),
    [("zh-CN", "zh_CN"), ("zh-Hans-CN", "zh_CN"), ("zh", "zh_CN"), ("en-GB", "en"), ("de", "en"),
     (None, "en")],
)  # fmt: skip
def test_the_browsers_language_decides(browser, language):
    assert language_of(browser) == language


def test_labels_of_columns_and_codes_come_from_the_contract():
    chinese = Text(language="zh_CN")
    assert chinese.code("customer_type", "personal") == "个人客户"
    assert chinese.column("contribution_ttm") == "近12个月综合贡献"
    assert Text().code("branch_id", "B001") == "B001"
    assert Text().code("gender", None) == "not given"
