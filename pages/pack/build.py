"""A pack put together from the pages' own answers, page by page, with progress."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from data import quality
from data.problems import Problem
from pages.pack import competitors, contribution, meeting, migration, products, review, segments
from pages.pack.model import Pack, View
from pages.pack.problems import PackPageUnknown
from pages.parts import cards, review_data
from pages.parts.definitions import definition_text
from pages.parts.shell import POOR_QUALITY
from pages.parts.text import sentence

if TYPE_CHECKING:
    from pages.pack.paper import Paper
    from pages.parts.text import Text

Told = Callable[[str, float], None]
BUILDERS: Mapping[str, Callable[[Paper], View | None]] = MappingProxyType(
    {
        "review": review.view,
        "actions": meeting.actions,
        "contribution": contribution.view,
        "tier_migration": migration.view,
        "products": products.view,
        "competitors": competitors.view,
        "segments": segments.view,
        "notes": meeting.notes,
    }
)
"""Page -> what builds it, in the order of the pack."""

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "review": sentence("Weekly review"),
        "actions": sentence("Actions"),
        "contribution": sentence("Contribution"),
        "tier_migration": sentence("Tier migration"),
        "products": sentence("Products"),
        "competitors": sentence("Competitors"),
        "segments": sentence("Segments"),
        "notes": sentence("Decisions and notes"),
    }
)
QUALITY_SECONDS = 60.0
"""How long a pack waits for the quality report of a large bank."""


def pack_of(
    page: Paper,
    names: Sequence[str] = tuple(BUILDERS),
    *,
    made: datetime,
    progress: Told = lambda _step, _share: None,
) -> Pack:
    """The views asked for, in the pack's own order.

    A page that cannot be shown (a table was not loaded) stays in as the sentence that says why;
    one on which nobody wrote anything is left out. made: the moment that stands on the cover;
    progress: told a step and a share 0-1.

    Raises:
        PackPageUnknown.
    """
    t = page.t
    for name in names:
        if name not in BUILDERS:
            raise PackPageUnknown(page=name, known=", ".join(BUILDERS))
    chosen = [name for name in BUILDERS if name in names]
    # The quality of the data is judged meanwhile; the review, which tells of it, is made last.
    page.engine.quality()
    made_of: dict[str, View | None] = {}
    for place, name in enumerate(sorted(chosen, key=lambda each: each == "review")):
        progress(t(TITLES[name]), place / (len(chosen) + 1))
        if name == "review":
            page.engine.quality(patience=QUALITY_SECONDS)
        made_of[name] = _view(page, name)
    progress(t("Data quality"), len(chosen) / (len(chosen) + 1))
    results = page.engine.quality(patience=QUALITY_SECONDS)
    views = [view for name in chosen if (view := made_of[name]) is not None]
    score = None if results is None else quality.score(results)
    facts = page.facts() | {
        t("Made"): f"{t.date(made)} {made:%H:%M}",
        t("Data quality"): review_data.quality_text(results, t),
    }
    return Pack(
        title=t("Meeting pack"),
        subtitle=" · ".join([t.date(page.scope.at), *list(page.facts().values())[-2:-1]]),
        facts=facts,
        views=tuple(views),
        made=made,
        watermark=t("Demo data: an invented bank") if page.is_demo else "",
        quality=score,
        is_red=score is not None and score < POOR_QUALITY,
        footer=" · ".join(page.facts().values()),
        row_count=sum(len(table.rows) for view in views for table in view.tables),
    )


def _view(page: Paper, name: str) -> View | None:
    try:
        return BUILDERS[name](page)
    except Problem as problem:
        title = page.t(TITLES[name])
        return View(key=name, title=title, missing=cards.problem_text(problem, page.t))


def definitions(pack: Pack, t: Text) -> list[tuple[str, str]]:
    """How each view's numbers are computed: its title and the entry, without marks."""
    found = []
    for view in pack.views:
        lines = definition_text(view.definition, t).split("\n") if view.definition else []
        kept = [re.sub(r"\*\*|`", "", line) for line in lines if not line.startswith("**SQL")]
        if kept:
            found.append((view.title, "\n".join(kept)))
    return found


def quality_line(pack: Pack, t: Text) -> str:
    """What the cover warns of; empty while the data are fit to read."""
    if not pack.is_red:
        return ""
    score = t.percent(math.floor(pack.quality * 1000) / 1000)
    return t("Data quality is {score}: the data page lists what is missing.", score=score)
