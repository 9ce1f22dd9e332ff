"""One question of the command line: its function, its SQL files, its options and their limits."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from analytics.contribution_compare import OVERLAYS
from analytics.scenario_levers import ASSUMPTIONS, LEVERS
from data.contract import DIMENSIONS, MEASURES, SCHEMES

Answer = Callable[..., pd.DataFrame]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of the command line: its function, its SQL files, its options."""

    name: str
    function: Answer
    sql: tuple[str, ...]
    options: Mapping[str, str]

    @property
    def line(self) -> str:
        """The question in one line: the first of its function's docstring."""
        return inspect.getdoc(self.function).splitlines()[0]  # type: ignore[union-attr]


OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "measure": "one of " + ", ".join(MEASURES),
        "dimension": "one of " + ", ".join(OVERLAYS),
        "filter": "one of " + ", ".join(DIMENSIONS),
        "best": "a share of customers, 0.2 for the best 20 %",
        "first": "a place in the ranking, from 1",
        "last": "a place in the ranking, from 1",
        "value_low": "an amount, included",
        "value_high": "an amount, not included",
        "limit": "rows wanted, at most 10000",
        "offset": "rows to skip",
        "periods": "how many newest snapshots",
        "best_count": "how many of the best leave",
        "customer_ids": "ids joined by commas",
        "a": 'conditions, {"all":[["tier","one_of","vip"],["aum_mavg","at_least",50000]]}',
        "b": "conditions as for a; without them everybody else",
        "figure": "a number of the customers by date: contribution_ttm, aum_mavg, txn_cnt_90d …",
        "scheme": "one of " + ", ".join(SCHEMES),
        "attrition": "closed (everybody with an open row) or valid (valid customers)",
        "move": "from>to with levels or lost, new …, or a bucket of the bridge: up, lost …",
        "customer_type": "personal, corporate or institution",
        "least": "the smallest change of the amount, 1000000",
        "worklist": "near, watch, fell or back",
        "rate": "up, down or lost",
        "part": "branch_id or manager_id",
        "steps": "how many dates a path has",
        "every": "how many dates lie between two steps of a path",
        "materiality": "the smallest change that matters, 0.005 for half a point",
        "min_cell": "fewest customers for a verdict",
        "big_move": "one customer's change of balance that is a finding",
        "valid_aum": "the least assets of a valid customer",
        "amount": "an amount more, 5000000",
        "lever": "one of " + ", ".join(LEVERS),
        "scenarios": "a JSON list of up to four scenarios",
        "by": "fewest (customers) or cheapest",
        "cost": "what a contact costs",
        "cost_existing": "what a contact with an own customer costs",
        "cost_new": "what a contact with a new customer costs",
        "success_existing": "the share of contacts with own customers that sell, 0 to 1",
        "success_new": "the share of contacts with new customers that sell, 0 to 1",
        "budget": "an amount to spend",
    }
    | {
        each.code: f"a number from {each.minimum:g} to {each.maximum:g}"
        for each in (*LEVERS.values(), *ASSUMPTIONS.values())
    }
)
COUNTS = frozenset(
    {
        "first",
        "last",
        "limit",
        "offset",
        "periods",
        "best_count",
        "steps",
        "every",
        "most",
        "days",
        "term_months",
    }
)
AMOUNTS = frozenset(
    {
        "best",
        "capacity",
        "least",
        "value_low",
        "value_high",
        "materiality",
        "min_cell",
        "big_move",
        "valid_aum",
        "amount",
        "cost",
        "cost_existing",
        "cost_new",
        "success_existing",
        "success_new",
        "budget",
        "kept_without",
        "kept_with",
        "new_rate",
        "other",
        "switching_cost",
        "ceiling",
        *LEVERS,
        *ASSUMPTIONS,
    }
)
LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"best": (0, 1), "materiality": (0, 1)}
    | dict.fromkeys(("first", "last", "limit", "periods", "every", "most", "days"), (1, math.inf))
    | {"steps": (2, 12), "capacity": (1, 1_000_000)}
    | dict.fromkeys(("offset", "best_count", "min_cell", "big_move", "least"), (0, math.inf))
    | dict.fromkeys(("cost", "cost_existing", "cost_new", "budget"), (0, math.inf))
    | dict.fromkeys(("success_existing", "success_new"), (0, 1))
)
CONDITIONS = frozenset({"a", "b"})
SELECTION = ("best", "first", "last", "value_low", "value_high")
JUDGEMENT = ("materiality", "min_cell", "big_move")
COUNTING = ("scheme", "attrition", "measure")
SCENARIO = (*LEVERS, *ASSUMPTIONS)
GOAL = ("amount", "measure")


def question(
    function: Answer,
    sql: tuple[str, ...],
    *options: str,
    words: Mapping[str, str] = MappingProxyType({}),
) -> Question:
    """Return a question named like its function; `options` are names of `words`, else OPTIONS."""
    known = {**OPTIONS, **words}
    return Question(
        name=function.__name__.replace("_", "-"),
        function=function,
        sql=sql,
        options={option: known[option] for option in options},
    )


def within_limits(name: str, value: float) -> float:
    """Return a number its option can mean.

    Raises:
        ValueError: it is not finite, or outside of LIMITS.
    """
    low, high = LIMITS.get(name, (-math.inf, math.inf))
    if not (math.isfinite(value) and low <= value <= high):
        raise ValueError(name)
    return value
