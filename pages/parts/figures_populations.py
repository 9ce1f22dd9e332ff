"""Two populations beside each other: means as dots on lines, and distributions as bars. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts import format as forms
from pages.parts.population_words import (
    Names,
    figure_word,
    shown,
    times_word,
)

if TYPE_CHECKING:
    from pages.parts.text import Text

Row = Mapping[str, Any]
ROW_HEIGHT, NARROW_ROW = 46, 62
MEASURE_WIDTH = 12.0
WRAPPED = 17
"""A longer name of a figure takes two lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """How two populations are drawn. picked: the part whose customers are listed."""

    names: Names
    picked: str = "a"
    narrow: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """What is drawn, the base first."""
        return ("b", "a") if self.names.alone else ("rest", "b", "a")

    def word(self, t: Text, part: str) -> str:
        """What a part is called in the legend."""
        named = {"a": self.names.a, "b": self.names.label, "rest": t("The rest")}
        return named[part]


def part_colours(view: PairView, colours: figures.Tokens) -> dict[str, str]:
    """Part -> its token: who is asked about in the accent, the base grey."""
    if view.names.alone:
        return {"a": colours.accent, "b": colours.reference}
    return {"a": colours.accent, "b": colours.caution, "rest": colours.reference}


def means_figure(rows: Sequence[Row], t: Text, theme: str, *, view: PairView) -> go.Figure:
    """Means per customer as dots, each row on a scale of its own from zero; a click reports a part.

    `rows` are amounts of `population_comparison`: figure, code, nature, unit, and *_mean of a, b
    and rest. The base lies behind, the values stand at the right.
    """
    colours = figures.tokens(theme, t)
    each = NARROW_ROW if view.narrow else ROW_HEIGHT
    figure = figures.base(theme, t, height=58 + each * len(rows))
    scaled = [_scaled(row, view) for row in rows]
    low = min(0.0, *(value for values in scaled for value in values.values()))
    figure.add_trace(_tracks(scaled, low, colours))
    for part in view.parts:
        figure.add_trace(_dots(rows, scaled, part, t, view, colours))
    figure.update_xaxes(
        range=[low - 0.03, 1.03], showticklabels=False, zeroline=low < 0, fixedrange=True
    )
    figure.update_yaxes(
        range=[len(rows) - 0.5, -0.62 if view.narrow else -0.5],
        tickvals=list(range(len(rows))),
        ticktext=[_wrapped(figure_word(t, row)) for row in rows],
        showticklabels=not view.narrow,
        ticklabelstandoff=8,
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        tickfont={"color": colours.ink},
    )
    labels = _labels_above(rows, t, view, colours) if view.narrow else []
    columns, room = ([], 12) if view.narrow else _value_columns(rows, t, view, colours)
    figure.update_layout(
        annotations=[*labels, *columns],
        hovermode="closest",
        dragmode="pan",
        legend={"traceorder": "reversed", "itemclick": False, "itemdoubleclick": False},
        margin={"t": 40, "r": room, "b": 6},
    )
    return shades.without_empty_titles(figure)


def _scaled(row: Row, view: PairView) -> dict[str, float]:
    """Means of the parts as shares of the largest of them."""
    means = {part: float(row[f"{part}_mean"]) for part in view.parts}
    known = {part: value for part, value in means.items() if not forms.is_missing(value)}
    most = max((abs(value) for value in known.values()), default=0.0) or 1.0
    return {part: value / most for part, value in known.items()}


def _tracks(
    scaled: Sequence[Mapping[str, float]], low: float, colours: figures.Tokens
) -> go.Scatter:
    """A thin line per row from end to end, and a thick one between the two compared."""
    x: list[float | None] = []
    y: list[float | None] = []
    for place in range(len(scaled)):
        x += [low, 1.0, None]
        y += [place, place, None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": colours.rule, "width": 2},
        hoverinfo="skip",
        showlegend=False,
    )


