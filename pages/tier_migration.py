"""Who moved between tiers, where did the money go, and whom to contact?"""

import streamlit as st

from analytics import flows
from data.problems import Problem
from pages.parts import (
    cards,
    migration_choice,
    migration_depth,
    migration_people,
    migration_tiles,
    migration_view,
    shell,
)
from pages.parts import migration_words as words

page = shell.open_page("Tier migration", parameters=migration_choice.PARAMETERS)
t = page.t
choice = migration_choice.read(page)

try:
    answer = migration_view.answer(page, choice)
except Problem as problem:
    cards.show_problem(problem, t)
    migration_choice.ladder_controls(page, choice)
    migration_depth.sizes_only(page, choice)
    st.stop()

heading = words.headline(
    t,
    answer.changes,
    levels=choice.levels,
    dimension=choice.dimension,
    before=choice.scope.before,
)
cards.headline(heading)
migration_choice.ladder_controls(page, choice)
for sentence in words.notices(
    t,
    grain=page.snapshot["grain"],
    month=page.snapshot["month_date"],
    returned=answer.returned,
    restated=answer.restated,
):
    cards.note(sentence)
migration_view.large_move(page, choice, answer)
cards.tiles(migration_tiles.tiles(t, choice, answer.rates, answer.changes, answer.matrix), t)
migration_choice.segments(page, "view", migration_choice.VIEWS, choice.view, t("View"))
match choice.view:
    case "people":
        migration_view.people(page, choice, answer, heading)
    case "money":
        migration_view.money(page, choice, answer, heading)
    case _:
        migration_people.contact(page, choice)
migration_view.what_to_do(page, choice, answer)
migration_depth.show(page, choice, answer)
source, read = flows.source(page.engine, choice.scope, choice.counting)
cards.definition(
    page,
    source,
    scope=read,
    metric="migration-matrix",
    measure=choice.counting.measure,
    scheme=choice.counting.scheme,
    attrition=choice.counting.attrition,
    alive_state=flows.ALIVE_STATE[choice.counting.attrition],
)
