"""Second layers of pages: what stands behind the one switch "In depth". Drawn only when open."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics import overview
from analytics.problems import UndefinedShare
from analytics.scope import SEGMENT
from pages.parts import cards, contribution_words, depth_words, figures_depth, lists
from pages.parts import format as forms
from pages.parts import remembered as questions
from pages.parts.shell import Page
from pages.parts.text import Text

if TYPE_CHECKING:
    from pages.parts.contribution_view import Answer

LEAVING = (1, 5, 10, 20, 50, 100)
OVERLAYS = ("snapshot", "branch_id", "customer_type", "tier", SEGMENT)


@st.fragment
def contribution(page: Page, shown: "Answer") -> None:
    """Concentration in depth: change, tenths, comparison, history, and what if some left."""
    t = page.t
    if not cards.in_depth(page):
        return
    sections: dict[str, Callable[[Page, Answer], None]] = {
        t("What changed"): _changes,
        t("Tenths"): _deciles,
        t("Compare curves"): _overlays,
        t("Over time"): _history,
        t("If they left"): _stress,
    }
    cards.tabs(page, sections, shown, key="depth_tabs")


def _changes(page: Page, shown: "Answer") -> None:
    """Every number with its change, 95 % interval and verdict; then the parts of the change."""
    t = page.t
    if shown.compared is None:
        cards.empty(t, t("There is no earlier date to compare with. Load another month."))
        return
    rows = depth_words.change_rows(t, shown.changes)
    cards.section(
        t("Changes since {date}", date=t.date(shown.compared)),
        t("95 % intervals describe the variation between customers (paired, influence function)."),
    )
    lists.table(
        rows,
        [
            lists.Column(name="metric", label=t("Number")),
            lists.Column(name="before", kind="given", label=t.date(shown.compared)),
            lists.Column(name="now", kind="given", label=t.date(page.scope.at)),
            lists.Column(name="change", kind="given", label=t("Change")),
            lists.Column(name="interval", kind="given", label=t("95 % interval")),
            lists.Column(name="p_value", kind="given", label=t("p (Holm)")),
            lists.Column(name="verdict", label=t("Verdict")),
        ],
        t,
    )
    if contribution_words.has_shares(shown.summary):
        _decomposition(page, shown.changes["top20_share"])


def _decomposition(page: Page, change: contribution_words.Row) -> None:
    """What made the share of the best 20 % change, part by part."""
    t = page.t
    parts = questions.contribution_decomposition(page.engine, page.scope, measure=page.measure)
    if parts["change"].isna().any():
        raise UndefinedShare
    note = depth_words.decomposition_note(
        t, change, residual=float(parts["change"].sum()) - float(change["change"])
    )
    cards.section(t("What made the share of the best 20 % change"), note)
    figure = figures_depth.decomposition_figure(
        parts, t, page.theme, labels=depth_words.part_labels(t)
    )
    cards.chart(figure, page, key="decomposition", alt=note)


def _deciles(page: Page, shown: "Answer") -> None:
    """What each tenth of the customers brings."""
    t = page.t
    tenths = questions.contribution_deciles(page.engine, page.scope, measure=page.measure)
    gini = shown.summary["gini_normalised"]
    cards.section(
        t("Customers in ten equal groups, best first"),
        t(
            "Normalised Gini {gini}: 0 when all bring the same, 1 when one customer brings all.",
            gini=t.decimal(gini, decimals=4),
        ),
    )
    lists.table(
        tenths,
        [
            lists.Column(name="decile", kind="count", label=t("Tenth")),
            lists.Column(name="customer_count", kind="count", label=t("Customers")),
            lists.Column(name="value", kind="money", label=t.column(page.measure)),
            lists.Column(name="value_share", kind="percent", decimals=2, label=t("Share")),
            lists.Column(name="mean_value", kind="money", label=t("Mean")),
            lists.Column(name="lowest_value", kind="money", label=t("Lowest")),
        ],
        t,
        total={
            "customer_count": int(tenths["customer_count"].sum()),
            "value": float(tenths["value"].sum()),
        },
    )
    cards.actions(page, "contribution_deciles", lambda: tenths, question="contribution-deciles")


def _overlays(page: Page, shown: "Answer") -> None:
    """The curve beside another date's, or one small curve per branch, type or tier."""
    t = page.t
    labels = {
        "snapshot": t("Two dates"),
        "branch_id": t("Branch"),
        "customer_type": t("Customer type"),
        "tier": t("Tier"),
        SEGMENT: t.column(SEGMENT),
    }
    lacking = {SEGMENT: not t.segments, "snapshot": page.scope.before is None}
    offered = [name for name in OVERLAYS if not lacking.get(name)]
    by = st.segmented_control(
        t("Compare"),
        offered,
        default=offered[0],
        format_func=labels.__getitem__,
        key="compare_by",
        label_visibility="collapsed",
        required=True,
    )
    curves = questions.contribution_curves_by(
        page.engine, page.scope, measure=page.measure, dimension=by
    )
    if by == "snapshot":
        _two_dates(page, curves)
    else:
        _panels(page, shown, curves, by)


