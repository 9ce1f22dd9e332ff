"""Times and memory, told as ratios within one run: the machine's speed cancels out."""

import statistics
import subprocess
import sys
import time

LAST_LINE = "\nimport resource as _r; print(_r.getrusage(_r.RUSAGE_SELF).ru_maxrss, flush=True)"


def timed(work, *, repeats=1):
    """The median of `repeats` runs of `work()`, in seconds."""
    seconds = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds)


def own_process(script, *arguments):
    """(seconds, peak memory in GB, printed lines) of a Python script run in a process of its own.

    The script sees its arguments as sys.argv[1:]. Starting Python and importing count.
    """
    began = time.perf_counter()
    process = subprocess.run(
        [sys.executable, "-c", script + LAST_LINE, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - began
    if process.returncode:
        sys.exit(process.stderr)
    *lines, kilobytes = process.stdout.splitlines()
    return seconds, int(kilobytes) / 1024**2, lines


def ratio(name, measured, floor, *, bar):
    """One line: what it took, the floor it is compared with, the ratio and its bar."""
    verdict = "ok" if measured <= bar * floor else "OVER"
    times = f"{measured:8.3f} / {floor:6.3f} s = {measured / floor:6.2f}"
    print(f"{name:<58} {times}  (bar {bar}) {verdict}", flush=True)


def bound(name, measured, *, bar=None, unit):
    """One line: a figure, with its bar if it has one."""
    against = "" if bar is None else f"(bar {bar}) {'ok' if measured <= bar else 'OVER'}"
    print(f"{name:<58} {measured:8.2f} {unit}  {against}", flush=True)


def percentile(values, share):
    """The value at `share` of the sorted values, nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
