"""What happened that is worth a word? All flows, branches, tiers, products and services, scanned.

Two gates, and each finding says which it passed: material in money, or unusual in rate. Facts only;
pages word them. Sources: design "Is it a change?"; domain model 3.5 to 3.8, 3.10, 3.14, section 4.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.contribution_change import bank_judgement
from analytics.engine import Engine
from analytics.findings_judge import BALANCE_SHARE
from analytics.findings_lines import rate_lines, sum_lines
from analytics.findings_merge import COLUMNS, KEY, SHOWN, merged, ranked
from analytics.findings_people import finding_customers
from analytics.findings_scans import SCANS, Counts
from analytics.findings_tables import ATTRITION, SCHEME, Case, case_of, with_words
from analytics.judgement import Judgement
from analytics.overview import names
from analytics.product_problems import TableNotProvided
from analytics.products_held import catalogue
from analytics.scope import Scope

MOST_SINGLE = 20
LEAST_PART = 0.1
"""In a small branch 1 % is a trifle: no single customer is a finding under a tenth of big_move."""

TEXTS = (
    *KEY,
    "branch_name",
    "product_name_en",
    "product_name_zh",
    "explained_customer_id",
)
SINGLE_MOVES = {"closed": "left", "invalid": "left", "new": "came", "back": "came"}

__all__ = ["SCANS", "SHOWN", "finding_customers", "findings"]


def findings(engine: Engine, scope: Scope, *, judgement: Judgement | None = None) -> pd.DataFrame:
    """What happened since the earlier date that is worth a word? The weightiest first.

    Single customers whose balance moved by `big_move`, or by 1 % of their branch's; branches and
    levels whose money went another way than usual; rates that are unusual (`findings_judge`). What
    is the same event is one finding (`findings_merge`).

    Returns:
        One row per finding, see findings_merge.COLUMNS; no rows when nothing is. Text is empty and
        numbers are null where they do not apply. attrs: family_size (rates tested together),
        missing (tables that the bank did not give, so not scanned).

    Raises:
        NoEarlierDate, EmptyScope.
    """
    judgement = judgement or bank_judgement(engine, scope)
    case = case_of(engine, scope, judgement)
    counted, missing = _scanned(case)
    days = [at for _, at in case.pairs]
    year = None if case.year_ago is None else case.year_ago[1]
    rates = rate_lines(counted, days, year, judgement)
    sums = sum_lines(counted, days, year, judgement)
    found = ranked(merged(rates, sums, single_customers(case)), day=scope.at)
    answer = _named(case, found.assign(measure=case.measure))
    answer.attrs = {
        "family_size": int(rates["p_value"].notna().sum()) if len(rates) else 0,
        "missing": tuple(missing),
    }
    return answer


def _scanned(case: Case) -> tuple[list[Counts], list[str]]:
    counted, missing = [], []
    for scan in SCANS:
        try:
            counted.append(scan(case))
        except TableNotProvided as problem:
            missing.append(str(problem.facts["table"]))
    return counted, missing


def single_customers(case: Case) -> pd.DataFrame:
    """The customers whose balance moved enough to be a finding by themselves, at most 20.

    Enough is `big_move`, or 1 % of the branch's balance where that is less, but no trifle.

    Returns:
        customer_id, customer_type, branch_id, level, move (left, fell, rose, came), value_before,
        value_after, change, threshold.
    """
    whole = case.moved[case.moved["at_date"] == case.scope.at]
    opening = whole.groupby("branch_id")["value_before"].sum()
    big = case.judgement.big_move
    part = (BALANCE_SHARE * opening).clip(lower=LEAST_PART * big, upper=big)
    found = with_words(
        case.engine.ask(
            "findings/single",
            case.scope,
            scheme=SCHEME,
            attrition=ATTRITION,
            measure=case.measure,
            least=part.min() if len(part) else big,
            most=MOST_SINGLE,
        )
    )
    change = (found["value_after"] - found["value_before"]).to_numpy(float)
    threshold = found["branch_id"].map(part).fillna(big).to_numpy(float)
    way = pd.Series(np.where(change > 0, "rose", "fell"), index=found.index)
    told = found.assign(
        level=found["from_level"].fillna(found["to_level"]),
        move=found["state"].map(SINGLE_MOVES).fillna(way),
        change=change,
        threshold=threshold,
    )
    return told[np.abs(change) >= threshold].reset_index(drop=True)


def _named(case: Case, found: pd.DataFrame) -> pd.DataFrame:
    label = names(case.engine, case.scope, "branch_id")
    found["branch_name"] = found["branch_id"].map(label)
    if (found["kind"] == "product").any():
        known = catalogue(case.engine, case.scope).set_index("product_id")
        for language in ("en", "zh"):
            found[f"product_name_{language}"] = found["product_id"].map(known[f"name_{language}"])
    answer = found.reindex(columns=list(COLUMNS))
    return answer.assign(**{name: answer[name].astype(object).fillna("") for name in TEXTS})
