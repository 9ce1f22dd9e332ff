"""The flow picture (Sankey): the migration matrix again, as streams. Pure.

It reports no clicks; what it shows is picked in the matrix.
"""

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts.migration_cells import Cell, Matrix, MatrixView, matrix_of
from pages.parts.migration_labels import level_word
from pages.parts.text import Text

PAD = 20
"""Pixels between nodes: a label's height, so that labels of small nodes never touch."""

TOP, AROUND = 40, 52
"""Pixels above the plot, and above and below together."""


def flow_figure(
    frame: pd.DataFrame, t: Text, theme: str, *, view: MatrixView, stays: bool = True
) -> go.Figure:
    """Streams from the levels at the earlier date, left, to those at the later one, right.

    `frame` and `view` as in `figures_migration.matrix_figure`. Without `stays` those who kept
    their level are left out, so that few movers show beside many who stayed.
    """
    colours = figures.tokens(theme, t)
    matrix = matrix_of(frame, replace(view, show="count"))
    cells = [
        cell
        for cell in matrix.cells
        if not cell.is_total and (stays or cell.way(view.levels) != "stay")
    ]
    starts, ends = _sides(matrix, cells)
    height = max(260, AROUND + 62 * max(len(starts), len(ends)))
    places = _places(cells, (starts, ends), height - AROUND)
    figure = figures.base(theme, t, height=height)
    figure.add_trace(
        go.Sankey(
            arrangement="fixed",
            node=_nodes(cells, (starts, ends), t, colours, view) | places,
            link=_links(cells, (starts, ends), t, colours, view),
        )
    )
    labels = _labels(cells, (starts, ends), places["y"], t, colours, view)
    beside = 6.0 if view.narrow else 22.0
    if not view.narrow:
        beside += max((shades.text_width(str(each["text"]), 13) for each in labels), default=0)
    figure.update_layout(
        annotations=[*labels, *_dates(t, colours, view)],
        margin={"l": beside, "r": beside, "t": TOP, "b": AROUND - TOP},
    )
    return figure


def _dates(t: Text, colours: figures.Tokens, view: MatrixView) -> list[dict[str, object]]:
    """The two dates over the two sides."""
    return [
        {
            "x": x,
            "y": 1,
            "xref": "paper",
            "yref": "paper",
            "xanchor": side,
            "yanchor": "bottom",
            "yshift": 14,
            "text": t.date(day),
            "showarrow": False,
            "font": {"color": colours.muted, "size": 12},
        }
        for x, side, day in ((0, "left", view.before), (1, "right", view.at))
    ]


def _labels(
    cells: list[Cell],
    sides: tuple[list[str], list[str]],
    middles: list[float],
    t: Text,
    colours: figures.Tokens,
    view: MatrixView,
) -> list[dict[str, object]]:
    """Names and counts beside the nodes, on a phone over the streams: plotly would strike them."""
    starts, ends = sides
    named = [(0, code) for code in starts] + [(1, code) for code in ends]
    labels: list[dict[str, object]] = []
    for (side, code), middle in zip(named, middles, strict=True):
        count = sum(cell.count for cell in cells if (cell.before, cell.after)[side] == code)
        shift = (14 if view.narrow else -12) * (-1 if side else 1)
        labels.append(
            {
                "x": side,
                "y": 1 - middle,
                "xref": "paper",
                "yref": "paper",
                "xanchor": "left" if (side == 0) == view.narrow else "right",
                "yanchor": "middle",
                "xshift": shift,
                "text": f"{level_word(t, view.dimension, code)} <b>{t.number(count)}</b>",
                "showarrow": False,
                "borderpad": 0,
                "bgcolor": shades.faded(colours.surface, 0.72) if view.narrow else None,
                "font": {"color": colours.ink, "size": 11 if view.narrow else 13},
            }
        )
    return labels


def _sides(matrix: Matrix, cells: list[Cell]) -> tuple[list[str], list[str]]:
    """Codes of the nodes, left and right, both with the highest level on top as in the matrix."""
    before = {cell.before for cell in cells}
    after = {cell.after for cell in cells}
    starts = [code for code in matrix.rows if code in before]
    ladder = list(matrix.rows)
    right = [code for code in ladder if code in after]
    return starts, right + [code for code in matrix.columns if code in after and code not in right]


