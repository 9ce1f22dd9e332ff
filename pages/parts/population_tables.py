"""The tables of a comparison's second layer: rows, columns and total, ready to be drawn. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from pages.parts import cards, lists
from pages.parts import format as forms
from pages.parts import population_words as words
from pages.parts.policy_tables import Table
from pages.parts.text import sentence

if TYPE_CHECKING:
    from pages.parts.population_words import Names, Row
    from pages.parts.text import Text

SIZES: Mapping[str, str] = {
    "negligible": sentence("hardly any"),
    "small": sentence("small"),
    "medium": sentence("medium"),
    "large": sentence("large"),
}
LEAST_P = 0.001


def measures(t: Text, compared: pd.DataFrame, names: Names) -> Table:
    """Means of all amounts: both, the difference with its interval, effect size, p and n."""
    rows = [_row(t, row) for row in words.amounts(compared).values()]
    return Table(rows=pd.DataFrame(rows), columns=_columns(t, names, t("Cohen's d")))


def shares(t: Text, compared: pd.DataFrame, names: Names) -> Table:
    """The same of the share of every class."""
    rows = [_row(t, row) for row in compared[compared["code"].notna()].to_dict("records")]
    return Table(rows=pd.DataFrame(rows), columns=_columns(t, names, t("Cohen's h")))


def _row(t: Text, row: Row) -> dict[str, str]:
    found = words.verdict(row)
    return {
        "figure": words.figure_word(t, row),
        "a": _mean(t, row, "a"),
        "b": _mean(t, row, "b"),
        "difference": _with_limits(
            *(words.change(t, row, row[f"difference{end}"]) for end in ("", "_low", "_high"))
        ),
        "effect": _effect(t, row),
        "p": _probability(t, row["p_adjusted"]),
        "n": f"{t.exact(int(row['a_count']))} / {t.exact(int(row['b_count']))}",
        "verdict": cards.verdict(found, t) if found else forms.MISSING,
    }


def _mean(t: Text, row: Row, part: str) -> str:
    ends = ("", "_low", "_high")
    return _with_limits(*(words.shown(t, row, row[f"{part}_mean{end}"]) for end in ends))


def _with_limits(value: str, low: str, high: str) -> str:
    return value if forms.MISSING in (low, high) else f"{value} ({low} … {high})"


def _effect(t: Text, row: Row) -> str:
    if forms.is_missing(row["effect"]):
        return forms.MISSING
    size = SIZES.get(str(row["effect_size"]))
    value = t.decimal(row["effect"], decimals=2)
    return value if size is None else f"{value} · {t(size)}"


def _probability(t: Text, value: object) -> str:
    if forms.is_missing(value):
        return forms.MISSING
    known = float(str(value))
    return (
        f"< {t.decimal(LEAST_P, decimals=3)}" if known < LEAST_P else t.decimal(known, decimals=3)
    )


def _columns(t: Text, names: Names, effect: str) -> list[lists.Column]:
    return [
        lists.Column(name="figure", label=t("Measure")),
        lists.Column(name="a", kind="given", label=names.a, unit=t("95 % interval")),
        lists.Column(name="b", kind="given", label=names.label, unit=t("95 % interval")),
        lists.Column(
            name="difference", kind="given", label=t("Difference"), unit=t("95 % interval")
        ),
        lists.Column(name="effect", kind="given", label=t("Effect size"), unit=effect),
        lists.Column(name="p", kind="given", label=t("p (Holm)")),
        lists.Column(name="n", kind="given", label=t("Customers")),
        lists.Column(name="verdict", label=t("Verdict")),
    ]


def quantiles(t: Text, found: pd.DataFrame, names: Names, *, unit: str) -> Table:
    """A row per share, a column per part."""
    wide = found.pivot_table(index="share", columns="part", values="value").reset_index()
    parts = [part for part in ("a", "b", "rest") if part in wide.columns]
    rows = pd.DataFrame({"share": [t.percent(share, decimals=0) for share in wide["share"]]})
    for part in parts:
        rows[part] = [t.money(v) if unit == "currency" else t.number(v) for v in wide[part]]
    labels = {"a": names.a, "b": names.label, "rest": t("The rest")}
    columns = [
        lists.Column(name="share", label=t("Of the customers")),
        *(lists.Column(name=part, kind="given", label=labels[part]) for part in parts),
    ]
    return Table(rows=rows, columns=columns)


def overlap(t: Text, found: pd.DataFrame, names: Names) -> Table:
    """The parts that share nobody; empty ones are left out."""
    parts = found[(found["part"] != "everybody") & (found["customer_count"] > 0)]
    rows = parts.assign(word=[names.part(t, part) for part in parts["part"]])
    whole = found[found["part"] == "everybody"].iloc[0].to_dict()
    columns = [
        lists.Column(name="word", label=t("Part")),
        lists.Column(name="customer_count", kind="count", label=t("Customers")),
        lists.Column(name="customer_share", kind="percent", label=t("Share")),
        lists.Column(name="contribution_ttm", kind="money", label=t.column("contribution_ttm")),
        lists.Column(name="aum_mavg", kind="money", label=t.column("aum_mavg")),
    ]
    total = {
        name: whole[name]
        for name in ("customer_count", "customer_share", "contribution_ttm", "aum_mavg")
    }
    return Table(rows=rows, columns=columns, total=total)


def spread_file(t: Text, bars: pd.DataFrame, names: Names, *, unit: str) -> pd.DataFrame:
    """The bars as they are downloaded: parts and ranges in words, headings in `attrs`."""
    called = {"a": names.a, "b": names.label, "rest": t("The rest")}
    labels = {
        "part": t("Part"),
        "range": t("Range"),
        "customer_count": t("Customers"),
        "customer_share": t("Share"),
    }
    ranges = [
        words.range_word(t, low, high, unit)
        for low, high in zip(bars["low"], bars["high"], strict=True)
    ]
    frame = bars.assign(part=bars["part"].map(called), range=ranges)[list(labels)].copy()
    frame.attrs["labels"] = labels
    return frame


def overlap_file(t: Text, found: pd.DataFrame, names: Names) -> pd.DataFrame:
    """The overlap as it is downloaded: parts in words, the whole as its last row."""
    frame = found.assign(part=[names.part(t, part) for part in found["part"]])
    frame.attrs["labels"] = {"part": t("Part"), "customer_count": t("Customers")}
    return frame


def file_of(t: Text, compared: pd.DataFrame, names: Names) -> pd.DataFrame:
    """The comparison as it is downloaded: numbers at full precision, headings in `attrs`."""
    labels = {
        "word": t("Measure"),
        "a_count": t("{name}: customers", name=names.a),
        "b_count": t("{name}: customers", name=names.label),
        "a_total": t("{name}: total", name=names.a),
        "b_total": t("{name}: total", name=names.label),
        "a_mean": t("{name}: mean", name=names.a),
        "b_mean": t("{name}: mean", name=names.label),
        "difference": t("Difference"),
        "difference_low": t("Difference, lower limit"),
        "difference_high": t("Difference, upper limit"),
        "effect": t("Effect size"),
        "p_adjusted": t("p-value, adjusted"),
        "said": t("Verdict"),
    }
    rows = compared.to_dict("records")
    found = [words.verdict(row) for row in rows]
    frame = compared.assign(
        word=[words.figure_word(t, row) for row in rows],
        said=[cards.verdict(each, t) if each else "" for each in found],
    )[list(labels)].copy()
    frame.attrs["labels"] = labels
    return frame


def people_columns(t: Text, people: pd.DataFrame) -> list[lists.Column]:
    """The list on the screen; what nobody has is left out."""
    branch = "branch_name" if people["branch_name"].notna().any() else "branch_id"
    found = [
        lists.Column(name="customer_id", kind="id"),
        lists.Column(name="name", kind="name", label=t("Name")),
        lists.Column(name=branch, label=t("Branch")),
        lists.Column(name="manager", label=t("Manager")),
        lists.Column(name="tier", kind="code", label=t("Tier")),
        lists.Column(name="aum_mavg", kind="money", label=t.column("aum_mavg")),
        lists.Column(name="contribution_ttm", kind="money", label=t.column("contribution_ttm")),
    ]
    return [column for column in found if people[column.name].notna().any()]


def people_file(t: Text, people: pd.DataFrame) -> pd.DataFrame:
    """The list as it is downloaded: codes in words, headings in `attrs`."""
    labels = {
        "rank": t("Place"),
        "customer_id": t.column("customer_id"),
        "branch_id": t.column("branch_id"),
        "branch_name": t("Branch"),
        "manager_id": t.column("manager_id"),
        "tier": t("Tier"),
        "aum_mavg": t.column("aum_mavg"),
        "loan_mavg": t.column("loan_mavg"),
        "contribution_ttm": t.column("contribution_ttm"),
    }
    frame = people[list(labels)].copy()
    frame["tier"] = [t.code("tier", code) for code in frame["tier"]]
    frame.attrs["labels"] = labels
    return frame
