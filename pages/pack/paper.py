"""A page without a screen: the same scope, language and release, its parameters given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from analytics.adopted import segment_codes
from analytics.scope import Scope
from data.release import Store, existing_release
from pages.parts.answers import CachedEngine
from pages.parts.shell import Page, usual_measure
from pages.parts.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper(Page):
    """A page whose parameters are given and not the URL's. chosen: name -> value."""

    chosen: Mapping[str, str] = field(default_factory=dict)

    def parameter(self, name: str, default: str | None = None) -> str | None:
        """A parameter of the page."""
        return self.chosen.get(name, default)


def opened(
    store: Store,
    *,
    at: date | None = None,
    before: date | None = None,
    where: Mapping[str, Iterable[str | None]] | None = None,
    language: str = "en",
) -> Paper:
    """The newest release of a store, read in a language.

    Raises:
        Problem: no store, a damaged release, an unknown date, column or value.
    """
    release = existing_release(store)
    engine = CachedEngine(store=str(store.folder), release=release)
    scope = Scope.of(engine, at=at, before=before, where=where)
    facts = engine.facts()
    known = engine.snapshots().set_index("snapshot_date", drop=False)
    snapshot = known.loc[scope.at].to_dict()
    t = Text(
        language=language,
        currency=str(facts["currency"]),
        gain="red" if language == "zh_CN" else "green",
        segments=segment_codes(engine),
    )
    return Paper(
        title=t("Meeting pack"),
        t=t,
        theme="light",
        store=store,
        engine=engine,
        scope=scope,
        release=release,
        is_demo=bool(facts["is_demo"]),
        snapshot=snapshot,
        measure=usual_measure(snapshot),
    )


def of_page(page: Page, *, language: str, chosen: Mapping[str, str]) -> Paper:
    """The same scope and release as a page on the screen, in a language."""
    t = page.t
    return Paper(
        title=t("Meeting pack"),
        t=Text(language=language, currency=t.currency, gain=t.gain, segments=t.segments),
        theme="light",
        store=page.store,
        engine=page.engine,
        scope=page.scope,
        release=page.release,
        is_demo=page.is_demo,
        snapshot=page.snapshot,
        measure=page.measure,
        chosen=chosen,
    )
