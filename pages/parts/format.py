"""Numbers, money, shares and dates as a reader of one language expects them.

Pure functions of a value and a language code (`en` or `zh_CN`). None and NaN become an en dash:
an unknown number is never shown as zero. Minus is U+2212, as wide as a digit.
"""

import math
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel.dates import format_date
from babel.numbers import format_decimal, get_currency_symbol

Number = int | float | Decimal | None

MISSING = "–"
MINUS = "\u2212"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A short unit: amounts of `size` and more are divided by it and carry `unit`."""

    size: float
    unit: str


SCALES: dict[str, tuple[Scale, ...]] = {
    "en": (Scale(size=1e9, unit="B"), Scale(size=1e6, unit="M"), Scale(size=1e3, unit="K")),
    "zh_CN": (Scale(size=1e8, unit="亿"), Scale(size=1e4, unit="万")),
}
# Below these a whole number is shorter than its scaled form and says more.
WHOLE_BELOW = {"en": 10_000.0, "zh_CN": 10_000.0}


def is_missing(value: object) -> bool:
    """None, NaN and pandas' NaT and NA."""
    if value is None:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    if isinstance(value, Decimal):
        return value.is_nan()
    return type(value).__name__ in {"NAType", "NaTType"}


def grouped(value: Number, language: str, *, decimals: int = 0) -> str:
    """1234567.8 -> 1,234,568; always `decimals` digits after the point."""
    if value is None or is_missing(value):
        return MISSING
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    quantum = Decimal(1).scaleb(-decimals)
    rounded = Decimal(str(value)).quantize(quantum) if abs(value) < 1e20 else Decimal(str(value))
    text = format_decimal(abs(rounded), format=pattern, locale=language)
    return f"{MINUS}{text}" if rounded < 0 else text


def exact(value: Number, language: str) -> str:
    """Every digit that is there: whole numbers without a point, others to the cent."""
    if value is None or is_missing(value):
        return MISSING
    return grouped(value, language, decimals=0 if float(value).is_integer() else 2)


def _three_digits(scaled: float) -> int:
    """How many decimals leave three significant digits."""
    if scaled < 9.995:
        return 2
    return 1 if scaled < 99.95 else 0


def short(value: Number, language: str) -> str:
    """Three significant digits with 万 and 亿, or K, M and B."""
    if value is None or is_missing(value):
        return MISSING
    size = abs(float(value))
    if size < WHOLE_BELOW[language]:
        return grouped(value, language, decimals=0 if size >= 100 or size.is_integer() else 2)
    scales = SCALES[language]
    # The rounded form decides the unit, so that 999,999 reads 1.00M and never 1,000K.
    chosen = next(scale for scale in scales if float(f"{size:.3g}") >= scale.size)
    text = grouped(size / chosen.size, language, decimals=_three_digits(size / chosen.size))
    return f"{MINUS if value < 0 else ''}{text}{chosen.unit}"


@lru_cache(maxsize=64)
def currency_symbol(currency: str, language: str) -> str:
    """¥ for CNY in both languages; otherwise what the language uses."""
    return "¥" if currency == "CNY" else get_currency_symbol(currency, locale=language)


def with_currency(text: str, currency: str, language: str) -> str:
    """Puts the symbol after the sign: −¥1.2万, −€3.40."""
    if text == MISSING:
        return text
    symbol = currency_symbol(currency, language)
    gap = " " if symbol[-1:].isalpha() else ""
    sign, digits = (MINUS, text[1:]) if text.startswith(MINUS) else ("", text)
    return f"{sign}{symbol}{gap}{digits}"


def percent(share: Number, language: str, *, decimals: int = 1) -> str:
    """0.7134 -> 71.3%."""
    if share is None or is_missing(share):
        return MISSING
    return grouped(float(share) * 100, language, decimals=decimals) + "%"


def signed(text: str) -> str:
    """Adds the plus that a change needs; zero and missing stay bare."""
    bare = text == MISSING or not any(digit in text for digit in "123456789")
    if bare:
        return text.removeprefix(MINUS) if text != MISSING else text
    return text if text.startswith(MINUS) else f"+{text}"


def day(value: date | datetime | None, language: str) -> str:
    """30 Jun 2025, 2025年6月30日."""
    if value is None or is_missing(value):
        return MISSING
    return format_date(value, "y年M月d日" if language == "zh_CN" else "d MMM y", locale=language)


def month(value: date | datetime | None, language: str) -> str:
    """June 2025, 2025年6月."""
    if value is None or is_missing(value):
        return MISSING
    return format_date(value, "y年M月" if language == "zh_CN" else "MMMM y", locale=language)
