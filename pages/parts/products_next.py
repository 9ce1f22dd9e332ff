"""The next product for whom: whom each check leaves out, and the list, where it is any good."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from analytics import products_next
from pages.parts import (
    cards,
    lists,
    migration_choice,
    products_charts,
    products_people,
    what_if_words,
)
from pages.parts import format as forms
from pages.parts import products_remembered as questions
from pages.parts import products_words as words
from pages.parts.answers import remembered
from pages.parts.figures_products import Bars
from pages.parts.products_labels import product_word
from pages.parts.products_people import People

if TYPE_CHECKING:
    from analytics.engine import Engine
    from analytics.products_next import NextBest
    from analytics.scope import Scope
    from pages.parts.products_choice import Choice
    from pages.parts.shell import Page
    from pages.parts.text import Text

FIGURE = "products_next"


def show(page: Page, choice: Choice, heading: str) -> None:
    """Who is left when every check is made, and the list of who that is."""
    t = page.t
    model = questions.model(page.engine, choice.scope)
    left = choice.own(questions.next_left_out(page.engine, choice.scope, model=model))
    cards.section(
        t("Whom a next product could be offered"),
        t("From what customers hold now to who may be called; each check leaves some out."),
    )
    if left.empty:
        cards.empty(t, t("No product leads to another one often enough to propose it."))
        return
    view = products_charts.bars_view(None, last_stands_out=True)
    products_charts.rows(page, step_bars(t, left), key=FIGURE, view=view)
    tested = None
    if model.backtest is not None:
        tested = next(iter(choice.own(model.backtest).to_dict("records")), None)
    if choice.kind not in model.types:
        cards.note(words.not_beaten(t, tested))
        return
    what_if_words.aside(words.beaten(t, tested))
    _list(page, choice, model, int(left["customer_count"].iloc[-1]), heading)


def is_shown(page: Page, choice: Choice) -> bool:
    """Whether the proposals are good enough to be listed."""
    return choice.kind in questions.model(page.engine, choice.scope).types


def step_bars(t: Text, left: pd.DataFrame) -> list[Bars]:
    """One bar per check: who is still in, and who went out."""
    found = []
    for row in left.to_dict("records"):
        count, out = t.exact(row["customer_count"]), int(row["left_out_count"])
        name = words.step_word(t, row["step"])
        less = f"  {forms.MINUS}{t.exact(out)}" if out else ""
        hover = [f"<b>{name}</b>", t("Customers: {count}", count=count)]
        if out:
            hover.append(t("left out here: {count}", count=t.exact(out)))
        found.append(
            Bars(
                name=name,
                values=(float(row["customer_count"]),),
                texts=(f"<b>{count}</b>{less}",),
                hover="<br>".join(hover),
            )
        )
    return found


def proposal_counts(engine: Engine, scope: Scope, *, model: NextBest) -> pd.DataFrame:
    """How many customers each product is next for: product_id, name_en, name_zh, customer_count."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for block in products_next.next_best_products_blocks(engine, scope, model=model):
        named = block[["product_id", "name_en", "name_zh"]].itertuples(index=False, name=None)
        counts.update(named)
    rows = [(*names, count) for names, count in counts.most_common()]
    return pd.DataFrame(rows, columns=["product_id", "name_en", "name_zh", "customer_count"])


COUNTS = remembered(proposal_counts)


def _list(page: Page, choice: Choice, model: NextBest, everybody: int, heading: str) -> None:
    t = page.t
    sizes = COUNTS(page.engine, choice.scope, model=model)
    counts = dict(zip(sizes["product_id"], sizes["customer_count"], strict=True))
    names = {row["product_id"]: product_word(t, row) for row in sizes.to_dict("records")}
    product = choice.product if choice.product in counts else ""
    offered = {"": t("All: {count}", count=t.exact(everybody))} | {
        name: f"{names[name]} {t.exact(count)}" for name, count in counts.items()
    }
    migration_choice.segments(page, "product", offered, product, t("Product"))
    asked = {"product": product, "model": model}
    title = names.get(product) or t("The next product for each")
    told = t(
        "Everybody here agreed to marketing and to personal proposals, has nothing overdue, and "
        "the product suits them. The strongest reason first."
    )
    products_people.show(
        page,
        People(
            title=title,
            note=told,
            count=int(counts.get(product, everybody)),
            name="next_best_products",
            reason="next_product",
            scope=choice.scope,
            read=questions.next_customers,
            everyone=products_next.next_best_products_blocks,
            asked=asked,
            worded=lambda frame: worded(t, frame),
            columns=[
                lists.Column(name="proposed", label=t("Product to offer")),
                lists.Column(name="why", label=t("Reason")),
                *products_people.reached_columns(t),
                lists.Column(name="aum_mavg", kind="money"),
            ],
            key=(choice.scope, product),
            figure=FIGURE,
            summary=words.summary_text(heading, f"{title}: {t.exact(everybody)}"),
        ),
    )


def worded(t: Text, people: pd.DataFrame) -> pd.DataFrame:
    """The list with what is proposed, why, and how to reach the customer, in words."""
    rows = people.to_dict("records")
    return products_people.reached(t, people).assign(
        proposed=[product_word(t, row) for row in rows],
        why=[
            t(
                "{product}: {share} of holders go on to it",
                product=product_word(t, row, "reason"),
                share=t.percent(row["went_on_share"], decimals=0),
            )
            for row in rows
        ],
    )
