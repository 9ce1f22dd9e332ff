"""The form of a draft: lines, months, drop rules, what is measured. One form, sent by a button."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from analytics.policy_draft import MAX_MONTHS, AssetWeights, Draft, DraftLevel
from analytics.problems import DraftLineUnreadable, DraftMonthsOutOfRange
from data.problems import Problem
from pages.parts import cards, policy_changes, policy_choice
from pages.parts import policy_words as words
from pages.parts.migration_labels import level_word
from pages.parts.policy_text import Unit, amount_of, amount_text, draft_text, unit_of

if TYPE_CHECKING:
    from pages.parts.policy_choice import Choice
    from pages.parts.shell import Page
    from pages.parts.text import Text

AMOUNT_SIGNS = 24
WITHOUT_CONTRIBUTION = "assets_only"


EDITING = "policy_editing"


def unfold() -> None:
    """Opens the form."""
    st.session_state[EDITING] = True


def show(page: Page, choice: Choice) -> None:
    """The form, folded until asked for; what was typed stays in it when something is wrong."""
    t, known = page.t, choice.draft or choice.base
    box = st.expander(
        t("Edit the draft yourself") if choice.draft else t("Write a draft yourself"),
        key=EDITING,
        on_change="rerun",
    )
    if not box.open:
        return
    with box, st.form("policy_form", border=False):
        entered = _fields(page, known)
        sent = st.form_submit_button(t("Show what would change"), type="primary")
        st.html(f'<p class="tv-sub">{escape(t("Nothing is saved by this."))}</p>')
    if not sent:
        return
    try:
        draft = entered_draft(known, entered, t).checked()
    except Problem as problem:
        with box:
            cards.show_problem(words.worded(problem, t), t)
        return
    policy_choice.try_draft(page, draft_text(draft, choice.base))
    st.rerun()


def _fields(page: Page, known: Draft) -> dict[str, object]:
    """What stands in the fields, by level and part: `affluent.line`, `vip.hold`, `metric`."""
    t, unit = page.t, unit_of(page.t, known.metric)
    entered: dict[str, object] = {"metric": _metric(page, known)}
    for level in known.levels[1:]:
        entered |= _level_fields(t, level, unit, _mark(known))
    if known.metric == "aum_mavg":
        with st.expander(t("Weights of assets (1 counts in full, 0 not at all)")):
            for column, (part, weight) in zip(
                st.columns(4), known.weights.by_part.items(), strict=True
            ):
                entered[f"{part}.weight"] = column.number_input(
                    t(policy_changes.WEIGHTS[part]),
                    value=weight,
                    step=0.1,
                    format="%.2f",
                    key=f"policy-{part}-weight-{_mark(known)}",
                )
    return entered


def _mark(known: Draft) -> str:
    """Another draft has fields of its own, so that they show it and not what was typed before."""
    return f"{hash(known) & 0xFFFFFFFF:x}"


def _metric(page: Page, known: Draft) -> str:
    t, offered = page.t, list(policy_changes.METRICS)
    if page.snapshot["contribution_source"] == WITHOUT_CONTRIBUTION:
        offered = ["aum_mavg"]
    if known.metric not in offered:
        offered.append(known.metric)
    return st.radio(
        t("Tiers go by"),
        offered,
        index=offered.index(known.metric),
        format_func=lambda name: t(policy_changes.METRICS[name]),
        horizontal=True,
        key=f"policy-metric-{_mark(known)}",
    )


def _level_fields(t: Text, level: DraftLevel, unit: Unit, mark: str) -> dict[str, object]:
    name, code = level_word(t, "tier", level.code), level.code
    line, hold, watch, drop = st.columns([3, 2, 2, 4], vertical_alignment="bottom")
    return {
        f"{code}.line": line.text_input(
            t("{level} from ({unit})", level=name, unit=unit.name),
            value=amount_text(level.bound, unit),
            max_chars=AMOUNT_SIGNS,
            key=f"policy-{code}-line-{mark}",
        ),
        f"{code}.hold": hold.number_input(
            t("{level}: months of protection", level=name),
            value=level.hold_months,
            step=1,
            key=f"policy-{code}-hold-{mark}",
        ),
        f"{code}.watch": watch.number_input(
            t("{level}: watched from month", level=name),
            value=level.watch_months,
            step=1,
            key=f"policy-{code}-watch-{mark}",
        ),
        f"{code}.drop": drop.selectbox(
            t("{level}: when protection ends", level=name),
            list(policy_changes.DROP_RULES),
            index=list(policy_changes.DROP_RULES).index(level.drop_rule),
            format_func=lambda rule: t(policy_changes.DROP_RULES[rule]),
            key=f"policy-{code}-drop-{mark}",
        ),
    }


def entered_draft(known: Draft, entered: Mapping[str, object], t: Text) -> Draft:
    """The draft as it was typed.

    Raises:
        DraftLineUnreadable, DraftMonthsOutOfRange: a field that holds no amount or no number.
    """
    unit = unit_of(t, known.metric)
    levels = [known.levels[0]]
    for level in known.levels[1:]:
        typed = str(entered[f"{level.code}.line"])
        line = amount_of(typed, unit)
        if line is None:
            raise DraftLineUnreadable(level=level.code, value=typed or "–")
        levels.append(
            replace(
                level,
                bound=line,
                hold_months=_months(level, entered[f"{level.code}.hold"]),
                watch_months=_months(level, entered[f"{level.code}.watch"]),
                drop_rule=str(entered[f"{level.code}.drop"]),
            )
        )
    weights = {
        part: known.weights.by_part[part] if value is None else float(value)  # type: ignore[arg-type]
        for part in known.weights.by_part
        for value in [entered.get(f"{part}.weight")]
    }
    return replace(
        known,
        metric=str(entered["metric"]),
        levels=tuple(levels),
        weights=AssetWeights(**weights),
    )


def _months(level: DraftLevel, entered: object) -> int:
    if not isinstance(entered, int | float):
        raise DraftMonthsOutOfRange(level=level.code, value="–", maximum=MAX_MONTHS)
    return int(entered)
