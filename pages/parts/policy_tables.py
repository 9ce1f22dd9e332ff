"""The tables of a draft's second layer: rows, columns and total, ready to be drawn. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analytics.policy_frames import ENTERED, LEFT
from pages.parts import format as forms
from pages.parts import lists, policy_changes
from pages.parts.migration_labels import UNKNOWN, level_word
from pages.parts.policy_text import line_word

if TYPE_CHECKING:
    from analytics.policy_draft import Draft, DraftLevel
    from pages.parts.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows with the columns that show them, and a total row or none."""

    rows: pd.DataFrame
    columns: list[lists.Column]
    total: Mapping[str, object] | None = None


def apart(t: Text, decomposition: pd.DataFrame) -> Table:
    """Who moved really, by the rules, by both, or not at all; the rows add up to the total."""
    parts = decomposition.set_index("part")
    named = {
        "real": t("Moved themselves"),
        "policy": t("Moved by the rules alone"),
        "both": t("Both"),
    }
    counted = ["customer_count", "up_count", "down_count", "back_count"]
    rows = [{"part": word} | parts.loc[part, counted].to_dict() for part, word in named.items()]
    whole = parts.loc["total", counted].to_dict()
    kept = whole["customer_count"] - sum(row["customer_count"] for row in rows)
    rows.append({"part": t("Neither"), **dict.fromkeys(counted, 0), "customer_count": kept})
    columns = [
        lists.Column(name="part", label=t("Why")),
        lists.Column(name="customer_count", kind="count", label=t("Customers")),
        lists.Column(name="up_count", kind="count", label=t("Higher in the end")),
        lists.Column(name="down_count", kind="count", label=t("Lower in the end")),
        lists.Column(name="back_count", kind="count", label=t("Back where they were")),
    ]
    return Table(rows=pd.DataFrame(rows), columns=columns, total=whole)


def migration(t: Text, moves: pd.DataFrame, tiers: Sequence[str]) -> Table:
    """How many rose, fell, came and left between two dates, under each set of rules."""
    place = {code: number for number, code in enumerate(tiers)}
    was, now = moves["from_level"].map(place), moves["to_level"].map(place)
    unknown = (moves["from_level"] == UNKNOWN) | (moves["to_level"] == UNKNOWN)
    came, left = moves["from_level"] == ENTERED, moves["to_level"] == LEFT
    kinds = {
        t("Rose"): now > was,
        t("Fell"): now < was,
        t("Kept their tier"): now == was,
        t("Without a tier on a date"): unknown & ~came & ~left,
        t("Came into the selection"): came,
        t("Left the selection"): left,
    }
    rows = [
        {"kind": word}
        | {
            policy: int(moves.loc[chosen & (moves["policy"] == policy), "customer_count"].sum())
            for policy in ("current", "draft")
        }
        for word, chosen in kinds.items()
    ]
    shown = pd.DataFrame([row for row in rows if row["current"] or row["draft"]])
    return Table(rows=shown, columns=[lists.Column(name="kind", label=t("How")), *_both(t)])


def _both(t: Text) -> list[lists.Column]:
    return [
        lists.Column(name="current", kind="count", label=t("Current policy")),
        lists.Column(name="draft", kind="count", label=t("Draft")),
    ]


def _given(t: Text) -> list[lists.Column]:
    return [
        lists.Column(name="current", kind="given", label=t("Current policy")),
        lists.Column(name="draft", kind="given", label=t("Draft")),
    ]


def stability(t: Text, steady: pd.DataFrame) -> Table:
    """Moves, to and fro, protection and watch, a line each."""
    told = {
        t("Customers"): ("customer_count", "count"),
        t("Changed tier and back within half a year"): ("flapping_count", "count"),
        t("Of those seen for half a year"): ("flapping_rate", "share"),
        t("Changes of tier, all months"): ("move_count", "count"),
        t("Changes of tier per customer and year"): ("moves_per_customer_year", "rate"),
        t("Months spent above the own line by protection"): ("protection_months", "count"),
        t("Protected on this day"): ("protected_count", "count"),
        t("On watch on this day"): ("watch_count", "count"),
    }
    return _by_policy(t, steady, told)


def load(t: Text, load: pd.DataFrame) -> Table:
    """The managers' customers above the lowest tier, a line each."""
    told = {
        t("Managers"): ("manager_count", "count"),
        t("Customers with a manager"): ("customer_count", "count"),
        t("Customers without a manager"): ("unassigned_count", "count"),
        t("Customers of the middle manager"): ("median_count", "half"),
        t("Most customers of one manager"): ("max_count", "count"),
        t("Managers above their capacity"): ("over_count", "count"),
    }
    return _by_policy(t, load, told)


