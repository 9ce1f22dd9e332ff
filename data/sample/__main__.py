"""The command `python -m data.sample`: make the demo bank and publish it."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from data.problems import Problem
from data.progress import shown
from data.release import Store
from data.sample.plan import LAST_DATE, Plan
from data.sample.truths import planted
from data.sample.write import SampleReport, build

DEFAULTS = Plan()


def main(arguments: list[str] | None = None) -> int:
    """Make the bank; return the exit status."""
    asked = _parser().parse_args(arguments)
    try:
        plan = Plan(
            customers=asked.customers, months=asked.months, weeks=asked.weeks,
            seed=asked.seed, end=asked.end,
        )  # fmt: skip
        store = Store(asked.store)
        report = build(store, plan, progress=shown(sys.stderr))
    except Problem as problem:
        below = "\n" if sys.stderr.isatty() else ""
        sys.stderr.write(f"{below}{problem}\n")
        return 1
    _tell(store, plan, report)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m data.sample", description=__doc__)
    parser.add_argument("--customers", type=int, default=DEFAULTS.customers)
    parser.add_argument("--months", type=int, default=DEFAULTS.months, help="month-ends shown")
    parser.add_argument("--weeks", type=int, default=DEFAULTS.weeks, help="weekly dates besides")
    parser.add_argument("--seed", type=int, default=DEFAULTS.seed)
    parser.add_argument("--end", type=date.fromisoformat, default=LAST_DATE,
                        help="the last month-end, YYYY-MM-DD")  # fmt: skip
    parser.add_argument("--store", type=Path, help="folder of releases")
    return parser


def _tell(store: Store, plan: Plan, report: SampleReport) -> None:
    if report.release_id is None:
        print(f"The store {store.folder} already holds this demo bank; nothing changed.")
        return
    truths = planted(plan)
    print(
        f"Demo bank: release {report.release_id} in {store.folder}, {plan.customers:,} customers, "
        f"{report.rows['customer_snapshot']:,} rows by date, {report.seconds:.1f} s."
    )
    print(
        f"Planted: {truths.leaver} leaves {truths.leaver_branch} with {truths.leaver_amount:,}; "
        f"{len(truths.outflow)} affluent customers of {truths.outflow_branch} withdraw; "
        f"campaign {truths.real_campaign} works, {truths.placebo_campaign} does not."
    )


if __name__ == "__main__":
    sys.exit(main())
