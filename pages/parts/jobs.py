"""Work that takes longer than a page: a thread that reports progress and can be cancelled.

A job knows nothing of the screen. A page keeps it in its session, draws `share` and `step` while it
runs, and takes `result()` when it is done.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Event
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


class Cancelled(Exception):
    """The user cancelled; raised inside the work at its next sign of progress."""


class Job(Generic[Result]):
    """One piece of work in a thread of its own: `work` receives a progress function."""

    def __init__(self, work: Callable[[Callable[[str, float], None]], Result]) -> None:
        """Start at once. `work` calls progress(step, share 0-1), which raises once cancelled."""
        self.step = ""
        self.share = 0.0
        self._cancel = Event()
        pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="job")
        self._future: Future[Result] = pool.submit(work, self._progress)
        pool.shutdown(wait=False)

    def _progress(self, step: str, share: float) -> None:
        if self._cancel.is_set():
            raise Cancelled
        self.step, self.share = step, min(max(share, 0.0), 1.0)

    @property
    def done(self) -> bool:
        """Whether there is a result, a problem or a cancellation to read."""
        return self._future.done()

    @property
    def cancelling(self) -> bool:
        """Whether the user asked to stop and the work has not noticed yet."""
        return self._cancel.is_set() and not self.done

    def wait(self, seconds: float) -> None:
        """Wait for a quick job to finish, at most so long."""
        wait([self._future], timeout=seconds)

    def cancel(self) -> None:
        """Ask the work to stop at its next sign of progress."""
        self._cancel.set()

    def result(self) -> Result:
        """What the work returned, or whatever it raised (a Problem, Cancelled)."""
        return self._future.result()
