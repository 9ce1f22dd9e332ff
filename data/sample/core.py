"""Who the demo customers are: type, latent segment, planted role, branch, life span, habits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data.sample.columns import Array
from data.sample.plan import WARM_UP_MONTHS, Plan

PERSONAL, CORPORATE, INSTITUTION = 0, 1, 2
TYPES = ("personal", "corporate", "institution")
TYPE_SHARES = (0.92, 0.07, 0.01)

SAVER, PAYROLL, INVESTOR, BORROWER, SLEEPER = range(5)
SEGMENTS = ("time_saver", "payroll", "investor", "borrower", "sleeper")
SEGMENT_SHARES = (0.18, 0.172, 0.09, 0.118, 0.44)

BRANCH_COUNT, MANAGERS_A_BRANCH = 15, 4
BRANCH_WEIGHTS = (1.9, 1.3, 1.2, 1.1, 1.0, 1.2, 0.95, 0.9, 0.8, 0.8, 0.9, 0.8, 0.7, 0.7, 0.6)
OUTFLOW_BRANCH, LEAVER_BRANCH = 6, 2

LOAN_PERSONAL, LOAN_MERCHANT, MORTGAGE, LOAN_CORPORATE = range(4)

ROLES: Mapping[str, int] = {
    "none": 0,
    "leaver": 1,
    "outflow": 130,
    "potential": 50,
    "exposed_sure": 60,
    "exposed_possible": 20,
    "not_eligible": 36,
    "payroll_stopped": 80,
    "parts_mismatch": 30,
    "month_missing": 40,
    "closed_with_balance": 5,
    "product_count_wrong": 25,
}
ROLE_NUMBER = {name: number for number, name in enumerate(ROLES)}
SALARIED_ROLES = ("exposed_sure", "exposed_possible", "not_eligible", "payroll_stopped")

# Per segment, then corporate and institution: median balance, its sigma, wobble within a month,
# pull of the spring season, transactions in 90 days, logins in 30 days.
HABITS = np.array(
    [
        [54_000.0, 0.64, 0.080, 1.20, 2.2, 0.5],
        [37_000.0, 0.68, 0.200, 0.50, 34.0, 15.0],
        [115_000.0, 0.80, 0.120, 0.60, 11.0, 9.0],
        [36_000.0, 0.70, 0.260, 0.80, 60.0, 7.0],
        [2_600.0, 1.40, 0.030, 0.10, 0.0, 0.0],
        [42_000.0, 0.80, 0.180, 0.50, 45.0, 6.0],
        [110_000.0, 0.75, 0.100, 0.30, 14.0, 2.0],
    ]
)
# Demand, time, wealth, other: mean shares of a balance.
MIXES = np.array(
    [
        [0.10, 0.86, 0.03, 0.01],
        [0.76, 0.12, 0.09, 0.03],
        [0.12, 0.16, 0.56, 0.16],
        [0.93, 0.04, 0.02, 0.01],
        [0.985, 0.005, 0.005, 0.005],
        [0.80, 0.14, 0.05, 0.01],
        [0.62, 0.38, 0.00, 0.00],
    ]
)
# How many of the group hold any of it.
HOLDERS = np.array(
    [
        [1.0, 1.00, 0.14, 0.05],
        [1.0, 0.45, 0.34, 0.14],
        [1.0, 1.00, 1.00, 1.00],
        [1.0, 0.20, 0.10, 0.05],
        [1.0, 0.04, 0.01, 0.01],
        [1.0, 0.45, 0.12, 0.03],
        [1.0, 0.80, 0.00, 0.00],
    ]
)
MIX_TIGHTNESS = np.array([28.0, 26.0, 24.0, 40.0, 160.0, 12.0, 10.0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """One block of customers as arrays over customers (n).

    Months count from the first simulated one; `born` 0 means known before it, `gone` and `back`
    past the last month mean never. `group` is the segment, 5 corporate, 6 institution; `segment`
    is -1 for those. `manager` is -1 for nobody. `depth` is the balance's z-score in its group.
    """

    number: Array
    kind: Array
    segment: Array
    group: Array
    role: Array
    branch: Array
    manager: Array
    moved: Array
    next_branch: Array
    next_manager: Array
    born: Array
    gone: Array
    back: Array
    depth: Array
    log_level: Array
    mix: Array
    txn_rate: Array
    login_rate: Array
    interbank: Array

    def has(self, role: str) -> Array:
        """Who was given the planted role."""
        return np.asarray(self.role == ROLE_NUMBER[role])


def planted_roles(plan: Plan) -> Array:
    """Return the role number of each customer of the first block."""
    size = len(plan.blocks[0])
    order = plan.rng(0, "roles").permutation(size)
    roles = np.zeros(size, np.int8)
    at = 0
    for name, full in ROLES.items():
        count = plan.planted_count(full) if full else 0
        roles[order[at : at + count]] = ROLE_NUMBER[name]
        at += count
    return roles


def core(plan: Plan, block: int) -> Core:
    """Return the customers of one block."""
    number = np.arange(plan.blocks[block].start, plan.blocks[block].stop)
    size, rng = len(number), plan.rng(block, "core")
    role = planted_roles(plan) if block == 0 else np.zeros(size, np.int8)
    kind = np.where(role > 0, PERSONAL, rng.choice(3, size, p=TYPE_SHARES)).astype(np.int8)
    segment = _segments(rng, kind, role)
    group = np.where(kind == PERSONAL, segment, 4 + kind).astype(np.int8)
    depth = _depth(rng, group)
    log_level = np.log(HABITS[group, 0]) + HABITS[group, 1] * depth
    log_level, depth = _planted_levels(rng, role, log_level, depth)
    life = _life(plan, rng, role, kind)
    return Core(
        number=number, kind=kind, segment=segment, group=group, role=role,
        depth=depth, log_level=log_level,
        mix=_mix(rng, group, depth),
        txn_rate=_rates(rng, HABITS[group, 4], role, depth),
        login_rate=_rates(rng, HABITS[group, 5], role, depth),
        interbank=(kind == INSTITUTION) & (rng.random(size) < 0.12),
        **life, **_home(plan, rng, role, log_level, kind),
    )  # fmt: skip


def _segments(rng: np.random.Generator, kind: Array, role: Array) -> Array:
    drawn = rng.choice(5, len(kind), p=SEGMENT_SHARES).astype(np.int8)
    for name in SALARIED_ROLES:
        drawn[role == ROLE_NUMBER[name]] = PAYROLL
    drawn[role == ROLE_NUMBER["potential"]] = INVESTOR
    wealthy = (role == ROLE_NUMBER["outflow"]) | (role == ROLE_NUMBER["leaver"])
    drawn[wealthy] = np.where(rng.random(int(wealthy.sum())) < 0.6, SAVER, INVESTOR)
    faulty = (role >= ROLE_NUMBER["parts_mismatch"]) & (drawn == SLEEPER)
    drawn[faulty] = SAVER
    return np.where(kind == PERSONAL, drawn, -1).astype(np.int8)


def _depth(rng: np.random.Generator, group: Array) -> Array:
    """Return z-scores with a right tail a little heavier than the normal's."""
    normal = rng.standard_normal(len(group))
    tail = np.clip(normal - 2.0, 0.0, None)
    return np.asarray(np.clip(normal + np.where(group <= INVESTOR, 0.35, 0.1) * tail, -4.0, 4.6))


