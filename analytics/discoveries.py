"""Which of many tests are discoveries, when few of those may be false?

Where pairs are screened for leads, the share of false ones among those named is held to 5 %:
Benjamini & Hochberg (1995) for tests that do not work against each other, Benjamini & Yekutieli
(2001) for any dependence. (A page's verdicts use Holm, which allows no false one at all.)
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analytics.concentration import Floats

FALSE_SHARE = 0.05
"""Of the pairs named, at most this share is expected to be chance."""


def false_discovery(p_values: npt.ArrayLike, *, any_dependence: bool = True) -> Floats:
    """Return the adjusted p-values of one family, any shape; NaN is no member and stays NaN.

    Those up to 0.05 may be named: at most 5 % of them are expected to be chance. The i-th smallest
    of m times m ÷ i, never falling, at most 1; with any dependence also times 1 + 1/2 + … + 1/m.
    """
    p = np.asarray(p_values, dtype=np.float64)
    adjusted = np.full(p.shape, np.nan)
    members = ~np.isnan(p)
    known = p[members]
    places = np.arange(1, len(known) + 1)
    order = np.argsort(known, kind="stable")
    scale = float((1 / places).sum()) if any_dependence else 1.0
    times = known[order] * len(known) / places * scale
    rising = np.minimum.accumulate(np.minimum(times, 1.0)[::-1])[::-1]
    back = np.empty(len(known))
    back[order] = rising
    adjusted[members] = back
    return adjusted
