"""The customers behind a finding: whom to call, and what a page's list must add up to."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analytics.engine import MAX_ANSWER_ROWS, Engine
from analytics.findings_merge import parts_of
from analytics.findings_tables import (
    ATTRITION,
    DRAINED_LEAST,
    SCHEME,
    measure_of,
    with_words,
)
from analytics.flows import CUSTOMER_TYPES, levels_of, place_of
from analytics.products_owners import product_movers
from analytics.scope import Scope
from data.contract import LADDERS
from data.problems import Problem

AREAS = frozenset({"branch", "flow", "tier", "single_customer"})
CHANGES = {"gained": "gained", "given_up": "lost"}
ANY_PLACE = -1
COLUMNS = (
    "customer_id",
    "customer_key",
    "customer_type",
    "branch_id",
    "branch_name",
    "manager_id",
    "segment",
    "tier",
    "value_before",
    "value_after",
    "change",
)


class FindingUnknown(Problem):
    """An id that names no finding of these dates."""

    code = "E_FINDING_UNKNOWN"
    message = (
        "{value} names no finding of {date}. Take the key of a row of the findings of that date."
    )


def finding_customers(
    engine: Engine, scope: Scope, *, finding: str, limit: int = 50, offset: int = 0
) -> pd.DataFrame:
    """Who are the people of a finding? One page, the largest change of balance first.

    finding: its key. A move between levels: who made it; money: whose balance went the same way,
    those who came or left too; a product: who took it up or gave it up; complaints: who complained
    (a complaint without a customer is counted in the finding, not listed here).

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, segment, tier
        (before; of who came: after), value_before, value_after, change: of the finding's `measure`;
        for products and complaints value_after is the average balance, the others null. Purpose:
        service.

    Raises:
        FindingUnknown, NoEarlierDate.
    """
    parts = parts_of(finding)
    known = parts is not None and parts["date"] == scope.at.isoformat()
    if parts is None or not known or not _exists(parts):
        raise FindingUnknown(value=finding, date=scope.at.isoformat())
    page = {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    if parts["kind"] in AREAS:
        found = _movers(engine, scope.pair, parts, page)
    elif parts["kind"] == "product":
        found = _product(engine, scope, parts, limit, offset)
    else:
        asked = {"branch": parts["branch_id"], "move": parts["move"]}
        found = engine.ask("findings/complainants", scope.single, **asked, **page)
    return found.reindex(columns=list(COLUMNS))


def _exists(parts: Mapping[str, str]) -> bool:
    """Tell whether a key names kinds, types and levels there are."""
    kind, level = parts["customer_type"], parts["level"]
    if parts["kind"] not in {*AREAS, "product", "service"} or kind not in {"", *CUSTOMER_TYPES}:
        return False
    if parts["kind"] == "product":
        return parts["move"] in CHANGES
    codes = {"", *levels_of(SCHEME, kind)} if kind else {""}
    return level in codes and parts["to_level"] in codes


def _movers(
    engine: Engine, scope: Scope, parts: Mapping[str, str], page: Mapping[str, int]
) -> pd.DataFrame:
    kinds = [parts["customer_type"]] if parts["customer_type"] else CUSTOMER_TYPES
    places = [
        place_of(SCHEME, kind, level)
        for kind in kinds
        for level in ([parts["level"]] if parts["level"] else levels_of(SCHEME, kind))
    ]
    levels = [
        place_of(SCHEME, kind, level) for kind in CUSTOMER_TYPES for level in LADDERS[SCHEME][kind]
    ]
    aimed = parts["to_level"]
    single = parts["kind"] == "single_customer"
    found = engine.ask(
        "findings/people",
        scope,
        scheme=SCHEME,
        attrition=ATTRITION,
        measure=measure_of(engine, scope),
        places=places,
        ladder_places=levels,
        branch="" if single else parts["branch_id"],
        customer=parts["customer_id"],
        to_place=place_of(SCHEME, parts["customer_type"], aimed) if aimed else ANY_PLACE,
        way="any" if single else parts["move"],
        with_new=single or not parts["level"],
        drained_least=DRAINED_LEAST,
        **page,
    )
    told = with_words(found)
    return told.assign(tier=told["from_level"].fillna(told["to_level"]))


def _product(
    engine: Engine, scope: Scope, parts: Mapping[str, str], limit: int, offset: int
) -> pd.DataFrame:
    narrowed = scope.narrowed("customer_type", parts["customer_type"])
    change = CHANGES[parts["move"]]
    found = product_movers(
        engine, narrowed, product=parts["product_id"], change=change, limit=limit, offset=offset
    )
    return found.rename(columns={"aum_mavg": "value_after"})
