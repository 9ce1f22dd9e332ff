"""The scans: each counts one side of the bank's business, for all periods alike.

A scan is a function `(Case) -> Counts`. To add one, write it and name it in SCANS; a table that
the bank did not give is a Problem, which the scan's reader tells.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pandas as pd
import pyarrow as pa

from analytics.bound_table import BoundTable
from analytics.findings_tables import Case
from analytics.flows import CAME
from analytics.product_problems import TableNotProvided
from analytics.products_held import need_tables

PLACE = ("kind", "customer_type", "branch_id", "level", "to_level", "move", "product_id")
"""What a number is about; "" where a column does not apply."""

MOST_DATES = 14
TERRITORY = frozenset({"branch_id"})


def _none() -> pd.DataFrame:
    return pd.DataFrame()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counts:
    """What a scan found, period by period; an absent row is nobody and nothing.

    rates: at_date, PLACE, customer_count, n. sums: at_date, PLACE, opening, change, whole (the
    balance it is part of), fell_count and rose_count (customers whose money did).
    """

    rates: pd.DataFrame = field(default_factory=_none)
    sums: pd.DataFrame = field(default_factory=_none)


def branches(case: Case) -> Counts:
    """Each branch's customers: by the level they had, and all of a type; those who came."""
    moved = case.moved
    there = moved[~moved["state"].isin(CAME)]
    here = there.assign(way=there["way"].where(~there["is_elsewhere"], ""))
    ways = ("lost", "drained") if case.is_weekly else ("up", "down", "lost")
    keys = ["at_date", "customer_type", "branch_id"]
    rates = [_rates(here, [*keys, "from_level"], way) for way in ways]
    rates += [_rates(here, keys, way) for way in ways]
    rates.append(_rates(moved, keys, "came", opening=there))
    kept = here[(here["state"] != "out") & ~here["is_elsewhere"]]
    came = moved[moved["way"] == "came"]
    whole = _sums(pd.concat([kept, came]), ["at_date", "branch_id"])
    levels = _sums(kept, [*keys, "from_level"]).merge(
        whole[["at_date", "branch_id", "opening"]].rename(columns={"opening": "whole"}),
        on=["at_date", "branch_id"],
    )
    sums = pd.concat([levels, whole.assign(whole=whole["opening"])], ignore_index=True)
    return Counts(
        rates=_placed(pd.concat(rates, ignore_index=True), "branch"), sums=_placed(sums, "branch")
    )


def flows(case: Case) -> Counts:
    """Moves between levels in the whole scope, and the money of each level and of all."""
    moved = case.moved
    there = moved[~moved["state"].isin(CAME)]
    keys = ["at_date", "customer_type", "from_level"]
    ways = ("drained", "lost") if case.is_weekly else ("lost",)
    rates = [_rates(there, keys, way) for way in ways]
    if not case.is_weekly:
        opening = there.groupby(keys, as_index=False)["customer_count"].sum()
        steps = there[there["way"].isin(("up", "down"))]
        count = steps.groupby([*keys, "to_level", "way"], as_index=False)["customer_count"].sum()
        step = count[[*keys[1:], "to_level", "way"]].drop_duplicates()
        every = opening.rename(columns={"customer_count": "n"}).merge(step, on=keys[1:])
        counted = every.merge(count, on=[*keys, "to_level", "way"], how="left")
        counted["customer_count"] = counted["customer_count"].fillna(0)
        rates.append(counted.rename(columns={"way": "move"}))
    kept = there[there["state"] != "out"]
    whole = _sums(pd.concat([kept, moved[moved["way"] == "came"]]), ["at_date"])
    levels = _sums(kept, keys).merge(
        whole[["at_date", "opening"]].rename(columns={"opening": "whole"}), on="at_date"
    )
    sums = pd.concat([levels, whole.assign(whole=whole["opening"])], ignore_index=True)
    return Counts(
        rates=_placed(pd.concat(rates, ignore_index=True), "flow"), sums=_placed(sums, "tier")
    )


