"""Bars of customers: levels under two policies, and the ways through them most went. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts.migration_labels import level_word, way
from pages.parts.text import Text

PATHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class BarsView:
    """How bars are shown. levels: the ladder, lowest first. picked: the customdata to outline."""

    levels: tuple[str, ...]
    dimension: str = "tier"
    picked: str | None = None
    narrow: bool = False


def sizes_figure(sizes: pd.DataFrame, t: Text, theme: str, *, view: BarsView) -> go.Figure:
    """Customers per level now and under a draft, the highest level on top; clicks report levels.

    `sizes` has level, current_count, draft_count.
    """
    colours = figures.tokens(theme, t)
    rows = sizes.set_index("level").reindex([*view.levels[::-1]]).dropna().astype(int)
    levels = [str(level) for level in rows.index]
    most = float(rows[["current_count", "draft_count"]].to_numpy(dtype=float).max(initial=1.0))
    reach = (0.0, most * (1.55 if view.narrow else 1.16))
    figure = figures.base(theme, t, height=70 + 62 * len(rows), x_title=t("Customers"))
    for column, offset, colour in (
        ("current_count", -0.36, colours.reference),
        ("draft_count", 0.02, colours.accent),
    ):
        bars = _size_bars(rows, column, t, ink=colours.ink)
        bars.update(offset=offset, marker={"color": colour, "cornerradius": 2})
        figure.add_trace(shades.steady(bars, colours.ink))
    hovers = {level: _size_hover(rows.loc[level], level, t, view) for level in levels}
    figure.add_trace(shades.row_targets(hovers, reach))
    _row_axes(figure, reach, [level_word(t, view.dimension, level) for level in levels], colours)
    figure.update_layout(
        shapes=shades.row_outline(levels, view.picked, reach, colours.accent),
        barmode="overlay",
        hovermode="closest",
        dragmode="pan",
        legend={"traceorder": "normal"},
        margin={"t": 34},
    )
    return shades.without_empty_titles(figure)


def _size_bars(rows: pd.DataFrame, column: str, t: Text, *, ink: str) -> go.Bar:
    """One policy's bars, each with its count at its end."""
    return go.Bar(
        name=t("Current policy") if column == "current_count" else t("Draft"),
        orientation="h",
        x=rows[column].to_numpy(dtype=float),
        y=list(range(len(rows))),
        width=0.34,
        text=_size_texts(rows, column, t),
        textposition="outside",
        textfont={"color": ink, "size": 12},
        cliponaxis=False,
        hoverinfo="skip",
    )


def _size_hover(row: pd.Series, level: str, t: Text, view: BarsView) -> str:
    current, draft = int(row["current_count"]), int(row["draft_count"])
    return "<br>".join(
        [
            f"<b>{level_word(t, view.dimension, level)}</b>",
            t(
                "{measure}: {before} → {after}",
                measure=t("Customers"),
                before=t.exact(current),
                after=t.exact(draft),
            ),
            shades.arrow(draft - current) + t.signed(t.exact(draft - current)),
        ]
    )


def _row_axes(
    figure: go.Figure, reach: tuple[float, float], names: list[str], colours: figures.Tokens
) -> None:
    """Rows from the top, named on the left or not at all; no numbers along the bars."""
    figure.update_xaxes(range=list(reach), showticklabels=False, fixedrange=True)
    figure.update_yaxes(
        range=[len(names) - 0.5, -0.5],
        tickvals=list(range(len(names))),
        ticktext=names,
        ticklabelstandoff=6,
        showticklabels=any(names),
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        tickfont={"color": colours.ink},
    )


def _size_texts(rows: pd.DataFrame, column: str, t: Text) -> list[str]:
    """The count; beside the draft's also by how much it differs."""
    texts = []
    for row in rows.itertuples():
        count = int(getattr(row, column))
        change = int(row.draft_count) - int(row.current_count)
        said = f"  {shades.arrow(change)}{t.signed(t.exact(change))}" if change else ""
        texts.append(f"{t.exact(count)}{said if column == 'draft_count' else ''}")
    return texts


