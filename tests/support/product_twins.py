"""The questions on products once more, in pandas, from the bank's tables as delivered."""

import datetime as dt

import numpy as np
import pandas as pd

from tests.support.product_banks import AT, BEFORE, CHANNELS, LINE

GRID = ("T", "W2", "W4", "WX", "F", "O", "D")


def open_rows(bank, date=AT):
    rows = bank["rows"]
    return rows[(rows["snapshot_date"] == date) & (rows["status"] == "open")]


def interbank(bank):
    people = bank["customers"]
    return set(people.loc[people["institution_type"] == "interbank", "customer_id"])


def held_on(bank, date=AT):
    """Open holdings as of a date, of the newest delivery up to it where they are dated."""
    frame = bank["holding"]
    if "snapshot_date" in frame:
        known = sorted(set(frame["snapshot_date"]))
        basis = max((each for each in known if each <= date), default=known[0])
        frame = frame[frame["snapshot_date"] == basis]
    closed = frame["close_date"].map(lambda each: each or dt.date.max)
    return frame[(frame["open_date"] <= date) & (closed > date)].assign(
        line=lambda part: part["product_id"].map(LINE)
    )


def has(bank, date=AT, *, by="product_id"):
    """Customers × products (or lines without channels): whether held, for customers in scope."""
    mine = held_on(bank, date)
    if by == "line":
        mine = mine[~mine["product_id"].isin(CHANNELS)]
    table = pd.crosstab(mine["customer_id"], mine[by]) > 0
    return table.reindex(open_rows(bank, date)["customer_id"], fill_value=False)


def reachable(bank, date=AT):
    """customer_id -> channels open to him: both agreements, newest record, not refused since."""
    said = bank["consent"][bank["consent"]["recorded_on"] <= date]
    said = said.sort_values("recorded_on").groupby(["customer_id", "purpose", "channel"]).tail(1)
    alive = said["expires_on"].map(lambda each: each is None or pd.isna(each) or each >= date)
    said = said[said["granted"] & alive]
    contacts = bank["contact"]
    no = contacts[(contacts["result"] == "refused") & (contacts["type"] == "marketing")]
    refused = {}
    for row in no.to_dict("records"):
        when = row["contact_ts"].date()
        if when <= date:
            key = (row["customer_id"], row["channel"])
            refused[key] = max(when, refused.get(key, when))
    personal = set(said.loc[said["purpose"] == "personalised_reco", "customer_id"])
    ways = {}
    for row in said[said["purpose"] == "marketing"].to_dict("records"):
        since = refused.get((row["customer_id"], row["channel"]))
        if row["customer_id"] in personal and (since is None or since < row["recorded_on"]):
            ways.setdefault(row["customer_id"], set()).add(row["channel"])
    return ways


def tolerance(bank, date=AT):
    """customer_id -> the level up to which investments suit him, 0 without a fresh assessment."""
    people = bank["customers"].set_index("customer_id")
    now = open_rows(bank, date).set_index("customer_id")["risk_tolerance"]
    levels = {}
    for customer, row in people.iterrows():
        known = [each for each in (row["risk_tolerance"], now.get(customer)) if not pd.isna(each)]
        day = row["risk_assessed_on"]
        fresh = day is not None and not pd.isna(day) and 0 <= (date - day).days <= 365
        levels[customer] = int(min(known)) if known and fresh else 0
    return levels


def left_of(bank):
    """One row per customer of both dates or gone: declined, grown, repaid by parts."""
    parts = ["dep_demand_mavg", "dep_time_mavg", "wealth_mavg", "other_aum_mavg", "loan_mavg"]
    was = open_rows(bank, BEFORE).set_index("customer_id")[parts]
    now = open_rows(bank, AT).set_index("customer_id")[parts].reindex(was.index).fillna(0.0)
    keep = ~was.index.isin(interbank(bank))
    was, now = was[keep], now[keep]
    change = now - was
    down = (-change[parts[:4]]).clip(lower=0)
    up = change[parts[:4]].clip(lower=0).sum(axis=1)
    declined = down.sum(axis=1)
    moved = np.minimum(declined, up)
    paid = np.minimum(declined - moved, (-change["loan_mavg"]).clip(lower=0))
    return down.assign(declined=declined, moved=moved, paid=paid, left=declined - moved - paid)
