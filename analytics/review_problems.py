"""What keeps a number of the review from being shown, as facts and a remedy."""

from __future__ import annotations

from data.problems import Problem


class LedgerNotForScope(Problem):
    code = "E_LEDGER_SCOPE"
    message = (
        "The ledger states totals of branches. For a part of a branch's customers there is "
        "nothing to compare with: choose branches only."
    )


class TargetsNotForScope(Problem):
    code = "E_TARGET_SCOPE"
    message = (
        "Targets are set for branches. For a part of a branch's customers there is none: choose "
        "branches only."
    )


class TargetsIncomplete(Problem):
    code = "E_TARGET_BRANCHES"
    message = (
        "{count} of the branches have no target of {year} for {metric}: {branches}. Complete the "
        "table of targets and load it on the data page."
    )


class NotKnownYet(Problem):
    code = "E_REVIEW_NOT_YET"
    message = "{name} is not known yet. Come back when it is."


class StepUnknown(Problem):
    code = "E_REVIEW_STEP"
    message = "The review has no step {value}. Choose one from 1 to {last}."
