"""How far a long command is: a moving line on a terminal, a few plain ones in a pipe or a log."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

PLAIN_LINES = 10


def shown(
    stream: TextIO, *, quiet_seconds: float = 0, clock: Callable[[], float] = monotonic
) -> Callable[[str, float], None]:
    """Return what takes a stage and the share 0-1 of the work, and writes them to a stream.

    Off a terminal one line per tenth of the work, none before `quiet_seconds` have passed: a
    short command then says nothing but its result.
    """
    on_terminal, started, next_tenth = stream.isatty(), clock(), 0

    def show(stage: str, share: float) -> None:
        nonlocal next_tenth
        if on_terminal:
            end = "\n" if share >= 1 else ""
            stream.write(f"\r{share:4.0%} {stage:<40.40}{end}")
        elif share * PLAIN_LINES >= next_tenth and share < 1:
            next_tenth = int(share * PLAIN_LINES) + 1
            if clock() - started >= quiet_seconds:
                stream.write(f"{share:4.0%} {stage}\n")
        stream.flush()

    return show
