"""The badge of an estimated contribution: on every page that shows one."""

import streamlit as st

from pages.parts.shell import Page


def badge(page: Page) -> None:
    """Says that contribution is estimated, and leads to the parameters it was estimated with."""
    t = page.t
    if page.snapshot["contribution_source"] != "estimated":
        return
    label = (
        t("Estimated (system defaults): set your bank's rates and costs")
        if page.engine.facts()["default_parameters"]
        else t("Estimated with your bank's rates and costs")
    )
    with st.container(key="estimate_badge"):
        st.page_link(
            "pages/data.py",
            label=t("Contribution: {how}", how=label),
            query_params=page.link(section="parameters"),
            icon=":material/tune:",
        )
