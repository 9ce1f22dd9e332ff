"""A replay of tier rules one customer at a time, in plain Python: the twin of the array replay."""

from collections import Counter, defaultdict

import numpy as np

NONE = None


def raw_level(amount, bounds):
    return max(place for place, bound in enumerate(bounds) if amount >= bound)


def one_life(rows, draft, window=6):
    """`rows`: (day, status, amount) of one customer, oldest first, of the days with a row.

    Returns the level by day of open rows and the counters of the whole life.
    """
    bounds = [level.bound for level in draft.levels]
    level, below, window_amounts, last_move = NONE, 0, [], NONE
    found = Counter(moves=0, flaps=0, months=0, steps=0, held=0)
    levels, watched, above = {}, {}, {}
    for day, status, amount in rows:
        if status == "closed":
            level, below, window_amounts, last_move = NONE, 0, [], NONE
            continue
        known = level is not NONE
        before, watch, is_above = level, False, False
        if amount == amount:  # noqa: PLR0124 - not a number
            raw = raw_level(amount, bounds)
            if not known or raw >= level:
                level, below, window_amounts = raw, 0, []
            else:
                below += 1
                window_amounts.append(amount)
                rules = draft.levels[level]
                if below >= rules.hold_months:
                    best = max(window_amounts)
                    level = raw if rules.drop_rule == "last" else raw_level(best, bounds)
                    below, window_amounts = 0, []
                else:
                    watch = below >= rules.watch_months
                is_above = level > raw
        if level is NONE:
            continue
        found["months"] += 1
        found["steps"] += known
        found["held"] += is_above
        if known and level != before:
            number, direction = 12 * day.year + day.month, np.sign(level - before)
            found["moves"] += 1
            if last_move and last_move[0] == -direction and number - last_move[1] <= window:
                found["flaps"] += 1
            last_move = direction, number
        levels[day], watched[day], above[day] = draft.codes[level], watch, is_above
    return {"levels": levels, "watched": watched, "above": above, "found": found}


def lives(frame, draft, *, measure="aum_mavg", window=6):
    """Every customer's life under a draft, by customer_id; `frame` is a bank of `banks.py`."""
    kind = frame[frame["customer_type"] == draft.customer_type]
    rows = defaultdict(list)
    ordered = kind.sort_values("snapshot_date")
    for customer, day, status, amount in zip(
        ordered["customer_id"],
        ordered["snapshot_date"],
        ordered["status"],
        ordered[measure],
        strict=True,
    ):
        rows[customer].append((day, status, amount))
    return {customer: one_life(each, draft, window) for customer, each in rows.items()}


def counted(frame, draft, day, **where):
    """Open customers of the draft's type on a day, with equal conditions on their row."""
    rows = frame[
        (frame["snapshot_date"] == day)
        & (frame["status"] == "open")
        & (frame["customer_type"] == draft.customer_type)
    ]
    for column, value in where.items():
        rows = rows[rows[column] == value]
    return rows
