"""Files become a release: read, mapped, checked, and published only when all of it is good.

python -m data.load [--store DIR] [--mapping FILE.toml] [TABLE=FILE ...]
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from data import release
from data.contract import TABLES
from data.delivery import DeliveredFile, Delivery
from data.fastpath import load_clean
from data.keys import keep_keys_unique
from data.ledger import ledger_differences
from data.mapping import Mapping
from data.problems import (
    CurrencyDiffers,
    CurrencyUnknown,
    DemoMixed,
    NothingLeft,
    RowsRejected,
)
from data.rejects import first_reject, write_rejects
from data.report import LoadReport, TotalCheck, report_of
from data.scratch import scratch
from data.slowpath import load_checked
from data.sources import Source, parts_of
from data.staging import Outcome, Part, Staging

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from data.release import Store

__all__ = ["LoadOptions", "LoadReport", "Source", "TotalCheck", "load"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """What to do with bad rows, whether to publish, and what the release is."""

    on_reject: Literal["refuse", "keep"] = "refuse"
    check_only: bool = False
    currency: str | None = None
    is_demo: bool = False
    today: date = field(default_factory=lambda: datetime.now(tz=UTC).astimezone().date())


def quiet(stage: str, share: float) -> None:
    """Ignore progress."""


def load(
    store: Store,
    sources: Sequence[Source],
    *,
    mapping: Mapping | None = None,
    options: LoadOptions | None = None,
    progress: Callable[[str, float], None] = quiet,
) -> LoadReport:
    """Load files into a new release of the store; with `check_only` only say what would happen.

    Args:
        progress: called with a stage (the file or table, or "publish") and a share 0-1 of the work.

    Raises:
        Problem: a file, a mapping, the rows, or the store; nothing is published then.
    """
    chosen, described = options or LoadOptions(), mapping or Mapping()
    started = perf_counter()
    currency = _currency(chosen.currency or described.currency)
    _guard(store, currency, is_demo=chosen.is_demo)
    with scratch(store) as folder:
        parts = parts_of(sources, described, folder, chosen.today)
        staging = Staging(path=folder / "staging.duckdb")
        with staging:
            outcomes = _stage(staging, parts, progress)
            rejects = _settle_rejects(store, staging, parts, chosen)
            delivery = Delivery(
                staging=staging.path,
                files=_delivered(staging, parts, outcomes),
                replace=frozenset(p.table.name for p, s in parts if s.replace),
                currency=currency,
                is_demo=chosen.is_demo,
            )
            report = report_of(staging, delivery, rejects=rejects)
        if chosen.check_only:
            return replace(report, checked_only=True, seconds=perf_counter() - started)
        progress("publish", 0.7)
        return _published(store, delivery, report, started, progress)


def _currency(given: str | None) -> str | None:
    """Return the code of a currency in capitals."""
    if given is not None and not re.fullmatch("[A-Za-z]{3}", str(given)):
        raise CurrencyUnknown(currency=given)
    return given and given.upper()


def _guard(store: Store, currency: str | None, *, is_demo: bool) -> None:
    """Refuse to mix the demo bank with a real one, or two currencies, in one store."""
    if store.current is None:
        return
    connection = release.connect(store)
    try:
        row = connection.execute("select currency, is_demo from release").fetchone()
    finally:
        connection.close()
    if row is not None and row[1] and not is_demo:
        raise DemoMixed(store=store.folder)
    if row is not None and currency is not None and currency != row[0]:
        raise CurrencyDiffers(current=row[0], given=currency)


def _published(
    store: Store,
    delivery: Delivery,
    report: LoadReport,
    started: float,
    progress: Callable[[str, float], None],
) -> LoadReport:
    from data.publish import publish  # noqa: PLC0415 - a check alone needs no release

    done = 0

    def step(name: str) -> None:
        nonlocal done
        done += 1
        progress(name, min(0.99, 0.7 + 0.3 * done / 40))

    published = publish(store, delivery, progress=step)
    progress("done", 1.0)
    return replace(
        report,
        release_id=published.release_id,
        unchanged=published.unchanged,
        ledger_differences=ledger_differences(store),
        unknown_customer_count=published.outcome.unknown_customer_count if published.outcome else 0,
        seconds=perf_counter() - started,
    )


def _stage(
    staging: Staging, parts: Sequence[tuple[Part, Source]], progress: Callable[[str, float], None]
) -> list[Outcome]:
    outcomes = []
    for place, (part, _) in enumerate(parts):
        progress(part.sheet.name, 0.7 * place / len(parts))
        outcomes.append(load_clean(staging, part) or load_checked(staging, part))
    for name in dict.fromkeys(part.table.name for part, _ in parts):
        keep_keys_unique(staging, TABLES[name])
    return outcomes


def _settle_rejects(
    store: Store, staging: Staging, parts: Sequence[tuple[Part, Source]], options: LoadOptions
) -> Path | None:
    """Write the refused rows to a file and, unless they may be kept apart, refuse the load."""
    count = staging.count(
        "select count(*) from (select distinct table_name, file_name, row_number from _reject)"
    )
    if not count:
        return None
    path = write_rejects(staging, store.rejects)
    if options.check_only:
        return path
    if options.on_reject == "refuse":
        raise RowsRejected(count=count, rejects=path, **first_reject(staging))
    for part, _ in parts:
        table = part.table.name
        if not staging.count(f"select count(*) from {table}"):
            refused = _rejected(staging, part)
            raise NothingLeft(file=part.sheet.name, count=refused, rejects=path)
    return path


def _rejected(staging: Staging, part: Part) -> int:
    return staging.count(
        "select count(distinct row_number) from _reject where table_name = ? and file_name = ?",
        [part.table.name, part.sheet.name],
    )


def _repeated(staging: Staging, part: Part) -> int:
    return staging.count(
        """select count(distinct row_number) from _reject
        where table_name = ? and file_name = ? and rule in ('duplicate_key', 'duplicate_row')""",
        [part.table.name, part.sheet.name],
    )


def _delivered(
    staging: Staging, parts: Sequence[tuple[Part, Source]], outcomes: Sequence[Outcome]
) -> tuple[DeliveredFile, ...]:
    return tuple(
        DeliveredFile(
            table=part.table.name,
            name=part.sheet.name,
            sha256=_fingerprint(part),
            rows_in=outcome.rows_in,
            rows_ok=outcome.rows_ok - _repeated(staging, part),
            rows_rejected=_rejected(staging, part),
        )
        for (part, _), outcome in zip(parts, outcomes, strict=True)
    )


def _fingerprint(part: Part) -> str:
    """Return the hash of a file's bytes and of how they are read."""
    with part.sheet.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
    mapping = part.mapping
    reading = {
        "table": mapping.table,
        "columns": dict(mapping.columns),
        "constants": dict(mapping.constants),
        "codes": {name: dict(codes) for name, codes in mapping.codes.items()},
        "unit": mapping.unit,
        "rows": mapping.rows,
        "select": mapping.select,
        "date": mapping.snapshot_date and str(mapping.snapshot_date),
    }
    digest.update(json.dumps(reading, sort_keys=True, ensure_ascii=False).encode())
    return digest.hexdigest()


if __name__ == "__main__":
    from data.command import main

    sys.exit(main(sys.argv[1:]))
