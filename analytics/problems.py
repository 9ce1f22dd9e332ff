"""What can be wrong with a question, as facts and a remedy."""

from __future__ import annotations

from data.problems import Problem

__all__ = [
    "AnswerTooLarge",
    "AssetPartsDiffer",
    "AssetPartsMissing",
    "CapacityOutOfRange",
    "DatesReversed",
    "DraftDropRuleUnknown",
    "DraftLevelUnknown",
    "DraftLevelsOutOfOrder",
    "DraftLineUnreadable",
    "DraftLinesOutOfOrder",
    "DraftMonthsOutOfRange",
    "DraftWatchTooLate",
    "DraftWeightOutOfRange",
    "DraftWeightsZero",
    "DraftWithoutFloor",
    "EmptyScope",
    "EngineUnavailable",
    "ManagersOutOfRange",
    "NoEarlierDate",
    "NoLongRun",
    "NoSegmentsAdopted",
    "NoSnapshots",
    "NobodyMoved",
    "NotProvided",
    "Problem",
    "ReleaseUnreadable",
    "SelectionOutOfRange",
    "TooFewAmounts",
    "TooFewToProject",
    "UndefinedShare",
    "UnknownColumn",
    "UnknownCustomers",
    "UnknownDate",
    "UnknownMeasure",
    "UnknownMove",
    "UnknownOption",
    "UnknownQuestion",
    "UnknownScheme",
    "UnknownValue",
    "UnreadableOption",
    "WeightsNotKept",
]


class EmptyScope(Problem):
    code = "E_EMPTY_SCOPE"
    message = "Nobody is in this selection on {date}. Remove a filter or choose another date."


class UndefinedShare(Problem):
    code = "E_UNDEFINED_SHARE"
    message = (
        "The total is zero or negative, so shares have no meaning here. "
        "Read the amounts, or choose another measure or more customers."
    )


class NotProvided(Problem):
    code = "E_NOT_PROVIDED"
    message = "The bank's data has no {column} on {date}. Choose another measure, or load it."


class NoSnapshots(Problem):
    code = "E_NO_SNAPSHOTS"
    message = "This release holds no dates yet. Load customer balances on the data page."


class NoEarlierDate(Problem):
    code = "E_NO_EARLIER_DATE"
    message = "There is no date before {date} to compare with. Load an earlier month."


class DatesReversed(Problem):
    code = "E_DATES_REVERSED"
    message = "{before} is not before {date}. Choose an earlier date to compare with."


class UnknownDate(Problem):
    code = "E_UNKNOWN_DATE"
    message = "There are no rows for {date}. The nearest dates are {known}."


class UnknownColumn(Problem):
    code = "E_UNKNOWN_COLUMN"
    message = "No filter is named {column}. The nearest names are {known}."


class NoSegmentsAdopted(Problem):
    code = "E_NO_SEGMENTS"
    message = (
        "No segments are adopted in this release, so nobody can be chosen by one. "
        "Leave the filter out, or adopt segments on the Segments page."
    )


class UnknownValue(Problem):
    code = "E_UNKNOWN_VALUE"
    message = "{column} has no value {value}. The nearest values are {known}."


class UnknownCustomers(Problem):
    code = "E_UNKNOWN_CUSTOMERS"
    message = (
        "Customers that the bank does not have: {ids}. The nearest to {wanted} are {known}. "
        "Correct the ids, or leave them out."
    )


class UnknownMeasure(Problem):
    code = "E_UNKNOWN_MEASURE"
    message = "No measure is named {measure}. The nearest names are {known}."


class UnknownQuestion(Problem):
    code = "E_UNKNOWN_QUESTION"
    message = "No question is named {question}. The nearest names are {known}."


class UnknownScheme(Problem):
    code = "E_UNKNOWN_SCHEME"
    message = "No ladder is named {scheme}. The nearest names are {known}."


class UnknownMove(Problem):
    code = "E_UNKNOWN_MOVE"
    message = "{move} is no move of this table. Write from>to, or one of {known}."


class NobodyMoved(Problem):
    code = "E_NOBODY_MOVED"
    message = "Nobody made the move {move} between the two dates. Choose another one."


class UnknownOption(Problem):
    code = "E_UNKNOWN_OPTION"
    message = "{question} has no option {option}. It takes {known}."


class OptionMissing(Problem):
    code = "E_OPTION_MISSING"
    message = "{question} needs {option}: {expected}. Write {option}=…"


class UnreadableOption(Problem):
    code = "E_UNREADABLE_OPTION"
    message = "{value} cannot be read as {option}. Write it as {expected}."


