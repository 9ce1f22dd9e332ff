"""Questions in, small answers out: the one place that talks to a database."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

import duckdb
import pyarrow as pa

from analytics import problems
from analytics.bound_table import BoundTable
from analytics.conditions import Group
from analytics.population_sql import POPULATION_PARTS, population_parts
from analytics.relations import Relations, column_sql
from analytics.rule_terms import Rules
from analytics.scope import Scope, Value, same_grain
from analytics.segment_sql import Described, Former, segment_parts
from data.contract import DIMENSIONS, MEASURES, SCHEMES, bucket_sql, place_sql
from data.problems import nearest
from data.release import Store, connect, existing_release
from data.segmentation import Segmentation

if TYPE_CHECKING:
    import pandas as pd

MAX_ANSWER_ROWS = 10_000
EVERYTHING = 10**9
"""The page that holds a whole list: more rows than any bank has customers."""

STREAMED_ROWS = 1_000_000
QUESTIONS = Path(__file__).parent / "sql"
RELATIONS = frozenset({"rows", "cube", "kpi", "presence", "whereabouts", "chosen", "flows"})
SHARED = frozenset(
    {
        "moves",
        "ladder",
        "answered",
        "consented",
        "potential",
        "agreed",
        "resembling",
        "segment_moves",
        "held",
        "held_before",
        "reachable",
        "proposals",
        "allocated",
        "beaten",
        "exposed",
        "owners",
        "prospects",
        "money_moves",
        "salary_stopped",
        "reasons",
        "weekly_caps",
        "seen",
    }
)
"""Relations that several questions read, written once in sql/relations."""

READINGS = ("now_", "then_")
"""Before a relation's name in a question on two dates: as a question on `:at` alone reads it; with
everybody as of `:before`, wherever they were and whoever is asked for."""

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
ALIVE = {"closed": "true", "valid": "is_valid"}
"""Whom each way to count attrition takes for a customer, among those with an open row."""


REGIMES = """select distinct later.effective_from
from tier_policy as later
inner join tier_policy as earlier
    on earlier.scheme = later.scheme
    and earlier.customer_type = later.customer_type
    and earlier.effective_from < later.effective_from
