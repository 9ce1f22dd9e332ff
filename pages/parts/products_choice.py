"""What the products page is asked to show: all of it in the URL, and the switches that set it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pages.parts import migration_choice
from pages.parts.text import sentence

if TYPE_CHECKING:
    import pandas as pd

    from analytics.scope import Scope
    from pages.parts.shell import Page

PARAMETERS = ("view", "kind", "by", "topic", "pick", "who", "product")
PICKS = ("pick", "who", "product")
"""What was picked in a view, and does not fit another one."""

VIEWS: Mapping[str, str] = {
    "holds": sentence("Who holds what"),
    "next": sentence("Next product"),
    "due": sentence("Falling due"),
    "white": sentence("Room to grow"),
    "bank": sentence("Main bank and channels"),
    "money": sentence("Loans and deposits"),
}
PARTS: Mapping[str, str] = {
    "all": sentence("Everybody"),
    "tier": sentence("By tier"),
    "segment": sentence("By segment"),
}
TOPICS: Mapping[str, Mapping[str, str]] = {
    "bank": {
        "salary": sentence("Salary and takings"),
        "channels": sentence("Online channels"),
    },
    "money": {
        "loans": sentence("Loans"),
        "deposits": sentence("Deposits"),
        "left": sentence("Balances that left"),
    },
}
WHO: Mapping[str, str] = {
    "held": sentence("Hold it now"),
    "gained": sentence("Took it up"),
    "gained_new": sentence("New customers with it"),
    "lost": sentence("Gave it up"),
    "lost_left": sentence("Left us with it"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is shown. scope: that of the page, of one customer type; types are never mixed.

    by: what parts customers, `all` for nothing. topic: what a view with several shows. pick: what
    was picked on its figure, None for nothing. who: holders, or who gained or lost a product.
    product: an id, empty for any.
    """

    scope: Scope
    kind: str
    kinds: tuple[str, ...]
    view: str
    by: str
    topic: str
    pick: str | None
    who: str
    product: str

    def own(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of the customer type shown."""
        return frame[frame["customer_type"] == self.kind]


def read(page: Page) -> Choice:
    """What the URL asks for; what it asks for in vain falls back to the usual."""
    kinds = migration_choice.kinds_in(page)
    kind = page.parameter("kind")
    kind = kind if kind in kinds else kinds[0]
    view = _known(page, "view", VIEWS)
    topics = TOPICS.get(view, {"": ""})
    return Choice(
        scope=page.scope.narrowed("customer_type", kind),
        kind=kind,
        kinds=kinds,
        view=view,
        by=_known(page, "by", parts(page, view)),
        topic=_known(page, "topic", topics),
        pick=page.parameter("pick"),
        who=_known(page, "who", WHO),
        product=page.parameter("product", "") or "",
    )


def parts(page: Page, view: str) -> dict[str, str]:
    """What customers can be parted by in a view: segments only where some are adopted."""
    lacking = {"all": view == "white", "segment": not page.t.segments}
    return {name: word for name, word in PARTS.items() if not lacking.get(name)}


def kind_switch(page: Page, choice: Choice) -> None:
    """Whose products: one customer type at a time."""
    migration_choice.kind_switch(page, choice.kinds, choice.kind, clears=PICKS)


def view_switch(page: Page, choice: Choice) -> None:
    """Which question of the page."""
    migration_choice.segments(
        page, "view", VIEWS, choice.view, page.t("View"), clears=(*PICKS, "topic", "by")
    )


def topic_switch(page: Page, choice: Choice) -> None:
    """Which side of a view that has several."""
    migration_choice.segments(
        page, "topic", TOPICS[choice.view], choice.topic, page.t("Topic"), clears=PICKS
    )


def part_switch(page: Page, choice: Choice) -> None:
    """What parts the customers, where there is a choice."""
    offered = parts(page, choice.view)
    if len(offered) > 1:
        migration_choice.segments(
            page, "by", offered, choice.by, page.t("Compare"), clears=("pick", "who")
        )


def _known(page: Page, name: str, options: Mapping[str, str]) -> str:
    asked = page.parameter(name)
    return asked if asked in options else next(iter(options))
