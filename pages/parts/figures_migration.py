"""The migration matrix (层级升降表): square cells that report clicks, which heat maps do not. Pure.

Every cell is one bar with its pick (`affluent>mass`) as customdata; totals pick a row or a column.
"""

import pandas as pd
import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts import format as forms
from pages.parts.migration_cells import Cell, Matrix, MatrixView, matrix_of
from pages.parts.migration_labels import ENTRIES, EXITS, level_word, pick_sides
from pages.parts.text import Text

SIDE = 0.94
"""Of a cell, which is 1 wide and 1 high with its share of the gaps."""

PALEST, DARKEST, FULL_SHARE = 0.10, 0.52, 0.30
"""How strong a colour is: at a share of nothing, and from a share of FULL_SHARE on."""


def matrix_figure(frame: pd.DataFrame, t: Text, theme: str, *, view: MatrixView) -> go.Figure:
    """Who went from which level to which: the highest level on top, who came below, totals last.

    `frame` is the matrix of one customer type, columns as `migration_cells` says. A click on a
    cell or a total reports its pick. `theme` is `light` or `dark`.
    """
    colours = figures.tokens(theme, t)
    matrix = matrix_of(frame, view)
    figure = figures.base(theme, t, height=_height(matrix, view))
    figure.add_trace(_dots(matrix, colours))
    figure.add_trace(shades.steady(_bars(matrix, t, colours, view), colours.ink))
    _axes(figure, matrix, t, colours, view)
    outline = _outline(matrix, view.picked)
    if outline:
        figure.add_shape(line={"color": colours.accent, "width": 2.5}, **outline)
    figure.update_layout(
        showlegend=False,
        bargap=0,
        hovermode="closest",
        dragmode="pan",
        margin={"l": 4, "r": 6, "t": 4, "b": 6},
    )
    return shades.without_empty_titles(figure)


def _height(matrix: Matrix, view: MatrixView) -> int:
    rows = max(matrix.rows.values()) + 1
    return round(rows * (42 if view.narrow else 54)) + (96 if view.narrow else 86)


