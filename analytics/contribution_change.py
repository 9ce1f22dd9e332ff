"""What changed in who brings our contribution, and is it more than normal variation?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analytics import concentration, intervals, problems
from analytics.concentration import Steps
from analytics.contribution_compare import steps_by
from analytics.engine import Engine, dates_read
from analytics.intervals import Change, Statistic
from analytics.judgement import Evidence, History, Judgement, verdict_on
from analytics.profile import SHARE_TO_REACH, Profile, profile
from analytics.ranking import ranking
from analytics.scope import Scope, previous_date

METRICS = (
    "top20_share",
    "customers_for_80_share",
    "gini_normalised",
    "negative_total",
    "total",
)
AMOUNTS = frozenset({"negative_total", "total"})
EARLIER_PERIODS = 12
BEST = 0.20
COLUMNS = {
    "metric": "str",
    "value_before": "float64",
    "value": "float64",
    "change": "float64",
    "change_low": "float64",
    "change_high": "float64",
    "verdict": "str",
    "unusual": "bool",
    "significant": "bool",
    "material": "bool",
    "beyond_history": "boolean",
    "p_value": "float64",
    "p_adjusted": "float64",
    "history_count": "int64",
    "history_low": "float64",
    "history_high": "float64",
    "largest_move": "float64",
    "largest_move_customer_id": "str",
    "largest_move_part": "float64",
}


def contribution_change(
    engine: Engine,
    scope: Scope,
    *,
    measure: str = "contribution_ttm",
    judgement: Judgement | None = None,
) -> pd.DataFrame:
    """What changed from `before` to `at`, and is it more than normal variation?

    People are chosen once (see Scope). Each change has a paired 95 % interval; the five form one
    Holm family. A change is unusual when it is significant there, material, and, with 8 or more
    earlier periods (the newest 12 count), outside the middle 95 % of their changes. `judgement`
    holds the thresholds, by default the bank's own.

    Returns:
        One row per metric (top20_share, customers_for_80_share, gini_normalised, negative_total,
        total): value_before, value, change, change_low, change_high; verdict (up, down, normal,
        few, one_large, undefined: no share because a total is ≤ 0); unusual, significant,
        material, beyond_history (null with fewer than 8 periods); p_value, p_adjusted;
        history_count, history_low, history_high; largest_move (of one customer's amount),
        largest_move_customer_id, largest_move_part (his part in this metric's change).

    Raises:
        NoEarlierDate, EmptyScope, NotProvided.
    """
    judgement = judgement or bank_judgement(engine, scope)
    pair = scope.pair
    before = ranking(engine, pair, measure, pair.before).exact_for_summary().steps
    after = ranking(engine, pair, measure, pair.at).exact_for_summary().steps
    pairs = intervals.pairs_of(
        engine.stream("contribution/pairs", pair, measure=measure, day=pair.before),
        engine.stream("contribution/pairs", pair, measure=measure, day=pair.at),
    )
    changes = intervals.paired_changes(pairs, _statistics(before, after))
    key, move = pairs.largest_move
    findings = _Findings(
        changes=changes,
        adjusted=intervals.holm_by_name({name: c.p_value for name, c in changes.items()}),
        values=(profile(before), profile(after)),
        history=_history(engine, scope, measure),
        big=abs(move) > judgement.big_move_of(measure),
        few=min(before.customer_count, after.customer_count) < judgement.min_cell,
        materiality=judgement.materiality,
    )
    mover = engine.ask("contribution/customer_id", scope, customer_key=key)
    who = mover["customer_id"].iloc[0] if move else None
    frame = pd.DataFrame([findings.row(name) for name in METRICS], columns=list(COLUMNS))
    return frame.assign(largest_move=move, largest_move_customer_id=who).astype(COLUMNS)


def bank_judgement(engine: Engine, scope: Scope) -> Judgement:
    """Return the thresholds this bank has set, those in force at `scope.at`."""
    answer = engine.ask("contribution/thresholds", scope.single)
    return Judgement.of(dict(zip(answer["name"], answer["value"], strict=True)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Findings:
    """All that is known about the changes before they are put into words."""

    changes: Mapping[str, Change]
    adjusted: Mapping[str, float]
    values: tuple[Profile, Profile]
    history: Mapping[str, History]
    big: bool
    few: bool
    materiality: float

    def row(self, name: str) -> dict[str, object]:
        """One metric's row; without a change it is undefined."""
        value_before, value = (values[name] for values in self.values)
        row: dict[str, object] = {"metric": name, "value_before": value_before, "value": value}
        history = self.history[name]
        low, high = history.range or (None, None)
        row |= {"history_count": len(history.changes), "history_low": low, "history_high": high}
        change = self.changes.get(name)
        if change is None:
            flags = dict.fromkeys(("unusual", "significant", "material"), False)
            return row | flags | {"verdict": "undefined"}
        size = abs(value_before or 0.0) if name in AMOUNTS else 1.0
        smallest = self.materiality * size
        tests = Evidence.of(change, self.adjusted[name], smallest=smallest, history=history)
        return row | {
            "change": change.change,
            "change_low": change.low,
            "change_high": change.high,
            "verdict": verdict_on(change, tests, few=self.few, big=self.big),
            "unusual": tests.unusual,
            "significant": tests.significant,
            "material": tests.material,
            "beyond_history": tests.beyond_history,
            "p_value": change.p_value,
            "p_adjusted": self.adjusted[name],
            "largest_move_part": change.largest_part,
        }


def _statistics(before: Steps, after: Steps) -> dict[str, Statistic]:
    """The metrics that are defined at both dates, each with its influence functions."""
    old, new = profile(before), profile(after)
    found = {
        name: Statistic(
            change=float(new[name] or 0) - float(old[name] or 0),
            before=influence,
            after=influence,
            mean=False,
        )
        for name, influence in (
            ("total", intervals.amount_itself),
            ("negative_total", intervals.loss_alone),
        )
    }
    for name, influence_of in (
        ("top20_share", _top_influence),
        ("customers_for_80_share", _needed_influence),
        ("gini_normalised", intervals.gini_influence),
    ):
        first, last = old[name], new[name]
        if first is not None and last is not None:
            found[name] = Statistic(
                change=last - first, before=influence_of(before), after=influence_of(after)
            )
    return found


def _top_influence(steps: Steps) -> intervals.Influence:
    cut = concentration.cut(steps, concentration.rank_of_share(BEST, steps.customer_count))
    mean = steps.sum / steps.customer_count
    return intervals.top_share_influence(
        cut=cut.value, share=cut.total / steps.sum, mean=mean, best=BEST
    )


def _needed_influence(steps: Steps) -> intervals.Influence:
    needed = concentration.count_reaching(steps, SHARE_TO_REACH) or 0
    return intervals.customers_needed_influence(
        cut=concentration.cut(steps, needed).value,
        share=needed / steps.customer_count,
        reached=SHARE_TO_REACH,
    )


def _history(engine: Engine, scope: Scope, measure: str) -> dict[str, History]:
    """The metrics' changes in the periods before this one."""
    rows = [profile(steps) for steps in _earlier(engine, scope, measure)]
    found = {}
    for name in METRICS:
        values = np.array([row[name] for row in rows], dtype=np.float64)
        changes = np.diff(values)
        found[name] = History(changes=changes[~np.isnan(changes)])
    return found


def _earlier(engine: Engine, scope: Scope, measure: str) -> list[Steps]:
    """One ranking per earlier period, oldest first, exact at every value bucket's edge.

    A scope's dates are one question: each costs more than its rows. The whole bank's are asked
    one by one: everybody asks for them, and an engine that remembers answers has most of them.
    """
    last = previous_date(engine.snapshots(), scope.at)
    if last is None:
        return []
    trend = replace(scope.trend(EARLIER_PERIODS + 1), at=last, before=None)
    days = dates_read(trend, engine.snapshots())
    if not scope.where and not scope.entitlement and not scope.populations:
        return [steps for day in days if (steps := _steps_or_none(engine, trend, measure, day))]
    parts = steps_by(engine, trend, measure, "snapshot_date")
    return [parts[day] for day in days if day in parts]


def _steps_or_none(engine: Engine, scope: Scope, measure: str, day: dt.date) -> Steps | None:
    try:
        return ranking(engine, scope, measure, day).steps
    except (problems.EmptyScope, problems.NotProvided):
        return None
