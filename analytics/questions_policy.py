"""The questions on what other tier rules would do."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from analytics import policy, policy_suggestions
from analytics.question import OPTIONS, Answer, Question

CHANGED: Mapping[str, str] = MappingProxyType(
    {
        "draft": "changes of the rules in force: type=personal,affluent=500000,vip.hold=6,"
        "vip.watch=3,vip.drop=window_max,wealth.weight=0.5,metric=contribution_ttm",
        "capacity": "customers above the lowest tier that one manager can care for",
        "move": "from>to with levels, an empty side for any, or up, down",
    }
)

REPLAY = (
    "policy/levels",
    "policy/size",
    "policy/people",
    "policy/metrics",
    "policy/metrics_weighted",
    "policy/parts",
    "policy/closed",
    "policy/counted",
    "policy/managers",
    "policy/ids",
)
SEARCH = (*REPLAY[:-2], "policy/sample")


def _question(function: Answer, sql: tuple[str, ...], *options: str) -> Question:
    known = {**OPTIONS, **CHANGED}
    return Question(
        name=function.__name__.replace("_", "-"),
        function=function,
        sql=sql,
        options={option: known[option] for option in options},
    )


POLICY: tuple[Question, ...] = (
    _question(policy.policy_sizes, REPLAY, "draft"),
    _question(policy.policy_coverage, REPLAY, "draft"),
    _question(policy.policy_effect, REPLAY, "draft"),
    _question(policy.policy_migration, REPLAY, "draft"),
    _question(policy.policy_decomposition, REPLAY, "draft"),
    _question(policy.policy_history, REPLAY, "draft"),
    _question(policy.policy_stability, REPLAY, "draft"),
    _question(policy.policy_load, REPLAY, "draft", "capacity"),
    _question(policy.policy_managers, REPLAY, "draft"),
    _question(policy.policy_movers, (*REPLAY, "policy/movers"), "draft", "move", "limit", "offset"),
    _question(policy_suggestions.policy_suggestions, SEARCH, "draft", "capacity"),
)
