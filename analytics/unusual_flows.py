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

from analytics.concentration import Counts, Floats
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
    page in twenty shows anything. Either comparison makes a rate unusual, when in it the rate is
    significant, differs by more than the materiality, and lies on the side on which it differs
    from the usual rate. With 8 or more earlier periods the rate must also lie outside their
    middle 95 %. With a year ago it must differ from that by itself too (5 %, same side): a season
    that returns is no news, and a month in twelve is not enough of it to widen the range.

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
        material, beyond_history (null with fewer than 8), as_year_ago (null without), unusual;
        verdict (up, down, normal; few: fewer than min_cell customers now or at both others). No
        p-value where nobody or everybody moved at both dates: these are in no family.
    """
    judgement = judgement or Judgement()
    now, newest = periods.now, periods.newest
    low, high, count = _history(newest, judgement.min_cell)
    factor = _dispersions(newest, groups)
    usual = _usual_rate(periods)
    tests = _tests(periods, factor, usual, judgement)
    inside = (now.rate >= low) & (now.rate <= high)
    unusual = tests.passed & ~inside & ~tests.as_year_ago & ~tests.few
    frame = _facts(periods, usual) | {
        "p_value": tests.clearest(tests.p),
        "p_adjusted": tests.clearest(tests.adjusted),
        "compared_with": tests.clearest_comparison,
        "p_previous": tests.p[0],
        "p_year": tests.p[1],
        "dispersion": factor,
        "history_low": low,
        "history_high": high,
        "history_count": count,
        "significant": _either(*tests.significant),
        "material": _either(*tests.material),
        "beyond_history": _known(~inside, ~np.isnan(low)),
        "as_year_ago": _known(tests.as_year_ago, tests.judged[1]),
        "unusual": unusual,
        "verdict": _verdicts(unusual, now.rate > usual, tests.few),
    }
    return pd.DataFrame(frame).astype({"compared_with": "str"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tests:
    """Both comparisons of every rate, 2 × rates: with the previous period, with a year ago.

    `judged`: both dates had enough customers; `agrees`: the rate lies on the same side of the
    compared rate as of the usual one.
    """

    judged: Flags
    p: Floats
    adjusted: Floats
    material: Flags
    agrees: Flags

    @property
    def significant(self) -> Flags:
        """Comparisons significant in the page's family."""
        return self.adjusted < SIGNIFICANCE

    @property
    def passed(self) -> Flags:
        """Rates for which one comparison is significant, material and on the right side."""
        previous, year = self.significant & self.material & self.agrees
        return _either(previous, year)

    @property
    def as_year_ago(self) -> Flags:
        """Rates that a year ago, taken alone, does not contradict; False where it is unknown."""
        differs = (self.p[1] < SIGNIFICANCE) & self.agrees[1]
        same: Flags = self.judged[1] & ~differs
        return same

    @property
    def few(self) -> Flags:
        """Rates without any comparison of enough customers."""
        return ~_either(*self.judged)

    def clearest(self, values: Floats) -> Floats:
        """The value of the comparison with the smaller p."""
        best = np.argmin(np.where(np.isnan(self.p), np.inf, self.p), axis=0)
        found: Floats = np.take_along_axis(values, best[None, :], axis=0)[0]
        return found

    @property
    def clearest_comparison(self) -> npt.NDArray[np.object_]:
        """Its name, None without any."""
        places = np.broadcast_to(np.arange(2.0)[:, None], self.p.shape)
        names = COMPARED[self.clearest(places).astype(np.int64)].astype(np.object_)
        names[np.isnan(self.clearest(self.p))] = None
        return names


def _tests(periods: Periods, factor: Floats, usual: Floats, judgement: Judgement) -> _Tests:
    now, compared = periods.now, periods.compared
    z = np.stack([change_scores(now, other) for other in compared])
    judged = np.stack([np.minimum(now.n, other.n) >= judgement.min_cell for other in compared])
    gaps = np.stack([now.rate - other.rate for other in compared])
    p = np.where(judged, two_sided(z / np.sqrt(factor)), np.nan)
    return _Tests(
        judged=judged,
        p=p,
        adjusted=holm(p),
        material=judged & (np.abs(gaps) > judgement.materiality),
        agrees=np.sign(gaps) == np.sign(now.rate - usual),
    )


def _either(one: Flags, other: Flags) -> Flags:
    return one | other


def _known(flags: Flags, known: Flags) -> pd.arrays.BooleanArray:
    """The flags, null where they say nothing."""
    return pd.arrays.BooleanArray(flags, ~known)


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


def _history(earlier: Tally, min_cell: float) -> tuple[Floats, Floats, Counts]:
    """The middle 95 % of the earlier rates that had `min_cell` customers, NaN under 8; how many."""
    rates = np.where(earlier.n >= max(min_cell, 1), earlier.rate, np.nan)
    count = (~np.isnan(rates)).sum(axis=1)
    known = count >= ENOUGH_PERIODS
    ends = np.full((2, len(rates)), np.nan)
    if known.any():
        ends[:, known] = np.nanquantile(rates[known], [0.025, 0.975], axis=1)
    return ends[0], ends[1], count


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
    """Score (z) of each earlier rate around the pooled one, its own part in that taken out.

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
