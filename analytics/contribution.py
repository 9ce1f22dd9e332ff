"""Who brings our contribution? Each function answers one question about a scope.

All take `measure`, a name of `data.contract.MEASURES`; amounts are in the release's currency,
shares are 0–1 and null when the total is zero or negative. Customers without the measure are
not counted. All raise EmptyScope, NotProvided and UnknownMeasure.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics import concentration
from analytics.concentration import MARKS
from analytics.contribution_change import bank_judgement, contribution_change
from analytics.contribution_compare import (
    contribution_curves_by,
    contribution_stress,
    contribution_trend,
)
from analytics.contribution_decomposition import contribution_decomposition
from analytics.contribution_lists import (
    Selection,
    contribution_customers,
    contribution_selection,
)
from analytics.curves import curve_of
from analytics.engine import Engine
from analytics.judgement import Judgement
from analytics.profile import profile, profile_frame, share
from analytics.ranking import cut_customer, ranking
from analytics.scope import Scope

__all__ = [
    "Judgement",
    "Selection",
    "bank_judgement",
    "contribution_change",
    "contribution_curve",
    "contribution_curves_by",
    "contribution_customers",
    "contribution_deciles",
    "contribution_decomposition",
    "contribution_marks",
    "contribution_selection",
    "contribution_stress",
    "contribution_summary",
    "contribution_trend",
]

DEFAULT = "contribution_ttm"


def contribution_summary(engine: Engine, scope: Scope, *, measure: str = DEFAULT) -> pd.DataFrame:
    """How concentrated is the contribution? One row.

    Returns:
        customer_count, total; top01_share … top20_share: share of the best ⌈p·n⌉ customers, ties
        by id; customers_for_80_count and _share: fewest customers with 80 % of the total;
        peak_share at peak_customer_share: where loss-makers begin; negative_count,
        negative_total: the loss-makers; gini (plain, may exceed 1 with negatives),
        gini_normalised (0–1 with negatives too). Exact, the Ginis within 1e-6.
    """
    steps = ranking(engine, scope, measure).exact_for_summary().steps
    return profile_frame([profile(steps)])


def contribution_curve(engine: Engine, scope: Scope, *, measure: str = DEFAULT) -> pd.DataFrame:
    """What share of the contribution do the best customers bring, best first?

    Returns:
        At most 1,000 rows, customer_share strictly rising to 1, each exact: customer_share,
        value_share (may exceed 1 before loss-makers), customer_count, value (theirs),
        bucket_value (the last one's amount, or the lower edge of his value bucket). The 1, 5,
        10 and 20 % marks, the customers for 80 % and the peak are among the rows.
    """
    return curve_of(ranking(engine, scope, measure).exact_for_summary().steps)


def contribution_marks(engine: Engine, scope: Scope, *, measure: str = DEFAULT) -> pd.DataFrame:
    """Who is the last of the best 1, 5, 10 and 20 %, and what do they bring?

    Returns:
        One row per mark: mark, customer_count, value, value_share, cut_value (the last
        customer's amount), cut_customer_id.
    """
    ranked = ranking(engine, scope, measure).exact_for_summary()
    n, total = ranked.steps.customer_count, ranked.steps.sum
    cuts = [concentration.cut(ranked.steps, concentration.rank_of_share(m, n)) for m in MARKS]
    return pd.DataFrame(
        {
            "mark": MARKS,
            "customer_count": [cut.rank for cut in cuts],
            "value": [cut.total for cut in cuts],
            "value_share": pd.array([share(cut.total, total) for cut in cuts], dtype="float64"),
            "cut_value": [cut.value for cut in cuts],
            "cut_customer_id": [cut_customer(ranked, cut) for cut in cuts],
        }
    )


def contribution_deciles(engine: Engine, scope: Scope, *, measure: str = DEFAULT) -> pd.DataFrame:
    """What does each tenth of the customers bring, best tenth first?

    Returns:
        Ten rows: decile, customer_count, value, value_share, mean_value, lowest_value; the last
        two are null in a tenth without anybody (fewer than ten customers).
    """
    ranked = ranking(engine, scope, measure)
    n, total = ranked.steps.customer_count, ranked.steps.sum
    ranks = [concentration.rank_of_share(tenth / 10, n) for tenth in range(11)]
    steps = ranked.exact_at(ranks).steps
    cuts = [concentration.cut(steps, rank) for rank in ranks]
    count = np.diff(ranks)
    value = np.diff([cut.total for cut in cuts])
    somebody = count > 0
    return pd.DataFrame(
        {
            "decile": np.arange(1, 11),
            "customer_count": count,
            "value": value,
            "value_share": value / total if total > 0 else np.nan,
            "mean_value": np.where(somebody, value / np.maximum(count, 1), np.nan),
            "lowest_value": np.where(somebody, [cut.value for cut in cuts[1:]], np.nan),
        }
    )