where later.scheme in ('TIER', 'VALUE3')
order by later.effective_from nulls last"""
"""The days on which a ladder changed; its first version holds before its date too."""

ORIGINS = {"branch_id": "from_branch", "manager_id": "from_manager"}
"""What relations/moves.sql calls where a customer was looked after at the earlier date."""

Interval = tuple[Decimal, Decimal]
Parameter = (
    Value
    | Sequence[str]
    | Sequence[int]
    | Sequence[Decimal]
    | Sequence[Interval]
    | Sequence[Group]
    | Segmentation
    | Former
    | Rules
    | BoundTable
)


class Engine(Protocol):
    """What answers questions about one release, whatever computes it."""

    release: str

    def ask(self, question: str, scope: Scope, **parameters: Parameter) -> pd.DataFrame:
        """Return a small answer, at most MAX_ANSWER_ROWS rows.

        Raises:
            AnswerTooLarge, NotProvided, ReleaseUnreadable.
        """
        ...

    def stream(
        self, question: str, scope: Scope, **parameters: Parameter
    ) -> Iterator[pa.RecordBatch]:
        """Yield an answer of any size in blocks; for fits and exports, never for a screen."""
        ...

    def text(self, question: str, scope: Scope, **parameters: Parameter) -> str:
        """Return the SQL that answers the question, its values as `:name`."""
        ...

    def facts(self) -> Mapping[str, object]:
        """Return the row of table `release`: currency, is_demo, created_at, …"""
        ...

    def snapshots(self) -> pd.DataFrame:
        """Return table `snapshot`, oldest first; snapshot_date holds datetime.date."""
        ...

    def regimes(self) -> tuple[dt.date, ...]:
        """Return the days from which a tier policy applies, oldest first."""
        ...


class DuckDBEngine:
    """Answers from one release file. One read-only connection, a cursor per call."""

    def __init__(self, store: Store | Path | str, release_id: str | None = None) -> None:
        """Open a release of a store, the current one by default.

        Raises:
            StoreMissing, ReleaseUnknown, ReleaseDamaged, ReleaseFromOtherVersion.
        """
        store = store if isinstance(store, Store) else Store(store)
        self.release: str = existing_release(store, release_id)
        self._connection = connect(store, self.release)
        self._snapshots: pd.DataFrame | None = None
        self._regimes: tuple[dt.date, ...] | None = None

    def ask(self, question: str, scope: Scope, **parameters: Parameter) -> pd.DataFrame:
        """See Engine.ask."""
        batches: list[pa.RecordBatch] = []
        count = 0
        for batch in self.stream(question, scope, **parameters):
            batches.append(batch)
            count += batch.num_rows
            if count > MAX_ANSWER_ROWS:
                raise problems.AnswerTooLarge(question=question, limit=f"{MAX_ANSWER_ROWS:,}")
        return pa.Table.from_batches(batches).to_pandas(use_threads=False)

    def stream(
        self, question: str, scope: Scope, **parameters: Parameter
    ) -> Iterator[pa.RecordBatch]:
        """See Engine.stream. An answer without rows is one empty batch."""
        sql, bound = compiled(question, scope, self.snapshots(), parameters, self.regimes())
        return self._run(sql, bound)

    def text(self, question: str, scope: Scope, **parameters: Parameter) -> str:
        """See Engine.text."""
        return compiled(question, scope, self.snapshots(), parameters, self.regimes())[0]

    def facts(self) -> Mapping[str, object]:
        """See Engine.facts."""
        (row,) = self._table("select * from release").to_pylist()
        facts: dict[str, object] = row
        return facts

    def snapshots(self) -> pd.DataFrame:
        """See Engine.snapshots. The caller gets a copy."""
        if self._snapshots is None:
            table = self._table("select * from snapshot order by snapshot_date")
            self._snapshots = table.to_pandas()
        return self._snapshots.copy()

    def regimes(self) -> tuple[dt.date, ...]:
        """See Engine.regimes."""
        if self._regimes is None:
            table = self._table(REGIMES)
            self._regimes = tuple(table.column("effective_from").to_pylist())
        return self._regimes

    def close(self) -> None:
        """Close the release's file."""
        self._connection.close()

    def _table(self, sql: str) -> pa.Table:
        return pa.Table.from_batches(self._run(sql, {}))

    def _run(self, sql: str, bound: Mapping[str, Value]) -> Iterator[pa.RecordBatch]:
        marked = re.sub(r"(?<!:):(?=[a-z])", "$", sql)
        with self._connection.cursor() as cursor:
            try:
                answer = cursor.sql(marked, params=dict(bound))
                reader = answer.to_arrow_reader(STREAMED_ROWS)
                found = False
                for batch in reader:
                    found = True
                    yield batch
                if not found:
                    yield pa.RecordBatch.from_pylist([], schema=reader.schema)
            except (duckdb.IOException, duckdb.SerializationException) as error:
                raise problems.ReleaseUnreadable(reason=str(error)) from error
            except duckdb.Error as error:
                error.add_note(f"The question was:\n{sql}")
                raise


def compiled(
    question: str,
    scope: Scope,
    snapshots: pd.DataFrame,
    parameters: Mapping[str, Parameter],
    regimes: tuple[dt.date, ...] = (),
) -> tuple[str, dict[str, Value]]:
    """Return a question's SQL for a scope, and the values it binds.

    Identifiers come from the contract only; every value binds. `regimes`: the days from which a
    tier policy applies.
    """
    bound: dict[str, Value] = {"at": scope.at, "before": scope.before}
    plain = {name: value for name, value in parameters.items() if name not in POPULATION_PARTS}
    parts = _parts(plain, bound)

    def filled(text: str, reading: str) -> str:
        read = _scope_as(reading, scope)
        relations = Relations(
            scope=read,
            dates=dates_read(read, snapshots),
            regimes=regimes,
            bound=bound,
            prefix=reading,
        )
        own = parts | population_parts(parameters, relations)

        def put_in(found: re.Match[str]) -> str:
            name = found.group(1)
            if name in RELATIONS:
                sql: str = getattr(relations, name)()
                return sql
            if name in SHARED:
                return PLACEHOLDER.sub(put_in, question_text(f"relations/{name}"))
            if name.startswith(READINGS):
                other, _, inner = name.partition("_")
                return filled(f"{{{inner}}}", f"{other}_")
            return PLACEHOLDER.sub(put_in, own[name])

        return PLACEHOLDER.sub(put_in, text)

    sql = filled(question_text(question), "")
    used = set(re.findall(r"(?<!:):([a-z]\w*)", sql))
    return sql, {name: value for name, value in bound.items() if name in used}


