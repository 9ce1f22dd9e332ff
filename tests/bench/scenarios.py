"""A lever to its figure, the base it starts from, and the list of a goal, on a million customers.

    python -m tests.bench.scenarios [STORE]     STORE: a release of 1,000,000 customers × 24 months

A lever to its figure is what the What-if page does when a slider moves: the scenario, each lever's
own part, the frames and both figures; the base is in memory, as after a page's first run.
"""

import sys
from pathlib import Path

from analytics.engine import DuckDBEngine
from analytics.goal_customers import chances_of, gains_of, goal_customers, needed
from analytics.goal_seek import lever_for
from analytics.scenario_base import scenario_base_of
from analytics.scenario_levers import NEUTRAL, SLIDERS, Scenario
from analytics.scenario_model import outcome
from analytics.scenarios import levers_frame, result_frame
from analytics.scope import Scope
from pages.parts import figures_scenarios
from pages.parts.figures_scenarios import ScenarioView
from pages.parts.text import Text
from tests.bench import bank, measure

CUSTOMERS, MONTHS = 1_000_000, 24
ROUNDS = 7
ALL = Scenario(
    retention=0.2,
    upgrade=0.3,
    deposit_rate=-5,
    loan_rate=10,
    cost_to_serve=-0.05,
    cross_sell=0.05,
    manager_hours=2,
    line_value=50,
    success_value=300,
)


def to_its_figure(base, scenario):
    """What a slider sets off, up to the figures that go to the browser."""
    t, view = Text(), ScenarioView(several=True)
    frame = result_frame(outcome(base, scenario))
    result = figures_scenarios.result_figure(frame, t, "light", view=view)
    parts = figures_scenarios.levers_figure(levers_frame(base, scenario), t, "light")
    return result.to_json(), parts.to_json()


def main():
    store = Path(sys.argv[1]) if len(sys.argv) > 1 else bank.bank_store(CUSTOMERS, MONTHS)
    engine = DuckDBEngine(store)
    scope = Scope.of(engine)
    tenth = Scope.of(engine, where={"tier": ["affluent", "vip"]})
    base = scenario_base_of(engine, scope)
    for label, whose in (("everybody", scope), ("two tiers", tenth)):
        seconds = measure.timed(lambda whose=whose: scenario_base_of(engine, whose), repeats=3)
        measure.bound(f"base of a scenario, {label}", 1000 * seconds, unit="ms")
    for label, scenario in (("one lever", Scenario(retention=0.2)), ("seven levers", ALL)):
        to_its_figure(base, scenario)
        seconds = measure.timed(lambda s=scenario: to_its_figure(base, s), repeats=ROUNDS)
        measure.bound(f"{label} to its figure", 1000 * seconds, bar=500, unit="ms")

    def sought():
        for lever in SLIDERS:
            lever_for(base, NEUTRAL, lever, "contribution_ttm", 5e6)

    measure.bound("a goal by each lever", 1000 * measure.timed(sought, repeats=3), unit="ms")
    whole = measure.timed(lambda: goal_customers(engine, scope, amount=5e6), repeats=3)
    measure.bound("customers for a goal, first page", 1000 * whole, bar=1000, unit="ms")
    chances = chances_of(engine, scope)
    gains = gains_of(engine, scope, measure="aum_mavg", by="fewest", chances=chances)
    again = measure.timed(lambda: needed(gains, 2e6), repeats=ROUNDS)
    measure.bound("another goal of the same list", 1000 * again, unit="ms")


if __name__ == "__main__":
    main()
