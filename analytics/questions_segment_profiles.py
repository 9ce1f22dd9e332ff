"""The questions that describe segments, the adopted ones or those the data suggests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, wraps
from types import MappingProxyType

import pandas as pd

from analytics import (
    segment_effects,
    segment_gaps,
    segment_lookalikes,
    segment_map,
    segment_members,
    segment_movers,
    segment_profiles,
    segment_rules,
)
from analytics.adopted import adopted
from analytics.engine import Engine
from analytics.question import Question, question
from analytics.scope import Scope
from analytics.segment_names import named
from analytics.segments import segment_fit
from data.segmentation import Segmentation

SHOWN: Mapping[str, str] = MappingProxyType(
    {
        "segment": "a code such as P1; empty for who lacks a feature",
        "move": "from>to with codes, new, transferred_in, lost, transferred_out: P1>P3",
        "measure": "contribution_ttm or aum_mavg",
        "direction": "up (like a higher tier) or down",
        "tier": "a tier, only those who sit in it",
        "looks_like": "a tier, only those who resemble it",
    }
)
_question = partial(question, words=SHOWN)

ADOPTED = ("segments/models",)
PEOPLE = (*ADOPTED, "segments/types", "segments/counts", "segments/sample")
GAPS = (*ADOPTED, "segments/profile", "segments/lines", "segments/holders")
PROFILE = (
    *GAPS,
    "segments/given",
    "segments/consented",
    "segments/care",
    "segments/care_limits",
)
LIKENESS = (
    "segments/tier_lines",
    "segments/types",
    "segments/counts",
    "segments/behaviour",
)


def shown_segmentation(engine: Engine, scope: Scope, customer_type: str) -> Segmentation:
    """Return the segmentation adopted for a type, or without one what the data suggests.

    Raises:
        EmptyScope, UnknownValue, TooFewFeatures, TooFewCustomers.
    """
    found = adopted(engine).get(customer_type)
    return found or named(segment_fit(engine, scope, customer_type=customer_type).segmentation)


def _of_shown(function: Callable[..., pd.DataFrame], *options: str) -> Question:
    """A question about a segmentation as the command line asks it: of the type's own."""

    @wraps(function)
    def about(
        engine: Engine, scope: Scope, *, customer_type: str = "personal", **given: object
    ) -> pd.DataFrame:
        segmentation = shown_segmentation(engine, scope, customer_type)
        return function(engine, scope, segmentation, **given).drop(columns="rule", errors="ignore")

    return _question(about, SQL[function.__name__], *options, "customer_type")


SQL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "segment_profiles": PROFILE,
        "segment_product_gaps": GAPS,
        "segment_tier": (*ADOPTED, "segments/tiers"),
        "segment_effects": PEOPLE,
        "segment_heat": PEOPLE,
        "segment_map_axes": PEOPLE,
        "segment_rules": (*PEOPLE, "segments/rules"),
        "segment_customers": (*ADOPTED, "segments/members"),
        "segment_movers": (*ADOPTED, "segments/movers"),
        "segment_mover_customers": (*ADOPTED, "segments/mover_customers"),
    }
)

PAGE = ("limit", "offset")
SEGMENT_PROFILES: tuple[Question, ...] = (
    _of_shown(segment_profiles.segment_profiles),
    _of_shown(segment_gaps.segment_product_gaps),
    _of_shown(segment_profiles.segment_tier),
    _of_shown(segment_effects.segment_effects),
    _of_shown(segment_effects.segment_heat),
    _of_shown(segment_map.segment_map_axes),
    _of_shown(segment_rules.segment_rules),
    _of_shown(segment_members.segment_customers, "segment", "tier", *PAGE),
    _of_shown(segment_movers.segment_movers),
    _of_shown(segment_movers.segment_mover_customers, "move", "measure", *PAGE),
    _question(
        segment_lookalikes.segment_lookalike_pairs,
        (*LIKENESS, "segments/lookalike_pairs"),
        "customer_type",
    ),
    _question(
        segment_lookalikes.segment_lookalikes,
        (*LIKENESS, "segments/lookalikes", "segments/given"),
        "direction",
        "tier",
        "looks_like",
        *PAGE,
        "customer_type",
    ),
    _question(
        segment_lookalikes.segment_lookalike_basis,
        (*LIKENESS, "segments/scored"),
        "customer_type",
    ),
)