def _bars(matrix: Matrix, t: Text, colours: figures.Tokens, view: MatrixView) -> go.Bar:
    cells = matrix.cells
    few = [cell.few for cell in cells]
    return go.Bar(
        x=[matrix.columns[cell.after] for cell in cells],
        y=[SIDE] * len(cells),
        base=[matrix.rows[cell.before] - SIDE / 2 for cell in cells],
        width=SIDE,
        customdata=[cell.pick for cell in cells],
        text=[_text(cell, t, view) for cell in cells],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        constraintext="none",
        insidetextfont={"color": colours.ink, "size": _text_size(view)},
        marker={
            "color": _fills(matrix, colours, view),
            "cornerradius": 3,
            "line": {"width": 0},
            "pattern": {
                "shape": ["/" if each else "" for each in few],
                "fgcolor": [shades.faded(colours.reference, 0.4)] * len(cells),
                "fillmode": "overlay",
                "size": 7,
                "solidity": 0.12,
            },
        },
        hovertext=[_hover(cell, t, view) for cell in cells],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _dots(matrix: Matrix, colours: figures.Tokens) -> go.Scatter:
    """A faint dot where nobody went though somebody could have."""
    went = {(cell.before, cell.after) for cell in matrix.cells}
    empty = [
        (column, row)
        for before, row in matrix.rows.items()
        for after, column in matrix.columns.items()
        if (before, after) not in went and not (before in ENTRIES and after in EXITS)
    ]
    return go.Scatter(
        x=[column for column, _ in empty],
        y=[row for _, row in empty],
        mode="markers",
        marker={"size": 3, "opacity": 1, "color": shades.faded(colours.reference, 0.7)},
        unselected={"marker": {"opacity": 1}},
        hoverinfo="skip",
    )


def _fills(matrix: Matrix, colours: figures.Tokens, view: MatrixView) -> list[str]:
    """One colour per cell: what it means is its hue, how much of its row its strength."""
    moves = [abs(cell.change) for cell in matrix.cells if not cell.is_total]
    most = max((move for move in moves if not forms.is_missing(move)), default=0.0) or 1.0
    return [_fill(cell, colours, view, most) for cell in matrix.cells]


def _fill(cell: Cell, colours: figures.Tokens, view: MatrixView, most: float) -> str:
    if cell.is_total:
        return shades.faded(colours.reference, 0.13)
    if cell.few:
        return shades.faded(colours.reference, 0.16)
    if view.show == "money":
        strength = abs(cell.change) / most
        hue = colours.gain if cell.change > 0 else colours.loss
        return shades.faded(hue if cell.change else colours.reference, _alpha(strength))
    way = cell.way(view.levels)
    if way == "stay":
        return shades.faded(colours.tiers[1], 0.30)
    share = 0.04 if cell.share is None else cell.share
    return shades.faded(shades.way_colour(way, colours), _alpha(share / FULL_SHARE))


def _alpha(strength: float) -> float:
    """The root keeps small shares apart: rates of 1 % and 4 % must not look alike."""
    return PALEST + (DARKEST - PALEST) * min(strength, 1.0) ** 0.5


def _text(cell: Cell, t: Text, view: MatrixView) -> str:
    """Two lines: what the reader asked to see, and under it the other."""
    large, small = _narrow_lines(cell, t, view) if view.narrow else _lines(cell, t, view)
    large = f"<b>{large}</b>" if cell.is_total else large
    size = 9 if view.narrow else 11
    return f'{large}<br><span style="font-size:{size}px">{small}</span>' if small else large


def _text_size(view: MatrixView) -> float:
    if not view.narrow:
        return 15
    return {"count": 11, "share": 10, "money": 9}[view.show]


def _lines(cell: Cell, t: Text, view: MatrixView) -> tuple[str, str]:
    count = t.exact(cell.count)
    if view.show == "money":
        return t.signed(t.money(cell.change)), count
    if cell.is_total or (cell.share is None and not cell.few):
        return count, ""
    share = t("few") if cell.few else f"{_sign(cell, view)}{_percent(cell.share, t)}"
    return (count, share) if view.show == "count" or cell.few else (share, count)


def _narrow_lines(cell: Cell, t: Text, view: MatrixView) -> tuple[str, str]:
    """The same in about 30 pixels: short numbers, and the arrow always on the small line."""
    count = t.number(cell.count)
    if view.show == "money":
        return t.signed(t.number(cell.change)).replace(",", ""), count
    if cell.is_total or (cell.share is None and not cell.few):
        return count, ""
    share = t("few") if cell.few else t.percent(cell.share)
    large, small = (count, share) if view.show == "count" or cell.few else (share, count)
    return large, f"{_sign(cell, view).strip()}{small}"


def _sign(cell: Cell, view: MatrixView) -> str:
    return {"up": "▲ ", "down": "▼ "}.get(cell.way(view.levels), "")


def _percent(share: float | None, t: Text) -> str:
    """A share with one decimal, two where one would read as nobody."""
    return t.percent(share, decimals=2 if share is not None and share < 0.0005 else 1)


def _hover(cell: Cell, t: Text, view: MatrixView) -> str:
    lines = [f"<b>{_name(cell, t, view)}</b>", t("Customers: {count}", count=t.exact(cell.count))]
    if cell.few:
        lines.append(t("Too few in this row for a share: {n}", n=t.exact(cell.n)))
    elif cell.share is not None:
        share = t.percent(cell.share, decimals=2)
        lines.append(t("{share} of the {n} of this row", share=share, n=t.exact(cell.n)))
        if cell.low is not None:
            lines.append(
                t(
                    "likely between {low} and {high}",
                    low=t.percent(cell.low),
                    high=t.percent(cell.high),
                )
            )
    if not forms.is_missing(cell.change):
        lines.append(
            t(
                "{measure}: {before} → {after}",
                measure=t.column(view.measure),
                before=t.exact_money(cell.value_before),
                after=t.exact_money(cell.value_after),
            )
        )
        lines.append(shades.arrow(cell.change) + t.signed(t.exact_money(cell.change)))
    return "<br>".join(lines)


def _name(cell: Cell, t: Text, view: MatrixView) -> str:
    before, after = (
        level_word(t, view.dimension, code) if code else t("Total")
        for code in (cell.before, cell.after)
    )
    if not cell.before and not cell.after:
        return t("Total")
    return t("{before} → {after}", before=before, after=after)


def _axes(
    figure: go.Figure, matrix: Matrix, t: Text, colours: figures.Tokens, view: MatrixView
) -> None:
    rows, columns = (
        [level_word(t, view.dimension, code) if code else t("Total") for code in codes]
        for codes in (matrix.rows, matrix.columns)
    )
    columns = [shades.wrapped(each) if view.narrow or " " in each else each for each in columns]
    longest = max(len(line) for word in columns for line in word.split("<br>"))
    font = {"color": colours.ink, "size": 10 if view.narrow else 12}
    shared = {"tickfont": font, "showgrid": False, "zeroline": False, "fixedrange": True}
    figure.update_xaxes(
        side="top",
        tickvals=list(matrix.columns.values()),
        ticktext=columns,
        tickangle=-90 if view.narrow and longest > 5 else 0,
        range=[-0.5, max(matrix.columns.values()) + 0.5],
        title_text=_narrow_title(t, view)
        if view.narrow
        else t("To ({date})", date=t.date(view.at)),
        **shared,
    )
    figure.update_yaxes(
        tickvals=list(matrix.rows.values()),
        ticktext=[shades.wrapped(each) for each in rows] if view.narrow else rows,
        range=[max(matrix.rows.values()) + 0.5, -0.5],
        title_text="" if view.narrow else t("From ({date})", date=t.date(view.before)),
        **shared,
    )


def _narrow_title(t: Text, view: MatrixView) -> str:
    """Both axes in one line: a title on its side would take a cell's width."""
    return t(
        "Rows from {before}, columns to {after}", before=t.date(view.before), after=t.date(view.at)
    )


def _outline(matrix: Matrix, picked: str | None) -> dict[str, float] | None:
    """A frame around the picked cell, row or column; None when there is none or it is not shown."""
    if picked is None:
        return None
    before, after = pick_sides(picked)
    columns = [matrix.columns[code] for code in _shown_as(after) if code in matrix.columns]
    if before not in matrix.rows or not columns:
        return None
    row = matrix.rows[before]
    left = min(columns) if after else 0.0
    return {
        "x0": left - 0.5,
        "x1": max(columns) + 0.5,
        "y0": row - 0.5 if before else -0.5,
        "y1": row + 0.5,
    }


def _shown_as(after: str) -> tuple[str, ...]:
    """The columns of a code: the lost may stand in two."""
    return ("lost", "closed", "invalid") if after == "lost" else (after,)
