"""What the review's questions cannot read in the release: quality, living offers, promises."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from analytics.review import Given
from data import quality
from pages.parts import review_promises

if TYPE_CHECKING:
    from pages.parts.review_state import State
    from pages.parts.shell import Page

COUNTED = ("done", "open", "overdue", "dismissed")


def given(page: Page, state: State) -> Given:
    """The page's own facts, as one frozen value."""
    results = page.engine.quality()
    score = quality.score(results) if results else None
    return replace(cheaply(page, state), quality_score=score)


def cheaply(page: Page, state: State) -> Given:
    """The same without the quality report, which reads the whole release."""
    row = review_promises.counts(page, state)
    counts = () if row is None else tuple((name, int(row[f"{name}_count"])) for name in COUNTED)
    return Given(offers=state.offers, promises=counts)
