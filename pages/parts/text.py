"""The reader's language as one frozen value that pages pass down.

English sentences in the code are the source; `locale/<language>.po` holds the translations and is
read as text, so there is nothing to compile. Labels of columns and codes come from the contract,
because headers of files are recognised by the same words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from analytics.scope import SEGMENT
from data import contract
from data.problems import Sentence
from pages.parts import format as forms
from pages.parts.format import Number
from pages.parts.headings import HEADINGS, sentence

__all__ = ["HTML_LANGUAGE", "LANGUAGES", "SOURCE", "Text", "catalogue", "language_of", "sentence"]

SOURCE = "en"
LANGUAGES: dict[str, str] = {"en": "English", "zh_CN": "简体中文"}
HTML_LANGUAGE: dict[str, str] = {"en": "en", "zh_CN": "zh-CN"}
LOCALE = Path(__file__).resolve().parents[2] / "locale"

Scalar = str | int | float | None


@lru_cache(maxsize=8)
def catalogue(language: str) -> dict[str, str]:
    """English sentence -> translation; empty for the source language."""
    if language == SOURCE:
        return {}
    with (LOCALE / f"{language}.po").open("rb") as file:
        messages = read_po(file, locale=language, charset="utf-8")
    return {
        str(message.id): str(message.string)
        for message in messages
        if message.id and message.string and not message.fuzzy
    }


def language_of(preferred: str | None) -> str:
    """The language we have that is nearest to a browser's (`zh-CN`, `zh-Hans`, `en-GB`, …)."""
    return "zh_CN" if (preferred or "").lower().startswith("zh") else SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Sentences, labels and numbers in one language, money in one currency.

    language: key of LANGUAGES. currency: ISO code of the release. gain: `red` or `green`, the
    colour that means gain (the other means loss). segments: the release's adopted segments, which
    are labels like codes but not the contract's.
    """

    language: str = SOURCE
    currency: str = "CNY"
    gain: str = "green"
    segments: tuple[contract.Code, ...] = ()

    def __call__(self, sentence: str, **facts: object) -> str:
        """The sentence in the reader's language with its {placeholders} filled in."""
        if isinstance(sentence, Sentence):
            return self(sentence.message, **sentence.facts)
        translated = catalogue(self.language).get(sentence, sentence)
        return translated.format(**facts) if facts else translated

    def many(self, one: str, several: str, count: int) -> str:
        """`one` or `several`, both with {count}: languages without plurals translate both alike."""
        return self(one if count == 1 else several, count=self.exact(count))

    def number(self, value: Number) -> str:
        """Three significant digits: 1.23万, 12.3K."""
        return forms.short(value, self.language)

    def exact(self, value: Number) -> str:
        """Every digit: 1,234,567.89."""
        return forms.exact(value, self.language)

    def decimal(self, value: Number, *, decimals: int = 2) -> str:
        """A fixed number of decimals, for indices such as 0.473."""
        return forms.grouped(value, self.language, decimals=decimals)

    def money(self, value: Number, currency: str | None = None) -> str:
        """Short money with its symbol: ¥1.23亿, €12.3M."""
        return forms.with_currency(
            forms.short(value, self.language), currency or self.currency, self.language
        )

    def exact_money(self, value: Number, currency: str | None = None) -> str:
        """Money to the cent with its symbol, for hover and exact columns."""
        return forms.with_currency(
            forms.grouped(value, self.language, decimals=2),
            currency or self.currency,
            self.language,
        )

    def percent(self, share: Number, *, decimals: int = 1) -> str:
        """A share 0–1 as a percentage."""
        return forms.percent(share, self.language, decimals=decimals)

    def points(self, change: Number, *, decimals: int = 1) -> str:
        """The difference of two shares, signed, in percentage points."""
        if change is None or forms.is_missing(change):
            return forms.MISSING
        value = forms.signed(forms.grouped(float(change) * 100, self.language, decimals=decimals))
        return self("{value} points", value=value)

    def signed(self, text: str) -> str:
        """Adds the plus sign to a formatted change."""
        return forms.signed(text)

    def date(self, value: date | datetime | None) -> str:
        """30 Jun 2025, 2025年6月30日."""
        return forms.day(value, self.language)

    def month(self, value: date | datetime | None) -> str:
        """June 2025, 2025年6月."""
        return forms.month(value, self.language)

    def snapshot(self, value: date | None, grain: str = "month") -> str:
        """A snapshot as people name it: its month, or the day its week ends."""
        return self.month(value) if grain == "month" else self.date(value)

    def _label(self, described: object) -> str:
        return str(getattr(described, "zh" if self.language == "zh_CN" else "en"))

    def column(self, name: str) -> str:
        """Label of a measure, dimension, column of the contract or of an answer, else the name."""
        measured = contract.MEASURES.get(name) or contract.DIMENSIONS.get(name)
        if measured is None and name in HEADINGS:
            return self(HEADINGS[name])
        described = measured or _columns().get(name)
        return name if described is None else self._label(described)

    def table(self, name: str) -> str:
        """Label of a table of the contract."""
        return self._label(contract.TABLES[name]) if name in contract.TABLES else name

    def code(self, dimension: str, value: Scalar) -> str:
        """Label of a code of a dimension; free values (a branch id) stay as they are."""
        if value is None or forms.is_missing(value):
            return self("no segment") if dimension == SEGMENT else self("not given")
        if dimension == SEGMENT:
            known = next((each for each in self.segments if each.value == str(value)), None)
        else:
            known = _codes().get(dimension, {}).get(str(value))
        return self._label(known) if known is not None else str(value)


@lru_cache(maxsize=1)
def _columns() -> dict[str, contract.Column]:
    """Every column by name; the fact's own meaning first, what managers write last."""
    tables = (contract.TABLES["customer_snapshot"], *contract.TABLES.values())
    by_name = dict(contract.DERIVED)
    for column in (column for table in tables for column in table.columns):
        by_name.setdefault(column.name, column)
    return {**contract.WRITTEN, **by_name}


@lru_cache(maxsize=1)
def _codes() -> dict[str, dict[str, contract.Code]]:
    """Dimension or column -> code value -> its labels."""
    coded = {**_columns(), **contract.DIMENSIONS}
    return {name: {code.value: code for code in each.codes} for name, each in coded.items()}
