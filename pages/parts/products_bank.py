"""Signs that we are a customer's main bank, and who uses our online channels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from analytics import products_channels, products_main_bank, products_owners
from analytics.products_owners import Holding
from data.problems import Problem
from pages.parts import (
    cards,
    lists,
    products_charts,
    products_choice,
    products_holds,
    products_people,
)
from pages.parts import products_remembered as questions
from pages.parts import products_words as words
from pages.parts.figures_products import Bars
from pages.parts.products_labels import SIGNS, product_word
from pages.parts.products_people import People

if TYPE_CHECKING:
    from pages.parts.products_choice import Choice
    from pages.parts.shell import Page
    from pages.parts.text import Text

SALARY, CHANNELS = "products_salary", "products_channels"


def show(page: Page, choice: Choice, heading: str) -> None:
    """One of the two topics."""
    products_choice.topic_switch(page, choice)
    if choice.topic == "channels":
        _channels(page, choice, heading)
    else:
        _salary(page, choice, heading)


def _salary(page: Page, choice: Choice, heading: str) -> None:
    t = page.t
    signs = questions.main_bank_signs(page.engine, choice.scope)
    cards.section(
        t("Salary and takings that come to us"),
        t(
            "Contribution in 12 months per customer. Click a bar for its customers; before that "
            "the list shows whose salary no longer comes."
        ),
    )
    view = products_charts.bars_view(choice.pick)
    products_charts.rows(page, sign_bars(t, signs), key=SALARY, view=view)
    sizes = dict(zip(signs["sign"], signs["customer_count"], strict=True))
    if choice.pick in sizes:
        _with_sign(page, choice, choice.pick, int(sizes[choice.pick]), heading)
    else:
        _stopped(page, choice, heading)


def sign_bars(t: Text, signs: pd.DataFrame) -> list[Bars]:
    """One bar per sign: what such a customer contributes, and what else he has with us."""
    found = []
    for row in signs.to_dict("records"):
        count = t.exact(row["customer_count"])
        value = t.money(row["contribution_per_customer"])
        told = t(
            "{count} customers, {lines} products each",
            count=count,
            lines=t.decimal(row["lines_per_customer"], decimals=1),
        )
        found.append(
            Bars(
                name=t(SIGNS[row["sign"]]),
                values=(float(row["contribution_per_customer"]),),
                texts=(f"<b>{value}</b>  {told}",),
                hover="<br>".join(
                    [
                        f"<b>{t(SIGNS[row['sign']])}</b>",
                        told,
                        t("{measure}: {value}", measure=t.column("contribution_ttm"), value=value),
                        t(
                            "{measure}: {value}",
                            measure=t.column("aum_mavg"),
                            value=t.money(row["aum_per_customer"]),
                        ),
                    ]
                ),
                pick=str(row["sign"]),
            )
        )
    return found


def _with_sign(page: Page, choice: Choice, sign: str, count: int, heading: str) -> None:
    t, asked = page.t, {"sign": sign}
    title = t(SIGNS[sign])
    told = t("{count} customers, the largest contribution first.", count=t.exact(count))
    products_people.show(
        page,
        People(
            title=title,
            note=told,
            count=count,
            name="main_bank_customers",
            facts={"list": sign},
            scope=choice.scope,
            read=questions.main_bank_customers,
            everyone=products_owners.main_bank_customers_blocks,
            asked=asked,
            columns=[
                lists.Column(name="payroll_in", kind="money"),
                *products_people.WORTH,
            ],
            figure=SALARY,
            summary=words.summary_text(heading, f"{title}: {told}"),
        ),
    )


def _stopped(page: Page, choice: Choice, heading: str) -> None:
    t = page.t
    title = t("Salary no longer comes")
    try:
        count = questions.payroll_stopped_count(page.engine, choice.scope)
    except Problem as problem:
        cards.section(title)
        cards.show_problem(problem, t)
        return
    told = t(
        "{count} customers without a salary for two months after three with one.",
        count=t.exact(count),
    )
    products_people.show(
        page,
        People(
            title=title,
            note=told,
            count=count,
            name="payroll_stopped_customers",
            reason="payroll_stopped",
            scope=choice.scope,
            read=questions.payroll_stopped,
            everyone=products_main_bank.payroll_stopped_customers_blocks,
            columns=[
                lists.Column(name="last_payroll", kind="money", label=t("Last salary")),
                lists.Column(name="last_paid_on", kind="date", label=t("Last in the month to")),
                *products_people.WORTH,
            ],
            figure=SALARY,
            summary=words.summary_text(heading, f"{title}: {told}"),
            empty=t("Everybody whose salary came to us still gets it here."),
        ),
    )


def _channels(page: Page, choice: Choice, heading: str) -> None:
    t = page.t
    adoption = questions.channel_adoption(page.engine, choice.scope)
    cards.section(
        t("Signed up, and using it"),
        t(
            "Of the customers who may have the channel. Click one for who signed up and does not "
            "log in; before that the list shows valuable customers who come to the counter only."
        ),
    )
    view = products_charts.bars_view(choice.pick, series=(t("Signed up"), t("Logged in, 30 days")))
    products_charts.rows(page, channel_bars(t, adoption), key=CHANNELS, view=view)
    names = {row["product_id"]: product_word(t, row) for row in adoption.to_dict("records")}
    if choice.pick in names:
        holding = Holding(product=choice.pick, idle=True)
        title = t("{channel}: signed up, not used", channel=names[choice.pick])
        products_holds.holders(
            page, choice, holding, title=title, figure=CHANNELS, heading=heading,
            note=t("No login for 30 days."),
        )  # fmt: skip
        return
    _counter(page, choice, heading)


def channel_bars(t: Text, adoption: pd.DataFrame) -> list[Bars]:
    """Two bars per channel: who has it and who uses it, as shares of all who may."""
    found = []
    for row in adoption.to_dict("records"):
        n, enrolled, active = (
            int(row[f"{name}_count"]) for name in ("customer", "enrolled", "active")
        )
        used = t("{share} of them", share=t.percent(row["active_share"]))
        found.append(
            Bars(
                name=product_word(t, row),
                values=(enrolled / n if n else 0.0, active / n if n else 0.0),
                texts=(
                    f"{t.percent(row['enrolled_share'])}  {t.exact(enrolled)}",
                    f"<b>{t.exact(active)}</b>  {used}",
                ),
                hover="<br>".join(
                    [
                        f"<b>{product_word(t, row)}</b>",
                        t(
                            "{count} of {n} customers, {share}",
                            count=t.exact(enrolled),
                            n=t.exact(n),
                            share=t.percent(row["enrolled_share"]),
                        ),
                        t("logged in within 30 days: {count}", count=t.exact(active)),
                    ]
                ),
                pick=str(row["product_id"]),
            )
        )
    return found


def _counter(page: Page, choice: Choice, heading: str) -> None:
    t = page.t
    count = questions.counter_only_count(page.engine, choice.scope)
    title = t("Valuable customers who come to the counter only")
    told = t(
        "{count} customers of high contribution who bank with us and log in nowhere.",
        count=t.exact(count),
    )
    products_people.show(
        page,
        People(
            title=title,
            note=told,
            count=count,
            name="counter_only_customers",
            facts={"list": "counter_only"},
            scope=choice.scope,
            read=questions.counter_only,
            everyone=products_channels.counter_only_customers_blocks,
            worded=lambda frame: frame.assign(
                signed=products_people.said(t, frame["enrolled"]),
                older=products_people.said(t, frame["elderly"]),
            ),
            columns=[
                lists.Column(name="signed", label=t("Signed up")),
                lists.Column(name="older", label=t("65 or older")),
                lists.Column(name="txn_cnt_90d", kind="count"),
                *products_people.WORTH,
            ],
            figure=CHANNELS,
            summary=words.summary_text(heading, f"{title}: {told}"),
            empty=t("No valuable customer comes to the counter only."),
        ),
    )
