"""What a scenario does to a base: pure numpy on some twenty cells, a tenth of a millisecond.

A year like the last one is the base: its contribution is that of the past 12 months. A scenario
changes it by what its levers do, so a neutral one is the base exactly. Levers on margins (price,
cost, product lines) work on today's customers; levers on moves (retention, upgrade) add the
customers by whom the tiers then differ from where they would go anyway, for the part of the year
they are there. Lifetime values: analytics.clv.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analytics.clv import period_discount, tier_values
from analytics.concentration import Floats
from analytics.scenario_assumptions import assumed, check
from analytics.scenario_base import Base, Block
from analytics.scenario_levers import Scenario
from analytics.scenario_moves import Moves

WEEKS = 46
"""Weeks a manager works in a year."""

BASIS_POINT = 1e-4
RESPONSE_STEP = 10.0
"""Basis points per which a response is said."""

MONEY = ("contribution_ttm", "aum_mavg", "deposit_mavg")
"""What a goal can be set for: contribution of the coming 12 months, balances after them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TierOutcome:
    """One customer type under a scenario, k tiers each, against the neutral one.

    change: of contribution in the coming 12 months. after, base_after: valid customers after 12
    months. value, base_value: lifetime value of one valid customer. aum, deposits: by how much
    more there is of them after 12 months.
    """

    change: Floats
    after: Floats
    base_after: Floats
    value: Floats
    base_value: Floats
    aum: Floats
    deposits: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """All customer types under a scenario. worklist: what the list of customers adds."""

    base: Base
    tiers: tuple[TierOutcome, ...]
    worklist: float

    @property
    def change(self) -> dict[str, float]:
        """By how much each of MONEY differs from the base."""
        changes = (
            float(sum(t.change.sum() for t in self.tiers)) + self.worklist,
            float(sum(t.aum.sum() for t in self.tiers)),
            float(sum(t.deposits.sum() for t in self.tiers)),
        )
        return dict(zip(MONEY, changes, strict=True))

    @property
    def lifetime(self) -> tuple[float, float]:
        """Lifetime value of all of today's valid customers: neutral, and under the scenario.

        Types whose moves are not known are left out; NaN when none's are.
        """
        if not self.base.has_moves:
            return np.nan, np.nan
        counts = [block.valid.count for block in self.base.blocks]
        pairs = list(zip(counts, self.tiers, strict=True))
        return (
            float(sum(np.nansum(n * t.base_value) for n, t in pairs)),
            float(sum(np.nansum(n * t.value) for n, t in pairs)),
        )


def outcome(base: Base, scenario: Scenario, *, lifetime: bool = True) -> Outcome:
    """Return what a scenario does to a base; without `lifetime` those values are NaN, in half the
    time.

    Raises:
        LeverNeedsHistory, LineValueNeeded, NoManagersNamed: a lever it moves cannot be computed.
        LeverOutOfRange.
    """
    check(base, scenario.checked())
    tiers = tuple(_tier_outcome(base, block, scenario, lifetime) for block in base.blocks)
    return Outcome(base=base, tiers=tiers, worklist=scenario.worklist)