def _two_dates(page: Page, curves: pd.DataFrame) -> None:
    t, scope = page.t, page.scope
    days = pd.to_datetime(curves["part"]).dt.date
    names = (t.date(scope.at), t.date(scope.before))
    figure = figures_depth.overlay_figure(
        curves[days == scope.at], curves[days == scope.before], t, page.theme, names=names
    )
    alt = t("The curve on {at} over the curve on {before}", at=names[0], before=names[1])
    cards.chart(figure, page, key="overlay", alt=alt)


def _panels(page: Page, shown: "Answer", curves: pd.DataFrame, by: str) -> None:
    t = page.t
    known = curves.dropna(subset=["value_share"])
    parts = list(known["part"].drop_duplicates())[: figures_depth.PANELS]
    names = overview.names(page.engine, page.scope, by)
    labels = {
        part: depth_words.panel_title(
            t, names.get(part) or t.code(by, part), known[known["part"] == part]
        )
        for part in parts
    }
    figure = figures_depth.panels_figure(
        known.rename(columns={"part": "group"}), shown.curve, t, page.theme, labels=labels
    )
    note = t("The largest {count}; dashed: everybody in the selection.", count=len(parts))
    cards.chart(figure, page, key=f"panels_{by}", alt=note)
    st.html(f'<p class="tv-sub">{note}</p>')


def _history(page: Page, _shown: "Answer") -> None:
    """The top-20 % share over all snapshots of the grain."""
    t = page.t
    trend = questions.contribution_trend(page.engine, page.scope, measure=page.measure)
    known = trend[~trend["top20_share"].map(forms.is_missing)]
    if len(known) < 2:
        cards.empty(t, t("One date only: history begins with the next month."))
        return
    cards.section(t("Share of the best 20 % over time"))
    figure = figures_depth.trend_figure(known, t, page.theme, at=page.scope.at)
    cards.chart(figure, page, key="trend", alt=depth_words.trend_words(t, known))
    cards.actions(page, "contribution_trend", lambda: trend, question="contribution-trend")


def _stress(page: Page, shown: "Answer") -> None:
    """What is left if the best N customers, or named ones, leave."""
    t = page.t
    count = st.segmented_control(
        t("How many of the best leave"),
        [number for number in LEAVING if number < shown.customer_count],
        default=1 if shown.customer_count <= LEAVING[2] else LEAVING[2],
        format_func=lambda number: t("Best {count}", count=number),
        key="stress_count",
        required=True,
    )
    named = st.text_input(t("Or these customers, by id with spaces between"), key="stress_ids")
    ids = tuple(dict.fromkeys(named.replace(",", " ").replace("，", " ").split()))
    cases = questions.contribution_stress(
        page.engine,
        page.scope,
        measure=page.measure,
        best_count=0 if ids else count,
        customer_ids=ids,
    )
    _stress_answer(t, cases)


def _stress_answer(t: Text, cases: pd.DataFrame) -> None:
    before, after = cases.to_dict("records")
    cards.note(depth_words.stress_sentence(t, before, after), "info")
    lists.table(
        depth_words.stress_rows(t, before, after),
        [
            lists.Column(name="number", label=t("Number")),
            lists.Column(name="before", kind="given", label=t("Now")),
            lists.Column(name="after", kind="given", label=t("If they left")),
            lists.Column(name="change", kind="given", label=t("Change")),
        ],
        t,
    )
