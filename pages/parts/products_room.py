"""Room to grow: where a group holds a product less than in the best quarter of branches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analytics import products_owners
from data.contract import TIERS_BY_TYPE
from pages.parts import (
    cards,
    products_charts,
    products_choice,
    products_people,
    shell,
    what_if_words,
)
from pages.parts import format as forms
from pages.parts import products_remembered as questions
from pages.parts import products_words as words
from pages.parts.competitors_words import joined
from pages.parts.figures_segments import Square, SquaresView
from pages.parts.products_labels import Row, part_word, product_word
from pages.parts.products_people import People

if TYPE_CHECKING:
    from pages.parts.products_choice import Choice
    from pages.parts.shell import Page
    from pages.parts.text import Text

FIGURE = "products_room"


def show(page: Page, choice: Choice, heading: str) -> None:
    """The table of squares and whom the picked one holds."""
    t = page.t
    products_choice.part_switch(page, choice)
    room = questions.white_space(page.engine, choice.scope, by=choice.by)
    shown = room[room["prize_count"] >= 1]
    cards.section(
        t("How many customers more there could be"),
        t(
            "If every branch held what the best quarter of branches does, product by group. Click "
            "a square for whom to offer it to."
        ),
    )
    if shown.empty:
        cards.empty(t, t("Every branch holds about what the best do: there is no gap to close."))
        return
    rows = {f"{row['product_id']}|{row['part']}": row for row in shown.to_dict("records")}
    pick = choice.pick if choice.pick in rows else next(iter(rows))
    row = rows[pick]
    squares, view = room_squares(t, shown, replace(choice, pick=pick))
    products_charts.squares(page, squares, key=FIGURE, view=view)
    what_if_words.aside(gap_line(t, row))
    _list(page, choice, row, heading)


def room_squares(t: Text, room: pd.DataFrame, choice: Choice) -> tuple[list[Square], SquaresView]:
    """One square per product and group with a gap, the stronger the more customers it holds."""
    totals = room.groupby("product_id")["prize_count"].sum().sort_values(ascending=False)
    rows, names = list(totals.index), {}
    order = parts_in_order(room)
    most = float(room["prize_count"].max())
    squares = []
    for row in room.to_dict("records"):
        name = names[row["product_id"]] = product_word(t, row)
        squares.append(
            Square(
                row=rows.index(row["product_id"]),
                column=order.index(row["part"]),
                text=f"+{t.exact(round(row['prize_count']))}",
                hover="<br>".join(
                    [
                        f"<b>{name} · {part_word(t, choice.by, row['part'])}</b>",
                        gap_line(t, row),
                    ]
                ),
                strength=float(row["prize_count"]) / most,
                pick=f"{row['product_id']}|{row['part']}",
            )
        )
    view = SquaresView(
        rows=[names[product] for product in rows],
        columns=[part_word(t, choice.by, part) for part in order],
        picked=choice.pick,
        narrow=shell.is_narrow(),
    )
    return squares, view


def parts_in_order(room: pd.DataFrame) -> list[str]:
    """The groups in the order of the ladder, else of their size."""
    ladder = [level for levels in TIERS_BY_TYPE.values() for level in levels]
    parts = list(dict.fromkeys(room["part"]))
    place = {level: number for number, level in enumerate(ladder)}
    return sorted(parts, key=lambda part: (place.get(part, len(place)), part))


def gap_line(t: Text, row: Row) -> str:
    """What the gap is, what closing it would bring, and how many of it may be asked."""
    facts = {
        "share": t.percent(row["penetration"]),
        "upper": t.percent(row["peer_upper"]),
        "count": t.exact(round(row["prize_count"])),
        "money": t.money(row["prize_amount"]),
    }
    if row["peers"] == "branches":
        told = t("{share} hold it, in the best quarter of branches {upper}: {count} more.", **facts)
    else:
        told = t("{share} hold it, in the best quarter of groups {upper}: {count} more.", **facts)
    if not forms.is_missing(row["prize_amount"]):
        told = joined(t, told, t("At what holders usually have in it, {money}.", **facts))
    if not forms.is_missing(row["consented_count"]):
        agreed = t.exact(round(row["consented_count"]))
        told = joined(t, told, t("About {count} of them agreed to offers.", count=agreed))
    return told


def _list(page: Page, choice: Choice, row: Row, heading: str) -> None:
    t = page.t
    asked = {
        "product": str(row["product_id"]),
        "customer_type": choice.kind,
        "by": choice.by,
        "part": str(row["part"]),
    }
    size = questions.prospect_count(page.engine, choice.scope, **asked).iloc[0]
    title = f"{product_word(t, row)} · {part_word(t, choice.by, str(row['part']))}"
    told = t(
        "{without} do not hold it: it suits {suitable}, of them {clear} have nothing overdue, and "
        "{agreed} agreed to offers. The most assets first.",
        without=t.exact(size["without_count"]),
        suitable=t.exact(size["suitable_count"]),
        clear=t.exact(size["not_overdue_count"]),
        agreed=t.exact(size["consented_count"]),
    )
    products_people.show(
        page,
        People(
            title=title,
            note=told,
            count=int(size["consented_count"]),
            name="product_prospects",
            reason="next_product",
            scope=choice.scope,
            read=questions.prospects,
            everyone=products_owners.product_prospects_blocks,
            asked=asked,
            worded=lambda frame: products_people.reached(t, frame),
            columns=[*products_people.reached_columns(t), *products_people.WORTH],
            figure=FIGURE,
            summary=words.summary_text(heading, f"{title}: {told}"),
            empty=t("Nobody here may be offered it: ask for consent and a risk assessment first."),
        ),
    )
