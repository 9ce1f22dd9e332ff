"""What can be wrong with actions as they are made and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.problems import Problem

if TYPE_CHECKING:
    from data.actions import Action


class ActionChangedMeanwhile(Problem):
    """Somebody saved the action after it was read: nothing is saved, `newest` is how it is now.

    `changed`: the names of the fields they changed, as Action has them. The fact `author` is who;
    the sentence will say it once people sign in.
    """

    code = "E_ACTION_CHANGED"
    message = (
        "This action was changed elsewhere meanwhile, at {time}: {columns}. Nothing was saved over "
        "it. Look at what it says now, then save yours again if it still holds."
    )

    def __init__(self, newest: Action, changed: tuple[str, ...], **facts: object) -> None:
        """Keep the action as it is now beside the facts."""
        super().__init__(**facts)
        self.newest, self.changed = newest, changed


class ActionUnknown(Problem):
    code = "E_ACTION_UNKNOWN"
    message = "There is no action {number}. Open the board again: it shows the actions there are."


class ActionAlreadyOpen(Problem):
    code = "E_ACTION_ALREADY_OPEN"
    message = (
        "This customer has action {number} open, and has one at a time. Write there what is still "
        "to do."
    )


class TooManyActions(Problem):
    code = "E_ACTIONS_TOO_MANY"
    message = (
        "{count} actions at once are more than anybody can do; at most {most} are made. "
        "Narrow the list first."
    )


class ActionCodeUnknown(Problem):
    code = "E_ACTION_CODE"
    message = "{value} is not a value of {column}. Use one of: {known}."
