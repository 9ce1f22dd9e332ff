"""A segmentation is adopted, or withdrawn: kept in the workspace and published as a release.

Both or neither: where no release comes of it, the workspace is as it was before.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from data import publish, release
from data.release import Store
from data.segmentation import Segmentation
from data.segments import stored_segmentations
from data.workspace import Workspace

Progress = Callable[[str, float], None]


def adopt(
    store: Store,
    segmentation: Segmentation,
    *,
    name: str,
    override_note: str = "",
    progress: Progress | None = None,
) -> Segmentation:
    """Adopt a segmentation for its customer type; return it with its name and version.

    Every row of the new release has its segment, and so will those of later loads. Only the column
    is derived: half a second a month and million. What `progress` raises ends it.

    Raises:
        NameUnusable, OverrideMissing, SegmentNamesClash, and what `publish.publish` raises.
    """
    workspace, before, kind = Workspace(store), store.current, segmentation.customer_type
    former = workspace.segmentations.newest().get(kind)
    adopted = workspace.segmentations.save(segmentation, name=name, override_note=override_note)
    _published(store, before, progress, lambda: workspace.segmentations.restore(kind, former))
    return adopted


def withdraw(store: Store, customer_type: str, *, progress: Progress | None = None) -> None:
    """Let the customers of a type have no segment from the next release on.

    Raises:
        What `publish.publish` raises; the segmentation stays adopted then.
    """
    workspace, before = Workspace(store), store.current
    former = workspace.segmentations.newest().get(customer_type)
    workspace.segmentations.withdraw(customer_type)
    _published(
        store, before, progress, lambda: workspace.segmentations.restore(customer_type, former)
    )


def is_behind(store: Store) -> bool:
    """Tell whether the current release shows other segments than those adopted.

    So after a crash between saving and publishing, or after going back to an earlier release.
    """
    with release.connect(store) as connection:
        stored = stored_segmentations(connection)
    return stored != tuple(Workspace(store).segmentations.newest().values())


def _published(
    store: Store, before: str | None, progress: Progress | None, undo: Callable[[], None]
) -> None:
    with ExitStack() as undoing:
        undoing.callback(lambda: undo() if store.current == before else None)
        publish.rederive(store, progress)
        undoing.pop_all()
