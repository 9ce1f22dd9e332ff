"""The next product: who may never be proposed what, its reason, and the test it has to pass."""

import hashlib
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analytics import problems
from analytics.product_problems import ProductUnknown, TableNotProvided
from analytics.products_backtest import backtest
from analytics.products_next import (
    next_best_backtest,
    next_best_left_out,
    next_best_model,
    next_best_products,
    next_best_products_blocks,
    next_best_rules,
)
from analytics.products_rules import INVESTMENTS, rules
from analytics.scope import Scope
from tests.support.product_banks import (
    AT,
    BEFORE,
    LINE,
    PRODUCT,
    agreed,
    consents,
    drawn_bank,
    drawn_engine,
    holdings,
    product_engine,
)
from tests.support.product_twins import has, held_on, open_rows, reachable, tolerance

LEVEL = dict(zip(PRODUCT["product_id"], pd.to_numeric(PRODUCT["risk_level"]), strict=True))
EVIDENCE = {
    "confidence": 0.5,
    "lift": 2.0,
    "both_count": 40,
    "holder_count": 80,
    "went_on_share": 0.3,
}


def told(engine, scope, *steps, beats=True):
    """A model whose rules are those of the steps, such as "C>W4", the strongest first."""
    model = next_best_model(engine, replace(scope, before=None))
    rows = []
    for place, step in enumerate(steps, start=1):
        product, other = step.split(">")
        level = LEVEL[other] if LINE[other] in INVESTMENTS else 0.0
        row = {"customer_type": "personal", "product": product, "other": other} | EVIDENCE
        rows.append(row | {"needs_level": level, "blocked": bool(pd.isna(level)), "place": place})
    tested = pd.DataFrame({"customer_type": ["personal"], "beats": [beats]})
    return replace(model, rules=pd.DataFrame(rows), backtest=tested)


def people(**facts):
    """One customer per name with a tolerance and the day of its assessment."""
    rows = [
        {"customer_id": name, "risk_tolerance": level, "risk_assessed_on": day}
        for name, (level, day) in facts.items()
    ]
    frame = pd.DataFrame(rows)
    frame["risk_assessed_on"] = pd.to_datetime(frame["risk_assessed_on"]).dt.date
    return frame.astype({"risk_tolerance": "Int64"})


def open_bank(folder, customers, *, consent=None, rows=None, held=None, **tables):
    """Everybody holds a card since 2024 and, unless said, agreed to calls."""
    names = list(customers["customer_id"])
    given = {"customer_id": names * 2, "snapshot_date": [BEFORE] * len(names) + [AT] * len(names)}
    given["aum_mavg"] = [1_000] * len(names) * 2
    frame = pd.DataFrame(given | (rows or {}))
    cards = holdings("\n".join(f"{name} C 2024-01-01" for name in names)) if held is None else held
    consent = agreed(*names) if consent is None else consent
    return product_engine(
        folder, frame, customers=customers, holding=cards, consent=consent, **tables
    )


def proposed(engine, *steps, product="", beats=True):
    scope = Scope.of(engine)
    page = next_best_products(
        engine, scope, product=product, model=told(engine, scope, *steps, beats=beats)
    )
    return dict(zip(page["customer_id"], page["product_id"], strict=True))


def test_an_investment_must_suit_and_be_assessed_within_a_year(tmp_path):
    engine = open_bank(
        tmp_path / "store",
        people(
            c2=(2, "2025-12-01"),
            c3=(3, "2025-12-01"),
            c4=(4, "2025-12-01"),
            year_old=(5, "2024-12-31"),
            older=(5, "2024-12-30"),
            tomorrow=(5, "2026-01-01"),
            none=(None, None),
            undated=(5, None),
        ),
    )

    assert proposed(engine, "C>W4") == {"c4": "W4", "year_old": "W4"}
    assert set(proposed(engine, "C>F")) == {"c3", "c4", "year_old"}
    assert set(proposed(engine, "C>W2")) == {"c2", "c3", "c4", "year_old"}
    assert proposed(engine, "C>WX") == {}
    everybody = {"c2", "c3", "c4", "year_old", "older", "tomorrow", "none", "undated"}
    assert set(proposed(engine, "C>T")) == everybody
    assert set(proposed(engine, "C>M")) == everybody
    assert proposed(engine, "C>W4", "C>T")["c2"] == "T"
    assert proposed(engine, "C>W4", "C>T")["c4"] == "W4"


