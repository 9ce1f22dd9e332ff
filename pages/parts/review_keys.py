"""The keys and buttons of the meeting: arrows turn the views, Escape leads back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    from pages.parts.text import Text

KEY = "meeting_keys"
PARTS = Path(__file__).resolve().parent


@lru_cache(maxsize=1)
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "tierview_meeting",
        html='<div class="tvm"></div>',
        js=(PARTS / "review_meeting.js").read_text("utf-8"),
        isolate_styles=False,
    )


def draw(t: Text, views: Sequence[str], view: int, on_go: Callable[[int], None]) -> None:
    """The row of views, numbered from 1; `on_go` runs before the page does, with 0 to leave."""

    def gone() -> None:
        event = st.session_state[KEY].go
        if event is not None and str(event).isdigit():
            on_go(int(event))

    words = {"full": t("Full screen"), "leave": t("Back to the page (Esc)")}
    _component()(
        key=KEY,
        data={"views": [t(view) for view in views], "view": view, "words": words},
        on_go_change=gone,
    )
