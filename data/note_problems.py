"""What can be wrong with notes and decisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.problems import Problem

if TYPE_CHECKING:
    from data.notes import Note


class NoteChangedMeanwhile(Problem):
    """Somebody saved the note after it was read: nothing is saved, `newest` is how it is now."""

    code = "E_NOTE_CHANGED"
    message = (
        "This note was changed elsewhere meanwhile, at {time}. Nothing was saved over it. "
        "Look at what it says now, then save yours again if it still holds."
    )

    def __init__(self, newest: Note, **facts: object) -> None:
        """Keep the note as it is now beside the facts."""
        super().__init__(**facts)
        self.newest = newest


class NoteUnknown(Problem):
    code = "E_NOTE_UNKNOWN"
    message = "There is no note {number}. Open the page again: it shows the notes there are."


class NoteWithdrawn(Problem):
    code = "E_NOTE_WITHDRAWN"
    message = "This note was withdrawn at {time}. Write a new one if it is still wanted."


class NoteUnusable(Problem):
    code = "E_NOTE_UNUSABLE"
    message = "A note has 1 to {length} characters; this one has {count}."


class NoteAboutUnknown(Problem):
    code = "E_NOTE_ABOUT"
    message = "A note cannot be about {value}. Pin it to a number, a customer, a day or the review."
