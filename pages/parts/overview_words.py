"""What the front page says: its sentence, its four numbers, its two small tables. Pure."""

import math
from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from analytics.scope import Scope
from data import quality
from data.quality import RuleResult
from pages.parts.cards import Tile, strong
from pages.parts.lists import Column
from pages.parts.text import Text, sentence

MONEY = ("aum_mavg", "deposit_mavg", "loan_mavg", "contribution", "contribution_ttm")
COUNTS = ("customer_count", "valid_count")
LABELS = {
    "customer_count": sentence("Customers"),
    "valid_count": sentence("Valid customers"),
    "aum_mavg": sentence("Assets under management (AUM)"),
    "deposit_mavg": sentence("Deposits"),
    "interbank_deposits": sentence("Deposits of other banks (not included)"),
    "loan_mavg": sentence("Loans"),
    "contribution": sentence("Contribution of the month"),
    "contribution_ttm": sentence("Contribution, 12 months"),
}
Numbers = Mapping[date, Mapping[str, float]]


def by_date(headline: pd.DataFrame) -> Numbers:
    """The answer's rows as date -> number -> value; what was not given is left out."""
    return {
        row["snapshot_date"]: {name: float(row[name]) for name in LABELS if _is_there(row, name)}
        for row in headline.to_dict("records")
    }


def _is_there(row: Mapping[str, object], name: str) -> bool:
    return bool(pd.notna(row[name])) and not (name == "interbank_deposits" and row[name] == 0)


def _change(now: Mapping[str, float], then: Mapping[str, float], name: str) -> float | None:
    return now[name] - then[name] if name in now and name in then else None


def headline(numbers: Numbers, scope: Scope, t: Text) -> str:
    """The first sentence of the page."""
    now, then = numbers[scope.at], numbers.get(scope.before, {})
    facts = {
        "customers": strong(t.exact(now["customer_count"])),
        "aum": strong(t.money(now.get("aum_mavg"))),
        "date": t.date(scope.at),
    }
    change = _change(now, then, "aum_mavg")
    if change is None:
        return t("{customers} customers hold {aum} on {date}.", **facts)
    facts["change"] = strong(t.money(abs(change)))
    facts["before"] = t.date(scope.before)
    if change < 0:
        return t("{customers} customers hold {aum}, {change} less than on {before}.", **facts)
    return t("{customers} customers hold {aum}, {change} more than on {before}.", **facts)


def tiles(numbers: Numbers, scope: Scope, t: Text) -> list[Tile]:
    """Customers, AUM, deposits and contribution (loans where contribution is unknown)."""
    now, then = numbers[scope.at], numbers.get(scope.before, {})
    last = "contribution_ttm" if "contribution_ttm" in now else "loan_mavg"
    names = [name for name in ("customer_count", "aum_mavg", "deposit_mavg", last) if name in now]
    return [_tile(name, now, then, scope, t) for name in names]


def _tile(
    name: str, now: Mapping[str, float], then: Mapping[str, float], scope: Scope, t: Text
) -> Tile:
    counted = name in COUNTS
    shown, exact = (t.exact, t.exact) if counted else (t.money, t.exact_money)
    change = _change(now, then, name)
    moved = (
        {}
        if change is None
        else {
            "change": t.signed(shown(change)),
            "direction": (change > 0) - (change < 0),
            "note": t("since {date}", date=t.date(scope.before)),
            "good": 0 if name == "loan_mavg" else 1,
        }
    )
    return Tile(label=t(LABELS[name]), value=shown(now[name]), exact=exact(now[name]), **moved)


def rows(numbers: Numbers, scope: Scope, t: Text) -> tuple[pd.DataFrame, list[Column]]:
    """Every headline number now, its change since the compared date and since the year start."""
    now = numbers[scope.at]
    earlier = [day for day in sorted(numbers, reverse=True) if day < scope.at]
    frame = pd.DataFrame(
        [
            {"what": t(LABELS[name]), "now": _said(name, now[name], t)}
            | {f"since_{day}": _moved(name, now, numbers[day], t) for day in earlier}
            for name in LABELS
            if name in now
        ]
    )
    columns = [
        Column(name="what", label=t("Number")),
        Column(name="now", label=t.date(scope.at), kind="given"),
        *(
            Column(name=f"since_{day}", label=_since(day, scope, t), kind="given")
            for day in earlier
        ),
    ]
    return frame, columns


