"""A draft as text for the URL, amounts as one types them, and the day a version starts. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from babel.numbers import get_currency_name

from pages.parts import format as forms

if TYPE_CHECKING:
    from analytics.policy_draft import Draft, DraftLevel
    from pages.parts.text import Text

SHORT_UNIT = {"万": 10_000, "w": 10_000, "亿": 100_000_000, "k": 1_000, "m": 1_000_000}
AMOUNT = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    r"(?P<short>万|亿|w|k|m)?(?P<whole>元|[a-z]{3})?"
)
TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """What an amount in a form is counted in: `size` of the currency, and its name."""

    size: int
    name: str


def unit_of(t: Text, metric: str) -> Unit:
    """The unit of lines: 万元 of assets and 元 of contribution in Chinese, the currency else."""
    if t.language != "zh_CN":
        return Unit(size=1, name=t.currency)
    name = _chinese_currency(t.currency)
    if metric == "contribution_ttm":
        return Unit(size=1, name=name)
    return Unit(size=TEN_THOUSAND, name=f"万{name}")


def _chinese_currency(currency: str) -> str:
    return "元" if currency == "CNY" else get_currency_name(currency, locale="zh_CN")


def amount_of(text: str, unit: Unit) -> float | None:
    """An amount as typed: `50` and `1,000.5` in the unit, `50万`, `500K` and `500000元` as said.

    None when it is no amount above or equal to zero. Full-width signs are read as half-width ones.
    """
    bare = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower().lstrip("¥")
    found = AMOUNT.fullmatch(bare)
    if found is None:
        return None
    size = SHORT_UNIT.get(found["short"] or "", 1 if found["whole"] else unit.size)
    return float(Decimal(found["digits"].replace(",", "")) * size)


def amount_text(value: float, unit: Unit) -> str:
    """An amount as `amount_of` reads it, with all its digits."""
    return f"{(Decimal(str(value)) / unit.size).normalize():,f}"


def line_word(t: Text, value: float) -> str:
    """A line in a sentence, with all its digits: ¥500,000, 50万元."""
    if t.language != "zh_CN":
        return forms.with_currency(t.exact(value), t.currency, t.language)
    name = _chinese_currency(t.currency)
    if abs(value) < TEN_THOUSAND:
        return f"{amount_text(value, Unit(size=1, name=name))}{name}"
    return f"{amount_text(value, Unit(size=TEN_THOUSAND, name=name))}万{name}"


def draft_text(draft: Draft, base: Draft) -> str:
    """What differs from the rules in force, as `policy_rules.draft_of` reads it.

    Never empty: a draft that changes nothing still names its customers.
    """
    parts = list(_changes(draft, base))
    if draft.customer_type != "personal" or not parts:
        parts.insert(0, f"type={draft.customer_type}")
    return ",".join(parts)


def _changes(draft: Draft, base: Draft) -> Iterator[str]:
    if draft.metric != base.metric:
        yield f"metric={draft.metric}"
    known = {level.code: level for level in base.levels}
    for level in draft.levels:
        yield from _level_changes(level, known[level.code])
    for part, weight in draft.weights.by_part.items():
        if weight != base.weights.by_part[part]:
            yield f"{part}.weight={weight:g}"


def _level_changes(level: DraftLevel, base: DraftLevel) -> Iterator[str]:
    if level.bound != base.bound:
        yield f"{level.code}={_plain(level.bound)}"
    for name, now, before in (
        ("hold", level.hold_months, base.hold_months),
        ("watch", level.watch_months, base.watch_months),
        ("drop", level.drop_rule, base.drop_rule),
    ):
        if now != before:
            yield f"{level.code}.{name}={now}"


def _plain(value: float) -> str:
    return f"{value:.2f}".removesuffix(".00")


def kind_of(text: str, usual: str) -> str:
    """The customer type a draft's text names; personal when it has changes but names none."""
    named = [part.partition("=")[2].strip() for part in text.split(",") if _names_type(part)]
    return named[-1] if named else "personal" if text.strip() else usual


def _names_type(part: str) -> bool:
    return part.partition("=")[0].strip() == "type"


def month_after(day: date) -> date:
    """The first day of the month after a day's."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def day_of(text: str) -> date | None:
    """A day written as 2026-01-01, with full-width digits, slashes or points too."""
    bare = re.sub(r"[/.]", "-", unicodedata.normalize("NFKC", text).strip())
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", bare)
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None
