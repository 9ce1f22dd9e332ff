"""What would other tier rules do? Try lines, see who would move, keep them or discard them."""

import streamlit as st

from data.problems import Problem
from pages.parts import (
    cards,
    policy_choice,
    policy_depth,
    policy_form,
    policy_ready,
    policy_save,
    policy_tiles,
    policy_view,
    policy_work,
    shell,
)
from pages.parts import policy_words as words

page = shell.open_page("Tier policy", parameters=policy_choice.PARAMETERS)
t = page.t
policy_save.told(page)
try:
    choice = policy_choice.read(page)
    policy_ready.resolve(page, choice)
except Problem as problem:
    cards.show_problem(words.worded(problem, t), t)
    st.stop()

shown, ready, heading = None, None, ""
if choice.draft is None:
    ready = policy_ready.place(page, choice)
else:
    shown = policy_work.replay(page, choice)
    heading = policy_view.head(page, choice, shown)
policy_form.show(page, choice)
if shown and shown.draft != shown.current:
    for sentence in words.notices(
        t, grain=page.snapshot["grain"], month=page.snapshot["month_date"], replay=shown
    ):
        cards.note(sentence)
    cards.tiles(policy_tiles.tiles(t, shown), t)
    policy_view.people(page, shown, heading)
    policy_view.what_to_do(page, choice, shown)
    policy_save.show(page, choice)
    policy_depth.show(page, choice, shown)
policy_save.versions(page, choice)
cards.definition(
    page,
    "policy/people",
    scope=page.scope.single,
    metric="policy-sizes",
    day=page.scope.at,
    customer_type=choice.kind,
)
if ready is not None:
    with ready:
        policy_ready.show(page, choice)