def _since(day: date, scope: Scope, t: Text) -> str:
    if day == scope.before:
        return t("Change since {date}", date=t.date(day))
    return t("Change since year start ({date})", date=t.date(day))


def _said(name: str, value: float, t: Text) -> str:
    return t.exact(value) if name in COUNTS else t.money(value)


def _moved(name: str, now: Mapping[str, float], then: Mapping[str, float], t: Text) -> str:
    change = _change(now, then, name)
    if change is None:
        return "–"
    said = t.signed(_said(name, change, t))
    if not then[name]:
        return said
    return f"{said} ({t.signed(t.percent(change / abs(then[name])))})"


def summary(frame: pd.DataFrame, columns: Sequence[Column]) -> str:
    """The table as a few lines to paste into a chat."""
    names = [column.name for column in columns]
    heads = [column.label or column.name for column in columns]
    lines = []
    for record in frame.loc[:, names].to_dict("records"):
        values = list(record.values())
        changes = "; ".join(f"{h} {v}" for h, v in zip(heads[2:], values[2:], strict=True))
        lines.append(f"{values[0]}: {values[1]}" + (f" ({changes})" if changes else ""))
    return "\n".join(lines)


SOURCES = {
    "given": sentence("as delivered"),
    "parts": sentence("from its parts"),
    "estimated": sentence("estimated"),
    "assets_only": sentence("unknown: assets only"),
}
BALANCES = {"mavg": sentence("monthly average"), "eop": sentence("month end")}


def state_of_data(
    snapshots: pd.DataFrame, snapshot: Mapping[str, object], facts: Mapping[str, object], t: Text
) -> dict[str, str]:
    """What the release is made of: dates, sources, versions."""
    months = snapshots[snapshots["grain"] == "month"]["snapshot_date"]
    weeks = snapshots[snapshots["grain"] == "week"]["snapshot_date"]
    state = {
        t("Release"): t(
            "{release}, made {date}", release=facts["release_id"], date=t.date(facts["created_at"])
        )
    }
    if len(months):
        state[t("Months")] = t(
            "{count}: {first} to {last}",
            count=t.exact(len(months)),
            first=t.month(months.min()),
            last=t.month(months.max()),
        )
    if len(weeks):
        state[t("Weeks")] = t(
            "{count}: {first} to {last}",
            count=t.exact(len(weeks)),
            first=t.date(weeks.min()),
            last=t.date(weeks.max()),
        )
    state[t("Open customers")] = t.exact(int(snapshot["open_count"]))
    state[t("Balances")] = t(BALANCES[str(snapshot["aum_source"])])
    state[t("Contribution")] = contribution_source(snapshot, facts, t)
    return state


def quality_text(results: Sequence[RuleResult] | None, t: Text) -> str:
    """The quality score and what it loses most to."""
    if results is None:
        return t("being checked …")
    score = t.percent(math.floor(quality.score(results) * 1000) / 1000)
    worst = quality.worst(results)
    if not worst:
        return score
    names = t(" and ").join(rule_name(result, t) for result in worst[:2])
    return t("{score}, loses most to: {rules}", score=score, rules=names)


def rule_name(result: RuleResult, t: Text) -> str:
    """What a quality rule looks for, in the reader's language."""
    return result.rule.zh if t.language == "zh_CN" else result.rule.en


def contribution_source(
    snapshot: Mapping[str, object], facts: Mapping[str, object], t: Text
) -> str:
    """Where contribution comes from on this date, in words."""
    source = str(snapshot["contribution_source"])
    if source == "estimated" and facts["default_parameters"]:
        return t("estimated (system defaults)")
    return t(SOURCES[source])
