"""Which columns of the catalogue this bank fills: nobody is offered what is always empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analytics.condition_columns import COLUMNS

if TYPE_CHECKING:
    from analytics.engine import Engine
    from analytics.scope import Scope

HOMES = ("fact", "customer", "branch")


def known_columns(engine: Engine, scope: Scope) -> tuple[str, ...]:
    """Return the names of COLUMNS that are known of anybody in the scope at `at`, in menu order."""
    known: set[str] = set()
    for home in HOMES:
        counts = engine.ask(f"populations/known_{home}", scope.single, home=home).iloc[0]
        known |= {str(name) for name, count in counts.items() if count}
    return tuple(name for name in COLUMNS if name in known)
