"""A delivery becomes a release: copied, changed, derived, verified, and only then pointed to.

`progress` is called with a name at every stage. A crash at any of them leaves the old release.
"""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb

from data import books, release, schema
from data.changes import Change, Outcome, Rules
from data.offer_book import staged_offers
from data.offer_entries import BOOK
from data.segments import stored_segmentations
from data.store_problems import StoreUnwritable
from data.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from data.delivery import Delivery
    from data.policy import Parameters
    from data.release import Store

WRITE_MEMORY = "1GB"
"""Under 900 MB DuckDB inserts a date of 50 columns on one thread instead of all."""
USUAL_STEPS = 40
"""Two years of months, eight weeks, and what comes before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishReport:
    """What a load did. `release_id` is None when nothing had changed; `outcome` then is too."""

    release_id: str | None
    parent_id: str | None
    outcome: Outcome | None = None

    @property
    def unchanged(self) -> bool:
        """Whether the delivery held nothing new."""
        return self.release_id is None


def silent(name: str) -> None:
    """Ignore progress."""


def publish(
    store: Store,
    delivery: Delivery | None,
    *,
    rules: Rules | None = None,
    progress: Callable[[str], None] = silent,
) -> PublishReport:
    """Publish a delivery; without one, derive the current release again under other rules.

    Raises:
        StoreLocked, StoreUnwritable, ReleaseDamaged, PublishCheckFailed, CustomersMissing.
    """
    try:
        with store.locked():
            chosen = rules or rules_in_force(store, delivery)
            return _publish(store, delivery, chosen, progress)
    except OSError as error:
        raise StoreUnwritable(store=store.folder, reason=error.strerror or error) from error


def rederive(
    store: Store,
    progress: Callable[[str, float], None] | None = None,
) -> PublishReport:
    """Publish a release derived under the parameters, policy and segmentations now in force."""
    return publish(store, None, progress=_counting(progress))


def _counting(progress: Callable[[str, float], None] | None) -> Callable[[str], None]:
    """Return a step function that tells `progress` which share of a derivation is behind it."""
    done = 0

    def step(name: str) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(name, min(0.99, done / USUAL_STEPS))

    return step


def preview(
    store: Store,
    parameters: Parameters,
    progress: Callable[[str, float], None] | None = None,
) -> pd.DataFrame:
    """Return what other parameters would change at the newest date, without publishing.

    What `progress` raises ends it; nothing is left behind.

    Returns:
        One row per customer type and figure: customer_type, figure (customer_count by tier as
        `tier:<code>`, contribution, contribution_ttm), before, after, change.
    """
    parent = release.existing_release(store)
    scratch = store.releases / f"{release.SCRATCH}preview-{os.getpid()}.duckdb"
    names = scratch.with_suffix(".identity.duckdb")
    rules = replace(rules_in_force(store, None), parameters=parameters)
    step = _counting(progress)
    try:
        _copy(store, parent, scratch, names, step)
        with closing(_open(scratch, names, None)) as connection:
            before = connection.execute(_EFFECT).df()
            Change(
                connection=connection,
                delivery=None,
                rules=rules,
                release_id=parent,
                parent_id=parent,
                step=step,
            ).apply()
            after = connection.execute(_EFFECT).df()
    finally:
        for file in (scratch, names):
            file.unlink(missing_ok=True)
            file.with_name(f"{file.name}.wal").unlink(missing_ok=True)
    keys = ["customer_type", "figure"]
    effect = before.merge(after, on=keys, how="outer", suffixes=("_before", "_after")).fillna(0)
    effect = effect.rename(columns={"value_before": "before", "value_after": "after"})
    return effect.assign(change=effect["after"] - effect["before"])


_EFFECT = """with newest as (select * from customer_snapshot where status = 'open'
    and snapshot_date = (select coalesce(max(snapshot_date) filter (where grain = 'month'),
        max(snapshot_date)) from snapshot))
