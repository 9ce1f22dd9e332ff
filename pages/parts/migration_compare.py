"""Branches and managers side by side, the levels ahead, and how the book stands by level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.migration_parts import funnel_limits
from data.problems import Problem
from pages.parts import (
    cards,
    figures_funnel,
    figures_outlook,
    lists,
    migration_alt,
    migration_choice,
    shell,
)
from pages.parts import format as forms
from pages.parts import remembered as questions
from pages.parts.migration_labels import level_word, rate_word
from pages.parts.text import sentence

if TYPE_CHECKING:
    from pages.parts.migration_choice import Choice
    from pages.parts.migration_view import Answer
    from pages.parts.shell import Page
    from pages.parts.text import Text

PARTS = {"branch_id": sentence("Branches"), "manager_id": sentence("Managers")}
RATES = {"down": sentence("Fell"), "up": sentence("Rose"), "lost": sentence("Lost")}
GOOD = {"down": -1, "up": 1, "lost": -1}
PARTS_SHOWN = 20


def parts(page: Page, choice: Choice, _shown: Answer) -> None:
    """Who differs from the bank by more than chance and the mix of levels explain."""
    t = page.t
    with st.container(horizontal=True, key="funnel_row"):
        part = st.segmented_control(
            t("Compare"),
            list(PARTS),
            format_func=lambda name: t(PARTS[name]),
            default="branch_id",
            required=True,
            key="funnel_part",
            label_visibility="collapsed",
        )
        rate = st.segmented_control(
            t("Rate"),
            list(RATES),
            format_func=lambda name: t(RATES[name]),
            default="down",
            required=True,
            key="funnel_rate",
            label_visibility="collapsed",
        )
    judged = questions.migration_by_part(
        page.engine, choice.scope, counting=choice.counting, part=part, rate=rate
    )
    judged = judged.assign(label=judged["label"].fillna(judged["part"]))
    view = figures_funnel.FunnelView(
        rate=rate,
        mean=judged.attrs["overall_rate"],
        good=GOOD[rate],
        narrow=shell.is_narrow(),
    )
    cards.section(t("Corrected for the mix of levels"), _funnel_note(t, judged))
    figure = figures_funnel.funnel_figure(judged, funnel_limits(judged), t, page.theme, view=view)
    cards.chart(figure, page, key="funnel", alt=migration_alt.funnel_words(judged, t, view=view))
    _part_table(t, judged, rate)
    cards.actions(
        page,
        "migration_by_part",
        lambda: judged,
        figure_key="funnel",
        question="migration-by-part",
    )


def _funnel_note(t: Text, judged: pd.DataFrame) -> str:
    named = judged["verdict"].isin(["high", "low"]).sum()
    few = (judged["verdict"] == "few").sum()
    return t(
        "{named} of {count} differ clearly; {chance} would leave the wide limits by chance alone. "
        "Under 30 customers nobody is judged ({few}).",
        named=t.exact(int(named)),
        count=t.exact(judged.attrs["judged_count"]),
        chance=t.decimal(judged.attrs["expected_outside998"], decimals=1),
        few=t.exact(int(few)),
    )


def _part_table(t: Text, judged: pd.DataFrame, rate: str) -> None:
    """Those who differ first; who is not judged stands last and in no order of rates."""
    order = {"high": 0, "low": 1, "usual": 2, "few": 3}
    rows = judged.assign(_order=judged["verdict"].map(order)).sort_values(["_order", "part"])
    words = {
        "high": t("Clearly more"),
        "low": t("Clearly fewer"),
        "usual": t("As usual"),
        "few": t("Too few to say"),
    }
    shown = rows.head(PARTS_SHOWN).assign(word=rows["verdict"].map(words))
    columns = [
        lists.Column(name="label", label=t("Name")),
        lists.Column(name="n", kind="count", label=t("Opening customers")),
        lists.Column(name="count", kind="count", label=t(RATES[rate])),
        lists.Column(name="rate", kind="percent", decimals=2, label=rate_word(t, rate)),
        lists.Column(
            name="expected_rate", kind="percent", decimals=2, label=t("Expected by its mix")
        ),
        lists.Column(name="word", label=t("Verdict")),
    ]
    lists.table(shown, columns, t)


def outlook(page: Page, choice: Choice, _shown: Answer) -> None:
    """What the levels come to if rates stay: a scenario with its own past error."""
    t = page.t
    asked = {"counting": choice.counting}
    ahead = questions.migration_projection(page.engine, choice.scope, **asked)
    try:
        settled = questions.migration_long_run(page.engine, choice.scope, **asked)
    except Problem as problem:
        cards.show_problem(problem, t)
        settled = pd.DataFrame()
    view = figures_outlook.OutlookView(
        levels=choice.levels,
        at=choice.scope.at,
        dimension=choice.dimension,
        narrow=shell.is_narrow(),
    )
    cards.section(
        t("Projected at the present pace"),
        t("A scenario, not a forecast: what comes if every rate stays as it was. Bands: 95 %."),
    )
    figure = figures_outlook.projection_figure(
        _history(page, choice), ahead, settled, t, page.theme, view=view
    )
    cards.chart(
        figure, page, key="projection", alt=migration_alt.projection_words(ahead, t, view=view)
    )
    if len(settled):
        _settled(t, choice, settled)
    _back_test(page, choice)
    cards.actions(
        page,
        "migration_projection",
        lambda: ahead,
        figure_key="projection",
        question="migration-projection",
    )


def _history(page: Page, choice: Choice) -> pd.DataFrame:
    """Customers per level at each date so far."""
    from analytics.flows import LEFT, earlier_flows  # noqa: PLC0415 - only this tab needs it

    found = earlier_flows(page.engine, choice.scope, choice.counting, periods=12)
    stood = found[~found["state"].isin(LEFT)]
    rows = stood.groupby(["at_date", "to_level"], as_index=False)["customer_count"].sum()
    return rows.rename(columns={"at_date": "snapshot_date", "to_level": "level"})


def _settled(t: Text, choice: Choice, settled: pd.DataFrame) -> None:
    rows = settled.assign(
        word=[level_word(t, choice.dimension, level) for level in settled["level"]],
        band=[
            t("{low} to {high}", low=_whole(t, low), high=_whole(t, high))
            for low, high in zip(settled["long_run_low"], settled["long_run_high"], strict=True)
        ],
        long_run=[_whole(t, value) for value in settled["long_run_count"]],
    )
    cards.section(
        t("Long-run level and time in the bank"),
        t(
            "Mobility {mobility} (0: nobody changes level).",
            mobility=t.decimal(settled["mobility"].iloc[0], decimals=4),
        ),
    )
    columns = [
        lists.Column(name="word", label=t("Level")),
        lists.Column(name="customer_count", kind="count", label=t("Now")),
        lists.Column(name="long_run", kind="given", label=t("Long-run level")),
        lists.Column(name="band", kind="given", label=t("95 % band")),
        lists.Column(
            name="expected_periods",
            kind="number",
            label=t("Expected periods as a customer"),
            decimals=1,
        ),
    ]
    lists.table(rows.iloc[::-1], columns, t)


def _whole(t: Text, value: float) -> str:
    return forms.MISSING if forms.is_missing(value) else t.exact(round(value))


def _back_test(page: Page, choice: Choice) -> None:
    t = page.t
    cards.section(
        t("How wrong was it last time?"),
        t("What the rates of the period before would have said about this date."),
    )
    try:
        test = questions.migration_back_test(page.engine, choice.scope, counting=choice.counting)
    except Problem as problem:
        cards.show_problem(problem, t)
        return
    rows = test.assign(
        word=[level_word(t, choice.dimension, level) for level in test["level"]],
        expected=[_whole(t, value) for value in test["expected_count"]],
        error=[t.signed(_whole(t, value)) for value in test["error_count"]],
        within=[t("yes") if inside else t("no") for inside in test["inside"]],
    )
    columns = [
        lists.Column(name="word", label=t("Level")),
        lists.Column(name="expected", kind="given", label=t("Expected then")),
        lists.Column(name="customer_count", kind="count", label=t("Came true")),
        lists.Column(name="error", kind="given", label=t("Error")),
        lists.Column(name="error_share", kind="percent", decimals=2, label=t("Error, share")),
        lists.Column(name="within", label=t("Within the band")),
    ]
    lists.table(rows.iloc[::-1], columns, t)


def sizes(page: Page, choice: Choice, _shown: Answer | None) -> None:
    """Customers and money per level, branch by branch."""
    t = page.t
    found = questions.tier_sizes(page.engine, choice.scope, counting=choice.counting)
    found = found[found["customer_type"] == choice.kind]
    cards.section(
        t("Customers and money by branch and level"),
        t(
            "On {date}; amounts: {name}.",
            date=t.date(choice.scope.at),
            name=t.column(choice.counting.measure),
        ),
    )
    levels = [level for level in (*choice.levels, "unknown") if level in set(found["level"])][::-1]
    label = found["label"].fillna(found["part"]).fillna(t("not given"))
    wide = found.assign(label=label).pivot_table(
        index=["part", "label"], columns="level", values=["customer_count", "value"], aggfunc="sum"
    )
    rows = [{"label": index[1]} | _cells(row, levels) for index, row in wide.iterrows()]
    frame = pd.DataFrame(rows)
    columns = [lists.Column(name="label", label=t("Branch"))]
    for level in levels:
        word = level_word(t, choice.dimension, level)
        columns.append(lists.Column(name=f"n_{level}", kind="count", label=word))
        columns.append(lists.Column(name=f"v_{level}", kind="money", label=word, unit=t("amount")))
    window = lists.paged("sizes", len(frame), t, page_size=PARTS_SHOWN, scope_key=choice.scope)
    total = {column.name: float(frame[column.name].sum()) for column in columns[1:]}
    lists.table(frame.iloc[window.offset : window.offset + window.limit], columns, t, total=total)
    cards.actions(page, "tier_sizes", lambda: found.drop(columns="label"), question="tier-sizes")


def _cells(row: pd.Series, levels: list[str]) -> dict[str, float]:
    counted = {f"n_{level}": float(row.get(("customer_count", level), 0) or 0) for level in levels}
    money = {f"v_{level}": float(row.get(("value", level), 0) or 0) for level in levels}
    return {
        name: 0.0 if forms.is_missing(value) else value for name, value in (counted | money).items()
    }


def own_tiers(page: Page, choice: Choice, _shown: Answer) -> None:
    """The bank's own tiers beside ours: where they agree and where not."""
    t = page.t
    found = questions.official_tiers(page.engine, choice.scope, measure=choice.counting.measure)
    found = found[found["customer_type"] == choice.kind]
    levels = [*migration_choice.contract.LADDERS["TIER"][choice.kind], "unknown"]
    wide = found.pivot_table(
        index="official_tier", columns="level", values="customer_count", aggfunc="sum"
    ).fillna(0)
    cards.section(
        t("The bank's own tiers and ours"), t("Customers; rows: the bank's own tier as delivered.")
    )
    shown = [level for level in levels if level in wide.columns]
    frame = wide.reset_index()
    columns = [lists.Column(name="official_tier", label=t.column("official_tier"))]
    columns += [
        lists.Column(name=level, kind="count", label=level_word(t, "tier", level))
        for level in shown
    ]
    lists.table(frame, columns, t)
    cards.actions(page, "official_tiers", lambda: found, question="official-tiers")
