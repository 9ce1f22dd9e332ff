"""Saved populations in the scope: which can be chosen, which a link means, which are empty."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.condition_problems import PopulationEmpty, PopulationNeverHeld
from analytics.condition_text import group_from
from analytics.conditions import Population
from analytics.scope import Scope
from data.problems import Problem
from pages.parts.address import POPULATION
from pages.parts.scope_bar import Choice, Field

if TYPE_CHECKING:
    from analytics.engine import Engine
    from data.release import Store
    from data.saved import Saved
    from pages.parts.text import Text


def saved(store: Store) -> tuple[Saved, ...]:
    """The newest version of every saved population; nothing is loaded where nothing was written.

    Asked on every run, never remembered: who saves one finds it on the bar at once.

    Raises:
        WorkspaceUnreachable.
    """
    if not (store.workspace_path.exists() or os.environ.get("TIERVIEW_WORKSPACE")):
        return ()
    from data.workspace import Workspace  # noqa: PLC0415 - SQLAlchemy loads when there is something

    return Workspace(store).populations.newest()


def finder(store: Store) -> Callable[[str], Population]:
    """A function from what a link says, name@version or a name, to the population.

    It raises a Problem: unknown, deleted, no such version, or conditions that cannot be read.
    """

    def found(reference: str) -> Population:
        from data.workspace import Workspace  # noqa: PLC0415 - see saved

        return population_of(Workspace(store).populations.named(reference))

    return found


def population_of(each: Saved) -> Population:
    """A saved population as a scope takes it.

    Raises:
        Problem: its conditions cannot be read.
    """
    return Population(name=each.name, version=each.version, group=group_from(each.text))


def empty_ones(engine: Engine, scope: Scope) -> list[Problem]:
    """The scope's populations that hold nobody of the bank at `at`, whatever else is chosen."""
    problems: list[Problem] = []
    for population in scope.populations:
        alone = replace(scope.single, where=(), populations=(population,))
        if engine.ask("overview/open_count", alone)["customer_count"].sum():
            continue
        facts = {"population": population.name, "date": scope.at.isoformat()}
        held = engine.ask("overview/open_count", alone.trend())
        if held.empty:
            problems.append(PopulationNeverHeld(**facts))
        else:
            last = str(held["snapshot_date"].max())[:10]
            problems.append(PopulationEmpty(last=last, **facts))
    return problems


def fields(
    store: Store, chosen: Sequence[Population], t: Text
) -> tuple[tuple[Field, ...], tuple[Problem, ...]]:
    """The bar's field, none where nothing is saved; and what kept us from reading the list.

    An older version is offered only while it is chosen.
    """
    problems: tuple[Problem, ...] = ()
    try:
        offered = saved(store)
    except Problem as problem:
        offered, problems = (), (problem,)
    keys = {each.reference for each in offered}
    choices = [Choice(value=each.reference, label=each.name) for each in offered]
    choices += [
        Choice(value=each.key, label=label(each, t)) for each in chosen if each.key not in keys
    ]
    if not choices:
        return (), problems
    field = Field(
        name=POPULATION,
        label=t("Population"),
        choices=tuple(choices),
        chosen=tuple(each.key for each in chosen),
    )
    return (field,), problems


def label(population: Population, t: Text) -> str:
    """A population's name; with its version from the second on, because those differ."""
    if population.version <= 1:
        return population.name
    return t("{name} (version {version})", name=population.name, version=population.version)