def _dots(
    rows: Sequence[Row],
    scaled: Sequence[Mapping[str, float]],
    part: str,
    t: Text,
    view: PairView,
    colours: figures.Tokens,
) -> go.Scatter:
    """One part's dots, with the line from zero that makes their length readable."""
    colour = part_colours(view, colours)[part]
    places = [place for place, values in enumerate(scaled) if part in values]
    base = part == view.parts[0]
    return go.Scatter(
        name=view.word(t, part),
        x=[scaled[place][part] for place in places],
        y=places,
        mode="markers",
        marker={
            "size": 11 if base else 14,
            "color": colour,
            "opacity": 1,
            "line": {
                "color": colours.ink if part == view.picked else colours.surface,
                "width": 1.5,
            },
        },
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        customdata=[part] * len(places),
        hovertext=[_hover(rows[place], part, t, view) for place in places],
        hovertemplate="%{hovertext}<extra></extra>",
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [0.0] * len(places),
            "arrayminus": [scaled[place][part] for place in places],
            "color": colour,
            "thickness": 2 if base else 3,
            "width": 0,
        },
    )


def _hover(row: Row, part: str, t: Text, view: PairView) -> str:
    count = t.exact(int(row[f"{part}_count"]))
    return "<br>".join(
        [
            f"<b>{view.word(t, part)}</b>",
            t("{measure}: {value} each", measure=figure_word(t, row), value=_exact(t, row, part)),
            t("of {n} customers", n=count),
        ]
    )


def _exact(t: Text, row: Row, part: str) -> str:
    value = row[f"{part}_mean"]
    return t.exact_money(value) if row["unit"] == "currency" else shown(t, row, value)


def times(t: Text, row: Row) -> str:
    """How many times B's mean A's is; empty where that says nothing."""
    a, b = float(row["a_mean"]), float(row["b_mean"])
    if not (a > 0 and b > 0):
        return ""
    return t("{times} times", times=times_word(t, a / b) if a / b >= 0.1 else "< 0.1")


def _value_columns(
    rows: Sequence[Row], t: Text, view: PairView, colours: figures.Tokens
) -> tuple[list[dict[str, object]], int]:
    """The means in figures right of the plot, a column per part, and how many times A is B."""
    coloured = part_colours(view, colours)
    written = [
        ([shown(t, row, row[f"{part}_mean"]) for row in rows], _ink(coloured[part], colours))
        for part in view.parts[::-1]
    ]
    written.append(([times(t, row) for row in rows], colours.muted))
    labels: list[dict[str, object]] = []
    reach = 14.0
    for texts, colour in written:
        reach += max(shades.text_width(text, 13) for text in texts) + 16
        labels += [
            _label(text, place, colour)
            | {"x": 1, "xref": "paper", "xanchor": "right", "xshift": reach}
            for place, text in enumerate(texts)
        ]
    return labels, round(reach) + 14


def _ink(colour: str, colours: figures.Tokens) -> str:
    """The base is grey on the plot; as text it would be too faint."""
    return colours.muted if colour == colours.reference else colour


def _label(text: str, place: float, colour: str) -> dict[str, object]:
    return {
        "y": place,
        "text": text,
        "showarrow": False,
        "font": {"size": 13, "color": colour},
    }


def _labels_above(
    rows: Sequence[Row], t: Text, view: PairView, colours: figures.Tokens
) -> list[dict[str, object]]:
    """On a phone the name of a row and its values stand above it."""
    coloured = part_colours(view, colours)
    labels = []
    for place, row in enumerate(rows):
        values = "  ".join(
            f'<span style="color:{_ink(coloured[part], colours)}">'
            f"{shown(t, row, row[f'{part}_mean'])}</span>"
            for part in view.parts[::-1]
        )
        name = figure_word(t, row)
        labels.append(
            _label(f"{name}  {values}", place - 0.16, colours.ink)
            | {
                "x": 0,
                "xref": "paper",
                "xanchor": "left",
                "yanchor": "bottom",
                "font": {"size": 12, "color": colours.ink},
            }
        )
    return labels


def _wrapped(name: str) -> str:
    """A long name in two lines, broken at the space nearest to its middle."""
    spaces = [place for place, sign in enumerate(name) if sign == " "]
    if len(name) <= WRAPPED or not spaces:
        return name
    middle = min(spaces, key=lambda place: abs(place - len(name) / 2))
    return f"{name[:middle]}<br>{name[middle + 1 :]}"