def test_of_two_known_tolerances_the_lower_one_counts(tmp_path):
    engine = open_bank(
        tmp_path / "store",
        people(a=(5, "2025-12-01"), b=(2, "2025-12-01"), c=(None, "2025-12-01")),
        rows={"risk_tolerance": pd.array([None, None, None, 2, 5, 4], dtype="Int64")},
    )

    assert proposed(engine, "C>W4") == {"c": "W4"}
    assert set(proposed(engine, "C>W2")) == {"a", "b", "c"}


def test_nobody_without_both_agreements_is_on_the_list(tmp_path):
    names = "both only_marketing only_personal none withdrawn renewed expired future other refused"
    engine = open_bank(
        tmp_path / "store",
        people(**dict.fromkeys(names.split(), (None, None))),
        consent=consents("""
            both marketing call 2025-01-01 yes
            both marketing sms 2025-01-01 yes
            both marketing sms 2025-02-01 no
            both personalised_reco sms 2025-01-01 yes
            only_marketing marketing call 2025-01-01 yes
            only_personal personalised_reco call 2025-01-01 yes
            withdrawn marketing call 2025-01-01 yes
            withdrawn personalised_reco call 2025-01-01 yes
            withdrawn personalised_reco call 2025-06-01 no
            renewed marketing call 2025-01-01 no
            renewed marketing call 2025-03-01 yes 2025-12-31
            renewed personalised_reco call 2025-01-01 yes
            expired marketing call 2025-01-01 yes 2025-12-30
            expired personalised_reco call 2025-01-01 yes
            future marketing call 2026-01-01 yes
            future personalised_reco call 2025-01-01 yes
            other research call 2025-01-01 yes
            other external_share call 2025-01-01 yes
            refused marketing call 2025-01-01 yes
            refused marketing wechat 2025-01-01 yes
            refused personalised_reco call 2025-01-01 yes
        """),
        contact=pd.DataFrame(
            {
                "contact_id": ["K1", "K2", "K3"],
                "customer_id": ["refused", "both", "renewed"],
                "contact_ts": pd.to_datetime(["2025-05-01", "2025-05-01", "2025-02-01"]),
                "channel": ["call", "call", "call"],
                "type": ["marketing", "care", "marketing"],
                "result": ["refused"] * 3,
            }
        ),
    )
    scope = Scope.of(engine)

    page = next_best_products(engine, scope, model=told(engine, scope, "C>T"))

    ways = page.set_index("customer_id")[["may_call", "may_sms", "may_wechat"]]
    assert ways.T.to_dict("list") == {
        "both": [True, False, False],
        "renewed": [True, False, False],
        "refused": [False, False, True],
    }


def test_who_is_overdue_is_proposed_nothing(tmp_path):
    held = pd.concat(
        [
            holdings("by_row C 2024-01-01\nby_loan C 2024-01-01\nfine C 2024-01-01"),
            holdings("by_loan L 2024-01-01 - 500", overdue_days=3).assign(holding_id="HL"),
            holdings("fine L 2024-01-01 2025-01-01 500", overdue_days=3).assign(holding_id="HF"),
        ]
    )
    engine = open_bank(
        tmp_path / "store",
        people(by_row=(None, None), by_loan=(None, None), fine=(None, None)),
        rows={"overdue_days": [0, 0, 0, 1, 0, 0]},
        held=held,
    )

    assert proposed(engine, "C>T") == {"fine": "T"}


def test_who_has_it_or_lacks_the_reason_is_proposed_something_else(tmp_path):
    held = holdings("""
        both C 2024-01-01
        both T 2025-01-01
        ended C 2024-01-01
        ended T 2024-01-01 2025-12-31
        lacks D 2024-01-01
    """)
    engine = open_bank(
        tmp_path / "store",
        people(both=(None, None), ended=(None, None), lacks=(None, None)),
        held=held,
    )

    assert proposed(engine, "C>T") == {"ended": "T"}
    assert proposed(engine, "C>T", "C>M", "D>A") == {"ended": "T", "both": "M", "lacks": "A"}
    assert proposed(engine, "C>T", "C>M", product="M") == {"both": "M", "ended": "M"}


