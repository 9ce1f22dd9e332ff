"""What a load did, for people: rows, dates, warnings, totals, and where the refused rows are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from data.check import explained
from data.ledger import LedgerDifference

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal
    from pathlib import Path

    from data.delivery import Delivery
    from data.problems import Sentence
    from data.staging import Staging


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLoad:
    """One file: its data rows, those loaded (after adding up accounts) and those refused."""

    table: str
    file: str
    rows_in: int
    rows_ok: int
    rows_rejected: int
    dates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadWarning:
    """One rule that values of one column of a file met without being refused."""

    table: str
    file: str
    column: str
    rule: str
    severity: str
    count: int
    example_row: int | None
    example: str
    rows: tuple[int, ...] = ()
    """The first row numbers, of rules on whole lines."""

    @property
    def sentence(self) -> Sentence:
        """What the rule says, in English."""
        return explained(self.rule, self.table, self.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalCheck:
    """A total row of a file beside the sum of its rows, in currency."""

    file: str
    column: str
    stated: Decimal
    summed: Decimal
    difference: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """One refused value."""

    table: str
    file: str
    row: int
    column: str
    value: str
    rule: str

    @property
    def sentence(self) -> Sentence:
        """What the rule says, in English."""
        return explained(self.rule, self.table, self.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """What a load did. `release_id` is None when nothing was published."""

    files: tuple[FileLoad, ...] = ()
    warnings: tuple[LoadWarning, ...] = ()
    total_checks: tuple[TotalCheck, ...] = ()
    ledger_differences: tuple[LedgerDifference, ...] = ()
    rejects: tuple[Reject, ...] = ()
    rejected_count: int = 0
    rejects_path: Path | None = None
    release_id: str | None = None
    unchanged: bool = False
    checked_only: bool = False
    unknown_customer_count: int = 0
    seconds: float = 0.0
    provided: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unread: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """File -> its columns that no table takes, so that a misspelt header is seen."""

    def __str__(self) -> str:
        """Return what the command prints."""
        return "\n".join(_lines(self))


def report_of(staging: Staging, delivery: Delivery, *, rejects: Path | None) -> LoadReport:
    """Return the report of what waits in staging, with the first 1,000 refused values."""
    tables = dict.fromkeys(file.table for file in delivery.files)
    provided = {
        table: tuple(name for name in staging.columns(table) if not name.startswith("_"))
        for table in tables
    }
    return LoadReport(
        files=tuple(
            FileLoad(
                table=file.table,
                file=file.name,
                rows_in=file.rows_in,
                rows_ok=file.rows_ok,
                rows_rejected=file.rows_rejected,
                dates=_dates(staging, file.table, file.name, provided[file.table]),
            )
            for file in delivery.files
        ),
        warnings=_warnings(staging),
        total_checks=_total_checks(staging),
        rejects=_rejects(staging),
        rejected_count=sum(file.rows_rejected for file in delivery.files),
        rejects_path=rejects,
        provided=provided,
        unread=_unread(staging),
    )


def _unread(staging: Staging) -> dict[str, tuple[str, ...]]:
    rows = staging.connection.execute(
        """select file_name, list(source_column order by place) from (
            select file_name, source_column, min(rowid) as place from _source_column
            group by all having count(mapped_to) = 0)
        group by all order by 1"""
    ).fetchall()
    return {str(file): tuple(names) for file, names in rows}


def _dates(staging: Staging, table: str, file: str, provided: tuple[str, ...]) -> tuple[date, ...]:
    if "snapshot_date" not in provided:
        return ()
    rows = staging.connection.execute(
        f"select distinct snapshot_date from {table} where _file = ? order by 1 nulls last", [file]
    ).fetchall()
    return tuple(row[0] for row in rows)


def _warnings(staging: Staging) -> tuple[LoadWarning, ...]:
    rows = staging.connection.execute(
        """select table_name, file_name, column_name, rule, severity, max(row_count),
            min(row_number), coalesce(arg_min(value, row_number), min(value), ''),
            list(row_number order by row_number) filter (where column_name = '')[:10]
        from _note group by all order by 1, 2, 3, 4"""
    ).fetchall()
    return tuple(
        LoadWarning(
            table=table,
            file=file,
            column=column,
            rule=rule,
            severity=severity,
            count=count,
            example_row=row,
            example=value,
            rows=tuple(numbers or ()),
        )
        for table, file, column, rule, severity, count, row, value, numbers in rows
    )


def _total_checks(staging: Staging) -> tuple[TotalCheck, ...]:
    rows = staging.connection.execute(
        "select distinct * from _total_check order by 1, 2"
    ).fetchall()
    return tuple(
        TotalCheck(file=file, column=column, stated=stated, summed=summed, difference=difference)
        for file, column, stated, summed, difference in rows
    )


def _rejects(staging: Staging) -> tuple[Reject, ...]:
    rows = staging.connection.execute(
        """select table_name, file_name, row_number, column_name, coalesce(value, ''), rule
        from _reject order by 1, 2, 3, 4, 6 limit 1000"""
    ).fetchall()
    return tuple(
        Reject(table=table, file=file, row=row, column=column, value=value, rule=rule)
        for table, file, row, column, value, rule in rows
    )


def _lines(report: LoadReport) -> list[str]:
    lines = [_file_line(file) for file in report.files]
    lines += [_warning_line(warning) for warning in report.warnings]
    lines += [
        f"total: {check.file} {check.column}: stated {check.stated:,}, rows add up to "
        f"{check.summed:,}, difference {check.difference:,}"
        for check in report.total_checks
    ]
    lines += [_ledger_line(each) for each in report.ledger_differences]
    lines += [
        f"note: {file}: columns not read: {', '.join(names)}"
        for file, names in report.unread.items()
    ]
    lines += [f"note: {sentence}" for sentence in _stand_ins(report)]
    if report.unknown_customer_count:
        lines.append(
            f"warning: {report.unknown_customer_count:,} customers have balances but no row in "
            "the table customer"
        )
    if report.rejects_path:
        lines.append(f"refused rows: {report.rejects_path}")
    lines.append(_outcome_line(report))
    return lines


def _ledger_line(each: LedgerDifference) -> str:
    start = f"ledger: {each.snapshot_date} {each.branch_id} {each.measure}: ledger {each.stated:,}"
    if each.ours is None:
        return f"{start}, not in the balances of that date"
    return f"{start}, ours {each.ours:,}, difference {each.difference:,}"


def _stand_ins(report: LoadReport) -> list[str]:
    """Say what stands in for the balances' columns that were not brought."""
    if "customer_snapshot" not in report.provided:
        return []
    brought = set(report.provided["customer_snapshot"])
    said = []
    if "status" not in brought:
        said.append("no status: every customer counts as open")
    if "aum_mavg" not in brought:
        said.append("no monthly averages (aum_mavg): balances at the end of the month stand in")
    if "loan_mavg" not in brought:
        said.append("no loan_mavg: loans are not provided")
    if not brought & {"contribution", "nii_deposit", "nii_loan"}:
        said.append("no contribution and no interest income: it is estimated from balances")
    if "branch_id" not in brought:
        said.append(
            "balances came without branch: the customer's branch of today is used for all dates; "
            "transfers between branches cannot be seen"
        )
    return said


def _file_line(file: FileLoad) -> str:
    dates = ", ".join(str(day) for day in file.dates)
    return (
        f"{file.table}: {file.file}: {file.rows_in:,} rows, {file.rows_ok:,} loaded, "
        f"{file.rows_rejected:,} refused" + (f", dates {dates}" if dates else "")
    )


def _warning_line(warning: LoadWarning) -> str:
    where = f" {warning.column}" if warning.column else ""
    example = f" (row {warning.example_row}: {warning.example})" if warning.example_row else ""
    if len(warning.rows) > 1:
        more = ", …" if warning.count > len(warning.rows) else ""
        example = f" (rows {', '.join(map(str, warning.rows))}{more})"
    if not example and warning.example:
        example = f" ({warning.example})"
    return f"warning: {warning.file}{where}: {warning.sentence}: {warning.count:,} rows{example}"


def _outcome_line(report: LoadReport) -> str:
    if report.checked_only:
        return f"checked only, nothing published ({report.seconds:.1f} s)"
    if report.unchanged:
        return f"the same files are loaded already: nothing changed ({report.seconds:.1f} s)"
    return f"release {report.release_id} is current ({report.seconds:.1f} s)"
