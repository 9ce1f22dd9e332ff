"""Which part of a scenario's result comes from which lever.

A lever's own part is its Shapley value (Shapley 1953): its mean addition over all orders in which
the levers could be pulled. Parts add up to the whole change, and a lever that adds nothing in any
order has none.
"""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np

from analytics.concentration import Floats
from analytics.scenario_base import Base
from analytics.scenario_levers import Scenario
from analytics.scenario_model import MONEY, outcome

PARTS = ("contribution", "aum", "deposits", "lifetime")


def shapley(base: Base, scenario: Scenario) -> dict[str, dict[str, float]]:
    """Return each active lever's own part of the changes; parts add up to the whole change.

    Lever -> contribution, aum, deposits, lifetime; `alone`: contribution if only it is pulled.
    """
    active = scenario.active
    k = len(active)
    worth = {
        chosen: _worth(base, scenario.only(chosen))
        for size in range(k + 1)
        for chosen in combinations(active, size)
    }
    weight = [factorial(size) * factorial(k - size - 1) / factorial(k) for size in range(k)]
    parts: dict[str, dict[str, float]] = {}
    for lever in active:
        others = [each for each in active if each != lever]
        own = np.zeros(len(PARTS))
        for size in range(k):
            for before in combinations(others, size):
                joined = tuple(each for each in active if each in {*before, lever})
                own += weight[size] * (worth[joined] - worth[before])
        alone = worth[(lever,)] - worth[()]
        parts[lever] = dict(zip(PARTS, map(float, own), strict=True)) | {"alone": float(alone[0])}
    return parts


def _worth(base: Base, scenario: Scenario) -> Floats:
    found = outcome(base, scenario)
    before, after = found.lifetime
    return np.array([*(found.change[name] for name in MONEY), after - before])
