"""The sentences and numbers of the contribution page, computed from its small frames. No Streamlit.

`summary` is the row of `contribution-summary`; `changes` maps a metric to its row of
`contribution-change` and is empty when there is no date to compare with.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, cast

import pandas as pd

from analytics.scope import SEGMENT
from pages.parts import cards
from pages.parts import format as forms
from pages.parts.contribution_pick import LOSS, MARKS, Pick, place
from pages.parts.text import Text

Row = Mapping[str, Any]
Changes = Mapping[str, Row]

VERDICTS = ("up", "down", "normal", "few", "one_large")
FULL_YEAR = 12
SAME = 0.0005
"""Changes of a share below this round to 0.0 points and are called unchanged."""


def measure_word(t: Text, measure: str) -> str:
    """A measure as a word inside a sentence."""
    words = {
        "contribution_ttm": t("contribution"),
        "contribution": t("the month's contribution"),
        "aum_mavg": t("AUM"),
        "aum_eop": t("AUM at period end"),
        "deposit_mavg": t("deposits"),
        "dep_demand_mavg": t("demand deposits"),
        "dep_time_mavg": t("time deposits"),
        "wealth_mavg": t("wealth products"),
        "other_aum_mavg": t("other AUM"),
        "loan_mavg": t("loans"),
    }
    return words.get(measure, t.column(measure))


def is_contribution(measure: str) -> bool:
    """Contribution is brought in; the other measures are balances that are held."""
    return measure in {"contribution_ttm", "contribution"}


def has_shares(summary: Row) -> bool:
    """Whether the total is above zero, so that shares of it mean something."""
    return not forms.is_missing(summary["top20_share"])


def bare_points(t: Text, change: float) -> str:
    """The size of a change in percentage points without its sign: the sentence says which way."""
    return t("{value} points", value=t.decimal(abs(change) * 100, decimals=1))


def verdict_word(t: Text, code: str) -> str:
    """A verdict inside a sentence."""
    word = cards.verdict(cast("cards.Verdict", code), t)
    return word[:1].lower() + word[1:]


def headline(t: Text, summary: Row, changes: Changes, *, measure: str, before: date | None) -> str:
    """What the page says, in one sentence; bold parts are marked for `cards.headline`."""
    facts = {"measure": measure_word(t, measure)}
    if not has_shares(summary):
        facts |= {
            "count": t.exact(summary["customer_count"]),
            "amount": cards.strong(t.money(summary["total"])),
        }
        return t("{count} customers together: {amount} of {measure}.", **facts)
    facts |= {
        "best": cards.strong(t.percent(0.2, decimals=0)),
        "share": cards.strong(t.percent(summary["top20_share"])),
    }
    change = changes.get("top20_share")
    if change is None or before is None or forms.is_missing(change["change"]):
        return _plain(t, measure, facts)
    facts |= {
        "change": bare_points(t, change["change"]),
        "date": t.date(before),
        "verdict": verdict_word(t, change["verdict"]),
    }
    return _compared(t, float(change["change"]), measure, facts)


def _plain(t: Text, measure: str, facts: Mapping[str, str]) -> str:
    if is_contribution(measure):
        return t("The best {best} of customers bring {share} of {measure}.", **facts)
    return t("The largest {best} of customers hold {share} of {measure}.", **facts)


def _compared(t: Text, change: float, measure: str, facts: Mapping[str, str]) -> str:
    """Whole sentences, one per direction: languages differ in where "more" stands."""
    if is_contribution(measure):
        if abs(change) < SAME:
            return t(
                "The best {best} of customers bring {share} of {measure}, as on {date}.", **facts
            )
        if change > 0:
            return t(
                "The best {best} of customers bring {share} of {measure}, "
                "{change} more than on {date}: {verdict}.",
                **facts,
            )
        return t(
            "The best {best} of customers bring {share} of {measure}, "
            "{change} less than on {date}: {verdict}.",
            **facts,
        )
    if abs(change) < SAME:
        return t(
            "The largest {best} of customers hold {share} of {measure}, as on {date}.", **facts
        )
    if change > 0:
        return t(
            "The largest {best} of customers hold {share} of {measure}, "
            "{change} more than on {date}: {verdict}.",
            **facts,
        )
    return t(
        "The largest {best} of customers hold {share} of {measure}, "
        "{change} less than on {date}: {verdict}.",
        **facts,
    )


def marks_of(curve: pd.DataFrame) -> pd.DataFrame:
    """The 1, 5, 10 and 20 % marks, which are rows of the curve: mark and the row's columns."""
    count = int(curve["customer_count"].iloc[-1])
    places = [place(mark, count) for mark in MARKS.values()]
    rows = curve.set_index("customer_count", drop=False).loc[places].reset_index(drop=True)
    return rows.assign(mark=list(MARKS.values()))


def curve_words(t: Text, summary: Row, marks: pd.DataFrame) -> str:
    """The curve as lines of words: for readers who cannot see it and for the text to paste."""
    if not has_shares(summary):
        return t(
            "{count} customers together: {amount}.",
            count=t.exact(summary["customer_count"]),
            amount=t.exact_money(summary["total"]),
        )
    parts = [
        t(
            "Best {mark} ({count} customers): {share}",
            mark=t.percent(row.mark, decimals=0),
            count=t.exact(row.customer_count),
            share=t.percent(row.value_share),
        )
        for row in marks.itertuples()
    ]
    if has_shares(summary) and float(summary["peak_share"]) > 1:
        parts.append(
            t(
                "Peak {share} at {customers} of customers; "
                "{count} loss-making customers take back {money}",
                share=t.percent(summary["peak_share"]),
                customers=t.percent(summary["peak_customer_share"]),
                count=t.exact(summary["negative_count"]),
                money=t.money(abs(summary["negative_total"])),
            )
        )
    return "\n".join(parts)


