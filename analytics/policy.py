"""What would other tier rules do? Sizes, movers, stability and load against the rules in force."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analytics import policy_frames as frames
from analytics import problems
from analytics.engine import MAX_ANSWER_ROWS, Engine
from analytics.policy_draft import Draft
from analytics.policy_lanes import WINDOW_MONTHS
from analytics.policy_load import load_frame, manager_facts
from analytics.policy_months import Progress, silent
from analytics.policy_movers import ANY_MOVE, Movers, movers_of, movers_page
from analytics.policy_replay import replayed
from analytics.policy_rules import draft_of, policy_in_force
from analytics.scope import Scope
from data.policy import TierPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A finished replay: every answer about one draft, as small frames, and the movers' numbers.

    `migration` and `decomposition` are None when the scope has no earlier date.
    """

    current: Draft
    draft: Draft
    sizes: pd.DataFrame
    coverage: pd.DataFrame
    effect: pd.DataFrame
    migration: pd.DataFrame | None
    decomposition: pd.DataFrame | None
    history: pd.DataFrame
    stability: pd.DataFrame
    managers: pd.DataFrame
    movers: Movers


def policy_replay(
    engine: Engine,
    scope: Scope,
    draft: Draft,
    *,
    policy: TierPolicy | None = None,
    window: int = WINDOW_MONTHS,
    progress: Progress = silent,
) -> Replay:
    """Replay the whole history under a draft and under the rules in force at the scope's date.

    One pass over the months for both. `policy` is the release's own unless given. `progress` is
    called with a step and the share done; what it raises cancels, and nothing is left behind.

    Raises:
        EmptyScope, NotProvided, AssetPartsMissing, AssetPartsDiffer, and what `Draft.checked`
        and `Draft.of` raise.
    """
    draft = draft.checked()
    policy = policy or policy_in_force(engine, scope)
    current = Draft.of(policy, draft.customer_type, scope.at)
    outcome = replayed(engine, scope, [current, draft], window=window, progress=progress)
    pair = outcome.pair
    return Replay(
        current=current,
        draft=draft,
        sizes=frames.sizes_frame(outcome),
        coverage=frames.coverage_frame(outcome),
        effect=frames.effect_frame(outcome),
        migration=None if pair is None else frames.migration_frame(outcome, pair),
        decomposition=None if pair is None else frames.decomposition_frame(outcome, pair),
        history=frames.history_frame(outcome),
        stability=frames.stability_frame(outcome),
        managers=manager_facts(engine, scope, frames.managers_frame(outcome)),
        movers=movers_of(engine, scope, outcome),
    )


Trial = Draft | Replay | str
"""A draft, its finished replay, or changes of the rules in force as one types them (see
`policy_rules.draft_of`); an empty text is the rules in force themselves.
"""


def policy_sizes(engine: Engine, scope: Scope, *, draft: Trial = "") -> pd.DataFrame:
    """How many customers would each tier have under the draft, and what do they bring?

    Returns:
        customer_type, level (lowest first, `unknown` last when there is any), current_count,
        draft_count, change, current_value, draft_value (assets), current_contribution,
        draft_contribution (of 12 months), mid_high (above the lowest tier). One row per tier.

    Raises:
        What `policy_replay` raises.
    """
    return _replay(engine, scope, draft).sizes


def policy_coverage(engine: Engine, scope: Scope, *, draft: Trial = "") -> pd.DataFrame:
    """What share of customers, assets and contribution do the tiers above the lowest cover?

    Returns:
        One row per policy (current, draft): customer_type, policy, customer_count,
        customer_share, value, value_share, contribution, contribution_share. A share of a total
        that is zero or less is null.

    Raises:
        What `policy_replay` raises.
    """
    return _replay(engine, scope, draft).coverage


def policy_effect(engine: Engine, scope: Scope, *, draft: Trial = "") -> pd.DataFrame:
    """Who would stand elsewhere by the rules alone, on the same day with the same money?

    Returns:
        One row per pair of levels that holds anybody: customer_type, current_level, draft_level,
        customer_count, value (assets), contribution (of 12 months).

    Raises:
        What `policy_replay` raises.
    """
    return _replay(engine, scope, draft).effect


def policy_migration(engine: Engine, scope: Scope, *, draft: Trial = "") -> pd.DataFrame:
    """Who moved from `before` to `at` under the rules in force, and who under the draft?

    Returns:
        One row per policy (current, draft) and pair of levels that holds anybody: customer_type,
        policy, from_level (`entered`: not counted at `before`), to_level (`left`: not counted at
        `at`), customer_count, value_before, value_after (assets; an absent side is 0).

    Raises:
        NoEarlierDate, and what `policy_replay` raises.
    """
    migration = _replay(engine, scope.pair, draft).migration
    return _needed(migration, scope)


