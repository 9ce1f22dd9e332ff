"""What is in here, how good is it, and how does new data get in?"""

import streamlit as st

from data.problems import Problem
from pages.parts import (
    cards,
    ledger,
    parameters,
    quality_view,
    releases,
    shell,
    shell_words,
    unlocks,
    upload,
)

page = shell.open_page("Data", parameters=("section",), needs_release=False)
t = page.t
shell_words.lists(t)

SECTIONS = {
    "load": t("Load"),
    "quality": t("Quality"),
    "releases": t("History and releases"),
    "parameters": t("Rates and costs"),
    "ledger": t("Ledger and targets"),
    "more": t("Template and more tables"),
}
asked = page.parameter("section", "load")
st.session_state["section"] = asked if asked in SECTIONS else "load"
section = st.segmented_control(
    t("Section"),
    list(SECTIONS),
    format_func=SECTIONS.__getitem__,
    required=True,
    key="section",
    on_change=lambda: page.set_parameter("section", st.session_state["section"]),
    label_visibility="collapsed",
)

try:
    match section:
        case "load":
            upload.show(page)
        case "quality":
            quality_view.show(page)
        case "releases":
            releases.show(page)
        case "parameters":
            parameters.show(page)
        case "ledger":
            ledger.show(page)
        case _:
            unlocks.show_template(page)
            unlocks.show_tables(page)
except Problem as problem:
    cards.show_problem(problem, t)
