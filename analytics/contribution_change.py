"""What changed in who brings our contribution, and is it more than normal variation?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics import concentration, intervals
from analytics.concentration import Steps
from analytics.contribution_compare import contribution_trend
from analytics.engine import Engine
from analytics.intervals import Change, Pairs
from analytics.judgement import History, Judgement, judged, made_by_one
from analytics.profile import SHARE_TO_REACH, profile
from analytics.ranking import ranking
from analytics.scope import Scope

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
SHIPPED = Judgement()
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
    judgement: Judgement = SHIPPED,
) -> pd.DataFrame:
    """What changed from `before` to `at`, and is it more than normal variation?

    People are chosen once (see Scope). Each change has a paired 95 % interval; the five form one
    Holm family. A change is unusual when it is significant there, material, and, with 8 or more
    earlier periods (the newest 12 count), outside the middle 95 % of their changes.

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
    pair = scope.pair
    before = ranking(engine, pair, measure, pair.before).exact_for_summary().steps
    after = ranking(engine, pair, measure, pair.at).exact_for_summary().steps
    pairs = intervals.pairs_of(engine.stream("contribution/pairs", pair, measure=measure))
    changes = _changes(before, after, pairs)
    findings = _Findings(
        changes=changes,
        adjusted=intervals.holm_by_name({name: c.p_value for name, c in changes.items()}),
        values=(profile(before), profile(after)),
        history=_history(engine, scope, measure),
        largest=int(np.argmax(np.abs(pairs.move))),
        few=min(before.customer_count, after.customer_count) < judgement.min_cell,
        judgement=judgement,
    )
    customer_id, move = _mover(engine, scope, pairs, findings.largest)
    big = abs(move) > judgement.big_move_of(measure)
    rows = [findings.row(name, big=big) for name in METRICS]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.assign(largest_move=move, largest_move_customer_id=customer_id).astype(COLUMNS)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Findings:
    """All that is known about the changes before they are put into words."""

    changes: Mapping[str, Change]
    adjusted: Mapping[str, float]
    values: tuple[Mapping[str, float | int | None], Mapping[str, float | int | None]]
    history: Mapping[str, History]
    largest: int
    few: bool
    judgement: Judgement

    def row(self, name: str, *, big: bool) -> dict[str, object]:
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
        tests = judged(
            change,
            self.adjusted[name],
            smallest=self.judgement.materiality * size,
            history=history,
            few=self.few,
            one_large=big and made_by_one(change, self.largest),
        )
        return row | {
            "change": change.change,
            "change_low": change.low,
            "change_high": change.high,
            "verdict": tests.verdict,
            "unusual": tests.unusual,
            "significant": tests.significant,
            "material": tests.material,
            "beyond_history": tests.beyond_history,
            "p_value": change.p_value,
            "p_adjusted": self.adjusted[name],
            "largest_move_part": float(change.parts[self.largest]),
        }


def _changes(before: Steps, after: Steps, pairs: Pairs) -> dict[str, Change]:
    """The change of each metric that is defined at both dates."""
    changes = {
        "total": intervals.normal_interval(after.sum - before.sum, pairs.move),
        "negative_total": intervals.paired_sum(pairs, lambda value: np.minimum(value, 0)),
    }
    makers = {
        "top20_share": _top_influence,
        "customers_for_80_share": _needed_influence,
        "gini_normalised": intervals.gini_influence,
    }
    old_values, new_values = profile(before), profile(after)
    for name, influence in makers.items():
        old, new = old_values[name], new_values[name]
        if old is not None and new is not None:
            changes[name] = intervals.paired_change(
                pairs, new - old, influence(before), influence(after)
            )
    return changes


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
    trend = contribution_trend(engine, scope, measure=measure, periods=EARLIER_PERIODS + 2)
    earlier = trend[trend["snapshot_date"] < scope.at]
    return {
        name: History(changes=earlier[name].diff().dropna().to_numpy(dtype=np.float64))
        for name in METRICS
    }


def _mover(engine: Engine, scope: Scope, pairs: Pairs, largest: int) -> tuple[str, float]:
    """The id of the customer whose amount moved most, and by how much."""
    answer = engine.ask("contribution/customer_id", scope, customer_key=int(pairs.key[largest]))
    return str(answer["customer_id"].iloc[0]), float(pairs.move[largest])
