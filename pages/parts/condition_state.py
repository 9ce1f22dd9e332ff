"""The conditions of the page: kept in the URL as text, and in the session as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import streamlit as st

from analytics.condition_text import group_from, text_of
from analytics.conditions import EVERYBODY, Group
from data.problems import Problem
from pages.parts.condition_draft import Block
from pages.parts.condition_values import block_of, group_of

if TYPE_CHECKING:
    from pages.parts.shell import Page

Slot = Literal["a", "b"]
UNDO = "conditions_undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One set of conditions. `wrong`: what is wrong with rows, by key; `problem`: with the whole,
    for instance with the link's text. `group` holds what can be asked.
    """

    block: Block
    group: Group
    wrong: dict[int, Problem]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """What was taken away last, in words, and the conditions before that."""

    slot: Slot
    block: Block
    words: str


def read(page: Page, slot: Slot) -> State:
    """The conditions as typed; as the link says them when it says others."""
    text = page.parameter(slot) or ""
    kept = st.session_state.get(_key(slot))
    if kept is not None and kept[0] == text:
        return _state(page, kept[1])
    try:
        block = block_of(page.t, group_from(text))
    except Problem as problem:
        return State(block=Block(), group=EVERYBODY, wrong={}, problem=problem)
    st.session_state[_key(slot)] = (text, block)
    return _state(page, block)


def _state(page: Page, block: Block) -> State:
    try:
        group, wrong = group_of(page.t, block)
    except Problem as problem:
        return State(block=block, group=EVERYBODY, wrong={}, problem=problem)
    return State(block=block, group=group, wrong=wrong)


def keep(page: Page, slot: Slot, block: Block) -> None:
    """From now on these are the conditions; the URL says those that are whole.

    And it says the view, which without conditions it would not imply any more.
    """
    group = _state(page, block).group
    text = text_of(group) if group.members else ""
    st.session_state[_key(slot)] = (text, block)
    page.set_parameter(slot, text or None)
    page.set_parameter("view", "customers")


def change(page: Page, slot: Slot, edit: Callable[[Block], Block]) -> None:
    """Edit the conditions as they stand at this moment."""
    keep(page, slot, edit(read(page, slot).block))


def remove(page: Page, slot: Slot, edit: Callable[[Block], Block], words: str) -> None:
    """Edit the conditions so that the reader can take it back."""
    before = read(page, slot).block
    st.session_state[UNDO] = Removed(slot=slot, block=before, words=words)
    keep(page, slot, edit(before))


def take_back(page: Page) -> None:
    """Bring back what was removed last."""
    undone: Removed = st.session_state.pop(UNDO)
    keep(page, undone.slot, undone.block)


def put(page: Page, slot: Slot, group: Group) -> None:
    """Other conditions in place of these; those before can be brought back."""
    before = read(page, slot).block
    if before.members:
        words = page.t("the conditions before")
        st.session_state[UNDO] = Removed(slot=slot, block=before, words=words)
    keep(page, slot, block_of(page.t, group))


def start_over(page: Page, slot: Slot) -> None:
    """No conditions; those before can be brought back."""
    put(page, slot, EVERYBODY)


def _key(slot: Slot) -> str:
    return f"conditions_{slot}"
