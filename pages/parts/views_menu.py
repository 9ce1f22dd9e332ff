"""Saved views: a page as somebody likes it, opened with one click or when the app opens."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import streamlit as st

from data.problems import Problem
from pages.parts import cards, navigation, views_links
from pages.parts.navigation import LINKS
from pages.parts.ways_out import copy_button

if TYPE_CHECKING:
    from data.release import Store
    from data.views import View, Views
    from pages.parts.shell import Page
    from pages.parts.text import Text

OPENED, TOLD = "views_opened", "views_told"
LONGEST_NAME = 60
PRIVATE, TEAM = "private", "team"


def _views(store: Store) -> Views:
    from data.workspace import Workspace  # noqa: PLC0415 - SQLAlchemy loads when the menu opens

    return Workspace(store).views


def open_default(store: Store, path: str) -> None:
    """Opens the reader's view when the app is opened on its home page without parameters.

    Once in a session: from then on the home page is the home page.
    """
    if st.session_state.get(OPENED):
        return
    st.session_state[OPENED] = True
    if path or st.query_params or not _written(store):
        return
    try:
        view = _views(store).default()
    except Problem:
        # The shell tells what is wrong with the workspace; the home page opens as it is.
        return
    file = None if view is None else _file(view)
    if view is not None and file is not None:
        st.switch_page(file, query_params=views_links.parameters(view, {}))


def _written(store: Store) -> bool:
    return store.workspace_path.exists() or bool(os.environ.get("TIERVIEW_WORKSPACE"))


def _file(view: View) -> str | None:
    return next((link.file for link in LINKS if link.path == view.page), None)


def draw(page: Page) -> None:
    """The bookmark beside the title; what is in it is read when it is opened."""
    t = page.t
    box = st.popover(
        t("Views"), icon=":material/bookmarks:", key="views", on_change="rerun", type="tertiary"
    )
    if not box.open:
        return
    with box:
        try:
            known = _views(page.store).newest()
        except Problem as problem:
            cards.show_problem(problem, t)
            return
        _listed(page, known)
        _told(page)
        _save(page)
        link = views_links.address(st.context.url or "", page.path, navigation.query())
        st.html(f'<div class="tv-btns">{copy_button(t("Copy the link"), link, t("Copied"))}</div>')


def _listed(page: Page, known: tuple[View, ...]) -> None:
    t = page.t
    if not known:
        st.html(f'<p class="tv-sub">{t("No saved views yet. Save this page as you like it.")}</p>')
    for each in known:
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"view_{each.sharing}_{each.name}"
        ):
            _one(page, each)


def _one(page: Page, each: View) -> None:
    t, file = page.t, _file(each)
    key = f"{each.sharing}_{each.name}"
    label = t("{name} (team)", name=each.name) if each.sharing == TEAM else each.name
    if file is not None:
        st.page_link(
            file,
            label=label,
            icon=":material/home:" if each.is_default else ":material/bookmark:",
            query_params=views_links.parameters(each, navigation.query()),
            width="stretch",
        )
    picked = st.menu_button(
        "",
        ["undo_default" if each.is_default else "default", "rename", "delete"],
        format_func=lambda what: ways(t)[what],
        icon=":material/more_horiz:",
        key=f"view_ways_{key}",
        type="tertiary",
        help=t("What to do with it"),
    )
    if picked == "rename":
        st.session_state["view_renaming"] = key
    elif picked is not None:
        _do(page, each, picked)
    if st.session_state.get("view_renaming") == key:
        _rename(page, each, key)


def ways(t: Text) -> dict[str, str]:
    """What can be done with a view."""
    return {
        "default": t("Open it when I start"),
        "undo_default": t("Start on the home page again"),
        "rename": t("Rename"),
        "delete": t("Delete"),
    }


def _do(page: Page, each: View, what: str) -> None:
    views = _views(page.store)
    try:
        if what == "delete":
            views.delete(each.name, each.sharing)
        else:
            views.set_default(each if what == "default" else None)
    except Problem as problem:
        st.session_state[TOLD] = problem
    st.rerun()


def _rename(page: Page, each: View, key: str) -> None:
    """The same state under another name; the old name goes once the new one is kept."""
    t = page.t

    def rename() -> None:
        views, name = _views(page.store), st.session_state[f"view_name_{key}"].strip()
        st.session_state.pop("view_renaming", None)
        if name == each.name:
            return
        try:
            kept = views.save(name, each.page, each.query, sharing=each.sharing)
            views.delete(each.name, each.sharing)
            if each.is_default:
                views.set_default(kept)
        except Problem as problem:
            st.session_state[TOLD] = problem

    st.text_input(t("New name"), value=each.name, max_chars=LONGEST_NAME, key=f"view_name_{key}")
    st.button(t("Rename"), key=f"view_rename_{key}", on_click=rename)


def _save(page: Page) -> None:
    t = page.t
    with st.form("view_form", border=False, clear_on_submit=False):
        st.text_input(
            t("Save this page as a view"),
            max_chars=LONGEST_NAME,
            key="view_name",
            placeholder=t("for instance: my branch, Monday"),
        )
        st.segmented_control(
            t("Seen by"),
            [PRIVATE, TEAM],
            default=PRIVATE,
            format_func=lambda code: t.code("sharing", code),
            required=True,
            key="view_sharing",
        )
        st.checkbox(t("Keep these dates"), key="view_dates", help=t("Otherwise the newest data."))
        st.form_submit_button(t("Save"), type="primary", on_click=_keep, args=(page, False))


def _keep(page: Page, replace: bool) -> None:  # noqa: FBT001 - a callback
    name, sharing = st.session_state["view_name"], st.session_state["view_sharing"]
    query = views_links.kept(navigation.query(), dates=st.session_state["view_dates"])
    try:
        kept = _views(page.store).save(name, page.path, query, sharing=sharing, replace=replace)
    except Problem as problem:
        st.session_state[TOLD] = problem
    else:
        st.session_state[TOLD] = kept


def _told(page: Page) -> None:
    """How the last save went; a name that is taken can be used all the same."""
    t, told = page.t, st.session_state.pop(TOLD, None)
    if told is None:
        return
    if not isinstance(told, Problem):
        cards.note(t("Saved as {name}.", name=told.name), "new")
        return
    cards.show_problem(told, t)
    if told.code == "E_VIEW_NAME_TAKEN":
        st.button(
            t("Let this page take its place"),
            key="view_replace",
            on_click=_keep,
            args=(page, True),
        )
