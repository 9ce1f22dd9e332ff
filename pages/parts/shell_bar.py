"""What the scope bar shows, a release's dates and filters, and what a choice does to the URL."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics import overview
from analytics.scope import Scope
from data import contract
from pages.parts import address, navigation, scope_bar, scope_fields
from pages.parts.answers import CachedEngine
from pages.parts.navigation import LINKS
from pages.parts.text import HTML_LANGUAGE, LANGUAGES, Text

if TYPE_CHECKING:
    from data.release import Store

Choices = Mapping[str, tuple[scope_bar.Choice, ...]]


def choices(store: Store, release: str, t: Text) -> Choices:
    """Dimension -> its choices, once per release and language; never changed by anyone."""
    return _choices(str(store.folder), release, t)


@st.cache_resource(max_entries=8, show_spinner=False)
def _choices(store: str, release: str, t: Text) -> Choices:
    engine = CachedEngine(store=store, release=release)
    newest = Scope.of(engine)
    found = {}
    for name, dimension in contract.DIMENSIONS.items():
        if dimension.kind == "codes" and not _has_tags(engine, newest, name):
            found[name] = ()
        else:
            values: pd.DataFrame = overview.scope_values(engine, name, newest)
            found[name] = scope_fields.population_choices(name, values, t)
    return MappingProxyType(found)


def _has_tags(engine: CachedEngine, scope: Scope, dimension: str) -> bool:
    """Whether any customer carries a tag of a dimension that holds lists."""
    home = contract.DIMENSIONS[dimension].home
    answer = engine.ask(f"overview/values_{home}", scope, dimension=dimension)
    return bool(answer["value"].notna().any())


def fields(
    scope: Scope, snapshots: pd.DataFrame, offered: Choices, t: Text
) -> tuple[scope_bar.Field, ...]:
    """The dates, then every dimension that can narrow something."""
    chosen = dict(scope.where)
    dates = scope_fields.date_choices(snapshots, t)
    population = (
        scope_fields.population_field(name, offered[name], chosen.get(name, ()), t)
        for name in contract.DIMENSIONS
    )
    return (
        *scope_fields.date_fields(dates, scope.at, scope.before, t),
        *(field for field in population if field is not None),
    )


def draw(shown: tuple[scope_bar.Field, ...], t: Text, theme: str, *, narrow: bool) -> None:
    """The bar; without fields it still switches language and theme."""
    bar = scope_bar.Bar(
        fields=shown,
        words=scope_fields.words(t, theme),
        language=t.language,
        html_language=HTML_LANGUAGE[t.language],
        languages=LANGUAGES,
        theme=theme,
        gain=t.gain,
        pages=tuple(link.path for link in LINKS if link.path),
        dismiss="told_unknown" in st.session_state,
        narrow=narrow,
    )
    scope_bar.draw(bar, _choose)


def _choose(name: str, values: list[str]) -> None:
    """Writes what was chosen on the bar into the URL, which every page reads."""
    query = navigation.query()
    if name == "*":
        query = {key: texts for key, texts in query.items() if key not in address.FILTERS}
    else:
        query = address.changed(query, name, values)
    if name == "at":
        query.pop("before", None)
    st.query_params.from_dict(query)
