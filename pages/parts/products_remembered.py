"""The questions of the products page, asked through the memory of whole answers."""

from collections.abc import Callable, Iterator
from functools import wraps

import pandas as pd

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
from pages.parts.answers import kept, remembered

Blocks = Callable[..., Iterator[pd.DataFrame]]


def counted(blocks: Blocks) -> Callable[..., int]:
    """How many rows a list has in all, remembered."""

    @wraps(blocks)
    def count(engine: object, scope: object, **asked: object) -> int:
        return sum(len(block) for block in blocks(engine, scope, **asked))

    return kept(count)


allocation_count = counted(products_allocation.allocation_customers_blocks)
allocation_customers = remembered(products_allocation.allocation_customers)
attrition = remembered(products_penetration.product_attrition)
changes = remembered(products_penetration.product_changes)
channel_adoption = remembered(products_channels.channel_adoption)
counter_only = remembered(products_channels.counter_only_customers)
counter_only_count = counted(products_channels.counter_only_customers_blocks)
deposit_mix = remembered(products_deposits.deposit_mix)
left = remembered(products_left.balances_left)
left_count = counted(products_left.balances_left_customers_blocks)
left_customers = remembered(products_left.balances_left_customers)
line_growth = remembered(products.line_growth)
loan_book = remembered(products_loans.loan_book)
loan_rates = remembered(products_loans.loan_rates)
main_bank_customers = remembered(products_owners.main_bank_customers)
main_bank_signs = remembered(products_main_bank.main_bank_signs)
maturing_customers = remembered(products_maturity.maturing_customers)
maturing_sizes = remembered(products_maturity.maturing_sizes)
maturity_ladder = remembered(products_deposits.maturity_ladder)
model = kept(products_next.next_best_model)
movers = remembered(products_owners.product_movers)
next_customers = remembered(products_next.next_best_products)
next_left_out = remembered(products_next.next_best_left_out)
next_rules = remembered(products_next.next_best_rules)
owner_count = remembered(products_owners.product_customer_count)
owners = remembered(products_owners.product_customers)
pairs = remembered(products_pairs.product_pairs)
payroll_stopped = remembered(products_main_bank.payroll_stopped_customers)
payroll_stopped_count = counted(products_main_bank.payroll_stopped_customers_blocks)
penetration = remembered(products_penetration.product_penetration)
prospect_count = remembered(products_owners.product_prospect_count)
prospects = remembered(products_owners.product_prospects)
retention = remembered(products_maturity.maturity_retention)
rollover = remembered(products_rollover.short_term_rollover)
stretch = remembered(products_stretch.line_stretch)
summary = remembered(products.products_summary)
usual_allocation = remembered(products_allocation.usual_allocation)
white_space = remembered(products_white.white_space)
