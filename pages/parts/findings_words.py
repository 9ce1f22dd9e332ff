"""What a finding says: a sentence, how sure it is, and where its people are. No Streamlit.

A finding is one row of `analytics.findings.findings` as a mapping.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from analytics.findings_judge import FEWEST_PERIODS
from pages.parts import cards
from pages.parts import format as forms
from pages.parts.migration_labels import level_word
from pages.parts.products_labels import product_word
from pages.parts.segments_words import CUSTOMERS
from pages.parts.text import Text

Row = Mapping[str, Any]
Link = tuple[str, dict[str, list[str]]]

MOVERS = {"gained": "gained", "given_up": "lost"}
BUCKETS = {"up": "up", "down": "down", "lost": "lost", "drained": "decline", "came": "new"}
BUCKETS |= {"fell": "decline", "rose": "growth"}
NO_PAGE: Link = ("", {})
MARKS = re.compile("</?b>")
SAID = (
    "kind", "gate", "move", "level", "to_level", "customer_type", "branch_id", "branch_name",
    "customer_count", "n", "rate", "expected_count", "change", "growth", "expected_change",
    "merged_count", "is_bad", "explained_share", "product_id", "product_name_en",
    "product_name_zh",
)  # fmt: skip
"""What `sentence` reads of a finding: enough to say it again later, in any language."""


def sentence(finding: Row, t: Text) -> str:
    """The finding in one or two sentences; bold parts are marked for `cards.headline`."""
    match finding["kind"]:
        case "single_customer":
            said = [_single(finding, t), *_explains(finding, t)]
        case "product":
            said = [_product(finding, t), _usual(finding, t)]
        case "service":
            said = [_service(finding, t)]
        case _ if finding["gate"] == "money":
            said = [_money(finding, t), *_explained(finding, t)]
        case _:
            said = [_move(finding, t), _usual(finding, t), *_balance(finding, t)]
            said += _explained(finding, t)
    return ("" if t.language == "zh_CN" else " ").join(said)


def plain(finding: Row, t: Text) -> str:
    """The sentence without marks."""
    return unescape(MARKS.sub("", sentence(finding, t)))


def gate_word(finding: Row, t: Text) -> str:
    """Which gate the finding passed: material in money, unusual in rate, one large customer."""
    if finding["kind"] == "single_customer":
        return t("one large customer")
    words = {
        "money": t("large in money"),
        "rate": t("unusual rate"),
        "both": t("large in money, unusual rate"),
    }
    return words[str(finding["gate"])]


def test_sentence(finding: Row, t: Text) -> str:
    """The numbers behind a finding and how it was judged, a line each."""
    if finding["kind"] == "single_customer":
        lines = _single_test(finding, t)
    else:
        lines = _rate_test(finding, t) if finding["gate"] != "money" else []
        lines += _money_test(finding, t) if _known(finding, "excess_change") else []
    if finding["merged_count"]:
        lines.append(
            t(
                "Other numbers that tell the same and are not listed again: {count}.",
                count=t.exact(finding["merged_count"]),
            )
        )
    return "\n".join(lines)


def link(finding: Row) -> Link:
    """The page with the people of a finding, and the parameters to put over the scope's.

    An empty page where none shows them yet: then `finding_customers` is the list.
    """
    kind, move = str(finding["customer_type"]), str(finding["move"])
    asked = {"kind": [kind]} if kind else {}
    if finding["kind"] == "product":
        picked = {"view": ["holds"], "pick": [str(finding["product_id"])], "who": [MOVERS[move]]}
        return "products", asked | picked
    if finding["kind"] == "service":
        return NO_PAGE
    if finding["branch_id"]:
        asked["branch"] = [str(finding["branch_id"])]
    level = str(finding["level"])
    if finding["kind"] == "single_customer":
        row = f">{level}" if move == "came" else f"{level}>lost" if move == "left" else f"{level}>"
        return "tier_migration", asked | {"view": ["people"], "move": [row]}
    if finding["to_level"]:
        step = f"{level}>{finding['to_level']}"
        return "tier_migration", asked | {"view": ["people"], "move": [step]}
    if level and level != "unknown":
        asked["tier"] = [level]
    return "tier_migration", asked | {"view": ["money"], "move": [BUCKETS[move]]}


def who(finding: Row, t: Text) -> str:
    """Whose finding it is: customers of a level, of a type, of a branch."""
    level, kind, branch = finding["level"], finding["customer_type"], _branch(finding)
    if level:
        facts = {"level": level_word(t, "tier", level), "branch": branch}
        if branch:
            return t("{level} customers of {branch}", **facts)
        return t("{level} customers", **facts)
    customers = t(CUSTOMERS[kind]) if kind else t("customers")
    return t("{customers} of {branch}", customers=customers, branch=branch) if branch else customers


def _branch(finding: Row) -> str:
    name = finding.get("branch_name")
    return str(finding["branch_id"] if forms.is_missing(name) or not name else name)


def _single(finding: Row, t: Text) -> str:
    facts = {
        "branch": cards.strong(_branch(finding)),
        "level": level_word(t, "tier", finding["level"]),
        "money": cards.strong(t.money(abs(float(finding["change"])))),
    }
    told = {
        "left": t("One customer of {branch} ({level}) left and took {money} along.", **facts),
        "fell": t("One customer of {branch} ({level}) has {money} less with us.", **facts),
        "rose": t("One customer of {branch} ({level}) has {money} more with us.", **facts),
        "came": t("One customer came or came back to {branch} ({level}) with {money}.", **facts),
    }
    return told[str(finding["move"])]


def _explains(finding: Row, t: Text) -> list[str]:
    """That wider numbers are this customer's, so that nobody looks for another cause."""
    if not finding["merged_count"]:
        return []
    if finding["is_bad"]:
        return [t("This alone is most of what the branch or its tier lost.")]
    return [t("This alone is most of what the branch or its tier gained.")]


