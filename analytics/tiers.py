"""How the book stands by level: sizes per branch, and the bank's own tiers beside ours."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import problems
from analytics.engine import Engine
from analytics.flows import BY_TIER, CUSTOMER_TYPES, UNKNOWN, Counting, levels_of
from analytics.overview import names
from analytics.relations import RESTATED, regime_of
from analytics.scope import Scope

PARTS = ("branch_id", "manager_id")


def tier_sizes(
    engine: Engine, scope: Scope, *, counting: Counting = BY_TIER, part: str = "branch_id"
) -> pd.DataFrame:
    """How many customers and how much money has each level, branch by branch?

    Counted at `at`: everybody with an open row, or valid customers (`counting.attrition`).

    Returns:
        customer_type, part (branch_id or manager_id, null without one), label (its name), level
        (lowest first, `unknown` without one), customer_count, value, part_share (of the part's
        customers of the type). Parts in the order of their ids.

    Raises:
        EmptyScope, NotProvided, UnknownScheme, UnknownMeasure, UnknownColumn.
    """
    checked = counting.checked()
    batches = engine.stream(
        "migration/sizes",
        scope.single,
        scheme=checked.scheme,
        measure=checked.measure,
        dimension=known_part(part),
    )
    found = pa.Table.from_batches(batches).to_pandas()
    if found.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    if found["value"].isna().all():
        raise problems.NotProvided(column=checked.measure, date=scope.at.isoformat())
    if checked.attrition == "valid":
        found = found.assign(customer_count=found["valid_count"], value=found["valid_value"])
        found = found[found["customer_count"] > 0]
    frame = _placed(found.drop(columns=["valid_count", "valid_value"]), checked.scheme)
    label = names(engine, scope, part)
    whole = frame.groupby(["customer_type", "part"], dropna=False)["customer_count"]
    share = frame["customer_count"] / whole.transform("sum")
    frame = frame.assign(label=frame["part"].map(label), part_share=share)
    order = ["customer_type", "part", "label", "level", "customer_count", "value", "part_share"]
    return frame[order]


def known_part(part: str) -> str:
    """Return the name of a part customers are compared by.

    Raises:
        UnreadableOption: neither branches nor managers.
    """
    if part not in PARTS:
        raise problems.UnreadableOption(option="part", value=part, expected=" or ".join(PARTS))
    return part


def official_tiers(engine: Engine, scope: Scope, *, measure: str = "aum_mavg") -> pd.DataFrame:
    """How do the bank's own tiers and ours compare?

    Returns:
        customer_type, official_tier (as the bank writes it), level (ours), customer_count, value,
        official_share (of the customers with that own tier).

    Raises:
        NotProvided: the bank's data has no own tier on this date.
    """
    found = engine.ask("migration/official", scope.single, scheme="TIER", measure=measure)
    if found.empty:
        raise problems.NotProvided(column="official_tier", date=scope.at.isoformat())
    frame = _placed(found, "TIER", part="official_tier")
    whole = frame.groupby(["customer_type", "official_tier"])["customer_count"].transform("sum")
    return frame.assign(official_share=frame["customer_count"] / whole)


def tier_restatement(engine: Engine, scope: Scope, *, counting: Counting = BY_TIER) -> pd.DataFrame:
    """Whom does the policy in force at `at` put on another level at `before`?

    The pure effect of the rules on the people of the earlier date; nobody moved. Empty when both
    dates stand under the same policy.

    Returns:
        customer_type, level (under the rules of that date), restated_level (under those in force
        at `at`), customer_count, value.

    Raises:
        NoEarlierDate.
    """
    pair = scope.pair
    starts = engine.regimes()
    now = regime_of(pair.at, starts)
    before = pair.before or pair.at
    columns = ["customer_type", "level", "restated_level", "customer_count", "value"]
    if regime_of(before, starts) == now or counting.scheme not in RESTATED.values():
        return pd.DataFrame(columns=columns)
    found = engine.ask(
        "migration/restatement",
        replace(scope, at=before, before=None).single,
        scheme=counting.scheme,
        scheme_name=counting.scheme,
        measure=counting.measure,
        regime=now.isoformat(),
    )
    if found.empty:
        return pd.DataFrame(columns=columns)
    return _placed(found, counting.scheme, part="restated_level")[columns]


def _placed(found: pd.DataFrame, scheme: str, part: str = "part") -> pd.DataFrame:
    """Types and levels in the order of their ladders; money 0 where nobody has any."""
    known = found[found["customer_type"].notna()]
    level = known["level"].astype(object).where(known["level"].notna(), UNKNOWN)
    kind = pd.Categorical(known["customer_type"], CUSTOMER_TYPES).codes
    pairs = zip(known["customer_type"], level, strict=True)
    rank = np.array([levels_of(scheme, k).index(each) for k, each in pairs], dtype=np.int64)
    value = known["value"].astype("float64").fillna(0.0)
    frame = known.assign(level=level, value=value, _kind=kind, _rank=rank)
    frame = frame.sort_values(["_kind", part, "_rank"], ignore_index=True)
    return frame.drop(columns=["_kind", "_rank"])