def capacity_note(t: Text, managers: pd.DataFrame, capacity: float | None) -> str:
    """Where the capacity comes from that loads are held against."""
    own = managers.loc[managers["manager_id"].notna(), "capacity"]
    if own.notna().all() and len(own):
        return t("Against the capacity the bank gave of each manager.")
    if capacity is not None:
        return t(
            "Managers whose capacity the bank did not give are taken to have room for {count}.",
            count=t.exact(capacity),
        )
    if own.notna().any():
        return t("Only managers whose capacity the bank gave are held against it.")
    return t("The bank gave no capacity of its managers; enter one before trying a draft.")


def _by_policy(t: Text, frame: pd.DataFrame, told: Mapping[str, tuple[str, str]]) -> Table:
    forms_of = {
        "count": t.exact,
        "share": t.percent,
        "half": lambda value: t.decimal(value, decimals=1),
        "rate": lambda value: t.decimal(value, decimals=3),
    }
    by_policy = frame.set_index("policy")
    rows = [
        {"item": word}
        | {
            policy: forms_of[form](_known(by_policy.loc[policy, name]))
            for policy in ("current", "draft")
        }
        for word, (name, form) in told.items()
    ]
    columns = [lists.Column(name="item", label=t("Item")), *_given(t)]
    return Table(rows=pd.DataFrame(rows), columns=columns)


def _known(value: object) -> float | None:
    return None if forms.is_missing(value) else float(value)  # type: ignore[arg-type]


def managers(t: Text, managers: pd.DataFrame) -> Table:
    """Each manager's load now and under the draft against what one can care for."""
    rows = managers.assign(
        name=managers["label"].fillna(managers["manager_id"]).fillna(t("Without a manager")),
        moved=[t.signed(t.exact(change)) for change in managers["change"]],
    )
    columns = [
        lists.Column(name="name", label=t("Manager")),
        lists.Column(name="branch_id", kind="id", label=t("Branch")),
        lists.Column(name="capacity", kind="count", label=t("Capacity")),
        lists.Column(name="customer_count", kind="count", label=t("Customers")),
        lists.Column(name="current_count", kind="count", label=t("Above the lowest tier, now")),
        lists.Column(name="draft_count", kind="count", label=t("Above the lowest tier, draft")),
        lists.Column(name="moved", kind="given", label=t("Change")),
    ]
    shown = [
        column
        for column in columns
        if column.name not in {"capacity", "branch_id"} or rows[column.name].notna().any()
    ]
    return Table(rows=rows, columns=shown)


def money(t: Text, sizes: pd.DataFrame) -> Table:
    """Customers, assets and contribution of each tier, the highest first."""
    rows = sizes.iloc[::-1].assign(
        word=[level_word(t, "tier", level) for level in sizes["level"].iloc[::-1]]
    )
    columns = [lists.Column(name="word", label=t("Tier"))]
    for name, kind, label in (
        ("count", "count", t("Customers")),
        ("value", "money", t("Assets")),
        ("contribution", "money", t("Contribution of 12 months")),
    ):
        columns += [
            lists.Column(name=f"current_{name}", kind=kind, label=label, unit=t("now")),
            lists.Column(name=f"draft_{name}", kind=kind, label=label, unit=t("draft")),
        ]
    total = {column.name: float(rows[column.name].sum()) for column in columns[1:]}
    return Table(rows=rows, columns=columns, total=total)


def rules(t: Text, current: Draft, draft: Draft) -> Table:
    """Every rule of both, the highest tier first."""
    rows = [
        {"item": t("Tiers go by")}
        | {
            name: t(policy_changes.METRICS[each.metric])
            for name, each in (("current", current), ("draft", draft))
        }
    ]
    for was, now in list(zip(current.levels, draft.levels, strict=True))[:0:-1]:
        level = level_word(t, "tier", now.code)
        pair = {"current": was, "draft": now}
        rows.append(
            {"item": t("{level} from", level=level)}
            | {name: line_word(t, each.bound) for name, each in pair.items()}
        )
        rows.append(
            {"item": t("{level}: protection", level=level)}
            | {name: keeping(t, each) for name, each in pair.items()}
        )
    for part, word in policy_changes.WEIGHTS.items():
        weights = {"current": current.weights.by_part[part], "draft": draft.weights.by_part[part]}
        if set(weights.values()) != {1.0}:
            rows.append(
                {"item": t("Weight: {part}", part=t(word))}
                | {name: f"{weight:g}" for name, weight in weights.items()}
            )
    columns = [
        lists.Column(name="item", label=t("Rule")),
        lists.Column(name="current", label=t("Current policy")),
        lists.Column(name="draft", label=t("Draft")),
    ]
    return Table(rows=pd.DataFrame(rows), columns=columns)


def keeping(t: Text, level: DraftLevel) -> str:
    """How a tier is kept and lost, in one phrase."""
    if not level.hold_months:
        return t("none: falls at once")
    if level.drop_rule == "window_max":
        return t(
            "{hold} months, watched from month {watch}, then to the tier of the best month",
            hold=t.exact(level.hold_months),
            watch=t.exact(level.watch_months),
        )
    return t(
        "{hold} months, watched from month {watch}, then to the tier of the last month",
        hold=t.exact(level.hold_months),
        watch=t.exact(level.watch_months),
    )
