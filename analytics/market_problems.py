"""What can be wrong with an offer, a rate or a comparison, as facts and a remedy.

Facts are numbers as a person would write them, or codes of the contract. What is wrong in a row of
the offer book is wrapped in an `OfferRow`; rows count from 1, as typed or pasted.
"""

from __future__ import annotations

from data.problems import Problem


class QuoteNegative(Problem):
    code = "E_QUOTE_NEGATIVE"
    message = "{column} cannot be {value}: no offer has a negative rate. Write 0 or more."


class QuoteAbsurd(Problem):
    code = "E_QUOTE_ABSURD"
    message = (
        "{column} cannot be {value}: in the basis chosen that is {written} % a year, and no other "
        "reading gives {highest} % or less. Check the number and its basis."
    )


class QuoteUnreadable(Problem):
    code = "E_QUOTE_UNREADABLE"
    message = "{column} cannot be {value}: it is not a number. Write it like 5 or 5.4."


class QuoteFractionDoubtful(Problem):
    code = "E_QUOTE_FRACTION"
    message = (
        "Is {value} meant? As written it is {written} % a year; if it is a fraction, as 0.05 is of "
        "5 %, it is {meant} % a year. Write {instead} for that, or confirm {value}."
    )


class QuotePercentDoubtful(Problem):
    code = "E_QUOTE_PERCENT"
    message = (
        "Is {value} meant? As a fraction it is {written} % a year; if it is a percentage, it is "
        "{meant} % a year. Write {instead} for that, or confirm {value}."
    )


class QuoteBasisDoubtful(Problem):
    code = "E_QUOTE_BASIS"
    message = (
        "Is {value} meant? In the basis chosen it is {written} % a year; in another basis it would "
        "be {meant} % a year. Choose that basis, or confirm {value}."
    )


class QuoteBasisUnknown(Problem):
    code = "E_QUOTE_BASIS_UNKNOWN"
    message = "{value} is no basis of a rate. The nearest are {known}."


class RepayModeUnknown(Problem):
    code = "E_REPAY_MODE_UNKNOWN"
    message = "{value} is no way of repaying. The nearest are {known}."


class FlatQuoteElsewhere(Problem):
    code = "E_FLAT_QUOTE"
    message = (
        "A flat monthly rate is charged on the first amount to the end, so it cannot be repaid by "
        "{value}. Choose flat instalments, or another basis of the rate."
    )


class AmountOutOfRange(Problem):
    code = "E_AMOUNT_RANGE"
    message = "An amount of {value} cannot be compared. Write one above 0, up to {maximum}."


class TermOutOfRange(Problem):
    code = "E_TERM_RANGE"
    message = (
        "A term of {value} months cannot be compared. Write a whole number from 1 to {maximum}."
    )


class FeeOutOfRange(Problem):
    code = "E_FEE_RANGE"
    message = "A fee cannot be {value} %. Write a percentage from 0 to below 100."


class NothingToCompare(Problem):
    code = "E_NOTHING_TO_COMPARE"
    message = "There is no offer of this kind to compare. Type one in, or confirm one that waits."


class NoChangeOfSign(Problem):
    code = "E_RATE_ONE_WAY"
    message = (
        "This money only flows one way, so it has no rate of interest. A loan needs an amount "
        "received and payments after it; a fee as large as the amount leaves none received."
    )


class SeveralRates(Problem):
    code = "E_RATE_SEVERAL"
    message = (
        "This money changes direction {count} times, and more than one rate of interest may fit. "
        "Enter what is received at the start and what is paid afterwards, without later payouts."
    )


class FlowUnreadable(Problem):
    code = "E_FLOW_UNREADABLE"
    message = "The amount of month {month} cannot be {value}. Write a number."


class OfferRow(Problem):
    code = "E_OFFER_ROW"
    message = "Row {row}: {reason}"


class OfferFieldMissing(Problem):
    code = "E_OFFER_FIELD_MISSING"
    message = "{column} is empty. Fill it in: without it the offer cannot be compared."


class OfferCodeUnknown(Problem):
    code = "E_OFFER_CODE"
    message = "{column} has no value {value}. The nearest are {known}."


class OfferTermZero(Problem):
    code = "E_OFFER_TERM"
    message = (
        "{column} cannot be {value}: that is no term. "
        "Write a whole number from 1 to {maximum}, or leave it empty for any term."
    )


