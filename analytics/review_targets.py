"""The year's targets of the branches beside daily averages; never beside a balance of a day (5.9a).

A target of the table counts where its period is the year and its metric names deposits, loans or
assets without saying a balance of the day. Branches' targets add up; where no branch with customers
has one, a single total of the whole bank counts for everybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.engine import Engine
from analytics.product_problems import TableNotProvided
from analytics.review_problems import TargetsIncomplete, TargetsNotForScope
from analytics.scope import Scope
from data.problems import Problem

WRITTEN = {
    "deposit": ("deposit", "deposits", "存款", "各项存款"),
    "loan": ("loan", "loans", "贷款", "各项贷款"),
    "aum": ("aum", "管理资产"),
}
ENDS = ("", "_mavg", "_ytd", "日均", "年日均", "月日均")
TARGET_NAMES: Mapping[str, frozenset[str]] = {
    name: frozenset(
        text for word in words for end in ENDS for text in (word + end, end.strip("_") + word)
    )
    for name, words in WRITTEN.items()
}
"""How banks write what a target is about: 存款日均, 年日均存款, deposit_mavg …"""

TERRITORY = frozenset({"branch_id", "area"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """A target beside what was reached: money; `start`: the bank's own figure at the year's start,
    NaN where the table does not say it.
    """

    target: float
    start: float
    reached: float

    @property
    def share(self) -> float:
        """What was reached as a share of the target (完成率)."""
        return self.reached / self.target if self.target > 0 else np.nan

    @property
    def growth_share(self) -> float:
        """Growth since the year's start as a share of the growth asked for (净增完成率)."""
        wanted = self.target - self.start
        return (self.reached - self.start) / wanted if wanted > 0 else np.nan

    @property
    def gap(self) -> float:
        """What is missing to the target; below 0 when it is passed."""
        return self.target - self.reached


def branch_targets(engine: Engine, scope: Scope, name: str) -> pd.DataFrame:
    """Return this year's targets for `deposit`, `loan` or `aum`: index branch_id; target, start."""
    found = engine.ask("review/targets", scope.single)
    about = [str(metric).strip().lower() in TARGET_NAMES[name] for metric in found["metric"]]
    year = str(scope.at.year)
    own = [str(period).strip().removesuffix("年") == year for period in found["period"]]
    chosen = found[pd.Series(about, dtype=bool) & pd.Series(own, dtype=bool)]
    chosen = chosen.rename(columns={"value": "target", "year_start": "start"})
    return chosen.groupby("branch_id")[["target", "start"]].sum(min_count=1)


def completion_of(
    engine: Engine, scope: Scope, name: str, reached: pd.Series[float]
) -> Completion | Problem:
    """Return the target of a scope beside the daily average `reached` by branch.

    Or the problem that keeps a target from standing there: the scope names more than branches
    (TargetsNotForScope), nobody set one (TableNotProvided), or not for every branch that has money
    (TargetsIncomplete).
    """
    named = {column for column, _ in (*scope.where, *scope.entitlement)}
    if scope.populations or not named <= TERRITORY:
        return TargetsNotForScope()
    found = branch_targets(engine, scope, name)
    own = found[found.index.isin(reached.index)]
    chosen = found if own.empty and not named else own
    if chosen.empty:
        return TableNotProvided(table="target")
    lacking = sorted(set(reached.index[reached != 0]) - set(own.index))
    if lacking and not own.empty:
        return TargetsIncomplete(
            count=len(lacking), year=scope.at.year, metric=name, branches=", ".join(lacking[:5])
        )
    target, start = chosen.sum(min_count=len(chosen))
    return Completion(target=float(target), start=float(start), reached=float(reached.sum()))