def _nodes(
    cells: list[Cell],
    sides: tuple[list[str], list[str]],
    t: Text,
    colours: figures.Tokens,
    view: MatrixView,
) -> dict[str, object]:
    starts, ends = sides
    out = [sum(cell.count for cell in cells if cell.before == code) for code in starts]
    into = [sum(cell.count for cell in cells if cell.after == code) for code in ends]
    names = [level_word(t, view.dimension, code) for code in (*starts, *ends)]
    counts = [*out, *into]
    dates = [t.date(view.before)] * len(starts) + [t.date(view.at)] * len(ends)
    return {
        "label": [""] * len(names),
        "color": [_node_colour(code, colours, view) for code in (*starts, *ends)],
        "pad": PAD,
        "thickness": 10 if view.narrow else 16,
        "line": {"width": 0},
        "customdata": [
            f"<b>{name}</b> · {day}<br>" + t("Customers: {count}", count=t.exact(count))
            for name, day, count in zip(names, dates, counts, strict=True)
        ],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _places(
    cells: list[Cell], sides: tuple[list[str], list[str]], height: float
) -> dict[str, list[float]]:
    """Middles of the nodes, each side stacked from the top in its order, as parts of `height`."""
    counts = [
        [sum(cell.count for cell in cells if getattr(cell, end) == code) for code in codes]
        for end, codes in zip(("before", "after"), sides, strict=True)
    ]
    # the scale plotly takes: the side with least room for its customers decides
    scale = min((height - PAD * (len(each) - 1)) / max(sum(each), 1) for each in counts)
    middles = []
    for each in counts:
        at = 0.0
        for count in each:
            middles.append((at + count * scale / 2) / height)
            at += count * scale + PAD
    left, right = (len(each) for each in counts)
    return {
        "x": [0.001] * left + [0.999] * right,
        "y": [min(max(middle, 0.001), 0.999) for middle in middles],
    }


def _node_colour(code: str, colours: figures.Tokens, view: MatrixView) -> str:
    """Levels from light to dark; the rest in the colour of their way."""
    ladder = [level for level in view.levels if level != "unknown"]
    if code in ladder:
        steps = len(colours.tiers) - 1
        return colours.tiers[round(ladder.index(code) * steps / max(len(ladder) - 1, 1))]
    if code in ("new", "reactivated"):
        return colours.gain
    return colours.loss if code in ("lost", "closed", "invalid") else colours.reference


def _links(
    cells: list[Cell],
    sides: tuple[list[str], list[str]],
    t: Text,
    colours: figures.Tokens,
    view: MatrixView,
) -> dict[str, object]:
    starts, ends = sides
    ways = [cell.way(view.levels) for cell in cells]
    hues = [shades.way_colour(way, colours) for way in ways]
    alphas = [0.28 if way == "stay" else 0.5 for way in ways]
    fills = [shades.faded(hue, alpha) for hue, alpha in zip(hues, alphas, strict=True)]
    return {
        "source": [starts.index(cell.before) for cell in cells],
        "target": [len(starts) + ends.index(cell.after) for cell in cells],
        "value": [cell.count for cell in cells],
        "color": fills,
        "line": {"width": 0},
        "customdata": [_link_words(cell, t, view) for cell in cells],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _link_words(cell: Cell, t: Text, view: MatrixView) -> str:
    sign = {"up": "▲ ", "down": "▼ "}.get(cell.way(view.levels), "")
    name = t(
        "{before} → {after}",
        before=level_word(t, view.dimension, cell.before),
        after=level_word(t, view.dimension, cell.after),
    )
    words = [f"<b>{sign}{name}</b>", t("Customers: {count}", count=t.exact(cell.count))]
    if cell.share is not None and not cell.few:
        share = t.percent(cell.share, decimals=2)
        words.append(t("{share} of the {n} of this row", share=share, n=t.exact(cell.n)))
    return "<br>".join(words)