def _planted_levels(
    rng: np.random.Generator, role: Array, log_level: Array, depth: Array
) -> tuple[Array, Array]:
    size = len(role)
    bands = {
        "leaver": (30e6, 30e6),
        "outflow": (330_000.0, 700_000.0),
        "potential": (70_000.0, 210_000.0),
    }
    for name, (low, high) in bands.items():
        drawn = np.log(rng.uniform(low, high, size))
        log_level = np.where(role == ROLE_NUMBER[name], drawn, log_level)
    rich = role == ROLE_NUMBER["potential"]
    return log_level, np.where(rich, rng.uniform(2.6, 3.6, size), depth)


def _mix(rng: np.random.Generator, group: Array, depth: Array) -> Array:
    """Return shares of demand, time, wealth, other (n x 4); the wealthier hold more wealth."""
    parts = rng.standard_gamma(MIXES[group] * MIX_TIGHTNESS[group, None])
    lift = np.exp(0.10 * np.clip(depth, -2.0, 3.0))
    parts[:, 2] *= np.where(group == INVESTOR, lift, 1.0)
    parts *= rng.random(parts.shape) < HOLDERS[group]
    return np.asarray(parts / np.maximum(parts.sum(axis=1, keepdims=True), 1e-9))


def _rates(rng: np.random.Generator, mean: Array, role: Array, depth: Array) -> Array:
    spread = np.exp(0.35 * rng.standard_normal(len(mean)) + 0.10 * np.clip(depth, -2.0, 4.0))
    calm = np.where(rng.random(len(mean)) < 0.02, 0.1, 1.0)
    rate = mean * spread * np.where(role > 0, 1.0, calm)
    return np.asarray(np.where(role == ROLE_NUMBER["potential"], rate * 1.6, rate))


