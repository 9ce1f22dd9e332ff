"""Campaigns and their members: one that works, one that only looks as if it did, and others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from data.sample import columns
from data.sample.columns import Array, ordinal
from data.sample.core import PERSONAL, SLEEPER, Core
from data.sample.network import table
from data.sample.plan import Plan

REAL, PLACEBO, OPEN_ARM, RUNNING, DRAFT = "CP01", "CP02", "CP03", "CP04", "CP05"
CONTAMINATED, TOO_EARLY = 6, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """How many were assigned and how many responded and converted."""

    size: int
    responded: int
    converted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a campaign's members did; `control` is None without a control group."""

    campaign_id: str
    days_ago: int
    treat: Arm
    control: Arm | None


def outcomes(plan: Plan) -> tuple[Outcome, ...]:
    """Return the planted results, scaled to the bank: in full 320 of 4,000 against 50 of 1,000."""

    def arm(size: int, response: float, conversion: float) -> Arm:
        members = plan.planted_count(size)
        return Arm(size=members, responded=round(members * response),
                   converted=round(members * conversion))  # fmt: skip

    return (
        Outcome(campaign_id=REAL, days_ago=160, treat=arm(4_000, 0.112, 0.080),
                control=arm(1_000, 0.0, 0.050)),
        Outcome(campaign_id=PLACEBO, days_ago=110, treat=arm(3_000, 0.190, 0.0753),
                control=arm(1_000, 0.0, 0.0750)),
        Outcome(campaign_id=OPEN_ARM, days_ago=75, treat=arm(1_200, 0.095, 0.040), control=None),
        Outcome(campaign_id=RUNNING, days_ago=18, treat=arm(900, 0.05, 0.01),
                control=arm(300, 0.0, 0.01)),
    )  # fmt: skip


def campaigns(plan: Plan) -> pa.Table:
    """Return five campaigns: to close, closed, without control group, running, draft."""

    def day(ago: int) -> date:
        return plan.end - timedelta(days=ago)

    rows = [
        (REAL, "定期到期承接", "P03", "到期资金留存", day(160), day(115), 45, "call", 4_000.0, 4.0,
         300.0, "禾农营2026-018", "running", None),
        (PLACEBO, "理财短信推荐", "P07", "提升理财持有", day(110), day(70), 40, "sms", 2_000.0, 0.1,
         260.0, "禾农营2026-027", "closed", "响应率高,但与对照组没有差别,不再用短信推荐理财。"),
        (OPEN_ARM, "商户收单走访", "P22", "新增收单商户", day(75), day(40), 30, "visit", 6_000.0,
         30.0, 400.0, "禾农营2026-033", "closed", "未设对照组,效果无法判断,下次须留一成对照。"),
        (RUNNING, "手机银行激活", "P19", "提升手机银行使用", day(18), plan.end + timedelta(days=20),
         30, "wechat", 1_500.0, 0.5, 80.0, "禾农营2026-051", "running", None),
        (DRAFT, "开门红存款方案", "P05", "开门红", plan.end + timedelta(days=50),
         plan.end + timedelta(days=120), 60, "call", 20_000.0, 4.0, 300.0, None, "draft", None),
    ]  # fmt: skip
    names = ("campaign_id", "name", "product_id", "objective", "start", "end",
             "outcome_window_days", "channel", "cost_fixed", "cost_per_contact",
             "value_per_success", "approval_no", "status", "lesson")  # fmt: skip
    return table("campaign", rows, names)


def members(plan: Plan, who: Core, consented: Array) -> pa.Table:
    """Return the members, all of the first block: active people who agreed to marketing."""
    person = (who.kind == PERSONAL) & (who.role == 0)
    fit = person & (who.segment != SLEEPER) & consented
    fit &= (who.born < 5) & (who.gone > len(plan.months_made))
    pool = np.concatenate([np.flatnonzero(fit), np.flatnonzero(person & ~fit)])
    best = int(fit.sum())
    made = [_members(plan, outcome, who.number[pool], best) for outcome in outcomes(plan)]
    return pa.concat_tables(made)


def _members(plan: Plan, outcome: Outcome, pool: Array, best: int) -> pa.Table:
    """Return one campaign's members, from the first `best` of the pool while they last."""
    rng = plan.rng(0, outcome.campaign_id)
    arms = [outcome.treat] + ([outcome.control] if outcome.control else [])
    size = sum(arm.size for arm in arms)
    order = np.concatenate([rng.permutation(best), np.arange(best, len(pool))])
    chosen = pool[order[:size]]
    treated = np.arange(size) < outcome.treat.size
    within = np.where(treated, np.arange(size), np.arange(size) - outcome.treat.size)
    responded = treated & (within < outcome.treat.responded)
    control_sales = outcome.control.converted if outcome.control else 0
    converted = within < np.where(treated, outcome.treat.converted, control_sales)
    start = ordinal(plan.end) - outcome.days_ago
    touched = treated | (~treated & (within >= size - outcome.treat.size - CONTAMINATED)
                         & (outcome.campaign_id == REAL))  # fmt: skip
    contacted = start + rng.integers(1, 12, size)
    bought = start + rng.integers(13, 40 if outcome.days_ago > 40 else 17, size)
    early = (outcome.campaign_id == REAL) & treated & (within < TOO_EARLY)
    return pa.table({
        "campaign_id": pa.array([outcome.campaign_id] * size, pa.string()),
        "customer_id": columns.customer_ids(chosen),
        "arm": columns.codes(np.where(treated, 0, 1), ["treat", "control"]),
        "assigned_on": columns.days(np.full(size, start)),
        "contacted_on": columns.days(contacted, touched),
        "responded_on": columns.days(contacted + 1, responded),
        "converted_on": columns.days(np.where(early, start - 2, bought), converted),
        "value": columns.money(np.full(size, 300.0), converted),
    })  # fmt: skip
