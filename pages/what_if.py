"""What if? Ready questions first; then any customers beside any others, and scenarios."""

import streamlit as st

from data.problems import Problem
from pages.parts import cards, population_view, shell, what_if_choice
from pages.parts import population_words as words

page = shell.open_page("What if", parameters=what_if_choice.PARAMETERS)
t = page.t
shown = what_if_choice.view(page)

try:
    everybody = what_if_choice.everybody(page)
except Problem as problem:
    cards.show_problem(problem, t)
    st.stop()

heading = st.container(key="what_if_heading")
what_if_choice.view_switch(page, shown)
match shown:
    case "customers":
        population_view.show(page, heading)
    case _:
        with heading:
            cards.headline(words.opening(t, everybody))
        what_if_choice.more(page)
