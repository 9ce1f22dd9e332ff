"""Who moved between tiers and where the money went, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.pack.model import Chart, Column, Series, Table, View, table_of
from pages.pack.rows import LISTED, listed, plain
from pages.parts import (
    migration_choice,
    migration_people,
    migration_tiles,
    migration_view,
    segments_people,
    style,
)
from pages.parts import migration_words as words
from pages.parts import remembered as questions
from pages.parts.migration_cells import Cell, MatrixView, matrix_of
from pages.parts.migration_labels import CHANGES, bucket_word, level_word

if TYPE_CHECKING:
    from pages.parts.migration_choice import Choice
    from pages.parts.migration_view import Answer
    from pages.parts.shell import Page

FULL_SHARE, PALEST, DARKEST = 0.30, 0.10, 0.50
"""How strong a cell's colour is: at a share of nothing, and from a share of FULL_SHARE on."""


def view(page: Page) -> View:
    """The value bridge, the sizes of the tiers, the matrix, who fell and who is about to.

    Raises:
        Problem: no earlier date, nobody in scope, or an amount that was not provided.
    """
    t, choice = page.t, migration_choice.read(page)
    shown = migration_view.answer(page, choice)
    sizes = questions.tier_worklist_sizes(page.engine, choice.scope).iloc[0]
    told = words.notices(
        t,
        grain=page.snapshot["grain"],
        month=page.snapshot["month_date"],
        returned=shown.returned,
        restated=shown.restated,
    )
    flows, lines = words.unusual_flows(t, shown.changes, choice.dimension)
    heading = words.headline(
        t,
        shown.changes,
        levels=choice.levels,
        dimension=choice.dimension,
        before=choice.scope.before,
    )
    large = migration_view.large_sentence(page, choice, shown)
    fell = int(shown.rates.set_index("rate").loc["down", "n"])
    watch = int(sizes["watch_count"])
    return View(
        key="tier_migration",
        title=t("Tier migration"),
        sentence=plain(heading),
        tiles=tuple(migration_tiles.tiles(t, choice, shown.rates, shown.changes, shown.matrix)),
        notes=(*told, *([large] if large else []), flows, *lines),
        steps=tuple(
            words.steps(
                t,
                near=int(sizes["near_count"]),
                near_gap=float(sizes["first_gap"]),
                watch=watch,
                fell=fell,
            )
        ),
        charts=(_bridge(page, choice, shown), _sizes(page, choice, shown)),
        tables=(
            _matrix(page, choice, shown),
            *([_fell(page, choice, fell)] if fell else []),
            *([_watch(page, choice, watch)] if watch else []),
        ),
        definition="migration-matrix",
    )


def _bridge(page: Page, choice: Choice, shown: Answer) -> Chart:
    t = page.t
    amount = dict(zip(shown.bridge["bucket"], shown.bridge["change"].astype(float), strict=True))
    inner = [bucket for bucket in CHANGES if amount.get(bucket)]
    whole = amount["closing"] - amount["opening"]
    names = [f"{bucket_word(t, each)}  {t.signed(t.money(amount[each]))}" for each in inner]
    measure = t.column(choice.counting.measure)
    return Chart(
        title=t("From opening to closing"),
        form="steps",
        unit="money",
        labels=(*names, f"{t('Change')}  {t.signed(t.money(whole))}"),
        series=(Series(name=measure, values=(*(amount[each] for each in inner), whole)),),
        axis=t("{measure}, change since {date}", measure=measure, date=t.date(choice.scope.before)),
        note=t(
            "Money: {opening} → {closing}, {change}.",
            opening=t.money(amount["opening"]),
            closing=t.money(amount["closing"]),
            change=t.signed(t.money(whole)),
        ),
    )


def _sizes(page: Page, choice: Choice, shown: Answer) -> Chart:
    """How many customers each level had and has."""
    t, matrix = page.t, shown.matrix
    series = []
    for side, day, role in (
        ("from_level", choice.scope.before, "reference"),
        ("to_level", choice.scope.at, "accent"),
    ):
        count = matrix.groupby(side)["customer_count"].sum()
        values = tuple(float(count.get(level, 0)) for level in choice.levels)
        series.append(Series(name=t.date(day), values=values, role=role))
    return Chart(
        title=t("Customers by tier"),
        form="columns",
        unit="count",
        labels=tuple(level_word(t, choice.dimension, level) for level in choice.levels),
        series=tuple(series),
    )


def _matrix(page: Page, choice: Choice, shown: Answer) -> Table:
    """The matrix in counts, the highest level on top; colours say which way and how much."""
    t = page.t
    matrix = matrix_of(
        shown.matrix,
        MatrixView(
            levels=choice.levels,
            before=choice.scope.before,
            at=choice.scope.at,
            dimension=choice.dimension,
            split_lost=choice.counting.attrition == "valid",
            measure=choice.counting.measure,
        ),
    )
    cells = {(cell.before, cell.after): cell for cell in matrix.cells}

    def name(code: str) -> str:
        return level_word(t, choice.dimension, code) if code else t("Total")

    rows, shades = [], []
    for before in matrix.rows:
        found = [cells.get((before, after)) for after in matrix.columns]
        rows.append((name(before), *(cell.count if cell else None for cell in found)))
        shades.append(("", *(_shade(cell, choice.levels, t.gain) for cell in found)))
    before, at = t.date(choice.scope.before), t.date(choice.scope.at)
    return Table(
        title=t("From tier to tier"),
        columns=(
            Column(heading=f"{before} ↓ {at} →"),
            *(Column(heading=name(code), kind="count") for code in matrix.columns),
        ),
        rows=tuple(rows),
        shades=tuple(shades),
        last_is_total=True,
    )


def _shade(cell: Cell | None, levels: tuple[str, ...], gain: str) -> str:
    """The colour of a cell on white: its hue says which way, its strength how much of the row."""
    if cell is None or cell.is_total or cell.few:
        return ""
    colours = style.palette("light")
    hue = {"up": colours.gain(gain), "down": colours.loss(gain), "left": colours.loss(gain)}.get(
        cell.way(levels), colours.tiers[1]
    )
    share = min((cell.share or 0.0) / FULL_SHARE, 1.0) ** 0.5
    strength = PALEST + (DARKEST - PALEST) * share
    parts = (int(hue[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(255 + (part - 255) * strength):02X}" for part in parts)


def _fell(page: Page, choice: Choice, count: int) -> Table:
    t = page.t
    found = questions.migration_customers(
        page.engine, choice.scope, counting=choice.counting, move="down", limit=LISTED, offset=0
    )
    people = segments_people.named(page, migration_people.worded(t, choice, found))
    columns = migration_people.mover_columns(t, choice, people)
    return table_of(t("Just fell"), people, columns, t, note=listed(t, len(people), count))


def _watch(page: Page, choice: Choice, count: int) -> Table:
    t = page.t
    found = questions.tier_worklist(
        page.engine, choice.scope, worklist="watch", limit=LISTED, offset=0
    )
    people = segments_people.named(page, found)
    columns = migration_people.worklist_columns(t, people, "watch")
    return table_of(t("About to fall"), people, columns, t, note=listed(t, len(people), count))
