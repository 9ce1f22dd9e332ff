"""The questions on our range of products and who holds what."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from analytics import (
    products,
    products_allocation,
    products_channels,
    products_deposits,
    products_left,
    products_loans,
    products_main_bank,
    products_maturity,
    products_next,
    products_owners,
    products_pairs,
    products_penetration,
    products_rollover,
    products_stretch,
    products_white,
)
from analytics.products_held import PARTS
from analytics.question import OPTIONS, Answer, Question

CHOSEN: Mapping[str, str] = MappingProxyType(
    {
        "level": "product or line",
        "most": "how many products, those most held",
        "by": "one of " + ", ".join(PARTS),
        "product": "a product's id",
        "tier": "one tier",
        "days": "the longest term in days, 7",
        "window": "week, month or ahead",
        "least": "only amounts above this",
        "line": "a line of products",
        "part": "one part of the customers, empty for who has none",
        "change": "gained, gained_new, lost or lost_left",
        "sign": "both, payroll, agency or none",
    }
)


def _question(function: Answer, sql: tuple[str, ...], *options: str) -> Question:
    known = {**OPTIONS, **CHOSEN}
    return Question(
        name=function.__name__.replace("_", "-"),
        function=function,
        sql=tuple(name if "/" in name else f"products/{name}" for name in sql),
        options={option: known[option] for option in options},
    )


HELD = ("given", "catalogue", "most_held", "masks")
RULES = (*HELD, "histories", "order")
NEXT = (*RULES, "openings")
PAGE = ("limit", "offset")
HOLDING = ("product", "line", "by", "part")
OFFERED = ("product", "customer_type", "by", "part")

PRODUCTS: tuple[Question, ...] = (
    _question(products.products_summary, (*HELD, "line_growth")),
    _question(products.product_lines, ("given", "catalogue", "lines")),
    _question(products.line_growth, ("line_growth",)),
    _question(products_pairs.product_pairs, HELD, "level", "customer_type", "most"),
    _question(products_penetration.product_penetration, HELD, "level", "by"),
    _question(products_penetration.product_changes, ("given", "catalogue", "changes")),
    _question(products_penetration.product_attrition, ("given", "attrition"), "attrition"),
    _question(products_next.next_best_rules, NEXT),
    _question(products_next.next_best_backtest, NEXT),
    _question(products_next.next_best_left_out, (*NEXT, "left_out")),
    _question(products_next.next_best_products, (*NEXT, "next_best"), "product", *PAGE),
    _question(
        products_white.white_space,
        ("given", "catalogue", "white_people", "white_holders", "typical_balances"),
        "by",
    ),
    _question(
        products_channels.channel_adoption,
        ("given", "catalogue", "known_columns", "channels", "people"),
    ),
    _question(
        products_channels.counter_only_customers,
        ("given", "known_columns", "counter_only"),
        *PAGE,
    ),
    _question(products_allocation.usual_allocation, ("known_columns", "usual_allocation")),
    _question(
        products_allocation.allocation_customers,
        ("given", "known_columns", "usual_allocation", "allocation"),
        "tier",
        *PAGE,
    ),
    _question(products_loans.loan_book, ("given", "catalogue", "loan_book")),
    _question(products_loans.loan_rates, ("given", "catalogue", "loan_rates")),
    _question(products_stretch.line_stretch, ("known_columns", "stretch")),
    _question(products_rollover.short_term_rollover, ("given", "catalogue", "rollover"), "days"),
    _question(products_main_bank.main_bank_signs, ("given", "known_columns", "main_bank")),
    _question(
        products_main_bank.payroll_stopped_customers,
        ("known_columns", "payroll_stopped"),
        *PAGE,
    ),
    _question(
        products_deposits.deposit_mix,
        ("given", "known_columns", "line_growth", "deposit_rates", "scenarios/parameters"),
    ),
    _question(products_deposits.maturity_ladder, ("given", "maturity_ladder")),
    _question(products_maturity.maturing_sizes, ("given", "maturing_sizes")),
    _question(
        products_maturity.maturing_customers,
        ("given", "catalogue", "maturing"),
        "window",
        *PAGE,
    ),
    _question(
        products_maturity.maturity_retention,
        ("given", "known_columns", "matured_expected", "matured_holdings"),
        "by",
    ),
    _question(products_left.balances_left, ("known_columns", "balances_left")),
    _question(
        products_left.balances_left_customers,
        ("known_columns", "balances_left_customers"),
        "least",
        *PAGE,
    ),
    _question(products_owners.product_customers, ("given", "owners"), *HOLDING, *PAGE),
    _question(products_owners.product_customer_count, ("given", "owners_count"), *HOLDING),
    _question(products_owners.product_movers, ("given", "movers"), "product", "change", *PAGE),
    _question(
        products_owners.product_prospects,
        ("given", "catalogue", "prospects"),
        *OFFERED,
        *PAGE,
    ),
    _question(
        products_owners.product_prospect_count,
        ("given", "catalogue", "prospects_count"),
        *OFFERED,
    ),
    _question(
        products_owners.main_bank_customers,
        ("given", "known_columns", "sign_customers"),
        "sign",
        *PAGE,
    ),
)
