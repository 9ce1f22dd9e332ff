"""The sentences and numbers of a comparison of two populations. No Streamlit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from analytics.condition_columns import COLUMNS
from pages.parts import cards
from pages.parts import format as forms
from pages.parts.condition_words import column_word
from pages.parts.text import sentence

if TYPE_CHECKING:
    import pandas as pd

    from pages.parts.text import Text

Row = Mapping[str, Any]
CONTRIBUTION, ASSETS = "contribution_ttm", "aum_mavg"
MAIN = (
    CONTRIBUTION,
    ASSETS,
    "deposit_mavg",
    "loan_mavg",
    "product_cnt",
    "txn_cnt_90d",
    "digital_login_30d",
)
"""What the figure compares, where the bank provides it."""

FOLLOWS: Mapping[str, tuple[str, ...]] = {
    "contribution_ttm": ("value3", "sign", "grade", "depth"),
    "contribution": ("value3", "sign", "grade"),
    "aum_mavg": ("tier", "is_valid", "tier_watch"),
    "aum_eop": ("tier", "is_valid", "tier_watch"),
    "tier": ("is_valid", "tier_watch"),
    "annual_income": ("income_band",),
    "txn_cnt_90d": ("activity",),
    "last_txn_date": ("activity",),
    "digital_login_30d": ("activity",),
    "product_cnt": ("depth",),
}
"""Column of a condition -> classes that are computed from it."""

FEW, MANY = 10, 100
ALIKE = 0.05
PARTS: Mapping[str, str] = {
    "a": sentence("All of {a}"),
    "b": sentence("All of {b}"),
    "a_only": sentence("Only in {a}"),
    "both": sentence("In both"),
    "b_only": sentence("Only in {b}"),
    "rest": sentence("In neither"),
    "everybody": sentence("Everybody"),
}
VERDICTS: Mapping[str, cards.Verdict] = {
    "higher": "higher",
    "lower": "lower",
    "alike": "alike",
    "few": "few",
    "one_large": "one_large",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the two are called. alone: A is compared with everybody else, whom `label` names where
    no sentence stands around.
    """

    a: str
    b: str
    alone: bool
    label: str

    def part(self, t: Text, part: str) -> str:
        """What a part of the comparison is called."""
        if self.alone and part in {"a", "b", "a_only", "b_only"}:
            return self.a if part.startswith("a") else self.label
        return t(PARTS[part], a=self.a, b=self.b)


def opening(t: Text, everybody: Row, *, nobody: bool = False) -> str:
    """Before any condition: how many customers there are to choose from, and what they bring.

    nobody: there are conditions, which none of them meets.
    """
    facts = {"count": cards.strong(t.exact(everybody["customer_count"]))}
    if nobody:
        return t("None of {count} customers meets the conditions.", **facts)
    money = everybody[CONTRIBUTION]
    if forms.is_missing(money):
        return t("{count} customers are selected.", **facts)
    return t(
        "{count} customers bring {money} of contribution in 12 months.",
        money=cards.strong(t.money(money)),
        **facts,
    )


def question(t: Text, everybody: Row) -> str:
    """What stands over the ready questions."""
    facts = {"count": cards.strong(t.exact(everybody["customer_count"]))}
    money = everybody[CONTRIBUTION]
    if forms.is_missing(money):
        return t("What would change {count} customers and what they bring?", **facts)
    return t(
        "{count} customers bring {money} of contribution in 12 months: what would change that?",
        money=cards.strong(t.money(money)),
        **facts,
    )


def headline(t: Text, compared: pd.DataFrame, counts: Row, names: Names) -> str:
    """The comparison in one sentence; `counts`: customer_count and customer_share of A."""
    facts = {
        "count": cards.strong(t.exact(counts["customer_count"])),
        "part": t.percent(counts["customer_share"]),
        "b": names.b,
    }
    rows = amounts(compared)
    row = next((rows[name] for name in (CONTRIBUTION, ASSETS) if is_known(rows.get(name))), None)
    if row is None:
        return t("{count} customers ({part}) meet the conditions.", **facts)
    facts |= {
        "measure": t("contribution") if row["figure"] == CONTRIBUTION else t("assets"),
        "share": cards.strong(t.percent(share_of_all(row))),
    }
    low, high = float(row["b_mean"]), float(row["a_mean"])
    if low <= 0 or high <= 0 or forms.is_missing(share_of_all(row)):
        return t(
            "{count} customers ({part}) meet the conditions: each brings {each} of {measure} on "
            "average, {b}: {other}.",
            each=cards.strong(t.money(high)),
            other=cards.strong(t.money(low)),
            **facts,
        )
    times = high / low
    if abs(times - 1) <= ALIKE:
        return t(
            "{count} customers ({part}) account for {share} of {measure}: about as much each as "
            "{b}.",
            **facts,
        )
    if times > 1:
        return t(
            "{count} customers ({part}) account for {share} of {measure}: {times} times as much "
            "each as {b}.",
            times=cards.strong(times_word(t, times)),
            **facts,
        )
    return t(
        "{count} customers ({part}) account for {share} of {measure}: each {times} of what each "
        "of {b} has.",
        times=cards.strong(t.percent(times, decimals=0)),
        **facts,
    )