class OfferAmountNegative(Problem):
    code = "E_OFFER_AMOUNT"
    message = (
        "{column} cannot be {value}: that is no amount. "
        "Write one above 0, or leave it empty for no limit."
    )


class OfferLimitsReversed(Problem):
    code = "E_OFFER_LIMITS"
    message = (
        "{column}: the upper limit {value} is below the lower limit {lower}. "
        "Exchange the two or correct one."
    )


class OfferDatesReversed(Problem):
    code = "E_OFFER_DATES"
    message = (
        "{column}: the offer ends on {value}, before it starts on {start}. "
        "Correct one of the two dates."
    )


class OfferVersionsOverlap(Problem):
    code = "E_OFFER_OVERLAP"
    message = (
        "Offer {value} also stands in row {other_row}, and both hold on "
        "{day}. Let the older one end on the day before the newer one starts."
    )


class RetainedShareOutOfRange(Problem):
    code = "E_RETAINED_SHARE"
    message = "A retained share cannot be {value}. Write a share from 0 to 1; with action above 0."


class RetainedSharesReversed(Problem):
    code = "E_RETAINED_REVERSED"
    message = (
        "Fewer customers would stay after matching ({kept_with}) than without it ({kept_without}). "
        "Raise the first assumption or lower the second."
    )


class CountsImpossible(Problem):
    code = "E_TOGETHER_COUNTS"
    message = (
        "The counts of {first} and {second} cannot be: both are held by {both}, which does not fit "
        "{first_count} and {second_count} holders among {customers} customers. Load holdings again."
    )


class OfferRepeated(Problem):
    code = "E_OFFER_REPEATED"
    message = (
        "Offer {value} also stands in row {other_row}, and neither has dates. "
        "Delete one of them, or give both their dates."
    )


class OfferUnknown(Problem):
    code = "E_OFFER_UNKNOWN"
    message = "The offer book has no offer {value}. The nearest are {known}."


class NoOfferCounts(Problem):
    code = "E_NO_OFFER_COUNTS"
    message = (
        "No rival offer counts on {date}. Waiting for a date: {unconfirmed}; too old or expired: "
        "{old}. Confirm or renew one of them, or enter an offer."
    )


class OfferDoesNotCount(Problem):
    code = "E_OFFER_DOES_NOT_COUNT"
    message = "Offer {value} does not count on {date}. Look it up in the offer book."


class OfferUnconfirmed(OfferDoesNotCount):
    code = "E_OFFER_UNCONFIRMED"
    message = "Nobody has said when offer {value} was seen. Confirm its date, then it counts."


class OfferOld(OfferDoesNotCount):
    code = "E_OFFER_OLD"
    message = (
        "Offer {value} is expired or was seen too long before {date}. "
        "Look whether it is still made, and confirm its date anew."
    )


class OfferLater(OfferDoesNotCount):
    code = "E_OFFER_LATER"
    message = "Offer {value} was seen or made only after {date}. Choose a later date."


class OfferToCorrect(OfferDoesNotCount):
    code = "E_OFFER_TO_CORRECT"
    message = (
        "Something in offer {value} is wrong or still asked about. Answer it in the offer book."
    )


class OfferWithoutBook(OfferDoesNotCount):
    code = "E_OFFER_WITHOUT_BOOK"
    message = (
        "Offer {value} cannot be set against our customers: it is our own, or it lacks its product "
        "line, or a deposit its term. Complete it in the offer book."
    )


class LoanOfferNeeded(Problem):
    code = "E_LOAN_OFFER_NEEDED"
    message = "Offer {value} is no loan. Break-even is asked about loans; choose a loan offer."


class OfferNotNamed(Problem):
    code = "E_OFFER_NOT_NAMED"
    message = "Several offers count. Say which one is meant: {known}."


class EligibilityUnknown(Problem):
    code = "E_ELIGIBILITY"
    message = "{value} is no eligibility to list. Choose sure or possible."


class ExposurePartUnknown(Problem):
    code = "E_EXPOSURE_PART"
    message = "Threatened customers cannot be parted by {value}. Choose one of {known}."


class PeriodUnknown(Problem):
    code = "E_PERIOD_UNKNOWN"
    message = "No balances were entered for {value}. The periods are {known}."