def large_move(t: Text, changes: Changes, measure: str) -> str | None:
    """The finding that one customer alone moved a number, if so."""
    alone = [row for row in changes.values() if row["verdict"] == "one_large"]
    if not alone:
        return None
    return t(
        "One large customer: {customer} alone changed by {money} ({measure}).",
        customer=alone[0]["largest_move_customer_id"],
        money=t.signed(t.money(alone[0]["largest_move"])),
        measure=t.column(measure),
    )


def notices(
    t: Text, summary: Row, snapshot: Row, *, compared: bool, few: float, measure: str
) -> list[tuple[str, str]]:
    """What limits the reading of this page, most important first: (sentence, kind of box).

    few: below so many customers shares say little.
    """
    found = []
    if snapshot["contribution_source"] == "assets_only":
        text = t(
            "Only assets were loaded: the contribution curve repeats the assets, so this page "
            "opens on assets. Deposits, loans or income would give contribution a curve of its own."
        )
        found.append((text, "info"))
    months = int(snapshot["ttm_months"])
    if measure == "contribution_ttm" and months < FULL_YEAR:
        text = t(
            "Contribution of 12 months is projected: {count} months are loaded, so their sum is "
            "multiplied by 12/{count}.",
            count=months,
        )
        found.append((text, "info"))
    if not has_shares(summary):
        text = t(
            "The total is zero or negative, so shares have no meaning here. "
            "The curve shows amounts."
        )
        found.append((text, "caution"))
    if summary["customer_count"] < few:
        count = t.exact(summary["customer_count"])
        text = t("Too few customers to judge shares ({count}). Read the list.", count=count)
        found.append((text, "caution"))
    if not compared:
        text = t(
            "There is no earlier date to compare with yet, so no change is shown. "
            "Load another month to see what changed."
        )
        found.append((text, "info"))
    return found


def pick_label(t: Text, name: str, measure: str, picked: Pick | None) -> str:
    """A pick in a few words, for its button."""
    if name in MARKS:
        return t("Best {mark}", mark=t.percent(MARKS[name], decimals=0))
    if name == LOSS:
        return t("Loss-making") if is_contribution(measure) else t("Overdrawn")
    if picked is None:
        return name
    return t("Places {first}–{last}", first=t.exact(picked.first + 1), last=t.exact(picked.last))


def people_title(t: Text, picked: Pick | None, measure: str) -> str:
    """Whom the list shows."""
    if picked is None:
        return t("Customers, best first")
    if picked.name == LOSS:
        if is_contribution(measure):
            return t("Loss-making customers, largest loss first")
        return t("Overdrawn customers, largest overdraft first")
    if picked.name in MARKS:
        return t("The best {mark} of customers", mark=t.percent(MARKS[picked.name], decimals=0))
    return t(
        "Customers from place {first} to {last}",
        first=t.exact(picked.first + 1),
        last=t.exact(picked.last),
    )


def people_note(t: Text, chosen: Row, summary: Row) -> str:
    """How many they are and what they bring together, to the cent."""
    facts = {
        "count": t.exact(chosen["customer_count"]),
        "money": t.exact_money(chosen["value"]),
    }
    if not has_shares(summary):
        return t("{count} customers, together {money}, as the curve shows.", **facts)
    share = t.percent(chosen["value_share"], decimals=2)
    return t(
        "{count} customers, together {money} or {share} of the total, as the curve shows.",
        share=share,
        **facts,
    )


def summary_text(t: Text, summary: Row, marks: pd.DataFrame, *, heading: str) -> str:
    """The page as a short text to paste into a chat; `heading` is its headline."""
    plain = re.sub("</?b>", "", heading)
    return "\n".join([plain, curve_words(t, summary, marks)])


def steps(t: Text, summary: Row, marks: pd.DataFrame, *, measure: str) -> list[str]:
    """What follows from the curve, one sentence each."""
    best = marks[marks["mark"] == 0.01].iloc[0]
    found = [
        t(
            "Keep the best {mark} (customers: {count}): they stand for {share} of the total. "
            "Pick them above, download the list and see that each has a manager who calls.",
            mark=t.percent(0.01, decimals=0),
            count=t.exact(best["customer_count"]),
            share=t.percent(best["value_share"]),
        )
    ]
    if is_contribution(measure) and summary["negative_count"]:
        found.append(
            t(
                "Look at the {count} loss-making customers ({money}): price, cost of service or "
                "an overdue loan? Pick them above.",
                count=t.exact(summary["negative_count"]),
                money=t.money(summary["negative_total"]),
            )
        )
    return found


def people_file(t: Text, people: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The list as it is downloaded: contract names, codes in words, headings in `attrs`."""
    columns = {
        "rank": t("Place"),
        "customer_id": t.column("customer_id"),
        "customer_type": t.column("customer_type"),
        "branch_id": t.column("branch_id"),
        "branch_name": t("Branch"),
        "manager_id": t.column("manager_id"),
        "tier": t.column("tier"),
        **({SEGMENT: t.column(SEGMENT)} if t.segments else {}),
        measure: t.column(measure),
        "value_share": t("Share"),
        "cumulative_share": t("Share up to here"),
    }
    renamed = people.drop(columns=measure, errors="ignore").rename(columns={"value": measure})
    frame = renamed[list(columns)].copy()
    for name in {"customer_type", "tier", SEGMENT} & set(columns):
        frame[name] = frame[name].map(lambda code, name=name: t.code(name, code))
    frame.attrs["labels"] = columns
    return frame
