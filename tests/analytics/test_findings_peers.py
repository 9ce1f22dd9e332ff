"""Without history, branches are set beside each other at their own mix of levels."""

import numpy as np
import pandas as pd

from analytics.findings import findings
from analytics.scope import Scope
from tests.support.releases import month, small_release

BRANCHES, EACH = 20, 200


def two_months(lost, *, seed=1):
    """Branches of mass and affluent customers in different mixes; so many of each branch leave.

    Affluent customers leave twice as often, so that a rich branch loses more by its mix alone.
    """
    chance, rows = np.random.default_rng(seed), []
    for branch in range(BRANCHES):
        for number in range(EACH):
            rich = number < EACH * branch / BRANCHES
            tier = "affluent" if rich else "mass"
            leaves = chance.random() < lost[branch] * (2 if rich else 1)
            who = f"C{branch:02d}{number:04d}"
            days = (1,) if leaves else (1, 2)
            rows += [(who, month(day), f"B{branch:02d}", tier) for day in days]
    names = ["customer_id", "snapshot_date", "branch_id", "tier"]
    return pd.DataFrame(rows, columns=names).assign(aum_mavg=5_000)


def named(folder, lost):
    engine = small_release(folder, two_months(lost))
    found = findings(engine, Scope.of(engine))
    return found[found["gate"] == "rate"], found.attrs["family_size"]


def test_a_branch_that_loses_far_more_than_the_others_is_named(tmp_path):
    found, family = named(tmp_path / "store", [0.02] * (BRANCHES - 1) + [0.15])

    assert list(zip(found["branch_id"], found["move"], strict=True)) == [("B19", "lost")]
    row = found.iloc[0]
    assert row["history_count"] == 0
    assert row["excess_count"] > 0
    assert family >= BRANCHES


def test_rich_branches_are_not_named_for_their_mix(tmp_path):
    found, _ = named(tmp_path / "store", [0.04] * BRANCHES)

    assert found.empty
