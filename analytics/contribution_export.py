"""The whole list of selected customers, in blocks: for files, never for a screen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analytics import concentration
from analytics.contribution_lists import BEYOND_ANY_AMOUNT, EVERYBODY, Selection, places
from analytics.engine import Engine
from analytics.ranking import ranking
from analytics.scope import Scope


def contribution_customers_blocks(
    engine: Engine,
    scope: Scope,
    *,
    measure: str = "contribution_ttm",
    selection: Selection = EVERYBODY,
) -> Iterator[pd.DataFrame]:
    """Yield every selected customer, best first, with the columns of `contribution_customers`.

    The blocks are read as they come and kept nowhere: a million customers need no more memory
    than one block.

    Raises:
        SelectionOutOfRange: the selection holds nobody.
    """
    ranked = ranking(engine, scope, measure)
    first, last = places(ranked, selection)
    steps = ranked.exact_at([first - 1, last]).steps
    above, below = concentration.cut(steps, first - 1), concentration.cut(steps, last)
    batches = engine.stream(
        "contribution/customers",
        ranked.scope,
        measure=measure,
        value_high=above.value if first > 1 else BEYOND_ANY_AMOUNT,
        value_low=below.value,
        skipped=above.tied,
        page_size=last - first + 1,
    )
    reached, total = above.total, steps.sum
    for batch in batches:
        if not batch.num_rows:
            continue
        block = batch.to_pandas()
        cumulative = reached + block["value"].cumsum()
        block.insert(0, "rank", np.arange(first, first + len(block)))
        after_value = block.columns.get_loc("value") + 1
        block.insert(after_value, "value_share", block["value"] / total if total > 0 else np.nan)
        block.insert(after_value + 1, "cumulative_value", cumulative)
        block.insert(
            after_value + 2, "cumulative_share", cumulative / total if total > 0 else np.nan
        )
        first, reached = first + len(block), float(cumulative.iloc[-1])
        yield block
