"""What can be wrong with a question, as facts and a remedy."""

from __future__ import annotations

from data.problems import Problem

__all__ = [
    "AnswerTooLarge",
    "DatesReversed",
    "EmptyScope",
    "EngineUnavailable",
    "NoEarlierDate",
    "NoSnapshots",
    "NotProvided",
    "Problem",
    "ReleaseUnreadable",
    "SelectionOutOfRange",
    "UndefinedShare",
    "UnknownColumn",
    "UnknownCustomers",
    "UnknownDate",
    "UnknownMeasure",
    "UnknownOption",
    "UnknownQuestion",
    "UnknownValue",
    "UnreadableOption",
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


class UnknownOption(Problem):
    code = "E_UNKNOWN_OPTION"
    message = "{question} has no option {option}. It takes {known}."


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