def products(case: Case) -> Counts:
    """Who took up and who gave up each product, among customers of both dates.

    Raises:
        TableNotProvided.
    """
    need_tables(case.engine, case.scope, "product", "holding")
    days = [case.pairs[0][0], *(at for _, at in case.pairs)][-MOST_DATES:]
    asked = {f"day_{i}": days[i] if i < len(days) else None for i in range(MOST_DATES)}
    batches = case.engine.stream("findings/products", case.scope, **asked)
    sets = pa.Table.from_batches(batches).to_pandas(use_threads=False)
    people = case.engine.ask("findings/people_seen", case.scope, **asked)
    keys = ["customer_type", "product_id"]
    rates = []
    for place, day in enumerate(days[1:]):
        known = sets[sets["seen"] <= place]
        was = (known["held"] // 2**place) % 2
        now = (known["held"] // 2 ** (place + 1)) % 2
        count = known["customer_count"]
        sums = known[keys].assign(
            held=was * count, gained=(1 - was) * now * count, given_up=was * (1 - now) * count
        )
        told = sums.groupby(keys, as_index=False).sum()
        everybody = people[people["seen"] <= place].groupby("customer_type")["customer_count"].sum()
        without = told["customer_type"].map(everybody).fillna(0) - told["held"]
        for move, n in (("gained", without), ("given_up", told["held"])):
            part = told[keys].assign(at_date=day, move=move, customer_count=told[move], n=n)
            rates.append(part)
    return Counts(rates=_placed(pd.concat(rates, ignore_index=True), "product"))


def services(case: Case) -> Counts:
    """Complaints received per customer, and those of the ones falling due that were late.

    A complaint belongs to a branch; of a scope that names people, nothing can be said.

    Raises:
        TableNotProvided: the bank gave no complaints.
    """
    named = {column for column, _ in (*case.scope.where, *case.scope.entitlement)}
    if named - TERRITORY or case.scope.populations:
        return Counts()
    pairs = [*case.pairs, *([case.year_ago] if case.year_ago else [])]
    pairs = list(dict.fromkeys(pairs))
    periods = BoundTable.of(
        {"before_date": [before for before, _ in pairs], "at_date": [at for _, at in pairs]}
    )
    batches = case.engine.stream("findings/complaints", case.scope, periods=periods)
    found = pa.Table.from_batches(batches).to_pandas(use_threads=False)
    if found.empty:
        raise TableNotProvided(table="complaint")
    keys = ["at_date", "branch_id"]
    there = case.moved[~case.moved["state"].isin(CAME)]
    opening = there.groupby(keys, as_index=False)["customer_count"].sum()
    both = opening.rename(columns={"customer_count": "opening"}).merge(found, on=keys, how="left")
    both = both.fillna({"received": 0, "due": 0, "late": 0})
    rates = [
        both[keys].assign(move=move, customer_count=both[count], n=both[n])
        for move, count, n in (("complaints", "received", "opening"), ("late", "late", "due"))
    ]
    return Counts(rates=_placed(pd.concat(rates, ignore_index=True), "service"))


Scan = Callable[[Case], Counts]
SCANS: tuple[Scan, ...] = (branches, flows, products, services)


def _rates(
    moved: pd.DataFrame, keys: Sequence[str], way: str, *, opening: pd.DataFrame | None = None
) -> pd.DataFrame:
    """How many of the opening customers of each place went a way."""
    there = moved if opening is None else opening
    n = there.groupby(list(keys))["customer_count"].sum()
    count = moved[moved["way"] == way].groupby(list(keys))["customer_count"].sum()
    told = pd.DataFrame({"n": n, "customer_count": count.reindex(n.index, fill_value=0)})
    return told.reset_index().assign(move=way)


def _sums(moved: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    return moved.groupby(list(keys), as_index=False).agg(
        opening=("value_before", "sum"),
        change=("change", "sum"),
        fell_count=("fell_count", "sum"),
        rose_count=("rose_count", "sum"),
    )


def _placed(found: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The rows with all columns of PLACE."""
    named = found.rename(columns={"from_level": "level"}).assign(kind=kind)
    for column in PLACE:
        if column not in named:
            named[column] = ""
    return named.assign(**{column: named[column].fillna("") for column in PLACE})
