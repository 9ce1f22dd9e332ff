"""One event, one finding: judged lines written as text tables, and what is told of them."""

import datetime as dt

import pandas as pd

from analytics.findings_merge import RATE_FACTS, SUM_FACTS, merged, ranked
from tests.support.deliveries import rows_of

DAY = dt.date(2026, 10, 31)
RATES = (
    "kind customer_type branch_id level to_level move customer_count excess_count p_value unusual"
)
SUMS = "kind customer_type branch_id level excess_change threshold material"
SINGLES = "customer_id customer_type branch_id level move change threshold"


def table(header, text, others=()):
    """A frame of lines of words; `-` is empty text; `others`: more columns, without values."""
    text = text.strip()
    frame = rows_of(f"{header}\n{text}") if text else pd.DataFrame(columns=header.split())
    for name in frame:
        if name in {"unusual", "material"}:
            frame[name] = frame[name] == "yes"
        elif name.endswith(("count", "change", "threshold", "p_value")):
            frame[name] = frame[name].astype(float)
        else:
            frame[name] = frame[name].fillna("")
    return frame.assign(**{name: None for name in others if name not in frame}, product_id="")


def told(rates="", sums="", singles=""):
    """What is told, in order: (kind, branch, level, move, gate, merged)."""
    lines = table(RATES, rates, RATE_FACTS), table(SUMS, sums, SUM_FACTS).assign(move="")
    found = ranked(merged(*lines, table(SINGLES, singles)), day=DAY)
    names = ["kind", "branch_id", "level", "move", "gate", "merged_count"]
    return [tuple(row) for row in found[names].itertuples(index=False)], found


def test_an_outflow_that_seven_numbers_tell_is_one_finding():
    rows, _ = told(
        rates="""
        branch personal B7 affluent - down 135 131 1e-90 yes
        branch personal B7 - - down 150 130 1e-20 yes
        flow personal - affluent mass_affluent down 180 120 1e-9 yes
        """,
        sums="""
        branch personal B7 affluent -12e6 1e6 yes
        branch - B7 - -12e6 1e6 yes
        tier personal - affluent -13e6 3e6 yes
        tier - - - -14e6 11e6 yes
        """,
    )

    assert rows == [("branch", "B7", "affluent", "down", "both", 4)]


def test_what_one_customer_moved_is_told_of_him_and_of_no_wider_number():
    rows, found = told(
        sums="""
        branch personal B3 vip -30.2e6 1e6 yes
        branch - B3 - -30.1e6 1e6 yes
        tier - - - -31e6 11e6 yes
        """,
        singles="C1 personal B3 vip left -30e6 1e6",
    )

    assert rows == [("single_customer", "B3", "vip", "left", "money", 3)]
    assert found["is_bad"].all()


def test_a_branch_that_lost_as_much_again_is_told_too_and_names_the_customer():
    rows, found = told(
        sums="branch - B3 - -50e6 1e6 yes", singles="C1 personal B3 vip left -30e6 1e6"
    )

    assert [row[:2] for row in rows] == [("single_customer", "B3"), ("branch", "B3")]
    branch = found.iloc[1]
    assert (branch["explained_customer_id"], branch["explained_share"]) == ("C1", 0.6)


def test_an_unusual_rate_stays_when_its_money_is_one_customer_s():
    rows, _ = told(
        rates="branch personal B3 vip - lost 9 8 1e-6 yes",
        sums="branch personal B3 vip -30.2e6 1e6 yes",
        singles="C1 personal B3 vip left -30e6 1e6",
    )

    assert rows == [
        ("single_customer", "B3", "vip", "left", "money", 0),
        ("branch", "B3", "vip", "lost", "rate", 0),
    ]


def test_many_branches_that_make_up_a_tier_s_change_are_the_tier_s():
    rows, _ = told(
        sums="""
        tier personal - vip 9e6 3e6 yes
        branch personal B1 vip 2e6 1e6 yes
        branch personal B2 vip 2e6 1e6 yes
        branch personal B3 vip 2e6 1e6 yes
        """
    )

    assert rows == [("tier", "", "vip", "rose", "money", 3)]


def test_gains_and_losses_are_never_one_event():
    rows, _ = told(
        sums="""
        branch personal B1 vip 5e6 1e6 yes
        branch - B1 - -4e6 1e6 yes
        """
    )

    assert len(rows) == 2


def test_money_comes_first_one_customer_s_double_then_the_clearest_rates():
    rows, found = told(
        rates="""
        branch personal B8 mass - up 90 40 1e-6 yes
        branch personal B9 mass - lost 90 40 1e-9 yes
        """,
        sums="branch personal B1 vip -5e6 1e6 yes",
        singles="""
        C1 personal B2 vip fell -3e6 1e6
        C2 personal B3 vip rose 2e6 1e6
        C3 personal B4 vip rose 1e6 1e6
        """,
    )

    # Six: two of a kind come first, then what is left in its order.
    assert [row[1] for row in rows] == ["B2", "B1", "B3", "B9", "B4", "B8"]
    assert list(found["rank"]) == [1, 2, 3, 4, 5, 6]
    assert list(found["shown"]) == [True] * 5 + [False]


def test_fewer_who_fall_is_good_and_fewer_who_rise_is_bad():
    _, found = told(
        rates="""
        branch personal B1 mass - up 2 -40 1e-6 yes
        branch personal B2 vip - down 2 -40 1e-6 yes
        """
    )

    assert dict(zip(found["branch_id"], found["is_bad"], strict=True)) == {"B1": True, "B2": False}
    assert set(found["direction"]) == {"down"}