def paths_figure(paths: pd.DataFrame, t: Text, theme: str, *, view: BarsView) -> go.Figure:
    """The most frequent ways through the levels as bars; a click reports the path.

    `paths` has path (levels joined by `>`), customer_count, value_first and value_last, of one
    customer type, the most frequent first; at most PATHS are drawn.
    """
    colours = figures.tokens(theme, t)
    top = paths.head(PATHS).assign(change=lambda rows: rows["value_last"] - rows["value_first"])
    counts = top["customer_count"].to_numpy(dtype=float)
    reach = (0.0, float(counts.max(initial=1.0)) * 1.02)
    figure = figures.base(theme, t, height=24 + (62 if view.narrow else 40) * len(top))
    bars = go.Bar(
        orientation="h",
        x=counts,
        y=list(range(len(top))),
        width=0.3,
        offset=0.06,
        marker={
            "color": [_path_colour(str(path), colours, view) for path in top["path"]],
            "cornerradius": 2,
        },
        hoverinfo="skip",
    )
    figure.add_trace(shades.steady(bars, colours.ink))
    hovers = {str(row["path"]): _path_hover(row, t, view) for row in top.to_dict("records")}
    figure.add_trace(shades.row_targets(hovers, reach))
    _row_axes(figure, reach, [""] * len(top), colours)
    figure.update_layout(
        annotations=[
            _path_label(row, t, colours, view) | {"y": place + 0.05}
            for place, row in enumerate(top.to_dict("records"))
        ],
        shapes=shades.row_outline(list(hovers), view.picked, reach, colours.accent),
        barmode="overlay",
        hovermode="closest",
        dragmode="pan",
        showlegend=False,
    )
    return shades.without_empty_titles(figure)


def _path_hover(row: Mapping[Any, Any], t: Text, view: BarsView) -> str:
    return "<br>".join(
        [
            f"<b>{path_word(t, view.dimension, str(row['path']))}</b>",
            t("Customers: {count}", count=t.exact(row["customer_count"])),
            shades.arrow(row["change"]) + t.signed(t.exact_money(row["change"])),
        ]
    )


def _path_label(
    row: Mapping[Any, Any], t: Text, colours: figures.Tokens, view: BarsView
) -> dict[str, object]:
    """The path, how many went it and what it did to their money; in two lines on a phone."""
    path = str(row["path"])
    name = _short_path(t, view, path) if view.narrow else path_word(t, view.dimension, path)
    told = f"<b>{t.exact(row['customer_count'])}</b>  {shades.signed_money(t, row['change'])}"
    return {
        "x": 0,
        "xanchor": "left",
        "yanchor": "bottom",
        "align": "left",
        "text": f"{name}{'<br>' if view.narrow else '  '}{told}",
        "showarrow": False,
        "font": {"size": 11 if view.narrow else 12, "color": colours.ink},
    }


def path_word(t: Text, dimension: str, path: str) -> str:
    """A path as people read it: Affluent → Mass affluent → Affluent."""
    return " → ".join(level_word(t, dimension, code) for code in path.split(">"))


def _short_path(t: Text, view: BarsView, path: str) -> str:
    """A path for a phone: levels kept for several dates are said once, with how many."""
    runs = [(code, len(list(same))) for code, same in groupby(path.split(">"))]
    return " → ".join(
        f"{level_word(t, view.dimension, code)}{f' ×{count}' if count > 1 else ''}"
        for code, count in runs
    )


def _path_colour(path: str, colours: figures.Tokens, view: BarsView) -> str:
    """By where it ended beside where it began."""
    codes = path.split(">")
    if "absent" in (codes[0], codes[-1]):
        return colours.reference
    return shades.way_colour(way(codes[0], codes[-1], view.levels), colours)
