"""What falls due, for whom, and how much of what fell due stayed with us.

Lists go out a month ahead. A list proposes no gift and couples no loan with a deposit (5.9).
Source: domain model 3.20, row 45; retention in analytics/maturity.py.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analytics.bound_table import BoundTable
from analytics.engine import EVERYTHING, MAX_ANSWER_ROWS, Engine, Parameter
from analytics.maturity import Retained, retained
from analytics.product_problems import PartUnknown, WindowUnknown
from analytics.products_held import PARTS, catalogue, need_columns, need_tables, streamed
from analytics.products_rules import with_product_names
from analytics.scope import Scope
from data.problems import Problem

WINDOWS = {"week": (1, 7), "month": (1, 30), "ahead": (31, 60)}
"""Days from `at`, both included; ahead: the month after the next."""

PLACES = ("branch_id", "manager_id")
LONGEST_MONTH = 35
"""Days between two dates up to which the bank's own figure of the next 30 days is taken."""


def maturing_sizes(engine: Engine, scope: Scope) -> pd.DataFrame:
    """How much falls due in a week, in a month, and in the month after?

    Returns:
        window (week: in 1–7 days; month: 1–30; ahead: 31–60), line, holding_count, customer_count,
        balance (null where it is not known at `at`). Interbank is left out.

    Raises:
        TableNotProvided.
    """
    need_tables(engine, scope, "product", "holding")
    days = [_days(scope, window) for window in WINDOWS]
    table = BoundTable.of(
        {
            "name": list(WINDOWS),
            "first_day": [first for first, _ in days],
            "last_day": [last for _, last in days],
        }
    )
    found = engine.ask("products/maturing_sizes", scope.single, windows=table)
    found = found.rename(columns={"window_name": "window"})
    place = found["window"].map({name: at for at, name in enumerate(WINDOWS)})
    return (
        found.assign(place=place)
        .sort_values(["place", "line"])
        .drop(columns="place")[["window", "line", "holding_count", "customer_count", "balance"]]
        .reset_index(drop=True)
    )


def maturing_customers(
    engine: Engine, scope: Scope, *, window: str = "ahead", limit: int = 50, offset: int = 0
) -> pd.DataFrame:
    """Whose money falls due? One page of holdings, the largest balance first.

    window: week (in 1–7 days), month (1–30) or ahead (31–60).

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier, segment,
        product_id, name_en, name_zh, line, holding_id, balance (null where it is not known at
        `at`), maturity_date, days_left, rate (decimals a year), aum_mavg. As many as
        `maturing_sizes` counts, at most 10,000 rows. Purpose: service.

    Raises:
        TableNotProvided, WindowUnknown.
    """
    asked = _asked(scope, window)
    asked |= {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    products = catalogue(engine, scope)
    return _told(engine.ask("products/maturing", scope.single, **asked), products, scope.at)


def maturing_customers_blocks(
    engine: Engine, scope: Scope, *, window: str = "ahead"
) -> Iterator[pd.DataFrame]:
    """Yield the whole list in blocks, with the columns of `maturing_customers`."""
    asked = _asked(scope, window) | {"page_size": EVERYTHING, "skipped": 0}
    products = catalogue(engine, scope)
    batches = engine.stream("products/maturing", scope.single, **asked)
    return (_told(batch.to_pandas(), products, scope.at) for batch in batches if batch.num_rows)


def maturity_retention(engine: Engine, scope: Scope, *, by: str = "tier") -> pd.DataFrame:
    """How much of what fell due between the dates stayed with us?

    What matured counts as gone as far as the customer's assets fell (balances of the days, month
    averages where a day has none). Between month-ends what matured is the bank's own figure of the
    30 days after `before`; else, or without it, holdings with their maturity dates.

    by: one of products_held.PARTS, branch_id or manager_id, as at `before`.

    Returns:
        part (`all` first, "" where unknown), customer_count, matured, left, kept (in the currency),
        kept_share (null where nothing fell due), source (snapshots or holdings). Interbank and who
        is open elsewhere at `at` are left out.

    Raises:
        NoEarlierDate, NotProvided (neither source), PartUnknown, EmptyScope.
    """
    if by not in {*PARTS, *PLACES}:
        raise PartUnknown(value=by, known=", ".join((*PARTS, *PLACES)))
    source, question = _source(engine, scope)
    found = streamed(engine, f"products/{question}", scope.pair, dimension=by)
    found = found.fillna({"part": ""})
    rows = [_row("all", _retained(found))]
    rows += [_row(str(part), _retained(mine)) for part, mine in found.groupby("part")]
    return pd.DataFrame(rows).assign(source=source)


def _source(engine: Engine, scope: Scope) -> tuple[str, str]:
    pair = scope.pair
    before: dt.date = pair.before  # type: ignore[assignment]
    if (pair.at - before).days <= LONGEST_MONTH:
        past = Scope(
            at=before, where=scope.where, entitlement=scope.entitlement,
            populations=scope.populations,
        )  # fmt: skip
        try:
            need_columns(engine, past, "maturing_next_30d")
        except Problem:
            need_tables(engine, scope, "product", "holding")
        else:
            return "snapshots", "matured_expected"
    need_tables(engine, scope, "product", "holding")
    return "holdings", "matured_holdings"


def _retained(found: pd.DataFrame) -> Retained:
    columns = ("matured", "before_amount", "after_amount")
    return retained(*(found[name].to_numpy(np.float64) for name in columns))


def _row(part: str, found: Retained) -> dict[str, object]:
    return {
        "part": part,
        "customer_count": found.customer_count,
        "matured": found.matured,
        "left": found.left,
        "kept": found.kept,
        "kept_share": found.kept_share,
    }


def _days(scope: Scope, window: str) -> tuple[dt.date, dt.date]:
    low, high = WINDOWS[window]
    return scope.at + dt.timedelta(days=low), scope.at + dt.timedelta(days=high)


def _asked(scope: Scope, window: str) -> dict[str, Parameter]:
    if window not in WINDOWS:
        raise WindowUnknown(value=window, known=", ".join(WINDOWS))
    first, last = _days(scope, window)
    return {"first_day": first, "last_day": last}


def _told(page: pd.DataFrame, products: pd.DataFrame, at: dt.date) -> pd.DataFrame:
    page = with_product_names(page, products, "product_id")
    left = [(day - at).days for day in page["maturity_date"]]
    page.insert(page.columns.get_loc("maturity_date") + 1, "days_left", left)
    return page
