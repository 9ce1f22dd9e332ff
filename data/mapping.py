"""Which column of a bank's file is which column of the contract: guessed, answered, or written."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field, fields, replace
from datetime import date
from difflib import SequenceMatcher
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from data.contract import TABLES, Column, Table
from data.problems import FileMissing, MappingKeyUnknown, MappingUnreadable, TableUnknown, nearest
from data.titles import UNITS, plain, unit_of_header

if TYPE_CHECKING:
    from collections.abc import Mapping as ReadOnly
    from pathlib import Path

    from data.read import Sheet

CLOSE = 0.86
"""Two spellings are taken for the same name from this likeness on."""
NONE: ReadOnly[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class TableMapping:
    """How one table is read from a file.

    `columns` names a source column for a contract column; `constants` give one value to all rows;
    `codes` translate a column's values. `unit` multiplies money (None: as the file says, else 1).
    `rows="account"` adds money up per key. `select` is one SELECT from `source`, whose columns
    all arrive as text. `only=True`: columns not named here are not looked for.
    """

    table: str
    files: tuple[str, ...] = ()
    encoding: str | None = None
    columns: ReadOnly[str, str] = field(default_factory=lambda: NONE)
    constants: ReadOnly[str, str] = field(default_factory=lambda: NONE)
    codes: ReadOnly[str, ReadOnly[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    unit: int | None = None
    rows: Literal["customer", "account"] = "customer"
    select: str | None = None
    snapshot_date: date | None = None
    only: bool = False
    confidence: ReadOnly[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def settled(self, sheet: Sheet) -> TableMapping:
        """Return it with the columns it leaves open guessed from the sheet's headers."""
        if self.only or self.select:
            return replace(self, only=True)
        guess = guess_mapping(sheet, self.table)
        taken = set(self.columns.values())
        named = {**self.columns, **self.constants}
        found = {
            name: source
            for name, source in guess.columns.items()
            if name not in named and source not in taken
        }
        return replace(self, columns=MappingProxyType(found | dict(self.columns)), only=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """The mappings of a bank, by table; `folder` is where their files are looked for."""

    tables: ReadOnly[str, TableMapping] = field(default_factory=lambda: MappingProxyType({}))
    currency: str | None = None
    folder: Path | None = None

    @classmethod
    def from_toml(cls, path: Path) -> Mapping:
        """Read a mapping file.

        Raises:
            FileMissing: there is no such file.
            MappingUnreadable: no TOML, or a value of the wrong kind.
            MappingKeyUnknown, TableUnknown: a name the contract does not have.
        """
        if not path.is_file():
            raise FileMissing(file=path)
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise MappingUnreadable(file=path.name, reason=error) from error
        currency = content.pop("currency", None)
        tables = {name: _table_mapping(name, part, path.name) for name, part in content.items()}
        return cls(tables=MappingProxyType(tables), currency=currency, folder=path.parent)

    def to_toml(self) -> str:
        """Return the mapping file that reads back as this mapping."""
        lines = [f"currency = {json.dumps(self.currency)}"] if self.currency else []
        for mapping in self.tables.values():
            lines += ["", *_toml_lines(mapping)]
        return "\n".join(lines).strip() + "\n"


_TOML_KEYS = tuple(
    item.name for item in fields(TableMapping) if item.name not in {"table", "confidence"}
)


def _check_names(name: str, part: dict[str, Any], file: str) -> None:
    for key in part:
        if key not in _TOML_KEYS:
            raise MappingKeyUnknown(
                file=file, key=f"{name}.{key}", nearest=nearest(key, _TOML_KEYS)
            )
    known = TABLES[name].names
    for section in ("columns", "constants", "codes"):
        for key in part.get(section, {}):
            if key not in known:
                raise MappingKeyUnknown(
                    file=file, key=f"{name}.{section}.{key}", nearest=nearest(key, known)
                )


def _checked_unit(name: str, part: dict[str, Any], file: str) -> int | None:
    if part.get("rows", "customer") not in {"customer", "account"}:
        raise MappingUnreadable(file=file, reason=f"{name}.rows must be customer or account")
    unit = UNITS.get(part["unit"], part["unit"]) if "unit" in part else None
    if unit is not None and (not isinstance(unit, int) or unit <= 0):
        raise MappingUnreadable(file=file, reason=f"{name}.unit must be a whole number or 万元")
    return unit


def _table_mapping(name: str, part: object, file: str) -> TableMapping:
    if name not in TABLES:
        raise TableUnknown(table=name, nearest=nearest(name, TABLES))
    if not isinstance(part, dict):
        raise MappingUnreadable(file=file, reason=f"{name} must be a section")
    _check_names(name, part, file)
    unit = _checked_unit(name, part, file)
    return TableMapping(
        table=name,
        files=tuple(part.get("files", ())),
        encoding=part.get("encoding"),
        columns=MappingProxyType(dict(part.get("columns", {}))),
        constants=MappingProxyType({key: str(v) for key, v in part.get("constants", {}).items()}),
        codes=MappingProxyType(
            {key: MappingProxyType(dict(v)) for key, v in part.get("codes", {}).items()}
        ),
        unit=unit,
        rows=part.get("rows", "customer"),
        select=part.get("select"),
        snapshot_date=part.get("snapshot_date"),
        only=part.get("only", False),
    )


def _toml_lines(mapping: TableMapping) -> list[str]:
    lines = [f"[{mapping.table}]"]
    if mapping.files:
        lines.append(f"files = {json.dumps(mapping.files, ensure_ascii=False)}")
    for key in ("encoding", "unit", "select"):
        value = getattr(mapping, key)
        if value is not None:
            lines.append(f"{key} = {json.dumps(value, ensure_ascii=False)}")
    if mapping.rows != "customer":
        lines.append(f"rows = {json.dumps(mapping.rows)}")
    if mapping.snapshot_date:
        lines.append(f"snapshot_date = {mapping.snapshot_date.isoformat()}")
    if mapping.only:
        lines.append("only = true")
    sections = {"columns": mapping.columns, "constants": mapping.constants}
    sections |= {f"codes.{name}": codes for name, codes in mapping.codes.items()}
    for title, entries in sections.items():
        if entries:
            lines.append(f"[{mapping.table}.{title}]")
            lines += [
                f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(value, ensure_ascii=False)}"
                for key, value in entries.items()
            ]
    return lines


