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


@pytest.fixture
def visit(browser, request):
    """Opens a page as a new visitor: `visit("contribution?…", language=, theme=, width=, app=)`.

    Without `app` it is the demo bank's.
    """
    with ExitStack() as contexts:

        def open_page(path="", *, language="en", theme="light", width=1440, app=None):
            context = browser.new_context(
                locale=LOCALES[language],
                color_scheme=theme,
                viewport={"width": width, "height": 900 if width > 600 else 844},
                accept_downloads=True,
            )
            contexts.callback(context.close)
            visitor = Visitor(context.new_page(), app or request.getfixturevalue("demo_app"))
            visitor.open(path)
            return visitor

        yield open_page


@pytest.fixture(params=["en", "zh_CN"])
def language(request):
    return request.param


@pytest.fixture(params=["light", "dark"])
def theme(request):
    return request.param


@pytest.fixture(params=[1440, 390], ids=["desk", "phone"])
def width(request):
    return request.param
