"""The contribution page's moving parts: measure, curve, what is picked on it, and the people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from analytics import contribution as questions
from analytics import overview
from analytics.contribution import Selection
from analytics.relations import fits_cube
from data import identity
from pages.parts import cards, contribution_pick, figures, figures_contribution, lists
from pages.parts import contribution_words as words
from pages.parts.contribution_pick import Pick
from pages.parts.shell import Page
from pages.parts.text import Text

CURVE = "contribution_curve"
PAGE_SIZE = 10
MOST_ROWS = 10_000
"""A downloaded list ends here, as every answer does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the first layer shows. changes: metric -> its change; compared: since when, or None."""

    summary: words.Row
    curve: pd.DataFrame
    marks: pd.DataFrame
    changes: words.Changes
    compared: date | None

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
    changes = _changes(page)
    curve = questions.contribution_curve(engine, scope, measure=measure)
    return Answer(
        summary=questions.contribution_summary(engine, scope, measure=measure).iloc[0].to_dict(),
        curve=curve,
        marks=words.marks_of(curve),
        changes=changes,
        compared=scope.before if changes else None,
    )


def _changes(page: Page) -> words.Changes:
    if page.scope.before is None:
        return {}
    frame = questions.contribution_change(page.engine, page.scope, measure=page.measure)
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
    return tuple(name for name in words.MEASURES if name == page.measure or name not in absent)


def estimate_badge(page: Page) -> None:
    """Says that contribution is estimated, and leads to the parameters it was estimated with."""
    t = page.t
    if page.snapshot["contribution_source"] != "estimated" or not words.is_contribution(
        page.measure
    ):
        return
    label = (
        t("Contribution is estimated (system defaults): set your bank's rates and costs")
        if page.engine.facts()["default_parameters"]
        else t("Contribution is estimated with your bank's rates and costs")
    )
    st.page_link("pages/data.py", label=label, query_params=page.link(), icon=":material/tune:")


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
    _people(page, shown, picked)


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


def _people(page: Page, shown: Answer, picked: Pick | None) -> None:
    """The customers behind the pick, best first; their total equals the curve to the cent."""
    t = page.t
    first, last = (picked.first, picked.last) if picked else (0, shown.customer_count)
    asked = {"measure": page.measure, "selection": Selection(first=first + 1, last=last)}
    chosen = _chosen(page, shown, picked, asked)
    cards.section(
        words.people_title(t, picked, page.measure),
        words.people_note(t, chosen, shown.summary),
    )
    window = lists.paged(
        "people",
        last - first,
        t,
        page_size=PAGE_SIZE,
        scope_key=(page.scope, page.measure, first, last),
    )
    people = questions.contribution_customers(
        page.engine, page.scope, limit=window.limit, offset=window.offset, **asked
    )
    people = _named(page, people)
    lists.table(people, _columns(people, t, page.measure), t)

    def everyone() -> pd.DataFrame:
        rows = questions.contribution_customers(page.engine, page.scope, limit=MOST_ROWS, **asked)
        return words.people_file(t, rows, page.measure)

    cards.actions(
        page,
        "contribution_customers",
        everyone,
        figure_key=CURVE,
        summary=words.summary_text(t, shown.summary, shown.marks, heading=headline(page, shown)),
        question="contribution-customers",
    )


def _chosen(
    page: Page, shown: Answer, picked: Pick | None, asked: Mapping[str, object]
) -> words.Row:
    """How many are picked and what they bring; everybody is known from the summary."""
    if picked is None:
        total = shown.summary["total"]
        return {"customer_count": shown.customer_count, "value": total, "value_share": 1.0}
    return questions.contribution_selection(page.engine, page.scope, **asked).iloc[0].to_dict()


def _named(page: Page, people: pd.DataFrame) -> pd.DataFrame:
    """The list with names: masked ones of customers, plain ones of managers."""
    managers = overview.names(page.engine, page.scope, "manager_id")
    names = identity.display_names(page.store, page.release, list(people["customer_id"]))
    return people.assign(
        name=people["customer_id"].map(names),
        manager=people["manager_id"].map(lambda key: managers.get(key, key)),
    )


def headline(page: Page, shown: Answer) -> str:
    """The page's sentence."""
    return words.headline(
        page.t, shown.summary, shown.changes, measure=page.measure, before=shown.compared
    )


def _columns(people: pd.DataFrame, t: Text, measure: str) -> list[lists.Column]:
    """What the list shows of a customer; columns nobody has are left out."""
    branch = "branch_name" if people["branch_name"].notna().any() else "branch_id"
    columns = [
        lists.Column(name="rank", kind="count", label=t("Place")),
        lists.Column(name="customer_id", kind="id"),
        lists.Column(name="name", kind="name", label=t("Name")),
        lists.Column(name=branch, label=t("Branch")),
        lists.Column(name="manager", label=t("Manager")),
        lists.Column(name="tier", kind="code"),
        lists.Column(name="value", kind="money", label=t.column(measure)),
        lists.Column(name="value_share", kind="percent", decimals=2, label=t("Share")),
        lists.Column(
            name="cumulative_share", kind="percent", decimals=1, label=t("Share up to here")
        ),
    ]
    return [
        column for column in columns if column.kind == "money" or people[column.name].notna().any()
    ]


def what_to_do(page: Page, shown: Answer) -> None:
    """Two next steps that follow from the curve, with their numbers."""
    t, summary = page.t, shown.summary
    if not words.has_shares(summary) or shown.customer_count < words.FEW:
        return
    cards.section(t("What to do"))
    steps = "".join(
        f"<li>{escape(step)}</li>"
        for step in words.steps(t, summary, shown.marks, measure=page.measure)
    )
    st.html(f'<ul class="tv-prose">{steps}</ul>')