def likeness(column: Column, header: str) -> float:
    """How sure it is that the header names the column: 1 for a known spelling, 0 for none like."""
    text = plain(header)
    spellings = [plain(s) for s in (column.name, column.zh, column.en, *column.aliases)]
    if text in spellings:
        return 1.0 - 0.01 * (spellings.index(text) > 2)
    best = max(SequenceMatcher(None, text, spelling).ratio() for spelling in spellings)
    return best if best >= CLOSE and len(text) > 2 else 0.0


def guess_mapping(sheet: Sheet, table: str) -> TableMapping:
    """Return the likeliest source of every contract column; each source is used once.

    The date of the title or name stands in for a missing date column; a header's unit in brackets
    stays with the header and is applied when the file is read.
    """
    contract = TABLES[table]
    scores = sorted(
        (
            (-likeness(column, header), order, place, column.name, header)
            for order, column in enumerate(contract.columns)
            for place, header in enumerate(sheet.headers)
        ),
    )
    columns: dict[str, str] = {}
    confidence: dict[str, float] = {}
    for score, _, _, name, header in scores:
        if score < 0 and name not in columns and header not in columns.values():
            columns[name], confidence[name] = header, -score
    return TableMapping(
        table=table,
        columns=MappingProxyType(columns),
        confidence=MappingProxyType(confidence),
        unit=sheet.unit_factor,
        snapshot_date=None
        if "snapshot_date" in columns or "snapshot_date" not in contract.required_names
        else sheet.stated_date,
    )


def missing_columns(table: Table, mapping: TableMapping) -> tuple[str, ...]:
    """Return the columns the table cannot do without and the mapping does not provide."""
    given = set(mapping.columns) | set(mapping.constants)
    if mapping.snapshot_date:
        given.add("snapshot_date")
    missing = [name for name in table.required_names if name not in given]
    if table.name == "customer_snapshot" and not given & {"aum_mavg", "aum_eop"}:
        missing.append("aum_mavg")
    return tuple(missing)


def guess_tables(sheet: Sheet) -> tuple[str, ...]:
    """Return the tables whose needs the sheet's headers meet, the best fit first.

    One sheet may be both the customers and their balances; else only the best fit counts.
    """
    fits: list[tuple[float, int, str]] = []
    for order, (name, table) in enumerate(TABLES.items()):
        mapping = guess_mapping(sheet, name)
        if missing_columns(table, mapping) and not _only_date_missing(table, mapping):
            continue
        fits.append((-sum(mapping.confidence.values()), order, name))
    ranked = [name for _, _, name in sorted(fits)]
    both = [name for name in ("customer", "customer_snapshot") if name in ranked]
    if ranked and ranked[0] in both:
        return tuple(both)
    return tuple(ranked[:1])


def _only_date_missing(table: Table, mapping: TableMapping) -> bool:
    return missing_columns(table, mapping) == ("snapshot_date",)


def unit_of(header: str, mapping: TableMapping, sheet: Sheet) -> int:
    """Return what an amount under this header is multiplied by."""
    own = unit_of_header(header)
    if own:
        return UNITS[own]
    return mapping.unit or sheet.unit_factor or 1