def test_an_untested_or_beaten_rule_makes_no_list(tmp_path):
    engine = open_bank(tmp_path / "store", people(a=(None, None)))
    scope = Scope.of(engine)

    assert proposed(engine, "C>T", beats=False) == {}
    left = next_best_left_out(engine, scope, model=told(engine, scope, "C>T", beats=False))
    assert dict(zip(left["step"], left["customer_count"], strict=True)) == {
        "holders": 1, "suitable": 1, "not_overdue": 1, "consented": 1, "shown": 0,
    }  # fmt: skip
    with pytest.raises(problems.NoEarlierDate):
        next_best_products(engine, Scope.of(engine, at=BEFORE))
    with pytest.raises(ProductUnknown):
        proposed(engine, "C>T", product="TT")


def test_a_bank_without_consent_has_no_list_but_rules(tmp_path):
    engine = open_bank(tmp_path / "store", people(a=(None, None)), consent=consents(""))
    scope = Scope.of(engine)

    with pytest.raises(TableNotProvided, match="consent"):
        next_best_products(engine, scope)
    with pytest.raises(TableNotProvided, match="consent"):
        next_best_left_out(engine, scope)
    assert next_best_rules(engine, scope).empty
    assert list(next_best_backtest(engine, scope)["beats"]) == [False]


@pytest.fixture(scope="module", params=[False, True], ids=["undated", "dated"])
def bank(request):
    return drawn_bank(2_500, seed=8, dated=request.param)


@pytest.fixture(scope="module")
def engine(bank, tmp_path_factory):
    return drawn_engine(tmp_path_factory.mktemp("next") / "store", bank)


@pytest.fixture(scope="module")
def scope(engine):
    return Scope.of(engine)


@pytest.fixture(scope="module")
def model(engine, scope):
    """The rules found, taken as good whatever the back-test of chance says."""
    found = next_best_model(engine, scope)
    return replace(found, backtest=found.backtest.assign(beats=True))


def ever(bank, date, kind):
    """Customers of a type × products: the first day it was opened up to the date, if ever."""
    mine = bank["holding"][bank["holding"]["open_date"] <= date]
    if "snapshot_date" in mine:
        mine = mine[mine["snapshot_date"] <= date]
    first = mine.pivot_table(
        index="customer_id", columns="product_id", values="open_date", aggfunc="min"
    )
    rows = open_rows(bank, date)
    return first.reindex(rows.loc[rows["customer_type"] == kind, "customer_id"])


def test_rules_against_pandas(engine, scope, bank):
    found = next_best_rules(engine, scope)
    first = ever(bank, AT, "personal")
    had = first.notna()
    n = len(first)
    personal = found[found["customer_type"] == "personal"]
    assert len(personal) > 0
    assert ("A", "C") in set(zip(personal["product"], personal["other"], strict=True))
    for row in personal.to_dict("records"):
        a, b = row["product"], row["other"]
        both = (had[a] & had[b]).sum()
        lift = both * n / (had[a].sum() * had[b].sum())
        known = first[had[a] & had[b]]
        earlier, later = (known[a] < known[b]).sum(), (known[a] > known[b]).sum()
        assert (row["both_count"], row["holder_count"]) == (both, had[a].sum())
        assert row["lift"] == pytest.approx(lift)
        assert lift > 1.1
        assert both >= 30
        assert b != "O"
        assert row["went_on_count"] == earlier >= later
        assert row["went_on_share"] == pytest.approx(earlier / had[a].sum())
        assert row["blocked"] == (b == "WX")
    assert found.loc[~found["blocked"], "went_on_share"].is_monotonic_decreasing


