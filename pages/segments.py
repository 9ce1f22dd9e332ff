"""Which groups do our customers fall into, what does each bring, and what does it need?"""

import streamlit as st

from analytics.adopted import adopted as adopted_of
from data.problems import Problem
from pages.parts import (
    cards,
    segments_adopt,
    segments_cards,
    segments_choice,
    segments_depth,
    segments_lookalikes,
    segments_tiles,
    segments_view,
    segments_work,
    shell,
)
from pages.parts import segments_words as words

page = shell.open_page("Segments", parameters=segments_choice.PARAMETERS)
t = page.t
segments_adopt.told(page)
segments_adopt.behind(page)
choice = segments_choice.read(page)
try:
    segments_choice.customer_count(page, choice)
except Problem as problem:
    cards.show_problem(problem, t)
    segments_choice.kind_switch(page, choice)
    st.stop()
adopted = adopted_of(page.engine).get(choice.kind)
if not choice.run and adopted is None:
    segments_view.opening(page, choice)
    st.stop()

found = segments_work.found(page, choice, adopted)
if found is None:
    segments_view.failed(page, choice)
    st.stop()
if found.described is None:
    segments_view.nothing_clear(page, choice, found)
else:
    described = found.described
    portraits = described.portraits(t)
    pairs = segments_lookalikes.pairs(page, choice)
    heading = words.headline(t, choice.kind, portraits, described.measure)
    cards.headline(heading)
    segments_view.switches(page, choice, adopted=adopted is not None)
    segments_adopt.announcement(page, found, portraits)
    segments_view.notices(page, found)
    cards.tiles(segments_tiles.tiles(t, described, portraits, found.verdict, pairs), t)
    segments_view.people(page, described, portraits, heading)
    segments_cards.show(page, described, portraits)
    segments_view.what_to_do(page, words.steps(t, portraits, pairs))
    if choice.run:
        segments_adopt.show(page, choice, found)
    else:
        segments_adopt.kept(page, choice, described.segmentation)
segments_depth.show(page, choice, found)
cards.definition(
    page,
    "segments/sizes",
    scope=choice.scope.single,
    metric="segments",
    segmentation=found.segmentation,
    measure="contribution_ttm",
)
