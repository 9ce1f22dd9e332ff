"""Other institutions' balances beside ours, by area: information, never a target or a ranking.

Appraisal by market share or rank is barred, so rows come by name and nothing says who is ahead.
Source: domain model 2.5 and 5.9a.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import replace

import numpy as np
import pandas as pd

from analytics import market_problems as problems
from analytics.engine import Engine
from analytics.product_problems import TableNotProvided
from analytics.rates import ratio
from analytics.scope import Scope
from data.contract import DIMENSIONS
from data.problems import nearest

ALL = "all"
US = ""
"""The institution that stands for our own bank."""

AMOUNTS = ("deposits", "loans")
COLUMNS = (
    "period", "before_period", "area", "institution", "is_ours", "deposits", "loans",
    "deposit_share", "loan_share", "deposit_growth", "loan_growth",
)  # fmt: skip


def peer_balances(engine: Engine, scope: Scope, *, period: str = "") -> pd.DataFrame:
    """What balances do other institutions have here, how have they grown, and what is our share?

    Ours are the month averages of the customers in scope at the period's month-end, interbank
    deposits left out; null where the release has no such date.

    Args:
        period: as it was entered (2026-06, 2026Q2); empty: the newest up to `at`.

    Returns:
        One row per area and institution, `all` areas first, ours before the others, those by name:
        period, before_period (the one before it; null without), area, institution ("" for us),
        is_ours, deposits, loans (in the currency), deposit_share, loan_share (of all institutions
        in the area, us included; null where ours is not known), deposit_growth, loan_growth
        (against the period before).

    Raises:
        TableNotProvided: nobody entered balances.
        PeriodUnknown: none for that period.
    """
    peers = engine.ask("offers/peers", scope.single)
    if peers.empty:
        raise TableNotProvided(table="peer_balance")
    peers["area"] = [_area(area) for area in peers["area"]]
    periods = sorted(peers["period"].unique(), key=_key)
    now = _chosen(periods, period, scope)
    earlier = periods[: periods.index(now)]
    frame = _at(engine, scope, peers, now)
    before = earlier[-1] if earlier else None
    was = _at(engine, scope, peers, before) if before else frame.iloc[:0]
    key = ["area", "institution"]
    frame = frame.merge(was[[*key, *AMOUNTS]], on=key, how="left", suffixes=("", "_was"))
    for name, short in zip(AMOUNTS, ("deposit", "loan"), strict=True):
        total = frame.groupby("area")[name].transform(lambda part: part.sum(skipna=False))
        frame[f"{short}_share"] = ratio(frame[name], total)
        was_known = frame[f"{name}_was"].where(frame[f"{name}_was"] > 0)
        frame[f"{short}_growth"] = ratio(frame[name] - was_known, was_known)
    frame = frame.assign(period=now, before_period=before, is_ours=frame["institution"] == US)
    frame["_all"] = frame["area"] != ALL
    frame = frame.sort_values(["_all", "area", "institution"], ignore_index=True)
    return frame[list(COLUMNS)]


def _at(engine: Engine, scope: Scope, peers: pd.DataFrame, period: str) -> pd.DataFrame:
    """Everybody's balances of a period by area, and of all areas; ours under the name ""."""
    told = peers.loc[peers["period"] == period, ["area", "institution", *AMOUNTS]]
    mine = _ours(engine, scope, period, sorted(set(told["area"])))
    whole = pd.concat([told, mine], ignore_index=True).astype(dict.fromkeys(AMOUNTS, "float64"))
    total = whole.groupby("institution", as_index=False)[list(AMOUNTS)].sum(min_count=1)
    return pd.concat([total.assign(area=ALL), whole], ignore_index=True)


def _ours(engine: Engine, scope: Scope, period: str, areas: list[str]) -> pd.DataFrame:
    day = _day(period)
    frame = pd.DataFrame({"area": areas, "institution": US}).astype(object)
    if day is None or day not in set(engine.snapshots()["snapshot_date"]):
        return frame.assign(**dict.fromkeys(AMOUNTS, np.nan))
    rows = engine.ask("offers/own_balances", replace(scope.single, at=day, before=None))
    known = rows.set_index("area")[list(AMOUNTS)]
    return frame.join(known, on="area")


def _chosen(periods: list[str], period: str, scope: Scope) -> str:
    if period and period not in periods:
        raise problems.PeriodUnknown(value=period, known=nearest(period, periods, count=12))
    known = [each for each in periods if (_day(each) or dt.date.max) <= scope.at]
    return period or (known or periods)[-1]


def _day(period: str) -> dt.date | None:
    """The last day of a period such as 2026-06, 202606, 2026Q2, 2026年6月 or 2026-06-30."""
    quarter = re.fullmatch(r"(\d{4})[-年]?[Qq]([1-4])", period)
    month = re.match(r"(\d{4})[-/.年]?(\d{1,2})", period)
    if quarter:
        year, number = int(quarter.group(1)), 3 * int(quarter.group(2))
    elif month and 1 <= int(month.group(2)) <= 12:
        year, number = int(month.group(1)), int(month.group(2))
    else:
        return None
    return dt.date(year, number, calendar.monthrange(year, number)[1])


def _key(period: str) -> tuple[dt.date, str]:
    return _day(period) or dt.date.min, period


def _area(text: str) -> str:
    """The contract's code of an area as somebody wrote it, else what was written."""
    for code in DIMENSIONS["area"].codes:
        if text.strip().lower() in {code.value, code.en.lower(), code.zh, *code.aliases}:
            return code.value
    return text.strip()
