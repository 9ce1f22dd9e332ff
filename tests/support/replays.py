"""The tier rules once more in plain Python, one customer and one month at a time: the twin."""

import math

from data.policy import CUSTOMER_TYPES

NOTHING = (None, None, 0, False)


def raw_level(amount, ladder):
    """The highest level whose bound is reached; None without an amount."""
    if amount is None or math.isnan(amount):
        return None
    return max(level for level, bound in enumerate(ladder.bounds) if amount >= bound)


class Customer:
    """One customer under one ladder: call `month` for each month-end with a row, in order."""

    def __init__(self, ladder):
        self.ladder = ladder
        self.level = None
        self.window = []

    def month(self, status, amount):
        """(level, raw, months below, watch) of this month."""
        if status != "open":
            self.level, self.window = None, []
            return NOTHING
        ladder, raw = self.ladder, raw_level(amount, self.ladder)
        watch = False
        if raw is None:
            pass
        elif self.level is None or raw >= self.level:
            self.level, self.window = raw, []
        else:
            self.window.append(amount)
            if len(self.window) >= ladder.hold[self.level]:
                best = max(self.window) if ladder.window_max[self.level] else amount
                self.level, self.window = raw_level(best, ladder), []
            else:
                watch = len(self.window) >= ladder.watch[self.level]
        return (self.level, raw, len(self.window), watch)


def replay(regime, rows, calendar):
    """{(day, customer): (tier, raw, below, watch, value3)} of every row under one regime, as codes.

    `rows` maps a day to {customer: (type, status, aum, contribution_ttm)}; `calendar` maps a day
    to the month-end it builds on, None when it stands for itself.
    """
    customers, months, out = {}, {}, {}
    for day in sorted(rows):
        end = calendar[day]
        for name, (kind, status, aum, ttm) in rows[day].items():
            if kind not in CUSTOMER_TYPES:
                out[day, name] = (*NOTHING, None)
                continue
            ladder = regime.ladder("TIER", kind)
            values = regime.ladder("VALUE3", kind)
            amount = aum if ladder.metric == "aum_mavg" else ttm
            if end in {None, day}:
                known = customers.setdefault(name, Customer(ladder)) if end else Customer(ladder)
                found = known.month(status, amount)
                value = raw_level(ttm, values)
                if end:
                    months[day, name] = found
            else:
                level, _, below, watch = months.get((end, name), NOTHING)
                is_new = (end, name) not in months
                if is_new and ladder.metric != "aum_mavg":
                    amount = None
                raw = raw_level(amount, ladder) if status == "open" else None
                found = (level, raw, below, watch)
                value = None if is_new else raw_level(ttm, values)
            level, raw, below, watch = found
            out[day, name] = (
                None if level is None else ladder.codes[level],
                None if raw is None else ladder.codes[raw],
                below,
                watch,
                None if value is None else values.codes[value],
            )
    return out
