"""Rates of customers: intervals, differences, tests and families. Pure numpy.

All arrays broadcast. Counts are customers, rates shares 0–1, and 95 % is meant throughout.
Sources: Wilson (1927); Newcombe (1998), method 10; Bonett & Price (2012) for net rates; Fisher's
exact test; Holm (1979); over-dispersion: Spiegelhalter (2005). Worked numbers: domain model 3.6.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.concentration import Floats
from analytics.distributions import log_gamma, normal_score

Z = 1.959964
FEWEST_EXPECTED = 5
"""Below this expected count the normal approximation gives way to exact probabilities."""

SAME_PROBABILITY = 1 + 1e-7
"""Tables whose probabilities differ by less count as equally likely."""

WINSORISED = 0.1
WINSORISED_MEAN = 0.678731
"""Mean square of a standard normal whose tails beyond its 10 % quantiles are pulled in to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many of how many: arrays of one shape, one entry per rate.

    `count` of `n` customers; `against` (None: nobody) are subtracted, so that upgrades against
    downgrades make the net rate. `n` 0: there is no such rate.
    """

    count: Floats
    n: Floats
    against: Floats | None = None

    @property
    def minus(self) -> Floats:
        """Those subtracted, 0 where nobody is."""
        return np.zeros_like(self.count) if self.against is None else self.against

    @property
    def net(self) -> Floats:
        """Customers counted less those subtracted."""
        return self.count - self.minus

    @property
    def rate(self) -> Floats:
        """The rate, NaN where n is 0."""
        return ratio(self.net, self.n)

    @property
    def spread(self) -> Floats:
        """Variance of one customer's part: p(1 − p), for a net rate u + d − (u − d)²."""
        return ratio(self.count + self.minus, self.n) - self.rate**2

    def plus(self, other: Tally) -> Tally:
        """Both taken together."""
        return Tally(
            count=self.count + other.count, n=self.n + other.n, against=self.minus + other.minus
        )

    def pooled(self) -> Tally:
        """All periods (the last axis) taken together, kept as an axis of length 1."""
        parts = (part.sum(axis=-1, keepdims=True) for part in (self.count, self.n, self.minus))
        count, n, against = parts
        return Tally(count=count, n=n, against=against)

    def where(self, chosen: npt.NDArray[np.bool_]) -> Tally:
        """Only the chosen entries."""
        return Tally(count=self.count[chosen], n=self.n[chosen], against=self.minus[chosen])


