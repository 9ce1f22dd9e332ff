"""Who looks like Gold and sits in Silver, and the reverse: behaviour against tier.

Similarity 0.9 means: of as many customers in that tier or above as below it, nine in ten with such
behaviour are in it or above (the reverse: below it). See analytics/segment_likeness.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from analytics.engine import EVERYTHING, MAX_ANSWER_ROWS, Engine, Parameter
from analytics.scope import Scope
from analytics.segment_likeness import BEHAVIOUR, SIGNS, Lookalikes, lookalike_model
from analytics.segment_profiles import missing_tables


def segment_lookalike_pairs(
    engine: Engine,
    scope: Scope,
    *,
    customer_type: str = "personal",
    model: Lookalikes | None = None,
) -> pd.DataFrame:
    """How many customers of each tier behave like another tier, and what is between them?

    Returns:
        customer_type, tier, looks_like (the highest tier above theirs, or the lowest below, that
        they resemble with a similarity of 0.9 or more), direction (up, down), customer_count, gap
        (up: together short of the lower line of the tier resembled; down: together above its upper
        line; never below 0), amount (assets, or what the tier is computed from). One row per pair
        with customers, up before down, tiers from the lowest. model: what `lookalike_model` gave.

    Raises:
        EmptyScope, UnknownValue, NoLikeness.
    """
    model = model or lookalike_model(engine, scope, customer_type)
    parts = []
    for direction in SIGNS:
        found = engine.ask("segments/lookalike_pairs", scope.single, **model.asked(direction))
        parts.append(found.assign(direction=direction).sort_values(["place", "like_place"]))
    frame = pd.concat(parts, ignore_index=True)
    frame["customer_type"] = model.customer_type
    frame["tier"] = [model.tiers[int(place)] for place in frame["place"]]
    frame["looks_like"] = [model.tiers[int(place)] for place in frame["like_place"]]
    columns = ["customer_type", "tier", "looks_like", "direction", "customer_count", "gap"]
    return frame[[*columns, "amount"]]


def segment_lookalikes(  # noqa: PLR0913 - a page of a list has these facts
    engine: Engine,
    scope: Scope,
    *,
    customer_type: str = "personal",
    direction: str = "up",
    tier: str = "",
    looks_like: str = "",
    limit: int = 50,
    offset: int = 0,
    model: Lookalikes | None = None,
) -> pd.DataFrame:
    """Who behaves like another tier? One page of the list: furthest from it first, then most alike.

    direction: `up` for those who sit below the tier they resemble, `down` for those above it.
    tier, looks_like: only those who sit in one, or resemble one. model: see `lookalike_model`.

    Returns:
        customer_id, customer_key, customer_type, branch_id, branch_name, manager_id, tier,
        looks_like, similarity (0.9 to 1), amount (what the tier is computed from), line (up: the
        lower line of the tier resembled; down: its upper line), gap (between amount and line,
        never below 0), consented (agreed to marketing and has not refused lists made by scores;
        null without a consent table). As many as `segment_lookalike_pairs` counts, at most 10,000
        rows. Purpose: marketing.

    Raises:
        EmptyScope, UnknownValue, UnreadableOption, NoLikeness.
    """
    model = model or lookalike_model(engine, scope, customer_type)
    asked_for = _list(model, direction, tier, looks_like)
    asked_for |= {"page_size": min(limit, MAX_ANSWER_ROWS), "skipped": offset}
    people = engine.ask("segments/lookalikes", _marketing(scope), **asked_for)
    return _worded(people, model, consent="consent" not in missing_tables(engine, scope))


def segment_lookalikes_blocks(  # noqa: PLR0913 - as of the list
    engine: Engine,
    scope: Scope,
    *,
    customer_type: str = "personal",
    direction: str = "up",
    tier: str = "",
    looks_like: str = "",
    model: Lookalikes | None = None,
) -> Iterator[pd.DataFrame]:
    """Yield everybody who behaves like another tier, with the columns of `segment_lookalikes`."""
    model = model or lookalike_model(engine, scope, customer_type)
    asked_for = _list(model, direction, tier, looks_like) | {"page_size": EVERYTHING, "skipped": 0}
    consent = "consent" not in missing_tables(engine, scope)
    batches = engine.stream("segments/lookalikes", _marketing(scope), **asked_for)
    return (_worded(each.to_pandas(), model, consent=consent) for each in batches if each.num_rows)


def segment_lookalike_basis(
    engine: Engine, scope: Scope, *, customer_type: str = "personal"
) -> pd.DataFrame:
    """Which behaviour tells the tiers apart, and how much does each count?

    Returns:
        feature, known_share (of the bank's customers of the type), is_used, weight (standardised;
        0: does not go with higher tiers), weight_share (of all weights), scored_count and
        customer_count (customers in scope whose behaviour is known, and all). One row per
        behaviour, the heaviest first.

    Raises:
        EmptyScope, UnknownValue, NoLikeness.
    """
    model = lookalike_model(engine, scope, customer_type)
    (counts,) = engine.ask("segments/scored", scope.single, segmentation=model.scoring).to_dict(
        "records"
    )
    weight = dict(zip((each.name for each in model.features), model.weight, strict=True))
    rows = [
        {
            "feature": name,
            "known_share": model.known_share[name],
            "is_used": name in weight,
            "weight": weight.get(name, 0.0),
            "weight_share": weight.get(name, 0.0) / sum(model.weight),
            "scored_count": int(counts["scored_count"]),
            "customer_count": int(counts["customer_count"]),
        }
        for name in BEHAVIOUR
    ]
    return pd.DataFrame(rows).sort_values(
        "weight", ascending=False, kind="stable", ignore_index=True
    )


def _list(model: Lookalikes, direction: str, tier: str, looks_like: str) -> dict[str, Parameter]:
    places: dict[str, Parameter] = {
        "place": model.place(tier),
        "like_place": model.place(looks_like),
    }
    return model.asked(direction) | places


def _marketing(scope: Scope) -> Scope:
    return replace(scope.single, purpose="marketing")


def _worded(people: pd.DataFrame, model: Lookalikes, *, consent: bool) -> pd.DataFrame:
    """The list with the tier resembled in its code, and consent null where nobody gave any."""
    like = [model.tiers[int(place)] for place in people["like_place"]]
    people.insert(people.columns.get_loc("tier") + 1, "looks_like", like)
    people["consented"] = people["consented"].astype("boolean") if consent else pd.NA
    return people.drop(columns="like_place")
