"""The range in depth: which products go together, how wide, how concentrated, where it may grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pages.parts import cards, lists, products_people
from pages.parts import format as forms
from pages.parts import products_remembered as questions
from pages.parts.products_labels import line_word, part_word, product_word

if TYPE_CHECKING:
    from pages.parts.products_choice import Choice
    from pages.parts.shell import Page
    from pages.parts.text import Text


def pairs(page: Page, choice: Choice) -> None:
    """Which products are held together more than chance would have it."""
    t = page.t
    cards.section(
        t("Products held together"),
        t(
            "Lift: how many times more often a holder of the first has the second than everybody. "
            "False discoveries among all pairs are held at 5 %. Held together is not a cause."
        ),
    )
    named = st.toggle(t("Only pairs beyond chance"), value=True, key="pairs_named")
    found = questions.pairs(page.engine, choice.scope, customer_type=choice.kind, named_only=named)
    found = found.sort_values("lift", ascending=False, kind="stable")
    rows = found.assign(
        first=[product_word(t, row, "product") for row in found.to_dict("records")],
        second=[product_word(t, row, "other") for row in found.to_dict("records")],
        lift_range=_range(t, found),
        p=[_p(t, value) for value in found["p_adjusted"]],
    ).head(60)
    products_people.table(
        page,
        rows,
        [
            lists.Column(name="first", label=t("Who has")),
            lists.Column(name="second", label=t("also has")),
            lists.Column(name="both_count", kind="count", label=t("Both")),
            lists.Column(name="support", kind="percent", label=t("Of all customers")),
            lists.Column(name="confidence", kind="percent", label=t("Of holders of the first")),
            lists.Column(name="lift", kind="number", decimals=2, label=t("Lift")),
            lists.Column(name="lift_range", kind="given", label=t("95 % interval")),
            lists.Column(name="leverage", kind="percent", decimals=2, label=t("Leverage")),
            lists.Column(name="p", kind="given", label=t("p, adjusted")),
        ],
        name="product_pairs",
        raw=found,
    )


def width(page: Page, choice: Choice) -> None:
    """How wide, deep and related the range is; how concentrated its money, and how it grew."""
    t = page.t
    row = choice.own(questions.summary(page.engine, choice.scope)).iloc[0]
    cards.section(t("The range in numbers"))
    cards.facts(
        {
            t("Lines held, of lines on sale"): t(
                "{count} of {offered}",
                count=t.exact(row["width"]),
                offered=t.exact(row["offered_count"]),
            ),
            t("Products per line held"): t.decimal(row["depth"]),
            t("Mean lift of lines held together"): t.decimal(row["relatedness"]),
            t("Three or more, 95 % interval"): t(
                "{low} to {high}",
                low=t.percent(row["three_plus_low"], decimals=2),
                high=t.percent(row["three_plus_high"], decimals=2),
            ),
            t("Concentration of money by line (HHI)"): t.decimal(row["hhi"], decimals=3),
            t("Concentration before"): t.decimal(row["hhi_before"], decimals=3),
        }
    )
    growth = choice.own(questions.line_growth(page.engine, choice.scope))
    cards.section(t("Money by line"), t("Month averages; deposits of other banks are left out."))
    rows = growth.assign(
        name=[line_word(t, line) for line in growth["line"]], growth=growth["growth_share"]
    )
    products_people.table(
        page,
        rows,
        [
            lists.Column(name="name", label=t("Line")),
            lists.Column(name="before", kind="money", label=t.date(choice.scope.before)),
            lists.Column(name="at", kind="money", label=t.date(choice.scope.at)),
            lists.Column(name="change", kind="change", label=t("Change")),
            lists.Column(name="growth", kind="percent", decimals=2, label=t("Growth")),
            lists.Column(name="at_share", kind="percent", label=t("Share")),
        ],
        name="line_growth",
        raw=growth,
    )


def stretch(page: Page, choice: Choice) -> None:
    """Where a line's money grows faster above or below the tier that holds most of it."""
    t = page.t
    found = choice.own(questions.stretch(page.engine, choice.scope))
    ways = {
        "up": t("Upward: a version for better customers"),
        "down": t("Downward: a simpler version"),
        "two_way": t("Both ways"),
        "none": t("Stay"),
        "few": t("Too few to say"),
    }
    cards.section(
        t("Where a line may grow"),
        t(
            "Home is the tier that holds most of the line's money. A line that grows faster above "
            "or below it may be worth a version of its own. A suggestion, not a forecast."
        ),
    )
    rows = found.assign(
        name=[line_word(t, line) for line in found["line"]],
        way=[ways[code] for code in found["direction"]],
        home=[part_word(t, "tier", str(tier or "")) for tier in found["home_tier"]],
    )
    products_people.table(
        page,
        rows,
        [
            lists.Column(name="name", label=t("Line")),
            lists.Column(name="way", label=t("Suggestion")),
            lists.Column(name="home", label=t("Home")),
            lists.Column(name="home_growth", kind="percent", decimals=2, label=t("Growth at home")),
            lists.Column(name="above_growth", kind="percent", decimals=2, label=t("Growth above")),
            lists.Column(name="below_growth", kind="percent", decimals=2, label=t("Growth below")),
            lists.Column(name="home_balance", kind="money", label=t("Money at home")),
        ],
        name="line_stretch",
        raw=found,
    )