def test_the_list_against_pandas(engine, scope, bank, model):
    page = next_best_products(engine, scope, limit=10_000, model=model)
    usable = model.rules[~model.rules["blocked"]].sort_values("place")
    owned, ways, levels = has(bank), reachable(bank), tolerance(bank)
    rows = open_rows(bank).set_index("customer_id")
    held = held_on(bank)
    late = set(held.loc[held["overdue_days"] > 0, "customer_id"])
    late |= set(rows.index[rows["overdue_days"] > 0])
    wanted = {}
    for customer, kind in rows["customer_type"].items():
        if customer in late or customer not in ways:
            continue
        mine = owned.loc[customer]
        for rule in usable[usable["customer_type"] == kind].to_dict("records"):
            suits = rule["needs_level"] <= levels.get(customer, 0) or rule["needs_level"] == 0
            if mine[rule["product"]] and not mine[rule["other"]] and suits:
                wanted[customer] = (rule["other"], rule["product"])
                break
    got = {
        row["customer_id"]: (row["product_id"], row["reason_id"]) for row in page.to_dict("records")
    }
    assert len(wanted) > 50
    assert got == wanted
    for row in page.to_dict("records"):
        open_ways = {name for name in ("call", "sms", "wechat") if row[f"may_{name}"]}
        assert open_ways == ways[row["customer_id"]]
    blocks = pd.concat(next_best_products_blocks(engine, scope, model=model))
    pd.testing.assert_frame_equal(blocks.reset_index(drop=True), page)
    second = next_best_products(engine, scope, limit=20, offset=20, model=model)
    pd.testing.assert_frame_equal(second, page.iloc[20:40].reset_index(drop=True))


def test_the_waterfall_ends_in_the_list(engine, scope, model):
    page = next_best_products(engine, scope, limit=10_000, model=model)
    left = next_best_left_out(engine, scope, model=model)

    shown = left[left["step"] == "shown"].set_index("customer_type")["customer_count"]
    assert shown.sum() == len(page)
    for _, steps in left.groupby("customer_type"):
        fallen = -steps["customer_count"].diff().fillna(0)
        assert (fallen == steps["left_out_count"]).all()


def test_the_back_test_against_pandas(engine, scope, bank):
    found = backtest(engine, scope).set_index("customer_type").loc["personal"]
    past = rules(engine, replace(scope.single, at=BEFORE, before=None))
    past = past[(past["customer_type"] == "personal") & ~past["blocked"]].sort_values("place")
    was, now, levels = has(bank, BEFORE), has(bank), tolerance(bank, BEFORE)
    rows = open_rows(bank, BEFORE)
    people = rows.loc[rows["customer_type"] == "personal", "customer_id"]
    count = was.loc[people].sum()
    popular = sorted(count.index, key=lambda name: (-count[name], name))
    opened = hits = best = 0
    for customer in people[people.isin(now.index)]:
        can = [
            name
            for name in popular
            if name != "O"
            and not was.loc[customer, name]
            and (LINE[name] not in INVESTMENTS or LEVEL[name] <= levels[customer])
        ]
        new = {name for name in can if now.loc[customer, name]}
        following = [
            rule["other"] for rule in past.to_dict("records") if was.loc[customer, rule["product"]]
        ]
        ranked = [name for name in dict.fromkeys([*following, *can]) if name in can]
        opened += bool(new)
        hits += bool(new & set(ranked[:3]))
        best += bool(new & set(can[:3]))
    assert (found["opened_count"], found["hit_count"]) == (opened, hits)
    assert found["popular_count"] == best
    assert found["gain"] == pytest.approx((hits - best) / opened)
    assert found["gain_low"] <= found["gain"] <= found["gain_high"]
    assert not np.isnan(found["hit_rate_low"])


def test_of_many_customers_the_order_is_read_off_those_with_small_digests(
    engine, scope, bank, monkeypatch
):
    whole = rules(engine, scope).set_index(["customer_type", "product", "other"])
    monkeypatch.setattr("analytics.products_rules.SAMPLE_SIZE", 1_000)
    monkeypatch.setattr("analytics.products_rules.DRAWN", 1_000)

    found = rules(engine, scope).set_index(["customer_type", "product", "other"])

    row, all_of_them = found.loc[("personal", "A", "C")], whole.loc[("personal", "A", "C")]
    first = ever(bank, AT, "personal")
    people = len(open_rows(bank))
    below = f"{2**32 * 1_000 // people:08x}"
    digests = [hashlib.md5(name.encode()).hexdigest()[:8] for name in first.index]
    drawn = first[[digest < below for digest in digests]]
    both = drawn.dropna(subset=["A", "C"])
    assert 200 < len(drawn) < 1_100
    share = (both["A"] < both["C"]).mean()
    assert row["went_on_share"] == pytest.approx(share * row["confidence"])
    for name in ("both_count", "holder_count", "lift", "confidence"):
        assert row[name] == all_of_them[name]
