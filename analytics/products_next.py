"""Which product comes next for a customer, with the reason, and only where that is any good.

A list is made for a customer type only where, fitted at the earlier date, it named what customers
opened until the later one more often than popularity did. Suitability, consent and overdue loans
are checked in SQL, customer by customer (analytics/sql/relations/proposals.sql). Source: domain
model 3.13, 5.1–5.6.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pandas as pd

from analytics.bound_table import BoundTable
from analytics.engine import EVERYTHING, MAX_ANSWER_ROWS, Engine
from analytics.product_problems import ProductUnknown
from analytics.products_backtest import backtest
from analytics.products_held import catalogue, need_tables
from analytics.products_rules import rules, rules_table, with_product_names
from analytics.scope import Scope
from data.problems import nearest

STEPS = ("holders", "suitable", "not_overdue", "consented", "shown")
EVIDENCE = ("confidence", "lift", "both_count", "holder_count", "went_on_share")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class NextBest:
    """The rules at a date and how their forerunners did; make it once per page.

    products: the catalogue; rules: see `products_rules.rules`; backtest: see `next_best_backtest`,
    None without an earlier date.
    """

    products: pd.DataFrame = field(repr=False)
    rules: pd.DataFrame = field(repr=False)
    backtest: pd.DataFrame | None = field(repr=False)

    @property
    def types(self) -> frozenset[str]:
        """The customer types for which a list is shown."""
        if self.backtest is None:
            return frozenset()
        return frozenset(self.backtest.loc[self.backtest["beats"], "customer_type"])

    def applied(self, product: str = "", *, shown: bool = True) -> BoundTable:
        """Return the rules that a list applies, of all products or one.

        shown: only of types whose rules beat popularity.

        Raises:
            ProductUnknown.
        """
        found = self.rules
        if product:
            known = list(self.products["product_id"])
            if product not in known:
                raise ProductUnknown(value=product, known=nearest(product, known))
            found = found[found["other"] == product]
        return rules_table(found[found["customer_type"].isin(self.types)] if shown else found)


def next_best_model(engine: Engine, scope: Scope) -> NextBest:
    """Return the rules at `at` and their back-test from `before` to `at`.

    Raises:
        TableNotProvided, EmptyScope.
    """
    tested = None if scope.before is None else backtest(engine, scope)
    return NextBest(products=catalogue(engine, scope), rules=rules(engine, scope), backtest=tested)


def next_best_rules(engine: Engine, scope: Scope, *, model: NextBest | None = None) -> pd.DataFrame:
    """Which product usually follows which, and how strong is the evidence?

    Returns:
        customer_type, product, product_en, product_zh, product_line, other (what is proposed), with
        the same names, holder_count (who ever had `product`), both_count, confidence and lift with
        _low and _high, went_on_count (opened `other` on a later day), went_on_share (of holders;
        the strongest first), first_share (of who opened both on different days; null when nobody
        did), needs_level (risk level an investment asks for; 0 for others), blocked (an investment
        without a level), place.

    Raises:
        TableNotProvided, EmptyScope.
    """
    model = model or next_best_model(engine, scope)
    named = model.rules.copy()
    for column in ("other", "product"):
        named = with_product_names(named, model.products, column, f"{column}_")
        renamed = {f"{column}_name_{each}": f"{column}_{each}" for each in ("en", "zh")}
        named = named.rename(columns=renamed)
    return named


def next_best_backtest(
    engine: Engine, scope: Scope, *, model: NextBest | None = None
) -> pd.DataFrame:
    """Did earlier proposals name what customers opened next, more often than popularity did?

    Returns:
        customer_type, opened_count (customers who newly hold something that could have been
        proposed), hit_count and hit_rate (one of three proposals is among it), popular_count and
        popular_rate (of the three most popular), both with _low and _high, gain (difference) with
        gain_low and gain_high, beats (10 or more such customers, and gain_low above 0: only then is
        a list shown), fitted_on, checked_on.

    Raises:
        NoEarlierDate, TableNotProvided, EmptyScope.
    """
    if model is None or model.backtest is None:
        return backtest(engine, scope)
    return model.backtest.copy()


def next_best_left_out(
    engine: Engine, scope: Scope, *, model: NextBest | None = None
) -> pd.DataFrame:
    """How many customers could be offered a next product, and whom does each check leave out?

    Returns:
        customer_type, step, customer_count, left_out_count (by this step). Steps: holders (hold
        what a rule starts from), suitable, not_overdue, consented, shown (0 where popularity does
        as well). Each counts those who passed the steps before.

    Raises:
        TableNotProvided, EmptyScope.
    """
    need_tables(engine, scope, "product", "holding", "consent")
    model = model or next_best_model(engine, scope)
    found = engine.ask(
        "products/left_out", _personalised(scope), rules=model.applied(shown=False)
    ).sort_values("customer_type", ascending=False)
    found["shown"] = found["consented"].where(found["customer_type"].isin(model.types), 0)
    rows = []
    for row in found.to_dict("records"):
        before = int(row["holders"])
        for step in STEPS:
            count = int(row[step])
            rows.append((row["customer_type"], step, count, before - count))
            before = count
    return pd.DataFrame(rows, columns=["customer_type", "step", "customer_count", "left_out_count"])


def next_best_products(
    engine: Engine,
    scope: Scope,
    *,
    product: str = "",
    limit: int = 50,
    offset: int = 0,
    model: NextBest | None = None,
) -> pd.DataFrame:
    """Which product comes next for whom, and why? One page, the strongest reason first.

    product: only proposals of this one. Nobody of a type whose rules do not beat popularity.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier, segment,
        product_id, name_en, name_zh, line (what is proposed), reason_id, reason_en, reason_zh (what
        he holds), confidence, lift, both_count, holder_count, went_on_share, aum_mavg, may_call,
        may_visit, may_sms, may_wechat, may_email, extra_care (an investment for who is 65 or
        older). At most 10,000 rows. Purpose: personalised.

    Raises:
        NoEarlierDate (untested rules make no list), TableNotProvided, EmptyScope, ProductUnknown.
    """
    model = _tested(engine, scope, model)
    page = engine.ask(
        "products/next_best",
        _personalised(scope),
        rules=model.applied(product),
        page_size=min(limit, MAX_ANSWER_ROWS),
        skipped=offset,
    )
    return _explained(page, model)


def next_best_products_blocks(
    engine: Engine, scope: Scope, *, product: str = "", model: NextBest | None = None
) -> Iterator[pd.DataFrame]:
    """Yield the whole list in blocks, with the columns of `next_best_products`."""
    model = _tested(engine, scope, model)
    batches = engine.stream(
        "products/next_best",
        _personalised(scope),
        rules=model.applied(product),
        page_size=EVERYTHING,
        skipped=0,
    )
    return (_explained(batch.to_pandas(), model) for batch in batches if batch.num_rows)


def _tested(engine: Engine, scope: Scope, model: NextBest | None) -> NextBest:
    need_tables(engine, scope, "product", "holding", "consent")
    _ = scope.pair
    return model or next_best_model(engine, scope)


def _personalised(scope: Scope) -> Scope:
    return replace(scope.single, purpose="personalised")


def _explained(page: pd.DataFrame, model: NextBest) -> pd.DataFrame:
    """The list with names and the evidence of the rule behind each line."""
    page = with_product_names(page, model.products, "product_id")
    page = with_product_names(page, model.products, "reason_id", "reason_").drop(
        columns="reason_line"
    )
    page = page.rename(columns={"reason_name_en": "reason_en", "reason_name_zh": "reason_zh"})
    key = ["customer_type", "product", "other"]
    evidence = model.rules.set_index(key)[list(EVIDENCE)]
    wanted = pd.MultiIndex.from_frame(page[["customer_type", "reason_id", "product_id"]])
    told = evidence.reindex(wanted).reset_index(drop=True)
    at = page.columns.get_loc("reason_zh") + 1
    for name in reversed(EVIDENCE):
        page.insert(at, name, told[name].to_numpy())
    return page
