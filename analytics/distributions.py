"""Probabilities of the normal, chi-square and beta distributions, in numpy alone.

Sources: Abramowitz & Stegun (1964) 6.1.41, 6.5.29, 6.5.31, 26.5.8; continued fractions by the
modified method of Lentz (Thompson & Barnett 1986). The tests hold scipy beside them.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from analytics.concentration import Floats

TINY = 1e-300
PRECISION = 1e-12
"""Relative; finer than this, rounding keeps the fractions of large numbers from settling."""

MOST_TERMS = 100_000
SHIFT = 8
STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188)
"""Factors of 1/z, 1/z³, 1/z⁵, … in the logarithm of the gamma function."""

_erfc = np.frompyfunc(math.erfc, 1, 1)
_inverse = np.frompyfunc(NormalDist().inv_cdf, 1, 1)


def log_gamma(z: npt.ArrayLike) -> Floats:
    """Return ln Γ(z) for z > 0, any shape; relative error below 1e-12.

    Stirling's series eight places further on, brought back by Γ(z+1) = z·Γ(z).
    """
    near = np.asarray(z, dtype=np.float64)
    product = np.ones_like(near)
    for step in range(SHIFT):
        product = product * (near + step)
    far = near + SHIFT
    series = sum(factor / far ** (2 * i + 1) for i, factor in enumerate(STIRLING))
    value: Floats = (far - 0.5) * np.log(far) - far + 0.5 * math.log(2 * math.pi) + series
    return value - np.log(product)


def two_sided(z: npt.ArrayLike) -> Floats:
    """Return P(|Z| ≥ |z|) of a standard normal Z, any shape; NaN stays NaN."""
    far = np.abs(np.asarray(z, dtype=np.float64)) / math.sqrt(2)
    return np.asarray(_erfc(far), dtype=np.float64)


def normal_score(p: npt.ArrayLike) -> Floats:
    """Return the z with P(Z ≤ z) = p, any shape; p is kept at 1e-300 or more; NaN stays NaN."""
    low = np.clip(np.asarray(p, dtype=np.float64), TINY, 1 - 2**-53)
    known = np.where(np.isnan(low), 0.5, low)
    return np.where(np.isnan(low), np.nan, np.asarray(_inverse(known), dtype=np.float64))


def chi_square_survival(statistic: float, df: int) -> float:
    """Return P(χ² ≥ statistic) with df degrees of freedom; 1 when there is nothing to test.

    The regularised upper incomplete gamma Q(df/2, statistic/2): a series below the mean, a
    continued fraction above it.
    """
    a, x = df / 2, statistic / 2
    if a <= 0 or x <= 0:
        return 1.0
    front = math.exp(a * math.log(x) - x - math.lgamma(a))
    if x < a + 1:
        return 1 - front * _gamma_series(a, x)
    return front * _gamma_fraction(a, x)


def _gamma_series(a: float, x: float) -> float:
    term = total = 1 / a
    for step in range(1, MOST_TERMS):
        term *= x / (a + step)
        total += term
        if term < total * PRECISION:
            break
    return total


def _gamma_fraction(a: float, x: float) -> float:
    b = x + 1 - a
    c, d = 1 / TINY, 1 / b
    fraction = d
    for step in range(1, MOST_TERMS):
        part = -step * (step - a)
        b += 2
        d = 1 / (part * d + b or TINY)
        c = b + part / c or TINY
        fraction *= c * d
        if abs(c * d - 1) < PRECISION:
            break
    return fraction


def incomplete_beta(a: npt.ArrayLike, b: npt.ArrayLike, x: npt.ArrayLike) -> Floats:
    """Return the regularised incomplete beta Iₓ(a, b); a, b > 0 and 0 ≤ x ≤ 1 broadcast.

    With whole k and n, P(X ≤ k) = I₁₋ₚ(n − k, k + 1) for X binomial (n, p). Small values keep
    their relative precision; for small upper tails ask for I₁₋ₓ(b, a).
    """
    a, b, x = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (a, b, x)))
    direct = x * (a + b + 2) < a + 1
    first, second = np.where(direct, a, b), np.where(direct, b, a)
    inside = np.clip(np.where(direct, x, 1 - x), TINY, 1 - 2**-53)
    front = np.exp(
        log_gamma(a + b)
        - log_gamma(a)
        - log_gamma(b)
        + first * np.log(inside)
        + second * np.log1p(-inside)
    )
    part = front * _beta_fraction(first, second, inside) / first
    edge = np.where(direct, part, 1 - part)
    return np.where(x <= 0, 0.0, np.where(x >= 1, 1.0, edge))


def _beta_fraction(a: Floats, b: Floats, x: Floats) -> Floats:
    c = np.ones_like(x)
    d = 1 / _not_zero(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, MOST_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for part in (even, odd):
            d = 1 / _not_zero(1 + part * d)
            c = _not_zero(1 + part / c)
            fraction = fraction * c * d
        if np.all(np.abs(c * d - 1) < PRECISION):
            break
    return fraction


def _not_zero(value: Floats) -> Floats:
    return np.where(np.abs(value) < TINY, TINY, value)
