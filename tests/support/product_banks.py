"""Small banks with products and holdings: worked by hand, or drawn with all that can happen."""

import datetime as dt

import duckdb
import numpy as np
import pandas as pd

from analytics.engine import DuckDBEngine
from tests.support.deliveries import rows_of
from tests.support.releases import month, written_store

BEFORE, AT = month(11), month(12)
PRODUCT = rows_of("""
product_id name_zh line risk_level is_channel status
D D deposit_demand - false active
T T deposit_time - false active
W2 W2 wealth 2 false active
W4 W4 wealth 4 false active
WX WX wealth - false active
F F fund_insurance 3 false active
L L loan_personal - false active
C C card - false active
A A agency_acquiring - false active
M M e_channel - true active
O O deposit_time - false inactive
""")
PRODUCTS = tuple(PRODUCT["product_id"])
LINE = dict(zip(PRODUCT["product_id"], PRODUCT["line"], strict=True))
CHANNELS = {"M"}
PARTS = ("dep_demand_mavg", "dep_time_mavg", "wealth_mavg", "other_aum_mavg")


def product_engine(folder, rows, *, customers=None, branches=None, **tables):
    """An engine on a release of `rows` and other tables by name; products as above unless given."""
    store = written_store(folder, rows, customers=customers, branches=branches, cube=False)
    tables = {"product": PRODUCT} | tables
    with duckdb.connect(str(store.path("000001"))) as connection:
        for name, frame in tables.items():
            if len(frame):
                connection.register("given", pd.DataFrame(frame))
                connection.execute(f"insert into {name} by name select * from given")
                connection.unregister("given")
    return DuckDBEngine(store)


def holdings(text, **facts):
    """Holdings of a few words: customer product opened [closed] [balance] [maturity]; - is null.

    Days are such as 2025-11-30. `facts` hold for all of them.
    """
    rows = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines()))):
        words = [None if word == "-" else word for word in line.split()]
        customer, product, opened, closed, balance, maturity = (*words, *[None] * (6 - len(words)))
        row = {
            "holding_id": f"H{number:04d}",
            "customer_id": customer,
            "product_id": product,
            "open_date": day(opened),
            "close_date": day(closed),
            "balance": None if balance is None else float(balance),
            "maturity_date": day(maturity),
        }
        rows.append(row | facts)
    return pd.DataFrame(rows)


def day(text):
    return dt.date.fromisoformat(text) if text else None


def consents(text):
    """Consent of a few words each: customer purpose channel recorded yes|no [expires]."""
    rows = []
    for line in filter(None, map(str.strip, text.splitlines())):
        customer, purpose, channel, recorded, granted, *rest = line.split()
        row = {"customer_id": customer, "purpose": purpose, "channel": channel}
        row |= {"recorded_on": day(recorded), "granted": granted == "yes"}
        rows.append(row | {"expires_on": day(rest[0]) if rest else None})
    return pd.DataFrame(rows)


def agreed(*customers, channel="call"):
    """Consent to marketing and personalised recommendations."""
    lines = [
        f"{customer} {purpose} {channel} 2025-01-01 yes"
        for customer in customers
        for purpose in ("marketing", "personalised_reco")
    ]
    return consents("\n".join(lines))


def drawn_bank(count=1_200, *, seed=5, dated=False):
    """The tables of a bank with gaps, closings, transfers, several types, overdrafts and debts."""
    chance = np.random.default_rng(seed)
    ids = np.array([f"C{number:05d}" for number in range(count)])
    kind = chance.choice(["personal", "corporate", "institution"], count, p=[0.8, 0.15, 0.05])
    bank = {"rows": _rows(chance, ids, kind), "customers": _people(chance, ids, kind)}
    bank["holding"] = _holdings(chance, ids, dated=dated)
    bank["consent"] = _consent(chance, ids)
    bank["contact"] = _contact(chance, ids)
    bank["branches"] = pd.DataFrame({"branch_id": [f"B{at}" for at in range(6)], "name": "x"})
    return bank