def policy_decomposition(engine: Engine, scope: Scope, *, draft: Trial = "") -> pd.DataFrame:
    """How much of the way from today's tiers to the draft's is real, and how much the rules?

    Returns:
        Of those counted at both dates with a known level, by what moved them from their level at
        `before` under the rules in force to that at `at` under the draft: part (real, policy,
        both, total), customer_count, up_count, down_count, back_count (moved and moved back),
        real_steps, policy_steps, net_steps. Parts add up to the total, real and policy steps to
        the net steps.

    Raises:
        NoEarlierDate, and what `policy_replay` raises.
    """
    decomposition = _replay(engine, scope.pair, draft).decomposition
    return _needed(decomposition, scope)


def policy_history(engine: Engine, scope: Scope, *, draft: Trial = "") -> pd.DataFrame:
    """How large was each tier at every month-end, and how large would it have been?

    Returns:
        snapshot_date (month-ends up to `at`, oldest first), customer_type, level, current_count,
        draft_count. People by each date's own row.

    Raises:
        What `policy_replay` raises.
    """
    return _replay(engine, scope, draft).history


def policy_stability(engine: Engine, scope: Scope, *, draft: Trial = "") -> pd.DataFrame:
    """How often do customers change tier and change back, and how much protection is given?

    Returns:
        One row per policy (current, draft): customer_type, policy, customer_count,
        observed_count, flapping_count, flapping_rate, move_count, customer_years,
        moves_per_customer_year, protection_months, protected_count, watch_count.

    Raises:
        What `policy_replay` raises.
    """
    return _replay(engine, scope, draft).stability


def policy_load(
    engine: Engine,
    scope: Scope,
    *,
    draft: Trial = "",
    capacity: float | None = None,
) -> pd.DataFrame:
    """How many customers above the lowest tier would each manager have to care for?

    `capacity` stands in for managers whose own the bank did not give.

    Returns:
        One row per policy (current, draft): customer_type, policy, manager_count, customer_count,
        unassigned_count, median_count, max_count, capacity_count (managers with a capacity),
        over_count (those above it; null without any).

    Raises:
        What `policy_replay` raises.
    """
    replay = _replay(engine, scope, draft)
    return load_frame(replay.managers, replay.draft.customer_type, capacity)


def policy_managers(engine: Engine, scope: Scope, *, draft: Trial = "") -> pd.DataFrame:
    """Whose load would change? One row per manager with customers in the scope.

    Returns:
        manager_id, label, branch_id, capacity, customer_count, current_count, draft_count (above
        the lowest tier), change; largest draft_count first, customers without a manager last.

    Raises:
        What `policy_replay` raises.
    """
    return _replay(engine, scope, draft).managers.head(MAX_ANSWER_ROWS)


def policy_movers(
    engine: Engine,
    scope: Scope,
    *,
    draft: Trial = "",
    move: str = ANY_MOVE,
    limit: int = 50,
    offset: int = 0,
) -> pd.DataFrame:
    """Who are the customers the draft would move? One page by name, largest first, ties by id.

    `move` is `up`, `down`, or from>to with levels, such as `vip>affluent`; an empty side means
    any. Purpose: service. A list holds at most 100,000 customers; `Replay.movers.total` counts
    all of them.

    Returns:
        rank, customer_id, customer_key, customer_type, branch_id, branch_name, manager_id,
        aum_mavg, contribution_ttm, service_group, current_level, draft_level, metric (what the
        draft measures). Empty behind the end.

    Raises:
        UnknownMove: it names a level these customers do not have.
        and what `policy_replay` raises.
    """
    movers = _replay(engine, scope, draft).movers
    places = movers.places(move)[offset : offset + min(limit, MAX_ANSWER_ROWS)]
    return movers_page(engine, scope, movers, places, first=offset + 1)


def _replay(engine: Engine, scope: Scope, draft: Trial) -> Replay:
    if isinstance(draft, Replay):
        return draft
    if isinstance(draft, str):
        draft = draft_of(engine, scope, draft)
    return policy_replay(engine, scope, draft)


def _needed(frame: pd.DataFrame | None, scope: Scope) -> pd.DataFrame:
    if frame is None:
        raise problems.NoEarlierDate(date=scope.at.isoformat())
    return frame
