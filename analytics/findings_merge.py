"""One event, one finding: what several numbers tell of the same customers is said once, ranked.

Pure: judged lines in, findings out. An outflow of affluent customers of one branch shows in the
branch, in its level, in the bank's move between two levels and in the bank's money; where half or
more of the wider number is the narrower one's, only the narrower is told. Where one customer is
most of it, he is told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any
from urllib.parse import quote, unquote

import pandas as pd

SHOWN = 5
MOST_OF_A_KIND = 2
"""Of the findings shown first, at most so many are of one kind, while others are waiting."""

SINGLE_WEIGHT = 2.0
"""One name is one call: a single customer's money weighs double in the order of findings."""

HALF = 0.5
MANY = 3
"""Where so many narrower findings make up half of a wider one, the wider one is told."""

BAD_MOVES = frozenset({"down", "lost", "drained", "given_up", "complaints", "late"})
AREAS = ("customer_type", "branch_id", "level")
RATE_FACTS = (
    "customer_count",
    "n",
    "rate",
    "rate_low",
    "rate_high",
    "usual_rate",
    "expected_count",
    "excess_count",
    "rate_year",
    "history_low",
    "history_high",
    "history_count",
    "dispersion",
    "p_value",
    "p_adjusted",
)
SUM_FACTS = (
    "value_before",
    "value_after",
    "change",
    "expected_change",
    "excess_change",
    "threshold",
    "growth",
    "growth_low",
    "growth_high",
)
KEY = (
    "kind",
    "customer_type",
    "branch_id",
    "level",
    "to_level",
    "move",
    "product_id",
    "customer_id",
)
COLUMNS = (
    "rank",
    "shown",
    "key",
    "kind",
    "gate",
    "direction",
    "is_bad",
    "move",
    "customer_type",
    "branch_id",
    "branch_name",
    "level",
    "to_level",
    "product_id",
    "product_name_en",
    "product_name_zh",
    "customer_id",
    *RATE_FACTS,
    "measure",
    *SUM_FACTS,
    "explained_customer_id",
    "explained_share",
    "merged_count",
)
Facts = Mapping[Hashable, Any]
Told = dict[Hashable, Any]
Area = tuple[str, str, str]


@dataclass(kw_only=True, eq=False)
class Event:
    """Something that happened to the customers of an area, by the lines that fired.

    rate, money: the line of each gate, None where the gate is closed; own: the money's excess
    without that of single customers. merged_count: findings that said the same.
    """

    area: Area
    is_bad: bool
    rate: Facts | None = None
    money: Facts | None = None
    own: float = 0.0
    single: Facts | None = None
    merged_count: int = 0

    def holds(self, other: Event) -> bool:
        """Tell whether another event is about a part of these customers, going the same way."""
        wider = [mine in {"", theirs} for mine, theirs in zip(self.area, other.area, strict=True)]
        return self.is_bad == other.is_bad and self.area != other.area and all(wider)


@dataclass(kw_only=True)
class Lines:
    """All judged lines of areas, those that did not fire too: what is a part of what."""

    count: dict[tuple[Area, str], float] = field(default_factory=dict)
    money: dict[Area, float] = field(default_factory=dict)
    facts: dict[Area, Facts] = field(default_factory=dict)

    def part(self, whole: Event, part: Event) -> float:
        """The share of a wider event that a narrower one makes up, by the gates it passed."""
        shares = [0.0]
        if whole.money is not None and whole.own:
            shares.append(self.money.get(part.area, 0.0) / whole.own)
        if whole.rate is not None:
            found = self.count.get((part.area, str(whole.rate["move"])), 0.0)
            shares.append(found / float(whole.rate["excess_count"]))
        return max(shares)


