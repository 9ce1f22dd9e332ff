"""`make bench`: every bench in turn, or those named: `make bench BENCH="load curve"`."""

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
PROJECT = FOLDER.parent.parent
HELPERS = {"run", "bank", "measure"}


def main():
    known = sorted(file.stem for file in FOLDER.glob("*.py") if file.stem not in HELPERS)
    names = sys.argv[1:] or known
    unknown = sorted(set(names) - set(known))
    if unknown:
        sys.exit(f"No bench named {', '.join(unknown)}. There are: {', '.join(known)}.")
    print(f"{os.cpu_count()} cores. Ratios compare within this run; quiet the machine first.")
    failed = []
    for name in names:
        print(f"\n== {name}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"tests.bench.{name}"], cwd=PROJECT, check=False
        )
        if done.returncode:
            failed.append(name)
    if failed:
        sys.exit(f"did not finish: {', '.join(failed)}")


if __name__ == "__main__":
    main()
