"""Where the money went as bars that grow with the type: HTML for the meeting. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from pages.parts import lists
from pages.parts import review_words as words

if TYPE_CHECKING:
    from pages.parts.review_words import Row
    from pages.parts.text import Text

ENDS = ("bridge_opening", "bridge_closing")


def bars(t: Text, rows: Sequence[Row]) -> str:
    """Every kind of change as a bar from a middle line; opening and closing as amounts."""
    bridge = [
        row
        for row in rows
        if str(row["code"]).startswith("bridge_") and not row.get("customer_type")
    ]
    moves = [row for row in bridge if row["code"] not in ENDS and row["numerator"]]
    widest = max((abs(float(row["value"])) for row in moves), default=0.0) or 1.0
    return (
        '<div class="tvm-bridge">'
        + "".join(
            _end(t, row) if row["code"] in ENDS else _bar(t, row, widest)
            for row in bridge
            if row["code"] in ENDS or row in moves
        )
        + "</div>"
    )


def _end(t: Text, row: Row) -> str:
    amount = escape(t.money(row["value"]))
    exact = escape(t.exact_money(row["value"]), quote=True)
    return (
        f'<div class="end"><span>{escape(words.label(t, row))}</span><span></span>'
        f'<b title="{exact}">{amount}</b><span></span></div>'
    )


def _bar(t: Text, row: Row, widest: float) -> str:
    value = float(row["value"])
    sign = (value > 0) - (value < 0)
    width = f"{abs(value) / widest * 50:.1f}%"
    side = "left:50%" if value >= 0 else "right:50%"
    kind = {1: "gain", -1: "loss", 0: "flat"}[sign]
    said = lists.moved(escape(t.signed(t.money(value))), direction=sign)
    exact = escape(t.signed(t.exact_money(value)), quote=True)
    return (
        f"<div><span>{escape(words.label(t, row))}</span>"
        f'<i><u class="{kind}" style="{side};width:{width}"></u></i>'
        f'<b title="{exact}">{said}</b><span>{escape(t.exact(row["numerator"]))}</span></div>'
    )
