"""The second layer of the segments page, in tabs. Drawn only when open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from data import contract
from pages.parts import (
    cards,
    figures_segments,
    lists,
    segments_alt,
    segments_form,
    segments_people,
    segments_squares,
    segments_tables,
    shell,
)
from pages.parts import segments_remembered as questions
from pages.parts import segments_words as words
from pages.parts.segments_labels import name_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pages.parts.figures_segments import Square
    from pages.parts.segments_choice import Choice
    from pages.parts.segments_memory import Found
    from pages.parts.shell import Page

Section = Callable[["Page", "Choice", "Found"], None]


@st.fragment
def show(page: Page, choice: Choice, found: Found) -> None:
    """Everything behind the one switch, in tabs."""
    t = page.t
    if not cards.in_depth(page):
        return
    sections: dict[str, Section] = {}
    if found.fit is not None:
        sections[t("How many groups")] = _candidates
    else:
        sections[t("Since adoption")] = _since
    if found.described is not None:
        sections |= {
            t("Profile"): _profile,
            t("Map"): _map,
            t("Tiers and groups"): _tiers,
            t("Who changed group"): _moves,
        }
    if found.matching is not None:
        sections[t("Beside the adopted ones")] = _matching
    sections[t("Choose yourself")] = _form
    cards.tabs(page, sections, choice, found, key="segments_tabs", worded=words.worded)


def _names(page: Page, found: Found) -> dict[str, str]:
    return {each.code: name_word(page.t, each) for each in found.described.segmentation.segments}


def _candidates(page: Page, _choice: Choice, found: Found) -> None:
    t, fit = page.t, found.fit
    cards.section(
        t("Every number of groups, judged"),
        t(
            "Recommended is a number only if every group comes back in 50 resamples (mean Jaccard "
            "0.75 and more) and the silhouette exceeds that of 20 sets of customers with the same "
            "features and correlations, but without groups. Among those the best sum of ranks over "
            "the four scores wins."
        ),
    )
    table = segments_tables.candidates(t, fit)
    lists.table(table.rows, table.columns, t, highlight=segments_tables.chosen_row(fit))
    if found.described is not None:
        cards.section(
            t("Stability of each group"),
            t("Below 0.60 a group dissolves, from 0.75 it is fair, from 0.85 reliable."),
        )
        table = segments_tables.stability(t, found.described.segmentation)
        lists.table(table.rows, table.columns, t)
    cards.section(
        t("What the groups were made of"),
        t(
            "{count} customers were learned from, {open} are in the selection. Who lacks a feature "
            "is in no group; nothing is filled in.",
            count=t.exact(fit.sample_count),
            open=t.exact(fit.open_count),
        ),
    )
    left_out = {
        name: cards.problem_text(words.worded(problem, t), t)
        for name, problem in fit.left_out.items()
    }
    table = segments_tables.features(t, fit, left_out)
    with st.container(key="wrapped_features"):
        lists.table(table.rows, table.columns, t)


def _since(page: Page, _choice: Choice, found: Found) -> None:
    t, segmentation = page.t, found.segmentation
    shares = found.described.shares
    counts = dict(zip(shares["code"], shares["customer_count"].astype(int), strict=True))
    cards.section(
        t("Sizes then and now"),
        t(
            "Then: everybody the segments were learned for. Now: the customers selected above. To "
            "see whether the groups themselves have changed, find segments again."
        ),
    )
    table = segments_tables.since_adoption(t, segmentation, counts)
    lists.table(table.rows, table.columns, t)
    cards.section(
        t("Stability of each group"),
        t("Below 0.60 a group dissolves, from 0.75 it is fair, from 0.85 reliable."),
    )
    table = segments_tables.stability(t, segmentation)
    lists.table(table.rows, table.columns, t)


def _profile(page: Page, _choice: Choice, found: Found) -> None:
    t, names = page.t, _names(page, found)
    cards.section(
        t("Every feature in every group"),
        t(
            "What is typical of the group; the stronger the colour, the further from the average "
            "customer: blue above, amber below."
        ),
    )
    rows, squares = segments_squares.profile(t, found.heat, names)
    _squares(page, rows, list(names.values()), squares, key="segments_profile", alt=t("Profile"))
    cards.actions(
        page,
        "segment_heat",
        lambda: found.heat,
        figure_key="segments_profile",
        question="segment-heat",
    )


def _map(page: Page, _choice: Choice, found: Found) -> None:
    t, names, chart = page.t, _names(page, found), found.chart
    cards.section(
        t("Customers as a map"),
        t(
            "The two principal components of the features, with {share} of all differences; "
            "{count} customers drawn. Who stands near another banks alike.",
            share=t.percent(
                float(chart.axes.drop_duplicates("axis")["variance_share"].sum()), decimals=0
            ),
            count=t.exact(len(chart.points)),
        ),
    )
    view = figures_segments.MapView(
        names=names,
        axes=(words.axis_words(t, chart.axes, "x"), words.axis_words(t, chart.axes, "y")),
        narrow=shell.is_narrow(),
    )
    points = chart.points.rename(columns={"segment": "code"})
    figure = figures_segments.map_figure(points, t, page.theme, view=view)
    cards.chart(
        figure, page, key="segments_map", alt=segments_alt.map_words(chart.points, t, names)
    )
    cards.actions(page, "segments_map", figure_key="segments_map")


def _tiers(page: Page, choice: Choice, found: Found) -> None:
    t, names, segmentation = page.t, _names(page, found), found.described.segmentation
    answer = questions.tiers(page.engine, choice.scope, segmentation=segmentation)
    cards.section(
        t("Which tier, which group"),
        t("Customers, and their share of the tier. Click a cell to see its customers."),
    )
    levels = contract.LADDERS["TIER"][choice.kind]
    rows, squares = segments_squares.tiers(t, answer, levels, names)
    picked = page.parameter("cell")
    _squares(
        page,
        rows,
        list(names.values()),
        squares,
        key="segments_tiers",
        alt=t("Table of tiers and groups"),
        parameter="cell",
    )
    cell = answer[(answer["tier"] + ">" + answer["segment"]) == picked]
    if len(cell):
        tier, segment = str(picked).split(">")
        cards.section(f"{segments_squares.tier_word(t, tier)} · {names[segment]}")
        count = int(cell["customer_count"].iloc[0])
        segments_people.members_of_tier(
            page, choice, found.described, tier=tier, segment=segment, count=count
        )
    cards.actions(page, "segment_tier", lambda: answer, question="segment-tier")


def _moves(page: Page, choice: Choice, found: Found) -> None:
    t, names, segmentation = page.t, _names(page, found), found.described.segmentation
    answer = questions.movers(page.engine, choice.scope.pair, segmentation=segmentation)
    cards.section(
        t(
            "From {before} to {date} by the same rules",
            before=t.date(choice.scope.before),
            date=t.date(choice.scope.at),
        ),
        t("Rows: where customers were; columns: where they are. Click a cell to see who."),
    )
    rows, columns, squares = segments_squares.moves(t, answer, names)
    _squares(
        page,
        rows,
        columns,
        squares,
        key="segments_moves",
        alt=t("Table of moves between groups"),
        parameter="move",
    )
    picked = page.parameter("move")
    cell = answer[(answer["from_segment"] + ">" + answer["to_segment"]) == picked]
    if len(cell):
        count = int(cell["customer_count"].iloc[0])
        segments_people.movers(
            page, choice, found.described, move=str(picked), count=count, names=names
        )
    cards.actions(page, "segment_moves", lambda: answer, question="segment-movers")


def _squares(  # noqa: PLR0913 - a figure with its place in the URL
    page: Page,
    rows: Sequence[str],
    columns: Sequence[str],
    squares: Sequence[Square],
    *,
    key: str,
    alt: str,
    parameter: str | None = None,
) -> None:
    view = figures_segments.SquaresView(
        rows=rows,
        columns=columns,
        picked=page.parameter(parameter) if parameter else None,
        narrow=shell.is_narrow(),
    )
    figure = figures_segments.squares_figure(squares, page.t, page.theme, view=view)
    cards.chart(figure, page, key=key, alt=alt, pick=parameter)


def _matching(page: Page, _choice: Choice, found: Found) -> None:
    t = page.t
    cards.section(
        t("The new fit beside the adopted segments"),
        t("Matched by the customers they share; what is kept keeps its name and code."),
    )
    table = segments_tables.matching(t, found.matching)
    lists.table(table.rows, table.columns, t)


def _form(page: Page, choice: Choice, found: Found) -> None:
    segments_form.show(page, choice, found)
