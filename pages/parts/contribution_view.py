"""The contribution page's moving parts: measure, curve, what is picked on it, and the people."""

from dataclasses import dataclass
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from analytics.contribution import Judgement, bank_judgement
from analytics.relations import fits_cube
from data import contract
from pages.parts import (
    cards,
    contribution_people,
    contribution_pick,
    figures,
    figures_contribution,
)
from pages.parts import contribution_words as words
from pages.parts import remembered as questions
from pages.parts.contribution_pick import Pick
from pages.parts.shell import Page

CURVE = "contribution_curve"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the first layer shows. changes: metric -> its change; compared: since when, or None.

    few: below so many customers nothing is judged (the bank's `min_cell`).
    """

    summary: words.Row
    curve: pd.DataFrame
    marks: pd.DataFrame
    changes: words.Changes
    compared: date | None
    few: float

    @property
    def customer_count(self) -> int:
        """Customers in the curve."""
        return int(self.summary["customer_count"])


def answer(page: Page) -> Answer:
    """Everything above the list, for the page's scope and measure.

    Raises:
        Problem: nobody in scope, or the measure was not provided.
    """
    engine, scope, measure = page.engine, page.scope, page.measure
    judgement = bank_judgement(engine, scope)
    changes = _changes(page, judgement)
    curve = questions.contribution_curve(engine, scope, measure=measure)
    return Answer(
        summary=questions.contribution_summary(engine, scope, measure=measure).iloc[0].to_dict(),
        curve=curve,
        marks=words.marks_of(curve),
        changes=changes,
        compared=scope.before if changes else None,
        few=judgement.min_cell,
    )


def _changes(page: Page, judgement: Judgement) -> words.Changes:
    if page.scope.before is None:
        return {}
    frame = questions.contribution_change(
        page.engine, page.scope, measure=page.measure, judgement=judgement
    )
    return {row["metric"]: row for row in frame.to_dict("records")}


def source(page: Page) -> str:
    """The SQL file behind the curve: prepared buckets where they fit the scope."""
    prepared = fits_cube(page.scope.single, page.measure)
    return "contribution/buckets_cube" if prepared else "contribution/buckets"


def measure_choice(page: Page) -> None:
    """What the curve cumulates; kept in the URL."""
    t = page.t
    key = "measure_choice"
    st.session_state[key] = page.measure

    def choose() -> None:
        page.set_parameter("measure", st.session_state[key])

    st.selectbox(
        t("Cumulate"),
        list(_offered(page)),
        key=key,
        format_func=t.column,
        on_change=choose,
        width=260,
        label_visibility="collapsed",
        filter_mode=None,
    )


def _offered(page: Page) -> tuple[str, ...]:
    """Measures that can have values on this date; the one in the URL always."""
    known = page.snapshot
    absent = set() if known["loans_given"] else {"loan_mavg"}
    if known["aum_source"] == "eop":
        absent.add("aum_mavg")
    return tuple(name for name in contract.MEASURES if name == page.measure or name not in absent)


def curve_head(page: Page) -> None:
    """The heading of the curve and its measure, which changes the whole page."""
    t = page.t
    with st.container(horizontal=True, vertical_alignment="bottom", key="curve_head"):
        cards.section(t("Cumulative curve"), t("Click the curve: the best customers up to there."))
        measure_choice(page)


@st.fragment
def curve_and_people(page: Page, shown: Answer) -> None:
    """The curve, what is picked on it, and the people behind; a pick reruns only this."""
    picked = contribution_pick.read(
        page.parameter("pick"),
        customer_count=shown.customer_count,
        negative_count=int(shown.summary["negative_count"]),
    )
    _curve(page, shown, picked)
    _pick_row(page, shown, picked)
    contribution_people.people(
        page,
        shown.summary,
        picked,
        summary_text=words.summary_text(
            page.t, shown.summary, shown.marks, heading=headline(page, shown)
        ),
        figure_key=CURVE,
    )


def _curve(page: Page, shown: Answer, picked: Pick | None) -> None:
    t = page.t
    if words.has_shares(shown.summary):
        view = figures_contribution.CurveView(
            measure=page.measure,
            selected=(picked.first, picked.last) if picked else None,
            drawing=bool(st.session_state.get("drawing")),
        )
        figure = figures_contribution.curve_figure(
            shown.curve, shown.marks, t, page.theme, view=view
        )
    else:
        figure = figures_contribution.amounts_figure(
            shown.curve, t, page.theme, measure=page.measure
        )

    def choose() -> None:
        _pick(page, contribution_pick.from_event(st.session_state[CURVE], shown.curve))

    st.plotly_chart(
        figure,
        key=CURVE,
        theme=None,
        config=figures.figure_config(t, select=True),
        alt=words.curve_words(t, shown.summary, shown.marks),
        on_select=choose,
        selection_mode=("points", "box", "lasso"),
    )


def _pick(page: Page, name: str | None) -> None:
    """Writes a pick into the URL; the same one again clears it."""
    page.set_parameter("pick", None if name == page.parameter("pick") else name)


def _pick_row(page: Page, shown: Answer, picked: Pick | None) -> None:
    """The ready picks, and the one drawn on the curve; a second click clears."""
    t, key = page.t, "pick_choice"
    losing = [contribution_pick.LOSS] if shown.summary["negative_count"] else []
    ready = [*contribution_pick.MARKS, *losing]
    if picked and picked.name not in ready:
        ready.append(picked.name)
    st.session_state[key] = picked.name if picked else None

    def choose() -> None:
        page.set_parameter("pick", st.session_state[key])

    with st.container(horizontal=True, vertical_alignment="center", key="pick_row"):
        st.pills(
            t("Customers"),
            ready,
            key=key,
            format_func=lambda name: words.pick_label(t, name, page.measure, picked),
            on_change=choose,
            label_visibility="collapsed",
            wrap=True,
        )
        if words.has_shares(shown.summary):
            st.toggle(t("Draw a stretch of the curve"), key="drawing")


def headline(page: Page, shown: Answer) -> str:
    """The page's sentence."""
    return words.headline(
        page.t, shown.summary, shown.changes, measure=page.measure, before=shown.compared
    )


def what_to_do(page: Page, shown: Answer) -> None:
    """Two next steps that follow from the curve, with their numbers."""
    t, summary = page.t, shown.summary
    if not words.has_shares(summary) or shown.customer_count < shown.few:
        return
    cards.section(t("What to do"))
    steps = "".join(
        f"<li>{escape(step)}</li>"
        for step in words.steps(t, summary, shown.marks, measure=page.measure)
    )
    st.html(f'<ul class="tv-prose">{steps}</ul>')
