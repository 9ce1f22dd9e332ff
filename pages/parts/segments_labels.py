"""What segments, their traits, rules and verdicts are called, wherever they show. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from data.segment_features import FEATURES
from pages.parts import format as forms
from pages.parts.policy_text import line_word
from pages.parts.text import Text, sentence

if TYPE_CHECKING:
    from data.segmentation import Segment

VERDICTS: Mapping[str, str] = {
    "reliable": sentence("Reliable"),
    "fair": sentence("Fair"),
    "unreliable": sentence("Unreliable"),
}


def name_word(t: Text, segment: Segment) -> str:
    """What a segment is called in the reader's language; its code where nobody named it."""
    named = segment.name_zh if t.language == "zh_CN" else segment.name_en
    return named or segment.name_en or segment.name_zh or segment.code


def feature_word(t: Text, name: str, value: str = "") -> str:
    """What a feature is called; of a yes-or-no feature with the code it asks for."""
    known = FEATURES[name]
    said = known.zh if t.language == "zh_CN" else known.en
    if not value:
        return said
    return t("{part}: {value}", part=said, value=t.code(name, value))


def of_ten(t: Text, share: float) -> str:
    """A share as people say it: 9 of 10; nearly all and hardly any at the ends."""
    tenths = round(share * 10)
    if tenths >= 10:
        return t("nearly all")
    if tenths <= 0:
        return t("hardly any")
    return t("{count} of 10", count=t.exact(tenths))


def amount_word(t: Text, name: str, amount: float) -> str:
    """A number of a feature as people read it: money, a share, a count."""
    kind = FEATURES[name].kind
    if forms.is_missing(amount):
        return forms.MISSING
    if kind == "money":
        return t.money(amount)
    if kind == "share":
        return t.percent(amount, decimals=0)
    whole = abs(amount) >= 10 or float(amount).is_integer()
    return t.exact(round(amount)) if whole else t.decimal(amount, decimals=1)


def line_of(t: Text, name: str, amount: float) -> str:
    """A line of a rule, with every digit that tells it from another."""
    kind = FEATURES[name].kind
    if kind == "money":
        return line_word(t, amount)
    if kind == "share":
        digits = next((each for each in (0, 1, 2) if round(amount, each + 2) == amount), 2)
        return t.percent(amount, decimals=digits)
    return amount_word(t, name, amount)