def drawn_engine(folder, bank):
    given = {name: bank[name] for name in ("holding", "consent", "contact")}
    return product_engine(
        folder, bank["rows"], customers=bank["customers"], branches=bank["branches"], **given
    )


def _rows(chance, ids, kind):
    count = len(ids)
    money = np.exp(chance.normal(9, 1.5, (len(PARTS), count)))
    money *= chance.random((len(PARTS), count)) < [[0.95], [0.5], [0.3], [0.2]]
    loan = np.exp(chance.normal(10, 1, count)) * (chance.random(count) < 0.25)
    branch = chance.integers(0, 6, count)
    months = []
    for number in range(7, 13):
        moved = np.exp(chance.normal(0, 0.3, (len(PARTS), count)))
        money = money * moved
        loan = loan * chance.uniform(0.8, 1.05, count)
        branch = np.where(chance.random(count) < 0.02, 0, branch)
        parts = money.copy()
        parts[0] -= np.where(chance.random(count) < 0.02, 2 * parts[0], 0)
        total = parts.sum(axis=0).round(2)
        level = np.searchsorted([20_000, 60_000, 200_000], total)
        frame = pd.DataFrame({"customer_id": ids, "snapshot_date": month(number)})
        frame["customer_type"] = kind
        frame["status"] = np.where(chance.random(count) < 0.02, "closed", "open")
        for name, part in zip(PARTS, parts, strict=True):
            frame[name] = part.round(2)
        frame["aum_mavg"] = total
        frame["aum_eop"] = (total * chance.uniform(0.8, 1.2, count)).round(2)
        frame["deposit_mavg"] = (parts[0] + parts[1]).round(2)
        frame["loan_mavg"] = loan.round(2)
        frame["branch_id"] = [f"B{at}" for at in branch]
        ladder = {
            "personal": ["mass", "mass_affluent", "affluent", "vip"],
            "corporate": ["basic", "growth", "priority", "strategic"],
        }
        names = [
            ladder.get(one, ladder["corporate"])[at] for one, at in zip(kind, level, strict=True)
        ]
        frame["tier"] = names
        frame["tier_raw"] = names
        frame["segment"] = np.where(chance.random(count) < 0.9, "P1", None)
        frame["value3"] = np.where(chance.random(count) < 0.3, "high", "low")
        frame["contribution_ttm"] = (total * 0.01).round(2)
        frame["digital_login_30d"] = np.where(chance.random(count) < 0.5, 0, 4)
        frame["txn_cnt_90d"] = np.where(chance.random(count) < 0.4, 0, 7)
        paid = chance.random(count) < np.where(np.arange(count) % 4 == 0, 0.85, 0.02)
        frame["payroll_in"] = np.where(paid, 5_000, 0)
        frame["maturing_next_30d"] = np.where(chance.random(count) < 0.2, parts[1] * 0.4, 0).round(
            2
        )
        frame["overdue_days"] = np.where(chance.random(count) < 0.03, 12, 0)
        frame["risk_tolerance"] = np.where(chance.random(count) < 0.1, 1, np.nan)
        frame["is_valid"] = (frame["status"] == "open") & (chance.random(count) < 0.97)
        months.append(frame[chance.random(count) > 0.02])
    return pd.concat(months, ignore_index=True).astype({"risk_tolerance": "Int64"})


def _people(chance, ids, kind):
    count = len(ids)
    days = chance.integers(0, 800, count)
    assessed = [AT - dt.timedelta(days=int(each)) for each in days]
    known = chance.random(count) < 0.7
    people = pd.DataFrame({"customer_id": ids})
    people["risk_tolerance"] = pd.array(
        np.where(known, chance.integers(1, 6, count), np.nan), dtype="Int64"
    )
    people["risk_assessed_on"] = [
        each if ok else None for each, ok in zip(assessed, known, strict=True)
    ]
    people["birth_year"] = chance.integers(1940, 2000, count)
    interbank = (kind == "institution") & (chance.random(count) < 0.5)
    people["institution_type"] = np.where(interbank, "interbank", None)
    return people


