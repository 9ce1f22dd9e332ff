"""Do customers of a level spread over the levels as they did before? Whole matrices, one test.

Pure numpy. Source: test of equal transition rows, Anderson & Goodman (1957); domain model 3.6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.concentration import Floats
from analytics.distributions import chi_square_survival
from analytics.rates import FEWEST_EXPECTED

DRAWS = 5_000
SEED = 20_251_231
SAME_STATISTIC = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class MatrixDifference:
    """Whether two matrices could come from the same rates.

    `rows`: χ² of each row; `statistic`, `df`: their sums. `chi_square_p`: from the χ²
    distribution. `permutation_p`: from shuffling customers between the dates inside each row,
    when an expected count is below 5, else None. `p_value`: the one to report.
    """

    rows: Floats
    statistic: float
    df: int
    smallest_expected: float
    chi_square_p: float
    permutation_p: float | None

    @property
    def p_value(self) -> float:
        """The permutation's where there is one."""
        return self.chi_square_p if self.permutation_p is None else self.permutation_p


def matrix_difference(
    now: npt.ArrayLike, before: npt.ArrayLike, *, draws: int = DRAWS, seed: int = SEED
) -> MatrixDifference:
    """Compare two matrices of customers, row by row.

    Per row the χ² of the 2 × k table of both dates, over the k columns that hold anybody at
    either; df Σ(k − 1). A row that is empty at a date has nothing to compare and adds nothing.
    Same arrays and seed, same answer.

    Args:
        now, before: whole customers, rows × columns in the same order (levels before × levels
            after and who left).
        draws: of the permutation, which runs only if an expected count is below 5.
        seed: of the permutation.
    """
    tables = np.stack([np.asarray(part, dtype=np.float64) for part in (now, before)])
    drawn = tables.sum(axis=2)
    tables[:, (drawn == 0).any(axis=0)] = 0
    total = tables.sum(axis=0)
    expected = _expected(tables.sum(axis=2), total)
    rows = _statistic(tables[0], expected, total)
    held = total > 0
    df = int((held.sum(axis=1) - 1).clip(min=0).sum())
    smallest = float(expected[:, held].min(initial=np.inf))
    statistic = float(rows.sum())
    exact = df > 0 and smallest < FEWEST_EXPECTED
    return MatrixDifference(
        rows=rows,
        statistic=statistic,
        df=df,
        smallest_expected=smallest,
        chi_square_p=chi_square_survival(statistic, df),
        permutation_p=_permuted(tables, statistic, draws=draws, seed=seed) if exact else None,
    )


def _expected(drawn: Floats, total: Floats) -> Floats:
    """Customers expected in each cell of both dates (2 × rows × columns), 0 in empty rows."""
    everybody = total.sum(axis=1)
    part = drawn / np.where(everybody > 0, everybody, 1)
    return part[:, :, None] * total


def _statistic(now: Floats, expected: Floats, total: Floats) -> Floats:
    """χ² per row; `now` may have draws as leading axes. Both dates miss by the same count."""
    held = total > 0
    weight = (1 / np.where(held, expected, 1)).sum(axis=0)
    parts = np.where(held, (now - expected[0]) ** 2 * weight, 0.0)
    chi: Floats = parts.sum(axis=-1)
    return chi


def _permuted(tables: Floats, statistic: float, *, draws: int, seed: int) -> float:
    """Share of shuffles, the found table among them, at least as far from equal rows."""
    chance = np.random.default_rng(seed)
    total = tables.sum(axis=0)
    expected = _expected(tables.sum(axis=2), total)
    found = np.zeros(draws)
    for row, everybody in enumerate(total):
        if everybody.sum() == 0:
            continue
        first = int(tables[0, row].sum())
        drawn = chance.multivariate_hypergeometric(
            everybody.astype(np.int64), first, size=draws, method="marginals"
        )
        found += _statistic(drawn.astype(np.float64), expected[:, row], everybody)
    reached = int((found >= statistic - SAME_STATISTIC * max(statistic, 1.0)).sum())
    return (1 + reached) / (1 + draws)
