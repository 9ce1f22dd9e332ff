"""Quoted rates: what is asked about, what is refused, what is taken as written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import market_problems as problems
from analytics.quotes import (
    BELIEVED,
    MONTHLY_PARTS,
    Quote,
    checked,
    fraction_doubt,
    percent,
    plain,
    quote_doubt,
)


@pytest.mark.parametrize(
    ("value", "basis", "written", "first_meant"),
    [
        (0.072, "annual_pct", 0.00072, (7.2, "annual_pct")),
        (0.005, "monthly_li", 0.00006, (5, "monthly_li")),
        (0.005, "monthly_pct", 0.0006, (0.5, "monthly_pct")),
        (0.00015, "daily_li", 0.0000054, (1.5, "daily_li")),
        (7.2, "monthly_pct", 0.864, (7.2, "annual_pct")),
        (0.35, "annual_pct", 0.0035, (0.35, "monthly_pct")),
        (50, "annual_pct", 0.50, None),
    ],
)
def test_a_doubtful_value_is_asked_about_with_every_reading(value, basis, written, first_meant):
    if first_meant is None:
        with pytest.raises(problems.QuoteAbsurd):
            quote_doubt(Quote(value=value, basis=basis))
        return
    quote = Quote(value=value, basis=basis, is_floor=True)

    doubt = quote_doubt(quote)

    assert doubt.written.quote == quote
    assert doubt.written.annual_rate == pytest.approx(written)
    meant = doubt.meant[0]
    assert (meant.quote.value, meant.quote.basis) == (pytest.approx(first_meant[0]), first_meant[1])
    assert meant.quote.is_floor
    assert all(0.005 <= each.annual_rate <= 0.36 for each in doubt.meant)
    said = str(doubt.problem)
    assert plain(value) in said
    assert percent(written) in said
    assert percent(meant.annual_rate) in said


@pytest.mark.parametrize(
    ("value", "basis", "line"),
    [
        (5, "monthly_li", "loan"),
        (0, "annual_pct", "loan"),
        (36, "annual_pct", "loan"),
        (1.5, "daily_li", "loan"),
        (0.05, "annual_pct", "deposit"),
        (1.75, "annual_pct", "deposit"),
    ],
)
def test_a_believable_value_is_taken_as_written(value, basis, line):
    quote = Quote(value=value, basis=basis)

    assert checked(quote, line) is quote


def test_a_confirmed_value_is_taken_as_written_unless_nobody_can_mean_it():
    assert quote_doubt(Quote(value=0.072, basis="annual_pct", confirmed=True)) is None
    assert quote_doubt(Quote(value=50, basis="annual_pct", confirmed=True)) is None
    with pytest.raises(problems.QuoteAbsurd):
        quote_doubt(Quote(value=5_000, basis="annual_pct", confirmed=True))


@pytest.mark.parametrize(
    ("quote", "problem"),
    [
        (Quote(value=-0.1, basis="annual_pct"), problems.QuoteNegative),
        (Quote(value=float("nan"), basis="annual_pct"), problems.QuoteUnreadable),
        (Quote(value=float("inf"), basis="annual_pct"), problems.QuoteUnreadable),
        (Quote(value=1e308, basis="monthly_pct"), problems.QuoteAbsurd),
        (Quote(value=5, basis="monthly"), problems.QuoteBasisUnknown),
        (Quote(value=0.072, basis="annual_pct"), problems.QuoteFractionDoubtful),
        (Quote(value=7.2, basis="monthly_pct"), problems.QuoteBasisDoubtful),
    ],
)
def test_what_cannot_be_taken_is_named_with_a_remedy(quote, problem):
    with pytest.raises(problem) as refused:
        checked(quote)

    assert "{" not in str(refused.value)


def test_a_percentage_where_a_fraction_belongs_is_asked_about():
    doubt = fraction_doubt(7.2)

    assert doubt.written.annual_rate == 7.2
    assert doubt.meant[0].annual_rate == pytest.approx(0.072)
    assert str(doubt.problem) == (
        "Is 7.2 meant? As a fraction it is 720 % a year; "
        "if it is a percentage, it is 7.2 % a year. Write 0.072 for that, or confirm 7.2."
    )
    assert fraction_doubt(0.072) is None
    with pytest.raises(problems.QuoteAbsurd):
        fraction_doubt(72)
    with pytest.raises(problems.QuoteNegative):
        fraction_doubt(-0.01)
    with pytest.raises(problems.QuoteUnreadable):
        fraction_doubt(float("nan"))


@given(
    value=st.floats(0, 1e6, allow_nan=False),
    basis=st.sampled_from(sorted(MONTHLY_PARTS)),
    line=st.sampled_from(sorted(BELIEVED)),
)
def test_every_number_is_taken_asked_about_or_refused_but_never_changed(value, basis, line):
    quote = Quote(value=value, basis=basis)
    try:
        doubt = quote_doubt(quote, line)
    except problems.QuoteAbsurd:
        assert quote.annual_rate > BELIEVED[line][1]
        return
    if doubt is None:
        assert quote.annual_rate <= BELIEVED[line][1]
    else:
        assert doubt.written.quote is quote
        assert doubt.meant


def test_numbers_are_written_as_people_write_them():
    assert [plain(each) for each in (7.0, 0.00015, 1e-7, 12000.0, 1e308)] == [
        "7", "0.00015", "0.0000001", "12000", "1e+308",
    ]  # fmt: skip
    assert percent(0.110825) == "11.0825"
