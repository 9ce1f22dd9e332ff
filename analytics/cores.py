"""Independent pieces of arithmetic on the machine's cores, each piece on one thread.

One thread per piece because sums then have one order: the same input gives the same bits.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

MOST_THREADS = 4


def one_thread() -> None:
    """Keep numpy, scipy and scikit-learn on the calling thread, from now on.

    Never lifted again: the limit on matrix products is the whole process's, and lifting it would
    change the sums of whoever else is computing. Questions run in the engine's own threads.
    """
    from threadpoolctl import threadpool_limits  # noqa: PLC0415 (it scans all libraries: 20 ms)

    threadpool_limits(limits=1)


def results(
    work: Callable[[Item], Result], items: Sequence[Item], done: Callable[[float], None]
) -> list[Result]:
    """Return `work(item)` for each item, in order, computed on as many threads as there are cores.

    `done` is called in the calling thread with the share that is done; what it raises leaves out
    the items that nobody has begun.
    """
    one_thread()
    threads = max(1, min(os.cpu_count() or 1, MOST_THREADS))
    found: list[Result] = []
    pool = ThreadPoolExecutor(threads, thread_name_prefix="core", initializer=one_thread)
    try:
        done(0.0)
        for each in pool.map(work, items):
            found.append(each)
            done(len(found) / len(items))
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return found
