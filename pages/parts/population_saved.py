"""Save conditions under a name, and the saved populations: used, changed, deleted."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from analytics.condition_text import text_of
from data.problems import Problem
from data.saved_problems import PopulationNameTaken
from data.workspace import Workspace
from pages.parts import cards, condition_state, populations, shell, what_if_choice
from pages.parts import population_words as words
from pages.parts.condition_words import group_word

if TYPE_CHECKING:
    from data.saved import Saved
    from pages.parts.condition_state import Slot, State
    from pages.parts.shell import Page
    from pages.parts.what_if_choice import Choice

SAVED, TAKEN, DELETED = "population_saved", "population_taken", "population_deleted"
LONGEST_NAME = 60
SHOWN = 12
"""So many saved populations are counted at once."""


def save_button(page: Page, choice: Choice, slot: Slot) -> None:
    """Opens the dialog; without conditions there is nothing to save."""
    t, state = page.t, choice.states[slot]
    known = choice.saved_as(state)
    if known is not None:
        said = t("Saved as {name}, version {version}", name=known.name, version=known.version)
        st.html(f'<span class="tv-sub">{escape(said)}</span>', width="content")
        return
    if st.button(
        t("Save as a population …"),
        key=f"save_{slot}",
        disabled=not state.group.members,
        icon=":material/bookmark_add:",
    ):
        st.session_state.pop(TAKEN, None)
        _dialog(page, choice, slot)


def _dialog(page: Page, choice: Choice, slot: Slot) -> None:
    t, state = page.t, choice.states[slot]
    told = group_word(t, state.group, choice.labels.named)

    @st.dialog(t("Save as a population"))
    def ask() -> None:
        st.html(f'<p class="tv-sub">{escape(told)}</p>')
        with st.form("population_form", border=False):
            name = st.text_input(
                t("Name of the population"),
                value=st.session_state.get(f"used_{slot}", ""),
                max_chars=LONGEST_NAME,
                key=f"population_name_{slot}",
                placeholder=t("for instance: quiet VIPs"),
            )
            sent = st.form_submit_button(t("Save"), type="primary")
        if sent:
            _save(page, state, told, name or "")
        taken = st.session_state.get(TAKEN)
        if taken is not None:
            _taken(page, state, told, taken)

    ask()


def _save(page: Page, state: State, told: str, name: str) -> None:
    """Keep it; a name in use asks for another one, or for a new version on purpose."""
    st.session_state.pop(TAKEN, None)
    try:
        kept = Workspace(page.store).populations.save(name, text_of(state.group), told)
    except PopulationNameTaken as taken:
        st.session_state[TAKEN] = taken
    except Problem as problem:
        cards.show_problem(problem, page.t)
    else:
        st.session_state[SAVED] = kept
        st.rerun()


def _taken(page: Page, state: State, told: str, taken: PopulationNameTaken) -> None:
    t, name = page.t, str(taken.facts["name"])
    cards.show_problem(taken, t)
    if st.button(t("Save as the next version of {name}", name=name), key="population_replace"):
        kept = Workspace(page.store).populations.save(
            name, text_of(state.group), told, replace=True
        )
        st.session_state[SAVED] = kept
        st.rerun()


def told(page: Page, choice: Choice) -> None:
    """What was saved last while it is still on the page, or deleted, and where to go with it."""
    t = page.t
    kept: Saved | None = st.session_state.get(SAVED)
    if kept is not None and kept in [choice.saved_as(each) for each in choice.states.values()]:
        cards.note(
            t(
                "Saved as {name}, version {version}. It is now a filter on top of every page.",
                name=kept.name,
                version=kept.version,
            ),
            kind="new",
        )
        shell.next_page(
            page,
            "contribution",
            t("See the contribution of {name}", name=kept.name),
            population=kept.reference,
        )
    gone: Saved | None = st.session_state.get(DELETED)
    if gone is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="population_gone"):
            said = t("{name} is deleted; links to it say so.", name=gone.name)
            st.html(f'<span class="tv-sub">{escape(said)}</span>', width="content")
            st.button(
                t("Bring it back"), key="population_restore", on_click=_restore, args=(page, gone)
            )


def _restore(page: Page, gone: Saved) -> None:
    Workspace(page.store).populations.save(gone.name, gone.text, gone.words)
    st.session_state.pop(DELETED, None)


def listed(page: Page, choice: Choice) -> None:
    """The saved populations with how many are in each now, and what can be done with them."""
    t = page.t
    cards.section(
        t("Saved populations"),
        t("Each is a filter on top of every page. A changed one is saved as its next version."),
    )
    if not choice.saved:
        cards.empty(t, t("Nothing saved yet. Write conditions above and save them under a name."))
        return
    shown = choice.saved[:SHOWN]
    found = [populations.population_of(each) for each in shown]
    for each, row in zip(shown, what_if_choice.counts(page, found), strict=True):
        _one(page, choice, each, row)
    if len(choice.saved) > SHOWN:
        cards.note(
            t(
                "{count} more are in the filter bar.",
                count=t.exact(len(choice.saved) - SHOWN),
            )
        )


def _one(page: Page, choice: Choice, each: Saved, row: words.Row) -> None:
    t = page.t
    group = populations.population_of(each).group
    said = group_word(t, group, choice.labels.named)
    size = t(
        "{count} customers · {share} of all",
        count=t.exact(row["customer_count"]),
        share=t.percent(row["customer_share"]),
    )
    with st.container(border=True, key=f"population_card_{each.name}"):
        version = t("version {version}", version=each.version)
        st.html(
            f'<div class="tv-source"><b>{escape(each.name)}</b>'
            f"<span>{escape(said)}</span><span>{escape(size)} · {escape(version)}</span></div>"
        )
        with st.container(horizontal=True, gap="small", key=f"population_ways_{each.name}"):
            for slot, label in (("a", t("Use as A")), ("b", t("Use as B"))):
                st.button(
                    label, key=f"use_{slot}_{each.name}", on_click=use, args=(page, each, slot)
                )
            shell.next_page(
                page, "contribution", t("See its contribution"), population=each.reference
            )
            st.button(
                t("Delete"),
                key=f"delete_{each.name}",
                type="tertiary",
                on_click=_delete,
                args=(page, each),
            )


def use(page: Page, each: Saved, slot: Slot) -> None:
    """Put a saved population's conditions into the builder, to look at or to change."""
    condition_state.put(page, slot, populations.population_of(each).group)
    st.session_state[f"used_{slot}"] = each.name
    if slot == "b":
        page.set_parameter("other", "b")


def _delete(page: Page, each: Saved) -> None:
    Workspace(page.store).populations.delete(each.name)
    st.session_state[DELETED] = each
    if getattr(st.session_state.get(SAVED), "name", None) == each.name:
        st.session_state.pop(SAVED)
