"""What every page opens with: language, theme, navigation, scope bar, banners, cached engine.

Every page's first statement is `page = shell.open_page("…")`. A problem that leaves nothing to show
(no store, a damaged release) is drawn here and stops the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape

import pandas as pd  # noqa: F401 - before anything draws, or sessions race plotly for it
import streamlit as st

from analytics.adopted import segment_codes
from analytics.scope import Scope
from data import contract, quality, stores
from data.problems import Problem
from data.release import Store, existing_release
from data.store_problems import StoreMissing
from pages.parts import (
    address,
    cards,
    first_steps,
    navigation,
    populations,
    scope_fields,
    shell_bar,
    shell_words,
    style,
    views_menu,
)
from pages.parts.answers import CachedEngine, freeze_once
from pages.parts.navigation import LINKS
from pages.parts.text import LANGUAGES, SOURCE, Text, language_of

POOR_QUALITY = 0.8
"""Below this score every page points to the quality report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page works with. Without a readable release engine and scope are None.

    path: what the URL calls the page, "" for the home page.
    """

    title: str
    t: Text
    theme: str
    store: Store
    path: str = ""
    engine: CachedEngine | None = None
    scope: Scope | None = None
    release: str | None = None
    is_demo: bool = False
    snapshot: Mapping[str, object] | None = None
    measure: str = "contribution_ttm"

    @property
    def currency(self) -> str:
        """ISO code of the release's currency."""
        return self.t.currency

    def parameter(self, name: str, default: str | None = None) -> str | None:
        """A parameter of this page from the URL."""
        return st.query_params.get(name, default)

    def set_parameter(self, name: str, value: str | None) -> None:
        """Writes a parameter of this page into the URL; None removes it."""
        if value is None:
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = value

    def link(self, **parameters: str) -> dict[str, list[str]]:
        """Query parameters for st.page_link that keep the scope."""
        extra = {name: [value] for name, value in parameters.items()}
        return address.carried(navigation.query()) | extra

    def facts(self) -> dict[str, str]:
        """Dates, scope and release in words: under figures, on covers, in copied text."""
        t, facts = self.t, {}
        if self.scope is not None:
            facts[t("Data date")] = t.date(self.scope.at)
            if self.scope.before:
                facts[t("Compared with")] = t.date(self.scope.before)
            facts[t("Selection")] = scope_text(self.scope, t)
        if self.release:
            demo = t("demo data")
            facts[t("Release")] = f"{self.release} · {demo}" if self.is_demo else self.release
        return facts

    def record_export(self, name: str, form: str, row_count: int, *, purpose: str = "") -> None:
        """Writes a download into the export audit."""
        from data.workspace import Workspace  # noqa: PLC0415 - SQLAlchemy loads on the first export

        scope = scope_text(self.scope, replace(self.t, language=SOURCE)) if self.scope else ""
        Workspace(self.store).record_export(
            name=name,
            form=form,
            row_count=row_count,
            scope=scope,
            release=self.release,
            purpose=purpose,
        )


def scope_text(scope: Scope, t: Text) -> str:
    """Whose customers, in words: Branch: B003 · Customer tier: VIP."""
    parts = []
    for dimension, values in scope.where:
        named = " + ".join(t.code(dimension, value) for value in values)
        parts.append(f"{scope_fields.label(dimension, t)}: {named}")
    if scope.populations:
        named = " + ".join(populations.label(each, t) for each in scope.populations)
        parts.append(f"{t('Population')}: {named}")
    return " · ".join(parts) or t("All customers")


def open_page(title: str, *, parameters: Sequence[str] = (), needs_release: bool = True) -> Page:
    """Opens a page: `title` is an English sentence, `parameters` the names it keeps in the URL.

    With `needs_release` the page stops here when there is nothing to read, with a box that says
    what to do; without, it goes on with engine and scope None.
    """
    t, theme = _text(), st.context.theme.type or "light"
    st.set_page_config(page_title=f"{t(title)} · Tierview", layout="wide")
    st.html(f"<style>{style.stylesheet(theme, t.gain)}{shell_words.unforeseen(t)}</style>")
    store = Store(stores.shown())
    views_menu.open_default(store, navigation.path_of(title))
    navigation.draw(title, t)
    unknown, empty = navigation.unknown_page(), False
    with st.container(key="shell"):
        try:
            page = _opened(title, store=store, theme=theme, t=t, own=parameters)
        except Problem as problem:
            path = navigation.path_of(title)
            page = Page(title=t(title), t=t, theme=theme, store=store, path=path)
            empty = isinstance(problem, StoreMissing)
            shell_bar.draw((), t, theme, narrow=is_narrow())
            if needs_release or not empty:
                cards.show_problem(problem, t)
        if unknown:
            cards.show_problem(unknown, t)
    bare = " bare" if empty and not needs_release else ""
    with st.container(horizontal=True, vertical_alignment="center", key="title_row"):
        st.html(f'<h1 class="tv-title{bare}">{escape(page.title)}</h1>')
        if not empty:
            views_menu.draw(page)
    if page.engine is None and needs_release:
        if empty:
            first_steps.offer(t)
        next_page(page, "data", t("Load your own files") if empty else t("Open the data page"))
        st.stop()
    freeze_once()
    return page


