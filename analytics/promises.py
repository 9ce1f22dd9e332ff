"""What was promised at the last review, and what happened: beside customers nobody touched.

The customers of the actions are a frozen cohort with their amounts of the day the list was made.
Natural drift: customers of the same type and tier who had a reason that day too, but no action,
weighted to the cohort's mix. They were left aside, not drawn by lot, and the list takes the largest
values first: the difference is a hint, no proof. Source: domain model section 4 (recovery at 90 %).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import pandas as pd

from analytics.bound_table import BoundTable
from analytics.engine import Engine
from analytics.offers import Offer
from analytics.rates import Tally, rate_difference, ratio, wilson
from analytics.scope import Scope, previous_date
from analytics.week_reasons import Week

KEPT = 0.9
"""A customer counts as kept with this share of his assets of the day."""

FEW_IDS = 2_000
"""As many ids as one question takes."""

MIX = ["at", "customer_type", "tier"]
AMOUNTS = ("aum_before", "aum_now", "contribution_before", "contribution_now")
FOLLOWED = (
    "customer_id", "customer_key", "customer_type", "branch_id", "branch_name", "tier", "tier_now",
    *AMOUNTS, "is_gone",
)  # fmt: skip


class Promise(Protocol):
    """One action: for whom, by whom, until when, and what was known when it was made."""

    @property
    def customer_id(self) -> str:
        """For whom."""
        ...

    @property
    def manager_id(self) -> str | None:
        """By whom; None: his branch."""
        ...

    @property
    def status(self) -> str:
        """Open, done or dismissed."""
        ...

    @property
    def due_on(self) -> dt.date:
        """The last day it is not overdue."""
        ...

    @property
    def at(self) -> dt.date:
        """The data date of the list it came from."""
        ...

    @property
    def value_at_risk(self) -> float | None:
        """Of that day, a year in the currency."""
        ...

    @property
    def baseline(self) -> Mapping[str, float | str | None]:
        """Facts of that day: aum_mavg, contribution_ttm and more."""
        ...


def promises(
    engine: Engine,
    scope: Scope,
    *,
    made: Sequence[Promise],
    today: dt.date,
    offers: Sequence[Offer] | None = None,
) -> pd.DataFrame:
    """What was promised, and what happened by `at`, beside similar customers nobody touched?

    Args:
        made: the actions of the last review. Whose customer is outside the scope at that day, or
            was no customer then, is counted among the actions only.
        today: overdue is what is open and was due before.
        offers: as in `week_list`, for who had a reason that day.

    Returns:
        One row: action_count = done_count + dismissed_count + open_count, overdue_count (of the
        open); waiting_count (actions no newer data tell of); customer_count (with newer data),
        gone_count; aum_before, aum_now, aum_expected (had they fared like the similar), and the
        same of contribution (trailing year); kept_count, kept_share with kept_share_low and _high
        (at least 90 % of their assets); drift_count (similar customers), drift_share with limits
        (theirs, in the cohort's mix); matched_count (customers with similar ones), difference (of
        theirs less drift_share) with limits. Intervals 95 %; null where there is nobody.
    """
    followed = _followed(engine, scope, made)
    untouched = _untouched(engine, scope, made, followed, offers)
    row = _counts(scope, made, today) | _happened(followed) | _beside(followed, untouched)
    return pd.DataFrame([row])


def promised_customers(
    engine: Engine, scope: Scope, *, made: Sequence[Promise], today: dt.date
) -> pd.DataFrame:
    """What became of each customer of the actions?

    Returns:
        One row per action whose customer is in scope and has newer data, the largest fall of
        assets first: customer_id, customer_key, customer_type, branch_id, branch_name, manager_id,
        tier, tier_now, status, due_on, is_overdue, value_at_risk, aum_before, aum_now, change,
        is_kept, is_gone.
    """
    followed = _followed(engine, scope, made)
    known = {(each.customer_id, each.at): each for each in made}
    own = [known[key] for key in zip(followed["customer_id"], followed["at"], strict=True)]
    frame = followed.assign(
        manager_id=[each.manager_id for each in own],
        status=[each.status for each in own],
        due_on=[each.due_on for each in own],
        is_overdue=[_is_overdue(each, today) for each in own],
        value_at_risk=[each.value_at_risk for each in own],
        change=followed["aum_now"] - followed["aum_before"],
    )
    order = [*FOLLOWED[:5], "manager_id", "tier", "tier_now", "status", "due_on", "is_overdue"]
    order += ["value_at_risk", "aum_before", "aum_now", "change", "is_kept", "is_gone"]
    return frame.sort_values(["change", "customer_id"])[order].reset_index(drop=True)


def _is_overdue(promise: Promise, today: dt.date) -> bool:
    return promise.status == "open" and promise.due_on < today


def _counts(scope: Scope, made: Sequence[Promise], today: dt.date) -> dict[str, int]:
    counts = {
        f"{status}_count": sum(each.status == status for each in made)
        for status in ("done", "dismissed", "open")
    }
    return (
        {"action_count": len(made)}
        | counts
        | {
            "overdue_count": sum(_is_overdue(each, today) for each in made),
            "waiting_count": sum(each.at >= scope.at for each in made),
        }
    )


def _followed(engine: Engine, scope: Scope, made: Iterable[Promise]) -> pd.DataFrame:
    """The customers of actions older than `at`: FOLLOWED, at, is_kept; amounts of then frozen."""
    frames = []
    for day, own in _by_date(scope, engine, made):
        since = replace(scope, before=day).pair
        ids = sorted(own)
        for first in range(0, len(ids), FEW_IDS):
            some = ids[first : first + FEW_IDS]
            asked = BoundTable.of({"customer_id": some})
            found = engine.ask("week/promised", since, customers=asked).assign(at=day)
            frozen = [own[customer].baseline for customer in found["customer_id"]]
            frames.append(_frozen(found, frozen))
    if not frames:
        return pd.DataFrame(columns=[*FOLLOWED, "at", "is_kept"])
    found = pd.concat(frames, ignore_index=True)
    kept = ~found["is_gone"] & (found["aum_now"] >= KEPT * found["aum_before"])
    return found.assign(is_kept=kept)


def _frozen(
    found: pd.DataFrame, baselines: Sequence[Mapping[str, float | str | None]]
) -> pd.DataFrame:
    """With the amounts that were known when the actions were made, where those were kept."""
    for name, kept in (("aum_before", "aum_mavg"), ("contribution_before", "contribution_ttm")):
        values = pd.Series([each.get(kept) for each in baselines], index=found.index, dtype=float)
        found[name] = values.fillna(found[name])
    return found


def _by_date(
    scope: Scope, engine: Engine, made: Iterable[Promise]
) -> list[tuple[dt.date, dict[str, Promise]]]:
    """Actions by the date of their list, those that the release still has and `at` is behind."""
    known = set(engine.snapshots()["snapshot_date"])
    by_date: dict[dt.date, dict[str, Promise]] = {}
    for each in made:
        if each.at < scope.at and each.at in known:
            by_date.setdefault(each.at, {})[each.customer_id] = each
    return sorted(by_date.items())


def _untouched(
    engine: Engine,
    scope: Scope,
    made: Sequence[Promise],
    followed: pd.DataFrame,
    offers: Sequence[Offer] | None,
) -> pd.DataFrame:
    """How those without an action fared: by MIX customer_count, kept_count and AMOUNTS."""
    ids = BoundTable.of({"customer_id": sorted({each.customer_id for each in made})})
    frames = []
    for day in sorted(set(followed["at"])):
        then = replace(scope, at=day, before=previous_date(engine.snapshots(), day))
        week = Week.of(engine, then, offers)
        asked: dict[str, Any] = {"now": scope.at, "kept": KEPT, "customers": ids}
        found = engine.ask("week/drift", week.scope, **week.parameters, **asked)
        frames.append(found.assign(at=day))
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _happened(followed: pd.DataFrame) -> dict[str, Any]:
    n, kept = len(followed), int(followed["is_kept"].sum())
    low, high = wilson(kept, n)
    return {
        "customer_count": n,
        "gone_count": int(followed["is_gone"].sum()),
        **{name: float(followed[name].sum()) for name in AMOUNTS},
        "kept_count": kept,
        "kept_share": float(ratio(kept, n)),
        "kept_share_low": float(low),
        "kept_share_high": float(high),
    }


def _beside(followed: pd.DataFrame, untouched: pd.DataFrame) -> dict[str, Any]:
    """Natural drift in the cohort's mix; direct standardisation, effective n = 1 ÷ Σ w²/n."""
    nothing = dict.fromkeys(
        ("aum_expected", "contribution_expected", "drift_share", "drift_share_low",
         "drift_share_high", "difference", "difference_low", "difference_high"), np.nan,
    )  # fmt: skip
    if followed.empty or untouched.empty:
        return nothing | {"drift_count": 0, "matched_count": 0}
    own = followed.groupby(MIX, dropna=False, as_index=False).agg(
        own_count=("customer_id", "size"),
        own_kept=("is_kept", "sum"),
        own_aum=("aum_before", "sum"),
        own_contribution=("contribution_before", "sum"),
    )
    both = own.merge(untouched, on=MIX)
    if both.empty:
        return nothing | {"drift_count": 0, "matched_count": 0}
    weight = both["own_count"] / both["own_count"].sum()
    share = float((weight * both["kept_count"] / both["customer_count"]).sum())
    n = float(1 / (weight**2 / both["customer_count"]).sum())
    low, high = wilson(share * n, n)
    theirs = Tally(count=np.array([share * n]), n=np.array([n]))
    own_kept, own_count = float(both["own_kept"].sum()), float(both["own_count"].sum())
    ours = Tally(count=np.array([own_kept]), n=np.array([own_count]))
    gap, gap_low, gap_high = rate_difference(ours, theirs)
    return {
        "aum_expected": _expected(both, "aum"),
        "contribution_expected": _expected(both, "contribution"),
        "drift_count": int(both["customer_count"].sum()),
        "drift_share": share,
        "drift_share_low": float(low),
        "drift_share_high": float(high),
        "matched_count": int(both["own_count"].sum()),
        "difference": float(gap[0]),
        "difference_low": float(gap_low[0]),
        "difference_high": float(gap_high[0]),
    }


def _expected(both: pd.DataFrame, amount: str) -> float:
    """What the matched customers would have now, had each group fared like its similar ones."""
    before = both[f"{amount}_before"]
    grown = both[f"{amount}_now"] / before.where(before > 0)
    return float((both[f"own_{amount}"] * grown.fillna(1.0)).sum())
