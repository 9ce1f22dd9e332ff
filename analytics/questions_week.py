"""The questions on the week's list, and on who newly meets conditions."""

from __future__ import annotations

from analytics import alerts, week_list
from analytics.question import Question, question
from analytics.week_reasons import REASONS

GIVEN = ("week/given", "scenarios/parameters", "offers/flat", "offers/released")

WEEK: tuple[Question, ...] = (
    question(
        week_list.week_list,
        ("week/list", *GIVEN),
        "part",
        "reason",
        "limit",
        "offset",
        words={"part": ", ".join(week_list.PARTS), "reason": "one of " + ", ".join(REASONS)},
    ),
    question(week_list.week_sizes, ("week/sizes", *GIVEN)),
    question(week_list.week_reasons, ("week/sizes", *GIVEN)),
    question(alerts.alert_counts, ("week/alert_counts",), "a"),
    question(
        alerts.alert_customers,
        ("week/alert_customers",),
        "a",
        "kind",
        "limit",
        "offset",
        words={"kind": "newly, new or returned; empty for all"},
    ),
)
