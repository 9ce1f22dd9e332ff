"""What the What if page is asked to show, all of it in the URL, and the switches that set it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from analytics.condition_text import text_of
from analytics.conditions import Population
from analytics.populations import COMPARED
from analytics.problems import EmptyScope
from pages.parts import cards, condition_fields, condition_state, migration_choice, populations
from pages.parts import population_words as words
from pages.parts import remembered as questions
from pages.parts.condition_words import group_word
from pages.parts.text import sentence
from pages.parts.what_if_levers import WHAT_IF_PARAMETERS

if TYPE_CHECKING:
    from data.saved import Saved
    from pages.parts.condition_state import Slot, State
    from pages.parts.shell import Page

PARAMETERS = ("view", "a", "b", "other", "who", "spread", *WHAT_IF_PARAMETERS)
VIEWS: Mapping[str, str] = {
    "ready": sentence("Ready questions"),
    "customers": sentence("Filter and compare customers"),
    "scenarios": sentence("Scenarios"),
}
OTHERS: Mapping[str, str] = {
    "everybody": sentence("Everybody else"),
    "b": sentence("A second population"),
}


SLOTS: tuple[Slot, ...] = ("a", "b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is asked about. b: None where A is compared with everybody else."""

    states: Mapping[Slot, State]
    other: str
    who: str
    spread: str
    saved: tuple[Saved, ...]
    labels: condition_fields.Choices

    @property
    def a(self) -> State:
        """The conditions of A."""
        return self.states["a"]

    @property
    def b(self) -> State | None:
        """The conditions of B, when A is compared with them: there must be one."""
        state = self.states["b"]
        return state if self.other == "b" and state.group.members else None

    def saved_as(self, state: State) -> Saved | None:
        """The saved population that says the same."""
        text = text_of(state.group)
        return next((each for each in self.saved if each.text == text), None)


def view(page: Page) -> str:
    """Which part of the page is shown: a key of VIEWS."""
    asked = page.parameter("view")
    if asked in VIEWS:
        return str(asked)
    if page.parameter("a"):
        return "customers"
    return "scenarios" if page.parameter("scenario") else "ready"


def view_switch(page: Page, shown: str) -> None:
    """From the ready questions to the rest, and back."""
    with st.container(key="what_if_view"):
        migration_choice.segments(page, "view", VIEWS, shown, page.t("View"))


def more(page: Page) -> None:
    """Under the ready questions: what else the page can do, one click away."""
    t = page.t
    cards.section(t("In depth"), t("Your own question, about any customers and with any lever."))
    with st.container(horizontal=True, gap="small", key="what_if_more"):
        for name, label in (
            ("customers", t("Filter and compare customers")),
            ("scenarios", t("Work with scenarios")),
        ):
            st.button(
                label,
                key=f"more_{name}",
                icon=":material/arrow_forward:",
                icon_position="right",
                on_click=page.set_parameter,
                args=("view", name),
            )


def read(page: Page) -> Choice:
    """What the URL asks for.

    Raises:
        WorkspaceUnreachable.
    """
    other = "b" if page.parameter("other") == "b" else "everybody"
    who, spread = page.parameter("who"), page.parameter("spread")
    states: dict[Slot, State] = {slot: condition_state.read(page, slot) for slot in SLOTS}
    two = other == "b" and states["b"].group.members
    parts = words.PARTS if two else SLOTS
    return Choice(
        states=states,
        other=other,
        who=str(who) if who in parts else "a",
        spread=str(spread) if spread in COMPARED else words.CONTRIBUTION,
        saved=populations.saved(page.store),
        labels=condition_fields.choices(page),
    )


def names(page: Page, choice: Choice) -> words.Names:
    """What the two are called: by the name they were saved under, else A and B."""
    t = page.t
    a, b = (choice.saved_as(choice.states[slot]) for slot in ("a", "b"))
    first = a.name if a else t("Population A")
    if choice.b is None:
        other = t("everybody else")
        return words.Names(a=first, b=other, alone=True, label=t("Everybody else"))
    second = b.name if b else t("Population B")
    return words.Names(a=first, b=second, alone=False, label=second)


def as_population(name: str, state: State) -> Population:
    """Conditions as a population that is not saved."""
    return Population(name=name, version=0, group=state.group)


def conditions(page: Page, choice: Choice, named: words.Names) -> dict[str, str]:
    """Each population with its conditions in words."""
    t = page.t
    found = {named.a: group_word(t, choice.a.group, choice.labels.named)}
    if choice.b is not None:
        found[named.b] = group_word(t, choice.b.group, choice.labels.named)
    return found


def everybody(page: Page) -> words.Row:
    """How many are in the scope, and what they bring: a row of `population_count`.

    Raises:
        EmptyScope: nobody.
    """
    found = questions.population_count(page.engine, page.scope, populations=())
    row: words.Row = found.iloc[0].to_dict()
    if not row["customer_count"]:
        raise EmptyScope(date=page.scope.at.isoformat())
    return row


def counts(page: Page, wanted: Sequence[Population]) -> list[words.Row]:
    """A row of `population_count` for each population, in their order."""
    found = questions.population_count(page.engine, page.scope, populations=tuple(wanted))
    return found.iloc[1:].to_dict("records")
