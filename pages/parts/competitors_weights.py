"""What they offer beside what we do, feature by feature, with weights that can be changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from analytics.offer_features import DEFAULT_WEIGHTS
from pages.parts import cards, competitors_book, lists
from pages.parts import competitors_words as words
from pages.parts import format as forms
from pages.parts.competitors_talk import feature_word

if TYPE_CHECKING:
    from analytics.offers import Offer
    from pages.parts.shell import Page
    from pages.parts.text import Text

HIGHEST = 5.0


def of(page: Page) -> dict[str, float]:
    """The weights of the link over the usual ones: `price:3,fast:0`."""
    weights = {name: float(value) for name, value in DEFAULT_WEIGHTS.items()}
    for pair in (page.parameter("weights") or "").split(","):
        name, _, value = pair.partition(":")
        try:
            weight = float(value)
        except ValueError:
            continue
        if name in weights and 0 <= weight <= HIGHEST:
            weights[name] = weight
    return weights


def text_of(weights: Mapping[str, float]) -> str | None:
    """Weights as the link keeps them: only those that are not the usual ones."""
    changed = [
        f"{name}:{value:g}" for name, value in weights.items() if value != DEFAULT_WEIGHTS[name]
    ]
    return ",".join(changed) or None


def show(
    page: Page,
    ours: Offer,
    theirs: Offer,
    grid: pd.DataFrame,
    score: float,
) -> None:
    """The grid, its balance in a sentence, and the weights."""
    t = page.t
    cards.section(
        t("Not only the price"),
        t(
            "{ours} beside {theirs}",
            ours=competitors_book.called(ours),
            theirs=competitors_book.called(theirs),
        ),
    )
    cards.note(balance(t, grid, score))
    lists.table(rows(t, grid), columns(t), t)
    with st.expander(t("How much each feature counts"), key="competitors_weights"):
        _weights(page)


def balance(t: Text, grid: pd.DataFrame, score: float) -> str:
    """Who is ahead in how many features, and by how much with their weights. score: -1 to 1."""
    counts = grid["result"].value_counts()
    facts = {name: t.exact(int(counts.get(name, 0))) for name in ("win", "tie", "lose")}
    said = t("We are ahead in {win}, even in {tie}, behind in {lose} features.", **facts)
    by = t.decimal(abs(score) * 100, decimals=0)
    if abs(score) < words.SAME:
        weighed = t("By weight nobody is ahead.")
    elif score > 0:
        weighed = t("By weight we are ahead by {by} of 100.", by=by)
    else:
        weighed = t("By weight we are behind by {by} of 100.", by=by)
    return words.joined(t, said, weighed)


def rows(t: Text, grid: pd.DataFrame) -> pd.DataFrame:
    """The grid in words."""
    results = {"win": t("We are ahead"), "tie": t("Even"), "lose": t("We are behind")}
    return pd.DataFrame(
        [
            {
                "feature": feature_word(t, row["feature"]),
                "weight": t.decimal(row["weight"], decimals=1),
                "ours": value_word(t, row["feature"], row["ours"]),
                "theirs": value_word(t, row["feature"], row["theirs"]),
                "result": results[row["result"]],
                "gap": gap_word(t, row),
            }
            for row in grid.to_dict("records")
        ]
    )


def columns(t: Text) -> list[lists.Column]:
    """The columns of the grid."""
    return [
        lists.Column(name="feature", label=t("Feature")),
        lists.Column(name="ours", kind="given", label=t("Ours")),
        lists.Column(name="theirs", kind="given", label=t("Theirs")),
        lists.Column(name="result", label=t("Result")),
        lists.Column(name="gap", label=t("Gap")),
        lists.Column(name="weight", kind="given", label=t("Weight")),
    ]


def value_word(t: Text, feature: str, value: object) -> str:
    """What one side offers of a feature."""
    if forms.is_missing(value):
        return t("no limit") if feature in {"amount", "term"} else t("not said")
    if feature == "price":
        return words.rate(t, value)
    if feature == "amount":
        return t.money(value)
    if feature == "term":
        return t("{count} months", count=t.exact(value))
    if feature == "modes":
        return t.exact(value)
    return t("yes") if value else t("no")


def gap_word(t: Text, row: Mapping[str, object]) -> str:
    """Who is behind, and by how much where that is a number."""
    if row["result"] == "tie":
        return ""
    who = t("we are behind") if row["loser"] == "ours" else t("they are behind")
    if forms.is_missing(row["gap"]):
        return who
    size = abs(float(row["gap"]))
    if row["feature"] == "price":
        return t("{who} by {size}", who=who, size=words.gap(t, size))
    if row["feature"] == "amount":
        return t("{who} by {size}", who=who, size=t.money(size))
    if row["feature"] == "term":
        return t("{who} by {size}", who=who, size=t("{count} months", count=t.exact(size)))
    return who


def _weights(page: Page) -> None:
    """A number per feature, kept in the link."""
    t, weights = page.t, of(page)
    boxes = st.columns(3)
    for place, name in enumerate(weights):
        key = f"weight_{name}"
        st.session_state[key] = weights[name]

        def choose(name: str = name, key: str = key) -> None:
            changed = weights | {name: float(st.session_state[key] or 0.0)}
            page.set_parameter("weights", text_of(changed))

        boxes[place % len(boxes)].number_input(
            feature_word(t, name),
            min_value=0.0,
            max_value=HIGHEST,
            step=0.5,
            format="%.1f",
            key=key,
            on_change=choose,
        )