def _scope_as(reading: str, scope: Scope) -> Scope:
    """The scope of a relation whose name begins with one of READINGS; as asked without."""
    if reading == "then_":
        return Scope(at=scope.before or scope.at)
    return scope.single if reading == "now_" else scope


def dates_read(scope: Scope, snapshots: pd.DataFrame) -> tuple[dt.date, ...]:
    """Return the snapshot dates a scope's reading needs."""
    if scope.reading == "trend":
        return same_grain(snapshots, scope.at)[-(scope.periods or 0) :]
    if scope.reading == "pair" and scope.before is not None:
        return scope.before, scope.at
    return (scope.at,)


@lru_cache(maxsize=256)
def question_text(question: str) -> str:
    """Return the SQL file of a question such as `contribution/buckets`, comments left out.

    Comments stay in the file: they name placeholders that are not to be filled.
    """
    lines = (QUESTIONS / f"{question}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))


def _parts(parameters: Mapping[str, Parameter], bound: dict[str, Value]) -> dict[str, str]:
    """Return the SQL of the placeholders that are not relations; other values go to `bound`."""
    parts = {"bucket": bucket_sql("value")}
    for name, value in parameters.items():
        if name == "measure":
            parts[name] = measure_column(str(value))
            bound[name] = str(value)
        elif name == "dimension":
            parts[name] = _dimension_sql(str(value))
        elif name == "scheme":
            parts["level"] = level_column(str(value))
            parts["place"] = place_sql(str(value))
        elif name == "attrition":
            parts["alive"] = ALIVE[str(value)]
        elif isinstance(value, (Segmentation, Former, Rules)) or name == "features":
            more, fixed = segment_parts(cast("Described", value))
            parts |= more
            bound |= fixed
        elif name == "origin":
            parts[name] = ORIGINS[str(value)]
        elif isinstance(value, BoundTable):
            parts[name], values = value.sql(name)
            bound |= values
        elif isinstance(value, (list, tuple)):
            parts[name] = _listed(name, value, bound)
        else:
            bound[name] = value  # type: ignore[assignment]
    return parts


def measure_column(measure: str) -> str:
    """Return the fact's column of a measure.

    Raises:
        UnknownMeasure: the contract has no such measure.
    """
    if measure not in MEASURES:
        raise problems.UnknownMeasure(measure=measure, known=nearest(measure, MEASURES))
    return MEASURES[measure].columns[0]


def level_column(scheme: str) -> str:
    """Return the fact's column with the levels of a scheme.

    Raises:
        UnknownScheme: customers have no level in such a scheme.
    """
    if scheme not in SCHEMES:
        raise problems.UnknownScheme(scheme=scheme, known=nearest(scheme, SCHEMES))
    return SCHEMES[scheme]


def _dimension_sql(dimension: str) -> str:
    if dimension == "snapshot_date":
        return dimension
    if dimension not in DIMENSIONS:
        raise problems.UnknownColumn(column=dimension, known=nearest(dimension, DIMENSIONS))
    return column_sql(dimension)


def _listed(name: str, values: Sequence[object], bound: dict[str, Value]) -> str:
    """SQL of a list: ids or numbers bound one by one, or intervals as bounds on `money`."""
    if values and isinstance(values[0], tuple):
        return _within(cast("Sequence[Interval]", values), bound)
    names = [f"{name}_{i}" for i in range(len(values))]
    plain = (value if isinstance(value, int) else str(value) for value in values)
    bound.update(zip(names, plain, strict=True))
    return ", ".join(f":{name}" for name in names)


def _within(intervals: Sequence[Interval], bound: dict[str, Value]) -> str:
    """Bounds on `money`. What holds them all comes first: the scan can skip by it."""
    bound["lowest"] = min(low for low, _ in intervals)
    bound["highest"] = max(high for _, high in intervals)
    terms = []
    for i, (low, high) in enumerate(intervals):
        bound[f"low_{i}"], bound[f"high_{i}"] = low, high
        terms.append(f"(money >= :low_{i} and money < :high_{i})")
    return f"money >= :lowest and money < :highest and ({' or '.join(terms)})"
