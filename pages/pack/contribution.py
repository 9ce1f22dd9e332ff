"""Who brings our contribution, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.contribution import Selection
from pages.pack.model import Chart, Series, Table, View, table_of
from pages.pack.rows import LISTED, listed, plain
from pages.parts import contribution_people, contribution_tiles, contribution_view, segments_people
from pages.parts import contribution_words as words
from pages.parts import remembered as questions

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.contribution_view import Answer
    from pages.parts.shell import Page

POINTS = 40
"""Points of a curve on paper: dense where it bends, near the best customers."""


def view(page: Page) -> View:
    """The curve, its marks and the best customers.

    Raises:
        Problem: nobody in scope, or the measure was not provided.
    """
    t, measure = page.t, page.measure
    shown = contribution_view.answer(page)
    told = words.notices(
        t,
        shown.summary,
        page.snapshot,
        compared=shown.compared is not None,
        few=shown.few,
        measure=measure,
    )
    large = words.large_move(t, shown.changes, measure)
    judged = words.has_shares(shown.summary) and shown.customer_count >= shown.few
    return View(
        key="contribution",
        title=t("Contribution"),
        sentence=plain(contribution_view.headline(page, shown)),
        tiles=tuple(
            contribution_tiles.tiles(
                t, shown.summary, shown.changes, measure=measure, before=shown.compared
            )
        ),
        notes=tuple(sentence for sentence, _ in told) + ((large,) if large else ()),
        steps=tuple(_steps(page, shown) if judged else ()),
        charts=tuple(_charts(page, shown)),
        tables=(_best(page, shown),),
        definition="contribution-summary",
    )


def _steps(page: Page, shown: Answer) -> list[str]:
    """What follows from the curve, for readers who cannot click on it."""
    t, summary = page.t, shown.summary
    best = shown.marks[shown.marks["mark"] == 0.01].iloc[0]
    found = [
        t(
            "Keep the best {mark} (customers: {count}): they stand for {share} of the total. "
            "See that each has a manager who calls.",
            mark=t.percent(0.01, decimals=0),
            count=t.exact(best["customer_count"]),
            share=t.percent(best["value_share"]),
        )
    ]
    if words.is_contribution(page.measure) and summary["negative_count"]:
        found.append(
            t(
                "Look at the {count} loss-making customers ({money}): price, cost of service or "
                "an overdue loan?",
                count=t.exact(summary["negative_count"]),
                money=t.money(summary["negative_total"]),
            )
        )
    return found


def _charts(page: Page, shown: Answer) -> list[Chart]:
    t = page.t
    if not words.has_shares(shown.summary):
        return []
    measure = t.column(page.measure)
    points = sampled(shown.curve)
    x = (0.0, *points["customer_share"].astype(float))
    share = (0.0, *points["value_share"].astype(float))
    curve = Chart(
        title=t("Cumulative curve"),
        form="curve",
        unit="share",
        labels=tuple(t.percent(each) for each in x),
        x=x,
        series=(
            Series(name=measure, values=share),
            Series(name=t("if all brought the same"), values=x, role="reference"),
        ),
        axis=t("Customers, best first"),
    )
    marks = Chart(
        title=t("{measure}, cumulative share", measure=measure),
        form="columns",
        unit="share",
        labels=tuple(
            t("Best {mark}", mark=t.percent(mark, decimals=0)) for mark in shown.marks["mark"]
        ),
        series=(Series(name=measure, values=tuple(shown.marks["value_share"].astype(float))),),
    )
    return [curve, marks]


def sampled(curve: pd.DataFrame) -> pd.DataFrame:
    """POINTS rows of a curve, ever denser towards the best customers, first and last included."""
    if len(curve) <= POINTS:
        return curve
    steps = [(step / POINTS) ** 2 for step in range(1, POINTS + 1)]
    share = curve["customer_share"].to_numpy(dtype=float)
    places = sorted({min(int(share.searchsorted(step)), len(curve) - 1) for step in steps})
    peak = int(curve["value_share"].to_numpy(dtype=float).argmax())
    return curve.iloc[sorted({0, *places, peak})]


def _best(page: Page, shown: Answer) -> Table:
    t, measure = page.t, page.measure
    everybody = Selection(first=1, last=shown.customer_count)
    found = questions.contribution_customers(
        page.engine, page.scope, measure=measure, selection=everybody, limit=LISTED, offset=0
    )
    people = segments_people.named(page, found)
    columns = contribution_people.columns(people, t, measure)
    title = words.people_title(t, None, measure)
    return table_of(title, people, columns, t, note=listed(t, len(people), shown.customer_count))
