"""From the rules in force to a draft and back: read, changed by a line of text, made a version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from analytics import problems
from analytics.engine import Engine
from analytics.policy_draft import METRICS, SCHEME, Draft, DraftLevel
from analytics.scope import Scope
from data.contract import TIERS_BY_TYPE
from data.policy import TIER_POLICY, Level, TierPolicy
from data.problems import nearest

CHANGE = "affluent=500000, vip.hold=6, vip.watch=3, vip.drop=window_max, wealth.weight=0.5"
TYPE, PERSONAL = "type=", "personal"
LEVEL_PARTS = ("line", "hold", "watch", "drop")


def policy_in_force(engine: Engine, scope: Scope) -> TierPolicy:
    """Return the tier rules the release was derived with; the shipped ones where it names none."""
    rows = engine.ask("policy/levels", scope.single)
    if rows.empty:
        return TierPolicy()
    levels = tuple(
        Level(**{str(name): _known(value) for name, value in row.items()})  # type: ignore[arg-type]
        for row in rows.to_dict("records")
    )
    return TierPolicy(levels=levels, version=str(engine.facts()["policy_version"]))


def draft_of(engine: Engine, scope: Scope, changes: str = "") -> Draft:
    """Return the rules in force at the scope's date, with changes as one types them.

    `changes` are joined by commas: `type=corporate` (else personal), `affluent=500000`,
    `vip.hold=6`, `vip.watch=3`, `vip.drop=window_max`, `wealth.weight=0.5`,
    `metric=contribution_ttm`.

    Raises:
        UnreadableOption, UnknownOption: a change that cannot be understood.
        and what `Draft.of` and `Draft.checked` raise.
    """
    parts = [part for part in (part.strip() for part in changes.split(",")) if part]
    types = [part.partition("=")[2].strip() for part in parts if part.startswith(TYPE)]
    draft = Draft.of(policy_in_force(engine, scope), types[-1] if types else PERSONAL, scope.at)
    for part in parts:
        if not part.startswith(TYPE):
            draft = _changed(draft, part)
    return draft.checked()


def draft_levels(draft: Draft, policy: TierPolicy, effective_from: dt.date) -> tuple[Level, ...]:
    """Return all levels of a policy with a draft in force from a day on, ready to be saved.

    The rules it replaces end the day before; a change already planned for a later day stays, and
    the draft then ends before it. Other schemes and customer types are untouched.

    Raises:
        WeightsNotKept: rules are kept without asset weights.
        and what `Draft.checked` and `TierPolicy.with_levels` raise.
    """
    draft.checked()
    if not draft.source[1].are_plain:
        raise problems.WeightsNotKept
    words = {
        level.code: level
        for level in (*TIER_POLICY, *policy.levels)
        if (level.scheme, level.customer_type) == (SCHEME, draft.customer_type)
    }
    known = TIERS_BY_TYPE[draft.customer_type]
    rows = [
        replace(
            words[level.code],
            level=known.index(level.code) + 1,
            metric=draft.metric,
            lower_bound=line,
            hold_months=int(level.hold_months),
            watch_months=int(level.watch_months),
            drop_rule=level.drop_rule,  # type: ignore[arg-type]
            approved_by=None,
            note=None,
        )
        for level, line in zip(draft.levels, draft.lines_or_none, strict=True)
    ]
    return policy.with_levels(rows, effective_from).levels


def _changed(draft: Draft, change: str) -> Draft:
    name, sign, text = (part.strip() for part in change.partition("="))
    subject, _, part = name.partition(".")
    if not sign or not text:
        raise problems.UnreadableOption(option="draft", value=change, expected=CHANGE)
    if name == "metric":
        return replace(draft, metric=METRICS.get(text, text))
    if part == "weight":
        if subject not in draft.weights.by_part:
            raise _unknown(name, (f"{each}.weight" for each in draft.weights.by_part))
        return replace(draft, weights=replace(draft.weights, **{subject: _number(change, text)}))
    part = part or "line"
    if subject not in draft.codes or part not in LEVEL_PARTS:
        names = [*draft.codes, *(f"{code}.{each}" for code in draft.codes for each in LEVEL_PARTS)]
        raise _unknown(name, names)
    levels = tuple(
        _level_with(level, part, change, text) if level.code == subject else level
        for level in draft.levels
    )
    return replace(draft, levels=levels)


def _level_with(level: DraftLevel, part: str, change: str, text: str) -> DraftLevel:
    if part == "drop":
        return replace(level, drop_rule=text)
    number = _number(change, text)
    if part == "line":
        return replace(level, bound=number)
    if not number.is_integer():
        raise problems.UnreadableOption(option="draft", value=change, expected=CHANGE)
    if part == "watch":
        return replace(level, watch_months=int(number))
    return replace(level, hold_months=int(number))


def _number(change: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise problems.UnreadableOption(option="draft", value=change, expected=CHANGE) from None


def _unknown(name: str, known: Iterable[str]) -> problems.UnknownOption:
    return problems.UnknownOption(question="draft", option=name, known=nearest(name, known))


def _known(value: object) -> object:
    """A value of a frame as Python has it: missing is None, numbers and dates are plain."""
    if value is None or value != value:  # noqa: PLR0124 - not a number, not a time
        return None
    return value.item() if hasattr(value, "item") else value
