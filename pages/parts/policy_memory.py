"""Finished replays and ready sets, kept for the process: a few, shared by all users. Pure.

The key says everything an answer depends on; what a user may see is part of the scope. A release
never changes, so nothing here expires.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from analytics.policy import Replay
    from analytics.scope import Scope
    from pages.parts.policy_sets import Ready

Answer = TypeVar("Answer")
KEPT = 8
"""The lists of a replay hold up to 100,000 movers: 2 MB each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an answer depends on. text: the draft's. capacity: customers per manager, or None."""

    store: str
    release: str
    scope: Scope
    text: str
    capacity: float | None = None


class Memory(Generic[Answer]):
    """The newest KEPT answers by what was asked; safe between threads."""

    def __init__(self) -> None:
        """Start empty."""
        self._answers: OrderedDict[Asked, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: Asked) -> Answer | None:
        """The answer, which then counts as the newest; None when it is not kept."""
        with self._lock:
            if asked in self._answers:
                self._answers.move_to_end(asked)
            return self._answers.get(asked)

    def put(self, asked: Asked, answer: Answer) -> None:
        """Keep an answer, and let go of the oldest one beyond KEPT."""
        with self._lock:
            self._answers[asked] = answer
            self._answers.move_to_end(asked)
            while len(self._answers) > KEPT:
                self._answers.popitem(last=False)

    def clear(self) -> None:
        """Keep nothing: for tests, whose stores share paths and release numbers."""
        with self._lock:
            self._answers.clear()

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._answers)


REPLAYS: Memory[Replay] = Memory()
READY: Memory[Ready] = Memory()
