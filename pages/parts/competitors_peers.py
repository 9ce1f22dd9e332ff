"""Other banks' balances and our share by area and date: information, no target and no ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.peers import ALL
from data.problems import Problem
from pages.parts import cards, competitors_remembered, lists, shell

if TYPE_CHECKING:
    from pages.parts.shell import Page
    from pages.parts.text import Text


def show(page: Page) -> None:
    """The balances of one date, by area and in the order of their names."""
    t = page.t
    cards.section(
        t("Other banks' balances, for information"),
        t("By area and date, in the order of their names. No target, no ranking, no appraisal."),
    )
    try:
        periods = sorted(page.engine.ask("offers/peers", page.scope.single)["period"].unique())
        asked = st.session_state.get("peers_period")
        frame = competitors_remembered.peer_balances(
            page.engine, page.scope, period=asked if asked in periods else ""
        )
    except Problem as problem:
        cards.note(cards.problem_text(problem, t))
        shell.next_page(page, "data", t("Type or paste them on the data page"))
        return
    with st.container(horizontal=True, key="peers_asked"):
        st.selectbox(
            t("Date"),
            periods[::-1],
            index=periods[::-1].index(frame["period"].iloc[0]),
            key="peers_period",
            width=200,
        )
        area = st.selectbox(
            t("Area"),
            list(frame["area"].unique()),
            format_func=lambda code: t("All areas") if code == ALL else t.code("area", code),
            key="peers_area",
            width=240,
        )
    shown = frame[frame["area"] == area]
    rows = _rows(t, shown)
    columns = [
        lists.Column(name="institution", label=t("Bank")),
        lists.Column(name="deposits", kind="money", label=t("Deposits")),
        lists.Column(name="deposit_share", kind="percent", label=t("Share")),
        lists.Column(name="deposit_growth", kind="percent", label=t("Growth")),
        lists.Column(name="loans", kind="money", label=t("Loans")),
        lists.Column(name="loan_share", kind="percent", label=t("Share")),
        lists.Column(name="loan_growth", kind="percent", label=t("Growth")),
    ]
    lists.table(rows, columns, t)
    cards.actions(page, "peer_balances", lambda: shown, question="peer-balances")


def _rows(t: Text, shown: pd.DataFrame) -> pd.DataFrame:
    """Ours first, the others by name, as the question gives them: never by size."""
    return shown.assign(institution=[name or t("Our bank") for name in shown["institution"]])
