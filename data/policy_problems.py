"""What can be wrong with parameters and tier rules."""

from __future__ import annotations

from data.problems import Problem


class ParameterUnknown(Problem):
    """No parameter has that name."""

    code = "E_PARAMETER_UNKNOWN"
    message = "There is no parameter {name}. Nearest: {nearest}."


class ParameterOutOfRange(Problem):
    """A value no bank can mean."""

    code = "E_PARAMETER_RANGE"
    message = (
        "The parameter {name} cannot be {value}: it must lie between {minimum} and {maximum}. "
        "Rates are decimals a year, 0.02 for 2 %."
    )


class LadderWithoutFloor(Problem):
    """A ladder without a lowest level, or none at all."""

    code = "E_LADDER_FLOOR"
    message = (
        "The {scheme} rules for {customer_type} have no single lowest level without a bound. "
        "Leave the bound of the lowest level empty and fill all others."
    )


class LadderOutOfOrder(Problem):
    """Bounds that do not rise."""

    code = "E_LADDER_ORDER"
    message = (
        "The {scheme} rules for {customer_type} are out of order: {higher} must have a higher "
        "level and bound than {lower}, and their dates must not overlap."
    )


class LadderOverlaps(Problem):
    """Two versions of one level in force on the same day."""

    code = "E_LADDER_OVERLAP"
    message = (
        "The {scheme} rules for {customer_type} name {level} twice on {day}. "
        "Let the older entry end on the day before the newer one starts."
    )


class LadderIncomplete(Problem):
    """A level that ends while the rest of its ladder goes on, or a ladder that ends."""

    code = "E_LADDER_INCOMPLETE"
    message = (
        "The {scheme} rules for {customer_type} have no {level} from {day} on. "
        "Continue it, or state every level of the ladder again from that day."
    )


class LadderMetric(Problem):
    """A metric the scheme is not measured by, or two metrics in one ladder."""

    code = "E_LADDER_METRIC"
    message = (
        "The {scheme} rules for {customer_type} cannot measure {level} by {metric}. "
        "Use one of these for the whole ladder: {allowed}."
    )


class ProtectionOutsideTier(Problem):
    """Protection months in a scheme that has no memory."""

    code = "E_LADDER_PROTECTION"
    message = (
        "{level} of {scheme} cannot have {hold_months} months of protection: only TIER levels "
        "have a protection period. Set its protection months to 0."
    )


class ProtectionOutOfRange(Problem):
    """More protection months than anybody means."""

    code = "E_LADDER_PROTECTION_RANGE"
    message = (
        "{level} of {scheme} for {customer_type} cannot be protected for {hold_months} months. "
        "Enter a number of months from 0 to {most}."
    )


class WatchOutOfRange(Problem):
    """A watch that would start before the first month below the line, or after the fall."""

    code = "E_LADDER_WATCH"
    message = (
        "{level} of {scheme} for {customer_type} cannot be watched from month {watch_months} on: "
        "with {hold_months} months of protection, enter a month from 1 to {most}."
    )


class LevelUnknown(Problem):
    """A level code outside the contract."""

    code = "E_LEVEL_UNKNOWN"
    message = "{code} is no level of {scheme}. Nearest: {nearest}."