def _explained(finding: Row, t: Text) -> list[str]:
    """That most of an area's money is one customer's."""
    if not _known(finding, "explained_share"):
        return []
    share = min(float(finding["explained_share"]), 1.0)
    return [t("One customer alone is {share} of that.", share=t.percent(share, decimals=0))]


def _move(finding: Row, t: Text) -> str:
    aimed = str(finding["to_level"])
    facts = {
        "count": cards.strong(t.exact(finding["customer_count"])),
        "n": t.exact(finding["n"]),
        "who": cards.strong(who(finding, t)),
        "rate": t.percent(finding["rate"]),
        "to": cards.strong(level_word(t, "tier", aimed)),
    }
    if aimed and finding["move"] == "down":
        return t("Of {n} {who} {count} fell to {to} ({rate}).", **facts)
    if aimed:
        return t("Of {n} {who} {count} rose to {to} ({rate}).", **facts)
    told = {
        "down": t("Of {n} {who} {count} fell a tier ({rate}).", **facts),
        "up": t("Of {n} {who} {count} rose a tier ({rate}).", **facts),
        "lost": t("Of {n} {who} {count} were lost ({rate}).", **facts),
        "drained": t("Of {n} {who} {count} took half of their money or more away.", **facts),
        "came": t("{count} came new or came back to the {n} {who}.", **facts),
    }
    return told[str(finding["move"])]


def _usual(finding: Row, t: Text) -> str:
    """How many would be usual."""
    expected = round(float(finding["expected_count"]))
    if not expected:
        return t("Usually there are hardly any.")
    return t("Usual would be about {count}.", count=t.exact(expected))


def _balance(finding: Row, t: Text) -> list[str]:
    """What it meant in money, where that is known."""
    if not _known(finding, "change") or finding["move"] == "came":
        return []
    change = t.signed(t.money(finding["change"]))
    return [t("Balance of these customers together: {change}.", change=cards.strong(change))]


def _money(finding: Row, t: Text) -> str:
    change, growth = float(finding["change"]), finding["growth"]
    facts = {
        "who": cards.strong(who(finding, t)),
        "money": cards.strong(t.money(abs(change))),
        "growth": t.percent(abs(float(growth)) if _known(finding, "growth") else None),
        "expected": t.signed(t.money(finding["expected_change"])),
    }
    if change < 0:
        return t(
            "The balance of the {who} fell by {money} ({growth}); usual would be {expected}.",
            **facts,
        )
    return t(
        "The balance of the {who} rose by {money} ({growth}); usual would be {expected}.", **facts
    )


