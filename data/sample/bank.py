"""The whole demo bank as Arrow tables of the contract, block by block or at once."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from data.sample import campaigns, network, relations
from data.sample.holdings import faulty, holding_table, lines, product_counts
from data.sample.ledger import Sums, control_totals, sums, targets
from data.sample.paths import moments
from data.sample.plan import Plan
from data.sample.snapshots import Block, simulated, snapshot_table
from data.sample.traits import customer_table
from data.sample.truths import UNKNOWN_PRODUCT_HOLDINGS

Tables = dict[str, pa.Table]


def blocks(plan: Plan) -> Iterator[Tables]:
    """Yield the tables of each block of customers, then those of the bank around them."""
    total: Sums | None = None
    for block in range(len(plan.blocks)):
        made = simulated(plan, block)
        own = sums(made)
        total = own if total is None else total + own
        yield _of_customers(plan, block, made)
    if total is not None:
        yield _of_bank(plan, total)


def bank(plan: Plan) -> Tables:
    """Return every table of the demo bank, whole; for banks that fit in memory."""
    parts: dict[str, list[pa.Table]] = {}
    for tables in blocks(plan):
        for name, rows in tables.items():
            parts.setdefault(name, []).append(rows)
    return {name: pa.concat_tables(rows).combine_chunks() for name, rows in parts.items()}


def _of_customers(plan: Plan, block: int, made: Block) -> Tables:
    who, has = made.who, lines(plan, block, made)
    agreed = relations.consented(plan, block, who)
    holdings = holding_table(plan, block, made, has)
    tables = {
        "customer": customer_table(plan, block, who, made.has),
        "customer_snapshot": snapshot_table(plan, block, made, product_counts(plan, made, has)),
        "holding": faulty(holdings, UNKNOWN_PRODUCT_HOLDINGS) if block == 0 else holdings,
        "contact": relations.contacts(plan, block, made),
        "consent": relations.consents(plan, block, who, agreed),
        "complaint": relations.complaints(plan, block, who),
        "app_user": relations.app_users(plan, block, made),
    }
    if block == 0:
        tables["campaign_member"] = campaigns.members(plan, who, agreed)
        tables["key_account_score"] = relations.key_account_scores(plan, who)
    return tables


def _of_bank(plan: Plan, total: Sums) -> Tables:
    when = moments(plan)
    dates: list[tuple[int, object]] = [
        (at, day) for at, day in enumerate(when.dates) if when.is_month[at]
    ]
    return {
        "branch": network.branches(), "manager": network.managers(plan),
        "product": network.products(), "batch_site": network.sites(plan),
        "campaign": campaigns.campaigns(plan), "competitor_offer": network.offers(plan),
        "peer_balance": network.peers(plan), "control_total": control_totals(total, dates),
        "target": targets(plan, total, dates),
    }  # fmt: skip
