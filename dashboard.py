"""The front door: the weekly review, fifteen minutes from what was promised to what is next."""

import streamlit as st

from analytics import review_kpis
from data.problems import Problem
from pages.parts import (
    alerts_inbox,
    cards,
    estimate,
    notes,
    review_extras,
    review_findings,
    review_finish,
    review_list,
    review_meeting,
    review_promises,
    review_state,
    review_steps,
    review_view,
    shell,
)
from pages.parts import review_remembered as questions
from pages.parts import review_words as words

page = shell.open_page("Weekly review", parameters=("meeting", "part"))
t = page.t
review_view.dress()

try:
    state = review_state.read(page)
    tiles = questions.review_tiles(page.engine, page.scope)
except Problem as problem:
    cards.show_problem(problem, t)
    st.stop()

if view := review_meeting.view_of(page):
    review_meeting.show(page, state, view)
    st.stop()

review_view.head(page, state)
cards.headline(words.headline(t, tiles))
review_promises.line(page, state)
review_view.six(page, tiles)
estimate.badge(page)
review_findings.section(page, state)
review_list.section(page, state)
alerts_inbox.draw(page)
review_finish.button(page, state)

review_steps.section(page, state)
review_extras.goals(page)
notes.listed(page)
cards.definition(
    page,
    review_kpis.prepared("review/kpis", page.scope.single),
    scope=page.scope.single,
    metric="review-tiles",
)
