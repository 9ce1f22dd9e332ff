"""The four numbers of the contribution page: value, change, its range and verdict. Pure."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any, cast

from pages.parts import cards
from pages.parts import format as forms
from pages.parts.contribution_words import VERDICTS, Changes, Row, has_shares, is_contribution
from pages.parts.text import Text


def tiles(
    t: Text, summary: Row, changes: Changes, *, measure: str, before: date | None
) -> list[cards.Tile]:
    """The page's four numbers; the two shares only where the total is above zero."""
    since = t("since {date}", date=t.date(before)) if before else None
    shares = [_best_share(t, summary, changes, since), _for_eighty(t, summary, changes, since)]
    return [
        *(shares if has_shares(summary) else []),
        _drag(t, summary, changes, measure, since),
        _total(t, summary, changes, measure, since),
    ]


def _moved(
    t: Text, change: Row | None, shown: Callable[[float], str], *, since: str | None, good: int
) -> Mapping[str, Any]:
    """The parts of a tile that say what changed; none where there is nothing to compare."""
    if change is None or forms.is_missing(change["change"]):
        return {}
    value = float(change["change"])
    known = change["verdict"] in VERDICTS
    return {
        "change": shown(value),
        "direction": (value > 0) - (value < 0),
        "good": good,
        "verdict": cast("cards.Verdict", change["verdict"]) if known else None,
        "range": _range(t, change, shown),
        "note": since,
    }


def _range(t: Text, change: Row, shown: Callable[[float], str]) -> str | None:
    """The 95 % interval of a change, in words for a reader who hovers; shares a digit finer."""
    if forms.is_missing(change["change_low"]):
        return None
    if str(change["metric"]).endswith("_share"):
        shown = partial(t.points, decimals=2)
    return t(
        "Between {low} and {high}, 95 % sure: that is how much customers vary.",
        low=shown(float(change["change_low"])),
        high=shown(float(change["change_high"])),
    )


def _best_share(t: Text, summary: Row, changes: Changes, since: str | None) -> cards.Tile:
    return cards.Tile(
        label=t("Share of the best 20 %"),
        value=t.percent(summary["top20_share"]),
        exact=t.percent(summary["top20_share"], decimals=4),
        number=float(summary["top20_share"]),
        unit="share",
        **_moved(t, changes.get("top20_share"), t.points, since=since, good=0),
    )


def _for_eighty(t: Text, summary: Row, changes: Changes, since: str | None) -> cards.Tile:
    """How few bring 80 %: the share of all customers, which a growing bank leaves comparable."""
    count = t.exact(summary["customers_for_80_count"])
    of_all = t.exact(summary["customer_count"])
    moved = _moved(t, changes.get("customers_for_80_share"), t.points, since=since, good=0)
    alone = t("{count} of {total} customers", count=count, total=of_all)
    return cards.Tile(
        label=t("{count} customers bring 80 %", count=count),
        value=t.percent(summary["customers_for_80_share"]),
        exact=alone,
        number=float(summary["customers_for_80_share"]),
        unit="share",
        **({"note": alone} | moved),
    )


def _drag(t: Text, summary: Row, changes: Changes, measure: str, since: str | None) -> cards.Tile:
    def shown(value: float) -> str:
        return t.signed(t.money(value))

    moved = dict(_moved(t, changes.get("negative_total"), shown, since=since, good=1))
    # A sum below zero that rises is a loss that shrinks: say what happens to the loss.
    verdict = moved.get("verdict")
    moved["verdict"] = {"up": "smaller", "down": "larger"}.get(verdict, verdict)
    count = t.exact(summary["negative_count"])
    return cards.Tile(
        label=t("Loss-making customers: {count}", count=count)
        if is_contribution(measure)
        else t("Overdrawn customers: {count}", count=count),
        value=t.money(summary["negative_total"]),
        exact=t.exact_money(summary["negative_total"]),
        number=float(summary["negative_total"]),
        unit="money",
        **moved,
    )


def _total(t: Text, summary: Row, changes: Changes, measure: str, since: str | None) -> cards.Tile:
    def shown(value: float) -> str:
        return t.signed(t.money(value))

    moved = _moved(t, changes.get("total"), shown, since=since, good=1)
    alone = t("{count} customers", count=t.exact(summary["customer_count"]))
    return cards.Tile(
        label=t.column(measure),
        value=t.money(summary["total"]),
        exact=t.exact_money(summary["total"]),
        number=float(summary["total"]),
        unit="money",
        **({"note": alone} | moved),
    )
