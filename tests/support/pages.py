"""The app as a reader has it, without a browser: a page opened by its link, and what it says."""

import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

DASHBOARD = Path(__file__).resolve().parents[2] / "dashboard.py"
PATIENCE = 120


def opened(path, **parameters):
    """A page at a link, in English unless the link asks otherwise, after its jobs are done."""
    app = AppTest.from_file(str(DASHBOARD), default_timeout=PATIENCE)
    app.run()
    app.switch_page(f"pages/{path}.py")
    app.query_params.update({"lang": "en"} | parameters)
    return settled(app.run())


def settled(app):
    deadline = time.monotonic() + PATIENCE
    while any((button.key or "").startswith("cancel-") for button in app.button):
        assert time.monotonic() < deadline
        time.sleep(0.05)
        app.run()
    assert not app.exception, app.exception
    return app


def press(app, key):
    return settled(app.button(key=key).click().run())


def bodies(app):
    return [element.proto.body for element in app.get("html")]


def said(app, text):
    return any(text in body for body in bodies(app))


def headline(app):
    return next(body for body in bodies(app) if 'class="tv-headline"' in body)


def asked(app, name):
    """A parameter of the URL: text once the page has written it, a list as the browser sends it."""
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def keys(app):
    return {button.key for button in app.button}
