"""An empty store: make the demo bank here and now, or go and load files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from data import stores
from data.release import Store
from pages.parts import cards, working

if TYPE_CHECKING:
    from pages.parts.text import Text

JOB = "demo-bank"
INVENTED = 0.5
"""From this share on the invented rows are being made into a release."""


def offer(t: Text) -> None:
    """The button that makes the demo bank, its progress, and the fresh page when it is there.

    Only into a store that holds nothing: where the pointer is lost, a bank's releases may lie.
    """
    if stores.shown() != stores.home() or Store(stores.home()).release_ids():
        return
    if working.outcome(JOB, t) is not None:
        working.forget(JOB)
        st.rerun()
    cards.note(
        t(
            "To look around, make the demo bank: 20,000 invented customers over 24 months. "
            "It takes about half a minute."
        )
    )
    st.button(t("Make the demo bank"), key="make_demo", type="primary", on_click=_start, args=(t,))


def _start(t: Text) -> None:
    folder = stores.home()

    def work(progress: Callable[[str, float], None]) -> object:
        from data.sample.plan import Plan  # noqa: PLC0415  a bank of its own never needs them
        from data.sample.write import build  # noqa: PLC0415

        def told(_stage: str, share: float) -> None:
            step = t("Inventing customers …") if share < INVENTED else t("Building the release …")
            progress(step, share)

        return build(Store(folder), Plan(), progress=told)

    working.start(JOB, work)
