"""What levels, ways, buckets and rates of the tier migration are called, wherever they show. Pure.

A pick is the customers behind one mark of a figure, as text for the URL: `affluent>mass` is a cell
of the matrix, `affluent>` its row, `>mass` its column, `>` everybody.
"""

from collections.abc import Sequence
from typing import Literal

from pages.parts.text import Text

ENTRIES = ("new", "reactivated", "transferred_in")
EXITS = ("lost", "closed", "invalid", "transferred_out")
UNKNOWN = "unknown"
ARROW = ">"

Way = Literal["stay", "up", "down", "came", "left", "moved"]
"""How a customer went: within the ladder, into it, out of it, or to or from elsewhere."""

CHANGES = (
    "new",
    "reactivated",
    "transferred_in",
    "up",
    "growth",
    "flat",
    "decline",
    "down",
    "transferred_out",
    "lost",
)
"""The buckets of the value bridge between opening and closing, in the order shown."""


def level_word(t: Text, dimension: str, code: str) -> str:
    """What a level is called, and what who came or left is called, on any screen and in files.

    `dimension`: whose codes the levels are (tier, value3, activity, income_band, grade).
    """
    words = {
        "new": t("New"),
        "reactivated": t("Reactivated"),
        "transferred_in": t("Transferred in"),
        "lost": t("Lost"),
        "closed": t("Account closed"),
        "invalid": t("Turned invalid"),
        "transferred_out": t("Transferred out"),
        "unknown": t("No level"),
        "absent": t("Not counted"),
    }
    return words[code] if code in words else t.code(dimension, code)


def bucket_word(t: Text, bucket: str) -> str:
    """What a part of the value bridge is called."""
    words = {
        "opening": t("Opening"),
        "up": t("Upgraded"),
        "growth": t("Same-level growth"),
        "flat": t("Unchanged"),
        "decline": t("Same-level decline"),
        "down": t("Downgraded"),
        "closing": t("Closing"),
    }
    return words[bucket] if bucket in words else level_word(t, "", bucket)


def rate_word(t: Text, rate: str, *, short: bool = False) -> str:
    """What a rate of the migration is called; `short` where a line or a phone leaves no room."""
    words = {
        "up": (t("Upgrade rate"), t("Up")),
        "down": (t("Downgrade rate"), t("Down")),
        "net": (t("Net upgrade rate"), t("Net")),
        "stable": (t("Stable rate"), t("Stable")),
        "retained": (t("Retention rate"), t("Retained")),
        "lost": (t("Attrition rate"), t("Lost")),
    }
    return words[rate][1 if short else 0]


def way(before: str, after: str, levels: Sequence[str]) -> Way:
    """How one went from `before` to `after` on a ladder whose `levels` come lowest first."""
    if before in ENTRIES:
        return "moved" if before == "transferred_in" else "came"
    if after in EXITS:
        return "moved" if after == "transferred_out" else "left"
    if before == after:
        return "stay"
    if UNKNOWN in (before, after):
        return "moved"
    return "up" if levels.index(after) > levels.index(before) else "down"


def pick_code(before: str = "", after: str = "") -> str:
    """The pick of a cell; of a row or a column when only one side is given."""
    return f"{before}{ARROW}{after}"


def pick_sides(pick: str) -> tuple[str, str]:
    """The two sides of a pick of the matrix, empty where it takes all of them."""
    before, _, after = pick.partition(ARROW)
    return before, after


def pick_word(t: Text, dimension: str, pick: str) -> str:
    """A pick of the matrix as a label over its list: Affluent → Mass."""
    before, after = pick_sides(pick)
    if before and after:
        return t(
            "{before} → {after}",
            before=level_word(t, dimension, before),
            after=level_word(t, dimension, after),
        )
    if before:
        return t("From {level}: all", level=level_word(t, dimension, before))
    if after:
        return t("To {level}: all", level=level_word(t, dimension, after))
    return t("All customers")


def moved_word(t: Text, dimension: str, move: str) -> str:
    """What the people of a bar of the bridge, or of a pick of the matrix, are called."""
    return bucket_word(t, move) if move in CHANGES else pick_word(t, dimension, move)
