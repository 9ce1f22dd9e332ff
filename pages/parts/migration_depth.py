"""The second layer of the migration page: tests, flows, course, paths. Drawn only when open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from data.problems import Problem
from pages.parts import (
    cards,
    figures_flows,
    figures_rates,
    figures_sizes,
    lists,
    migration_alt,
    migration_compare,
    migration_view,
    shell,
)
from pages.parts import format as forms
from pages.parts import remembered as questions
from pages.parts.migration_labels import level_word, rate_word

if TYPE_CHECKING:
    from pages.parts.migration_choice import Choice
    from pages.parts.migration_view import Answer
    from pages.parts.shell import Page
    from pages.parts.text import Text

PARTS_OF_MIX = ("size", "mix", "rate", "volume", "price")


@st.fragment
def show(page: Page, choice: Choice, shown: Answer) -> None:
    """Everything behind the one switch, in tabs."""
    t = page.t
    if not cards.in_depth(page):
        return
    sections: dict[str, Callable[[Page, Choice, Answer], None]] = {
        t("Rates and tests"): _rates,
        t("Flow picture"): _flow_picture,
        t("Over time"): _course,
        t("Paths"): _paths,
        t("Branches and managers"): migration_compare.parts,
        t("If rates stay"): migration_compare.outlook,
        t("Tiers by branch"): migration_compare.sizes,
        t("The bank's own tiers"): migration_compare.own_tiers,
    }
    cards.tabs(page, sections, choice, shown, key="migration_tabs")


def sizes_only(page: Page, choice: Choice) -> None:
    """How the book stands when there is no second date to compare with."""
    try:
        migration_compare.sizes(page, choice, None)
    except Problem as problem:
        cards.show_problem(problem, page.t)


def _rates(page: Page, choice: Choice, shown: Answer) -> None:
    t = page.t
    cards.section(
        t("Rates of all opening customers"),
        t("95 % intervals; the test compares with the period before and a year ago."),
    )
    lists.table(_rate_rows(t, shown), _rate_columns(t), t)
    cards.section(t("Every move"), t("All comparisons on this page are one Holm family at 5 %."))
    lists.table(_flow_rows(t, choice, shown.changes), _flow_columns(t), t)
    for sentence in _difference(page, choice):
        st.html(f'<p class="tv-sub">{sentence}</p>')
    cards.section(
        t("More customers, richer levels, or more per customer"),
        t("The parts add up to the change of {name}.", name=t.column(choice.counting.measure)),
    )
    mix = questions.bridge_mix(page.engine, choice.scope, counting=choice.counting)
    rows = mix.assign(part=[_mix_word(t, part) for part in mix["part"]])
    columns = [
        lists.Column(name="part", label=t("Part")),
        lists.Column(name="change", kind="change", label=t("Change")),
    ]
    lists.table(rows, columns, t)
    cards.actions(
        page, "migration_flow_changes", lambda: shown.changes, question="migration-flow-changes"
    )


def _rate_rows(t: Text, shown: Answer) -> pd.DataFrame:
    judged = shown.changes[shown.changes["rate"] != "flow"].set_index("rate")
    rows = []
    for row in shown.rates.to_dict("records"):
        test = judged.loc[row["rate"]] if row["rate"] in judged.index else None
        rows.append(
            {
                "rate": rate_word(t, row["rate"]),
                "count": t.exact(row["n"]),
                "value": t.percent(row["value"], decimals=2),
                "interval": _interval(t, row["value_low"], row["value_high"]),
                "usual": _share(t, None if test is None else test["usual_rate"]),
                "previous": _share(t, None if test is None else test["rate_previous"]),
                "year": _share(t, None if test is None else test["rate_year"]),
                "p": _p(t, None if test is None else test["p_adjusted"]),
                "verdict": "" if test is None else cards.verdict(test["verdict"], t),
            }
        )
    return pd.DataFrame(rows)


def _rate_columns(t: Text) -> list[lists.Column]:
    return [
        lists.Column(name="rate", label=t("Rate")),
        lists.Column(name="count", kind="given", label=t("Customers")),
        lists.Column(name="value", kind="given", label=t("Value")),
        lists.Column(name="interval", kind="given", label=t("95 % interval")),
        *_compared_columns(t),
    ]


def _compared_columns(t: Text) -> list[lists.Column]:
    return [
        lists.Column(name="usual", kind="given", label=t("Usual")),
        lists.Column(name="previous", kind="given", label=t("Period before")),
        lists.Column(name="year", kind="given", label=t("A year ago")),
        lists.Column(name="p", kind="given", label=t("p (Holm)")),
        lists.Column(name="verdict", label=t("Verdict")),
    ]


def _flow_rows(t: Text, choice: Choice, changes: pd.DataFrame) -> pd.DataFrame:
    order = {level: -place for place, level in enumerate(choice.levels)}
    flows = changes[changes["rate"] == "flow"]
    flows = flows.assign(_order=flows["from_level"].map(order)).sort_values(
        ["_order", "customer_count"], ascending=[True, False]
    )
    return pd.DataFrame(
        [
            {
                "before": level_word(t, choice.dimension, row["from_level"]),
                "after": level_word(t, choice.dimension, row["to_level"]),
                "count": t.exact(row["customer_count"]),
                "n": t.exact(row["n"]),
                "rate": _share(t, row["rate_now"]),
                "excess": _excess(t, row["excess_count"]),
                "usual": _share(t, row["usual_rate"]),
                "previous": _share(t, row["rate_previous"]),
                "year": _share(t, row["rate_year"]),
                "p": _p(t, row["p_adjusted"]),
                "verdict": cards.verdict(row["verdict"], t),
            }
            for row in flows.to_dict("records")
        ]
    )


def _flow_columns(t: Text) -> list[lists.Column]:
    return [
        lists.Column(name="before", label=t("Before")),
        lists.Column(name="after", label=t("After")),
        lists.Column(name="count", kind="given", label=t("Customers")),
        lists.Column(name="n", kind="given", label=t("Of")),
        lists.Column(name="rate", kind="given", label=t("Rate")),
        lists.Column(name="excess", kind="given", label=t("More than usual")),
        *_compared_columns(t),
    ]


def _difference(page: Page, choice: Choice) -> list[str]:
    """Whether the table as a whole differs from earlier ones, a sentence per comparison."""
    t = page.t
    try:
        found = questions.migration_difference(page.engine, choice.scope, counting=choice.counting)
    except Problem:
        return [t("There is no earlier period of the same length to compare the table with.")]
    said = {
        "previous": t("Whole table against the period before"),
        "year_ago": t("Whole table against a year ago"),
    }
    return [
        t(
            "{compared}: χ² = {statistic}, {df} degrees of freedom, p = {p}.",
            compared=said[row["compared_with"]],
            statistic=t.decimal(row["statistic"]),
            df=t.exact(row["df"]),
            p=_p(t, row["p_value"]),
        )
        for row in found.to_dict("records")
    ]


def _mix_word(t: Text, part: str) -> str:
    words = {
        "size": t("More or fewer customers"),
        "mix": t("Mix of levels"),
        "rate": t("Amount per customer within the levels"),
        "volume": t("Volume (assets)"),
        "price": t("Price (contribution per asset)"),
    }
    return words[part]


def _flow_picture(page: Page, choice: Choice, shown: Answer) -> None:
    t = page.t
    stays = st.toggle(t("Show who kept their level"), value=True, key="flow_stays")
    view = migration_view.matrix_view(choice)
    figure = figures_flows.flow_figure(shown.matrix, t, page.theme, view=view, stays=stays)
    cards.chart(
        figure, page, key="flow_picture", alt=migration_alt.flow_words(shown.matrix, t, view=view)
    )
    cards.actions(page, "flow_picture", figure_key="flow_picture")


def _course(page: Page, choice: Choice, _shown: Answer) -> None:
    t = page.t
    trend = questions.migration_trend(page.engine, choice.scope, counting=choice.counting)
    trend = trend[trend["customer_type"] == choice.kind]
    view = figures_rates.TrendView(at=choice.scope.at, narrow=shell.is_narrow())
    cards.section(
        t("Rates from date to date"), t("Bands: 95 %. Each pair of dates that follow each other.")
    )
    figure = figures_rates.trend_figure(trend, t, page.theme, view=view)
    cards.chart(
        figure, page, key="migration_trend", alt=migration_alt.trend_words(trend, t, view=view)
    )
    flapping = questions.flapping_rate(page.engine, choice.scope, counting=choice.counting)
    for row in flapping.to_dict("records"):
        cards.note(
            t(
                "To and fro: {count} of {n} customers ({share}) changed level and changed back "
                "within half a year, over the last 13 dates.",
                count=t.exact(row["flapping_count"]),
                n=t.exact(row["denominator"]),
                share=t.percent(row["value"], decimals=2),
            )
        )
    cards.actions(
        page,
        "migration_trend",
        lambda: trend,
        figure_key="migration_trend",
        question="migration-trend",
    )


def _paths(page: Page, choice: Choice, _shown: Answer) -> None:
    t = page.t
    paths = questions.migration_paths_taken(page.engine, choice.scope, counting=choice.counting)
    only = st.toggle(t("Only customers who changed level"), value=True, key="paths_moved")
    shown = paths[paths["moved"]] if only else paths
    cards.section(
        t("Ways through the levels"),
        t("Four dates, three apart, up to {date}.", date=t.date(choice.scope.at)),
    )
    if shown.empty:
        cards.empty(t, t("Nobody changed level on these dates."))
        return
    view = figures_sizes.BarsView(
        levels=choice.levels, dimension=choice.dimension, narrow=shell.is_narrow()
    )
    figure = figures_sizes.paths_figure(shown, t, page.theme, view=view)
    cards.chart(figure, page, key="paths", alt=migration_alt.paths_words(shown, t, view=view))
    cards.actions(page, "migration_paths", lambda: paths, question="migration-paths")


def _interval(t: Text, low: float, high: float) -> str:
    if forms.is_missing(low):
        return forms.MISSING
    return t("{low} to {high}", low=t.percent(low, decimals=2), high=t.percent(high, decimals=2))


def _share(t: Text, value: float | None) -> str:
    return t.percent(value, decimals=2)


def _p(t: Text, value: float | None) -> str:
    if forms.is_missing(value):
        return forms.MISSING
    return t("under 0.001") if value < 0.001 else t.decimal(value, decimals=3)


def _excess(t: Text, value: float) -> str:
    return forms.MISSING if forms.is_missing(value) else t.signed(t.exact(round(value)))
