"""What the migration page is asked to show: all of it in the URL, and the controls that set it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from analytics import overview
from analytics.flows import Counting
from data import contract
from pages.parts.text import sentence

if TYPE_CHECKING:
    from analytics.scope import Scope
    from pages.parts.shell import Page

PARAMETERS = ("view", "ladder", "lost", "kind", "money", "cell", "move", "list", "days")
VIEWS: Mapping[str, str] = {
    "people": sentence("Who rose and fell"),
    "money": sentence("Where the money went"),
    "contact": sentence("Whom to contact"),
}
LADDERS: Mapping[str, str] = {
    "TIER": sentence("Customer tier"),
    "VALUE3": sentence("By contribution"),
    "ACT3": sentence("Activity"),
    "GRADE": sentence("Composite grade"),
    "INC3": sentence("Income"),
}
LOST: Mapping[str, str] = {
    "valid": sentence("Lost: closed or no longer valid"),
    "closed": sentence("Lost: closed only"),
}
MONEY = ("aum_mavg", "deposit_mavg", "loan_mavg", "contribution_ttm")
CELLS: Mapping[str, str] = {
    "count": sentence("Customers"),
    "share": sentence("Share of the row"),
    "money": sentence("Amount"),
}
KINDS: Mapping[str, str] = {
    "personal": sentence("Personal"),
    "corporate": sentence("Companies"),
    "institution": sentence("Institutions"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is shown. scope: that of the page, of one customer type; ladders are never mixed."""

    view: str
    counting: Counting
    kind: str
    kinds: tuple[str, ...]
    cell: str
    move: str | None
    scope: Scope

    @property
    def dimension(self) -> str:
        """Whose codes the levels are."""
        return contract.SCHEMES[self.counting.scheme]

    @property
    def levels(self) -> tuple[str, ...]:
        """The ladder, lowest first."""
        return contract.LADDERS[self.counting.scheme][self.kind]


def read(page: Page) -> Choice:
    """What the URL asks for; what it asks for in vain falls back to the usual."""
    scheme = _known(page, "ladder", LADDERS, "TIER")
    usual = "contribution_ttm" if scheme == "VALUE3" else "aum_mavg"
    counting = Counting(
        scheme=scheme,
        attrition=_known(page, "lost", LOST, "valid"),
        measure=_known(page, "money", offered_money(page), usual),
    )
    kinds = kinds_in(page)
    kind = _known(page, "kind", kinds, kinds[0])
    scope = page.scope
    if len(kinds) > 1 or "customer_type" not in dict(scope.where):
        scope = scope.narrowed("customer_type", kind)
    return Choice(
        view=_known(page, "view", VIEWS, "people"),
        counting=counting,
        kind=kind,
        kinds=kinds,
        cell=_known(page, "cell", CELLS, "count"),
        move=page.parameter("move"),
        scope=scope,
    )


def ladder_controls(page: Page, choice: Choice) -> None:
    """Which ladder, whose, and who counts as lost: they change the whole page."""
    t = page.t
    with st.container(horizontal=True, vertical_alignment="center", key="ladder_row"):
        segments(page, "ladder", LADDERS, choice.counting.scheme, t("Ladder"), clears=("money",))
        kind_switch(page, choice.kinds, choice.kind)
        segments(page, "lost", LOST, choice.counting.attrition, t("Who counts as lost"))


def kind_switch(
    page: Page, kinds: Sequence[str], chosen: str, *, clears: Sequence[str] = ()
) -> None:
    """Whose customers, where there is a choice: one customer type at a time."""
    if len(kinds) > 1:
        named = {kind: KINDS[kind] for kind in kinds}
        segments(page, "kind", named, chosen, page.t("Customers"), clears=clears)


def segments(
    page: Page,
    name: str,
    options: Mapping[str, str],
    chosen: str,
    label: str,
    *,
    clears: Sequence[str] = (),
) -> None:
    """One choice of a few, kept in the URL under its name; `clears`: what no longer fits then."""
    t, key = page.t, f"choice_{name}"
    st.session_state[key] = chosen

    def choose() -> None:
        page.set_parameter(name, st.session_state[key])
        for other in ("move", *clears):
            page.set_parameter(other, None)

    st.segmented_control(
        label,
        list(options),
        format_func=lambda code: t(options[code]),
        key=key,
        required=True,
        on_change=choose,
        label_visibility="collapsed",
    )


def offered_money(page: Page) -> dict[str, str]:
    """Amounts that can have values on this date, with their names."""
    absent = set() if page.snapshot["loans_given"] else {"loan_mavg"}
    return {name: page.t.column(name) for name in MONEY if name not in absent}


def kinds_in(page: Page) -> tuple[str, ...]:
    """Customer types in scope, personal customers first."""
    asked = dict(page.scope.where).get("customer_type")
    known = asked or set(overview.scope_values(page.engine, "customer_type")["value"])
    return tuple(kind for kind in KINDS if kind in known) or ("personal",)


def _known(page: Page, name: str, options: Mapping[str, str] | Sequence[str], usual: str) -> str:
    asked = page.parameter(name)
    return asked if asked in options else usual
