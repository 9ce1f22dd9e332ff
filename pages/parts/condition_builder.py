"""The condition builder: rows of column, comparison and value, in groups of all or any."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from analytics.condition_columns import operators_of
from analytics.conditions import DEEPEST
from analytics.populations import unknown_ids
from pages.parts import cards, condition_draft, condition_fields, condition_state, shell
from pages.parts import condition_words as words
from pages.parts.condition_draft import Block, Row
from pages.parts.condition_values import condition_of, is_whole, with_column, with_operator

if TYPE_CHECKING:
    from pages.parts.condition_state import Slot, State
    from pages.parts.shell import Page

JOINTS = (True, False)
USUAL_COLUMN = "contribution_ttm"
NAMED = 3
"""So many unknown ids are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What every part of one builder needs."""

    page: Page
    slot: Slot
    state: State
    columns: Sequence[str]
    choices: condition_fields.Choices

    def key(self, member: Row | Block, part: str) -> str:
        """The name of a widget."""
        return f"cond_{self.slot}_{member.key}_{part}"


def show(page: Page, slot: Slot, state: State, choices: condition_fields.Choices) -> None:
    """The rows of one population, and what can be added to them."""
    known = words.columns_in_menu(condition_fields.offered(page))
    desk = Desk(page=page, slot=slot, state=state, columns=known, choices=choices)
    if state.problem is not None:
        cards.show_problem(words.worded(state.problem, page.t), page.t)
    _members(desk, state.block, depth=1)
    _unknown(page, state)
    _undo(desk)


def _unknown(page: Page, state: State) -> None:
    """Pasted ids that the bank does not have: a list copied from elsewhere often holds some."""
    t = page.t
    missing = unknown_ids(page.engine, page.scope, state.group)
    if missing:
        named = t(", ").join(missing[:NAMED])
        cards.note(
            t(
                "{count} of the customer ids are not in the data: {ids}. The others count.",
                count=t.exact(len(missing)),
                ids=named if len(missing) <= NAMED else f"{named} …",
            ),
            "caution",
        )


def _members(desk: Desk, block: Block, *, depth: int) -> None:
    if len(block.members) > 1 or block.negated or depth > 1:
        _joint(desk, block, nested=depth > 1)
    for place, member in enumerate(block.members):
        lead = _lead(desk, block, place)
        if isinstance(member, Row):
            _row(desk, member, lead)
        else:
            with st.container(border=True, key=desk.key(member, "group")):
                st.html(
                    f'<span class="tv-joint">{escape(lead)}</span>' if lead else "<span></span>"
                )
                _members(desk, member, depth=depth + 1)
    _additions(desk, block, depth)


def _lead(desk: Desk, block: Block, place: int) -> str:
    """The word before a row that joins it to the one above."""
    if not place:
        return ""
    return desk.page.t("and") if block.all_of else desk.page.t("or")


def _joint(desk: Desk, block: Block, *, nested: bool) -> None:
    """All of these or any of these; and whether those who meet them are meant, or all others."""
    t = desk.page.t
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=desk.key(block, "head")
    ):
        joint, opposite = desk.key(block, "joint"), desk.key(block, "not")
        st.session_state[joint] = block.all_of
        st.segmented_control(
            t("How the conditions are joined"),
            JOINTS,
            format_func=lambda all_of: t("All of these") if all_of else t("Any of these"),
            key=joint,
            required=True,
            on_change=_edit(desk, block, joint, "all_of"),
            label_visibility="collapsed",
        )
        st.session_state[opposite] = block.negated
        st.toggle(
            t("Everybody except these"),
            key=opposite,
            on_change=_edit(desk, block, opposite, "negated"),
        )
        if nested:
            _removal(desk, block, t("Remove the group"), t("a group of conditions"))


def _edit(desk: Desk, block: Block, key: str, part: str) -> Callable[[], None]:
    def apply() -> None:
        chosen = bool(st.session_state[key])
        condition_state.change(
            desk.page,
            desk.slot,
            lambda whole: condition_draft.rejoined(whole, block.key, **{part: chosen}),
        )

    return apply


def _row(desk: Desk, row: Row, lead: str) -> None:
    t = desk.page.t
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=desk.key(row, "row")
    ):
        if lead or not shell.is_narrow():
            width = "stretch" if shell.is_narrow() else 28
            st.html(f'<span class="tv-joint">{escape(lead)}</span>', width=width)
        _column(desk, row)
        _operator(desk, row)
        condition_fields.values(
            desk.page, row, desk.choices, desk.key(row, "value"), _typed(desk, row)
        )
        _removal(desk, row, t("Remove"), _said(desk, row))
    problem = desk.state.wrong.get(row.key)
    if problem is not None:
        cards.show_problem(words.worded(problem, t), t)


def _said(desk: Desk, row: Row) -> str:
    """A row in words, its column alone where it says nothing yet."""
    t = desk.page.t
    if row.key in desk.state.wrong or not is_whole(row):
        return words.column_word(t, row.column)
    return words.condition_word(t, condition_of(t, row), desk.choices.named)


def _column(desk: Desk, row: Row) -> None:
    t, key = desk.page.t, desk.key(row, "column")
    st.session_state[key] = row.column

    def choose() -> None:
        _replace(desk, row, lambda known: with_column(known, st.session_state[key]))

    st.selectbox(
        t("What the condition is about"),
        desk.columns if row.column in desk.columns else [row.column, *desk.columns],
        format_func=lambda name: words.menu_word(t, name),
        key=key,
        on_change=choose,
        filter_mode="contains",
        label_visibility="collapsed",
        width=265,
    )


def _operator(desk: Desk, row: Row) -> None:
    t, key = desk.page.t, desk.key(row, "operator")
    st.session_state[key] = row.operator

    def choose() -> None:
        _replace(desk, row, lambda known: with_operator(known, st.session_state[key]))

    st.selectbox(
        t("Comparison"),
        operators_of(row.column),
        format_func=lambda code: t(words.OPERATOR_WORDS[code]),
        key=key,
        on_change=choose,
        label_visibility="collapsed",
        width=130,
    )


def _typed(desk: Desk, row: Row) -> Callable[[tuple[str, ...]], None]:
    def keep(typed: tuple[str, ...]) -> None:
        _replace(
            desk,
            row,
            lambda known: Row(
                key=known.key, column=known.column, operator=known.operator, typed=typed
            ),
        )

    return keep


def _replace(desk: Desk, row: Row, edit: Callable[[Row], Row]) -> None:
    condition_state.change(
        desk.page, desk.slot, lambda whole: condition_draft.replaced(whole, row.key, edit)
    )


def _removal(desk: Desk, member: Row | Block, label: str, said: str) -> None:
    st.button(
        label,
        key=desk.key(member, "remove"),
        type="tertiary",
        on_click=condition_state.remove,
        args=(desk.page, desk.slot, partial(condition_draft.removed, key=member.key), said),
    )


def _additions(desk: Desk, block: Block, depth: int) -> None:
    t = desk.page.t
    with st.container(horizontal=True, gap="small", key=desk.key(block, "add")):
        st.button(
            t("Add a condition"),
            key=desk.key(block, "add_row"),
            icon=":material/add:",
            on_click=_add,
            args=(desk, block.key),
        )
        if depth < DEEPEST and block.members:
            st.button(
                t("Add a group"),
                key=desk.key(block, "add_group"),
                icon=":material/add:",
                help=t("Conditions of their own, joined by all or by any, inside these."),
                on_click=_add_group,
                args=(desk, block),
            )


def _add(desk: Desk, parent: int) -> None:
    def edit(whole: Block) -> Block:
        return condition_draft.added(whole, parent, _new_row(desk, condition_draft.next_key(whole)))

    condition_state.change(desk.page, desk.slot, edit)


def _add_group(desk: Desk, block: Block) -> None:
    """A group starts with a row, joined the other way than the group around it."""

    def edit(whole: Block) -> Block:
        key = condition_draft.next_key(whole)
        row = _new_row(desk, key + 1)
        inner = Block(key=key, all_of=not block.all_of, members=(row,))
        return condition_draft.added(whole, block.key, inner)

    condition_state.change(desk.page, desk.slot, edit)


def _new_row(desk: Desk, key: int) -> Row:
    usual = USUAL_COLUMN if USUAL_COLUMN in desk.columns else desk.columns[0]
    return Row(key=key, column=usual, operator=operators_of(usual)[0])


def _undo(desk: Desk) -> None:
    """The way back from the last removal."""
    t, gone = desk.page.t, st.session_state.get(condition_state.UNDO)
    if gone is None or gone.slot != desk.slot:
        return
    with st.container(
        horizontal=True, vertical_alignment="center", gap="small", key=f"undo_{desk.slot}"
    ):
        said = t("Removed: {words}", words=gone.words)
        st.html(f'<span class="tv-sub">{escape(said)}</span>', width="content")
        st.button(
            t("Bring it back"),
            key=f"undo_{desk.slot}_button",
            on_click=condition_state.take_back,
            args=(desk.page,),
        )
