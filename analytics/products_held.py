"""Who holds what together, in one pass: each customer's products as one number, counted.

A set of products is a mask: bit i is the i-th product in the order of ids. Customers with the same
mask are one row, so everything about joint holdings is read off a small frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from analytics import problems
from analytics.concentration import Counts
from analytics.engine import Engine, Parameter
from analytics.product_problems import PartUnknown, TableNotProvided
from analytics.relatedness import Together
from analytics.scope import Scope
from data.contract import TIERS_BY_TYPE

Flags = npt.NDArray[np.bool_]

MOST_PRODUCTS = 60
"""Products that fit into one mask; of more, those most often held are looked at."""

PARTS = ("tier", "segment", "customer_type", "activity", "value3", "grade", "depth")
"""What customers may be parted by: columns of the fact."""

NAMES = ("product_id", "name_en", "name_zh", "line")
"""What says which product a row is about."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Held:
    """What customers hold at a date.

    products: one row per product looked at, in the order of bits: product_id, name_zh, name_en,
    line, is_channel, risk_level, for_personal, for_corporate, for_institution, on_sale.
    counts: customer_type, part ("" where unknown), mask, customer_count.
    """

    products: pd.DataFrame
    counts: pd.DataFrame

    @property
    def holds(self) -> Flags:
        """Rows of `counts` × products: whether the set holds the product."""
        return members(self.counts["mask"], len(self.products))

    def of_type(self, customer_type: str) -> Held:
        """The customers of one type, and the products that those may or do hold."""
        counts = self.counts[self.counts["customer_type"] == customer_type]
        return Held(products=self.products, counts=counts)

    @property
    def lines(self) -> tuple[tuple[str, ...], Flags]:
        """The lines that are no channel, and rows of `counts` × lines: whether one is held."""
        return lines_of(self.products, self.holds)

    def together(self, names: Sequence[str], holds: Flags) -> Together:
        """Who holds what with what, of columns of `holds` with their names."""
        return together(names, holds, self.counts["customer_count"].to_numpy(np.int64))


def held(engine: Engine, scope: Scope, *, by: str = "customer_type") -> Held:
    """Return what the customers in scope hold at `at`, parted by a column of PARTS.

    Raises:
        TableNotProvided, EmptyScope, PartUnknown.
    """
    checked_part(by)
    products = products_looked_at(engine, scope)
    counts = streamed(
        engine,
        "products/masks",
        scope.single,
        dimension=by,
        products=tuple(products["product_id"]),
    )
    if counts.empty:
        raise problems.EmptyScope(date=scope.at.isoformat())
    return Held(products=products, counts=counts.fillna({"part": ""}))


def products_looked_at(engine: Engine, scope: Scope) -> pd.DataFrame:
    """The catalogue, or of more products than a mask holds those most often held."""
    products = catalogue(engine, scope)
    if len(products) <= MOST_PRODUCTS:
        return products
    most = engine.ask("products/most_held", scope.single, most=MOST_PRODUCTS)
    return products[products["product_id"].isin(most["product_id"])].reset_index(drop=True)


def catalogue(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Return the products of the bank; see analytics/sql/products/catalogue.sql.

    Raises:
        TableNotProvided: the bank gave no products or no holdings.
    """
    need_tables(engine, scope, "product", "holding")
    return engine.ask("products/catalogue", scope.single)


def need_tables(engine: Engine, scope: Scope, *names: str) -> None:
    """Raise TableNotProvided for the first of the tables that the bank never gave."""
    given = given_tables(engine, scope)
    for name in names:
        if not given[name]:
            raise TableNotProvided(table=name)


def given_tables(engine: Engine, scope: Scope) -> Mapping[str, bool]:
    """Return of product, holding and consent whether the bank gave any."""
    row = engine.ask("products/given", scope.single).iloc[0]
    return {str(name): bool(value) for name, value in row.items()}


def need_columns(engine: Engine, scope: Scope, *names: str) -> None:
    """Raise NotProvided for the first column of the fact without a value in scope at `at`.

    Raises:
        EmptyScope: nobody is in scope.
        NotProvided.
    """
    row = engine.ask("products/known_columns", scope.single).iloc[0]
    if not row["customer_count"]:
        raise problems.EmptyScope(date=scope.at.isoformat())
    for name in names:
        if not row[name]:
            raise problems.NotProvided(column=name, date=scope.at.isoformat())


def checked_part(by: str) -> str:
    """Return a column that may part customers.

    Raises:
        PartUnknown.
    """
    if by not in PARTS:
        raise PartUnknown(value=by, known=", ".join(PARTS))
    return by


def streamed(engine: Engine, question: str, scope: Scope, **parameters: Parameter) -> pd.DataFrame:
    """Return an answer that may have more rows than a screen shows, for work in memory."""
    batches = list(engine.stream(question, scope, **parameters))
    return pa.Table.from_batches(batches).to_pandas(use_threads=False)


def members(mask: pd.Series[int], count: int) -> Flags:
    """Return masks × products: whether each set holds each of `count` products."""
    bits = np.left_shift(np.int64(1), np.arange(count, dtype=np.int64))
    sets = mask.to_numpy(np.int64)
    return np.asarray((sets[:, None] & bits[None, :]) != 0, dtype=np.bool_)


def lines_of(products: pd.DataFrame, holds: Flags) -> tuple[tuple[str, ...], Flags]:
    """Return the lines that are no channel, and sets × lines: whether the set holds one of it."""
    own = ~products["is_channel"].to_numpy(bool)
    line = products["line"].to_numpy(object)
    names = tuple(dict.fromkeys(line[own]))
    columns = [holds[:, own & (line == name)].any(axis=1) for name in names]
    return names, np.column_stack(columns) if columns else np.zeros((len(holds), 0), dtype=bool)


def together(names: Sequence[str], holds: Flags, count: Counts) -> Together:
    """Return who holds what with what: `count` customers for each row of `holds`."""
    # Whole numbers: exact, and on one thread where floats would wait for the other users' ones.
    whole = np.ascontiguousarray(holds.T).astype(np.int64)
    both = (whole * count) @ whole.T
    return Together(products=tuple(names), customers=int(count.sum()), both=both)


def types_in(frame: pd.DataFrame) -> list[str]:
    """Return the customer types that occur, personal first."""
    present = set(frame["customer_type"])
    return [kind for kind in TIERS_BY_TYPE if kind in present]


def eligible(products: pd.DataFrame, customer_type: str) -> Flags:
    """Return which products customers of a type may hold."""
    return np.asarray(products[f"for_{customer_type}"], dtype=np.bool_)