def merged(rates: pd.DataFrame, sums: pd.DataFrame, singles: pd.DataFrame) -> list[Told]:
    """Return the findings of judged lines and of single customers, in no order.

    rates, sums: see findings_lines; singles: findings.single_customers.
    """
    alone = singles.to_dict("records")
    told: list[Told] = [_single(row) for row in alone]
    lines, events = _events(rates, sums, alone)
    events = _without_single(events, told)
    told += [_told(event, lines) for event in _narrowed(events, lines)]
    other = rates[rates["unusual"].astype(bool) & rates["kind"].isin(("product", "service"))]
    told += [_fact(row, "rate", is_bad=_is_bad(row)) for row in other.to_dict("records")]
    return told


def ranked(found: Sequence[Facts], *, day: dt.date) -> pd.DataFrame:
    """Return findings in order: money first, single customers' double, then the clearest rates.

    Of the first five at most two are of one kind, while others are waiting.
    """
    rest = sorted(found, key=_weight)
    first: list[Facts] = []
    kinds: dict[str, int] = {}
    for row in rest:
        kind = str(row["kind"])
        if len(first) < SHOWN and kinds.get(kind, 0) < MOST_OF_A_KIND:
            kinds[kind] = kinds.get(kind, 0) + 1
            first.append(row)
    taken = {id(row) for row in first}
    order = [*first, *(row for row in rest if id(row) not in taken)]
    rows = [
        {**row, "rank": place, "shown": place <= SHOWN, "key": key_of(row, day)}
        for place, row in enumerate(order, start=1)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def key_of(finding: Facts, day: dt.date) -> str:
    """Return the stable id of a finding: its date and what it is about."""
    parts = [finding.get(name) or "" for name in KEY]
    return ":".join([day.isoformat(), *(quote(str(part), safe="") for part in parts)])


def parts_of(key: str) -> dict[str, str] | None:
    """Return what a finding's id says, its date as `date`; None if it is none."""
    parts = [unquote(part) for part in key.split(":")]
    if len(parts) != len(KEY) + 1:
        return None
    return dict(zip(("date", *KEY), parts, strict=True))


def _weight(row: Facts) -> tuple[float, float, str]:
    money = abs(float(row["own"])) if row["gate"] != "rate" else 0.0
    if row["kind"] == "single_customer":
        money *= SINGLE_WEIGHT
    chance = row.get("p_value")
    return -money, 1.0 if chance is None else float(chance), str([row.get(name) for name in KEY])


def _events(
    rates: pd.DataFrame, sums: pd.DataFrame, singles: Sequence[Facts]
) -> tuple[Lines, list[Event]]:
    """The events of areas: what fired in one area and one way is one event."""
    lines, alone = Lines(), _of_singles(singles)
    events: dict[tuple[Area, bool], Event] = {}
    for row in rates.to_dict("records"):
        if row["kind"] not in {"branch", "flow"}:
            continue
        area = _area(row)
        counted = (area, str(row["move"]))
        lines.count[counted] = lines.count.get(counted, 0.0) + float(row["excess_count"])
        if row["unusual"]:
            event = events.setdefault((area, _is_bad(row)), Event(area=area, is_bad=_is_bad(row)))
            clearer = event.rate is None or abs(row["excess_count"]) > abs(
                event.rate["excess_count"]
            )
            event.merged_count += event.rate is not None
            event.rate = row if clearer else event.rate
    for row in sums.to_dict("records"):
        area, excess = _area(row), float(row["excess_change"])
        own = excess - alone.get(area, 0.0)
        lines.money[area], lines.facts[area] = own, row
        if row["material"]:
            bad = excess < 0
            event = events.setdefault((area, bad), Event(area=area, is_bad=bad))
            event.money, event.own = row, own
    return lines, list(events.values())


def _without_single(events: Sequence[Event], told: Sequence[Told]) -> list[Event]:
    """The events whose money is more than that of single customers; those told of the customer."""
    kept = []
    for event in events:
        money = event.money
        if money is None:
            kept.append(event)
            continue
        excess = float(money["excess_change"])
        alike = [
            row for row in told if _covers(event.area, row) and float(row["change"]) * excess > 0
        ]
        largest = max(alike, key=lambda row: abs(row["change"]), default=None)
        if largest is not None and abs(largest["change"]) >= HALF * abs(excess):
            event.single = largest
        still = event.own * excess > 0 and abs(event.own) >= float(money["threshold"])
        if not still:
            event.money, event.own = None, 0.0
        if event.rate is not None or still:
            kept.append(event)
        elif largest is not None:
            largest["merged_count"] += 1 + event.merged_count
    return kept


def _narrowed(events: Sequence[Event], lines: Lines) -> list[Event]:
    """Each event once: the narrower one where it is half of the wider, else the wider of many."""
    kept = sorted(events, key=lambda event: sum(bool(part) for part in event.area))
    for whole in list(kept):
        if whole not in kept:
            continue
        parts = [event for event in kept if whole.holds(event)]
        shares = {id(event): lines.part(whole, event) for event in parts}
        best = max(parts, key=lambda event: shares[id(event)], default=None)
        if best is not None and shares[id(best)] >= HALF:
            best.merged_count += 1 + whole.merged_count
            kept.remove(whole)
        elif _make_up(parts, shares):
            whole.merged_count += sum(1 + event.merged_count for event in parts)
            kept = [event for event in kept if event not in parts]
    return kept


def _make_up(parts: Sequence[Event], shares: Mapping[int, float]) -> bool:
    """Tell whether parts that share nobody are many and make up half of the whole."""
    split: dict[tuple[bool, ...], list[float]] = {}
    for event in parts:
        split.setdefault(tuple(map(bool, event.area)), []).append(shares[id(event)])
    return any(len(each) >= MANY and sum(each) >= HALF for each in split.values())


def _told(event: Event, lines: Lines) -> Told:
    """The finding of an event: the facts of both gates, whichever it passed."""
    line = event.rate or event.money or {}
    gate = "both" if event.rate and event.money else "rate" if event.rate else "money"
    told = _fact(line, gate, is_bad=event.is_bad)
    told |= {name: lines.facts.get(event.area, {}).get(name) for name in SUM_FACTS}
    told |= {"merged_count": event.merged_count, "own": event.own}
    if gate == "money":
        told["move"] = "fell" if event.own < 0 else "rose"
    if event.single is not None:
        excess = float(told["excess_change"])
        told["explained_customer_id"] = event.single["customer_id"]
        told["explained_share"] = float(event.single["change"]) / excess
    return told


def _fact(line: Facts, gate: str, *, is_bad: bool) -> Told:
    names = (*KEY[:-1], *RATE_FACTS, *SUM_FACTS)
    told: Told = {name: line.get(name) for name in names}
    excess = line["excess_count"] if "excess_count" in line else line["excess_change"]
    told |= {"gate": gate, "is_bad": is_bad, "direction": "up" if excess > 0 else "down"}
    return told | {"merged_count": 0, "own": 0.0}


def _single(row: Facts) -> Told:
    """The finding of one customer."""
    told: Told = {name: row.get(name) for name in (*KEY, *SUM_FACTS)}
    change = float(row["change"])
    told |= {"kind": "single_customer", "to_level": "", "product_id": "", "gate": "money"}
    told |= {"is_bad": change < 0, "direction": "up" if change > 0 else "down"}
    return told | {"customer_count": 1, "merged_count": 0, "own": change}


def _of_singles(singles: Sequence[Facts]) -> dict[Area, float]:
    """What single customers moved, by every area they are in."""
    moved: dict[Area, float] = {}
    for row in singles:
        kind, branch, level = _area(row)
        for area in product(("", kind), ("", branch), ("", level)):
            moved[area] = moved.get(area, 0.0) + float(row["change"])
    return moved


def _area(row: Facts) -> Area:
    kind, branch, level = (str(row[name]) for name in AREAS)
    return kind, branch, level


def _covers(area: Area, customer: Facts) -> bool:
    return all(part in {"", customer[name]} for part, name in zip(area, AREAS, strict=True))


def _is_bad(row: Facts) -> bool:
    return (row["move"] in BAD_MOVES) == (float(row["excess_count"]) > 0)
