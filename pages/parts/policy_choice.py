"""What the policy page is asked to show: all of it in the URL, and the switches that set it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import streamlit as st

from analytics.flows import Counting
from analytics.policy_draft import Draft
from analytics.policy_load import MAX_CAPACITY
from analytics.policy_rules import draft_of, policy_in_force
from analytics.problems import EmptyScope, NotProvided, UnknownOption, UnreadableOption
from data.policy import PRESETS
from data.problems import Problem
from pages.parts import migration_choice, shell
from pages.parts import remembered as questions
from pages.parts.policy_memory import READY, Asked
from pages.parts.policy_text import draft_text, kind_of
from pages.parts.text import sentence

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.shell import Page
    from pages.parts.text import Text

PARAMETERS = ("kind", "draft", "capacity", "ready", "show", "move")
IN_FORCE, OWN = "policy", "own"
SAVED = "policy-saved"
"""The day from which the version saved last holds, told until something else is tried."""
SHOWN: Mapping[str, str] = {
    "sizes": sentence("Size of the tiers"),
    "moves": sentence("Now against the draft"),
}
SETS: Mapping[str, str] = {
    IN_FORCE: sentence("Current policy"),
    "natural": sentence("Natural breaks"),
    "capacity": sentence("What managers can carry"),
    "stable": sentence("Fewest ups and downs"),
    "month_average": sentence("Monthly average"),
    "half_year_window": sentence("Half-year window"),
    OWN: sentence("Own draft"),
}


class DraftLinkUnreadable(Problem):
    """A draft in the URL that names something unknown, or cannot be read."""

    code: ClassVar[str] = "E_DRAFT_LINK"
    message: ClassVar[str] = (
        "The draft in the link cannot be read at {part}, so it was left out. "
        "Choose a ready set, or write a draft yourself."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is shown. base: the rules in force; draft: None before any, and when its text is wrong.

    text: the draft's, as it always writes it. capacity: customers a manager can care for, None
    before anybody said so; carried: the number as typed, before that as many as now. problem:
    what is wrong with the link's text.
    """

    kind: str
    kinds: tuple[str, ...]
    base: Draft
    draft: Draft | None
    text: str
    capacity: float | None
    carried: float | None
    show: str
    move: str | None
    problem: Problem | None

    def asked(self, page: Page, *, draft: bool = True) -> Asked:
        """The key of the draft's replay; of the ready sets with `draft=False`."""
        return Asked(
            store=page.engine.store,
            release=page.engine.release,
            scope=page.scope,
            text=self.text if draft else f"type={self.kind}",
            capacity=None if draft else self.carried,
        )


def read(page: Page) -> Choice:
    """What the URL asks for.

    Raises:
        LadderWithoutFloor: these customers have no tiers on the page's date.
    """
    asked = page.parameter("draft") or ""
    kinds = migration_choice.kinds_in(page)
    usual = page.parameter("kind")
    kind = kind_of(asked, usual if usual in kinds else kinds[0])
    policy = policy_in_force(page.engine, page.scope)
    draft: Draft | None = None
    problem: Problem | None = None
    if asked:
        try:
            draft = draft_of(page.engine, page.scope, asked)
        except (UnknownOption, UnreadableOption) as wrong:
            part = wrong.facts.get("value", wrong.facts.get("option"))
            problem = DraftLinkUnreadable(part=part)
        except Problem as wrong:
            problem = wrong
        if problem is not None and kind not in kinds:
            kind = kinds[0]
    base = Draft.of(policy, kind, page.scope.at)
    asked_number, shown = _number(page), page.parameter("show")
    return Choice(
        kind=kind,
        kinds=kinds,
        base=base,
        draft=draft,
        text="" if draft is None else draft_text(draft, base),
        capacity=asked_number if 1 <= (asked_number or 0) <= MAX_CAPACITY else None,
        carried=_carried_now(page, base) if asked_number is None else asked_number,
        show=shown if shown in SHOWN else "sizes",
        move=page.parameter("move"),
        problem=problem,
    )


def _number(page: Page) -> float | None:
    """Customers per manager as the link asks, whether anybody can mean it or not."""
    asked = page.parameter("capacity") or ""
    return float(asked) if asked.isascii() and asked.isdecimal() else None


def _carried_now(page: Page, base: Draft) -> float | None:
    """Customers above the lowest tier per manager, in tens; None where no manager is named."""
    try:
        sizes = sizes_now(page, base.customer_type)
    except Problem:
        return None
    count = sizes.loc[sizes["level"].isin(base.codes[1:]), "customer_count"].sum()
    managers = len(page.engine.ask("policy/managers", page.scope.single))
    return max(10.0, float(round(count / managers, -1))) if managers else None


def sizes_now(page: Page, kind: str) -> pd.DataFrame:
    """Customers and their contribution by level; without contribution its amounts are null.

    Raises:
        EmptyScope: there are no customers of that kind in the scope.
    """
    money = Counting(scheme="TIER", attrition="closed", measure="contribution_ttm")
    try:
        sizes = questions.tier_sizes(page.engine, page.scope, counting=money)
    except NotProvided:
        plain = replace(money, measure="aum_mavg")
        sizes = questions.tier_sizes(page.engine, page.scope, counting=plain).assign(value=0.0)
    sizes = sizes[sizes["customer_type"] == kind]
    if sizes.empty:
        raise EmptyScope(date=page.scope.at.isoformat())
    return sizes


def try_draft(page: Page, text: str | None) -> None:
    """Show another draft, or none: what was picked on the one before does not fit it."""
    st.session_state.pop(SAVED, None)
    page.set_parameter("draft", text)
    for other in ("ready", "move"):
        page.set_parameter(other, None)


def discard(page: Page, choice: Choice) -> None:
    """Back to the current policy, with the same customers. Nothing was ever written."""
    try_draft(page, None)
    page.set_parameter("kind", None if choice.kind == choice.kinds[0] else choice.kind)


def kind_switch(page: Page, choice: Choice) -> None:
    """Whose tiers; a draft belongs to one kind of customers."""
    clears = ("draft", "ready", "show")
    migration_choice.kind_switch(page, choice.kinds, choice.kind, clears=clears)


def sets_switch(page: Page, choice: Choice) -> None:
    """From the draft to the current policy or to a ready set, in one click."""
    t, key = page.t, "policy_set"
    ready = READY.get(choice.asked(page, draft=False))
    chosen = ready.name_of(choice.text) if ready else None
    chosen = chosen or _preset_of(page, choice) or OWN
    offered = [name for name in SETS if name != OWN or chosen == OWN]
    if choice.carried is None:
        offered.remove("capacity")
    st.session_state[key] = chosen

    def choose() -> None:
        wanted = st.session_state[key]
        if wanted == IN_FORCE:
            discard(page, choice)
        elif wanted and wanted != chosen:
            page.set_parameter("ready", wanted)

    st.pills(
        t("Lines"),
        offered,
        format_func=lambda name: t(SETS[name]),
        key=key,
        on_change=choose,
        label_visibility="collapsed",
        required=True,
        wrap=True,
        width="stretch" if shell.is_narrow() else "content",
    )


def _preset_of(page: Page, choice: Choice) -> str | None:
    from pages.parts.policy_sets import preset_draft  # noqa: PLC0415 - only beside a draft

    drafts = ((name, preset_draft(name, choice.base, page.scope)) for name in PRESETS)
    return next((name for name, draft in drafts if draft == choice.draft), None)


def preset_word(t: Text, name: str) -> str:
    """What a shipped set of rules is called."""
    preset = PRESETS[name]
    return preset.label_zh if t.language == "zh_CN" else preset.label_en