def _product(finding: Row, t: Text) -> str:
    named = {
        "product_id": finding["product_id"],
        "name_en": finding["product_name_en"],
        "name_zh": finding["product_name_zh"],
    }
    facts = {
        "count": cards.strong(t.exact(finding["customer_count"])),
        "n": t.exact(finding["n"]),
        "product": cards.strong(product_word(t, named)),
        "rate": t.percent(finding["rate"]),
    }
    if finding["move"] == "gained":
        return t("{count} customers took up {product} ({rate} of those without it).", **facts)
    return t("Of {n} customers with {product} {count} gave it up ({rate}).", **facts)


def _service(finding: Row, t: Text) -> str:
    expected = max(float(finding["expected_count"]), 0.0)
    facts = {
        "branch": cards.strong(_branch(finding)),
        "count": cards.strong(t.exact(finding["customer_count"])),
        "n": t.exact(finding["n"]),
        "usual": t.decimal(expected, decimals=1),
    }
    if finding["move"] == "late":
        return t(
            "{branch}: of {n} complaints that fell due {count} were not closed in time; usual "
            "would be about {usual}.",
            **facts,
        )
    return t("{branch}: {count} complaints came in; usual would be about {usual}.", **facts)


def _single_test(finding: Row, t: Text) -> list[str]:
    return [
        t(
            "{measure}: {before} → {after}.",
            measure=t.column(str(finding["measure"])),
            before=t.exact_money(finding["value_before"]),
            after=t.exact_money(finding["value_after"]),
        ),
        t(
            "One customer's change is a finding by itself from {money}, the bank's line or 1 % of "
            "the branch's balance. No rate is tested here.",
            money=t.money(finding["threshold"]),
        ),
    ]


def _rate_test(finding: Row, t: Text) -> list[str]:
    low, high = finding["rate_low"], finding["rate_high"]
    lines = [
        t(
            "{count} of {n}: {rate}, by chance between {low} and {high}.",
            count=t.exact(finding["customer_count"]),
            n=t.exact(finding["n"]),
            **_shares(t, rate=finding["rate"], low=low, high=high),
        ),
        _compared(finding, t),
    ]
    if _known(finding, "history_low"):
        ends = _shares(t, low=finding["history_low"], high=finding["history_high"])
        lines.append(t("Most of them lay between {low} and {high}.", **ends))
    if _known(finding, "rate_year"):
        lines.append(t("A year ago: {rate}.", **_shares(t, rate=finding["rate_year"])))
    lines.append(
        t(
            "Tested together with all other rates of the bank: of the rates named this way at most "
            "one in twenty is chance. Chance here: {chance}.",
            chance=_chance(float(finding["p_adjusted"]), t),
        )
    )
    return lines


def _compared(finding: Row, t: Text) -> str:
    """What the rate is set against: earlier periods, or the other branches where there are few."""
    usual = _shares(t, usual=finding["usual_rate"])
    if finding["history_count"] < FEWEST_PERIODS:
        return t("The other branches, with customers of the same tiers: {usual}.", **usual)
    return t(
        "Usual: {usual}, from the {count} periods before.",
        count=t.exact(finding["history_count"]),
        **usual,
    )


def _money_test(finding: Row, t: Text) -> list[str]:
    lines = [
        t(
            "{measure}: {before} → {after}, {excess} beyond what is usual.",
            measure=t.column(str(finding["measure"])),
            before=t.exact_money(finding["value_before"]),
            after=t.exact_money(finding["value_after"]),
            excess=t.signed(t.exact_money(finding["excess_change"])),
        )
    ]
    if _known(finding, "growth_low"):
        shares = {
            "growth": t.signed(t.percent(finding["growth"])),
            "low": t.signed(t.percent(finding["growth_low"])),
            "high": t.signed(t.percent(finding["growth_high"])),
        }
        lines.append(
            t("Change {growth}; in earlier periods usually between {low} and {high}.", **shares)
        )
    lines.append(
        t(
            "Large in money from {money}: the bank's line for one customer and 1 % of the balance.",
            money=t.money(finding["threshold"]),
        )
    )
    return lines


def _shares(t: Text, **shares: float) -> dict[str, str]:
    """Shares as percentages with two decimals: rates of complaints are small."""
    return {name: t.percent(share, decimals=2) for name, share in shares.items()}


def _chance(share: float, t: Text) -> str:
    least = 0.0001
    if share < least:
        return t("below {share}", share=t.percent(least, decimals=2))
    return t.percent(share, decimals=2)


def _known(finding: Row, name: str) -> bool:
    return not forms.is_missing(finding.get(name))
