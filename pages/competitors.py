"""What do rivals offer our customers, whom does it affect, and do we match it or let them go?"""

import streamlit as st

from data.problems import Problem
from pages.parts import (
    cards,
    competitors_affected,
    competitors_book,
    competitors_choice,
    competitors_compare,
    competitors_deposits,
    competitors_match,
    competitors_offers,
    competitors_source,
    shell,
)

page = shell.open_page("Competitors", parameters=competitors_choice.PARAMETERS)

try:
    book = competitors_book.read(page)
except Problem as problem:
    cards.show_problem(problem, page.t)
    st.stop()

choice = competitors_choice.read(page, book)
competitors_choice.view_switch(page, choice)
somebody = competitors_choice.anybody(page)
match choice.view:
    case "affected":
        if somebody:
            competitors_affected.show(page, book)
    case "match":
        competitors_match.show(page, book)
    case "deposits":
        competitors_deposits.show(page, book)
    case "book":
        competitors_offers.show(page, book)
    case _:
        competitors_offers.told()
        competitors_offers.waiting(page, book)
        competitors_compare.show(page, book)
competitors_source.definition(page, book, choice)