select customer_type, 'contribution' as figure, cast(sum(contribution) as double) as value
from newest group by all
union all select customer_type, 'contribution_ttm', cast(sum(contribution_ttm) as double)
from newest group by all
union all select customer_type, 'tier:' || tier, cast(count(*) as double)
from newest where tier is not null group by customer_type, tier
order by 1, 2"""


def rules_in_force(store: Store, delivery: Delivery | None) -> Rules:
    """Return the workspace's rules, after taking in those a delivery brings."""
    workspace = Workspace(store)
    if delivery is not None:
        with duckdb.connect(str(delivery.staging), read_only=True) as staging:
            settings, levels = books.staged_rules(staging)
            offers, columns = staged_offers(staging)
        if settings:
            workspace.replace_parameters(settings)
        if levels:
            workspace.save_tier_policy(levels)
        if offers:
            workspace.offers.take_in(offers, columns, replaced=BOOK.name in delivery.replace)
    return Rules(
        parameters=workspace.parameters(),
        policy=workspace.tier_policy(),
        segmentations=tuple(workspace.segmentations.newest().values()),
        offers=tuple(each.offer for each in workspace.offers.all() if each.origin != "shipped"),
    )


def _publish(
    store: Store,
    delivery: Delivery | None,
    rules: Rules,
    step: Callable[[str], None],
) -> PublishReport:
    step("clean")
    store.clean()
    parent = store.current
    if parent is not None:
        release.existing_release(store, parent)
        if _is_unchanged(store, parent, delivery, rules):
            return PublishReport(release_id=None, parent_id=parent)
    release_id = f"{max((int(known) for known in store.release_ids()), default=0) + 1:06d}"
    scratch = store.releases / f"{release.SCRATCH}{release_id}.duckdb"
    names = store.releases / f"{release.SCRATCH}{release_id}.identity.duckdb"
    _copy(store, parent, scratch, names, step)
    connection = _open(scratch, names, delivery)
    try:
        work = Change(
            connection=connection,
            delivery=delivery,
            rules=rules,
            release_id=release_id,
            parent_id=parent,
            step=step,
        )
        outcome = work.apply()
    finally:
        connection.close()
    _put_in_place(store, release_id, scratch, names, step)
    return PublishReport(release_id=release_id, parent_id=parent, outcome=outcome)


def _copy(
    store: Store,
    parent: str | None,
    scratch: Path,
    names: Path,
    step: Callable[[str], None],
) -> None:
    step("copy")
    if parent is None:
        return
    shutil.copyfile(store.path(parent), scratch)
    step("copy names")
    shutil.copyfile(store.identity_path(parent), names)


def _open(scratch: Path, names: Path, delivery: Delivery | None) -> duckdb.DuckDBPyConnection:
    is_new = not scratch.exists()
    connection = duckdb.connect(
        str(scratch),
        config={
            "memory_limit": WRITE_MEMORY,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    connection.execute(f"attach '{_quoted(names)}' as identity")
    if delivery is not None:
        connection.execute(f"attach '{_quoted(delivery.staging)}' as staging (read_only)")
    if is_new:
        for statement in schema.statements():
            connection.execute(statement)
        connection.execute(
            """create table identity.identity(
                customer_id varchar, display_name varchar, phone varchar)"""
        )
    return connection


def _put_in_place(
    store: Store,
    release_id: str,
    scratch: Path,
    names: Path,
    step: Callable[[str], None],
) -> None:
    for source, target in (
        (names, store.identity_path(release_id)),
        (scratch, store.path(release_id)),
    ):
        release.sync_file(source)
        step(f"rename {target.name}")
        source.replace(target)
    release.sync_folder(store.releases)
    step("point")
    store.point_to(release_id)
    step("manifest")
    store.write_manifest(release_id)
    store.clean()
    step("done")


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _is_unchanged(store: Store, parent: str, delivery: Delivery | None, rules: Rules) -> bool:
    with release.connect(store, parent) as connection:
        stored = books.stored_rules(connection)
        if stored is None or books.first_difference(stored, (rules.parameters, rules.policy)):
            return False
        if stored_segmentations(connection) != rules.segmentations:
            return False
        return delivery is None or books.holds(connection, delivery)
