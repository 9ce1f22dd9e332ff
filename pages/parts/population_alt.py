"""What the figures of two populations show, for who cannot see them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pages.parts.population_words import figure_word, shown

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.population_words import Names, Row
    from pages.parts.text import Text


def figure_alt(t: Text, rows: Sequence[Row], names: Names) -> str:
    """What the figure of means shows, for who cannot see it."""
    said = [
        t(
            "{measure}: {value}, {b}: {other}.",
            measure=figure_word(t, row),
            value=shown(t, row, row["a_mean"]),
            b=names.b,
            other=shown(t, row, row["b_mean"]),
        )
        for row in rows
    ]
    return " ".join([t("Means per customer of {a} and {b}.", a=names.a, b=names.b), *said])


def spread_alt(t: Text, bars: pd.DataFrame, names: Names) -> str:
    """What the figure of the spread shows, for who cannot see it."""
    return t(
        "Bars of how the customers of {a} and {b} are spread over {count} ranges of amounts.",
        a=names.a,
        b=names.b,
        count=t.exact(bars.groupby("part").size().max()),
    )
