"""How much somebody's behaviour is that of a tier: one score, and what it says at each line.

The score is a weighted sum of standardised behaviours, fitted to the places of the tiers by least
squares; every tier weighs the same, and no weight is below 0: more of a behaviour never counts
against a customer (non-negative least squares, Lawson & Hanson 1974). At each line between tiers a
logistic curve of the score says, of as many customers above the line as below it, which part of
those with this score sits above (Berkson 1944).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from data.rules import Floats

Places = NDArray[np.int64]
FEWEST = 10
"""So many sampled customers must sit above a line and below it, or nothing is said there."""

ALIKE = 0.9
"""The similarity from which a customer is listed as looking like another tier."""

RIDGE = 1e-4
STEPS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a score says at the line below a tier: similarity = 1 / (1 + exp(-(a + b·score)))."""

    intercept: float
    slope: float

    def similarity(self, score: Floats) -> Floats:
        """Return how much scores resemble the tiers above the line, 0 to 1."""
        return np.asarray(1 / (1 + np.exp(-(self.intercept + self.slope * score))))

    def score(self, similarity: float) -> float:
        """Return the score that has a similarity."""
        return float((np.log(similarity / (1 - similarity)) - self.intercept) / self.slope)


def weights(behaviour: Floats, place: Places, tiers: int) -> Floats:
    """Return the weight of each standardised behaviour (customers x behaviours), none below 0.

    place: each customer's tier, from 0 for the lowest.
    """
    from scipy.optimize import nnls  # noqa: PLC0415 (only who asks for likeness needs it)

    each = 1 / np.sqrt(np.maximum(np.bincount(place, minlength=tiers), 1))[place]
    constant = np.ones(len(place))
    columns = np.column_stack([behaviour, constant, -constant]) * each[:, None]
    # Orthogonal columns hold the same least squares in as many rows as there are columns.
    rotation, square = np.linalg.qr(columns)
    found: Floats = nnls(square, rotation.T @ (place * each))[0]
    return found[: behaviour.shape[1]]


def lines(score: Floats, place: Places, tiers: int) -> tuple[Line | None, ...]:
    """Return what the score says at the line below each tier but the lowest; None: nothing."""
    return tuple(_line(score, place >= tier) for tier in range(1, tiers))


def _line(score: Floats, above: NDArray[np.bool_]) -> Line | None:
    """Balanced logistic regression on one score, by Newton's steps."""
    count = int(np.count_nonzero(above))
    if min(count, len(above) - count) < FEWEST or score.std() == 0:
        return None
    share = np.where(above, 0.5 / count, 0.5 / (len(above) - count))
    columns = np.column_stack([np.ones(len(score)), score])
    ridge = np.diag([0.0, RIDGE])
    found = np.zeros(2)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(columns @ found, -30, 30)))
        slope = columns.T @ (share * (above - chance)) - ridge @ found
        bend = (columns * (share * chance * (1 - chance))[:, None]).T @ columns + ridge
        step = np.linalg.solve(bend, slope)
        found = found + step
        if np.abs(step).max() < 1e-10:
            break
    return Line(intercept=float(found[0]), slope=float(found[1])) if found[1] > 0 else None
