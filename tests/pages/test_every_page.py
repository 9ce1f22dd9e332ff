"""Every page in both languages: with a bank, with nobody in the scope, with the smallest upload."""

import re
import shutil
from html import unescape

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from data.release import Store
from pages.parts.shell import LINKS
from pages.parts.text import Text
from tests.support.pages import DASHBOARD, bodies

LANGUAGES = ("en", "zh_CN")
OF_A_RELEASE = {
    "",
    "competitors",
    "contribution",
    "tier_migration",
    "segments",
    "products",
    "what_if",
    "policy",
}
"""Pages that have nothing to show without a bank."""

PATHS = [link.path for link in LINKS]
NOBODY = {"type": "institution", "tier": "vip"}
ALLOWED = re.compile(
    r"[\w-]+\.(?:xlsx?|csv|parquet)"
    r"|(?<![A-Za-z])(AUM|VIP|Excel|CSV|PNG|UTF|GB18030|Parquet|RFM|FTP|MB|xlsx?|csv|txt|parquet"
    r"|English)(?![A-Za-z])"
    r"|(?<![A-Za-z])[A-Z]{1,4}[0-9][A-Z0-9-]*"
    r"|/[\w./-]+|store-bank"
)
"""Names of files, words that Chinese bankers use too, ids, and paths of folders."""
ENGLISH = re.compile(r"[A-Za-z]{3,}[A-Za-z ,.]*")
WIDGETS = (
    "button", "selectbox", "multiselect", "toggle", "checkbox", "radio", "text_input",
    "number_input", "text_area", "date_input", "expander", "tabs", "download_button",
)  # fmt: skip


def opened(path, **parameters):
    app = AppTest.from_file(str(DASHBOARD), default_timeout=60)
    app.query_params.update(parameters)
    if path:
        app.run()
        app.switch_page(f"pages/{path}.py")
        app.query_params.update(parameters)
    return app.run()


def shown(app):
    """Everything readable: HTML without tags and styles, labels of widgets."""
    texts = [body for body in bodies(app) if not body.startswith("<style")]
    for kind in WIDGETS:
        texts += [getattr(element, "label", "") or "" for element in app.get(kind)]
    texts += [element.value for element in app.markdown]
    foreign = r'<pre.*?</pre>|<td lang="en".*?</td>|<[^>]+>'
    bare = (re.sub(foreign, " ", text, flags=re.DOTALL) for text in texts)
    return [unescape(text) for text in bare]


def title_of(path, language):
    return Text(language=language)(next(link.title for link in LINKS if link.path == path))


def assert_healthy(app, path, language):
    assert not app.exception
    heading = re.compile(f'<h1 class="tv-title[^"]*">{re.escape(title_of(path, language))}</h1>')
    assert any(heading.search(body) for body in bodies(app))
    if language == "zh_CN":
        left = [ENGLISH.findall(ALLOWED.sub(" ", text)) for text in shown(app)]
        assert [words for words in left if words] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_shows_the_bank(path, language, little_demo, monkeypatch):
    monkeypatch.setenv("TIERVIEW_STORE", str(little_demo))
    app = opened(path, lang=language)
    assert_healthy(app, path, language)
    demo = Text(language=language)(
        "Demo data: an invented bank. Load your own files on the data page."
    )
    assert any(demo in text for text in shown(app))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_a_page_with_nobody_in_the_scope_says_so(path, language, little_demo, monkeypatch):
    monkeypatch.setenv("TIERVIEW_STORE", str(little_demo))
    app = opened(path, lang=language, **NOBODY)
    assert_healthy(app, path, language)
    if path in OF_A_RELEASE:
        assert any('data-code="E_EMPTY_SCOPE"' in body for body in bodies(app))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_the_smallest_upload_is_enough_for_every_page(path, language, smallest_upload, monkeypatch):
    monkeypatch.setenv("TIERVIEW_STORE", str(smallest_upload))
    assert_healthy(opened(path, lang=language), path, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PATHS)
def test_a_missing_store_is_a_box_where_numbers_would_be_and_never_a_crash(path, language):
    app = opened(path, lang=language)
    assert_healthy(app, path, language)
    told = any('data-code="E_STORE_MISSING"' in body for body in bodies(app))
    assert told == (path in {*OF_A_RELEASE, "actions"})


def test_a_truncated_release_is_a_box(little_demo, monkeypatch, tmp_path):
    store = tmp_path / "store"
    shutil.copytree(little_demo, store)
    release = store / "releases" / "000001.duckdb"
    release.write_bytes(release.read_bytes()[: release.stat().st_size // 2])
    monkeypatch.setenv("TIERVIEW_STORE", str(store))
    app = opened("")
    assert not app.exception
    assert any('data-code="E_RELEASE_DAMAGED"' in body for body in bodies(app))


def test_what_a_link_asks_in_vain_is_named_with_its_nearest_kin(little_demo, monkeypatch):
    monkeypatch.setenv("TIERVIEW_STORE", str(little_demo))
    app = opened("", branhc="B001", branch="B01", at="2026-13")
    said = " ".join(shown(app))
    assert "The link names branhc, which is not known here. Nearest: branch" in said
    assert "The link asks for branch = B01, which this release does not have. Nearest: B0" in said
    assert "The link asks for at = 2026-13" in said


def test_a_link_carries_dates_and_scope(little_demo, monkeypatch):
    monkeypatch.setenv("TIERVIEW_STORE", str(little_demo))
    app = opened("", at="2026-08-31", before="2026-05-31", branch="B001", type="business")
    assert not app.exception
    assert any("Data of 31 Aug 2026 · against 31 May 2026" in text for text in shown(app))


def publish_again(store, currency):
    """A second release with another currency, as a load would leave it."""
    known = Store(store)
    for path in (known.path, known.identity_path):
        shutil.copy(path("000001"), path("000002"))
    with duckdb.connect(str(known.path("000002"))) as connection:
        connection.execute("update release set release_id = '000002', currency = ?", [currency])
    known.write_manifest("000002")
    known.point_to("000002")


def test_new_data_is_announced_and_read_on_a_click(little_demo, monkeypatch, tmp_path):
    store = tmp_path / "store"
    shutil.copytree(little_demo, store)
    monkeypatch.setenv("TIERVIEW_STORE", str(store))
    app = opened("")
    publish_again(store, "EUR")
    app.run()
    assert any("You are reading an earlier release" in text for text in shown(app))
    assert not any("€" in text for text in shown(app))
    app.button(key="read_newest").click().run()
    assert not app.exception
    assert any("€" in text for text in shown(app))
    assert not any("You are reading an earlier release" in text for text in shown(app))


def test_a_link_may_pin_an_earlier_release(little_demo, monkeypatch, tmp_path):
    store = tmp_path / "store"
    shutil.copytree(little_demo, store)
    monkeypatch.setenv("TIERVIEW_STORE", str(store))
    publish_again(store, "EUR")
    assert not any("€" in text for text in shown(opened("", release="000001")))
    unknown = opened("", release="000009")
    assert any('data-code="E_RELEASE_UNKNOWN"' in body for body in bodies(unknown))
