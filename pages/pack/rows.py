"""What the pages on paper share: how many rows a list shows, sentences without marks."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pages.parts.text import Text

LISTED = 20
"""Rows of a list in a pack; the page downloads all of them."""


def listed(t: Text, shown: int, count: int) -> str:
    """How much of a list is shown; nothing where that is all of it."""
    if shown >= count:
        return ""
    return t(
        "The first {shown} of {count}; the page downloads all of them.",
        shown=t.exact(shown),
        count=t.exact(count),
    )


def plain(sentence: str) -> str:
    """A headline without its bold marks, which are the only ones it has."""
    return html.unescape(re.sub("</?b>", "", sentence))
