"""What stands in a step beside its numbers: the data, groups of customers, branches, the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import streamlit as st

from pages.parts import cards, lists, review_data, review_tiles, shell
from pages.parts import format as forms
from pages.parts import review_remembered as questions
from pages.parts import review_words as words
from pages.parts.text import sentence

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.shell import Page
    from pages.parts.text import Text

TOTAL = "total"
HALF_A_CENT = 0.005
MONEY = {
    "deposits": sentence("Deposits"),
    "loans": sentence("Loans"),
    "customer_count": sentence("Customers"),
}


def data_state(page: Page) -> None:
    """What the release is made of, and where its quality is lost."""
    t = page.t
    state = review_data.state_of_data(
        page.engine.snapshots(), page.snapshot, page.engine.facts(), t
    )
    cards.facts(state | {t("Data quality"): review_data.quality_text(page.engine.quality(), t)})
    shell.next_page(page, "data", t("Quality, releases and parameters"))


def ledger(page: Page) -> None:
    """Our sums beside the ledger's, branch by branch where they differ."""
    t = page.t
    found = questions.ledger_difference(page.engine, page.scope)
    differs = found[found["branch_id"].isna() | (found["difference"].abs() >= HALF_A_CENT)]
    cards.section(
        t("Difference to the ledger"),
        t("Branches that differ, and the whole; a difference of zero is what it should be."),
    )
    lists.table(ledger_rows(t, differs), ledger_columns(t), t)
    cards.actions(page, "ledger_difference", found)


def ledger_rows(t: Text, found: pd.DataFrame) -> pd.DataFrame:
    """The differences in words, the whole of each measure first."""
    ordered = found.sort_values(["measure", "branch_id"], na_position="first")
    records = ordered.to_dict("records")

    def said(row: Mapping[str, object], name: str) -> str:
        counted = row["measure"] == "customer_count"
        return t.exact(row[name]) if counted else t.exact_money(row[name])

    return ordered.assign(
        what=[t(MONEY[row["measure"]]) for row in records],
        where=[
            t("Whole bank")
            if forms.is_missing(row["branch_id"])
            else row["branch_id"]
            if forms.is_missing(row["branch_name"])
            else row["branch_name"]
            for row in records
        ],
        **{
            f"{name}_said": [said(row, name) for row in records]
            for name in ("stated", "ours", "difference")
        },
    )


def ledger_columns(t: Text) -> list[lists.Column]:
    """What the table of differences shows."""
    return [
        lists.Column(name="what", label=t("Number")),
        lists.Column(name="where", label=t("Branch")),
        lists.Column(name="stated_said", kind="given", label=t("Ledger")),
        lists.Column(name="ours_said", kind="given", label=t("Our rows")),
        lists.Column(name="difference_said", kind="given", label=t("Difference")),
    ]


def groups(page: Page) -> None:
    """Customers, deposits, loans and their growth by whom we serve; the groups add up."""
    t = page.t
    found = questions.service_groups(page.engine, page.scope)
    cards.section(t("By service group"), t("The groups and the others add up to everybody."))
    rows, total = group_rows(t, found)
    lists.table(rows, group_columns(t), t, total=total)
    cards.actions(page, "service_groups", found, question="service-groups")


def group_rows(t: Text, found: pd.DataFrame) -> tuple[pd.DataFrame, Mapping[str, object]]:
    """The groups with their growth since the start of the year, and the last row: everybody."""
    grown = found.copy()
    for name in ("customer_count", "deposit_mavg", "loan_mavg"):
        for since in ("before", "year_start"):
            grown[f"{name}_{since}_change"] = grown[name].astype(float) - grown[
                f"{name}_{since}"
            ].astype(float)
    named = [
        t("Total") if code == TOTAL else t.code("service_group", code or None)
        for code in grown["service_group"]
    ]
    grown = grown.assign(group=named)
    whole = grown["service_group"] == TOTAL
    return grown[~whole], grown[whole].iloc[0].to_dict()


