"""The pack from the home page: chosen, made with progress, downloaded, recorded."""

import io

import pytest
import streamlit as st
from pptx import Presentation

from data.workspace import Workspace
from pages.pack import build
from pages.parts import pack_button
from tests.support.pages import DASHBOARD, PATIENCE, settled


@pytest.fixture
def given(monkeypatch):
    """What download buttons would give: key -> (content, file name)."""
    kept = {}
    real = st.download_button

    def button(label, content, *, key, file_name, **more):
        kept[key] = (content, file_name)
        return real(label, b"", key=key, file_name=file_name, **more)

    monkeypatch.setattr(st, "download_button", button)
    return kept


def home(**parameters):
    from streamlit.testing.v1 import AppTest  # noqa: PLC0415 - after the store is named

    app = AppTest.from_file(str(DASHBOARD), default_timeout=PATIENCE)
    app.query_params.update({"lang": "en"} | parameters)
    return settled(app.run())


def chosen(app, key, *values):
    pills = next(each for each in app.get("button_group") if each.key == key)
    return pills.set_value(list(values))


def test_the_button_makes_the_chosen_pages_and_records_the_download(own_bank, given):
    app = home(branch="B001")
    chosen(app, "pack_pages", "contribution", "products")
    settled(app.button(key="pack_make").click().run())
    content, name = given["pack_download"]
    slides = Presentation(io.BytesIO(content())).slides
    newest = Workspace(own_bank).exports()[0]

    assert name.startswith("pack_")
    assert name.endswith(".pptx")
    assert len(slides) > 4
    assert (newest["name"], newest["form"]) == ("pack", "pptx")
    assert "B001" in newest["scope"]


def test_a_cancelled_pack_says_so_and_another_can_be_made(own_bank, monkeypatch):
    def cancelled(*_arguments, **_more):
        raise pack_button.Cancelled

    monkeypatch.setattr(build, "pack_of", cancelled)
    app = home()
    settled(app.button(key="pack_make").click().run())

    assert any("Cancelled" in each.proto.body for each in app.get("html"))
    settled(app.button(key="pack_again").click().run())
    assert "pack_make" in {button.key for button in app.button}
