"""Two groups' means compared, also when some customers are in both. Pure numpy.

Sources: Welch (1947), Satterthwaite (1946); Cohen (1988) for d, h and their bands. With an
overlap, the variance of the difference is that of its influence function, in which who is in both
groups counts in both means (Hampel 1974).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.concentration import Floats
from analytics.distributions import incomplete_beta, log_gamma
from analytics.rates import Z, ratio

STEPS = 50
PRECISION = 1e-10
BANDS = (0.2, 0.5, 0.8)
SIZES = ("negligible", "small", "medium", "large")
"""Cohen's bands: up to 0.2, 0.5, 0.8 and beyond."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """How many customers, their total and the sum of squares around their mean; one shape."""

    n: Floats
    total: Floats
    squares: Floats

    @classmethod
    def of_rates(cls, count: Floats, n: Floats) -> Sample:
        """Customers of whom `count` have something, as amounts 1 and 0."""
        return cls(n=n, total=count, squares=count - ratio(count, np.maximum(n, 1)) * count)

    @property
    def mean(self) -> Floats:
        """NaN without customers."""
        return ratio(self.total, self.n)

    @property
    def variance(self) -> Floats:
        """Between customers, NaN with fewer than two."""
        return ratio(self.squares, np.maximum(self.n - 1, 0))

    def plus(self, other: Sample) -> Sample:
        """Both taken together, who share nobody (Chan, Golub & LeVeque 1983)."""
        n = self.n + other.n
        apart = np.nan_to_num(self.mean - other.mean) ** 2
        between = apart * self.n * other.n / np.maximum(n, 1)
        return Sample(
            n=n,
            total=self.total + other.total,
            squares=self.squares + other.squares + between,
        )

    def around(self, scale: Floats, shift: Floats) -> Floats:
        """Σ (scale·x + shift)² over the customers."""
        middle = scale * np.nan_to_num(self.mean) + shift
        part: Floats = scale**2 * self.squares + self.n * middle**2
        return part

    def interval(self) -> tuple[Floats, Floats]:
        """Low and high of the 95 % interval of the mean by Student's t; NaN below two customers."""
        half = t_95(self.n - 1) * np.sqrt(ratio(self.variance, self.n))
        return self.mean - half, self.mean + half


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Two groups A and B as three that share nobody."""

    a_only: Sample
    both: Sample
    b_only: Sample

    @property
    def a(self) -> Sample:
        """Everybody in A."""
        return self.a_only.plus(self.both)

    @property
    def b(self) -> Sample:
        """Everybody in B."""
        return self.b_only.plus(self.both)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Mean of A − mean of B with its 95 % interval, p-value and size in standard deviations."""

    value: Floats
    low: Floats
    high: Floats
    p_value: Floats
    effect: Floats


def mean_difference(groups: Overlap) -> Difference:
    """Return the difference of two means; NaN where a group has fewer than two customers.

    Without overlap this is Welch's test. The degrees of freedom are Satterthwaite's of the two
    whole groups. The effect is Cohen's d, over the pooled standard deviation.
    """
    a, b = groups.a, groups.b
    with np.errstate(divide="ignore", invalid="ignore"):
        in_a, in_b = ratio(1, a.n), ratio(1, b.n)
        everybody = a.n + b.n - groups.both.n
        alone = groups.a_only.around(in_a, -a.mean * in_a) * ratio(a.n, a.n - 1)
        alone = alone + groups.b_only.around(in_b, -b.mean * in_b) * ratio(b.n, b.n - 1)
        shared = groups.both.around(in_a - in_b, b.mean * in_b - a.mean * in_a)
        error = np.sqrt(alone + shared * ratio(everybody, everybody - 1))
        of_a, of_b = ratio(a.variance, a.n), ratio(b.variance, b.n)
        df = (of_a + of_b) ** 2 / (of_a**2 / (a.n - 1) + of_b**2 / (b.n - 1))
        value = a.mean - b.mean
        pooled = np.sqrt((a.squares + b.squares) / (a.n + b.n - 2))
        effect = np.where(pooled > 0, value / pooled, np.nan)
        p_value = t_two_sided(value / np.where(error > 0, error, np.nan), df)
    half = t_95(df) * error
    return Difference(
        value=value, low=value - half, high=value + half, p_value=p_value, effect=effect
    )


def rate_effect(p: npt.ArrayLike, q: npt.ArrayLike) -> Floats:
    """Return Cohen's h of two rates: 2·asin√p − 2·asin√q."""
    angles = (2 * np.arcsin(np.sqrt(np.asarray(each, dtype=np.float64))) for each in (p, q))
    first, second = angles
    return np.asarray(first - second, dtype=np.float64)


def effect_size(effect: npt.ArrayLike) -> list[str | None]:
    """Return the word of SIZES for each effect; None where it is NaN."""
    far = np.abs(np.asarray(effect, dtype=np.float64))
    return [
        None if np.isnan(each) else SIZES[int(np.searchsorted(BANDS, each, side="right"))]
        for each in far
    ]


def t_two_sided(t: npt.ArrayLike, df: npt.ArrayLike) -> Floats:
    """Return P(|T| ≥ |t|) of Student's t; NaN where t or df is none. t 2.228, df 10 → 0.050."""
    t, df = np.broadcast_arrays(np.asarray(t, dtype=np.float64), np.asarray(df, dtype=np.float64))
    known = ~(np.isnan(t) | np.isnan(df)) & (df > 0)
    far, free = np.where(known, t, 0.0), np.where(known, df, 1.0)
    return np.where(known, incomplete_beta(free / 2, 0.5, free / (free + far**2)), np.nan)


def t_95(df: npt.ArrayLike) -> Floats:
    """Return the t that 95 % of Student's t lie within ±; NaN where df is none or not above 0.

    Newton's steps from the normal's 1.96, which lies below: they never overshoot. df 10 → 2.228.
    """
    free = np.asarray(df, dtype=np.float64)
    known = free > 0
    free = np.where(known, free, 1.0)
    peak = np.exp(log_gamma((free + 1) / 2) - log_gamma(free / 2)) / np.sqrt(free * np.pi)
    t: Floats = np.full_like(free, Z)
    for _ in range(STEPS):
        density = peak * (1 + t**2 / free) ** (-(free + 1) / 2)
        step = (t_two_sided(t, free) - 0.05) / (2 * density)
        t = t + step
        if np.all(np.abs(step) < PRECISION * t):
            break
    return np.where(known, t, np.nan)
