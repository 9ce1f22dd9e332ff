"""How amounts are spread in two populations and the rest: bars with round edges, and quantiles."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics import concentration
from analytics.condition_columns import COLUMNS
from analytics.conditions import Population
from analytics.engine import Engine
from analytics.population_parts import EVERYBODY_AS_A, Comparison, check_sizes, memberships
from analytics.problems import NotProvided
from analytics.scope import Scope

CENT = Decimal("0.01")
MONEY_EDGES = (
    *(Decimal(-(10**power)) for power in range(7, 1, -1)),
    Decimal(0),
    CENT,
    *(Decimal(step * 10**power) for power in range(1, 9) for step in (1, 2, 5)),
)
"""Amounts where bars begin: losses in tenfold steps, nothing at all, then 10, 20, 50, 100 …"""

COUNT_EDGES = tuple(
    map(Decimal, (0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50, 100, 200, 500, 1_000))
)
SCORE_EDGES = tuple(Decimal(step) for step in range(0, 101, 10))
SHARES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
PARTS = ("a", "b", "rest")


def population_distribution(
    engine: Engine,
    scope: Scope,
    *,
    a: Population = EVERYBODY_AS_A,
    b: Population | None = None,
    figure: str = "contribution_ttm",
) -> pd.DataFrame:
    """How are the amounts spread in A, in B and in the rest?

    Returns:
        One row per part (a, b, rest; those with anybody) and bar: part, low (included; null: no
        lower end), high (not included; null: no upper end), customer_count, customer_share (of
        the part's customers whose amount is known). Bars are the same for all parts, from the
        first to the last that holds anybody. Nothing at all is the bar from 0 to 0.01.

    Raises:
        NotProvided: nobody's amount is known; FigureNotCompared, and what `population_overlap`
        raises.
    """
    edges, found = _spread(engine, scope, Comparison(a, b), figure)
    lows = [None, *map(float, edges)]
    highs = [*map(float, edges), None]
    held = found["bar"].unique()
    bars = range(int(held.min()), int(held.max()) + 1)
    frames = []
    for part, rows in _parts(found):
        counts = rows.groupby("bar")["customer_count"].sum().reindex(bars, fill_value=0)
        frames.append(
            pd.DataFrame(
                {
                    "part": part,
                    "low": pd.array([lows[bar] for bar in bars], dtype="Float64"),
                    "high": pd.array([highs[bar] for bar in bars], dtype="Float64"),
                    "customer_count": counts.to_numpy(),
                    "customer_share": counts.to_numpy() / counts.sum(),
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def population_quantiles(
    engine: Engine,
    scope: Scope,
    *,
    a: Population = EVERYBODY_AS_A,
    b: Population | None = None,
    figure: str = "contribution_ttm",
) -> pd.DataFrame:
    """What amount do so many per cent of A, of B and of the rest not exceed?

    Returns:
        One row per part (a, b, rest; those with anybody) and share (0.05 to 0.99): part, share,
        value: the smallest amount that at least this share of the part's customers do not
        exceed; within half a percent of the amount, exact for counts up to 200.

    Raises:
        As `population_distribution`.
    """
    _, found = _spread(engine, scope, Comparison(a, b), figure)
    whole = COLUMNS[figure].kind == "integer"
    frames = []
    for part, rows in _parts(found):
        counts = rows.groupby("bucket")["customer_count"].sum().sort_index()
        reached = counts.cumsum().to_numpy()
        wanted = [concentration.rank_of_share(share, int(reached[-1])) for share in SHARES]
        buckets = counts.index.to_numpy()[np.searchsorted(reached, wanted)]
        low, high = concentration.bounds(buckets)
        value = (low + high) / 2
        frames.append(
            pd.DataFrame(
                {"part": part, "share": SHARES, "value": np.round(value) if whole else value}
            )
        )
    return pd.concat(frames, ignore_index=True)


def _spread(
    engine: Engine, scope: Scope, compared: Comparison, figure: str
) -> tuple[tuple[Decimal, ...], pd.DataFrame]:
    """Bar edges, and customers by membership, bar and bucket. Read in blocks: many small rows."""
    sizes = engine.ask("populations/count", scope.single, populations=compared.groups)
    check_sizes(engine, scope, compared, sizes)
    edges = _edges(figure)
    batches = engine.stream(
        "populations/distribution",
        scope.single,
        populations=compared.groups,
        figure=figure,
        edges=edges,
    )
    found = pa.Table.from_batches(batches).to_pandas(use_threads=False)
    if found.empty:
        raise NotProvided(column=figure, date=scope.at.isoformat())
    return edges, found


def _edges(figure: str) -> tuple[Decimal, ...]:
    column = COLUMNS.get(figure)
    if column is None or column.kind == "money":
        return MONEY_EDGES
    return COUNT_EDGES if column.kind == "integer" else SCORE_EDGES


def _parts(found: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    parts = [(part, found[found["membership"].isin(memberships(part))]) for part in PARTS]
    return [(part, rows) for part, rows in parts if len(rows)]
