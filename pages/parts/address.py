"""The state of a page in its URL: whose rows, which dates, and what to say about what is unknown.

Pure: a mapping of URL parameters in, a scope's ingredients and problems out. A link may be old or
typed by hand, so nothing here raises: what is unknown is left out and named with its nearest kin.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from analytics.conditions import Population
from data import contract
from data.problems import Problem, nearest

SHORT_NAMES: dict[str, str] = {
    "customer_type": "type",
    "service_group": "service",
    "branch_id": "branch",
    "manager_id": "manager",
    "depth": "relationship",
}
"""Dimension -> its name in the URL; every other dimension goes by its own name."""

DIMENSION_OF: dict[str, str] = {SHORT_NAMES.get(name, name): name for name in contract.DIMENSIONS}
BUSINESS = "business"
"""对公: companies and institutions together, one word in the URL."""
BUSINESS_TYPES = ("corporate", "institution")
POPULATION = "population"
"""A saved population as name@version; several mean any of them."""
FILTERS = frozenset({*DIMENSION_OF, POPULATION})
SHELL_PARAMETERS = ("at", "before", "lang", "gain", "release", "depth")
IGNORED_PREFIXES = ("embed", "utm_")

Query = dict[str, list[str]]


class ParameterUnknown(Problem):
    """A name in the URL that no page knows."""

    code: ClassVar[str] = "E_PARAMETER_UNKNOWN"
    message: ClassVar[str] = (
        "The link names {name}, which is not known here. Nearest: {nearest}. It was left out."
    )


class ParameterValueUnknown(Problem):
    """A value in the URL that this release does not have."""

    code: ClassVar[str] = "E_PARAMETER_VALUE"
    message: ClassVar[str] = (
        "The link asks for {name} = {value}, which this release does not have. "
        "Nearest: {nearest}. It was left out."
    )


class PageUnknown(Problem):
    """A path that is no page."""

    code: ClassVar[str] = "E_PAGE_UNKNOWN"
    message: ClassVar[str] = "There is no page {name}. Nearest: {nearest}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What a URL asks for. `where` is dimension -> values, None for a value that is not given."""

    at: date | None = None
    before: date | None = None
    where: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    populations: tuple[Population, ...] = ()
    problems: tuple[Problem, ...] = ()


def short_name(dimension: str) -> str:
    """The URL's name of a dimension."""
    return SHORT_NAMES.get(dimension, dimension)


def _date(
    query: Mapping[str, Sequence[str]], name: str, known: Sequence[date], problems: list[Problem]
) -> date | None:
    texts = query.get(name) or []
    if not texts or not texts[0]:
        return None
    by_text = {day.isoformat(): day for day in known}
    months = {day.isoformat()[:7]: day for day in sorted(known)}
    found = by_text.get(texts[0]) or months.get(texts[0])
    if found is None:
        problems.append(
            ParameterValueUnknown(name=name, value=texts[0], nearest=_nearest(texts[0], by_text))
        )
    return found


def _nearest(text: str, known: Iterable[str]) -> str:
    """At most three known values near to `text`, never a list of thousands."""
    return ", ".join(nearest(text, sorted(known)).split(", ")[:3]) or "–"


def _values(
    dimension: str, texts: Sequence[str], known: Sequence[str | None], problems: list[Problem]
) -> tuple[str | None, ...]:
    wanted: list[str | None] = []
    for text in texts:
        if dimension == "customer_type" and text == BUSINESS:
            wanted += [value for value in BUSINESS_TYPES if value in known] or BUSINESS_TYPES
        elif (text or None) in known:
            wanted.append(text or None)
        else:
            named = [value for value in known if value]
            problems.append(
                ParameterValueUnknown(
                    name=short_name(dimension), value=text, nearest=_nearest(text, named)
                )
            )
    return tuple(dict.fromkeys(wanted))


def _populations(
    references: Sequence[str], find: Callable[[str], Population], problems: list[Problem]
) -> tuple[Population, ...]:
    found: list[Population] = []
    for reference in filter(None, references):
        try:
            found.append(find(reference))
        except Problem as problem:
            problems.append(problem)
    return tuple(dict.fromkeys(found))


def read(
    query: Mapping[str, Sequence[str]],
    *,
    dates: Sequence[date],
    known_values: Callable[[str], Sequence[str | None]],
    find_population: Callable[[str], Population],
    own: Sequence[str] = (),
) -> Address:
    """What the URL asks for, limited to what the release has.

    dates: its snapshots. known_values: dimension -> values that occur. find_population: what
    name@version means, or a Problem. own: names the page keeps.
    """
    problems: list[Problem] = []
    where: dict[str, tuple[str | None, ...]] = {}
    valid = (*SHELL_PARAMETERS, *own, *FILTERS)
    for name, texts in query.items():
        if name in DIMENSION_OF or name in contract.DIMENSIONS.keys() - set(SHELL_PARAMETERS):
            dimension = DIMENSION_OF.get(name, name)
            values = _values(dimension, texts, known_values(dimension), problems)
            if values:
                where[dimension] = values
        elif name not in valid and not name.startswith(IGNORED_PREFIXES):
            problems.append(ParameterUnknown(name=name, nearest=_nearest(name, valid)))
    at = _date(query, "at", dates, problems)
    before = _date(query, "before", dates, problems)
    populations = _populations(query.get(POPULATION) or (), find_population, problems)
    return Address(
        at=at, before=before, where=where, populations=populations, problems=tuple(problems)
    )


def changed(query: Mapping[str, Sequence[str]], name: str, values: Sequence[str | None]) -> Query:
    """The URL's parameters after one of them was chosen anew; no values clears it."""
    kept = {key: list(texts) for key, texts in query.items() if key != name and texts}
    texts = ["" if value is None else value for value in values]
    return {**kept, name: texts} if texts else kept


def carried(query: Mapping[str, Sequence[str]]) -> Query:
    """What follows the user to the next page: the scope and the reader's choices."""
    names = {*SHELL_PARAMETERS, *FILTERS}
    return {name: list(texts) for name, texts in query.items() if name in names and texts}


def nearest_page(path: str, known: Iterable[str]) -> str:
    """The page a mistyped path most likely meant."""
    return _nearest(path, [name for name in known if name])
