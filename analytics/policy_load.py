"""How many customers above the lowest tier each manager has, against what one can care for."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import problems
from analytics.engine import Engine
from analytics.policy_frames import POLICIES
from analytics.scope import Scope

MAX_CAPACITY = 1_000_000
MAX_MANAGERS = 100_000


def manager_facts(engine: Engine, scope: Scope, counted: pd.DataFrame) -> pd.DataFrame:
    """Return counts per manager with name, branch and capacity; see `policy.policy_managers`."""
    known = pa.Table.from_batches(engine.stream("policy/managers", scope.single)).to_pandas()
    known = known.drop_duplicates("manager_id").astype({"manager_id": object, "capacity": float})
    frame = counted.merge(known, on="manager_id", how="left")
    frame["change"] = frame["draft_count"] - frame["current_count"]
    nobody = frame["manager_id"].isna()
    order = frame.assign(nobody=nobody).sort_values(
        ["nobody", "draft_count", "current_count", "manager_id"],
        ascending=[True, False, False, True],
    )
    columns = ["manager_id", "label", "branch_id", "capacity", "customer_count"]
    return order[[*columns, "current_count", "draft_count", "change"]].reset_index(drop=True)


def load_frame(
    managers: pd.DataFrame, customer_type: str, capacity: float | None = None
) -> pd.DataFrame:
    """Sum the loads up; see `policy.policy_load`. Quick: for another capacity, no other replay.

    Raises:
        CapacityOutOfRange.
    """
    check_capacity(capacity)
    own = managers[managers["manager_id"].notna()]
    limit = own["capacity"].astype(float)
    if capacity is not None:
        limit = limit.fillna(float(capacity))
    rows = []
    for policy in POLICIES:
        load = own[f"{policy}_count"]
        given = int(limit.notna().sum())
        rows.append(
            {
                "customer_type": customer_type,
                "policy": policy,
                "manager_count": len(own),
                "customer_count": int(load.sum()),
                "unassigned_count": int(managers[f"{policy}_count"].sum() - load.sum()),
                "median_count": float(load.median()) if len(own) else np.nan,
                "max_count": float(load.max()) if len(own) else np.nan,
                "capacity_count": given,
                "over_count": float((load > limit).sum()) if given else np.nan,
            }
        )
    return pd.DataFrame(rows)


def check_capacity(capacity: float | None) -> None:
    """Refuse a number of customers per manager that nobody can mean.

    Raises:
        CapacityOutOfRange.
    """
    if capacity is not None and not 1 <= capacity <= MAX_CAPACITY:
        raise problems.CapacityOutOfRange(value=capacity, minimum=1, maximum=f"{MAX_CAPACITY:,}")


def check_managers(managers: int) -> None:
    """Refuse a number of managers that no bank has; without any there is no load to share.

    Raises:
        ManagersOutOfRange.
    """
    if not 1 <= managers <= MAX_MANAGERS:
        raise problems.ManagersOutOfRange(value=managers, minimum=1, maximum=f"{MAX_MANAGERS:,}")
