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
    """Bounds that do not rise, or dates that overlap."""

    code = "E_LADDER_ORDER"
    message = (
        "The {scheme} rules for {customer_type} are out of order: {higher} must have a higher "
        "level and bound than {lower}, and their dates must not overlap."
    )


class LevelUnknown(Problem):
    """A level code outside the contract."""

    code = "E_LEVEL_UNKNOWN"
    message = "{code} is no level of {scheme}. Nearest: {nearest}."
