"""What can be wrong with saved views and alerts."""

from __future__ import annotations

from data.problems import Problem


class ViewNameTaken(Problem):
    code = "E_VIEW_NAME_TAKEN"
    message = (
        "A view named {name} exists already: version {version} of {date}. "
        "Choose another name, or let this one take its place."
    )


class ViewUnknown(Problem):
    code = "E_VIEW_UNKNOWN"
    message = "No view named {name} is saved. Nearest: {nearest}."


class AlertNameTaken(Problem):
    code = "E_ALERT_NAME_TAKEN"
    message = (
        "An alert named {name} with other conditions exists already: version {version} of {date}. "
        "Choose another name, or let this one take its place."
    )


class AlertUnknown(Problem):
    code = "E_ALERT_UNKNOWN"
    message = "No alert named {name} is saved. Nearest: {nearest}."
