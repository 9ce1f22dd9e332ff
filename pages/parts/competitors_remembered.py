"""The questions of the Competitors page, asked through the memory of whole answers.

An offer is frozen, so a changed book is another question and never an old answer.
"""

from analytics import (
    deposit_rates,
    exposure,
    exposure_left_out,
    offers_break_even,
    offers_questions,
    peers,
)
from pages.parts.answers import remembered

loan_compare = remembered(offers_questions.loan_compare)
deposit_compare = remembered(offers_questions.deposit_compare)
offer_exposure = remembered(exposure.offer_exposure)
offer_left_out = remembered(exposure_left_out.offer_left_out)
offer_exposure_by = remembered(exposure.offer_exposure_by)
offer_exposure_customers = remembered(exposure.offer_exposure_customers)
offer_break_even = remembered(offers_break_even.offer_break_even)
offer_repricing = remembered(offers_break_even.offer_repricing)
deposit_rate_ladder = remembered(deposit_rates.deposit_rate_ladder)
peer_balances = remembered(peers.peer_balances)