def _tier_outcome(
    base: Base,
    block: Block,
    scenario: Scenario,
    lifetime: bool,  # noqa: FBT001 - passed on
) -> TierOutcome:
    n, margin = block.valid.count, block.per["contribution"]
    moved = margin + _repriced(base, block.per, scenario) + _sold(base, block, scenario)
    rest = _repriced(base, block.rest.amounts, scenario)
    flow = _flow(block, scenario)
    value, base_value = (np.full(len(n), np.nan),) * 2
    if lifetime and block.moves is not None:
        value, base_value = _lifetimes(base, block.moves, flow, margin, moved)
    shift = _deposit_shift(base, scenario)
    deposits = block.per["deposits"]
    attracted = (flow.after * deposits + block.rest.amounts["deposits"]) * shift
    return TierOutcome(
        change=n * (moved - margin) + rest + flow.year * moved,
        after=flow.after,
        base_after=flow.drift,
        value=value,
        base_value=base_value,
        aum=flow.worth * block.per["aum"] + attracted,
        deposits=flow.worth * deposits + attracted,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Flow:
    """Customers of one type in a year: after it without and with the levers, and how many more.

    year, worth: the customers more, on the mean of the year and after it, in average customers of
    their tier; see `Moves.rise`. plans: shares of a period with retention alone, and with all.
    """

    drift: Floats
    after: Floats
    year: Floats
    worth: Floats
    plans: tuple[Floats, Floats]


def _flow(block: Block, scenario: Scenario) -> _Flow:
    n, moves = block.valid.count, block.moves
    if moves is None:
        none = np.zeros(len(n))
        return _Flow(drift=n, after=n, year=none, worth=none, plans=(none, none))
    margin = block.per["contribution"]
    kept = shifted(moves, margin, scenario.only(set(scenario.active) - {"upgrade"}))
    drift, more, year = _paths(n, moves, kept)
    both, all_more, all_year = kept, more, year
    if scenario.upgrade:
        both = shifted(moves, margin, scenario)
        _, all_more, all_year = _paths(n, moves, both)
    return _Flow(
        drift=drift,
        after=drift + all_more,
        year=year + moves.rise * (all_year - year),
        worth=more + moves.rise * (all_more - more),
        plans=(kept, both),
    )


def _lifetimes(
    base: Base, moves: Moves, flow: _Flow, margin: Floats, moved: Floats
) -> tuple[Floats, Floats]:
    """Lifetime value of one valid customer under the levers, and at unchanged rates; k each."""
    kept, both = flow.plans
    value = _values(base, moves, kept, moved)
    if both is not kept:
        value = value + moves.rise * (_values(base, moves, both, moved) - value)
    return value, _values(base, moves, moves.shares, margin)


def _deposit_shift(base: Base, scenario: Scenario) -> float:
    """Share by which deposits grow when more is paid on them."""
    response = assumed(base, scenario, "deposit_response")
    return max(response * scenario.deposit_rate / RESPONSE_STEP, -1.0)


def _repriced(base: Base, amounts: Mapping[str, Floats], scenario: Scenario) -> Floats:
    """Change of contribution in a year by prices and cost; volume answers before margin."""
    shift = _deposit_shift(base, scenario)
    paid = _paid(base, amounts, scenario)
    deposits = shift * amounts["nii_deposit"] - (1 + shift) * paid
    earned = scenario.loan_rate * BASIS_POINT
    response = assumed(base, scenario, "loan_response")
    grown = max(-response * scenario.loan_rate / RESPONSE_STEP, -1.0)
    net = amounts["nii_loan"] - amounts["expected_loss"]
    loans = grown * net + earned * (1 + grown) * amounts["loans"]
    change: Floats = deposits + loans - scenario.cost_to_serve * amounts["cost_to_serve"]
    return change


def _paid(base: Base, amounts: Mapping[str, Floats], scenario: Scenario) -> Floats:
    """What is paid more on deposits in a year; no rate falls below zero."""
    more = scenario.deposit_rate * BASIS_POINT
    on_demand, on_others = (max(more, -rate) for rate in base.rates_paid)
    demand = np.minimum(amounts["demand"], amounts["deposits"])
    paid: Floats = on_demand * demand + on_others * (amounts["deposits"] - demand)
    return paid


def _sold(base: Base, block: Block, scenario: Scenario) -> Floats:
    """Change per valid customer by product lines sold, less the managers' time; k."""
    if not (scenario.cross_sell or scenario.manager_hours):
        return np.zeros(len(block.levels))
    if scenario.line_value is None:
        line = np.nan_to_num(block.line_value)
    else:
        line = np.full(len(block.levels), scenario.line_value)
    managed = block.per["managed"]
    sale, cost = _visits(base, scenario)
    visited = np.minimum(managed * sale, 1 - scenario.cross_sell)
    sold: Floats = scenario.cross_sell * line - managed * cost
    return sold + visited * assumed(base, scenario, "success_value")


def _visits(base: Base, scenario: Scenario) -> tuple[float, float]:
    """Per managed customer and year: lines sold in the extra hours, and what the hours cost."""
    if not scenario.manager_hours:
        return 0.0, 0.0
    hours = scenario.manager_hours * WEEKS * base.manager_count
    contacts = hours * assumed(base, scenario, "contacts_per_hour")
    sales = contacts * assumed(base, scenario, "reached") * assumed(base, scenario, "success")
    managed = base.managed_count
    return sales / managed, hours * assumed(base, scenario, "hour_cost") / managed


def shifted(moves: Moves, margin: Floats, scenario: Scenario) -> Floats:
    """Return Q with the scenario's retention and upgrades, k × k. margin: mean contribution, k.

    Who is kept stays in his tier. Nobody works to keep a tier that costs money: where the mean
    contribution is not above 0, losses stay as they are. More upgrades come from those who stayed.
    """
    shares = moves.shares.copy()
    kept = np.where(margin > 0, scenario.retention, 0.0) * moves.lost
    own = np.diagonal(shares)
    kept = np.maximum(kept, -own)
    shares[np.diag_indices_from(shares)] += kept
    up = np.triu(shares[:-1, :-1], k=1)
    rising = up.sum(axis=1)
    room = np.diagonal(shares)[:-1]
    more = np.minimum(rising * scenario.upgrade, room)
    factor = np.divide(more, rising, out=np.zeros_like(rising), where=rising > 0)
    shares[:-1, :-1] += up * factor[:, None]
    last = np.arange(len(rising))
    shares[last, last] -= more
    return shares


def _paths(n: Floats, moves: Moves, plan: Floats) -> tuple[Floats, Floats, Floats]:
    """After a year: customers at unchanged rates, how many more under the plan, and their mean.

    The mean is over the year, each period by its two ends.
    """
    drift, more = n.astype(np.float64), np.zeros(len(n))
    total = np.zeros(len(n))
    apart = plan - moves.shares
    for _ in range(moves.periods):
        later = more @ plan + drift @ apart
        total += (more + later) / 2
        drift = drift @ moves.shares + moves.entered
        more = later
    return drift, more, total / moves.periods


def _values(base: Base, moves: Moves, shares: Floats, margin: Floats) -> Floats:
    return tier_values(
        shares, margin / moves.periods, period_discount(base.discount, moves.periods)
    )
