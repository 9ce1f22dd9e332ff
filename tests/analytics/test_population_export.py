"""The file of a population holds its list, whole and in order; menus hold what is filled."""

import pandas as pd
import pytest

from analytics.condition_columns import COLUMNS
from analytics.condition_text import group_from
from analytics.conditions import Population
from analytics.known_columns import known_columns
from analytics.population_export import population_customers_blocks
from analytics.populations import population_customers, population_overlap
from analytics.scope import Scope

LARGE = Population("Large", 0, group_from('{"all":[["aum_mavg","at_least",100000]]}'))
MIDDLE = Population("Middle", 0, group_from('{"all":[["contribution_ttm","between",300,2000]]}'))


@pytest.mark.parametrize("part", ["a_only", "both", "b_only", "rest"])
def test_the_file_is_the_list_to_its_end(engine, part):
    scope = Scope.of(engine)
    sizes = population_overlap(engine, scope, a=LARGE, b=MIDDLE).set_index("part")
    asked = {"a": LARGE, "b": MIDDLE, "part": part}
    whole = pd.concat(population_customers_blocks(engine, scope, **asked), ignore_index=True)
    first = population_customers(engine, scope, limit=20, **asked)

    assert len(whole) == sizes.loc[part, "customer_count"]
    assert whole["aum_mavg"].sum() == pytest.approx(sizes.loc[part, "aum_mavg"])
    assert list(whole["rank"]) == list(range(1, len(whole) + 1))
    pd.testing.assert_frame_equal(whole.head(len(first)), first, check_dtype=False)


def test_the_menu_offers_what_somebody_has(engine):
    known = known_columns(engine, Scope.of(engine))
    assert {"customer_type", "aum_mavg", "contribution_ttm", "branch_id"} <= set(known)
    assert set(known) < set(COLUMNS)
    assert list(known) == [name for name in COLUMNS if name in known]
