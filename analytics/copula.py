"""Data without groups that looks like given data: the same margins and the same correlations.

A Gaussian copula (NORTA: Cario & Nelson 1997). The correlation of the normals is not that of the
data: margins with many equal values weaken it. So it is calibrated: drawn, compared, corrected.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from data.rules import Floats

ROUNDS = 12
SMALLEST = 1e-9
"""Eigenvalues below it are raised to it, which keeps a correlation matrix one."""

Blocks = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copula:
    """What draws are made of: sorted margins (n × parts), and the normals' factor (parts × parts).

    A part is one column, or a block of columns of which each row has one code: `codes` holds, per
    part, the columns' coordinates of each code in the part's order, empty for a plain column.
    """

    margins: Floats
    factor: Floats
    blocks: tuple[tuple[int, ...], ...]
    codes: tuple[Floats, ...]

    def draw(self, count: int, seed: int) -> Floats:
        """Return `count` rows with the columns of the data."""
        normals = np.random.default_rng(seed).standard_normal((count, len(self.factor)))
        scores = _placed(normals @ self.factor.T, self.margins)
        drawn = np.empty((count, sum(len(block) for block in self.blocks)))
        for part, (block, codes) in enumerate(zip(self.blocks, self.codes, strict=True)):
            if len(codes):
                drawn[:, list(block)] = codes[scores[:, part].astype(np.int64)]
            else:
                drawn[:, block[0]] = scores[:, part]
        return drawn


def calibrated(points: Floats, blocks: Blocks, *, seed: int) -> Copula:
    """Return the copula with the margins and correlations of `points`.

    blocks: the columns of each part; several columns are one code's yes-or-no coordinates, of
    which a row has exactly one. Such a code enters as one ordered part, its values in the order of
    the first principal component of the plain columns, because the drawn rows must have one too.
    """
    order = _first_component(points, blocks)
    parts, codes = [], []
    for block in blocks:
        score, coded = _part(points, list(block), order)
        parts.append(score)
        codes.append(coded)
    scores = np.column_stack(parts)
    margins = np.sort(scores, axis=0)
    return Copula(
        margins=margins,
        factor=_factor(_calibrated(scores, margins, seed)),
        blocks=tuple(tuple(block) for block in blocks),
        codes=tuple(codes),
    )


def _calibrated(scores: Floats, margins: Floats, seed: int) -> Floats:
    wanted = _correlation(scores)
    normals = np.random.default_rng(seed).standard_normal(scores.shape)
    found = _nearest(wanted)
    for _ in range(ROUNDS):
        drawn = _placed(normals @ _factor(found).T, margins)
        found = _nearest(np.clip(found + wanted - _correlation(drawn), -1.0, 1.0))
    return found


def _placed(normals: Floats, margins: Floats) -> Floats:
    """The margins' values at the ranks that normal numbers have."""
    from scipy.special import ndtr  # noqa: PLC0415 (only who fits needs it)

    place = np.minimum((ndtr(normals) * len(margins)).astype(np.int64), len(margins) - 1)
    placed: Floats = np.take_along_axis(margins, place, axis=0)
    return placed


def _correlation(columns: Floats) -> Floats:
    """Pearson's; a column that does not vary is uncorrelated."""
    centred = columns - columns.mean(axis=0)
    norm = np.sqrt((centred**2).sum(axis=0))
    unit = centred / np.where(norm > 0, norm, 1.0)
    found: Floats = unit.T @ unit
    np.fill_diagonal(found, 1.0)
    return found


def _nearest(correlation: Floats) -> Floats:
    """A correlation matrix near a symmetric one: negative eigenvalues raised, diagonal 1."""
    values, vectors = np.linalg.eigh(correlation)
    raised = (vectors * np.maximum(values, SMALLEST)) @ vectors.T
    scale = np.sqrt(np.diag(raised))
    found: Floats = raised / np.outer(scale, scale)
    return found


def _factor(correlation: Floats) -> Floats:
    values, vectors = np.linalg.eigh(correlation)
    found: Floats = vectors * np.sqrt(np.maximum(values, 0.0))
    return found


def _part(points: Floats, block: list[int], order: Floats) -> tuple[Floats, Floats]:
    if len(block) == 1:
        return points[:, block[0]], np.empty((0, 1))
    held = points[:, block].argmax(axis=1)
    present, code = np.unique(held, return_inverse=True)
    means = [order[code == at].mean() for at in range(len(present))]
    place = np.argsort(means, kind="stable")
    coordinates = np.array([points[code == at][0, block] for at in place])
    return np.argsort(place)[code].astype(np.float64), coordinates


def _first_component(points: Floats, blocks: Blocks) -> Floats:
    plain = [block[0] for block in blocks if len(block) == 1]
    if not plain:
        return np.zeros(len(points))
    centred = points[:, plain] - points[:, plain].mean(axis=0)
    direction = np.linalg.eigh(centred.T @ centred)[1][:, -1]
    # The sign of an eigenvector is arbitrary; its largest part decides.
    direction = direction * np.sign(direction[np.argmax(np.abs(direction))])
    found: Floats = centred @ direction
    return found
