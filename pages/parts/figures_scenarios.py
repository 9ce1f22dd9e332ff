"""The figures of scenarios: the result before its base, and each lever's own part. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts.migration_labels import level_word
from pages.parts.text import Text
from pages.parts.what_if_levers import LEVER_NAMES, setting

ROW, ROW_NARROW = 46, 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ScenarioView:
    """How a result is shown: levels with their type in front where there are several."""

    several: bool = False
    narrow: bool = False


def tier_word(t: Text, kind: str | None, level: str, *, several: bool) -> str:
    """A tier, with its customers in front where several types are shown."""
    if level == "worklist":
        return t(LEVER_NAMES["worklist"])
    word = level_word(t, "tier", level)
    return f"{t.code('customer_type', kind)} · {word}" if several else word


def result_figure(frame: pd.DataFrame, t: Text, theme: str, *, view: ScenarioView) -> go.Figure:
    """Contribution by tier under a scenario, the base drawn behind it.

    `frame`: `scenarios.scenario_result`.
    """
    colours = figures.tokens(theme, t)
    rows = frame.to_dict("records")
    place = list(range(len(rows)))
    row = ROW_NARROW if view.narrow else ROW
    figure = figures.base(theme, t, height=row * len(rows) + 70)
    names = [tier_word(t, r["customer_type"], r["level"], several=view.several) for r in rows]
    figure.add_trace(
        go.Bar(
            name=t("Base: the last 12 months"),
            orientation="h",
            x=frame["base_contribution"],
            y=place,
            width=0.72,
            marker={"color": shades.faded(colours.reference, 0.45), "cornerradius": 2},
            hoverinfo="skip",
        )
    )
    figure.add_trace(
        go.Bar(
            name=t("What-if: the coming 12 months"),
            orientation="h",
            x=frame["contribution"],
            y=place,
            width=0.36,
            marker={"color": colours.accent, "cornerradius": 2},
            text=[_result_text(r, t, narrow=view.narrow) for r in rows],
            textposition="outside",
            cliponaxis=False,
            textfont={"color": colours.ink, "size": 11 if view.narrow else 12},
            hovertext=[_result_hover(r, name, t) for r, name in zip(rows, names, strict=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    named_rows(figure, names, colours, narrow=view.narrow)
    values = [*frame["base_contribution"], *frame["contribution"], 0.0]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    room = 0.42 if view.narrow else 0.32
    left = low - (span * room if low < 0 else 0)
    figure.update_xaxes(range=[left, high + span * room])
    figure.update_layout(barmode="overlay", legend={"traceorder": "normal"}, margin={"t": 34})
    return shades.without_empty_titles(figure)


def _result_text(row: dict[str, object], t: Text, *, narrow: bool) -> str:
    change = shades.signed_money(t, row["change"]) if row["change"] else ""
    if narrow:
        return change or t.money(row["contribution"])
    return f"{t.money(row['contribution'])}  {change}"


def _result_hover(row: dict[str, object], name: str, t: Text) -> str:
    return "<br>".join(
        [
            f"<b>{name}</b>",
            t("Base: {amount}", amount=t.exact_money(row["base_contribution"])),
            t("What-if: {amount}", amount=t.exact_money(row["contribution"])),
            shades.arrow(row["change"]) + t.signed(t.exact_money(row["change"])),
        ]
    )


def named_rows(
    figure: go.Figure, names: Sequence[str], colours: figures.Tokens, *, narrow: bool
) -> None:
    """Rows from the top with names on the left; no numbers along the bars."""
    figure.update_xaxes(showticklabels=False, zeroline=True, fixedrange=True, showgrid=False)
    figure.update_yaxes(
        range=[len(names) - 0.5, -0.5],
        tickvals=list(range(len(names))),
        ticktext=[shades.wrapped(name) if narrow else name for name in names],
        ticklabelstandoff=6,
        showgrid=False,
        zeroline=False,
        fixedrange=True,
        tickfont={"color": colours.ink, "size": 11 if narrow else 12},
    )
    figure.update_layout(hovermode="closest")


def levers_figure(frame: pd.DataFrame, t: Text, theme: str, *, narrow: bool = False) -> go.Figure:
    """Each lever's own part of the change, one after the other, and the change they add up to.

    `frame`: `scenarios.scenario_levers`, its last row the total.
    """
    colours = figures.tokens(theme, t)
    rows = frame.to_dict("records")
    steps, at = [], 0.0
    for row in rows[:-1]:
        steps.append((at, row["contribution"]))
        at += row["contribution"]
    steps.append((0.0, rows[-1]["contribution"]))
    names = [_lever_name(t, row, narrow=narrow) for row in rows]
    figure = figures.base(theme, t, height=(ROW_NARROW if narrow else 38) * len(rows) + 24)
    figure.add_trace(
        go.Bar(
            orientation="h",
            x=[change for _, change in steps],
            base=[start for start, _ in steps],
            y=list(range(len(steps))),
            width=0.56,
            marker={
                "color": [
                    colours.accent
                    if place == len(steps) - 1
                    else colours.gain
                    if change > 0
                    else colours.loss
                    for place, (_, change) in enumerate(steps)
                ],
                "cornerradius": 2,
            },
            text=[f"<b>{shades.signed_money(t, change)}</b>" for _, change in steps],
            textposition="outside",
            cliponaxis=False,
            textfont={"color": colours.ink, "size": 11 if narrow else 12},
            hovertext=[
                f"<b>{name}</b><br>{t.signed(t.exact_money(change))}"
                for name, (_, change) in zip(names, steps, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    named_rows(figure, names, colours, narrow=False)
    ends = [end for start, change in steps for end in (start, start + change)]
    low, high = min(ends), max(ends)
    span = (high - low) or 1.0
    room = 0.45 if narrow else 0.2
    figure.update_xaxes(range=[low - span * room, high + span * room])
    figure.update_layout(showlegend=False)
    return shades.without_empty_titles(figure)


def _lever_name(t: Text, row: dict[str, object], *, narrow: bool) -> str:
    lever = str(row["lever"])
    if lever == "total":
        return t("All together")
    name = t(LEVER_NAMES[lever])
    told = setting(t, lever, row["value"])
    return f"{shades.wrapped(name) if narrow else name}{'<br>' if narrow else ' '}{told}"
