"""The questions on what would be if levers were moved, and whom a goal needs."""

from __future__ import annotations

from analytics import goal_customers, goal_seek, line_customers, retention_economics, scenarios
from analytics.question import GOAL, SCENARIO, Question, question

ECONOMICS = ("scenarios/campaigns", "scenarios/contacts")
BASE = (
    "scenarios/cells",
    "scenarios/income",
    "scenarios/managers",
    "scenarios/parameters",
    *ECONOMICS,
    "migration/flows",
    "migration/flows_cube",
)

SCENARIOS: tuple[Question, ...] = (
    question(scenarios.scenario_base, BASE),
    question(scenarios.scenario_result, BASE, *SCENARIO),
    question(scenarios.scenario_levers, BASE, *SCENARIO),
    question(scenarios.scenario_comparison, BASE, "scenarios"),
    question(scenarios.customer_lifetime_value, BASE),
    question(
        retention_economics.retention_economics,
        ECONOMICS,
        "cost_existing",
        "cost_new",
        "success_existing",
        "success_new",
        "budget",
    ),
    question(goal_seek.goal_lever, BASE, *GOAL, "lever", *SCENARIO),
    question(
        goal_customers.goal_customers,
        (*ECONOMICS, "scenarios/potential", "scenarios/people"),
        *GOAL,
        "by",
        "success",
        "cost",
        "limit",
        "offset",
    ),
    question(
        line_customers.line_customers,
        ("scenarios/between",),
        "measure",
        "customer_type",
        "value_low",
        "value_high",
        "limit",
        "offset",
    ),
)
