"""What questions on populations put into their SQL: the figures compared, and bars of amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from analytics import condition_problems as problems
from analytics.condition_columns import COLUMNS
from data.problems import nearest

if TYPE_CHECKING:
    from analytics.conditions import Group
    from analytics.relations import Relations

POPULATION_PARTS = frozenset({"populations", "figure", "figures", "edges", "home"})
"""Parameters of questions that are turned into SQL here."""

SUMMED = frozenset({"money", "number", "integer"})


def population_parts(parameters: Mapping[str, object], relations: Relations) -> dict[str, str]:
    """Return the SQL of `{placed}`, `{figure}`, `{summaries}`, `{bar}` and `{known}`, as asked for.

    populations: groups; figure: one column of the fact; figures: several, each with its count,
    total, variance, largest amount and sum of amounts without sign; edges: where bars begin,
    rising; home: the table whose columns are counted. Values are bound.

    Raises:
        FigureNotCompared: no such column of numbers.
    """
    parts: dict[str, str] = {}
    if "populations" in parameters:
        groups = cast("Sequence[Group]", parameters["populations"])
        parts["placed"] = relations.placed(groups)
    if "home" in parameters:
        parts["known"] = _known(str(parameters["home"]))
    if "figure" in parameters:
        parts["figure"] = _figure(str(parameters["figure"]))
    if "figures" in parameters:
        figures = cast("Sequence[str]", parameters["figures"])
        parts["summaries"] = ",\n    ".join(map(_summary, figures))
    if "edges" in parameters:
        edges = cast("Sequence[Decimal]", parameters["edges"])
        relations.bound |= {f"edge_{place}": edge for place, edge in enumerate(edges)}
        parts["bar"] = _bar(0, len(edges))
    return parts


def _known(home: str) -> str:
    """How many of a table's columns hold something."""
    asked = (each for each in COLUMNS.values() if each.home == home)
    return ",\n    ".join(f"count({each.sql}) as {each.name}" for each in asked)


def _figure(name: str) -> str:
    known = [each.name for each in COLUMNS.values() if each.kind in SUMMED and each.home == "fact"]
    if name not in known:
        raise problems.FigureNotCompared(figure=name, known=nearest(name, known))
    return COLUMNS[name].sql


def _summary(name: str) -> str:
    column = _figure(name)
    return (
        f"count({column}) as {name}_count, cast(sum({column}) as double) as {name}_total, "
        f"var_pop(cast({column} as double)) as {name}_variance, "
        f"cast(max(abs({column})) as double) as {name}_largest, "
        f"cast(sum(abs({column})) as double) as {name}_gross"
    )


def _bar(first: int, last: int) -> str:
    """The number of the bar that holds `money`: how many edges are not above it. By halves."""
    if first == last:
        return str(first)
    middle = (first + last) // 2
    return (
        f"case when money < :edge_{middle} then {_bar(first, middle)} "
        f"else {_bar(middle + 1, last)} end"
    )
