"""What all tests share: nobody's own store is ever touched, one demo bank serves readers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

PROJECT = Path(__file__).parent.parent

settings.register_profile("tierview", deadline=None, derandomize=True, max_examples=50)
settings.load_profile("tierview")


@pytest.fixture(autouse=True)
def own_store_out_of_reach(monkeypatch, tmp_path):
    """The default store of every test is an empty folder of its own."""
    monkeypatch.setenv("TIERVIEW_STORE", str(tmp_path / "no_store"))
    monkeypatch.delenv("TIERVIEW_WORKSPACE", raising=False)


def run_module(module, *arguments, store=None):
    """The finished process of `python -m MODULE ARGUMENTS`, output as text."""
    environment = os.environ | {"PYTHONUTF8": "1"}
    if store is not None:
        environment["TIERVIEW_STORE"] = str(store)
    return subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="session")
def demo_store(tmp_path_factory):
    """The demo bank's store as `make run` builds it. Read only: a test that writes copies it.

    TIERVIEW_TEST_DEMO names one already built, which saves its ten seconds.
    """
    if built := os.environ.get("TIERVIEW_TEST_DEMO"):
        return Path(built)
    store = tmp_path_factory.mktemp("demo") / "store"
    built = run_module("data.sample", "--store", store)
    assert built.returncode == 0, built.stderr
    return store