class SelectionOutOfRange(Problem):
    code = "E_SELECTION_RANGE"
    message = (
        "The selection from {first} to {last} holds nobody. Choose a larger part of the curve."
    )


class AnswerTooLarge(Problem):
    code = "E_ANSWER_TOO_LARGE"
    message = "The answer to {question} has more than {limit} rows. Narrow the selection."


class ReleaseUnreadable(Problem):
    code = "E_RELEASE_UNREADABLE"
    message = (
        "The data of this release could not be read: {reason} "
        "Go back to the previous release on the data page, or load the files again."
    )


class EngineUnavailable(Problem):
    code = "E_ENGINE_UNAVAILABLE"
    message = "{engine} is not available in this build. Use --store with a folder of releases."


class DraftLevelUnknown(Problem):
    code = "E_DRAFT_LEVEL_UNKNOWN"
    message = "{level} is no tier of these customers. They have {known}."


class DraftLevelsOutOfOrder(Problem):
    code = "E_DRAFT_LEVELS_ORDER"
    message = (
        "The draft has the tiers {given}. Use at least two of {known}, in this order, each once."
    )


class DraftWithoutFloor(Problem):
    code = "E_DRAFT_FLOOR"
    message = (
        "The lowest tier {level} has the line {value}. Leave it out: everybody else stands there."
    )


class DraftLineUnreadable(Problem):
    code = "E_DRAFT_LINE"
    message = "The line of {level} cannot be {value}. Write an amount above zero, such as 50000."


class DraftLinesOutOfOrder(Problem):
    code = "E_DRAFT_LINES_ORDER"
    message = (
        "The line of {level}, {value}, is not above that of {lower}, {lower_value}. "
        "Raise the one or lower the other."
    )


class DraftMonthsOutOfRange(Problem):
    code = "E_DRAFT_MONTHS"
    message = (
        "The protection of {level} cannot be {value} months. "
        "Write a whole number from 0 to {maximum}."
    )


class DraftWatchTooLate(Problem):
    code = "E_DRAFT_WATCH"
    message = (
        "The watch of {level} cannot start in month {value}. "
        "Write a whole number from 1 to {maximum}, its protection months."
    )


class DraftDropRuleUnknown(Problem):
    code = "E_DRAFT_DROP_RULE"
    message = "The drop rule of {level} cannot be {value}. Choose one of {known}."


class DraftWeightOutOfRange(Problem):
    code = "E_DRAFT_WEIGHT"
    message = (
        "The weight of {column} cannot be {value}. "
        "Write a number from 0 to {maximum}; 1 counts in full."
    )


class DraftWeightsZero(Problem):
    code = "E_DRAFT_WEIGHTS_ZERO"
    message = "All asset weights are 0, so nobody has anything. Give one part a weight above 0."


class WeightsNotKept(Problem):
    code = "E_WEIGHTS_NOT_KEPT"
    message = (
        "Asset weights can be tried but not saved: tier rules are kept without them. "
        "Set all weights to 1 to save the lines and months."
    )


class AssetPartsMissing(Problem):
    code = "E_ASSET_PARTS_MISSING"
    message = (
        "Asset weights need the parts of assets, and {date} has no {columns}. "
        "Load them, or set their weights to 1."
    )


class AssetPartsDiffer(Problem):
    code = "E_ASSET_PARTS_DIFFER"
    message = (
        "On {date} the parts of assets add up to {percent} % of the assets, so weights would "
        "count something else. Load all parts, or set the weights to 1."
    )


class TooFewAmounts(Problem):
    code = "E_TOO_FEW_AMOUNTS"
    message = (
        "{count} different amounts above zero are too few to find lines for {levels} tiers. "
        "Choose more customers."
    )


class CapacityOutOfRange(Problem):
    code = "E_CAPACITY_RANGE"
    message = (
        "A manager cannot care for {value} customers. Write a number from {minimum} to {maximum}."
    )


class ManagersOutOfRange(Problem):
    code = "E_MANAGERS_RANGE"
    message = (
        "Customers cannot be shared among {value} managers. "
        "Write a number from {minimum} to {maximum}."
    )


class TooFewToProject(Problem):
    code = "E_TOO_FEW_TO_PROJECT"
    message = (
        "Level {level} had only {count} customers at the earlier date, and a projection needs "
        "{needed} in every level. Remove a filter, or choose dates with more customers."
    )


class NoLongRun(Problem):
    code = "E_NO_LONG_RUN"
    message = (
        "At these rates some customers never leave, so no long-run level exists. Read the next "
        "periods instead, or choose dates between which customers of every level left."
    )
