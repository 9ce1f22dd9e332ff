"""What is to do for whom, what is late, and what came of it?"""

from datetime import date

import streamlit as st

from data.problems import Problem
from pages.parts import actions_board, actions_capacity, alerts_form, cards, notes, shell
from pages.parts import actions_words as words

page = shell.open_page("Actions", parameters=actions_board.PARAMETERS)
t, today = page.t, date.today()  # noqa: DTZ011 - the user's

try:
    board = actions_board.board(page, today)
except Problem as problem:
    cards.show_problem(problem, t)
    st.stop()

cards.headline(words.headline(t, board.actions, today))
if actions_board.unused_filters(page):
    cards.note(t("Actions go by branch, manager, tier and customer type; other filters wait."))
beyond = sum(each.id in board.reserve for each in board.actions)
cards.tiles(words.tiles(t, board.actions, beyond, today), t)
actions_board.show(page, board)
actions_board.managers(page, board)
notes.decisions(page)
alerts_form.manage(page)
cards.definition(
    page,
    "overview/manager_capacity",
    scope=page.scope.single,
    metric="manager-capacity",
    cap=board.caps[actions_capacity.BRANCH],
)
