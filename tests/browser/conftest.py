"""The running dashboard in the system's own Chromium: one demo app per session."""

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.browser.app import chromium, running_app
from tests.browser.visitor import Visitor

LOCALES = {"en": "en-GB", "zh_CN": "zh-CN"}


def pytest_collection_modifyitems(items):
    """Every test of this folder is a browser test."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser():
    with chromium() as one:
        yield one


@pytest.fixture(scope="session")
def demo_app(demo_store, tmp_path_factory):
    """The address of a dashboard on the demo bank. Read only: a test that writes starts its own."""
    with running_app(demo_store, tmp_path_factory.mktemp("app") / "demo.log") as app:
        yield app.address


@pytest.fixture
def start_app(tmp_path):
    """Starts a dashboard on a store of the test's own and gives its address."""
    with ExitStack() as apps:
        yield lambda store: apps.enter_context(running_app(store, tmp_path / "app.log")).address


@pytest.fixture
def own_bank(demo_store, tmp_path):
    """The folder of a copy of the demo bank, to write into."""
    return shutil.copytree(demo_store, tmp_path / "bank")


@pytest.fixture(scope="session")
def tabs(browser):
    """Tabs nobody sits at, by language. Opening a page in one costs a third of a new one."""
    return {language: [] for language in LOCALES}


@pytest.fixture
def visit(browser, tabs, request):
    """Opens a page as a new visitor: `visit("contribution?…", language=, theme=, width=, app=)`.

    Without `app` it is the demo bank's. Visitors of one test share nothing; a later test's finds
    the program's files in the browser's cache, but nothing that an earlier one left behind.
    """
    taken = []

    def open_page(path="", *, language="en", theme="light", width=1440, app=None):
        address = app or request.getfixturevalue("demo_app")
        tab = tabs[language].pop() if tabs[language] else new_tab(browser, language)
        taken.append((language, tab))
        tab.set_viewport_size({"width": width, "height": 900 if width > 600 else 844})
        tab.emulate_media(color_scheme=theme)
        visitor = Visitor(tab, address)
        visitor.open(path)
        return visitor

    yield open_page
    for language, tab in taken:
        leave(tab)
        tabs[language].append(tab)


def new_tab(browser, language):
    """A tab of a browser profile of its own."""
    return browser.new_context(locale=LOCALES[language], accept_downloads=True).new_page()


def leave(tab):
    """End the visit and forget it: other tabs, cookies and what pages stored."""
    for other in tab.context.pages:
        if other is not tab:
            other.close()
    tab.evaluate("sessionStorage.clear()")
    origin = tab.evaluate("location.origin")
    tab.goto("about:blank")
    tab.context.clear_cookies()
    session = tab.context.new_cdp_session(tab)
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    session.detach()


@pytest.fixture(params=["en", "zh_CN"])
def language(request):
    return request.param


@pytest.fixture(params=["light", "dark"])
def theme(request):
    return request.param


@pytest.fixture(params=[1440, 390], ids=["desk", "phone"])
def width(request):
    return request.param
