"""Two segments of ten customers, written down by hand, for words, tables and figures."""

import datetime as dt

import numpy as np
import pandas as pd

from analytics.rule_terms import RuleTerm
from data.segmentation import FittedFeature, Segment, Segmentation
from pages.parts.segments_portraits import Described

AT = dt.date(2026, 10, 31)
LOANS = RuleTerm(feature="loan_mavg", operator=">=", threshold=2_000.0, kind="money")
QUIET = RuleTerm(feature="txn_cnt_90d", operator="<", threshold=5.0, kind="count")
FARMER = RuleTerm(feature="service_group", operator="is", value="farmer", kind="code")


def feature(name, *, value="", transform="log"):
    return FittedFeature(
        name=name, transform=transform, low=0.0, high=9.0, mean=1.0, scale=1.0, value=value
    )


def segmentation(*, stability=(0.96, 0.80), recommended=True, **changes):
    """Sleepers (P1) and borrowers (P2)."""
    segments = (
        Segment(
            code="P1", name_en="Sleepers", name_zh="沉睡客户", centre=(-1.0, -0.5),
            stability=stability[0], customer_count=8,
        ),
        Segment(
            code="P2", name_en="Borrowers", name_zh="借款客户", centre=(2.0, 1.0),
            stability=stability[1], customer_count=2,
        ),
    )  # fmt: skip
    given = {
        "customer_type": "personal",
        "features": (feature("loan_mavg"), feature("txn_cnt_90d")),
        "segments": segments,
        "fitted_on": AT,
        "release": "000001",
        "sample_count": 10,
        "recommended": recommended,
    }
    return Segmentation(**(given | changes))


def profiles(*, without=0, contribution=(20.0, 80.0)):
    total = float(np.sum(contribution))
    rows = [
        {
            "segment": "P1", "customer_count": 8, "contribution_ttm": contribution[0],
            "contribution_share": contribution[0] / total if total > 0 else np.nan,
            "aum_mavg": 700.0, "aum_share": 0.7, "consented_count": 2, "consented_share": 0.25,
            "care_share": 0.9, "care_days_median": 30.0,
            "gap_line": "wealth", "gap_share": 0.1, "gap_best_segment": "P2",
            "gap_rest_share": 0.5, "gap_count": 7, "gap_customers": 3.2,
        },
        {
            "segment": "P2", "customer_count": 2, "contribution_ttm": contribution[1],
            "contribution_share": contribution[1] / total if total > 0 else np.nan,
            "aum_mavg": 300.0, "aum_share": 0.3, "consented_count": np.nan,
            "consented_share": np.nan, "care_share": 0.5, "care_days_median": np.nan,
            "gap_line": None, "gap_share": np.nan, "gap_best_segment": None,
            "gap_rest_share": np.nan, "gap_count": np.nan, "gap_customers": np.nan,
        },
    ]  # fmt: skip
    if without:
        rows.append({"segment": "", "customer_count": without, "contribution_ttm": 0.0})
    return pd.DataFrame(rows)


def effects():
    names = ["segment", "place", "feature", "value", "direction"]
    names += ["typical", "typical_rest", "typical_kind"]
    return pd.DataFrame(
        [
            ("P1", 2, "loan_mavg", "", "low", 0.0, 5_000.0, "mean"),
            ("P1", 1, "txn_cnt_90d", "", "low", 1.0, 40.0, "median"),
            ("P2", 1, "loan_mavg", "", "high", 23_900.0, 0.0, "median"),
            ("P2", 2, "service_group", "farmer", "high", 0.6, 0.1, "share"),
        ],
        columns=names,
    )


def rules():
    return pd.DataFrame(
        {
            "segment": ["P1", "P2"],
            "rule": [((QUIET,),), ((LOANS,), (FARMER,))],
            "precision": [0.97, 0.84],
            "recall": [0.99, 0.02],
        }
    )


def described(**changes):
    given = {
        "segmentation": segmentation(),
        "profiles": profiles(),
        "effects": effects(),
        "rules": rules(),
        "missing": (),
    }
    return Described(**(given | changes))


def pairs(count=3, gap=60_000.0):
    return pd.DataFrame(
        [("mass", "affluent", "up", count, gap), ("vip", "mass", "down", 1, 9.0)],
        columns=["tier", "looks_like", "direction", "customer_count", "gap"],
    )
