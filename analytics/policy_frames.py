"""What a replay says, as small frames: sizes, effect, moves, stability, load. Pure, no queries.

The first draft of an outcome is the rules in force (`current`), the last the draft.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.policy_people import Life, Pair
from analytics.policy_replay import Outcome

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from data.rules import Flags, Floats, Levels

    Counts = NDArray[np.int64]

UNKNOWN = "unknown"
ENTERED, LEFT = "entered", "left"
POLICIES = ("current", "draft")
CENTS, MICRO = 100, 1_000_000
MONTHS_A_YEAR = 12


def level_rows(outcome: Outcome, life: Life) -> pd.DataFrame:
    """Count and sum the people by level under one set of rules.

    Returns:
        customer_type, level (all tiers, lowest first, then unknown), customer_count, value,
        contribution.
    """
    width = len(outcome.tiers) + 1
    code = _index(life.level, width)
    return pd.DataFrame(
        {
            "customer_type": outcome.customer_type,
            "level": _names(outcome),
            "customer_count": np.bincount(code, minlength=width),
            "value": _sums(code, width, outcome.people.value, CENTS),
            "contribution": _sums(code, width, outcome.people.contribution, MICRO),
        }
    )


def sizes_frame(outcome: Outcome) -> pd.DataFrame:
    """See `policy.policy_sizes`."""
    current, draft = (level_rows(outcome, life) for life in _both(outcome))
    frame = current[["customer_type", "level"]].copy()
    frame["current_count"], frame["draft_count"] = (
        current["customer_count"],
        draft["customer_count"],
    )
    frame["change"] = frame["draft_count"] - frame["current_count"]
    for name in ("value", "contribution"):
        frame[f"current_{name}"], frame[f"draft_{name}"] = current[name], draft[name]
    frame["mid_high"] = [0 < place < len(outcome.tiers) for place in range(len(frame))]
    return _shown(outcome, frame)


def coverage_frame(outcome: Outcome) -> pd.DataFrame:
    """See `policy.policy_coverage`."""
    sizes = sizes_frame(outcome)
    rows = []
    for policy in POLICIES:
        part = sizes[sizes["mid_high"]]
        row: dict[str, object] = {"customer_type": outcome.customer_type, "policy": policy}
        for name, kind in (
            ("customer_count", "count"),
            ("value", "value"),
            ("contribution", "contribution"),
        ):
            whole = float(sizes[f"{policy}_{kind}"].sum())
            inside = part[f"{policy}_{kind}"].sum()
            row[name] = inside
            share = name.removesuffix("_count") + "_share"
            row[share] = float(inside) / whole if whole > 0 else np.nan
        rows.append(row)
    return pd.DataFrame(rows)


def effect_frame(outcome: Outcome) -> pd.DataFrame:
    """See `policy.policy_effect`."""
    current, draft = _both(outcome)
    width = len(outcome.tiers) + 1
    code = _index(current.level, width) * np.uint8(width) + _index(draft.level, width)
    names = _names(outcome)
    frame = pd.DataFrame(
        {
            "customer_type": outcome.customer_type,
            "current_level": [name for name in names for _ in names],
            "draft_level": [name for _ in names for name in names],
            "customer_count": np.bincount(code, minlength=width * width),
            "value": _sums(code, width * width, outcome.people.value, CENTS),
            "contribution": _sums(code, width * width, outcome.people.contribution, MICRO),
        }
    )
    return frame[frame["customer_count"] > 0].reset_index(drop=True)


def migration_frame(outcome: Outcome, pair: Pair) -> pd.DataFrame:
    """See `policy.policy_migration`."""
    width = len(outcome.tiers) + 2
    names = _names(outcome)
    parts = []
    for place, policy in ((0, "current"), (-1, "draft")):
        start = np.where(pair.was, _index(pair.before[place], width - 1), width - 1)
        end = np.where(pair.now, _index(pair.after[place], width - 1), width - 1)
        code = (start * width + end).astype(np.uint8)
        parts.append(
            pd.DataFrame(
                {
                    "customer_type": outcome.customer_type,
                    "policy": policy,
                    "from_level": [name for name in (*names, ENTERED) for _ in range(width)],
                    "to_level": [name for _ in range(width) for name in (*names, LEFT)],
                    "customer_count": np.bincount(code, minlength=width * width),
                    "value_before": _sums(code, width * width, pair.value_before, CENTS),
                    "value_after": _sums(code, width * width, pair.value_after, CENTS),
                }
            )
        )
    frame = pd.concat(parts)
    return frame[frame["customer_count"] > 0].reset_index(drop=True)


def decomposition_frame(outcome: Outcome, pair: Pair) -> pd.DataFrame:
    """See `policy.policy_decomposition`."""
    stayed = pair.was & pair.now
    start, end, draft = pair.before[0][stayed], pair.after[0][stayed], pair.after[-1][stayed]
    known = (start >= 0) & (end >= 0) & (draft >= 0)
    start, end, draft = start[known], end[known], draft[known]
    moved, ruled = end != start, draft != end
    parts = {"real": moved & ~ruled, "policy": ~moved & ruled, "both": moved & ruled}
    rows = [
        _moves_of(part, who, start, end, draft)
        for part, who in (*parts.items(), ("total", np.ones(len(start), dtype=np.bool_)))
    ]
    return pd.DataFrame(rows).assign(customer_type=outcome.customer_type)[
        [
            "customer_type",
            "part",
            "customer_count",
            "up_count",
            "down_count",
            "back_count",
            "real_steps",
            "policy_steps",
            "net_steps",
        ]
    ]


def history_frame(outcome: Outcome) -> pd.DataFrame:
    """See `policy.policy_history`."""
    names = _names(outcome)
    parts = []
    for day, joint in zip(outcome.days, outcome.joint, strict=True):
        # Unknown comes first in the counts and last in the names.
        current, draft = (np.roll(joint.sum(axis=axis), -1) for axis in (1, 0))
        parts.append(
            pd.DataFrame(
                {
                    "snapshot_date": day,
                    "customer_type": outcome.customer_type,
                    "level": names,
                    "current_count": current,
                    "draft_count": draft,
                }
            )
        )
    return _shown(outcome, pd.concat(parts, ignore_index=True))


def stability_frame(outcome: Outcome) -> pd.DataFrame:
    """See `policy.policy_stability`."""
    rows = [
        {"customer_type": outcome.customer_type, "policy": policy}
        | stability_of(life, outcome.window)
        for policy, life in zip(POLICIES, _both(outcome), strict=True)
    ]
    return pd.DataFrame(rows)


def stability_of(life: Life, window: int) -> dict[str, float]:
    """Return how steady one set of rules keeps its customers; rates are NaN without anybody."""
    seen = life.months >= window
    years = int(life.steps.sum()) / MONTHS_A_YEAR
    moves, flapping = int(life.moves.sum()), int((life.flaps[seen] > 0).sum())
    return {
        "customer_count": len(life.level),
        "observed_count": int(seen.sum()),
        "flapping_count": flapping,
        "flapping_rate": flapping / int(seen.sum()) if seen.any() else np.nan,
        "move_count": moves,
        "customer_years": years,
        "moves_per_customer_year": moves / years if years else np.nan,
        "protection_months": int(life.held.sum()),
        "protected_count": int(life.above_raw.sum()),
        "watch_count": int(life.watched.sum()),
    }


def managers_frame(outcome: Outcome) -> pd.DataFrame:
    """Count the customers of each manager, all and mid-to-high ones; the last row has no manager.

    Returns:
        manager_id (None last, when customers without a manager are counted), customer_count,
        current_count, draft_count (customers above the lowest tier).
    """
    people = outcome.people
    size = len(people.managers) + 1
    place = people.manager % size
    everybody = np.ones(len(people), dtype=np.bool_)
    counts = [
        np.bincount(place[who], minlength=size)
        for who in (everybody, *(life.level > 0 for life in _both(outcome)))
    ]
    frame = pd.DataFrame(
        {
            "manager_id": pd.Series([*people.managers, None], dtype=object),
            "customer_count": counts[0],
            "current_count": counts[1],
            "draft_count": counts[2],
        }
    )
    return frame[frame["customer_count"] > 0].reset_index(drop=True)


def _moves_of(
    part: str, who: Flags, start: Levels, end: Levels, draft: Levels
) -> dict[str, object]:
    begun, ended, drafted = (levels[who].astype(np.int64) for levels in (start, end, draft))
    real, ruled = int((ended - begun).sum()), int((drafted - ended).sum())
    return {
        "part": part,
        "customer_count": len(begun),
        "up_count": int((drafted > begun).sum()),
        "down_count": int((drafted < begun).sum()),
        "back_count": int(((drafted == begun) & (ended != begun)).sum()),
        "real_steps": real,
        "policy_steps": ruled,
        "net_steps": real + ruled,
    }


def _both(outcome: Outcome) -> tuple[Life, Life]:
    return outcome.lives[0], outcome.lives[-1]


def _names(outcome: Outcome) -> list[str]:
    return [*outcome.tiers, UNKNOWN]


def _index(level: Levels, width: int) -> NDArray[np.uint8]:
    """Places as rows of a table whose last row is unknown."""
    return np.where(level < 0, width - 1, level).astype(np.uint8)


def _shown(outcome: Outcome, frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out levels that neither set of rules has and nobody stands in."""
    used = {code for draft in outcome.drafts for code in draft.codes}
    shown = frame["level"].isin(used) | (frame["current_count"] + frame["draft_count"] > 0)
    return frame[shown].reset_index(drop=True)


def _sums(code: NDArray[np.uint8], width: int, amount: Floats, unit: int) -> Floats:
    """Sum amounts per code in whole units, so that neither order nor size costs a cent."""
    whole = np.rint(np.nan_to_num(amount) * unit).astype(np.int64)
    order = np.argsort(code, kind="stable")
    running = np.concatenate([[0], np.cumsum(whole[order])])
    ends = np.searchsorted(code[order], np.arange(width + 1))
    return np.array([running[b] - running[a] for a, b in pairwise(ends)]) / unit
