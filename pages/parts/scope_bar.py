"""The scope bar: dates, population and territory, language and theme, as one light component.

One element instead of a dozen widgets: a rerun redraws it in a few milliseconds, it speaks the
reader's language throughout, and folds into one line with a sheet on a phone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

KEY = "scope_bar"
SENT = "scope_bar_sent"
NARROW = "?narrow"
"""What the browser says in place of a field's name when its width became, or left, a phone's."""
FORGOTTEN = "?"
"""What the browser says in place of a field's name when it no longer has a list it was sent."""
PARTS = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value that can be chosen: as the URL writes it, its label, how many customers."""

    value: str
    label: str
    count: str = ""
    indent: int = 0
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing to choose. name: the URL's parameter. several: more than one value at a time."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    chosen: tuple[str, ...] = ()
    several: bool = True
    more: bool = False
    clearable: bool = True
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Everything the bar shows. words: the sentences of its own buttons by name.

    pages: paths whose theme is switched together. dismiss: close Streamlit's own English notice
    of an unknown page. narrow: what the page knows of the browser: a phone's width or not.
    """

    fields: tuple[Field, ...]
    words: Mapping[str, str | Mapping[str, str]]
    language: str
    html_language: str
    languages: Mapping[str, str]
    theme: str
    gain: str
    pages: Sequence[str] = ()
    dismiss: bool = False
    narrow: bool = False


@lru_cache(maxsize=1)
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "tierview_scope_bar",
        html='<div class="tvb"></div>',
        css=(PARTS / "scope_bar.css").read_text("utf-8"),
        js=(PARTS / "scope_bar.js").read_text("utf-8"),
        isolate_styles=False,
    )


def draw(bar: Bar, on_choose: Callable[[str, list[str]], None]) -> None:
    """Draws the bar. `on_choose(parameter, values)` runs before the page does."""
    sent = st.session_state.setdefault(SENT, set())

    def chosen() -> None:
        event = st.session_state[KEY].choose
        if event and event["name"] == FORGOTTEN:
            sent.clear()
        elif event and event["name"] == NARROW:
            st.session_state["narrow"] = bool(event["values"][0])
        elif event:
            on_choose(str(event["name"]), [str(value) for value in event["values"]])

    _component()(key=KEY, data=_plain(bar, sent), on_choose_change=chosen)


def _plain(bar: Bar, sent: set[str]) -> dict[str, Any]:
    """The bar as the browser gets it; lists it was `sent` before are named, not repeated."""
    shallow = {each.name: getattr(bar, each.name) for each in fields(bar)}
    listed = []
    for field in bar.fields:
        kept = f"{field.name}-{hash(field.choices):x}"
        withheld = kept in sent
        sent.add(kept)
        listed.append(
            {each.name: getattr(field, each.name) for each in fields(field)}
            | {"choices": [] if withheld else _plain_choices(field.choices)}
            | {"kept": kept, "withheld": withheld}
        )
    return shallow | {"fields": listed}


@lru_cache(maxsize=1024)
def _plain_choices(choices: tuple[Choice, ...]) -> list[dict[str, Any]]:
    """Choices as the browser gets them, once: there may be thousands, and they seldom change."""
    return [asdict(choice) for choice in choices]
