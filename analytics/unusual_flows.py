"""Which moves between levels are more than normal variation? Every rate of a page, one family.

Pure. Counts come in, verdicts go out; the rule is the design's "Is it a change?". Tests of domain
model 3.6, over-dispersion by Spiegelhalter (2005) and Wedderburn (1974).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.concentration import Floats
from analytics.distributions import two_sided
from analytics.judgement import ENOUGH_PERIODS, SIGNIFICANCE, Judgement
from analytics.rates import FEWEST_EXPECTED, Tally, change_scores, dispersion, holm, ratio

EARLIER_PERIODS = 12
COMPARED = np.array(["previous", "year_ago"])
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """The same rates in the period judged and in earlier ones.

    `now` and `previous`: one entry per rate. `year_ago`: the same period a year before, None
    where history is too short or it is the previous one. `earlier`: rates × periods of the same
    grain before `now`, oldest first, the previous one among them; only the newest 12 are read.
    n is 0 where a rate did not exist.
    """

    now: Tally
    previous: Tally
    earlier: Tally
    year_ago: Tally | None = None

    @property
    def compared(self) -> tuple[Tally, Tally]:
        """What the rates are compared with; a year ago has n 0 when it is absent."""
        none = np.zeros_like(self.now.n)
        return self.previous, self.year_ago or Tally(count=none, n=none)

    @property
    def newest(self) -> Tally:
        """The earlier periods that count."""
        count, n, minus = (
            part[:, -EARLIER_PERIODS:]
            for part in (self.earlier.count, self.earlier.n, self.earlier.minus)
        )
        return Tally(count=count, n=n, against=minus)


def flow_verdicts(
    periods: Periods, groups: Sequence[Hashable], judgement: Judgement | None = None
) -> pd.DataFrame:
    """Judge every rate of a page: the flows of its matrices and its summary rates together.

    A rate is compared with the previous period and with the same period a year ago. All
    comparisons of all rates are one Holm family at 5 %, so that on an unchanged bank at most one
    page in twenty shows anything. Either comparison may make it unusual, when there it
    is significant, differs by more than the materiality, and points where the usual rate
    points too; with 8 or more earlier periods the rate must also lie outside their middle 95 %.
    A season that returns each year lies inside, so one comparison is enough.

    Customers of one bank move together (pay days, campaigns). Where 8 or more periods are known,
    z is divided by the root of the dispersion that the rate and its group showed in them.

    Args:
        periods: counts, in one order of rates. Give each distinct rate once: retained mirrors
            lost and needs no row.
        groups: one per rate; rates of one group share their dispersion: customer type and
            level before for flows, customer type for summary rates.
        judgement: materiality and min_cell.

    Returns:
        One row per rate, in the order given: customer_count (net of those against), n, rate;
        rate_previous, n_previous, rate_year, n_year (null if absent); usual_rate (the earlier
        periods pooled, else the previous rate), expected_count (usual_rate · n), excess_count;
        p_value and p_adjusted of the comparison that is clearer, compared_with (previous,
        year_ago, null without any); p_previous, p_year; dispersion (1: as independent customers);
        history_low, history_high (null with fewer than 8), history_count; significant,
        material, beyond_history (null with fewer than 8), unusual; verdict (up, down, normal;
        few: fewer than min_cell customers now or at both others). No p-value where nobody or
        everybody moved at both dates: these are in no family.
    """
    judgement = judgement or Judgement()
    now = periods.now
    enough = now.n >= judgement.min_cell
    earlier = _history(periods.newest, judgement.min_cell)
    factor = _dispersions(periods.newest, groups)
    z = np.stack([change_scores(now, other) for other in periods.compared])
    others = np.stack([other.n >= judgement.min_cell for other in periods.compared])
    p = np.where(others & enough, two_sided(z / np.sqrt(factor)), np.nan)
    adjusted = holm(p)
    usual = _usual_rate(periods)
    gaps = np.stack([now.rate - other.rate for other in periods.compared])
    evidence = _Evidence(
        significant=adjusted < SIGNIFICANCE,
        material=np.abs(gaps) > judgement.materiality,
        agrees=np.sign(gaps) == np.sign(now.rate - usual),
        inside=(now.rate >= earlier["history_low"]) & (now.rate <= earlier["history_high"]),
    )
    few = ~enough | ~others.any(axis=0)
    best = np.argmin(np.where(np.isnan(p), np.inf, p), axis=0)
    tested = ~np.isnan(p).all(axis=0)
    lines = np.arange(len(now.n))
    frame = _facts(periods, usual) | {
        "p_value": p[best, lines],
        "p_adjusted": adjusted[best, lines],
        "compared_with": np.where(tested, COMPARED[best], None),
        "p_previous": p[0],
        "p_year": p[1],
        "dispersion": factor,
        **earlier,
        "significant": evidence.significant.any(axis=0),
        "material": (evidence.material & others).any(axis=0),
        "beyond_history": pd.array(
            np.where(np.isnan(earlier["history_low"]), None, ~evidence.inside), dtype="boolean"
        ),
        "unusual": evidence.unusual & ~few,
        "verdict": _verdicts(evidence.unusual, now.rate > usual, few),
    }
    return pd.DataFrame(frame).astype({"compared_with": "str"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """The tests, comparisons × rates; `inside` the range of earlier rates (False without)."""

    significant: Flags
    material: Flags
    agrees: Flags
    inside: Flags

    @property
    def unusual(self) -> Flags:
        """Rates for which one comparison passes all its tests."""
        passed: Flags = (self.significant & self.material & self.agrees).any(axis=0)
        return passed & ~self.inside


def _facts(periods: Periods, usual: Floats) -> dict[str, npt.NDArray[np.generic]]:
    now = periods.now
    previous, year = periods.compared
    return {
        "customer_count": now.net.astype(np.int64),
        "n": now.n.astype(np.int64),
        "rate": now.rate,
        "rate_previous": previous.rate,
        "n_previous": previous.n.astype(np.int64),
        "rate_year": year.rate,
        "n_year": year.n.astype(np.int64),
        "usual_rate": usual,
        "expected_count": usual * now.n,
        "excess_count": now.net - usual * now.n,
    }


def _usual_rate(periods: Periods) -> Floats:
    pooled = periods.newest.pooled().rate[:, 0]
    return np.where(np.isnan(pooled), periods.previous.rate, pooled)


def _history(earlier: Tally, min_cell: float) -> dict[str, npt.NDArray[np.generic]]:
    """The middle 95 % of the earlier rates that had `min_cell` customers; null under 8 of them."""
    rates = np.where(earlier.n >= max(min_cell, 1), earlier.rate, np.nan)
    count = (~np.isnan(rates)).sum(axis=1)
    known = count >= ENOUGH_PERIODS
    ends = np.full((2, len(rates)), np.nan)
    if known.any():
        ends[:, known] = np.nanquantile(rates[known], [0.025, 0.975], axis=1)
    return {"history_low": ends[0], "history_high": ends[1], "history_count": count}


def _dispersions(earlier: Tally, groups: Sequence[Hashable]) -> Floats:
    """Per rate, the mean of its own and its group's dispersion of earlier rates, at least 1.

    Its own alone would be that of a dozen numbers, its group's alone that of other moves.
    """
    z = _scores_around_mean(earlier)
    places: dict[Hashable, list[int]] = {}
    for place, group in enumerate(groups):
        places.setdefault(group, []).append(place)
    factor = np.ones(len(z))
    for lines in places.values():
        common = dispersion(z[lines])
        for line in lines:
            known = not np.isnan(z[line]).all()
            factor[line] = (common + dispersion(z[line])) / 2 if known else common
    return factor


def _scores_around_mean(earlier: Tally) -> Floats:
    """z of each earlier rate around the pooled one, its own part in that taken out.

    NaN for rates known in fewer than 8 periods or with fewer than 5 movers a period.
    """
    pooled = earlier.pooled()
    movers = pooled.count + pooled.minus
    known = earlier.n > 0
    periods = known.sum(axis=1, keepdims=True)
    few = np.minimum(movers, pooled.n - movers) < FEWEST_EXPECTED * periods
    judged = known & ~few & (periods >= ENOUGH_PERIODS) & (pooled.spread > 0)
    parts = np.where(judged, pooled.spread * (ratio(1, earlier.n) - ratio(1, pooled.n)), np.nan)
    z: Floats = (earlier.rate - pooled.rate) / np.sqrt(parts)
    return z


def _verdicts(unusual: Flags, rising: Flags, few: Flags) -> npt.NDArray[np.str_]:
    words = np.where(unusual, np.where(rising, "up", "down"), "normal")
    return np.where(few, "few", words)
