"""What can be wrong with a scenario or a goal, as facts and a remedy."""

from __future__ import annotations

from data.problems import Problem


class ScenarioUnreadable(Problem):
    code = "E_SCENARIO_UNREADABLE"
    message = (
        "The scenario {text} cannot be read at {part}, so nothing of it was used. "
        "Set the levers again, or open a saved one."
    )


class LeverUnknown(Problem):
    code = "E_LEVER_UNKNOWN"
    message = "No lever is named {lever}. The nearest names are {known}."


class LeverOutOfRange(Problem):
    code = "E_LEVER_RANGE"
    message = "{lever} cannot be {value}. Write a number from {minimum} to {maximum}."


class TooManyScenarios(Problem):
    code = "E_TOO_MANY_SCENARIOS"
    message = "{count} scenarios are too many to read side by side. Keep {maximum} of them."


class ScenarioNamesClash(Problem):
    code = "E_SCENARIO_NAMES"
    message = "Two scenarios are named {name}. Give one of them another name."


class LeverNeedsHistory(Problem):
    code = "E_LEVER_HISTORY"
    message = (
        "Nobody can say how many customers leave or rise: there is no month-end before {date}, or "
        "fewer than {needed} customers. Load an earlier month, or remove a filter."
    )


class LineValueNeeded(Problem):
    code = "E_LINE_VALUE"
    message = (
        "The bank's data does not say what one more product line brings: it has no numbers of "
        "products or no fees. Write what a line brings in a year."
    )


class NoManagersNamed(Problem):
    code = "E_NO_MANAGERS_NAMED"
    message = (
        "No customer here has a manager, so hours of managers cannot be spread. "
        "Load the managers of customers, or remove a filter."
    )


class GoalOutOfRange(Problem):
    code = "E_GOAL_RANGE"
    message = "A goal of {value} cannot be sought. Write an amount above zero."


class GoalMeasureUnknown(Problem):
    code = "E_GOAL_MEASURE"
    message = "A goal can be set for {known}, not for {measure}."


class NobodyToGain(Problem):
    code = "E_NOBODY_TO_GAIN"
    message = (
        "Nobody here is below what like customers have, or there are fewer than {needed} like "
        "customers to compare with. Remove a filter."
    )


class ValueUndefined(Problem):
    code = "E_VALUE_UNDEFINED"
    message = (
        "A lifetime value needs a share kept below 1 + the discount rate: {retention} against "
        "{limit}. Write a smaller share, or a larger discount rate."
    )


class NobodyAgreed(Problem):
    code = "E_NOBODY_AGREED"
    message = (
        "Nobody here with room for more has agreed to marketing. Use the list for service talks, "
        "or load the consents of customers."
    )
