"""The front door: where the bank stands, and the state of the data behind it."""

import streamlit as st

from analytics import overview
from data.problems import Problem
from pages.parts import cards, estimate, lists, shell
from pages.parts import overview_words as words

page = shell.open_page("Overview")
t, scope = page.t, page.scope

try:
    answer = overview.headline(page.engine, scope)
except Problem as problem:
    cards.show_problem(problem, t)
    st.stop()

numbers = words.by_date(answer)
frame, columns = words.rows(numbers, scope, t)

cards.headline(words.headline(numbers, scope, t))
cards.tiles(words.tiles(numbers, scope, t), t)
estimate.badge(page)
shell.next_page(page, "contribution", t("Who brings our contribution?"))

cards.section(t("The bank in numbers"))
lists.table(frame, columns, t)
cards.actions(page, "overview", answer, summary=words.summary(frame, columns), question="headline")

cards.section(t("The state of the data"))
state = words.state_of_data(page.engine.snapshots(), page.snapshot, page.engine.facts(), t)
cards.facts(state | {t("Data quality"): words.quality_text(page.engine.quality(), t)})
shell.next_page(page, "data", t("Quality, releases and parameters"))
cards.definition(
    page,
    overview.source(scope),
    scope=scope.single,
    metric="headline",
    valid_aum=overview.VALID_AUM,
)