def next_page(page: Page, path: str, label: str, **parameters: str) -> None:
    """A link to another page that keeps the scope; nothing where that page does not exist."""
    file = next((link.file for link in LINKS if link.path == path), None)
    if file:
        st.page_link(
            file, label=label, query_params=page.link(**parameters), icon=":material/arrow_forward:"
        )


def read_newest() -> None:
    """From now on this session reads the current release, for instance after a load."""
    st.session_state.pop("release", None)
    st.query_params.pop("release", None)


def _text(currency: str = "CNY", segments: tuple[contract.Code, ...] = ()) -> Text:
    asked = st.query_params.get("lang")
    language = asked if asked in LANGUAGES else language_of(asked or st.context.locale)
    usual = "red" if language == "zh_CN" else "green"
    gain = st.query_params.get("gain", usual)
    return Text(
        language=language,
        currency=currency,
        gain=gain if gain in {"red", "green"} else usual,
        segments=segments,
    )


def _opened(title: str, *, store: Store, theme: str, t: Text, own: Sequence[str]) -> Page:
    release, newer = _release(store)
    engine = CachedEngine(store=str(store.folder), release=release)
    facts = engine.facts()
    t = _text(currency=str(facts["currency"]), segments=segment_codes(engine))
    snapshots = engine.snapshots()
    choices = shell_bar.choices(store, release, t)
    asked = address.read(
        navigation.query(),
        dates=list(snapshots["snapshot_date"]),
        known_values=lambda dimension: [choice.value or None for choice in choices[dimension]],
        find_population=populations.finder(store),
        own=own,
    )
    scope = Scope.of(
        engine,
        at=asked.at,
        before=_earlier(asked),
        where=asked.where,
        populations=asked.populations,
    )
    snapshot = snapshots.set_index("snapshot_date", drop=False).loc[scope.at].to_dict()
    page = Page(
        title=t(title),
        t=t,
        theme=theme,
        store=store,
        path=navigation.path_of(title),
        engine=engine,
        scope=scope,
        release=release,
        is_demo=bool(facts["is_demo"]),
        snapshot=snapshot,
        measure=_measure(snapshot),
    )
    saved, unread = populations.fields(store, scope.populations, t)
    offered = shell_bar.fields(scope, snapshots, choices, t)
    shell_bar.draw((*offered, *saved), t, theme, narrow=is_narrow())
    empty = populations.empty_ones(engine, scope)
    _banners(page, newer, facts, (*unread, *asked.problems, *empty))
    return page


def _earlier(asked: address.Address) -> object:
    """The date to compare with, unless a later `at` was chosen under an older link."""
    if asked.at and asked.before and asked.before >= asked.at:
        return None
    return asked.before


def _measure(snapshot: Mapping[str, object]) -> str:
    """The measure in the URL, else the usual one."""
    asked = st.query_params.get("measure", "")
    return asked if asked in contract.MEASURES else usual_measure(snapshot)


def usual_measure(snapshot: Mapping[str, object]) -> str:
    """Contribution, or assets where nothing else is known."""
    if snapshot["contribution_source"] != "assets_only":
        return "contribution_ttm"
    return "aum_eop" if snapshot["aum_source"] == "eop" else "aum_mavg"


def _release(store: Store) -> tuple[str, str | None]:
    """The release this session reads, and a newer one if there is."""
    pinned = st.query_params.get("release")
    if pinned:
        current = store.current
        return existing_release(store, pinned), current if current != pinned else None
    current = existing_release(store)
    reading = st.session_state.setdefault("release", current)
    if reading != current and reading in store.release_ids():
        return reading, current
    st.session_state["release"] = current
    return current, None


def is_narrow() -> bool:
    """Whether the browser is as narrow as a phone; it says so itself after the first page."""
    return bool(st.session_state.get("narrow"))


def _banners(
    page: Page, newer: str | None, facts: Mapping[str, object], problems: Sequence[Problem]
) -> None:
    """Demo, release and quality banners, and what the link asked for in vain."""
    t = page.t
    if page.is_demo:
        cards.note(
            t("Demo data: an invented bank. Load your own files on the data page."), "caution"
        )
    if newer:
        known = t.date(facts["created_at"])
        with st.container(horizontal=True, vertical_alignment="center"):
            cards.note(
                t("You are reading an earlier release, as known on {date}.", date=known), "new"
            )
            st.button(t("New data has arrived: read it"), key="read_newest", on_click=read_newest)
    results = page.engine.quality()
    if results and quality.score(results) < POOR_QUALITY:
        score = t.percent(quality.score(results))
        cards.note(t("Data quality is {score}: the data page lists what is missing.", score=score))
    for problem in problems:
        cards.show_problem(problem, t)
