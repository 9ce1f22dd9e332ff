"""The pages in groups on the left, and the box for a page that does not exist."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

from pages.parts import address

if TYPE_CHECKING:
    from data.problems import Problem
    from pages.parts.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry of the navigation. path: what the URL calls the page, "" for the home page."""

    path: str
    file: str
    title: str
    group: str


PLANNED = (
    Link(path="", file="dashboard.py", title="Weekly review", group="Review"),
    Link(path="actions", file="pages/actions.py", title="Actions", group="Review"),
    Link(
        path="contribution", file="pages/contribution.py", title="Contribution", group="Customers"
    ),
    Link(
        path="tier_migration",
        file="pages/tier_migration.py",
        title="Tier migration",
        group="Customers",
    ),
    Link(path="segments", file="pages/segments.py", title="Segments", group="Customers"),
    Link(path="competitors", file="pages/competitors.py", title="Competitors", group="Market"),
    Link(path="products", file="pages/products.py", title="Products", group="Market"),
    Link(path="what_if", file="pages/what_if.py", title="What if", group="Lab"),
    Link(path="policy", file="pages/policy.py", title="Tier policy", group="Lab"),
    Link(path="data", file="pages/data.py", title="Data", group="Data"),
    Link(path="help", file="pages/help.py", title="Help", group="Data"),
)

PROJECT = Path(__file__).resolve().parents[2]
LINKS = tuple(link for link in PLANNED if (PROJECT / link.file).exists())
"""Only pages that exist are offered."""


def path_of(title: str) -> str:
    """What the URL calls the page of an English title; "" for the home page."""
    return next((link.path for link in LINKS if link.title == title), "")


def file_of(path: str) -> str:
    """The file of a page, as Streamlit links to it."""
    return next(link.file for link in PLANNED if link.path == path)


def query() -> dict[str, list[str]]:
    """The parameters of the URL, each with all its values."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def draw(title: str, t: Text) -> None:
    """The pages in groups; every link carries the scope."""
    carried = address.carried(query())
    bars = "".join(
        f'<b style="background:var(--tv-tier{n});width:{19 - 4 * n}px"></b>' for n in (4, 3, 2, 1)
    )
    with st.sidebar:
        st.html(f'<div class="tv-brand"><i>{bars}</i>{escape(t("Tierview"))}</div>')
        group = ""
        for link in LINKS:
            if link.group != group:
                group = link.group
                st.html(f'<p class="tv-navgroup">{escape(t(group))}</p>')
            here = link.title == title
            with st.container(key="nav_here") if here else nullcontext():
                st.page_link(link.file, label=t(link.title), query_params=carried, width="stretch")


def unknown_page() -> Problem | None:
    """The path the browser shows, when no page has it; told once."""
    path = urlsplit(st.context.url or "").path.strip("/").rsplit("/", 1)[-1]
    known = [link.path for link in LINKS]
    if path in known or path == "dashboard" or st.session_state.get("told_unknown") == path:
        return None
    st.session_state["told_unknown"] = path
    return address.PageUnknown(name=path, nearest=address.nearest_page(path, known))