def group_columns(t: Text) -> list[lists.Column]:
    """What the table of groups shows."""
    since = t("since year start")
    return [
        lists.Column(name="group", label=t("Service group")),
        lists.Column(name="customer_count", kind="count", label=t("Customers")),
        lists.Column(name="deposit_mavg", kind="money", label=t("Deposits")),
        lists.Column(
            name="deposit_mavg_year_start_change", kind="change", label=t("Growth"), unit=since
        ),
        lists.Column(name="loan_mavg", kind="money", label=t("Loans")),
        lists.Column(
            name="loan_mavg_year_start_change", kind="change", label=t("Growth"), unit=since, good=0
        ),
    ]


def branches(page: Page) -> None:
    """Daily averages and targets of every branch, in the order of their ids: no ranking."""
    t = page.t
    found = questions.review_branches(page.engine, page.scope)
    cards.section(
        t("By branch"),
        t("Daily averages of this year, in the order of the branches; targets stand beside them."),
    )
    shown = found.assign(
        branch=found["branch_name"].where(found["branch_name"].notna(), found["branch_id"])
    )
    lists.table(shown, branch_columns(t, shown), t)
    cards.actions(page, "review_branches", found)


def branch_columns(t: Text, shown: pd.DataFrame) -> list[lists.Column]:
    """What the table of branches shows; without targets no completion."""
    told = [
        lists.Column(name="branch", label=t("Branch")),
        lists.Column(name="valid_count", kind="count", label=t("Valid customers")),
        lists.Column(name="deposit_ytd", kind="money", label=t("Deposits")),
        lists.Column(name="deposit_completion", kind="percent", label=t("Completion")),
        lists.Column(name="deposit_gap", kind="money", label=t("To go")),
        lists.Column(name="loan_ytd", kind="money", label=t("Loans")),
        lists.Column(name="loan_completion", kind="percent", label=t("Completion")),
        lists.Column(name="aum_ytd", kind="money", label=t("AUM")),
        lists.Column(name="elapsed_share", kind="percent", label=t("Of the year gone")),
    ]
    return [column for column in told if shown[column.name].notna().any()]


@st.fragment
def goals(page: Page) -> None:
    """The five goals of the relationship, one number each, with the way to its people; folded."""
    t = page.t
    title = t("The five goals of the relationship")
    box = st.expander(title, key="goals", on_change="rerun")
    if not box.open:
        return
    with box, st.container(key="review_goals"):
        rows = questions.relationship_goals(page.engine, page.scope)
        tiles = review_tiles.goals(t, rows)
        for place, (tile, row) in enumerate(zip(tiles, rows.to_dict("records"), strict=True)):
            with st.container(key=f"goal_{place}", gap=None):
                st.html(cards.tile_html(tile, t))
                if row["page"] and not forms.is_missing(row["value"]):
                    shell.next_page(page, str(row["page"]), t("List"), **words.parameters(row))


def closes(page: Page) -> None:
    """The bridge as one sum, to the cent."""
    t = page.t
    found = questions.review_numbers(page.engine, page.scope, steps=(5,))
    amounts = found[found["customer_type"] == ""].set_index("code")["value"]
    inner = [name for name in amounts.index if str(name).startswith("bridge_")]
    if {"bridge_opening", "bridge_closing"} <= set(inner):
        opening, closing = amounts["bridge_opening"], amounts["bridge_closing"]
        told = t(
            "{opening} {changes} = {closing}: it closes to the cent.",
            opening=t.exact_money(opening),
            changes=t.signed(t.exact_money(amounts[inner].sum() - opening - closing)),
            closing=t.exact_money(closing),
        )
        cards.note(told)


OF_STEP: Mapping[int, tuple[Callable[[Page], None], ...]] = {
    1: (data_state, ledger),
    2: (groups, branches),
    5: (closes,),
}
