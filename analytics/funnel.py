"""Which branches or managers differ from what their customers' levels lead us to expect?

Pure. A part's expected count is the bank's rate per level times its own customers per level
(indirect standardisation), so a branch with many affluent customers is compared with affluent
customers. Source: funnel plots, Spiegelhalter (2005); domain model section 4, reading rules.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.concentration import Floats
from analytics.distributions import incomplete_beta, log_gamma, normal_score, two_sided
from analytics.judgement import SIGNIFICANCE
from analytics.rates import dispersion, holm, ratio

FEWEST_RANKED = 30
INNER, OUTER = 1.959964, 3.090232
"""Standard normal ends of the 95 % and the 99.8 % limits."""

OUTSIDE_95, OUTSIDE_998 = 0.05, 0.002
CURVE_POINTS = 80
MOST_STEPS = 40
CLOSE_ENOUGH = 1e-5
"""In standard deviations of the count."""

BARELY, NEAR_END = 1e-12, 1e-3
LIMITS = {"low95": -INNER, "high95": INNER, "low998": -OUTER, "high998": OUTER}


@dataclass(frozen=True, slots=True, kw_only=True)
class Funnel:
    """The parts with their verdicts, and what the funnel around them is drawn from.

    `parts`: one row per part, see `funnel`. `overall_rate`: the bank's rate at the parts'
    mix of levels, where the funnel closes (NaN without customers). `dispersion`: ≥ 1, by which
    the parts' variance exceeds that of chance; `spread`: how far true rates differ between
    parts beyond it, as a standard deviation of standardised rates, 0 if the dispersion is 1.
    """

    parts: pd.DataFrame
    overall_rate: float
    dispersion: float
    spread: float

    @property
    def judged_count(self) -> int:
        """Parts with enough customers for a verdict."""
        return int((self.parts["verdict"] != "few").sum())

    @property
    def expected_outside95(self) -> float:
        """How many of them chance alone puts outside the 95 % limits."""
        return self.judged_count * OUTSIDE_95

    @property
    def expected_outside998(self) -> float:
        """How many of them chance alone puts outside the 99.8 % limits."""
        return self.judged_count * OUTSIDE_998

    def curves(self, *, points: int = CURVE_POINTS) -> pd.DataFrame:
        """The smooth limits of a standardised rate, from 30 customers to the largest part.

        Returns:
            n (effective, rising, evenly in ln n), low95, high95, low998, high998; a part at
            (effective_n, standardised_rate) is outside them exactly when its rate is outside
            its own limits.
        """
        largest = self.parts["effective_n"].max()
        last = max(largest if largest > 0 else 0.0, 2.0 * FEWEST_RANKED)
        n = np.geomspace(FEWEST_RANKED, last, points)
        return pd.DataFrame({"n": n} | limits_at(n, self.overall_rate, self.spread))


def funnel(
    n: npt.ArrayLike, count: npt.ArrayLike, *, reference: npt.ArrayLike | None = None
) -> Funnel:
    """Judge each part's rate against the bank's, at its own mix of levels.

    The count of a part is a sum of independent customers with the bank's rate of their level:
    mean E = Σ n·p, variance V = Σ n·p(1 − p). It is read as a binomial of the bank's overall rate
    p̄ with the same relative precision, which has the `effective_n` (1 − p̄)E²/(p̄V); a part with
    the same rate at every level has its own n. So all parts stand on one smooth funnel, exact
    where normal limits would fall below zero. z is the normal score of the binomial's mid-p.
    Branches differ for reasons no count explains: where their z vary more than chance lets them
    (`analytics.rates.dispersion`), true rates are taken to differ by `spread`, and z and limits
    are of chance and spread together, so that a large branch is not blamed for being large.

    `high` and `low` stand outside the 99.8 % limits and, of many parts, are still significant
    after Holm's adjustment for their number: on a bank of equal branches at most one page in
    twenty shows any. Below 30 customers there is no verdict, and no ranking may be made.

    Args:
        n: customers, parts × levels.
        count: those of them who moved, parts × levels.
        reference: the bank's rate per level; by default that of all parts together.

    Returns:
        `parts`, one row per part in the order given: n, count, rate; expected_count,
        expected_rate; ratio (count ÷ expected), standardised_rate (ratio · p̄) and effective_n:
        its place on the funnel; low95, high95, low998, high998 (for `rate`: what is usual for
        its n and mix, 0–1); z, p_value, p_adjusted; outside95, outside998; verdict (high, low,
        usual; few: fewer than 30 customers, or nobody expected). Nulls where nobody is expected.
    """
    customers, moved = (np.asarray(part, dtype=np.float64) for part in (n, count))
    pooled = ratio(moved.sum(axis=0), customers.sum(axis=0)) if reference is None else reference
    rates = np.nan_to_num(np.asarray(pooled, dtype=np.float64))
    total, held, expected = customers.sum(axis=1), moved.sum(axis=1), customers @ rates
    overall = float(ratio(expected.sum(), total.sum()))
    variance = overall * (customers @ (rates * (1 - rates)))
    place = ratio(held, expected) * overall
    effective = ratio((1 - overall) * expected**2, variance)
    z = mid_scores(place * effective, effective, overall)
    enough = (total >= FEWEST_RANKED) & ~np.isnan(z)
    factor = dispersion(z[enough])
    between = _spread(factor, effective[enough], overall)
    limits = limits_at(effective, overall, between)
    own = ratio(expected, total * overall)
    parts = {
        "n": total.astype(np.int64),
        "count": held.astype(np.int64),
        "rate": ratio(held, total),
        "expected_count": expected,
        "expected_rate": ratio(expected, total),
        "ratio": ratio(held, expected),
        "standardised_rate": place,
        "effective_n": effective,
        **{name: np.minimum(limit * own, 1) for name, limit in limits.items()},
        **_verdicts(z / np.sqrt(_widening(effective, overall, between)), enough),
    }
    return Funnel(
        parts=pd.DataFrame(parts), overall_rate=overall, dispersion=factor, spread=between
    )


def _spread(factor: float, n: Floats, rate: float) -> float:
    """The standard deviation of true rates that explains a dispersion (DerSimonian & Laird 1986).

    From the mean square of z, which is 1 by chance and rises by τ²·n/(p(1 − p)) in each part.
    """
    if factor <= 1 or len(n) < 2:
        return 0.0
    spare = n.sum() - (n**2).sum() / n.sum()
    excess = factor * len(n) - (len(n) - 1)
    return float(np.sqrt(max(excess, 0.0) * rate * (1 - rate) / spare))


def _widening(n: Floats, rate: float, spread: float) -> Floats:
    """By how much the variance of each rate exceeds chance, ≥ 1."""
    return 1 + spread**2 * n / max(rate * (1 - rate), BARELY)


def _verdicts(z: Floats, enough: npt.NDArray[np.bool_]) -> dict[str, npt.NDArray[np.generic]]:
    p = np.where(enough, two_sided(z), np.nan)
    adjusted = holm(p)
    outside = enough & (np.abs(z) > OUTER)
    words = np.where(z > 0, "high", "low")
    told = np.where(outside & (adjusted < SIGNIFICANCE), words, "usual")
    return {
        "z": z,
        "p_value": p,
        "p_adjusted": adjusted,
        "outside95": enough & (np.abs(z) > INNER),
        "outside998": outside,
        "verdict": np.where(enough, told, "few"),
    }


def limits_at(n: npt.ArrayLike, rate: float, spread: float = 0.0) -> dict[str, Floats]:
    """Return low95, high95, low998 and high998 of a rate at each n, as shares.

    The counts whose mid-p score is ±1.96 and ±3.09 times the root of (chance + spread²) ÷ chance;
    0 or 1 where no count lies so far out. NaN where n is.
    """
    size = np.asarray(n, dtype=np.float64)
    scores = np.array(list(LIMITS.values()))[:, None] * np.sqrt(_widening(size, rate, spread))
    return dict(zip(LIMITS, ratio(_counts_at(scores, size, rate), size), strict=True))


def _counts_at(z: Floats, n: Floats, rate: float) -> Floats:
    """Counts, between 0 and n, whose mid-p scores are z; the end where none is.

    Newton's method; a score rises with the count about as fast as the log odds do per score.
    """
    if not 0 < rate < 1:
        return n * rate + 0 * z
    none = normal_score(np.exp(n * np.log1p(-rate)) / 2)
    everybody = -normal_score(np.exp(n * np.log(rate)) / 2)
    inside = (none < z) & (z < everybody)
    error = np.sqrt(n * rate * (1 - rate))
    odds = np.log(rate / (1 - rate))
    least, most = NEAR_END * np.minimum(error, 1), n - NEAR_END * np.minimum(error, 1)
    count = np.clip(n * rate + z * error + (z**2 - 1) / 6 * (1 - 2 * rate), least, most)
    for _ in range(MOST_STEPS):
        score = mid_scores(count, n, rate)
        tilt = np.log(count / (n - count)) - odds
        step = (z - score) * np.where(score * tilt > 0, score / tilt, error)
        count, before = np.clip(count + step, least, most), count
        if np.max(np.abs(count - before) / error, where=inside, initial=0.0) < CLOSE_ENOUGH:
            break
    return np.where(inside, count, np.where(z <= none, 0.0, n))


def mid_scores(count: npt.ArrayLike, n: npt.ArrayLike, rate: float) -> Floats:
    """Return the normal score of P(X < count) + ½ P(X = count) for X binomial (n, rate).

    Exact for whole counts; between them by the incomplete beta, P(X ≤ c) = I₁₋ₚ(n − c, c + 1).
    Rises with the count; a count outside 0 to n stands for the end. 0 where the rate is 0 or 1,
    NaN where n is NaN or 0. Any shapes that broadcast; n need not be whole.
    """
    size = np.asarray(n, dtype=np.float64)
    size = np.where(size > 0, size, np.nan)
    held = np.clip(np.asarray(count, dtype=np.float64), 0, size)
    if not 0 < rate < 1:
        return np.where(np.isnan(held), np.nan, 0.0)
    known = np.where(np.isnan(held), 1.0, size)
    some = np.where(np.isnan(held), 0.0, held)
    rest = known - some
    low = some < known * rate
    tail = incomplete_beta(
        np.where(low, np.maximum(rest, BARELY), some + 1),
        np.where(low, some + 1, np.maximum(rest, BARELY)),
        np.where(low, 1 - rate, rate),
    )
    chosen = log_gamma(known + 1) - log_gamma(some + 1) - log_gamma(rest + 1)
    half = np.exp(chosen + some * np.log(rate) + rest * np.log1p(-rate)) / 2
    score = np.where(low, 1, -1) * normal_score(np.where(low, tail - half, tail + half))
    return np.where(np.isnan(held), np.nan, score)