def amounts(compared: pd.DataFrame) -> dict[str, Row]:
    """The rows of amounts by figure; shares of levels are left out."""
    rows = compared[compared["code"].isna()]
    return {str(row["figure"]): row for row in rows.to_dict("records")}


def is_known(row: Row | None) -> bool:
    """Whether a figure is known of somebody on either side."""
    return row is not None and bool(row["a_count"]) and bool(row["b_count"])


def share_of_all(row: Row) -> float:
    """A's part of the amount of everybody; not a number where that is zero or less."""
    whole = float(row["everybody_total"])
    return float(row["a_total"]) / whole if whole > 0 else float("nan")


def times_word(t: Text, times: float) -> str:
    """3.1, 12: two digits that count; more than 100 says no more than that."""
    if times > MANY:
        return t("more than {count}", count=t.exact(MANY))
    return t.decimal(times, decimals=0 if times >= MANY / 10 else 1)


def verdict(row: Row) -> cards.Verdict | None:
    """Higher, lower, alike or too few to say; None where nothing can be compared."""
    return VERDICTS.get(str(row["verdict"]))


def figure_word(t: Text, row: Row) -> str:
    """A figure as people say it; the share of a level by its label: Tier: VIP."""
    name, code = str(row["figure"]), row["code"]
    known = COLUMNS[name]
    label = known.zh if t.language == "zh_CN" else known.en
    if forms.is_missing(code):
        return label
    return t("{column}: {value}", column=label, value=t.code(name, code))


def shown(t: Text, row: Row, value: object) -> str:
    """A mean of a figure, as its kind is written."""
    if forms.is_missing(value):
        return forms.MISSING
    number = cast("float", value)
    if row["unit"] == "currency":
        return t.money(number)
    if row["unit"] == "share":
        return t.percent(number)
    return t.decimal(number, decimals=1 if abs(number) < 100 else 0)


def change(t: Text, row: Row, value: object) -> str:
    """A difference of two means, signed."""
    if forms.is_missing(value):
        return forms.MISSING
    if row["unit"] == "share":
        return t.points(cast("float", value))
    return t.signed(shown(t, row, value))


def main_rows(compared: pd.DataFrame) -> list[Row]:
    """What the figure compares, in the order of MAIN."""
    rows = amounts(compared)
    return [rows[name] for name in MAIN if is_known(rows.get(name))]


def notices(
    t: Text, *, both: int, names: Names, counts: Sequence[int], columns: Collection[str] = ()
) -> list[str]:
    """What limits the reading of the comparison, a sentence each. columns: of the conditions."""
    found = []
    personal = [column_word(t, name) for name in sorted(columns) if COLUMNS[name].protected]
    if personal:
        found.append(
            t(
                "{columns}: says who somebody is, not what they do with the bank. Good for "
                "service; for offers and prices ask compliance first.",
                columns=t(", ").join(personal),
            )
        )
    if both and not names.alone:
        found.append(
            t(
                "{count} customers are in both and count on both sides.",
                count=t.exact(both),
            )
        )
    if min(counts) < FEW:
        found.append(
            t(
                "Fewer than {few} customers on one side: amounts are facts, but say nothing about "
                "others like them.",
                few=t.exact(FEW),
            )
        )
    return found


def standing_out(
    t: Text, compared: pd.DataFrame, names: Names, *, said: Collection[str], most: int = 3
) -> list[str]:
    """What more of them are than of the others, the largest differences first.

    said: columns of the conditions; what they say, and what follows from it, is no news.
    """
    known = {*said, *(each for column in said for each in FOLLOWS.get(column, ()))}
    rows = compared[
        compared["code"].notna()
        & (compared["verdict"] == "higher")
        & ~compared["figure"].isin(known)
    ]
    place = rows["effect"].abs().sort_values(ascending=False, kind="stable").index
    found: dict[str, str] = {}
    for row in rows.loc[place].to_dict("records"):
        found.setdefault(
            str(row["figure"]),
            t(
                "{what}: {share} of them, {other} of {b}.",
                what=figure_word(t, row),
                share=t.percent(row["a_mean"], decimals=0),
                other=t.percent(row["b_mean"], decimals=0),
                b=names.b,
            ),
        )
    return list(found.values())[:most]


def summary_text(t: Text, heading: str, said: Sequence[str], conditions: Mapping[str, str]) -> str:
    """The comparison as a short text to paste into a chat."""
    plain = heading.replace("<b>", "").replace("</b>", "")
    named = [t("{name}: {words}", name=name, words=words) for name, words in conditions.items()]
    return "\n".join([plain, *said, *named])


def range_word(t: Text, low: object, high: object, unit: str) -> str:
    """A bar in words: from 10 to under 20."""
    if forms.is_missing(low):
        return t("under {high}", high=edge_word(t, float(str(high)), unit))
    if forms.is_missing(high):
        return t("{low} and more", low=edge_word(t, float(str(low)), unit))
    return t(
        "{low} to under {high}",
        low=edge_word(t, float(str(low)), unit),
        high=edge_word(t, float(str(high)), unit),
    )


def edge_word(t: Text, edge: float, unit: str) -> str:
    """An edge of a bar: an amount or a number."""
    return t.money(edge) if unit == "currency" else t.exact(edge)
