"""What falls due within a week, a month, and the month after, and whose it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics import products_maturity
from pages.parts import cards, lists, products_charts, products_people
from pages.parts import format as forms
from pages.parts import products_remembered as questions
from pages.parts import products_words as words
from pages.parts.figures_products import Bars
from pages.parts.products_labels import WINDOWS, contracts_word, line_word, product_word
from pages.parts.products_people import People

if TYPE_CHECKING:
    from pages.parts.products_choice import Choice
    from pages.parts.shell import Page
    from pages.parts.text import Text

FIGURE = "products_due"


def show(page: Page, choice: Choice, heading: str) -> None:
    """How much falls due when, and the list of one window."""
    t = page.t
    sizes = questions.maturing_sizes(page.engine, choice.scope)
    cards.section(
        t("What falls due when"),
        t("Counted from {date}. Click a bar for its list.", date=t.date(choice.scope.at)),
    )
    if sizes.empty:
        cards.empty(t, t("Nothing falls due within 60 days: no contract here has such a date."))
        return
    window = choice.pick if choice.pick in WINDOWS else "week"
    view = products_charts.bars_view(window)
    products_charts.rows(page, due_bars(t, sizes), key=FIGURE, view=view)
    count = int(sizes.loc[sizes["window"] == window, "holding_count"].sum())
    money = sizes.loc[sizes["window"] == window, "balance"].sum(min_count=1)
    told = t(
        "{contracts}, together {money}, the largest first.",
        contracts=contracts_word(t, count),
        money=t.exact_money(money),
    )
    asked = {"window": window}
    products_people.show(
        page,
        People(
            title=t(WINDOWS[window]),
            note=told,
            count=count,
            name="maturing_customers",
            reason="maturing",
            risk="balance",
            scope=choice.scope,
            read=questions.maturing_customers,
            everyone=products_maturity.maturing_customers_blocks,
            asked=asked,
            worded=lambda frame: frame.assign(
                product=[product_word(t, row) for row in frame.to_dict("records")]
            ),
            columns=[
                lists.Column(name="product", label=t("Product")),
                lists.Column(name="balance", kind="money"),
                lists.Column(name="maturity_date", kind="date"),
                lists.Column(name="days_left", kind="count", label=t("Days left")),
                lists.Column(name="rate", kind="percent", decimals=2),
                lists.Column(name="aum_mavg", kind="money"),
            ],
            figure=FIGURE,
            summary=words.summary_text(heading, f"{t(WINDOWS[window])}: {told}"),
            empty=t("Nothing falls due in these days."),
        ),
    )


def due_bars(t: Text, sizes: pd.DataFrame) -> list[Bars]:
    """One bar per window: how much falls due, and of which lines."""
    found = []
    for window, name in WINDOWS.items():
        rows = sizes[sizes["window"] == window]
        amount = rows["balance"].sum(min_count=1)
        count = int(rows["holding_count"].sum())
        known = not forms.is_missing(amount)
        told = contracts_word(t, count)
        hover = [f"<b>{t(name)}</b>", told]
        hover += [
            f"{line_word(t, row['line'])}: {t.exact_money(row['balance'])}"
            for row in rows.to_dict("records")
        ]
        found.append(
            Bars(
                name=t(name),
                values=(float(amount) if known else float(count),),
                texts=(f"<b>{t.money(amount)}</b>  {told}" if known else told,),
                hover="<br>".join(hover),
                pick=window,
            )
        )
    return found
