"""A rule a branch can apply by hand, as data, as text and as SQL over f0, f1, …"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Operator = Literal[">=", "<", ">", "<=", "is", "is_not"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTerm:
    """One condition on a feature in original units; `is` and `is_not` ask for a code, `value`."""

    feature: str
    operator: Operator
    threshold: float = 0.0
    value: str = ""
    kind: str = "money"


Alternative = tuple[RuleTerm, ...]
Rule = tuple[Alternative, ...]
"""Any of the alternatives, all terms of it. No alternative: nobody; an empty one: everybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Rules of several segments over the features a question reads as f0, f1, …"""

    features: tuple[str, ...]
    rules: tuple[Rule, ...]


def rule_text(rule: Rule) -> str:
    """Return a rule as one line for the command line: `time_share >= 0.6 and txn_cnt_90d < 5`."""
    return " or ".join(
        " and ".join(_term_text(term) for term in terms) or "everybody" for terms in rule
    )


def rules_sql(rules: Rules) -> tuple[str, dict[str, float | str]]:
    """Return how many rows each rule names, as named_0, named_1, …, and the values it binds."""
    bound: dict[str, float | str] = {}
    counts = []
    for number, rule in enumerate(rules.rules):
        named = " or ".join(
            f"({_terms_sql(terms, rules.features, f'rule_{number}_{at}', bound)})"
            for at, terms in enumerate(rule)
        )
        counts.append(f"sum(case when {named or 'false'} then 1 else 0 end) as named_{number}")
    return ", ".join(counts), bound


def _terms_sql(
    terms: Alternative, features: Sequence[str], prefix: str, bound: dict[str, float | str]
) -> str:
    conditions = []
    for at, term in enumerate(terms):
        column = f"f{features.index(term.feature)}"
        name = f"{prefix}_{at}"
        if term.operator in {"is", "is_not"}:
            bound[name] = term.value
            conditions.append(f"{column} {'=' if term.operator == 'is' else '<>'} :{name}")
        else:
            bound[name] = term.threshold
            conditions.append(f"{column} {term.operator} :{name}")
    return " and ".join(conditions) or "true"


def _term_text(term: RuleTerm) -> str:
    asked = term.value if term.operator in {"is", "is_not"} else f"{term.threshold:.15g}"
    return f"{term.feature} {term.operator} {asked}"
