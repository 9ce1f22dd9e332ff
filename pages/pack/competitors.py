"""What rivals offer and whom it affects, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.pack.model import Chart, Series, Table, View, table_of
from pages.pack.rows import LISTED, listed, plain
from pages.parts import (
    competitors_affected,
    competitors_book,
    competitors_choice,
    competitors_compare,
    competitors_remembered,
    competitors_tables,
    segments_people,
)
from pages.parts import competitors_sentences as sentences
from pages.parts.figures_competitors import MOST_ROWS

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.competitors_book import Book
    from pages.parts.competitors_choice import Choice
    from pages.parts.shell import Page


def view(page: Page) -> View:
    """What offers really cost beside ours, and the customers whom those that count beat.

    Raises:
        Problem: the offer book cannot be read, or nobody is in scope.
    """
    t, book = page.t, competitors_book.read(page)
    choice = competitors_choice.read(page, book)
    compared = competitors_remembered.loan_compare(
        page.engine,
        page.scope,
        amount=choice.amount,
        term_months=choice.months,
        offers=book.offers,
    )
    compared = competitors_tables.in_order(compared, "apr")
    theirs, ours = competitors_compare.picked(compared, choice)
    heading = plain(
        sentences.comparison_headline(t, theirs, ours, book.names, choice.amount, choice.months)
    )
    told = tuple(sentences.rank_sentences(t, compared, book.names))
    costs, offers = _costs(page, book, compared), _offers(page, book, choice, compared)
    if not book.counting(choice.kind):
        return View(
            key="competitors",
            title=t("Competitors"),
            sentence=heading,
            notes=told,
            charts=costs,
            tables=(offers,),
            definition="loan-compare",
        )
    asked = {"offer": "", "kind": choice.kind, "offers": book.offers}
    found = competitors_remembered.offer_exposure(page.engine, page.scope, **asked)
    counting = book.counting(choice.kind)
    whose = competitors_affected.EVERY if len(counting) > 1 else counting[0]
    sums = {
        name: competitors_affected.total(found, whose, name) for name in ("sure", "possible", "not")
    }
    count = int(sums["sure"]["customer_count"]) + int(sums["possible"]["customer_count"])
    barred = sentences.barred_note(t, sums["not"])
    return View(
        key="competitors",
        title=t("Competitors"),
        sentence=plain(sentences.affected_headline(t, sums["sure"], sums["possible"])),
        tiles=tuple(competitors_affected.tiles(t, sums)),
        notes=(heading, *told, *([barred] if barred else [])),
        charts=(*costs, *([_where(page, book, choice)] if count else [])),
        tables=(offers, *([_affected(page, book, choice, count)] if count else [])),
        definition="offer-exposure",
    )


def _costs(page: Page, book: Book, compared: pd.DataFrame) -> tuple[Chart, ...]:
    t = page.t
    rows = compared[competitors_tables.counting(compared)].head(MOST_ROWS)
    if rows.empty:
        return ()
    own = rows["is_ours"].astype(bool)
    cost = rows["apr"].astype(float)
    series = [
        Series(
            name=name,
            values=tuple(
                rate if mine is is_ours else None for rate, mine in zip(cost, own, strict=True)
            ),
            role=role,
        )
        for is_ours, name, role in (
            (False, t("Theirs: real cost a year"), "reference"),
            (True, t("Ours: real cost a year"), "accent"),
        )
    ]
    names = (
        t("{name} ({mode})", name=book.names[offer], mode=t.code("repay_mode", mode))
        for offer, mode in zip(rows["offer"], rows["repay_mode"], strict=True)
    )
    chart = Chart(
        title=t("What it really costs a year"),
        form="stacked",
        unit="share",
        labels=tuple(names),
        series=tuple(each for each in series if any(v is not None for v in each.values)),
        note=t("All fees counted, on what is still owed."),
    )
    return (chart,)


def _offers(page: Page, book: Book, choice: Choice, compared: pd.DataFrame) -> Table:
    t = page.t
    table = competitors_tables.loans(t, compared, book.offers, choice.months)
    title = t("Compare offers")
    note = t("{amount} over {months} months.", amount=t.money(choice.amount),
             months=t.exact(choice.months))  # fmt: skip
    return table_of(title, table.rows, table.columns, t, note=note)


def _where(page: Page, book: Book, choice: Choice) -> Chart:
    """Margin at risk by branch, the largest first."""
    t, by = page.t, "branch_id"
    frame = competitors_remembered.offer_exposure_by(
        page.engine, page.scope, by=by, offer="", kind=choice.kind, offers=book.offers
    ).head(MOST_ROWS)
    names = [
        competitors_affected.part_word(page, by, pick)
        for pick in competitors_affected.picks(frame["part"])
    ]
    return Chart(
        title=t("Margin at risk a year"),
        form="stacked",
        unit="money",
        labels=tuple(names),
        series=(
            Series(name=t("Surely affected"), values=tuple(frame["sure_margin"].astype(float))),
            Series(
                name=t("Possibly affected"),
                values=tuple(frame["possible_margin"].astype(float)),
                role="soft",
            ),
        ),
    )


def _affected(page: Page, book: Book, choice: Choice, count: int) -> Table:
    t = page.t
    found = competitors_remembered.offer_exposure_customers(
        page.engine,
        page.scope,
        offer="",
        eligibility="",
        kind=choice.kind,
        offers=book.offers,
        limit=LISTED,
        offset=0,
    )
    people = segments_people.named(page, competitors_affected.worded(t, book, found))
    columns = competitors_affected.columns(t, people)
    return table_of(t("All affected"), people, columns, t, note=listed(t, len(people), count))
