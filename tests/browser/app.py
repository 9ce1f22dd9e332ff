"""The dashboard as a process of its own, and the browser that drives it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError

PROJECT = Path(__file__).parent.parent.parent
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", MAC_CHROME)


class App(NamedTuple):
    """A running dashboard."""

    address: str
    pid: int


def chromium_path():
    """The system's Chromium: $CHROMIUM, or the first known name that exists."""
    wanted = os.environ.get("CHROMIUM")
    found = [shutil.which(name) for name in ((wanted,) if wanted else BROWSERS)]
    path = next(filter(None, found), None)
    assert path, (
        "No Chromium here: `make test` installs it or says how; or set CHROMIUM to its path."
    )
    return path


@contextmanager
def chromium():
    """A headless Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  unit tests need not load it

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        yield browser
        browser.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running_app(store, log, *, script="dashboard.py"):
    """The dashboard, or another script, on `store`; gives its address and process id."""
    port = free_port()
    environment = os.environ | {"TIERVIEW_STORE": str(store), "PYTHONUTF8": "1"}
    environment.pop("TIERVIEW_WORKSPACE", None)
    options = ("--server.headless=true", f"--server.port={port}", "--server.address=127.0.0.1")
    with Path(log).open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(script), *options],
            cwd=PROJECT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_healthy(address, process, log)
            yield App(address, process.pid)
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
    message = f"The dashboard did not start: {Path(log).read_text(encoding='utf-8')}"
    raise TimeoutError(message)
