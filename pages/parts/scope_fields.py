"""What the scope bar offers: the release's own dates, codes, branches and managers.

Pure. Only what occurs in the release is offered; a dimension without values is not shown at all.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from analytics.scope import SEGMENT
from data import contract
from pages.parts import address
from pages.parts import format as forms
from pages.parts.scope_bar import Choice, Field
from pages.parts.text import Text

FEW_CODES = 2
"""A dimension with one value only (and nothing missing) narrows nothing and is not offered."""


def date_choices(snapshots: pd.DataFrame, t: Text) -> tuple[Choice, ...]:
    """Newest first, months before weeks."""
    newest = snapshots.sort_values("snapshot_date", ascending=False)
    groups = {"month": t("Months"), "week": t("Weeks")}
    return tuple(
        Choice(
            value=row.snapshot_date.isoformat(),
            label=t.snapshot(row.snapshot_date, row.grain),
            group=groups.get(row.grain, ""),
        )
        for grain in groups
        for row in newest[newest["grain"] == grain].itertuples()
    )


def date_fields(
    choices: Sequence[Choice], at: date, before: date | None, t: Text
) -> tuple[Field, Field]:
    """The date that is read and the one it is compared with (earlier ones only)."""
    earlier = tuple(choice for choice in choices if choice.value < at.isoformat())
    return (
        Field(
            name="at",
            label=t("Date"),
            choices=tuple(choices),
            chosen=(at.isoformat(),),
            several=False,
            clearable=False,
        ),
        Field(
            name="before",
            label=t("Against"),
            choices=earlier,
            chosen=(before.isoformat(),) if before else (),
            several=False,
            clearable=False,
        ),
    )


def population_choices(dimension: str, values: pd.DataFrame, t: Text) -> tuple[Choice, ...]:
    """One choice per value that occurs: columns value, label, customer_count."""
    if dimension == "customer_type":
        return _customer_types(values, t)
    if dimension == SEGMENT:
        return _segments(values, t)
    codes = {code.value: place for place, code in enumerate(contract.DIMENSIONS[dimension].codes)}
    choices = []
    for row in values.itertuples():
        value = None if forms.is_missing(row.value) else str(row.value)
        label = None if forms.is_missing(row.label) else str(row.label)
        named = t.code(dimension, value) if codes or value is None else label or str(value)
        count = "" if forms.is_missing(row.customer_count) else t.exact(int(row.customer_count))
        choices.append(
            (
                (value is None, codes.get(value, len(codes)) if codes else 0),
                Choice(value=value or "", label=named, count=count),
            )
        )
    if codes:
        choices.sort(key=lambda each: each[0])
    return tuple(choice for _, choice in choices)


def _count(customers: object, t: Text) -> str:
    return "" if forms.is_missing(customers) else t.exact(int(str(customers)))


def _segments(values: pd.DataFrame, t: Text) -> tuple[Choice, ...]:
    """Every adopted segment, those without customers too, and last who is in none."""
    if not t.segments:
        return ()
    counts: dict[str | None, int] = {
        None if forms.is_missing(row.value) else str(row.value): int(row.customer_count)
        for row in values.itertuples()
    }
    codes = [each.value for each in t.segments] + ([None] if None in counts else [])
    return tuple(
        Choice(value=code or "", label=t.code(SEGMENT, code), count=t.exact(counts.get(code, 0)))
        for code in codes
    )


def _customer_types(values: pd.DataFrame, t: Text) -> tuple[Choice, ...]:
    """Personal and business; business opens into companies and institutions."""
    counts: Mapping[str, int] = {
        str(row.value): int(row.customer_count) for row in values.itertuples()
    }
    choices = [_type_choice("personal", t("Personal"), counts, ("personal",), t)]
    if any(kind in counts for kind in address.BUSINESS_TYPES):
        kinds = address.BUSINESS_TYPES
        choices.append(_type_choice(address.BUSINESS, t("Business"), counts, kinds, t))
        choices.append(_type_choice("corporate", t("Companies"), counts, ("corporate",), t, 1))
        choices.append(
            _type_choice("institution", t("Institutions"), counts, ("institution",), t, 1)
        )
    return tuple(choice for choice in choices if choice is not None)


def _type_choice(
    value: str,
    label: str,
    counts: Mapping[str, int],
    kinds: Sequence[str],
    t: Text,
    indent: int = 0,
) -> Choice | None:
    count = sum(counts.get(kind, 0) for kind in kinds)
    if not count:
        return None
    return Choice(value=value, label=label, count=t.exact(count), indent=indent)


def population_field(
    dimension: str, choices: tuple[Choice, ...], chosen: Sequence[str | None], t: Text
) -> Field | None:
    """The field of a dimension; None when it can narrow nothing."""
    if len(choices) < FEW_CODES and not chosen:
        return None
    texts = tuple(value or "" for value in chosen)
    if dimension == "customer_type":
        whole = set(address.BUSINESS_TYPES) <= set(texts)
        texts = (address.BUSINESS,) if whole else texts
    return Field(
        name=address.short_name(dimension),
        label=label(dimension, t),
        choices=choices,
        chosen=texts,
        several=dimension != "customer_type",
        more=contract.DIMENSIONS[dimension].more,
    )


def label(dimension: str, t: Text) -> str:
    """A dimension as people say it; columns of files are called ids, here nobody reads ids."""
    spoken = {
        "customer_type": t("Customers"),
        "service_group": t("Serves"),
        "branch_id": t("Branch"),
        "manager_id": t("Manager"),
        "tier": t("Tier"),
    }
    return spoken.get(dimension) or t.column(dimension)


def chrome(t: Text) -> dict[str, str]:
    """What Streamlit says in English to screen readers, and what it shall say."""
    return {
        "Open": t("Open the list"),
        "Dismiss": t("Close"),
        "Close": t("Close"),
        "Clear": t("Clear"),
        "Clear value": t("Clear"),
        "file upload": t("Choose files"),
        "Choose an option": t("Choose"),
        "Choose options": t("Choose"),
    }


def words(t: Text, theme: str) -> dict[str, str | dict[str, str]]:
    """The sentences on the bar's own buttons."""
    return {
        "all": t("All"),
        "everyone": t("All customers"),
        "more": t("More filters"),
        "filters": t("Filters"),
        "search": t("Search"),
        "none": t("Nothing found"),
        "more_found": t("Type more to narrow the list"),
        "clear": t("Clear this filter"),
        "clear_all": t("Clear all"),
        "done": t("Show"),
        "skip": t("Skip to main content"),
        "sidebar": t("Navigation"),
        "fold": t("Fold or unfold the navigation"),
        "chrome": chrome(t),
        "gain": t("Red is gain") if t.gain == "red" else t("Green is gain"),
        "theme": t("Light") if theme == "dark" else t("Dark"),
    }
