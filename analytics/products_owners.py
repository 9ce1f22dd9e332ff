"""The customers behind a mark of the products page: who holds, gained, lost or lacks a product.

Their number and money are those of the mark. Who lacks a product is listed for marketing only after
the checks of domain model 5.1–5.6: suitable, not overdue, agreed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from analytics.engine import EVERYTHING, MAX_ANSWER_ROWS, Engine, Parameter
from analytics.product_problems import ChangeUnknown, ProductUnknown, SignUnknown
from analytics.products_held import catalogue, checked_part, need_columns, need_tables
from analytics.products_loans import STEP
from analytics.products_main_bank import SIGNS
from analytics.products_rules import INVESTMENTS
from analytics.scope import Scope
from data.problems import nearest

CHANGES = ("gained", "gained_new", "lost", "lost_left")
NO_RATE = -1
SUITS_NOBODY = 99
"""More than any tolerance: an investment without a risk level is a fault of the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What customers hold. Empty or None for any.

    product: an id. line: a code of LINE. by, part: one part of the customers, "" for who has none.
    rate_step: whole half points of the yearly rate, NO_RATE for no rate. due: first and last day of
    maturity. undated: without one. interbank: whether banks' deposits count. idle: only customers
    who did not log in for 30 days.
    """

    product: str = ""
    line: str = ""
    by: str = "tier"
    part: str | None = None
    rate_step: int | None = None
    due: tuple[dt.date, dt.date] | None = None
    undated: bool = False
    interbank: bool = True
    idle: bool = False

    @property
    def asked(self) -> dict[str, Parameter]:
        """The values a question binds."""
        first, last = self.due or (None, None)
        return {
            "product": self.product,
            "line": self.line,
            "dimension": checked_part(self.by),
            "part": self.part,
            "rate_step": self.rate_step,
            "step": STEP,
            "due_from": first,
            "due_to": last,
            "undated": self.undated,
            "without_interbank": not self.interbank,
            "idle": self.idle,
        }


ANYTHING = Holding()


def product_customers(
    engine: Engine, scope: Scope, *, holding: Holding = ANYTHING, limit: int = 50, offset: int = 0
) -> pd.DataFrame:
    """Who holds a product? One page, the largest balance first.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier, segment,
        holding_count, balance (null where it is not known at `at`), average_rate (weighted by
        balance, decimals a year), next_maturity, aum_mavg, contribution_ttm. At most 10,000 rows.
        Purpose: service.

    Raises:
        TableNotProvided, PartUnknown.
    """
    need_tables(engine, scope, "product", "holding")
    page = {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    return engine.ask("products/owners", scope.single, **holding.asked, **page)


def product_customers_blocks(
    engine: Engine, scope: Scope, *, holding: Holding = ANYTHING
) -> Iterator[pd.DataFrame]:
    """Yield the whole list in blocks, with the columns of `product_customers`."""
    page = {"page_size": EVERYTHING, "skipped": 0}
    batches = engine.stream("products/owners", scope.single, **holding.asked, **page)
    return (batch.to_pandas() for batch in batches if batch.num_rows)


def product_customer_count(
    engine: Engine, scope: Scope, *, holding: Holding = ANYTHING
) -> pd.DataFrame:
    """How many customers hold a product, how many contracts, how much?

    Returns:
        One row: customer_count, holding_count, balance (null where it is not known at `at`).

    Raises:
        TableNotProvided, PartUnknown.
    """
    need_tables(engine, scope, "product", "holding")
    return engine.ask("products/owners_count", scope.single, **holding.asked)


def product_movers(
    engine: Engine, scope: Scope, *, product: str, change: str, limit: int = 50, offset: int = 0
) -> pd.DataFrame:
    """Who gained or lost a product between the two dates? One page, the most assets first.

    change: gained, lost (customers of both dates), gained_new, lost_left.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier, segment,
        aum_mavg, contribution_ttm (at `at`, else at `before`). As many as `product_changes` counts,
        at most 10,000 rows. Purpose: service.

    Raises:
        NoEarlierDate, TableNotProvided, ChangeUnknown.
    """
    need_tables(engine, scope, "product", "holding")
    page = {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    return engine.ask("products/movers", scope.pair, **_move(product, change), **page)


def product_movers_blocks(
    engine: Engine, scope: Scope, *, product: str, change: str
) -> Iterator[pd.DataFrame]:
    """Yield the whole list in blocks, with the columns of `product_movers`."""
    page = {"page_size": EVERYTHING, "skipped": 0}
    batches = engine.stream("products/movers", scope.pair, **_move(product, change), **page)
    return (batch.to_pandas() for batch in batches if batch.num_rows)


def _move(product: str, change: str) -> dict[str, Parameter]:
    if change not in CHANGES:
        raise ChangeUnknown(value=change, known=", ".join(CHANGES))
    return {"product": product, "change": change}


def product_prospects(  # noqa: PLR0913 - a page of a list has these facts
    engine: Engine,
    scope: Scope,
    *,
    product: str,
    customer_type: str,
    by: str = "tier",
    part: str = "",
    limit: int = 50,
    offset: int = 0,
) -> pd.DataFrame:
    """Whom of a part of the customers may we offer a product he does not hold?

    Suitable, not overdue, agreed to marketing and to personalised proposals. The most assets first.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier, segment,
        aum_mavg, contribution_ttm, may_call, may_visit, may_sms, may_wechat, may_email, extra_care
        (an investment for who is 65 or older). At most 10,000 rows. Purpose: personalised.

    Raises:
        TableNotProvided, PartUnknown, ProductUnknown.
    """
    page = {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    asked = _offered(engine, scope, product, customer_type, by, part)
    return engine.ask("products/prospects", _personalised(scope), **asked, **page)


def product_prospects_blocks(
    engine: Engine,
    scope: Scope,
    *,
    product: str,
    customer_type: str,
    by: str = "tier",
    part: str = "",
) -> Iterator[pd.DataFrame]:
    """Yield the whole list in blocks, with the columns of `product_prospects`."""
    page = {"page_size": EVERYTHING, "skipped": 0}
    asked = _offered(engine, scope, product, customer_type, by, part)
    batches = engine.stream("products/prospects", _personalised(scope), **asked, **page)
    return (batch.to_pandas() for batch in batches if batch.num_rows)


def product_prospect_count(
    engine: Engine,
    scope: Scope,
    *,
    product: str,
    customer_type: str,
    by: str = "tier",
    part: str = "",
) -> pd.DataFrame:
    """Of a part's customers without a product, how many does each check leave?

    Returns:
        One row: without_count, suitable_count, not_overdue_count, consented_count; each counts
        those who passed the checks before.

    Raises:
        TableNotProvided, PartUnknown, ProductUnknown.
    """
    asked = _offered(engine, scope, product, customer_type, by, part)
    return engine.ask("products/prospects_count", _personalised(scope), **asked)


def _offered(
    engine: Engine, scope: Scope, product: str, customer_type: str, by: str, part: str
) -> dict[str, Parameter]:
    need_tables(engine, scope, "consent")
    products = catalogue(engine, scope).set_index("product_id")
    if product not in products.index:
        known = nearest(product, list(products.index))
        raise ProductUnknown(value=product, known=known)
    told = products.loc[product]
    level = 0
    if told["line"] in INVESTMENTS:
        level = SUITS_NOBODY if pd.isna(told["risk_level"]) else int(told["risk_level"])
    return {
        "product": product,
        "customer_type": customer_type,
        "dimension": checked_part(by),
        "part": part,
        "needs_level": level,
    }


def _personalised(scope: Scope) -> Scope:
    return replace(scope.single, purpose="personalised")


def main_bank_customers(
    engine: Engine, scope: Scope, *, sign: str, limit: int = 50, offset: int = 0
) -> pd.DataFrame:
    """Who shows a sign that we are the main bank? One page, the largest contribution first.

    sign: both, payroll, agency or none, as in `main_bank_signs`.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier, segment,
        payroll_in (this month's), aum_mavg, contribution_ttm. At most 10,000 rows. Purpose:
        service.

    Raises:
        TableNotProvided, NotProvided (salaries), EmptyScope,
        SignUnknown.
    """
    page = {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    asked = _sign(engine, scope, sign)
    return engine.ask("products/sign_customers", scope.single, **asked, **page)


def main_bank_customers_blocks(
    engine: Engine, scope: Scope, *, sign: str
) -> Iterator[pd.DataFrame]:
    """Yield the whole list in blocks, with the columns of `main_bank_customers`."""
    page = {"page_size": EVERYTHING, "skipped": 0}
    asked = _sign(engine, scope, sign)
    batches = engine.stream("products/sign_customers", scope.single, **asked, **page)
    return (batch.to_pandas() for batch in batches if batch.num_rows)


def _sign(engine: Engine, scope: Scope, sign: str) -> dict[str, Parameter]:
    if sign not in SIGNS:
        raise SignUnknown(value=sign, known=", ".join(SIGNS))
    need_tables(engine, scope, "product", "holding")
    need_columns(engine, scope, "payroll_in")
    return {"sign": sign}
