"""Customers and products in depth: leaving, the usual mix, rolling over, maturing funds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from analytics import overview, products_allocation
from pages.parts import cards, lists, products_people
from pages.parts import format as forms
from pages.parts import products_remembered as questions
from pages.parts.products_labels import line_word, part_word, product_word
from pages.parts.products_people import People

if TYPE_CHECKING:
    from pages.parts.products_choice import Choice
    from pages.parts.shell import Page
    from pages.parts.text import Text

MOST_LINES = 5


def attrition(page: Page, choice: Choice) -> None:
    """Whether customers who held more left less: a correlation."""
    t = page.t
    found = choice.own(questions.attrition(page.engine, choice.scope))
    cards.section(
        t("Products held, and who was lost"),
        t(
            "A correlation, not a cause: customers with more products differ in other ways too. "
            "Lost: closed or no longer valid by {date}.",
            date=t.date(choice.scope.at),
        ),
    )
    rows = found.assign(
        held=[_lines(t, count) for count in found["line_count"]],
        interval=[
            t("{low} to {high}", low=t.percent(low, decimals=2), high=t.percent(high, decimals=2))
            if enough
            else t("Too few to say")
            for low, high, enough in zip(
                found["lost_share_low"], found["lost_share_high"], found["enough"], strict=True
            )
        ],
    )
    products_people.table(
        page,
        rows,
        [
            lists.Column(name="held", label=t("Products held before")),
            lists.Column(name="customer_count", kind="count", label=t("Customers")),
            lists.Column(name="lost_count", kind="count", label=t("Lost")),
            lists.Column(name="lost_share", kind="percent", decimals=2, label=t("Rate")),
            lists.Column(name="interval", kind="given", label=t("95 % interval")),
            lists.Column(name="halved_share", kind="percent", decimals=2,
                         label=t("Assets at least halved")),
        ],
        name="product_attrition",
        raw=found,
    )  # fmt: skip


def _lines(t: Text, count: int) -> str:
    return t("{count} or more", count=t.exact(count)) if count >= MOST_LINES else t.exact(count)


def allocation(page: Page, choice: Choice) -> None:
    """How each tier usually splits its money, and whose split is unlike it."""
    t = page.t
    usual = choice.own(questions.usual_allocation(page.engine, choice.scope))
    cards.section(
        t("How customers of a tier usually split their money"),
        t("Means of customers' own shares, so that the largest do not decide."),
    )
    rows = usual.assign(level=[part_word(t, "tier", tier) for tier in usual["tier"]])
    products_people.table(
        page,
        rows,
        [
            lists.Column(name="level", label=t.column("tier")),
            lists.Column(name="customer_count", kind="count", label=t("Customers")),
            *(
                lists.Column(name=f"{part}_share", kind="percent", label=line_word(t, line))
                for part, line in zip(
                    products_allocation.PARTS, products_allocation.LINES, strict=True
                )
            ),
        ],
        name="usual_allocation",
        raw=usual,
    )
    products_people.show(page, _unlike(page, choice))


def _unlike(page: Page, choice: Choice) -> People:
    t = page.t
    return People(
        title=t("Whose money is split unlike the tier's usual mix"),
        note=t(
            "The largest amount to move first. Unlike is no fault: it is a reason to talk. An "
            "offer needs consent."
        ),
        count=questions.allocation_count(page.engine, choice.scope),
        name="allocation_customers",
        facts={"list": "allocation"},
        scope=choice.scope,
        read=questions.allocation_customers,
        everyone=products_allocation.allocation_customers_blocks,
        worded=lambda frame: frame.assign(
            over=[line_word(t, line) for line in frame["most_over"]],
            under=[line_word(t, line) for line in frame["most_under"]],
            agreed=products_people.said(t, frame["consented"]),
        ),
        columns=[
            lists.Column(name="amount", kind="money", label=t("Amount unlike the usual")),
            lists.Column(name="deviation", kind="percent", label=t("Of the assets")),
            lists.Column(name="over", label=t("More than usual in")),
            lists.Column(name="under", label=t("Less than usual in")),
            lists.Column(name="agreed", label=t("Agreed to offers")),
            lists.Column(name="aum", kind="money", label=t.column("aum_mavg")),
        ],
    )


def rollover(page: Page, choice: Choice) -> None:
    """Of short-term products that fell due, how much was bought again."""
    t = page.t
    found = questions.rollover(page.engine, choice.scope)
    cards.section(
        t("Products of at most seven days, bought again"),
        t("Fell due between the dates; bought again within three days of it."),
    )
    if found.empty:
        cards.empty(t, t("No product of at most seven days fell due between the two dates."))
        return
    rows = found.assign(
        name=[product_word(t, row) for row in found.to_dict("records")],
        interval=[
            t("{low} to {high}", low=t.percent(low), high=t.percent(high))
            for low, high in zip(found["rolled_share_low"], found["rolled_share_high"], strict=True)
        ],
    )
    products_people.table(
        page,
        rows,
        [
            lists.Column(name="name", label=t("Product")),
            lists.Column(name="matured_count", kind="count", label=t("Fell due")),
            lists.Column(name="rolled_count", kind="count", label=t("Bought again")),
            lists.Column(name="rolled_share", kind="percent", label=t("Share")),
            lists.Column(name="interval", kind="given", label=t("95 % interval")),
            lists.Column(name="moved_count", kind="count", label=t("Another product instead")),
            lists.Column(name="left_count", kind="count", label=t("Nothing instead")),
            lists.Column(name="matured_amount", kind="money", label=t("Money due")),
            lists.Column(name="rolled_amount_share", kind="percent", label=t("Of it bought again")),
        ],
        name="short_term_rollover",
        raw=found,
    )


def retention(page: Page, choice: Choice) -> None:
    """How much of what fell due stayed with us, by tier, branch or manager."""
    t = page.t
    labels = {"tier": t.column("tier"), "branch_id": t("Branch"), "manager_id": t("Manager")}
    by = st.segmented_control(
        t("Compare"),
        list(labels),
        default="tier",
        format_func=labels.__getitem__,
        key="retention_by",
        label_visibility="collapsed",
        required=True,
    )
    found = questions.retention(page.engine, choice.scope, by=by)
    source = {
        "snapshots": t("What fell due is the bank's own figure of the 30 days before."),
        "holdings": t("What fell due is read off contracts with their maturity dates."),
    }
    cards.section(
        t("How much of what fell due stayed with us"), source[str(found["source"].iloc[0])]
    )
    names = {} if by == "tier" else overview.names(page.engine, page.scope, by)
    rows = found.iloc[1:].sort_values("left", ascending=False)
    rows = rows.assign(name=[_part(t, by, part, names) for part in rows["part"]])
    whole = found.iloc[0]
    lists.table(
        rows,
        [
            lists.Column(name="name", label=labels[by]),
            lists.Column(name="customer_count", kind="count", label=t("Customers")),
            lists.Column(name="matured", kind="money", label=t("Fell due")),
            lists.Column(name="kept", kind="money", label=t("Stayed")),
            lists.Column(name="left", kind="money", label=t("Left")),
            lists.Column(name="kept_share", kind="percent", label=t("Share that stayed")),
        ],
        t,
        total={name: whole[name] for name in
               ("customer_count", "matured", "kept", "left", "kept_share")},
    )  # fmt: skip
    cards.actions(page, "maturity_retention", lambda: found, question="maturity-retention")


def _part(t: Text, by: str, part: str, names: dict[str, str]) -> str:
    if by == "tier":
        return part_word(t, by, part)
    return names.get(part, part) or (forms.MISSING if by == "branch_id" else t("No manager"))
