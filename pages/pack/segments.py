"""The adopted segments, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics.adopted import adopted as adopted_of
from pages.pack.model import Chart, Series, Table, View, table_of
from pages.pack.problems import NothingAdopted
from pages.pack.rows import plain
from pages.parts import lists, segments_choice, segments_lookalikes, segments_tiles, segments_work
from pages.parts import segments_words as words
from pages.parts.segments_card_words import verdict_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.parts.segments_portraits import Described, Portrait
    from pages.parts.shell import Page


def view(page: Page) -> View:
    """How many customers each adopted segment has and what it brings.

    Raises:
        Problem: nothing is adopted, or nobody is in scope.
    """
    t, choice = page.t, segments_choice.read(page)
    segments_choice.customer_count(page, choice)
    adopted = adopted_of(page.engine).get(choice.kind)
    if adopted is None:
        raise NothingAdopted
    found = segments_work.known(page, choice, adopted)
    described = found.described
    portraits = described.portraits(t)
    pairs = segments_lookalikes.pairs(page, choice)
    return View(
        key="segments",
        title=t("Segments"),
        sentence=plain(words.headline(t, choice.kind, portraits, described.measure)),
        tiles=tuple(segments_tiles.tiles(t, described, portraits, found.verdict, pairs)),
        notes=tuple(words.notices(t, found)),
        steps=tuple(words.steps(t, portraits, pairs)),
        charts=(_shares(page, described, portraits),),
        tables=(_table(page, described, portraits),),
        definition="segments",
    )


def _shares(page: Page, described: Described, portraits: Sequence[Portrait]) -> Chart:
    t = page.t
    return Chart(
        title=t("How many they are, and what they bring"),
        form="bars",
        unit="share",
        labels=tuple(each.name for each in portraits),
        series=(
            Series(
                name=t("Share of customers"),
                values=tuple(each.share for each in portraits),
                role="reference",
            ),
            Series(
                name=t.column(described.measure),
                values=tuple(each.value_share for each in portraits),
            ),
        ),
    )


def _table(page: Page, described: Described, portraits: Sequence[Portrait]) -> Table:
    t = page.t
    frame = pd.DataFrame(
        [
            {
                "name": each.name,
                "count": each.count,
                "share": each.share,
                "value": each.value,
                "value_share": each.value_share,
                "verdict": verdict_word(t, each.verdict),
            }
            for each in portraits
        ]
    )
    columns = [
        lists.Column(name="name", label=t("Segment")),
        lists.Column(name="count", kind="count", label=t("Customers")),
        lists.Column(name="share", kind="percent", label=t("Share of customers")),
        lists.Column(name="value", kind="money", label=t.column(described.measure)),
        lists.Column(name="value_share", kind="percent", label=t("Share")),
        lists.Column(name="verdict", label=t("How firm the groups are")),
    ]
    return table_of(t("Segments"), frame, columns, t)
