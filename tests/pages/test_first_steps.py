"""An empty store: one press makes the demo bank, and the page shows it."""

import shutil
import time

import pytest
from streamlit.testing.v1 import AppTest

from tests.support.pages import DASHBOARD, said


@pytest.fixture
def made_at_once(little_demo, monkeypatch):
    """The demo bank is copied instead of made."""

    def build(store, _plan, *, progress):
        progress("…", 0.7)
        pointer = "CURRENT"
        unpointed = shutil.ignore_patterns(pointer)
        shutil.copytree(little_demo, store.folder, ignore=unpointed, dirs_exist_ok=True)
        shutil.copy(little_demo / pointer, store.folder / pointer)
        return store

    monkeypatch.setattr("data.sample.write.build", build)


@pytest.mark.usefixtures("made_at_once")
def test_an_empty_store_offers_the_demo_bank_and_shows_it_when_it_is_made():
    app = AppTest.from_file(str(DASHBOARD), default_timeout=60)
    app.query_params["lang"] = "en"
    app.run()
    assert said(app, "make the demo bank")

    app.button(key="make_demo").click().run()
    deadline = time.monotonic() + 20
    while not said(app, 'class="tv-tile"') and time.monotonic() < deadline:
        app.run()
    assert not app.exception
    assert said(app, "Demo data: an invented bank")


@pytest.mark.usefixtures("made_at_once")
def test_a_bank_of_its_own_that_is_empty_is_not_filled_with_the_demo(monkeypatch, tmp_path):
    home = tmp_path / "home"
    (tmp_path / "home-bank").mkdir()
    home.mkdir()
    (home / "SHOWN").write_text("home-bank\n", "utf-8")
    monkeypatch.setenv("TIERVIEW_STORE", str(home))
    app = AppTest.from_file(str(DASHBOARD), default_timeout=60).run()
    assert [button.key for button in app.button] == []
