"""A page's state as a saved view keeps it, and as a link writes it. No Streamlit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from data.views import View

READERS_OWN = frozenset({"lang", "gain", "release", "narrow"})
"""How a reader likes to read, not what a page shows: a view leaves it to whoever opens it."""

DATES = frozenset({"at", "before"})


def kept(query: Mapping[str, Sequence[str]], *, dates: bool) -> str:
    """The state as text. dates: with the dates of today's page, else always the newest ones."""
    left_out = READERS_OWN if dates else READERS_OWN | DATES
    pairs = {name: list(texts) for name, texts in sorted(query.items()) if name not in left_out}
    return urlencode(pairs, doseq=True)


def parameters(view: View, query: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What opens a view, in the language and colours of whoever opens it."""
    own = {name: list(texts) for name, texts in query.items() if name in READERS_OWN - {"release"}}
    return own | parse_qs(view.query, keep_blank_values=True)


def address(url: str, path: str, query: Mapping[str, Sequence[str]]) -> str:
    """The whole link of a page and its state; `url`: any page of this program."""
    parts = urlsplit(url)
    folder = parts.path.rpartition("/")[0]
    pairs = {name: list(texts) for name, texts in query.items() if name not in {"lang", "gain"}}
    whole = (parts.scheme, parts.netloc, f"{folder}/{path}", urlencode(pairs, doseq=True), "")
    return urlunsplit(whole)
