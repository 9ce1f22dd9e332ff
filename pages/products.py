"""Who holds which of our products, what comes next, what falls due, and where is room to grow?"""

import streamlit as st

from data.problems import Problem
from pages.parts import (
    cards,
    products_choice,
    products_depth,
    products_tiles,
    products_view,
    shell,
)
from pages.parts import products_remembered as questions
from pages.parts import products_words as words

page = shell.open_page("Products", parameters=products_choice.PARAMETERS)
t = page.t
choice = products_choice.read(page)
try:
    summary = products_view.summary(page, choice)
except Problem as problem:
    products_view.missing(page, choice, problem)
    st.stop()

before = choice.scope.before
heading = words.headline(t, choice.kind, summary, before)
cards.headline(heading)
products_choice.kind_switch(page, choice)
sizes = questions.maturing_sizes(page.engine, choice.scope)
kept = products_view.kept(page, choice)
cards.tiles(products_tiles.tiles(t, summary, sizes, kept, before), t)
products_choice.view_switch(page, choice)
products_view.show(page, heading)
products_depth.show(page)
products_view.define(page, choice)
