"""The value bridge (增减变动分解): from opening to closing, one bar per bucket. Pure.

A bridge frame has bucket, customer_count and change: opening and closing with the amount itself,
between them the buckets (`analytics.bridge.value_bridge`). The changes have a zero-based axis of
their own, because opening and closing dwarf them and an axis is never broken; the two amounts
stand as text at the ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import figures_shades as shades
from pages.parts.figures_contribution import round_ticks
from pages.parts.migration_labels import CHANGES, bucket_word
from pages.parts.text import Text

ROW, ROW_NARROW = 36, 38
THICK = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeView:
    """How the bridge is shown: its dates, the contract's name of the money, the picked bucket."""

    before: date
    at: date
    measure: str = "aum_mavg"
    picked: str | None = None
    narrow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row: money from `start` to `start + change`, counted from the opening."""

    bucket: str
    count: int
    start: float
    change: float

    @property
    def ends(self) -> tuple[float, float]:
        """Lowest and highest of its bar."""
        low, high = sorted((self.start, self.start + self.change))
        return low, high


def bridge_figure(frame: pd.DataFrame, t: Text, theme: str, *, view: BridgeView) -> go.Figure:
    """Where the money went, from top to bottom; a click anywhere in a row reports its bucket."""
    colours = figures.tokens(theme, t)
    amount = dict(zip(frame["bucket"], frame["change"].astype(float), strict=True))
    steps = _steps(frame)
    low, high = _reach(steps, room=0.04 if view.narrow else 0.2)
    row = ROW_NARROW if view.narrow else ROW
    since = t.date(view.before)
    title = (
        t("Change since {date}", date=since)
        if view.narrow
        else t("{measure}, change since {date}", measure=t.column(view.measure), date=since)
    )
    figure = figures.base(theme, t, height=row * len(steps) + 62, x_title=title)
    figure.add_trace(shades.steady(_bars(steps, colours), colours.ink))
    hovers = {step.bucket: _hover(step, t, amount) for step in steps}
    figure.add_trace(shades.row_targets(hovers, (low, high)))
    figure.add_trace(_connectors(steps, colours))
    figure.update_layout(
        annotations=[]
        if view.narrow
        else [_label(step, t, colours, amount) | {"y": place} for place, step in enumerate(steps)],
        shapes=shades.row_outline(list(hovers), view.picked, (low, high), colours.accent),
        showlegend=False,
        bargap=0,
        barmode="overlay",
        hovermode="closest",
        dragmode="pan",
        margin={"l": 4, "r": 8, "t": 4, "b": 6},
    )
    names = [_name(step, t, colours, amount, narrow=view.narrow) for step in steps]
    _axes(figure, steps, names, t, colours, count=2 if view.narrow else 6)
    figure.update_xaxes(range=[low, high])
    return shades.without_empty_titles(figure)


def _steps(frame: pd.DataFrame) -> list[Step]:
    """Opening, the buckets that hold anybody or any money (all when none does), closing."""
    rows = {
        str(row.bucket): (int(row.customer_count), float(row.change)) for row in frame.itertuples()
    }
    given = [bucket for bucket in CHANGES if bucket in rows]
    shown = [bucket for bucket in given if rows[bucket][1] or _is_told(bucket, rows)] or given
    steps = [Step(bucket="opening", count=rows["opening"][0], start=0.0, change=0.0)]
    at = 0.0
    for bucket in shown:
        count, change = rows[bucket]
        steps.append(Step(bucket=bucket, count=count, start=at, change=change))
        at += change
    whole = rows["closing"][1] - rows["opening"][1]
    steps.append(Step(bucket="closing", count=rows["closing"][0], start=0.0, change=whole))
    return steps


def _is_told(bucket: str, rows: dict[str, tuple[int, float]]) -> bool:
    """Customers without money still moved; those unchanged did not."""
    return bucket != "flat" and rows[bucket][0] > 0


def _reach(steps: Sequence[Step], *, room: float) -> tuple[float, float]:
    """The axis: all bars, with `room` (of their span) for a label on either side."""
    low = min(step.ends[0] for step in steps)
    high = max(step.ends[1] for step in steps)
    span = (high - low) or 1.0
    return low - span * room, high + span * room


def _bars(steps: Sequence[Step], colours: figures.Tokens) -> go.Bar:
    return go.Bar(
        orientation="h",
        x=[step.change for step in steps],
        base=[step.start for step in steps],
        y=list(range(len(steps))),
        width=THICK,
        marker={"color": [_colour(step, colours) for step in steps], "cornerradius": 2},
        hoverinfo="skip",
    )


def _colour(step: Step, colours: figures.Tokens) -> str:
    if step.bucket == "closing":
        return colours.accent
    return colours.gain if step.change > 0 else colours.loss


def _hover(step: Step, t: Text, amount: dict[str, float]) -> str:
    money = (
        t.exact_money(amount[step.bucket])
        if step.bucket in ("opening", "closing")
        else shades.arrow(step.change) + t.signed(t.exact_money(step.change))
    )
    lines = [f"<b>{bucket_word(t, step.bucket)}</b>", money]
    if step.bucket == "closing":
        lines.append(shades.arrow(step.change) + t.signed(t.exact_money(step.change)))
    lines.append(t("Customers: {count}", count=t.exact(step.count)))
    return "<br>".join(lines)


def _connectors(steps: Sequence[Step], colours: figures.Tokens) -> go.Scatter:
    """A thin line from each bar's end down to the next one's start."""
    x: list[float | None] = []
    y: list[float | None] = []
    for place, step in enumerate(steps[:-1]):
        end = step.start + step.change
        x += [end, end, None]
        y += [place + (0 if step.bucket == "opening" else THICK / 2), place + 1 - THICK / 2, None]
    return go.Scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": colours.reference, "width": 1},
        hoverinfo="skip",
    )


def _label(
    step: Step, t: Text, colours: figures.Tokens, amount: dict[str, float]
) -> dict[str, object]:
    """The money beside its bar, on the side to which it goes."""
    low, high = step.ends
    right = step.change >= 0
    text, colour = _money(step, t, colours, amount)
    if step.bucket == "closing":
        text = f"{text}<br>{shades.signed_money(t, step.change)}"
    return {
        "x": high if right else low,
        "text": f"<b>{text}</b>",
        "showarrow": False,
        "align": "left" if right else "right",
        "xanchor": "left" if right else "right",
        "xshift": 6 if right else -6,
        "font": {"size": 12, "color": colour},
    }


def _money(
    step: Step, t: Text, colours: figures.Tokens, amount: dict[str, float]
) -> tuple[str, str]:
    """What a row says of its money, and in which colour."""
    if step.bucket in ("opening", "closing"):
        return t.money(amount[step.bucket]), colours.ink
    colour = colours.gain if step.change > 0 else colours.loss if step.change else colours.muted
    return shades.signed_money(t, step.change), colour


def _name(
    step: Step, t: Text, colours: figures.Tokens, amount: dict[str, float], *, narrow: bool
) -> str:
    """The bucket with its customers; on a phone with its money, as beside bars is no room."""
    name = bucket_word(t, step.bucket)
    if not narrow:
        return f'{name}  <span style="font-size:11px">{t.exact(step.count)}</span>'
    text, colour = _money(step, t, colours, amount)
    return f'{name}<br><b><span style="color:{colour}">{text}</span></b>'


def _axes(
    figure: go.Figure,
    steps: Sequence[Step],
    names: list[str],
    t: Text,
    colours: figures.Tokens,
    *,
    count: int,
) -> None:
    """Both axes; `count`: about how many ticks the money has room for."""
    low, high = min(step.ends[0] for step in steps), max(step.ends[1] for step in steps)
    ticks = round_ticks(low, high, count) if high > low else [0.0]
    figure.update_xaxes(
        tickvals=ticks,
        ticktext=[t.signed(t.money(tick)) for tick in ticks],
        showgrid=True,
        zeroline=True,
        fixedrange=True,
    )
    figure.update_yaxes(
        tickvals=list(range(len(steps))),
        ticktext=names,
        ticklabelstandoff=4,
        range=[len(steps) - 0.5, -0.5],
        tickfont={"color": colours.ink, "size": 12},
        showgrid=False,
        zeroline=False,
        fixedrange=True,
    )
