"""The list as a file: every selected customer, more than a screen's answer may hold."""

import pandas as pd
import pytest

from analytics.contribution import Selection, contribution_customers, contribution_selection
from analytics.contribution_export import contribution_customers_blocks
from analytics.scope import Scope


def whole(engine, scope, selection):
    return pd.concat(
        contribution_customers_blocks(engine, scope, selection=selection), ignore_index=True
    )


@pytest.mark.parametrize("selection", [Selection(), Selection(first=37, last=1_037)])
def test_the_file_holds_the_whole_selection_and_its_total(engine, selection):
    scope = Scope.of(engine)
    rows = whole(engine, scope, selection)
    stated = contribution_selection(engine, scope, selection=selection).iloc[0]

    assert len(rows) == stated["customer_count"]
    assert rows["value"].sum() == pytest.approx(stated["value"], abs=0.005)
    assert rows["rank"].iloc[[0, -1]].tolist() == [stated["first_rank"], stated["last_rank"]]
    assert rows["rank"].is_monotonic_increasing
    assert rows["rank"].is_unique


@pytest.mark.parametrize("selection", [Selection(), Selection(first=37, last=137)])
def test_the_file_and_the_page_are_the_same_rows(engine, selection):
    scope = Scope.of(engine)
    page = contribution_customers(engine, scope, selection=selection, limit=100)
    rows = whole(engine, scope, selection).head(100)
    pd.testing.assert_frame_equal(rows, page, check_dtype=False)
