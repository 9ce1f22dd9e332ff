"""What the segments page is asked to show: all of it in the URL, and the switches that set it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from analytics.problems import EmptyScope
from data.segment_features import FEATURES
from pages.parts import migration_choice
from pages.parts.text import sentence

if TYPE_CHECKING:
    from analytics.scope import Scope
    from pages.parts.shell import Page

PARAMETERS = ("run", "kind", "k", "features", "amounts", "pick", "who", "pair", "cell", "move")
PICKS = ("pick", "who", "pair", "cell", "move")
"""What was picked on a result, and does not fit another one."""

MIN_K, MAX_K = 2, 10
TRANSFORMS: Mapping[str, str] = {
    "log": sentence("By size (logarithm)"),
    "rank": sentence("By rank"),
}
WHO: Mapping[str, str] = {
    "members": sentence("Customers of the segment"),
    "above": sentence("Bank like a higher tier"),
    "below": sentence("Bank like a lower tier"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is shown. scope: that of the page, of one customer type.

    run: whether segments were asked for. k: by hand, None for the recommended number. features:
    chosen by hand, None for the usual ones. amounts: how money is transformed. pick: the code of a
    segment, None for none. who: which list stands under it; pair: `tier>tier` of the look-alikes.
    cell, move: `tier>code` and `code>code` of the tables in depth.
    """

    scope: Scope
    kind: str
    kinds: tuple[str, ...]
    run: bool
    k: int | None
    features: tuple[str, ...] | None
    amounts: str
    pick: str | None
    who: str
    pair: str | None
    cell: str | None
    move: str | None

    @property
    def text(self) -> str:
        """The options of the fit, as they are always written."""
        chosen = "" if self.features is None else ",".join(self.features)
        return f"k={self.k or 'auto'};features={chosen or 'usual'};amounts={self.amounts}"

    @property
    def is_usual(self) -> bool:
        """Whether nothing was chosen by hand."""
        return self.k is None and self.features is None and self.amounts == "log"


def read(page: Page) -> Choice:
    """What the URL asks for; what it asks for in vain falls back to the usual."""
    kinds = migration_choice.kinds_in(page)
    kind = page.parameter("kind")
    kind = kind if kind in kinds else kinds[0]
    amounts, who = page.parameter("amounts"), page.parameter("who")
    return Choice(
        scope=page.scope.narrowed("customer_type", kind),
        kind=kind,
        kinds=kinds,
        run=page.parameter("run") == "1",
        k=_number(page),
        features=_features(page),
        amounts=amounts if amounts in TRANSFORMS else "log",
        pick=page.parameter("pick"),
        who=who if who in WHO else "members",
        pair=page.parameter("pair"),
        cell=page.parameter("cell"),
        move=page.parameter("move"),
    )


def customer_count(page: Page, choice: Choice) -> int:
    """How many customers of the type there are to be segmented.

    Raises:
        EmptyScope: none.
    """
    types = page.engine.ask("segments/types", choice.scope.single)
    if types.empty:
        raise EmptyScope(date=choice.scope.at.isoformat())
    return int(types["customer_count"].sum())


def _number(page: Page) -> int | None:
    asked = page.parameter("k") or ""
    is_number = asked.isascii() and asked.isdecimal()
    return int(asked) if is_number and MIN_K <= int(asked) <= MAX_K else None


def _features(page: Page) -> tuple[str, ...] | None:
    """The features of the link in the order of the catalogue; unknown ones are left out."""
    asked = set((page.parameter("features") or "").split(","))
    return tuple(name for name in FEATURES if name in asked) or None


def find(page: Page) -> None:
    """Ask for segments: what runs is the link's."""
    page.set_parameter("run", "1")
    for name in PICKS:
        page.set_parameter(name, None)


def back(page: Page) -> None:
    """Back to how the page opens, with the same customers."""
    for name in PARAMETERS:
        if name != "kind":
            page.set_parameter(name, None)


def kind_switch(page: Page, choice: Choice) -> None:
    """Whose segments: every customer type has its own."""
    clears = ("k", "features", *PICKS)
    migration_choice.kind_switch(page, choice.kinds, choice.kind, clears=clears)


def segment_pills(page: Page, names: Mapping[str, str], chosen: str) -> None:
    """Which segment's customers the list shows; a figure's click does the same."""
    key = "choice_pick"
    st.session_state[key] = chosen

    def choose() -> None:
        page.set_parameter("pick", st.session_state[key])

    st.pills(
        page.t("Segment"),
        list(names),
        format_func=names.__getitem__,
        key=key,
        on_change=choose,
        label_visibility="collapsed",
        required=True,
        wrap=True,
    )
