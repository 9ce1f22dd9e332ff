"""Loans and their rates, deposits and when they fall due, and the balances that left."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from analytics import products_left
from analytics.products_owners import NO_RATE, Holding
from pages.parts import (
    cards,
    lists,
    migration_choice,
    products_charts,
    products_choice,
    products_holds,
    products_people,
)
from pages.parts import format as forms
from pages.parts import products_remembered as questions
from pages.parts import products_words as words
from pages.parts.figures_products import Bars
from pages.parts.products_labels import (
    contracts_word,
    days_word,
    line_word,
    product_word,
    rate_step_word,
)
from pages.parts.products_people import People

if TYPE_CHECKING:
    from pages.parts.products_choice import Choice
    from pages.parts.products_labels import Row
    from pages.parts.shell import Page
    from pages.parts.text import Text

RATES, LADDER, LEFT = "products_rates", "products_ladder", "products_left"
STEP = 0.005
TIME = "deposit_time"
LONG_AGO, FAR_AHEAD = dt.date(1900, 1, 1), dt.date(9999, 12, 31)


def show(page: Page, choice: Choice, heading: str) -> None:
    """One of the three topics."""
    products_choice.topic_switch(page, choice)
    draw = {"deposits": _deposits, "left": left}.get(choice.topic, _loans)
    draw(page, choice, heading)


def _loans(page: Page, choice: Choice, heading: str) -> None:
    t = page.t
    book = questions.loan_book(page.engine, choice.scope)
    if book.empty:
        cards.empty(t, t("These customers have no loans with us on this date."))
        return
    names = {row["product_id"]: product_word(t, row) for row in book.to_dict("records")}
    product = choice.product if choice.product in names else next(iter(names))
    cards.section(
        t("At which rates we lend"),
        t("Yearly rates of contracts on {date}. Click a bar for its borrowers.",
          date=t.date(choice.scope.at)),
    )  # fmt: skip
    if len(names) > 1:
        migration_choice.segments(page, "product", names, product, t("Product"), clears=("pick",))
    rates = questions.loan_rates(page.engine, choice.scope)
    bars = rate_bars(t, rates[rates["product_id"] == product])
    products_charts.rows(page, bars, key=RATES, view=products_charts.bars_view(choice.pick))
    steps = {each.pick: each.name for each in bars}
    if choice.pick in steps:
        holding = Holding(product=product, rate_step=int(choice.pick))
        title = f"{names[product]} · {steps[choice.pick]}"
        products_holds.holders(page, choice, holding, title=title, figure=RATES, heading=heading)
        return
    _book(page, book)


def rate_bars(t: Text, rates: pd.DataFrame) -> list[Bars]:
    """One bar per half point of rate: the balance lent at it."""
    found = []
    for row in rates.to_dict("records"):
        name, told = rate_step_word(t, row["rate_from"]), contracts_word(t, row["loan_count"])
        known = not forms.is_missing(row["balance"])
        step = NO_RATE if forms.is_missing(row["rate_from"]) else round(row["rate_from"] / STEP)
        text = f"<b>{t.money(row['balance'])}</b>  {told}" if known else told
        found.append(
            Bars(
                name=name,
                values=(float(row["balance"] if known else row["loan_count"]),),
                texts=(text,),
                hover="<br>".join(
                    [f"<b>{name}</b>", told, t.exact_money(row["balance"]),
                     t("{share} of the product", share=t.percent(row["balance_share"]))]
                ),
                pick=str(step),
            )
        )  # fmt: skip
    return found


def _book(page: Page, book: pd.DataFrame) -> None:
    t = page.t
    cards.section(t("Our loans"), t("Rates are weighted by balance."))
    rows = book.assign(name=[product_word(t, row) for row in book.to_dict("records")])
    products_people.table(
        page,
        rows,
        [
            lists.Column(name="name", label=t("Product")),
            lists.Column(name="customer_count", kind="count", label=t("Customers")),
            lists.Column(name="loan_count", kind="count", label=t("Contracts")),
            lists.Column(name="balance", kind="money"),
            lists.Column(name="average_rate", kind="percent", decimals=2, label=t("Average rate")),
            lists.Column(name="lowest_rate", kind="percent", decimals=2, label=t("Lowest")),
            lists.Column(name="highest_rate", kind="percent", decimals=2, label=t("Highest")),
            lists.Column(name="overdue_count", kind="count", label=t("Overdue")),
            lists.Column(name="overdue_balance_share", kind="percent", decimals=2,
                         label=t("Overdue, of the balance")),
        ],
        name="loan_book",
        figure=RATES,
        raw=book,
    )  # fmt: skip


def _deposits(page: Page, choice: Choice, heading: str) -> None:
    t = page.t
    ladder = questions.maturity_ladder(page.engine, choice.scope)
    mine = ladder[ladder["line"] == TIME]
    cards.section(
        t("When time deposits fall due"),
        t("From {date} on. Click a bar for its customers.", date=t.date(choice.scope.at)),
    )
    if mine.empty:
        cards.empty(t, t("These customers have no time deposits with us on this date."))
    else:
        bars = ladder_bars(t, mine)
        products_charts.rows(page, bars, key=LADDER, view=products_charts.bars_view(choice.pick))
        steps = {step_pick(row): row for row in mine.to_dict("records")}
        if choice.pick in steps:
            holding = due_in(steps[choice.pick], choice.scope.at)
            title = days_word(t, *(steps[choice.pick][name] for name in ("days_from", "days_to")))
            products_holds.holders(
                page, choice, holding, title=title, figure=LADDER, heading=heading
            )
            return
    _mix(page, choice)


def step_pick(row: Row) -> str:
    """A step of the ladder as text for the URL: 8-30, 1096-, - for no date."""
    low, high = ("" if forms.is_missing(row[name]) else int(row[name]) for name in
                 ("days_from", "days_to"))  # fmt: skip
    return f"{low}-{high}"


def due_in(row: Row, at: dt.date) -> Holding:
    """The time deposits of a step of the ladder; interbank is no customer deposit."""
    low, high = row["days_from"], row["days_to"]
    if forms.is_missing(low) and forms.is_missing(high):
        return Holding(line=TIME, undated=True, interbank=False)
    first = LONG_AGO if forms.is_missing(low) else at + dt.timedelta(days=int(low))
    last = FAR_AHEAD if forms.is_missing(high) else at + dt.timedelta(days=int(high))
    return Holding(line=TIME, due=(first, last), interbank=False)


def ladder_bars(t: Text, ladder: pd.DataFrame) -> list[Bars]:
    """One bar per step of days: how much falls due, at which rate."""
    found = []
    for row in ladder.to_dict("records"):
        name = days_word(t, row["days_from"], row["days_to"])
        told = contracts_word(t, row["holding_count"])
        known = not forms.is_missing(row["balance"])
        rate = t("at {rate}", rate=t.percent(row["average_rate"], decimals=2))
        rated = "" if forms.is_missing(row["average_rate"]) else f"  {rate}"
        found.append(
            Bars(
                name=name,
                values=(float(row["balance"] if known else row["holding_count"]),),
                texts=(f"<b>{t.money(row['balance'])}</b>  {told}{rated}" if known else told,),
                hover="<br>".join([f"<b>{name}</b>", told, t.exact_money(row["balance"])]),
                pick=step_pick(row),
            )
        )
    return found


def _mix(page: Page, choice: Choice) -> None:
    t = page.t
    mix = choice.own(questions.deposit_mix(page.engine, choice.scope))
    told = t("Month averages; the yearly cost is what they would cost at today's rates.")
    if (mix["rate_source"] != "holdings").any():
        told = t("Month averages; where no contract tells a rate, the bank's parameter stands in.")
    cards.section(t("What our deposits consist of and cost"), told)
    rows = mix.assign(name=[line_word(t, line) for line in mix["line"]])
    rows["change"] = rows["balance"] - rows["balance_before"]
    products_people.table(
        page,
        rows,
        [
            lists.Column(name="name", label=t("Deposits")),
            lists.Column(name="balance", kind="money"),
            lists.Column(name="change", kind="change", label=t("Change")),
            lists.Column(name="share", kind="percent", label=t("Share")),
            lists.Column(name="share_before", kind="percent", label=t("Share before")),
            lists.Column(name="rate", kind="percent", decimals=2),
            lists.Column(name="yearly_cost", kind="money", label=t("Cost a year")),
        ],
        name="deposit_mix",
        figure=LADDER,
        raw=mix,
    )


def left(page: Page, choice: Choice, heading: str) -> None:
    """Where the balances went that fell, and whose left the bank."""
    t = page.t
    found = choice.own(questions.left(page.engine, choice.scope))
    total = found[found["line"] == "total"].iloc[0]
    cards.section(
        t("Where the balances went that fell"),
        t(
            "Of {money} that customers have less in a line than on {date}.",
            money=t.money(total["declined"]),
            date=t.date(choice.scope.before),
        ),
    )
    series = (t("Moved inside"), t("Paid down loans"), t("Left the bank"))
    view = products_charts.bars_view(None, series=series, stacked=True)
    products_charts.rows(page, left_bars(t, found, series), key=LEFT, view=view)
    count = questions.left_count(page.engine, choice.scope)
    told = t(
        "{count} customers, together {money}; the largest first.",
        count=t.exact(count),
        money=t.exact_money(total["left_bank"]),
    )
    title = t("Whose money left the bank")
    products_people.show(
        page,
        People(
            title=title,
            note=told,
            count=count,
            name="balances_left_customers",
            reason="large_outflow",
            risk="left_bank",
            scope=choice.scope,
            read=questions.left_customers,
            everyone=products_left.balances_left_customers_blocks,
            worded=lambda frame: frame.assign(
                closed=products_people.said(t, frame["gone"]),
            ),
            columns=[
                lists.Column(name="left_bank", kind="money", label=series[2]),
                lists.Column(name="moved_inside", kind="money", label=series[0]),
                lists.Column(name="paid_down", kind="money", label=series[1]),
                lists.Column(name="closed", label=t("No longer a customer")),
            ],
            figure=LEFT,
            summary=words.summary_text(heading, f"{title}: {told}"),
        ),
    )


def left_bars(t: Text, found: pd.DataFrame, series: tuple[str, ...]) -> list[Bars]:
    """One bar per line of money, parted by where it went."""
    parts = ("moved_inside", "paid_down", "left_bank")
    rows = []
    for row in found[found["line"] != "total"].to_dict("records"):
        hover = [f"<b>{line_word(t, row['line'])}</b>"]
        hover += [
            t("{part}: {value}", part=name, value=t.exact_money(row[part]))
            for part, name in zip(parts, series, strict=True)
        ]
        share = t("{share} left", share=t.percent(row["left_share"], decimals=0))
        rows.append(
            Bars(
                name=line_word(t, row["line"]),
                values=tuple(float(row[part]) for part in parts),
                texts=("", "", f"<b>{t.money(row['declined'])}</b>  {share}"),
                hover="<br>".join(hover),
            )
        )
    return rows
