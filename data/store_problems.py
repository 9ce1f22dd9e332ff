"""What can be wrong with a store of releases."""

from __future__ import annotations

from data.problems import Problem


class StoreMissing(Problem):
    """The store has no release yet."""

    code = "E_STORE_MISSING"
    message = (
        "There is no data in {store}. Load your files on the data page or with "
        "python -m data.load, or make the demo bank with python -m data.sample."
    )


class StoreLocked(Problem):
    """Another process writes to the store."""

    code = "E_STORE_LOCKED"
    message = (
        "Another load is writing to {store}. Wait until it has finished, then load again; "
        "the data shown stays readable meanwhile."
    )


class StoreUnreadable(Problem):
    """The folder is a file, or may not be read."""

    code = "E_STORE_UNREADABLE"
    message = (
        "The store {store} cannot be read: {reason}. Name a folder that this user may read and "
        "write: --store DIR, or TIERVIEW_STORE."
    )


class ReleaseInUse(Problem):
    """Another program holds the file for writing."""

    code = "E_RELEASE_IN_USE"
    message = (
        "Release {release} in {store} is open for writing in another program. "
        "Close it there, then try again."
    )


class StoreUnwritable(Problem):
    """The disk refused a write."""

    code = "E_STORE_UNWRITABLE"
    message = (
        "Nothing can be written to {store}: {reason}. Choose another folder or free some space."
    )


class ReleaseDamaged(Problem):
    """A release file is missing, cut off or unreadable."""

    code = "E_RELEASE_DAMAGED"
    message = (
        "Release {release} in {store} is incomplete or damaged. Go back to an earlier release on "
        "the data page or with python -m data.load --rollback, then load the files again. "
        "If there is no earlier one, load all files into a new, empty store: --store DIR."
    )


class ReleaseFromOtherVersion(Problem):
    """The file format is not ours."""

    code = "E_RELEASE_VERSION"
    message = (
        "Release {release} in {store} was written by another version of Tierview. "
        "Load the files again into a new store, or open it with the version that wrote it."
    )


class ReleaseUnknown(Problem):
    """No release of that number is kept."""

    code = "E_RELEASE_UNKNOWN"
    message = "There is no release {release} in {store}. Releases kept: {known}."


class NothingToRollBack(Problem):
    """The release in use is the oldest."""

    code = "E_NO_EARLIER_RELEASE"
    message = "{store} has no release before {release}, so there is nothing to go back to."


class CustomersMissing(Problem):
    """Balances came first."""

    code = "E_CUSTOMERS_MISSING"
    message = (
        "The balances came without any customers. Load the table customer too; "
        "it needs customer_id, customer_type and branch_id."
    )


class PublishCheckFailed(Problem):
    """What was written is not what was delivered."""

    code = "E_PUBLISH_CHECK"
    message = (
        "The new release did not pass its own check ({check}: expected {expected}, found {found}), "
        "so the old one stays. Please report this with the files' names."
    )


class WorkspaceUnreachable(Problem):
    """The workspace database failed."""

    code = "E_WORKSPACE"
    message = (
        "What managers write cannot be read or saved: {reason}. Check the folder of the store, "
        "or the address in TIERVIEW_WORKSPACE."
    )


class QualityRuleUnknown(Problem):
    """No quality rule has that name."""

    code = "E_QUALITY_RULE"
    message = "There is no quality rule {rule}. Nearest: {nearest}."
