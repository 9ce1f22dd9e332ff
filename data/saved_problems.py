"""What can be wrong with what managers save: segmentations, populations, scenarios."""

from __future__ import annotations

from data.problems import Problem


class NameUnusable(Problem):
    code = "E_NAME_UNUSABLE"
    message = (
        "{name} cannot be a name. Write 1 to {length} characters on one line, without @ and commas."
    )


class PopulationNameTaken(Problem):
    code = "E_POPULATION_NAME_TAKEN"
    message = (
        "A population named {name} with other conditions exists already: version {version} of "
        "{date}. Choose another name, or save these conditions as its next version."
    )


class PopulationUnknown(Problem):
    code = "E_POPULATION_UNKNOWN"
    message = (
        "No population named {name} is saved. Nearest: {nearest}. "
        "Choose one of these, or save the conditions again on the What if page."
    )


class PopulationVersionUnknown(Problem):
    code = "E_POPULATION_VERSION"
    message = "The population {name} has no version {version}. Its versions: {known}."


class PopulationDeleted(Problem):
    code = "E_POPULATION_DELETED"
    message = (
        "The population {name} was deleted on {date}. "
        "Choose another one, or save its conditions again on the What if page."
    )


class ScenarioNameTaken(Problem):
    code = "E_SCENARIO_NAME_TAKEN"
    message = (
        "A scenario named {name} with other levers exists already: version {version} of "
        "{date}. Choose another name, or save these levers as its next version."
    )


class ScenarioUnknown(Problem):
    code = "E_SCENARIO_UNKNOWN"
    message = "No scenario named {name} is saved. Nearest: {nearest}."


class ScenarioVersionUnknown(Problem):
    code = "E_SCENARIO_VERSION"
    message = "The scenario {name} has no version {version}. Its versions: {known}."


class ScenarioDeleted(Problem):
    code = "E_SCENARIO_DELETED"
    message = "The scenario {name} was deleted on {date}. Choose another one."


class SegmentNamesClash(Problem):
    code = "E_SEGMENT_NAMES_CLASH"
    message = (
        "Two segments are both called {name}. Give each segment a name of its own in both "
        "languages, because lists and filters show nothing else of them."
    )


class OverrideMissing(Problem):
    code = "E_OVERRIDE_MISSING"
    message = (
        "These segments are not recommended: the method does not find them reliable. "
        "Write why they are adopted all the same, or keep the recommended number."
    )