def _life(plan: Plan, rng: np.random.Generator, role: Array, kind: Array) -> dict[str, Array]:
    """Return when customers arrive, leave and come back, as month numbers."""
    size, made = len(role), len(plan.months_made)
    lumpy = np.array([1.7 if day.month in (1, 2, 3) else 1.0 for day in plan.months_made])
    lumpy *= np.exp(0.25 * plan.rng(0, "arrivals").standard_normal(made))
    lumpy[0] = 0.0
    arrival = 0.0068 * lumpy
    known = max(0.05, 1.0 - arrival.sum())
    chances = np.concatenate([[known], arrival[1:]])
    born = rng.choice(made, size, p=chances / chances.sum())
    hazard = np.where(kind == PERSONAL, 0.0036, 0.0025)
    gone = born + 2 + np.floor(rng.exponential(1.0 / hazard)).astype(np.int64)
    returns = rng.random(size) < 0.18
    back = np.where(returns, gone + rng.integers(3, 9, size), 10 * made)
    planted = role > 0
    born, gone, back = (
        np.where(planted, 0, born), np.where(planted, 9 * made, gone),
        np.where(planted, 10 * made, back),
    )  # fmt: skip
    gone = np.where(role == ROLE_NUMBER["leaver"], made - 1, gone)
    gone = np.where(role == ROLE_NUMBER["closed_with_balance"], made - 1, gone)
    return {"born": born, "gone": gone, "back": back}


def _home(
    plan: Plan, rng: np.random.Generator, role: Array, log_level: Array, kind: Array
) -> dict[str, Array]:
    """Return branch and manager, and for the one in a hundred who move, when and where to."""
    size, made = len(role), len(plan.months_made)
    weights = np.array(BRANCH_WEIGHTS) / sum(BRANCH_WEIGHTS)
    branch = rng.choice(BRANCH_COUNT, size, p=weights)
    branch = np.where(role == ROLE_NUMBER["outflow"], OUTFLOW_BRANCH, branch)
    branch = np.where(role == ROLE_NUMBER["leaver"], LEAVER_BRANCH, branch)
    cared = np.array([0.22, 0.70, 0.93])[np.digitize(log_level, np.log([50_000.0, 300_000.0]))]
    cared = np.where(kind == PERSONAL, cared, 0.9)
    desk = rng.integers(0, MANAGERS_A_BRANCH, size)
    managed = (rng.random(size) < cared) | (role > 0)
    manager = np.where(managed, branch * MANAGERS_A_BRANCH + desk, -1)
    movers = (rng.random(size) < 0.01) & (role == 0)
    moved = np.where(movers, rng.integers(WARM_UP_MONTHS, made + 1, size), 10 * made)
    next_branch = (branch + 1 + rng.integers(0, BRANCH_COUNT - 1, size)) % BRANCH_COUNT
    next_manager = np.where(managed, next_branch * MANAGERS_A_BRANCH + desk, -1)
    return {
        "branch": branch.astype(np.int8), "manager": manager.astype(np.int16), "moved": moved,
        "next_branch": next_branch.astype(np.int8), "next_manager": next_manager.astype(np.int16),
    }  # fmt: skip
