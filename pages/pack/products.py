"""Who holds which products and what falls due, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pages.pack.model import Chart, Series, Table, View, table_of
from pages.pack.rows import LISTED, listed, plain
from pages.parts import format as forms
from pages.parts import (
    lists,
    products_choice,
    products_holds,
    products_tiles,
    products_view,
    segments_people,
)
from pages.parts import products_remembered as questions
from pages.parts import products_words as words
from pages.parts.products_labels import WINDOWS, line_word, product_word

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.products_choice import Choice
    from pages.parts.shell import Page

SHOWN = 12
"""Products of the figure, the most held first; the table has all."""


def view(page: Page) -> View:
    """Products by how many hold them, what falls due when, and whose it is.

    Raises:
        Problem: a table is missing, or nobody is in scope.
    """
    t, choice = page.t, products_choice.read(page)
    summary = products_view.summary(page, choice)
    before = choice.scope.before
    sizes = questions.maturing_sizes(page.engine, choice.scope)
    kept = products_view.kept(page, choice)
    held = questions.penetration(page.engine, choice.scope, by="customer_type")
    held = held[held["holder_count"] > 0].sort_values("holder_count", ascending=False)
    due = [_due(page, sizes)] if len(sizes) else []
    return View(
        key="products",
        title=t("Products"),
        sentence=plain(words.headline(t, choice.kind, summary, before)),
        tiles=tuple(products_tiles.tiles(t, summary, sizes, kept, before)),
        steps=tuple(words.steps(t, "holds") + words.steps(t, "due") if due else ()),
        charts=(_held(page, held), *due),
        tables=(_moved(page, choice, held), *([_maturing(page, choice, sizes)] if due else [])),
        definition="product-penetration",
    )


def _held(page: Page, held: pd.DataFrame) -> Chart:
    t, most = page.t, held.head(SHOWN)
    return Chart(
        title=t("How many hold each product"),
        form="bars",
        unit="share",
        labels=tuple(product_word(t, row) for row in most.to_dict("records")),
        series=(
            Series(name=t("Share of customers"), values=tuple(most["penetration"].astype(float))),
        ),
    )


def _due(page: Page, sizes: pd.DataFrame) -> Chart:
    """How much falls due in each window, or how many contracts where amounts are not known."""
    t = page.t
    amounts = [sizes.loc[sizes["window"] == each, "balance"].sum(min_count=1) for each in WINDOWS]
    counts = [sizes.loc[sizes["window"] == each, "holding_count"].sum() for each in WINDOWS]
    known = not all(forms.is_missing(amount) for amount in amounts)
    values = [
        None if forms.is_missing(each) else float(each) for each in (amounts if known else counts)
    ]
    name = t("Balance") if known else t("Contracts")
    return Chart(
        title=t("What falls due when"),
        form="columns",
        unit="money" if known else "count",
        labels=tuple(t(word) for word in WINDOWS.values()),
        series=(Series(name=name, values=tuple(values)),),
    )


def _moved(page: Page, choice: Choice, held: pd.DataFrame) -> Table:
    """Every product somebody holds, with who took it up and who gave it up."""
    t = page.t
    frame = held.assign(
        product=[product_word(t, row) for row in held.to_dict("records")],
        line_word=[line_word(t, line) for line in held["line"]],
    )
    columns = [
        lists.Column(name="product", label=t("Product")),
        lists.Column(name="line_word", label=t.column("line")),
        lists.Column(name="holder_count", kind="count", label=t("Customers")),
        lists.Column(name="penetration", kind="percent", label=t("Share of customers")),
    ]
    if choice.scope.before is not None:
        moved = questions.changes(page.engine, choice.scope).set_index("product_id")
        pairs = [
            products_holds.gained(moved.loc[each]) if each in moved.index else (0, 0)
            for each in frame["product_id"]
        ]
        frame = frame.assign(up=[up for up, _ in pairs], down=[down for _, down in pairs])
        columns += [
            lists.Column(name="up", kind="count", label=t("Took it up")),
            lists.Column(name="down", kind="count", label=t("Gave it up")),
        ]
    return table_of(t("How many hold each product"), frame, columns, t)


def _maturing(page: Page, choice: Choice, sizes: pd.DataFrame) -> Table:
    """The largest contracts that fall due within 7 days."""
    t, window = page.t, "week"
    found = questions.maturing_customers(
        page.engine, choice.scope, window=window, limit=LISTED, offset=0
    )
    people = segments_people.named(page, found)
    people = people.assign(product=[product_word(t, row) for row in people.to_dict("records")])
    columns = [
        *segments_people.whose(t, people),
        lists.Column(name="product", label=t("Product")),
        lists.Column(name="balance", kind="money"),
        lists.Column(name="maturity_date", kind="date"),
        lists.Column(name="rate", kind="percent", decimals=2),
    ]
    count = int(sizes.loc[sizes["window"] == window, "holding_count"].sum())
    title = t("{list}: {count}", list=t(WINDOWS[window]), count=t.exact(count))
    return table_of(title, people, columns, t, note=listed(t, len(people), count))
