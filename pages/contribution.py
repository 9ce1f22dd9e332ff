"""Who brings our contribution?"""

import streamlit as st

from data.problems import Problem
from pages.parts import cards, contribution_tiles, contribution_view, depth, estimate, shell
from pages.parts import contribution_words as words

page = shell.open_page("Contribution", parameters=("measure", "pick", "by"))
t = page.t

try:
    answer = contribution_view.answer(page)
except Problem as problem:
    cards.show_problem(problem, t)
    contribution_view.measure_choice(page)
    st.stop()

cards.headline(
    words.headline(t, answer.summary, answer.changes, measure=page.measure, before=answer.compared)
)
if words.is_contribution(page.measure):
    estimate.badge(page)
for sentence, kind in words.notices(
    t,
    answer.summary,
    page.snapshot,
    compared=answer.compared is not None,
    few=answer.few,
    measure=page.measure,
):
    cards.note(sentence, kind)
finding = words.large_move(t, answer.changes, page.measure)
if finding:
    cards.note(finding, "caution")
cards.tiles(
    contribution_tiles.tiles(
        t, answer.summary, answer.changes, measure=page.measure, before=answer.compared
    ),
    t,
)
contribution_view.curve_head(page)
contribution_view.curve_and_people(page, answer)
contribution_view.what_to_do(page, answer)
depth.contribution(page, answer)
cards.definition(
    page,
    contribution_view.source(page),
    scope=page.scope.single,
    metric="contribution-summary",
    measure=page.measure,
)