def ratio(count: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """Return count ÷ n, NaN where n is 0."""
    over = np.asarray(n, dtype=np.float64)
    part: Floats = np.asarray(count, dtype=np.float64) / np.where(over == 0, np.nan, over)
    return part


def wilson(count: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return low and high of the 95 % interval of the rate count ÷ n; NaN where n is 0.

    Wilson (1927): centre (p + z²/2n)/(1 + z²/n), half-width z√(p(1−p)/n + z²/4n²)/(1 + z²/n).
    4 of 100 → 0.0157 to 0.0984.
    """
    p, over = ratio(count, n), np.asarray(n, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = 1 + Z**2 / over
        centre = (p + Z**2 / (2 * over)) / scale
        half = Z * np.sqrt(p * (1 - p) / over + Z**2 / (4 * over**2)) / scale
    low, high = np.clip(centre - half, 0, p), np.clip(centre + half, p, 1)
    return low, high


def net_interval(up: npt.ArrayLike, down: npt.ArrayLike, n: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Return low and high of the 95 % interval of (up − down) ÷ n; NaN where n is 0.

    Bonett & Price (2012): the normal interval after one customer more went up, one down, of
    n + 2; keeps its width when nobody moved. Within −1 to 1.
    """
    over = np.where(np.asarray(n) == 0, np.nan, np.asarray(n, dtype=np.float64)) + 2
    rose = (np.asarray(up, dtype=np.float64) + 1) / over
    fell = (np.asarray(down, dtype=np.float64) + 1) / over
    half = Z * np.sqrt((rose + fell - (rose - fell) ** 2) / over)
    return np.maximum(rose - fell - half, -1), np.minimum(rose - fell + half, 1)


def rate_difference(now: Tally, before: Tally) -> tuple[Floats, Floats, Floats]:
    """Return the difference of two rates (now − before) with low and high of its 95 % interval.

    Newcombe (1998), method 10, from the two Wilson intervals; net rates from their own. 83 of
    1,400 against 64 of 1,400 → +0.0136, −0.0030 to +0.0303. NaN where an n is 0.
    """
    (low, high), (low_before, high_before) = _interval(now), _interval(before)
    p, q = now.rate, before.rate
    down = np.hypot(p - low, high_before - q)
    up = np.hypot(high - p, q - low_before)
    return p - q, p - q - down, p - q + up


def _interval(tally: Tally) -> tuple[Floats, Floats]:
    if tally.against is None:
        return wilson(tally.count, tally.n)
    return net_interval(tally.count, tally.against, tally.n)


def z_scores(now: Tally, before: Tally) -> Floats:
    """Return z of the two-proportion test with pooled variance, NaN where that is 0.

    Same arrays in, same shape out. A net rate has the variance u + d − (u − d)² per customer.
    83 of 1,400 against 64 of 1,400 → 1.610.
    """
    spread = now.plus(before).spread
    error = np.sqrt(np.where(spread > 0, spread, np.nan) * (ratio(1, now.n) + ratio(1, before.n)))
    z: Floats = (now.rate - before.rate) / error
    return z


def change_scores(now: Tally, before: Tally) -> Floats:
    """Return z per rate: `two_sided` of it is the p-value of "the two rates are the same".

    The two-proportion z; where any expected count is below 5, the z of the exact p-value, with
    the sign of the difference (Fisher's test; for net rates with few movers, the exact
    distribution of the difference). NaN where n is 0 at a date, or nobody or everybody moved at
    both: no test could find a difference there.

    Args:
        now: one-dimensional arrays.
        before: arrays of the same length.
    """
    z = z_scores(now, before)
    both = now.plus(before)
    movers = both.count + both.minus
    smaller = np.minimum(now.n, before.n)
    few = ratio(np.minimum(movers, both.n - movers) * smaller, both.n) < FEWEST_EXPECTED
    plain = both.minus == 0
    exact = np.full(z.shape, np.nan)
    chosen = few & plain & ~np.isnan(z)
    exact[chosen] = fisher(now.where(chosen), before.where(chosen))
    for place in np.flatnonzero(few & ~plain & ~np.isnan(z)):
        here = np.arange(len(z)) == place
        exact[place] = _exact_net(now.where(here), before.where(here))
    sign = np.where(now.rate < before.rate, -1.0, 1.0)
    return np.where(np.isnan(exact), z, -sign * normal_score(exact / 2))


def fisher(now: Tally, before: Tally) -> Floats:
    """Return the two-sided p-values of Fisher's exact test; `against` is not read.

    All tables with the same margins that are not more likely than the one found. Arrays hold
    rates × possible tables: at most √(5·(n + n before)) each where an expected count is below 5.
    """
    movers = now.count + before.count
    first = np.maximum(0, movers - before.n)
    last = np.minimum(movers, now.n)
    width = int((last - first).max(initial=-1)) + 1
    possible = first[:, None] + np.arange(width)
    inside = possible <= last[:, None]
    possible = np.where(inside, possible, first[:, None])
    chance = _log_choose(now.n[:, None], possible)
    chance = chance + _log_choose(before.n[:, None], movers[:, None] - possible)
    chance = chance - _log_choose(now.n + before.n, movers)[:, None]
    likely = np.where(inside, np.exp(chance), 0.0)
    place = (now.count - first).astype(np.int64)
    found = np.take_along_axis(likely, place[:, None], axis=1)
    total: Floats = np.where(likely <= found * SAME_PROBABILITY, likely, 0.0).sum(axis=1)
    return np.minimum(total, 1.0)


def _exact_net(now: Tally, before: Tally) -> float:
    """P of a difference of net rates at least as large, all tables with the same margins."""
    n, n_before = float(now.n[0]), float(before.n[0])
    rose, fell = (float(part[0]) for part in (now.count + before.count, now.minus + before.minus))
    up = np.arange(min(rose, n) + 1)[:, None]
    down = np.arange(min(fell, n) + 1)
    allowed = (up + down <= n) & (rose - up + fell - down <= n_before)
    up, down = np.where(allowed, up, 0), np.where(allowed, down, 0)
    chance = _log_choose(rose, up) + _log_choose(fell, down)
    rest = n + n_before - rose - fell
    chosen = np.where(allowed, n - up - down, 0)
    inside = allowed & (chosen <= rest)
    chance += _log_choose(rest, np.where(inside, chosen, 0)) - _log_choose(n + n_before, n)
    away = np.abs((up - down) / n - (rose - up - fell + down) / n_before)
    seen = abs(float(now.rate[0] - before.rate[0]))
    return min(1.0, float(np.exp(chance)[inside & (away >= seen - 1e-12)].sum()))


def _log_choose(n: npt.ArrayLike, k: npt.ArrayLike) -> Floats:
    whole, part = np.asarray(n, dtype=np.float64), np.asarray(k, dtype=np.float64)
    return log_gamma(whole + 1) - log_gamma(part + 1) - log_gamma(whole - part + 1)


def holm(p_values: npt.ArrayLike) -> Floats:
    """Return Holm's adjusted p-values of one family, any shape; NaN is no member and stays NaN.

    Holm (1979): the i-th smallest of m times m − i + 1, never falling, at most 1.
    0.012, 0.030, 0.200 → 0.036, 0.060, 0.200.
    """
    p = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(p.shape, np.nan)
    members = ~np.isnan(p)
    known = p[members]
    order = np.argsort(known, kind="stable")
    times = np.arange(len(known), 0, -1)
    rising = np.maximum.accumulate(np.minimum(known[order] * times, 1.0))
    back = np.empty(len(known))
    back[order] = rising
    adjusted[members] = back
    return adjusted


def dispersion(z: npt.ArrayLike) -> float:
    """Return by how much the variance of z-scores exceeds that of independent customers; ≥ 1.

    Spiegelhalter (2005): the mean square after the tenth on either side is pulled in to the
    10 % and 90 % quantiles, so that outliers do not excuse themselves; divided by 0.679, what
    it is for a standard normal. NaN is left out; 1 with fewer than two.
    """
    scores = np.asarray(z, dtype=np.float64)
    scores = scores[~np.isnan(scores)]
    if len(scores) < 2:
        return 1.0
    low, high = np.quantile(scores, [WINSORISED, 1 - WINSORISED])
    return max(1.0, float(np.mean(np.clip(scores, low, high) ** 2)) / WINSORISED_MEAN)
