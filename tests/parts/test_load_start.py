"""The load section without files: which month is due next."""

from datetime import date

import pytest

from pages.parts.load_start import following_month_end


@pytest.mark.parametrize(
    ("newest", "due"),
    [
        (date(2026, 10, 31), date(2026, 11, 30)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2028, 1, 25), date(2028, 2, 29)),
        (date(2026, 11, 8), date(2026, 11, 30)),
    ],
    ids=["month-end", "year-end", "from day 25 on a month", "a week within its month"],
)
def test_the_month_after_the_newest_balances_is_due(newest, due):
    assert following_month_end(newest) == due
