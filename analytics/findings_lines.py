"""From the counts of all scans to judged lines: one row per rate and per sum of a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.concentration import Floats
from analytics.findings_judge import FEWEST_PERIODS, Rates, Sums, judged_rates, judged_sums
from analytics.findings_peers import beside_others
from analytics.findings_scans import PLACE, Counts
from analytics.judgement import Judgement
from analytics.rates import Tally, ratio

RELATIVE = frozenset({"product", "service"})
"""Kinds whose rates are small: they matter from half as much again, and from 5 customers."""

RELATIVE_SHARE, FEWEST_MORE = 0.5, 5.0


def rate_lines(
    scans: Sequence[Counts],
    days: Sequence[dt.date],
    year_ago: dt.date | None,
    judgement: Judgement,
) -> pd.DataFrame:
    """Judge the rates of all scans as one family; `days`: later dates, oldest first, judged last.

    Against earlier periods; with fewer than 3 of them whole branches against the others.

    Returns:
        PLACE and the columns of `findings_judge.judged_rates`.
    """
    places, count, n = rate_tables(scans, days, year_ago)
    if places.empty:
        return pd.DataFrame(columns=[*PLACE, "p_value", "unusual"])
    judged = judged_rates(rates_of(places, count, n, judgement), judgement)
    if len(days) <= FEWEST_PERIODS:
        judged = beside_others(places, count[:, -2], n[:, -2], judged, judgement)
    return pd.concat([places, judged], axis=1)


def rate_tables(
    scans: Sequence[Counts], days: Sequence[dt.date], year_ago: dt.date | None
) -> tuple[pd.DataFrame, Floats, Floats]:
    """Return the places of all rates, and customer_count and n as places × (days, a year ago)."""
    told = [scan.rates for scan in scans if len(scan.rates)]
    if not told:
        return pd.DataFrame(columns=list(PLACE)), np.zeros((0, 0)), np.zeros((0, 0))
    found = pd.concat(told, ignore_index=True)
    places, tables = _tables(found, ("customer_count", "n"), [*days, year_ago], days[-1], "n")
    return places, tables[0], tables[1]


def rates_of(
    places: pd.DataFrame, count: Floats, n: Floats, judgement: Judgement | None = None
) -> Rates:
    """Return the rates of `rate_tables` to judge; the last two columns are now and a year ago.

    n is 0 where a period is unknown. A count above n (more complaints than customers) is n.
    """
    judgement = judgement or Judgement()
    count = np.minimum(count, n)
    now = Tally(count=count[:, -2], n=n[:, -2])
    earlier = Tally(count=count[:, :-2], n=n[:, :-2])
    usual = np.nan_to_num(ratio(earlier.count.sum(axis=1), earlier.n.sum(axis=1)))
    relative = (places["kind"].isin(RELATIVE) | (places["move"] == "came")).to_numpy(bool)
    more = np.maximum(RELATIVE_SHARE * usual, FEWEST_MORE / np.maximum(now.n, 1))
    keys = places[["kind", "move", "customer_type", "level"]].itertuples(index=False, name=None)
    return Rates(
        now=now,
        earlier=earlier,
        year_ago=Tally(count=count[:, -1], n=n[:, -1]),
        smallest=np.where(relative, more, judgement.materiality),
        groups=[key[:2] if key[0] in RELATIVE else key for key in keys],
    )


def sum_lines(
    scans: Sequence[Counts],
    days: Sequence[dt.date],
    year_ago: dt.date | None,
    judgement: Judgement,
) -> pd.DataFrame:
    """Judge the sums of all scans.

    Returns:
        PLACE, the columns of `findings_judge.judged_sums`, and customer_count: whose money went the
        way in which the change differs from the usual.
    """
    told = [scan.sums for scan in scans if len(scan.sums)]
    if not told:
        return pd.DataFrame(columns=[*PLACE, "material"])
    found = pd.concat(told, ignore_index=True)
    columns = ("opening", "change", "whole", "fell_count", "rose_count")
    places, tables = _tables(found, columns, [*days, year_ago], days[-1], "opening")
    opening, change, whole, fell, rose = tables
    sums = Sums(
        opening=opening[:, -2],
        change=change[:, -2],
        earlier_opening=opening[:, :-2],
        earlier_change=change[:, :-2],
        year_growth=ratio(change[:, -1], np.maximum(opening[:, -1], 0)),
        whole=whole[:, -2],
    )
    judged = judged_sums(sums, judgement)
    down = judged["excess_change"].to_numpy(float) < 0
    judged["customer_count"] = np.where(down, fell[:, -2], rose[:, -2]).astype(np.int64)
    return pd.concat([places, judged], axis=1)


def _tables(
    found: pd.DataFrame,
    columns: Sequence[str],
    days: Sequence[dt.date | None],
    now: dt.date,
    there: str,
) -> tuple[pd.DataFrame, list[Floats]]:
    """Places that exist at `now` (`there` is not 0), and each column as places × days."""
    keys = list(PLACE)
    present = found[(found["at_date"] == now) & (found[there] != 0)]
    places = present[keys].drop_duplicates().sort_values(keys).reset_index(drop=True)
    numbered = places.assign(line=np.arange(len(places)))
    known = found.merge(numbered, on=keys)
    tables = [np.zeros((len(places), len(days))) for _ in columns]
    line = known["line"].to_numpy(np.int64)
    for place, day in enumerate(days):
        of_day = (known["at_date"] == day).to_numpy(bool)
        for column, table in zip(columns, tables, strict=True):
            table[line[of_day], place] = known[column].to_numpy(float)[of_day]
    return places, tables
