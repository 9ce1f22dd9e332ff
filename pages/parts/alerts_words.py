"""Alerts in words: what they watch, whom they found, the line for a scheduler. No Streamlit."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from analytics.condition_text import group_from
from analytics.conditions import Population
from pages.parts.condition_words import group_word
from pages.parts.text import Text, sentence

if TYPE_CHECKING:
    from data.views import Alert

ARRIVALS: Mapping[str, str] = {
    "newly": sentence("Did not meet it before"),
    "new": sentence("New to the bank"),
    "returned": sentence("Came back"),
}


def population_of(alert: Alert) -> Population:
    """The customers an alert watches for.

    Raises:
        Problem: its conditions cannot be read.
    """
    return Population(name=alert.name, version=alert.version, group=group_from(alert.text))


def conditions(t: Text, alert: Alert) -> str:
    """Its conditions in the reader's language."""
    return group_word(t, group_from(alert.text))


def arrived(row: Mapping[str, Any]) -> int:
    """How many meet it now and did not at the date before."""
    return int(row["newly_count"] + row["new_count"] + row["returned_count"])


def found(t: Text, row: Mapping[str, Any]) -> str:
    """How many arrived, and how many of them are new to the bank or came back."""
    count = arrived(row)
    if not count:
        return t("nobody new; {met} meet it.", met=t.exact(row["met_count"]))
    said = t.many("{count} customer newly meets it", "{count} customers newly meet it", count)
    parts = [
        t("{count} of them new to the bank", count=t.exact(row["new_count"]))
        if row["new_count"]
        else "",
        t("{count} came back", count=t.exact(row["returned_count"]))
        if row["returned_count"]
        else "",
    ]
    told = t(", ").join(part for part in parts if part)
    return t("{said} ({told})", said=said, told=told) if told else said


def command(alert: Alert) -> str:
    """The line a scheduler runs to write the alert's customers into a file."""
    asked = shlex.quote(f"a={alert.text}")
    return f"python -m analytics alert-customers {asked} limit=10000 --format csv > alert.csv"
