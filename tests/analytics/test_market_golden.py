"""The numbers worked by hand in tests/golden/market, one line of a table as one test."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.break_even import Repricing, break_even_rates
from analytics.maturity import kept_share
from analytics.offer_compare import loan_compare
from analytics.offers import Offer
from analytics.quotes import Quote
from analytics.relatedness import Together, herfindahl, relatedness

TABLES = Path(__file__).parents[1] / "golden" / "market"
CENT, RATE = 0.005, 1e-6


def lines(table):
    frame = pd.read_csv(TABLES / f"{table}.csv")
    return [pytest.param(row, id=f"line {place + 2}") for place, row in frame.iterrows()]


def agree(found, row, tolerance):
    """Every expected cell that is filled equals what was found."""
    wanted = {name: row[name] for name in found if not pd.isna(row[name])}
    assert wanted
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, abs=tolerance, rel=0)


@pytest.mark.parametrize("row", lines("quotes"))
def test_a_quote_is_so_much_a_year(row):
    quote = Quote(value=row["value"], basis=row["basis"])

    assert quote.annual_rate == pytest.approx(row["annual_rate"], abs=1e-15)
    assert quote.monthly_rate * 12 == pytest.approx(row["annual_rate"], abs=1e-15)


@pytest.mark.parametrize("row", lines("loans"))
def test_a_loan_costs_what_was_worked_out(row):
    offer = Offer(
        offer_id="O",
        competitor="other",
        product_name="loan",
        quote=Quote(value=row["quote_value"], basis=row["quote_basis"]),
        repay_modes=(row["repay_mode"],),
        fee_share=row["fee_pct"] / 100,
    )

    found = loan_compare([offer], row["amount"], int(row["term_months"])).iloc[0]

    rates = {name: found[name] for name in ("apr", "ear")}
    agree(rates, row, RATE)
    if row["term_months"] == 36:
        money = ("monthly_first", "monthly_last", "total_interest")
        agree({name: found[name] for name in money}, row, CENT)


def test_what_the_rival_saves_a_borrower():
    """Saving 164.01 a month, 5,904.20 in total."""
    offers = [
        Offer(
            offer_id=name,
            competitor=name,
            product_name="loan",
            quote=Quote(value=value, basis="annual_pct"),
            repay_modes=("annuity",),
        )
        for name, value in (("ours", 7.2), ("theirs", 6.0))
    ]

    found = loan_compare(offers, 300_000, 36).set_index("offer")

    money = ["monthly_first", "total_interest"]
    saved = found.loc["ours", money] - found.loc["theirs", money]
    assert saved["monthly_first"] == pytest.approx(164.01, abs=CENT)
    assert saved["total_interest"] == pytest.approx(5_904.20, abs=CENT)


@pytest.mark.parametrize("row", lines("break_even"))
def test_match_or_let_go(row):
    names = ("rate", "carry", "other", "kept_without", "kept_with", "balance")
    repricing = Repricing(**{name: float(row[name]) for name in names})
    effect = repricing.effect(row["new_rate"])

    agree({"break_even_rate": repricing.break_even_rate}, row, 5e-6)
    agree({name: getattr(effect, name) for name in ("before", "after", "saved")} | {
        "change": effect.change, "given_up": effect.given_up}, row, CENT)  # fmt: skip
    if not pd.isna(row["share_needed"]):
        agree({"share_needed": repricing.share_needed(row["new_rate"])}, row, 5e-4)
    at_par = repricing.effect(repricing.break_even_rate)
    assert at_par.change == pytest.approx(0, abs=1e-6)
    several = break_even_rates(*(row[name] for name in ("rate", "carry", *names[3:5], "other")))
    assert float(several) == pytest.approx(repricing.break_even_rate, abs=1e-15)


@pytest.mark.parametrize("row", lines("relatedness"))
def test_two_products_go_together(row):
    both = np.array([[row["first"], row["both"]], [row["both"], row["second"]]], dtype=np.int64)
    together = Together(products=("A", "B"), customers=int(row["customers"]), both=both)

    found = relatedness(together).set_index(["product", "other"])

    there, back = found.loc[("A", "B")], found.loc[("B", "A")]
    agree({name: there[name] for name in ("confidence", "lift", "leverage")}, row, 1e-12)
    agree({"confidence_back": back["confidence"], "lift": back["lift"]}, row, 1e-12)


@pytest.mark.parametrize("row", lines("concentration"))
def test_the_concentration_of_balances(row):
    amounts = [float(part) for part in str(row["amounts"]).split()]

    assert herfindahl(amounts) == pytest.approx(row["hhi"], abs=1e-12)


@pytest.mark.parametrize("row", lines("maturity"))
def test_the_retention_of_maturing_funds(row):
    found = kept_share(row["matured"], row["before"], row["after"])

    assert float(found) == pytest.approx(row["kept_share"], abs=1e-12)
