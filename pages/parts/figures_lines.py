"""Lines of cumulated shares: what every figure of a curve is drawn with. Pure.

A curve frame has customer_share, value_share, customer_count and value, one row per point, best
customers first (`analytics.contribution.contribution_curve`). Shares are 0–1 and may pass 1 before
loss-making customers.
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.parts import figures
from pages.parts import format as forms
from pages.parts.text import Text

TICKS = [0.2, 0.4, 0.6, 0.8, 1.0]
"""Of the customers' axis; nobody needs no label, and would sit on the other axis' zero."""


def thinned(curve: pd.DataFrame, keep: Iterable[int] = (), *, steps: int = 190) -> pd.DataFrame:
    """The rows of a curve a screen can tell apart, at most about 2 × `steps` of them.

    A row stays when it moved 1/`steps` along either axis since the last one kept; the first, the
    last, the peak and the customer counts in `keep` always stay, with their exact values.
    """
    shares = curve[["customer_share", "value_share"]].to_numpy(dtype=float)
    span = max(float(np.ptp(shares[:, 1])), 1.0) if len(shares) else 1.0
    must = curve["customer_count"].isin(set(keep)).to_numpy().copy()
    if len(curve):
        must[[0, -1, int(np.argmax(shares[:, 1]))]] = True
    chosen: list[int] = []
    last = shares[0] if len(shares) else None
    for row, point in enumerate(shares):
        moved = np.abs(point - last)
        if must[row] or moved[0] >= 1 / steps or moved[1] >= span / steps:
            chosen.append(row)
            last = point
    return curve.iloc[chosen]


def with_origin(curve: pd.DataFrame) -> pd.DataFrame:
    """The curve from nobody on, so that the line starts in the corner."""
    origin = pd.DataFrame(
        {"customer_share": [0.0], "value_share": [0.0], "customer_count": [0], "value": [0.0]}
    )
    columns = list(origin.columns)
    return pd.concat([origin, curve[columns].astype(origin.dtypes.to_dict())], ignore_index=True)


def hover(t: Text, value_share: str = "%{y:.2%}") -> str:
    """What the mouse reads at a point: how many customers, how much money, which share."""
    money = forms.with_currency("%{customdata[1]:,.2f}", t.currency, t.language)
    first = t("Best {count} customers ({share})", count="%{customdata[0]:,}", share="%{x:.2%}")
    second = t("{money} · {share} of the total", money=money, share=value_share)
    return f"<b>{first}</b><br>{second}<extra></extra>"


def line(
    frame: pd.DataFrame, colour: str, *, width: float = 2.5, dash: str = "solid"
) -> go.Scatter:
    """A curve as a line; the mouse passes through it."""
    return go.Scatter(
        x=frame["customer_share"].to_numpy(dtype=float),
        y=frame["value_share"].to_numpy(dtype=float),
        mode="lines",
        line={"color": colour, "width": width, "dash": dash},
        hoverinfo="skip",
        showlegend=False,
    )


def equal_line(colours: figures.Tokens, y: tuple[float, float] = (0.0, 1.0)) -> go.Scatter:
    """The straight line of customers who all bring the same."""
    return go.Scatter(
        x=[0.0, 1.0],
        y=list(y),
        mode="lines",
        line={"color": colours.reference, "width": 1, "dash": "dash"},
        hoverinfo="skip",
        showlegend=False,
    )


def share_axes(figure: go.Figure, top: float, bottom: float = 0.0) -> None:
    """Both axes in shares, from `bottom` to `top`."""
    figure.update_xaxes(
        range=[-0.004, 1.004],
        tickvals=TICKS,
        tickformat=".0%",
        fixedrange=True,
        showspikes=True,
        spikemode="across",
        spikesnap="cursor",
        spikethickness=1,
        spikedash="dot",
    )
    figure.update_yaxes(range=[bottom, top], tickformat=".0%", dtick=0.2, fixedrange=True)
    figure.update_layout(margin={"r": 26})
