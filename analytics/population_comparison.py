"""Two populations and the rest on every figure: means, totals, shares, and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pandas as pd

from analytics.concentration import Floats
from analytics.condition_columns import COLUMNS, ConditionColumn
from analytics.conditions import Population
from analytics.contribution_change import bank_judgement
from analytics.distributions import two_sided
from analytics.engine import Engine
from analytics.judgement import HALF, SIGNIFICANCE, Judgement
from analytics.mean_differences import (
    Difference,
    Overlap,
    Sample,
    effect_size,
    mean_difference,
    rate_effect,
)
from analytics.population_parts import EVERYBODY_AS_A, MEMBERSHIP, Comparison, check_sizes
from analytics.rates import Tally, change_scores, holm, rate_difference, ratio, wilson
from analytics.scope import Scope

COMPARED: Mapping[str, ConditionColumn] = MappingProxyType(
    {
        name: COLUMNS[name]
        for name in (
            "contribution_ttm", "contribution", "aum_mavg", "deposit_mavg", "dep_demand_mavg",
            "dep_time_mavg", "wealth_mavg", "other_aum_mavg", "loan_mavg", "fee_income",
            "cost_to_serve", "expected_loss", "payroll_in", "txn_amt_90d", "maturing_next_30d",
            "product_cnt", "txn_cnt_90d", "digital_login_30d", "overdue_days", "value_score",
        )
    }
)  # fmt: skip
"""Figures whose means are compared, in the order shown."""

CLASSES = (
    "customer_type", "tier", "segment", "value3", "grade", "activity", "income_band", "depth",
    "sign", "is_valid", "tier_watch",
)  # fmt: skip
"""Columns whose codes are compared by their share of customers, in the order shown."""

NO = "no"
"""Of yes and no, the share of no says nothing new."""


def population_comparison(
    engine: Engine,
    scope: Scope,
    *,
    a: Population = EVERYBODY_AS_A,
    b: Population | None = None,
    judgement: Judgement | None = None,
) -> pd.DataFrame:
    """In what do the customers of A differ from those of B and from the rest?

    Without `b` it is everybody else in the scope. Who is in both counts in both. `judgement`:
    the bank's own, unless given.

    Returns:
        One row per figure that is known of anybody: figure (a name of COMPARED or CLASSES), code
        (of a class, else null), nature (mean or share), unit; for a, b, rest: _count (customers
        with the figure known), _total (of amounts; for shares the customers with the code),
        _mean (for shares 0-1); a_only_total, both_total, b_only_total and everybody_total, which
        add up with rest_total; a_mean_low, a_mean_high, b_mean_low, b_mean_high (95 %);
        difference (a − b) with difference_low, difference_high; effect (Cohen's d, for shares h)
        and effect_size (negligible, small, medium, large); p_value; p_adjusted (Holm over all
        rows); verdict: higher, lower, alike, few, one_large, undefined.

    Raises:
        EmptyScope, PopulationEmpty, PopulationNeverHeld, PopulationIsEverybody, PopulationsEqual.
    """
    compared = Comparison(a, b)
    judgement = judgement or bank_judgement(engine, scope)
    amounts = _amounts(engine, scope, compared)
    shares = _shares(engine, scope, compared)
    both = pd.concat([amounts, shares], ignore_index=True)
    both["p_adjusted"] = holm(both["p_value"].to_numpy())
    both["verdict"] = _verdicts(both, judgement)
    return both.drop(columns=["a_largest_share", "b_largest_share"])


def _amounts(engine: Engine, scope: Scope, compared: Comparison) -> pd.DataFrame:
    found = engine.ask(
        "populations/figures", scope.single, populations=compared.groups, figures=tuple(COMPARED)
    ).set_index("membership")
    check_sizes(engine, scope, compared, found.reset_index())
    names = [name for name in COMPARED if found[f"{name}_count"].sum()]
    samples, amounts = {}, {}
    for part, number in MEMBERSHIP.items():
        row = found.loc[number].fillna(0) if number in found.index else {}
        count, total, variance, largest, gross = (
            np.array([float(row.get(f"{name}_{what}", 0)) for name in names])
            for what in ("count", "total", "variance", "largest", "gross")
        )
        samples[part] = Sample(n=count, total=total, squares=variance * count)
        amounts[part] = largest, gross
    overlap = _overlap(samples)
    intervals = overlap.a.interval(), overlap.b.interval()
    table = _table(samples, mean_difference(overlap), intervals)
    for name in ("a", "b"):
        (most, gross), (shared, more) = amounts[f"{name}_only"], amounts["both"]
        table[f"{name}_largest_share"] = np.nan_to_num(
            ratio(np.maximum(most, shared), gross + more)
        )
    columns = [COMPARED[name] for name in names]
    table.insert(0, "figure", names)
    table.insert(1, "code", None)
    table.insert(2, "nature", "mean")
    table.insert(3, "unit", [column.unit for column in columns])
    return table


def _shares(engine: Engine, scope: Scope, compared: Comparison) -> pd.DataFrame:
    found = engine.ask("populations/shares", scope.single, populations=compared.groups)
    counts = found.pivot_table(
        index=["figure", "code"], columns="membership", values="customer_count", aggfunc="sum",
        fill_value=0,
    ).reindex(columns=list(MEMBERSHIP.values()), fill_value=0)  # fmt: skip
    counts = counts.loc[sorted(counts.index, key=_place)]
    known = counts.groupby(level="figure").transform("sum")
    samples = {
        part: Sample.of_rates(
            counts[number].to_numpy(dtype=np.float64), known[number].to_numpy(dtype=np.float64)
        )
        for part, number in MEMBERSHIP.items()
    }
    overlap = _overlap(samples)
    intervals = tuple(wilson(each.total, each.n) for each in (overlap.a, overlap.b))
    apart = MEMBERSHIP["both"] not in set(found["membership"])
    table = _table(samples, _rate_difference(overlap, apart=apart), intervals)
    table["a_largest_share"] = table["b_largest_share"] = 0.0
    table.insert(0, "figure", counts.index.get_level_values("figure"))
    table.insert(1, "code", counts.index.get_level_values("code"))
    table.insert(2, "nature", "share")
    table.insert(3, "unit", "share")
    return table[table["code"] != NO]


def _rate_difference(groups: Overlap, *, apart: bool) -> Difference:
    """Newcombe's interval and the two-proportion or Fisher's test; with an overlap, influence."""
    a, b = groups.a, groups.b
    effect = rate_effect(a.mean, b.mean)
    if not apart:
        found = mean_difference(groups)
        return Difference(
            value=found.value, low=found.low, high=found.high, p_value=found.p_value, effect=effect
        )
    now, then = Tally(count=a.total, n=a.n), Tally(count=b.total, n=b.n)
    value, low, high = rate_difference(now, then)
    p_value = two_sided(change_scores(now, then))
    return Difference(value=value, low=low, high=high, p_value=p_value, effect=effect)


def _overlap(samples: Mapping[str, Sample]) -> Overlap:
    return Overlap(a_only=samples["a_only"], both=samples["both"], b_only=samples["b_only"])


def _table(
    samples: Mapping[str, Sample],
    difference: Difference,
    intervals: tuple[tuple[Floats, Floats], ...],
) -> pd.DataFrame:
    """The columns of an answer; `intervals`: low and high of the means of A and of B."""
    overlap = _overlap(samples)
    shown = {"a": overlap.a, "b": overlap.b, "rest": samples["rest"]}
    columns: dict[str, Floats | list[str | None]] = {}
    for name, sample in shown.items():
        columns[f"{name}_count"] = sample.n.astype(np.int64)
        columns[f"{name}_total"] = sample.total
    for part in ("a_only", "both", "b_only"):
        columns[f"{part}_total"] = samples[part].total
    columns["everybody_total"] = np.sum([each.total for each in samples.values()], axis=0)
    for name, sample in shown.items():
        columns[f"{name}_mean"] = sample.mean
    for name, (low, high) in zip(("a", "b"), intervals, strict=True):
        columns[f"{name}_mean_low"], columns[f"{name}_mean_high"] = low, high
    columns |= {
        "difference": difference.value,
        "difference_low": difference.low,
        "difference_high": difference.high,
        "effect": difference.effect,
        "effect_size": effect_size(difference.effect),
        "p_value": difference.p_value,
    }
    return pd.DataFrame(columns)


def _place(key: tuple[str, str]) -> tuple[int, int, str]:
    figure, code = key
    codes = [each.value for each in COLUMNS[figure].codes]
    return CLASSES.index(figure), codes.index(code) if code in codes else len(codes), code


def _verdicts(table: pd.DataFrame, judgement: Judgement) -> list[str]:
    """Whether each difference is worth a word; the first that holds, in the order of METRICS."""
    difference, p_value = table["difference"], table["p_adjusted"]
    fewest = table[["a_count", "b_count"]].min(axis=1)
    largest = table[["a_largest_share", "b_largest_share"]].max(axis=1)
    scale = table["b_mean"].abs().where(table["nature"] == "mean", 1.0)
    small = difference.abs() <= judgement.materiality * scale
    return [
        str(verdict)
        for verdict in np.select(
            [
                fewest < judgement.min_cell,
                difference.isna() | (p_value.isna() & (difference != 0)),
                (table["unit"] == "currency") & (largest > HALF) & ~small,
                small | (p_value >= SIGNIFICANCE),
                difference > 0,
            ],
            ["few", "undefined", "one_large", "alike", "higher"],
            "lower",
        )
    ]
