"""Who holds what: products by how many hold them, who took them up and gave them up, and who."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analytics import products_owners
from analytics.products_owners import Holding
from pages.parts import (
    cards,
    figures,
    lists,
    migration_choice,
    products_charts,
    products_choice,
    products_people,
    shell,
)
from pages.parts import format as forms
from pages.parts import products_remembered as questions
from pages.parts import products_words as words
from pages.parts.competitors_words import joined
from pages.parts.figures_products import Bars
from pages.parts.figures_segments import Square, SquaresView
from pages.parts.products_labels import contracts_word, line_word, part_word, product_word
from pages.parts.products_people import People

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pages.parts.products_choice import Choice
    from pages.parts.shell import Page
    from pages.parts.text import Text

FIGURE = "products_holds"
MOVES = ("gained", "gained_new", "lost", "lost_left")


def show(page: Page, choice: Choice, heading: str) -> None:
    """The figure, what is picked on it, and who is behind."""
    t = page.t
    products_choice.part_switch(page, choice)
    by = "customer_type" if choice.by == "all" else choice.by
    held = questions.penetration(page.engine, choice.scope, by=by)
    names = {row["product_id"]: product_word(t, row) for row in held.to_dict("records")}
    moved = None
    if choice.scope.before is not None:
        moved = questions.changes(page.engine, choice.scope).set_index("product_id")
    choice = _opened(choice, held, names, moved)
    if choice.by == "all":
        cards.section(t("How many hold each product"), t("Click a product to see who holds it."))
        bars = product_bars(t, page.theme, held, moved)
        products_charts.rows(page, bars, key=FIGURE, view=products_charts.bars_view(choice.pick))
    else:
        cards.section(
            t("What share of each group holds a product"),
            t("Click a square to see its customers."),
        )
        _squares(page, choice, held, names)
    _people(page, choice, names, moved, heading)


def product_bars(t: Text, theme: str, held: pd.DataFrame, moved: pd.DataFrame | None) -> list[Bars]:
    """One bar per product somebody holds, the most held first, with gains and losses."""
    colours = figures.tokens(theme, t)
    found = []
    shown = held[held["holder_count"] > 0].sort_values("holder_count", ascending=False)
    for row in shown.to_dict("records"):
        share, count = t.percent(row["penetration"]), t.exact(row["holder_count"])
        text = f"<b>{share}</b>  {count}"
        hover = [
            f"<b>{product_word(t, row)}</b> · {line_word(t, row['line'])}",
            t("{count} of {n} customers, {share}", count=count, n=t.exact(row["customer_count"]),
              share=share),
        ]  # fmt: skip
        if moved is not None and row["product_id"] in moved.index:
            up, down = gained(moved.loc[row["product_id"]])
            if up:
                text += f'  <span style="color:{colours.gain}">▲ +{t.exact(up)}</span>'
            if down:
                text += (
                    f'  <span style="color:{colours.loss}">▼ {forms.MINUS}{t.exact(down)}</span>'
                )
            hover.append(t("taken up {up}, given up {down}", up=t.exact(up), down=t.exact(down)))
        found.append(
            Bars(
                name=product_word(t, row),
                values=(float(row["penetration"]),),
                texts=(text,),
                hover="<br>".join(hover),
                pick=str(row["product_id"]),
            )
        )
    return found


def gained(row: pd.Series) -> tuple[int, int]:
    """How many took a product up and how many gave it up, who came and left included."""
    return int(row["gained"] + row["gained_new"]), int(row["lost"] + row["lost_left"])


def _squares(page: Page, choice: Choice, held: pd.DataFrame, names: Mapping[str, str]) -> None:
    t = page.t
    most = held.groupby("product_id")["holder_count"].sum().sort_values(ascending=False)
    rows = [product for product in most.index if most[product] > 0]
    parts = list(dict.fromkeys(held["part"]))
    squares = [
        Square(
            row=rows.index(row["product_id"]),
            column=parts.index(row["part"]),
            text=t.percent(row["penetration"], decimals=0) if row["enough"] else t("few"),
            hover="<br>".join(
                [
                    f"<b>{names[row['product_id']]} · {part_word(t, choice.by, row['part'])}</b>",
                    t(
                        "{count} of {n} customers, {share}",
                        count=t.exact(row["holder_count"]),
                        n=t.exact(row["customer_count"]),
                        share=t.percent(row["penetration"]),
                    ),
                ]
            ),
            strength=float(row["penetration"]) if row["enough"] else float("nan"),
            pick=f"{row['product_id']}|{row['part']}",
        )
        for row in held.to_dict("records")
        if row["product_id"] in rows
    ]
    view = SquaresView(
        rows=[names[product] for product in rows],
        columns=[part_word(t, choice.by, part) for part in parts],
        picked=choice.pick,
        narrow=shell.is_narrow(),
    )
    products_charts.squares(page, squares, key=FIGURE, view=view)


def _people(
    page: Page,
    choice: Choice,
    names: Mapping[str, str],
    moved: pd.DataFrame | None,
    heading: str,
) -> None:
    t = page.t
    product, _, part = (choice.pick or "").partition("|")
    whole = choice.by == "all" or "|" not in (choice.pick or "")
    if whole and moved is not None and product in moved.index:
        row = moved.loc[product]
        shown = {"held": products_choice.WHO["held"]} | {
            name: products_choice.WHO[name] for name in MOVES if row[name]
        }
        who = choice.who if choice.who in shown else "held"
        if len(shown) > 1:
            migration_choice.segments(page, "who", shown, who, t("List"))
        if who != "held":
            _movers(
                page, choice, product, names[product], who=who, count=int(row[who]), heading=heading
            )
            return
    holding = Holding(
        product=product, by="tier" if whole else choice.by, part=None if whole else part
    )
    title = names[product] if whole else f"{names[product]} · {part_word(t, choice.by, part)}"
    holders(page, choice, holding, title=title, figure=FIGURE, heading=heading)


def _opened(
    choice: Choice, held: pd.DataFrame, names: Mapping[str, str], moved: pd.DataFrame | None
) -> Choice:
    """The choice with a product picked: what the link names, else the liveliest."""
    product = (choice.pick or "").partition("|")[0]
    if product in names and (choice.by != "all" or product == choice.pick):
        return choice
    return replace(choice, pick=product if product in names else _liveliest(held, moved))


def _liveliest(held: pd.DataFrame, moved: pd.DataFrame | None) -> str:
    """What the list opens with: the product most gave up or took up, else the one most hold."""
    if moved is not None and len(moved):
        turned = moved[list(MOVES)].sum(axis=1)
        if turned.max() > 0:
            return str(turned.idxmax())
    return str(held.groupby("product_id")["holder_count"].sum().idxmax())


def holders(  # noqa: PLR0913 - a list with its heading
    page: Page,
    choice: Choice,
    holding: Holding,
    *,
    title: str,
    figure: str,
    heading: str,
    note: str = "",
) -> None:
    """Who holds something: as many, with as much, as the mark says."""
    t, asked = page.t, {"holding": holding}
    size = questions.owner_count(page.engine, choice.scope, **asked).iloc[0]
    count = int(size["customer_count"])
    told = t(
        "{count} customers with {contracts}, together {money}; the largest first.",
        count=t.exact(count),
        contracts=contracts_word(t, size["holding_count"]),
        money=t.exact_money(size["balance"]),
    )
    amounts = [
        lists.Column(name="balance", kind="money"),
        lists.Column(name="average_rate", kind="percent", decimals=2, label=t.column("rate")),
        lists.Column(name="next_maturity", kind="date", label=t.column("maturity_date")),
    ]
    if forms.is_missing(size["balance"]) or not size["balance"]:
        amounts = []
        told = t("{count} customers, the largest contribution first.", count=t.exact(count))
    products_people.show(
        page,
        People(
            title=title,
            note=joined(t, note, told) if note else told,
            count=count,
            name="product_customers",
            scope=choice.scope,
            read=questions.owners,
            everyone=products_owners.product_customers_blocks,
            asked=asked,
            columns=[
                *amounts,
                *products_people.WORTH,
            ],
            figure=figure,
            summary=words.summary_text(heading, f"{title}: {told}"),
        ),
    )


def _movers(  # noqa: PLR0913 - a list with its heading
    page: Page, choice: Choice, product: str, name: str, *, who: str, count: int, heading: str
) -> None:
    t, asked = page.t, {"product": product, "change": who}
    told = t(
        "{who}: {count} customers since {date}, the most assets first.",
        who=t(products_choice.WHO[who]),
        count=t.exact(count),
        date=t.date(choice.scope.before),
    )
    products_people.show(
        page,
        People(
            title=name,
            note=told,
            count=count,
            name="product_movers",
            scope=choice.scope,
            read=questions.movers,
            everyone=products_owners.product_movers_blocks,
            asked=asked,
            columns=products_people.WORTH,
            figure=FIGURE,
            summary=words.summary_text(heading, f"{name}: {told}"),
        ),
    )