def rules(page: Page, choice: Choice) -> None:
    """Which product usually follows which, and how the proposals did."""
    t = page.t
    model = questions.model(page.engine, choice.scope)
    if model.backtest is not None:
        tested = choice.own(model.backtest)
        for row in tested.to_dict("records"):
            cards.section(
                t("Tried on the next date"),
                t(
                    "Fitted on {before}, checked on {date}: hits {hits} of {count} against "
                    "{popular} of the most popular, difference {gain} (95 %: {low} to {high}).",
                    before=t.date(row["fitted_on"]),
                    date=t.date(row["checked_on"]),
                    hits=t.exact(row["hit_count"]),
                    count=t.exact(row["opened_count"]),
                    popular=t.exact(row["popular_count"]),
                    gain=t.points(row["gain"]),
                    low=t.points(row["gain_low"]),
                    high=t.points(row["gain_high"]),
                ),
            )
    found = choice.own(questions.next_rules(page.engine, choice.scope, model=model))
    cards.section(
        t("What usually follows what"),
        t("Only pairs with a lift above 1.1, beyond chance, in their usual order."),
    )
    if found.empty:
        cards.empty(t, t("No product leads to another one often enough to propose it."))
        return
    records = found.to_dict("records")
    rows = found.assign(
        first=[product_word(t, row, "product") for row in records],
        second=[product_word(t, row, "other") for row in records],
        lift_range=_range(t, found),
    )
    products_people.table(
        page,
        rows,
        [
            lists.Column(name="first", label=t("Who has")),
            lists.Column(name="second", label=t("goes on to")),
            lists.Column(name="holder_count", kind="count", label=t("Holders")),
            lists.Column(name="went_on_count", kind="count", label=t("Went on")),
            lists.Column(name="went_on_share", kind="percent", label=t("Share")),
            lists.Column(name="lift", kind="number", decimals=2, label=t("Lift")),
            lists.Column(name="lift_range", kind="given", label=t("95 % interval")),
            lists.Column(name="first_share", kind="percent", label=t("In this order")),
        ],
        name="next_best_rules",
        raw=found,
    )


def _range(t: Text, frame: pd.DataFrame) -> list[str]:
    """The 95 % limits of the lift in words."""
    return [
        forms.MISSING
        if forms.is_missing(low)
        else t("{low} to {high}", low=t.decimal(low), high=t.decimal(high))
        for low, high in zip(frame["lift_low"], frame["lift_high"], strict=True)
    ]


def _p(t: Text, value: float) -> str:
    if forms.is_missing(value):
        return forms.MISSING
    return t("under 0.001") if value < 0.001 else t.decimal(value, decimals=3)
