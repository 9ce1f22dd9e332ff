"""The analyst's form: features, transform and number of groups by hand, written into the URL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from data.segment_features import FEATURES, default_features
from pages.parts import cards, segments_choice
from pages.parts.segments_choice import MAX_K, MIN_K, TRANSFORMS
from pages.parts.segments_labels import feature_word
from pages.parts.text import Text, sentence

if TYPE_CHECKING:
    from pages.parts.segments_choice import Choice
    from pages.parts.segments_memory import Found
    from pages.parts.shell import Page

GROUPS: Mapping[str, tuple[str, str]] = {
    "behaviour": (sentence("How they bank"), ""),
    "leaks": (
        sentence("What the tier is made of"),
        sentence("Off by default: groups would only repeat the tiers."),
    ),
    "protected": (
        sentence("Who they are"),
        sentence(
            "Off by default: age, gender and family describe a person, not what they do with the "
            "bank. Use them only where compliance allows it."
        ),
    ),
}


def group_of(name: str, kind: str) -> str:
    """Which group of the form a feature stands in."""
    feature = FEATURES[name]
    if feature.protected:
        return "protected"
    return "leaks" if kind in feature.leaks else "behaviour"


def offered(kind: str) -> dict[str, tuple[str, ...]]:
    """Group -> its features, in the order of the catalogue."""
    return {
        group: tuple(name for name in FEATURES if group_of(name, kind) == group) for group in GROUPS
    }


def written(kind: str, chosen: Sequence[str], k: str, amounts: str) -> dict[str, str | None]:
    """The parameters of the URL that a form stands for; the usual ones are left out."""
    names = tuple(name for name in FEATURES if name in chosen)
    usual = set(names) == set(default_features(kind)) or not names
    return {
        "run": "1",
        "features": None if usual else ",".join(names),
        "k": None if k == "auto" else k,
        "amounts": None if amounts == "log" else amounts,
    }


def show(page: Page, choice: Choice, found: Found) -> None:
    """The form; sending it computes with what was chosen."""
    t = page.t
    missing = {} if found.fit is None else found.fit.missing
    cards.section(
        t("Make the groups yourself"),
        t("What you choose is in the link. The method judges it in the same way."),
    )
    on = choice.features or default_features(choice.kind)
    with st.form("segments_form", border=False):
        chosen = [
            name
            for group, names in offered(choice.kind).items()
            for name in _group(t, group, names, on, missing)
        ]
        k = st.segmented_control(
            t("Number of groups"),
            ["auto", *(str(number) for number in range(MIN_K, MAX_K + 1))],
            default=str(choice.k or "auto"),
            format_func=lambda number: t("recommended") if number == "auto" else number,
            key="form_k",
            required=True,
        )
        amounts = st.segmented_control(
            t("Compare amounts"),
            list(TRANSFORMS),
            default=choice.amounts,
            format_func=lambda code: t(TRANSFORMS[code]),
            key="form_amounts",
            required=True,
        )
        sent = st.form_submit_button(t("Find segments with these"), type="primary")
    if sent:
        for name, value in written(choice.kind, chosen, str(k), str(amounts)).items():
            page.set_parameter(name, value)
        for name in segments_choice.PICKS:
            page.set_parameter(name, None)
        st.rerun()


def _group(
    t: Text, group: str, names: Sequence[str], on: Sequence[str], missing: Mapping[str, int]
) -> list[str]:
    title, why = GROUPS[group]
    chosen = st.pills(
        t(title),
        names,
        selection_mode="multi",
        default=[name for name in names if name in on],
        format_func=lambda name: _label(t, name, missing.get(name, 0)),
        key=f"form_{group}",
        wrap=True,
    )
    if why:
        st.html(f'<p class="tv-sub">{t(why)}</p>')
    return list(chosen)


def _label(t: Text, name: str, missing: int) -> str:
    if not missing:
        return feature_word(t, name)
    return t("{feature} ({count} lack it)", feature=feature_word(t, name), count=t.exact(missing))
