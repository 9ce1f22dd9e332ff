"""The demo bank as a release: blocks into a scratch database, then published like any delivery."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import astuple, dataclass
from pathlib import Path
from time import perf_counter

import duckdb
import pyarrow as pa

from data.contract import TABLES
from data.delivery import DeliveredFile, Delivery
from data.problems import Problem
from data.publish import publish
from data.release import Store, connect
from data.sample.bank import blocks
from data.sample.plan import Plan
from data.scratch import scratch
from data.staging import BOOKKEEPING

EDITION = 1
"""Raise it when the same plan gives other rows, so that an old demo store is told apart."""

SOURCE = "demo"
NOTE_COLUMNS = 8
UNKNOWN_CODES = (
    ("customer", 17, "family_stage", "丁克", 3),
    ("customer", 238, "occupation_group", "网红主播", 2),
    ("complaint", 5, "channel", "抖音", 1),
)


class StoreHoldsBank(Problem):
    """A demo bank may not be written beside a real one."""

    code = "E_SAMPLE_OVER_BANK"
    message = (
        "The store {store} holds a bank's own rows; the demo bank is never written over them. "
        "Choose another folder with --store DIR."
    )


class StoreHoldsOtherDemo(Problem):
    """Two demo banks cannot be mixed."""

    code = "E_SAMPLE_OVER_DEMO"
    message = (
        "The store {store} holds another demo bank (other size, months or seed). "
        "Choose another folder with --store DIR, or delete that one first."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleReport:
    """What was made. `release_id` is None when the store already held exactly this bank."""

    release_id: str | None
    rows: dict[str, int]
    seconds: float


def silent(stage: str, share: float) -> None:
    """Ignore progress."""


def build(
    store: Store, plan: Plan, *, progress: Callable[[str, float], None] = silent
) -> SampleReport:
    """Make a plan's bank and publish it as a demo release of the store.

    Args:
        progress: called with a stage and the share 0-1 of the work that is done.

    Raises:
        StoreHoldsBank, StoreHoldsOtherDemo: the store is not empty and not this very bank.
        Problem: what publishing raises.
    """
    started = perf_counter()
    if _already_there(store, plan):
        return SampleReport(release_id=None, rows={}, seconds=perf_counter() - started)
    with scratch(store) as folder:
        delivery = staged(plan, folder / "staging.duckdb", progress)
        steps = 0

        def step(name: str) -> None:
            nonlocal steps
            steps += 1
            progress(name, min(0.99, 0.5 + 0.5 * steps / (steps + 20)))

        published = publish(store, delivery, progress=step)
    progress("done", 1.0)
    return SampleReport(
        release_id=published.release_id,
        rows={file.table: file.rows_ok for file in delivery.files},
        seconds=perf_counter() - started,
    )


def staged(plan: Plan, path: Path, progress: Callable[[str, float], None] = silent) -> Delivery:
    """Write a plan's bank to a scratch database at `path` and return it as a delivery."""
    rows: dict[str, int] = {}
    with closing(duckdb.connect(str(path), config={"memory_limit": "512MB"})) as connection:
        connection.execute(BOOKKEEPING)
        last = len(plan.blocks)
        for number, tables in enumerate(blocks(plan)):
            for name, part in tables.items():
                rows[name] = _append(connection, name, part, rows.get(name, 0))
            shown = min((number + 1) * len(plan.blocks[0]), plan.customers)
            progress(f"{shown:,} customers", 0.5 * min(number + 1, last) / last)
        for table, row, column, value, count in UNKNOWN_CODES:
            values = [table, f"{SOURCE}:{table}", row, column, value, "unknown_code", "null", count]
            places = ", ".join(["?"] * NOTE_COLUMNS)
            connection.execute(f"insert into _note values ({places})", values)
    return Delivery(staging=path, files=_files(plan, rows), currency="CNY", is_demo=True)


def _append(connection: duckdb.DuckDBPyConnection, name: str, part: pa.Table, before: int) -> int:
    """Add rows to a staged table, made at its first block; return how many it has now."""
    contract = TABLES[name]
    if before == 0:
        listed = ", ".join(f'"{c}" {contract.column(c).sql_type}' for c in part.column_names)
        connection.execute(f"create table {name} ({listed}, _row bigint, _file varchar)")
    connection.register("part", part)
    connection.execute(
        f"insert into {name} select *, $before + 1 + row_number() over (), $file from part",
        {"before": before, "file": f"{SOURCE}:{name}"},
    )
    connection.unregister("part")
    return before + len(part)


def _files(plan: Plan, rows: dict[str, int]) -> tuple[DeliveredFile, ...]:
    return tuple(
        DeliveredFile(
            table=name, name=f"{SOURCE}:{name}", sha256=_print_of(plan, name),
            rows_in=count, rows_ok=count, rows_rejected=0,
        )
        for name, count in rows.items()
    )  # fmt: skip


def _print_of(plan: Plan, table: str) -> str:
    return hashlib.sha256(repr((EDITION, astuple(plan), table)).encode()).hexdigest()


def _already_there(store: Store, plan: Plan) -> bool:
    """Return whether the store's current release is this very bank; False when it is empty.

    Raises:
        StoreHoldsBank, StoreHoldsOtherDemo: it is something else.
    """
    if store.current is None:
        return False
    with closing(connect(store)) as connection:
        is_demo = _column(connection, "select is_demo from release")
        hashes = _column(
            connection, "select file_hash from import_log where table_name = 'customer_snapshot'"
        )
    if True not in is_demo:
        raise StoreHoldsBank(store=store.folder)
    if _print_of(plan, "customer_snapshot") not in hashes:
        raise StoreHoldsOtherDemo(store=store.folder)
    return True


def _column(connection: duckdb.DuckDBPyConnection, statement: str) -> Iterable[object]:
    return [row[0] for row in connection.execute(statement).fetchall()]
