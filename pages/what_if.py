"""What if? Ready questions first; then any customers beside any others, and scenarios."""

import streamlit as st

from data.problems import Problem
from pages.parts import (
    cards,
    population_view,
    shell,
    what_if_choice,
    what_if_ready,
    what_if_scenarios,
)
from pages.parts import population_words as words

page = shell.open_page("What if", parameters=what_if_choice.PARAMETERS)
t = page.t

try:
    everybody = what_if_choice.everybody(page)
except Problem as problem:
    cards.show_problem(problem, t)
    st.stop()

shown = what_if_choice.view(page)
what_if_choice.view_switch(page, shown)
match shown:
    case "customers":
        population_view.show(page, everybody)
    case "scenarios":
        what_if_scenarios.scenarios(page)
    case _:
        cards.headline(words.question(t, everybody))
        ready = st.container()
        what_if_choice.more(page)
        cards.definition(
            page,
            "scenarios/cells",
            scope=page.scope.single,
            metric="scenario-result",
            scheme="TIER",
        )
        with ready:
            what_if_ready.ready(page)
