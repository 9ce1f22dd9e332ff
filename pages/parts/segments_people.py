"""The customers of a segment, and those who bank like another tier: lists with their files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

import pandas as pd

from analytics import overview
from analytics.segment_members import segment_customers_blocks
from analytics.segment_movers import segment_mover_customers_blocks
from data import identity
from pages.parts import actions_make, cards, lists, segments_squares
from pages.parts import segments_remembered as questions
from pages.parts.text import Text

if TYPE_CHECKING:
    from pages.parts.segments_choice import Choice
    from pages.parts.segments_portraits import Described, Portrait
    from pages.parts.shell import Page

PAGE_SIZE = 10
EVERY_PAIR = ">"


def members(  # noqa: PLR0913 - a list with its ways out
    page: Page,
    choice: Choice,
    described: Described,
    portrait: Portrait,
    *,
    figure_key: str,
    summary: str,
    tier: str | None = None,
) -> None:
    """Who is in a segment, the largest contribution first; their number is that of the figure."""
    t = page.t
    asked: dict[str, object] = {
        "segmentation": described.segmentation,
        "segment": portrait.code,
        "tier": tier,
    }
    count = portrait.count
    cards.section(portrait.name, _members_note(t, described, portrait))
    _list(
        page,
        choice,
        asked,
        count,
        name="segment_customers",
        of=portrait.name,
        figure=figure_key,
        summary=summary,
    )


def members_of_tier(
    page: Page, choice: Choice, described: Described, *, tier: str, segment: str, count: int
) -> None:
    """Who of a tier is in a segment."""
    asked: dict[str, object] = {
        "segmentation": described.segmentation,
        "segment": segment,
        "tier": tier,
    }
    _list(page, choice, asked, count, name="segment_tier_customers", facts={"tier": tier})


def _members_note(t: Text, described: Described, portrait: Portrait) -> str:
    facts = {"count": t.exact(portrait.count), "value": t.exact_money(portrait.value)}
    if described.measure == "contribution_ttm":
        return t(
            "{count} customers with {value} of contribution in 12 months, the largest first.",
            **facts,
        )
    return t("{count} customers with {value} of assets.", **facts)


def _list(  # noqa: PLR0913 - a list with its ways out
    page: Page,
    choice: Choice,
    asked: Mapping[str, object],
    count: int,
    *,
    name: str,
    of: str = "",
    facts: Mapping[str, str] = MappingProxyType({}),
    figure: str = "",
    summary: str | None = None,
) -> None:
    t = page.t
    window = lists.paged(
        name, count, t, page_size=PAGE_SIZE, scope_key=(choice.scope, choice.text, *asked.values())
    )
    people = questions.customers(
        page.engine, choice.scope, limit=window.limit, offset=window.offset, **asked
    )
    shown = named(page, people)
    lists.table(shown, _member_columns(t, shown), t)

    def everyone() -> Iterator[pd.DataFrame]:
        blocks = segment_customers_blocks(page.engine, choice.scope, **asked)
        return (_member_file(t, block) for block in blocks)

    cards.actions(
        page,
        name,
        everyone,
        figure_key=figure or None,
        summary=summary,
        question="segment-customers",
        row_count=count,
        by_manager=True,
        beside=lambda: actions_make.button(
            page,
            name,
            lambda most: questions.customers(
                page.engine, choice.scope, limit=most, offset=0, **asked
            ),
            reason="segment",
            words=of,
            facts=facts,
            count=count,
        ),
    )


def named(page: Page, people: pd.DataFrame) -> pd.DataFrame:
    """The list with names: masked ones of customers, plain ones of managers."""
    managers = overview.names(page.engine, page.scope, "manager_id")
    names = identity.display_names(page.store, page.release, list(people["customer_id"]))
    return people.assign(
        name=people["customer_id"].map(names),
        manager=people["manager_id"].map(lambda key: managers.get(key, key)),
    )


def whose(t: Text, people: pd.DataFrame) -> list[lists.Column]:
    """Who and where; what nobody has is left out."""
    branch = "branch_name" if people["branch_name"].notna().any() else "branch_id"
    columns = [
        lists.Column(name="customer_id", kind="id"),
        lists.Column(name="name", kind="name", label=t("Name")),
        lists.Column(name=branch, label=t("Branch")),
        lists.Column(name="manager", label=t("Manager")),
    ]
    return [column for column in columns if people[column.name].notna().any()]


def _member_columns(t: Text, people: pd.DataFrame) -> list[lists.Column]:
    columns = [
        lists.Column(name="tier", kind="code"),
        *(
            lists.Column(name=amount, kind="money", label=t.column(amount))
            for amount in ("aum_mavg", "loan_mavg", "contribution_ttm")
        ),
    ]
    known = [column for column in columns if people[column.name].notna().any()]
    return [*whose(t, people), *known]


def _member_file(t: Text, people: pd.DataFrame) -> pd.DataFrame:
    """The list as it is downloaded: tiers in words, headings in `attrs`."""
    named_amounts = ("aum_mavg", "loan_mavg", "contribution_ttm")
    labels = {
        "customer_id": t.column("customer_id"),
        "branch_id": t.column("branch_id"),
        "branch_name": t("Branch"),
        "manager_id": t.column("manager_id"),
        "tier": t.column("tier"),
        **{amount: t.column(amount) for amount in named_amounts},
    }
    frame = people.assign(tier=[t.code("tier", tier) for tier in people["tier"]])[list(labels)]
    frame.attrs["labels"] = labels
    return frame


def movers(
    page: Page,
    choice: Choice,
    described: Described,
    *,
    move: str,
    count: int,
    names: Mapping[str, str],
) -> None:
    """Who went from one segment to another between the two dates, the largest change first."""
    t = page.t
    was, now = move.split(EVERY_PAIR)
    words = t(
        "{before} → {after}",
        before=segments_squares.side_word(t, was, names),
        after=segments_squares.side_word(t, now, names),
    )
    cards.section(words, t("Customers: {count}", count=t.exact(count)))
    asked = {"segmentation": described.segmentation, "move": move, "measure": described.measure}
    window = lists.paged(
        "segment_movers", count, t, page_size=PAGE_SIZE, scope_key=(choice.scope, move)
    )
    people = questions.mover_customers(
        page.engine, choice.scope.pair, limit=window.limit, offset=window.offset, **asked
    )
    shown = named(page, people)
    amounts = [
        lists.Column(name="value_before", kind="money", label=t("Before")),
        lists.Column(name="value_after", kind="money", label=t("After")),
        lists.Column(name="change", kind="change", label=t("Change")),
    ]
    lists.table(shown, [*whose(t, shown), *amounts], t)

    def everyone() -> Iterator[pd.DataFrame]:
        blocks = segment_mover_customers_blocks(page.engine, choice.scope, **asked)
        return (_mover_file(t, block) for block in blocks)

    cards.actions(
        page,
        "segment_movers",
        everyone,
        question="segment-mover-customers",
        row_count=count,
        by_manager=True,
        beside=lambda: actions_make.button(
            page,
            "segment_movers",
            lambda most: questions.mover_customers(
                page.engine, choice.scope.pair, limit=most, offset=0, **asked
            ),
            reason="segment",
            words=words,
            risk="change",
            count=count,
        ),
    )


def _mover_file(t: Text, people: pd.DataFrame) -> pd.DataFrame:
    labels = {
        "customer_id": t.column("customer_id"),
        "branch_id": t.column("branch_id"),
        "branch_name": t("Branch"),
        "manager_id": t.column("manager_id"),
        "value_before": t("Before"),
        "value_after": t("After"),
        "change": t("Change"),
    }
    frame = people[list(labels)]
    frame.attrs["labels"] = labels
    return frame
