"""Bars of customers: levels under two policies, and the ways through them most went. Pure."""

from dataclasses import dataclass
from itertools import groupby

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
    rows = sizes.set_index("level").reindex([*view.levels[::-1]]).dropna()
    figure = figures.base(theme, t, height=70 + 62 * len(rows), x_title=t("Customers"))
    most = float(rows[["current_count", "draft_count"]].to_numpy(dtype=float).max(initial=1.0))
    for column, name, colour in (
        ("current_count", t("Current policy"), colours.reference),
        ("draft_count", t("Draft"), colours.accent),
    ):
        figure.add_trace(
            go.Bar(
                name=name,
                orientation="h",
                x=rows[column].to_numpy(dtype=float),
                y=[level_word(t, view.dimension, str(level)) for level in rows.index],
                marker={
                    "color": colour,
                    "cornerradius": 2,
                    "line": _outline([str(level) for level in rows.index], colours, view),
                },
                customdata=[str(level) for level in rows.index],
                text=_size_texts(rows, column, t),
                textposition="outside",
                textfont={"color": colours.ink, "size": 12},
                cliponaxis=False,
                selected={"marker": {"opacity": 1}},
                unselected={"marker": {"opacity": 1}},
                hovertext=[
                    f"<b>{level_word(t, view.dimension, str(level))}</b><br>{name}<br>"
                    + t("Customers: {count}", count=t.exact(count))
                    for level, count in rows[column].items()
                ],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    figure.update_xaxes(
        range=[0, most * (1.55 if view.narrow else 1.16)], showticklabels=False, fixedrange=True
    )
    figure.update_yaxes(
        autorange="reversed",
        showgrid=False,
        fixedrange=True,
        ticksuffix="  ",
        tickfont={"color": colours.ink},
    )
    figure.update_layout(
        barmode="group",
        bargap=0.32,
        bargroupgap=0.06,
        hovermode="closest",
        dragmode="pan",
        legend={"traceorder": "normal"},
        margin={"t": 34},
    )
    return shades.without_empty_titles(figure)


def _outline(codes: list[str], colours: figures.Tokens, view: BarsView) -> dict[str, object]:
    """A line around the picked bar."""
    return {"color": colours.ink, "width": [2.5 if code == view.picked else 0 for code in codes]}


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
    top = paths.head(PATHS)
    row = 62 if view.narrow else 40
    figure = figures.base(theme, t, height=24 + row * len(top))
    names = [path_word(t, view.dimension, str(path)) for path in top["path"]]
    counts = top["customer_count"].to_numpy(dtype=float)
    change = (top["value_last"] - top["value_first"]).to_numpy(dtype=float)
    figure.add_trace(
        go.Bar(
            orientation="h",
            x=counts,
            y=list(range(len(top))),
            width=0.3,
            offset=0.02,
            marker={
                "color": [_path_colour(str(path), colours, view) for path in top["path"]],
                "cornerradius": 2,
                "line": _outline([str(path) for path in top["path"]], colours, view),
            },
            customdata=[str(path) for path in top["path"]],
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 1}},
            hovertext=[
                "<br>".join(
                    [
                        f"<b>{name}</b>",
                        t("Customers: {count}", count=t.exact(count)),
                        shades.arrow(money) + t.signed(t.exact_money(money)),
                    ]
                )
                for name, count, money in zip(names, counts, change, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    figure.update_layout(
        annotations=[
            {
                "x": 0,
                "y": place,
                "xanchor": "left",
                "yanchor": "bottom",
                "align": "left",
                "text": f"{_short_path(t, view, str(path)) if view.narrow else name}"
                f"{'<br>' if view.narrow else '  '}"
                f"<b>{t.exact(count)}</b>  {shades.signed_money(t, money)}",
                "showarrow": False,
                "font": {"size": 11 if view.narrow else 12, "color": colours.ink},
            }
            for place, (path, name, count, money) in enumerate(
                zip(top["path"], names, counts, change, strict=True)
            )
        ],
        hovermode="closest",
        dragmode="pan",
        showlegend=False,
    )
    figure.update_xaxes(
        range=[0, float(counts.max(initial=1.0)) * 1.02], showticklabels=False, fixedrange=True
    )
    figure.update_yaxes(
        range=[len(top) - 0.5, -0.6], showticklabels=False, showgrid=False, fixedrange=True
    )
    return shades.without_empty_titles(figure)


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
