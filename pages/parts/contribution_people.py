"""The people behind the curve: whoever is picked on it, page by page, and as a file."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from analytics import overview
from analytics.contribution import Selection
from analytics.contribution_export import contribution_customers_blocks
from data import identity
from pages.parts import actions_make, cards, lists
from pages.parts import contribution_words as words
from pages.parts import remembered as questions
from pages.parts.contribution_pick import LOSS, Pick
from pages.parts.shell import Page
from pages.parts.text import Text

PAGE_SIZE = 10


def people(
    page: Page, summary: words.Row, picked: Pick | None, *, summary_text: str, figure_key: str
) -> None:
    """The customers behind the pick; their total equals the curve to the cent.

    Best first, but loss-makers with the largest loss first: who they are is what matters there.
    """
    t = page.t
    everybody = int(summary["customer_count"])
    first, last = (picked.first, picked.last) if picked else (0, everybody)
    asked = {"measure": page.measure, "selection": Selection(first=first + 1, last=last)}
    cards.section(
        words.people_title(t, picked, page.measure),
        words.people_note(t, _chosen(page, summary, picked, asked), summary),
    )
    window = lists.paged(
        "people",
        last - first,
        t,
        page_size=PAGE_SIZE,
        scope_key=(page.scope, page.measure, first, last),
    )
    worst_first = picked is not None and picked.name == LOSS
    shown = _named(page, _shown(page, window, last - first, asked, worst_first=worst_first))
    lists.table(shown, columns(shown, t, page.measure), t)

    def first_of(most: int) -> pd.DataFrame:
        top = lists.Window(offset=0, limit=most)
        return _shown(page, top, last - first, asked, worst_first=worst_first)

    def everyone() -> Iterator[pd.DataFrame]:
        blocks = contribution_customers_blocks(page.engine, page.scope, **asked)
        return (words.people_file(t, block, page.measure) for block in blocks)

    cards.actions(
        page,
        "contribution_customers",
        everyone,
        figure_key=figure_key,
        summary=summary_text,
        question="contribution-customers",
        by_manager=True,
        row_count=last - first,
        beside=lambda: actions_make.button(
            page,
            "contribution_customers",
            first_of,
            reason="loss_making" if worst_first else "high_contribution",
            risk="value" if worst_first else "",
            count=last - first,
        ),
    )


def _shown(
    page: Page,
    window: lists.Window,
    count: int,
    asked: Mapping[str, Any],
    *,
    worst_first: bool,
) -> pd.DataFrame:
    """One page of the list, from its end when the worst stand first."""
    offset, limit = window.offset, window.limit
    if worst_first:
        end = count - window.offset
        offset, limit = max(end - window.limit, 0), min(window.limit, end)
    found = questions.contribution_customers(
        page.engine, page.scope, limit=limit, offset=offset, **asked
    )
    return found.iloc[::-1] if worst_first else found


def _chosen(
    page: Page, summary: words.Row, picked: Pick | None, asked: Mapping[str, Any]
) -> words.Row:
    """How many are picked and what they bring; everybody is known from the summary."""
    if picked is None:
        everybody = {"customer_count": summary["customer_count"], "value": summary["total"]}
        return everybody | {"value_share": 1.0}
    return questions.contribution_selection(page.engine, page.scope, **asked).iloc[0].to_dict()


def _named(page: Page, people: pd.DataFrame) -> pd.DataFrame:
    """The list with names: masked ones of customers, plain ones of managers."""
    managers = overview.names(page.engine, page.scope, "manager_id")
    names = identity.display_names(page.store, page.release, list(people["customer_id"]))
    return people.assign(
        name=people["customer_id"].map(names),
        manager=people["manager_id"].map(lambda key: managers.get(key, key)),
    )


def columns(people: pd.DataFrame, t: Text, measure: str) -> list[lists.Column]:
    """What the list shows of a customer; columns nobody has are left out."""
    branch = "branch_name" if people["branch_name"].notna().any() else "branch_id"
    found = [
        lists.Column(name="rank", kind="count", label=t("Place")),
        lists.Column(name="customer_id", kind="id"),
        lists.Column(name="name", kind="name", label=t("Name")),
        lists.Column(name=branch, label=t("Branch")),
        lists.Column(name="manager", label=t("Manager")),
        lists.Column(name="tier", kind="code"),
        *lists.segment_column(t),
        lists.Column(name="value", kind="money", label=t.column(measure)),
        lists.Column(name="value_share", kind="percent", decimals=2, label=t("Share")),
        lists.Column(
            name="cumulative_share", kind="percent", decimals=1, label=t("Share up to here")
        ),
    ]
    return [
        column for column in found if column.kind == "money" or people[column.name].notna().any()
    ]