def _holdings(chance, ids, *, dated):
    likely = {"D": 0.95, "T": 0.45, "W2": 0.2, "W4": 0.15, "WX": 0.08, "F": 0.15, "L": 0.25,
              "C": 0.3, "A": 0.2, "M": 0.5, "O": 0.05}  # fmt: skip
    rows = []
    for product, share in likely.items():
        for customer in ids[chance.random(len(ids)) < share]:
            times = 1 + int(chance.random() < 0.15)
            rows += [_holding(chance, customer, product) for _ in range(times)]
    frame = pd.DataFrame(rows)
    follows = frame[(frame["product_id"] == "A") & (chance.random(len(frame)) < 0.7)]
    later = [
        _holding(chance, row["customer_id"], "C")
        | {"open_date": row["open_date"] + dt.timedelta(20)}
        for row in follows.to_dict("records")
    ]
    frame = pd.concat([frame, pd.DataFrame(later)], ignore_index=True)
    frame.insert(0, "holding_id", [f"H{number:06d}" for number in range(len(frame))])
    frame = frame.astype({"balance": float, "orig_amount": float, "rate": float})
    if not dated:
        return frame
    copies = []
    for date in (BEFORE, AT):
        copy = frame[chance.random(len(frame)) < 0.95].copy()
        copy["snapshot_date"] = date
        copies.append(copy)
    return pd.concat(copies, ignore_index=True)


def _holding(chance, customer, product):
    opened = AT - dt.timedelta(days=int(chance.integers(-5, 500)))
    short = product in {"W2", "T"} and chance.random() < 0.4
    term = int(chance.integers(3, 8)) if short else int(chance.integers(30, 900))
    due = opened + dt.timedelta(days=term) if product in {"T", "W2", "F", "L", "O"} else None
    closed = None
    if chance.random() < 0.2:
        closed = opened + dt.timedelta(days=int(chance.integers(10, 300)))
    if short:
        closed = due
    loan = product == "L"
    return {
        "customer_id": customer,
        "product_id": product,
        "open_date": opened,
        "close_date": closed,
        "balance": None
        if product in {"C", "A", "M"}
        else round(float(chance.exponential(20_000)), 2),
        "orig_amount": round(float(chance.exponential(20_000)), 2)
        if chance.random() < 0.8
        else None,
        "rate": round(float(chance.uniform(0.01, 0.09)), 4) if product in {"T", "L", "D"} else None,
        "maturity_date": due,
        "overdue_days": int(chance.choice([0, 0, 0, 0, 30])) if loan else None,
    }


def _consent(chance, ids):
    rows = []
    for customer in ids:
        for purpose in ("marketing", "personalised_reco"):
            for channel in ("call", "sms", "wechat"):
                for _ in range(int(chance.integers(0, 3))):
                    recorded = AT - dt.timedelta(days=int(chance.integers(-10, 600)))
                    expires = recorded + dt.timedelta(days=int(chance.integers(30, 900)))
                    rows.append(
                        {
                            "customer_id": customer,
                            "purpose": purpose,
                            "channel": channel,
                            "recorded_on": recorded,
                            "granted": bool(chance.random() < 0.7),
                            "expires_on": expires if chance.random() < 0.4 else None,
                        }
                    )
    frame = pd.DataFrame(rows)
    return frame.drop_duplicates(["customer_id", "purpose", "channel", "recorded_on"])


def _contact(chance, ids):
    rows = [
        {
            "contact_id": f"K{number:05d}",
            "customer_id": chance.choice(ids),
            "contact_ts": dt.datetime.combine(
                AT - dt.timedelta(days=int(chance.integers(-10, 400))), dt.time(9, 30)
            ),
            "channel": str(chance.choice(["call", "sms", "wechat"])),
            "type": str(chance.choice(["marketing", "care"])),
            "result": str(chance.choice(["reached", "refused"])),
        }
        for number in range(len(ids))
    ]
    return pd.DataFrame(rows)
