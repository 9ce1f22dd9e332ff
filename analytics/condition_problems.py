"""What can be wrong with conditions and populations, as facts and a remedy."""

from __future__ import annotations

from data.problems import Problem


class ConditionColumnUnknown(Problem):
    code = "E_CONDITION_COLUMN"
    message = "No column for conditions is named {column}. The nearest names are {known}."


class ConditionOperatorUnknown(Problem):
    code = "E_CONDITION_OPERATOR"
    message = "{column} cannot be compared by {operator}. It takes {known}."


class ConditionValueUnreadable(Problem):
    code = "E_CONDITION_VALUE"
    message = "{column}: {value} cannot be read. Write {expected}."


class ConditionValueUnknown(Problem):
    code = "E_CONDITION_VALUE_UNKNOWN"
    message = "{column} is never {value}. The nearest values are {known}."


class ConditionValuesMissing(Problem):
    code = "E_CONDITION_VALUES_MISSING"
    message = "The condition on {column} with {operator} has {count} values. Give it {expected}."


class ConditionValuesReversed(Problem):
    code = "E_CONDITION_VALUES_REVERSED"
    message = "{column}: {low} is above {high}. Write the lower one first."


class ConditionValuesTooMany(Problem):
    code = "E_CONDITION_VALUES_MANY"
    message = (
        "The condition on {column} has {count} values, and at most {limit} are allowed. "
        "Split the list, or describe these customers by other conditions."
    )


class ConditionsTooMany(Problem):
    code = "E_CONDITIONS_MANY"
    message = "{count} conditions are too many: at most {limit} are allowed. Remove some."


class ConditionsTooDeep(Problem):
    code = "E_CONDITIONS_DEEP"
    message = (
        "Groups stand {depth} deep inside each other, and at most {limit} are allowed. "
        "Move conditions of an inner group into the one around it."
    )


class ConditionsUnreadable(Problem):
    code = "E_CONDITIONS_UNREADABLE"
    message = "These conditions cannot be read: {text}. Write them as {expected}."


class PopulationEmpty(Problem):
    code = "E_POPULATION_EMPTY"
    message = (
        "Nobody is in {population} on {date}; the last date with somebody is {last}. "
        "Change its conditions, or look at {last}."
    )


class PopulationNeverHeld(Problem):
    code = "E_POPULATION_NEVER"
    message = (
        "Nobody is in {population} on {date} or before. "
        "Change or remove one of its conditions, or remove a filter."
    )


class PopulationIsEverybody(Problem):
    code = "E_POPULATION_EVERYBODY"
    message = (
        "{population} is everybody in the selection, so nobody is left to compare with. "
        "Add a condition."
    )


class PopulationsEqual(Problem):
    code = "E_POPULATIONS_EQUAL"
    message = (
        "{a} and {b} hold the same customers ({count}), so there is nothing to compare. "
        "Change a condition of one of them."
    )


class PopulationPartUnknown(Problem):
    code = "E_POPULATION_PART"
    message = "No part of the comparison is named {part}. There are {known}."


class FigureNotCompared(Problem):
    code = "E_FIGURE_NOT_COMPARED"
    message = "{figure} is not among the figures compared. The nearest names are {known}."


class PopulationsTooMany(Problem):
    code = "E_POPULATIONS_MANY"
    message = "{count} populations are too many at once: at most {limit} are counted together."
