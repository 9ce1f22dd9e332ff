"""The words of this dashboard, in both languages."""

import pandas as pd
import streamlit as st

from pages.parts import cards, lists, shell
from pages.parts.glossary import TERMS

page = shell.open_page("Help", needs_release=False)
t = page.t

cards.headline(t("How to read the pages, and the words they use."))
cards.bullets(
    [
        t("The bar on top says whose numbers you see; it follows you and lives in the link."),
        t("Every number opens its customers, and their list adds up to it."),
        t("A verdict says whether a change is more than chance: clearly up, clearly down, normal."),
        t("“In depth” opens intervals and decompositions; without it the page says what matters."),
        t("Customer data change every day: a page always shows one date and compares it with one."),
        t("One click under a list makes actions; their page tells what is late and how it went."),
        t("Notes and decisions go into files and the pack; “Views” keeps a page as you like it."),
        t("Alerts tell on the home page who newly meets a condition since the data before."),
    ]
)

wanted = st.text_input(
    t("Search"), placeholder=t("A word in either language"), label_visibility="collapsed"
)
for topic, terms in TERMS.items():
    found = [pair for pair in terms if wanted.lower() in " ".join(pair).lower()]
    if found:
        cards.section(t(topic))
        words = pd.DataFrame(found, columns=["english", "chinese"])
        columns = [
            lists.Column(name="chinese", label=t("Chinese word"), language="zh-CN"),
            lists.Column(name="english", label=t("English word"), language="en"),
        ]
        lists.table(words, columns, t)
