"""The whole list of a part of a comparison, in blocks: for files, never for a screen."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analytics.conditions import Population
from analytics.engine import EVERYTHING, Engine
from analytics.population_parts import Comparison, memberships
from analytics.scope import Scope


def population_customers_blocks(
    engine: Engine,
    scope: Scope,
    *,
    a: Population,
    b: Population | None = None,
    part: str = "a",
    figure: str = "contribution_ttm",
) -> Iterator[pd.DataFrame]:
    """Yield every customer of a part, with the columns of `population_customers`.

    The blocks are read as they come: the list is sorted once, however long it is.

    Raises:
        PopulationPartUnknown, FigureNotCompared.
    """
    batches = engine.stream(
        "populations/customers",
        scope.single,
        populations=Comparison(a, b).groups,
        memberships=memberships(part),
        figure=figure,
        page_size=EVERYTHING,
        skipped=0,
    )
    first = 1
    for batch in batches:
        if not batch.num_rows:
            continue
        block = batch.to_pandas()
        block.insert(0, "rank", np.arange(first, first + len(block)))
        first += len(block)
        yield block
