"""What passes between bank and customers: contacts, consent, complaints, app users, scores."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from data.sample import columns
from data.sample.columns import Array, ordinal
from data.sample.core import CORPORATE, INSTITUTION, PERSONAL, SLEEPER, Core
from data.sample.plan import Plan
from data.sample.snapshots import BRANCHES, MANAGERS, Block
from data.sample.traits import values
from data.vocabularies import (
    CONTACT_CHANNEL,
    CONTACT_TYPE,
    OUTCOME,
    OUTFLOW_REASON,
    TRAIT,
)

COMPLAINT_BRANCH = 10
COMPLAINTS_A_MONTH = 0.0011
BACKWARDS_COMPLAINTS = 3
CATEGORIES = (
    "排队等候",
    "收费争议",
    "贷款办理",
    "理财收益",
    "手机银行",
    "服务态度",
    "信息误报",
    "营销骚扰",
)
CAUSES = (
    "人手不足",
    "规则说明不清",
    "材料反复",
    "销售误导",
    "系统故障",
    "服务不规范",
    "操作差错",
    "未经同意联系",
)
EVIDENCE = ("纳税额", "省级名牌", "总部在本县", "年用信需求", "愿意面谈", "行业标杆")
KINDS, KIND_SHARES = ("complaint", "request", "suggestion"), (0.55, 0.32, 0.13)
CHANNELS, CHANNEL_SHARES = ("branch", "hotline", "regulator", "online"), (0.30, 0.42, 0.06, 0.22)


def consented(plan: Plan, block: int, who: Core) -> Array:
    """Return who agreed to marketing and has not taken it back."""
    rng = plan.rng(block, "consented")
    share = np.where(who.segment == SLEEPER, 0.30, 0.74)
    return np.asarray(rng.random(len(who.number)) < share)


def consents(plan: Plan, block: int, who: Core, agreed: Array) -> pa.Table:
    """Return consent rows; refusals and withdrawals are rows too, silence is none."""
    rng, size, end = plan.rng(block, "consents"), len(who.number), ordinal(plan.end)
    refused = ~agreed & (rng.random(size) < 0.15)
    withdrawn = ~agreed & ~refused & (rng.random(size) < 0.05)
    when = end - rng.integers(60, 1_000, size)
    tailored = agreed & (rng.random(size) < 0.55)
    rows = [
        (agreed, "marketing", "call", when, True), (agreed & (rng.random(size) < 0.7), "marketing",
         "sms", when, True), (agreed & (rng.random(size) < 0.4), "marketing", "wechat", when, True),
        (refused, "marketing", "call", when, False), (refused & (rng.random(size) < 0.6),
         "marketing", "sms", when, False), (withdrawn, "marketing", "call", when - 60, True),
        (withdrawn, "marketing", "call", when, False),
        (tailored, "personalised_reco", "call", when, True),
    ]  # fmt: skip
    tables = []
    for chosen, purpose, channel, day, granted in rows:
        at = np.flatnonzero(chosen & ((who.kind == PERSONAL) | (purpose == "marketing")))
        limited = (at % 11 == 0) & granted
        tables.append(pa.table({
            "customer_id": columns.customer_ids(who.number[at]),
            "purpose": pa.array([purpose] * len(at), pa.string()),
            "channel": pa.array([channel] * len(at), pa.string()),
            "recorded_on": columns.days(day[at]),
            "granted": columns.flags(np.full(len(at), granted)),
            "expires_on": columns.days(day[at] + 730, limited),
            "source": columns.codes(at % 3, ["柜面签署", "手机银行", "客户经理"]),
        }))  # fmt: skip
    return pa.concat_tables(tables)


def contacts(plan: Plan, block: int, made: Block) -> pa.Table:
    """Return a year of contacts; wealthier and managed customers are met more often."""
    rng, who = plan.rng(block, "contacts"), made.who
    managed = (who.manager >= 0) & (who.gone > len(plan.months_made))
    yearly = np.exp(0.55 * np.clip(who.depth, -2.0, 3.5)) * np.where(
        who.segment == SLEEPER, 0.25, 1.1
    )
    yearly = np.where(managed, yearly * np.where(who.kind == CORPORATE, 2.2, 1.0), 0.02)
    times = rng.poisson(yearly)
    at = np.repeat(np.arange(len(times)), times)
    size = len(at)
    kind = rng.choice(5, size, p=[0.40, 0.22, 0.24, 0.10, 0.04])
    kind = np.where((kind == 4) & ~made.book.held[at], 0, kind)
    channel = rng.choice(7, size, p=[0.44, 0.14, 0.12, 0.18, 0.02, 0.04, 0.06])
    result = rng.choice(3, size, p=[0.62, 0.31, 0.07])
    gift = (kind == 0) & (result == 0) & (rng.random(size) < 0.07)
    told = (result == 0) & (rng.random(size) < np.where(who.has("outflow")[at], 0.5, 0.02))
    day = ordinal(plan.end) - rng.integers(0, 365, size)
    first = int(who.number[0]) * 30
    return pa.table({
        "contact_id": columns.ids("K", first + np.arange(size), 9),
        "customer_id": columns.customer_ids(who.number[at]),
        "manager_id": columns.codes(who.manager[at], MANAGERS),
        "contact_ts": columns.moments(day, rng.integers(9 * 3600, 18 * 3600, size)),
        "channel": columns.codes(channel, values(CONTACT_CHANNEL)),
        "type": columns.codes(kind, values(CONTACT_TYPE)),
        "result": columns.codes(result, ["reached", "not_reached", "refused"]),
        "gift_value": columns.money(np.rint(rng.gamma(2.0, 40.0, size)), gift),
        "outflow_reason": columns.codes(
            np.where(told, rng.choice(7, size, p=[0.42, 0.16, 0.12, 0.14, 0.06, 0.04, 0.06]), -1),
            values(OUTFLOW_REASON)),
        "note": pa.nulls(size, pa.string()),
    })  # fmt: skip


def complaints(plan: Plan, block: int, who: Core) -> pa.Table:
    """Return complaints, requests and suggestions; one branch has three times its share."""
    rng, end = plan.rng(block, "complaints"), ordinal(plan.end)
    weight = np.where(who.branch == COMPLAINT_BRANCH, 3.0, 1.0)
    weight *= np.where(who.segment == SLEEPER, 0.3, 1.4)
    size = max(12, rng.poisson(len(weight) * COMPLAINTS_A_MONTH * plan.months))
    at = rng.choice(len(weight), size, p=weight / weight.sum())
    received = end - rng.integers(0, 30 * plan.months, size)
    complexity = rng.choice(3, size, p=[0.74, 0.22, 0.04])
    limit = np.array([15, 30, 60])[complexity]
    taken = np.ceil(limit * np.clip(rng.lognormal(-0.9, 0.55, size), 0.05, 1.0)).astype(np.int64)
    late = rng.random(size) < 0.07
    taken = np.where(late, limit + rng.integers(1, 20, size), taken)
    closed = received + taken
    stuck = (rng.random(size) < 0.012) & (end - received > limit)
    done = (closed <= end) & ~stuck
    wrong = np.zeros(size, bool)
    wrong[np.flatnonzero(done)[:BACKWARDS_COMPLAINTS]] = block == 0
    closed = np.where(wrong, received - 2, closed)
    topic = rng.choice(8, size, p=[0.22, 0.15, 0.16, 0.10, 0.14, 0.12, 0.04, 0.07])
    second = rng.integers(8 * 3600, 18 * 3600, size)
    wait = (rng.lognormal(1.6, 1.1, size) * 3600).astype(np.int64)
    replied = (received * 86_400 + second + wait <= (end + 1) * 86_400) & ~stuck
    number = int(who.number[0]) + np.arange(size)
    again = (np.arange(size) > 10) & (rng.random(size) < 0.06)
    kind = rng.choice(3, size, p=KIND_SHARES)
    rated = done & (rng.random(size) < 0.45)
    judged = done & (kind == 0)
    happy = np.where(late, rng.choice(5, size, p=[.3, .3, .2, .15, .05]),
                     rng.choice(5, size, p=[.06, .08, .2, .36, .3])) + 1  # fmt: skip
    cause = np.where(rng.random(size) < 0.8, topic, rng.integers(0, 8, size))
    return pa.table({
        "complaint_id": columns.ids("T", number, 8),
        "kind": columns.codes(kind, KINDS),
        "customer_id": columns.customer_ids(who.number[at], rng.random(size) < 0.93),
        "branch_id": columns.codes(who.branch[at], BRANCHES),
        "received_ts": columns.moments(received, second),
        "channel": columns.codes(rng.choice(4, size, p=CHANNEL_SHARES), CHANNELS),
        "category": columns.codes(topic, CATEGORIES),
        "complexity": columns.codes(complexity, ["simple", "complex", "special_approved"]),
        "first_response_ts": columns.moments(received, second + wait, replied),
        "closed_ts": columns.moments(closed, np.full(size, 17 * 3600), done),
        "outcome": columns.codes(np.where(judged, rng.choice(4, size, p=[.38, .27, .28, .07]), -1),
                                 values(OUTCOME)),
        "cause": columns.codes(np.where(done, cause, -1), CAUSES),
        "campaign_id": columns.codes(_blamed(plan, received, topic), ["CP02"]),
        "repeat_of": columns.ids("T", number - 7, 8, again),
        "csat": columns.integers(happy, rated),
    })  # fmt: skip


def _blamed(plan: Plan, received: Array, topic: Array) -> Array:
    """Return 0 where the text-message campaign is the likely cause of an annoyance, else -1."""
    started = ordinal(plan.end) - 110
    return np.where((topic == 7) & (received >= started) & (received < started + 45), 0, -1)


def app_users(plan: Plan, block: int, made: Block) -> pa.Table:
    """Return users of the app; some are no customers yet."""
    rng, who, end = plan.rng(block, "app_users"), made.who, ordinal(plan.end)
    online = np.flatnonzero(
        (made.acts.logins.max(axis=0) > 0) & (rng.random(len(who.number)) < 0.96)
    )
    strangers = max(1, round(0.14 * len(online)))
    size = len(online) + strangers
    number = np.concatenate([who.number[online], np.zeros(strangers, np.int64)])
    known = np.arange(size) < len(online)
    opened = np.concatenate([made.has.opened[online], np.full(strangers, end - 700)])
    since = opened + (rng.random(size) * np.maximum(end - opened, 1)).astype(np.int64)
    return pa.table({
        "user_id": columns.ids("U", int(who.number[0]) * 2 + np.arange(size), 9),
        "registered_on": columns.days(since),
        "customer_id": columns.customer_ids(number, known),
    })  # fmt: skip


def key_account_scores(plan: Plan, who: Core) -> pa.Table:
    """Return six traits of the largest firms and bodies; some traits open, some scored twice."""
    rng, end = plan.rng(0, "scores"), ordinal(plan.end)
    firms = np.flatnonzero((who.kind == CORPORATE) | (who.kind == INSTITUTION))
    best = firms[np.argsort(-who.log_level[firms], kind="stable")][: plan.planted_count(40)]
    traits_of = np.tile(np.arange(6), len(best))
    at = np.repeat(best, 6)
    day = np.repeat(end - rng.integers(20, 300, len(best)), 6)
    kept = rng.random(len(at)) < 0.95
    twice = kept & (np.repeat(np.arange(len(best)), 6) % 8 == 0)
    score = rng.integers(1, 6, len(at))
    other = np.where(score > 2, score - 2, score + 2)
    score, at = np.concatenate([score[kept], other[twice]]), np.concatenate([at[kept], at[twice]])
    trait = np.concatenate([traits_of[kept], traits_of[twice]])
    when = np.concatenate([day[kept], day[twice] + 12])
    return pa.table({
        "customer_id": columns.customer_ids(who.number[at]),
        "trait": columns.codes(trait, values(TRAIT)),
        "scored_on": columns.days(when),
        "score": columns.numbers(score),
        "evidence": columns.codes(trait, EVIDENCE),
        "scored_by": columns.codes(who.manager[at], MANAGERS),
    })  # fmt: skip
