"""The running dashboard in the system's own Chromium: one demo app per session."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.browser.visitor import Visitor

PROJECT = Path(__file__).parent.parent.parent
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", MAC_CHROME)
LOCALES = {"en": "en-GB", "zh_CN": "zh-CN"}


def pytest_collection_modifyitems(items):
    """Every test of this folder is a browser test."""
    for item in items:
        if Path(item.path).is_relative_to(Path(__file__).parent):
            item.add_marker("browser")


def chromium_path():
    """The system's Chromium: $CHROMIUM, or the first known name that exists."""
    wanted = os.environ.get("CHROMIUM")
    found = [shutil.which(name) for name in ((wanted,) if wanted else BROWSERS)]
    path = next(filter(None, found), None)
    assert path, (
        "No Chromium here: `make test` installs it or says how; or set CHROMIUM to its path."
    )
    return path


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_app(store, log):
    """The dashboard on `store`; gives its address. What it prints goes to `log`."""
    port = free_port()
    environment = os.environ | {"TIERVIEW_STORE": str(store), "PYTHONUTF8": "1"}
    environment.pop("TIERVIEW_WORKSPACE", None)
    options = ("--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1")
    with Path(log).open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "dashboard.py", *options],
            cwd=PROJECT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_healthy(address, process, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_until_healthy(address, process, log, *, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        assert process.poll() is None, Path(log).read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    pytest.fail(f"The dashboard did not start: {Path(log).read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def browser():
    """One headless Chromium for the session."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  unit tests need not load it

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def demo_app(demo_store, tmp_path_factory):
    """The address of a dashboard on the demo bank. Read only: a test that writes starts its own."""
    with running_app(demo_store, tmp_path_factory.mktemp("app") / "demo.log") as address:
        yield address


@pytest.fixture
def start_app(tmp_path):
    """Starts a dashboard on a store of the test's own and gives its address."""
    apps = []

    def start(store):
        app = running_app(store, tmp_path / f"app{len(apps)}.log")
        apps.append(app)
        return app.__enter__()

    yield start
    for app in apps:
        app.__exit__(None, None, None)


@pytest.fixture
def visit(browser, demo_app):
    """Opens a page as a new visitor: `visit("contribution?…", language=, theme=, width=, app=)`."""
    contexts = []

    def open_page(path="", *, language="en", theme="light", width=1440, app=demo_app):
        context = browser.new_context(
            locale=LOCALES[language],
            color_scheme=theme,
            viewport={"width": width, "height": 900 if width > 600 else 844},
            accept_downloads=True,
        )
        contexts.append(context)
        visitor = Visitor(context.new_page(), app)
        visitor.open(path)
        return visitor

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(params=["en", "zh_CN"])
def language(request):
    return request.param


@pytest.fixture(params=["light", "dark"])
def theme(request):
    return request.param


@pytest.fixture(params=[1440, 390], ids=["desk", "phone"])
def width(request):
    return request.param
