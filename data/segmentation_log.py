"""Adopted segmentations in the workspace: one per customer type, each adoption a version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from data.desk import Desk, Row
from data.saved import usable_name
from data.saved_problems import OverrideMissing, SegmentNamesClash
from data.segmentation import Segment, Segmentation
from data.workspace_tables import SEGMENTATION

KEY = "customer_type"


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentationLog:
    """What was adopted and withdrawn, entry by entry."""

    desk: Desk

    def newest(self) -> Mapping[str, Segmentation]:
        """Return the adopted segmentation of every customer type that has one."""
        last = self.desk.last(SEGMENTATION, KEY)
        return {
            kind: Segmentation.from_json(row["model"])
            for kind, row in last.items()
            if row["model"] is not None
        }

    def save(
        self, segmentation: Segmentation, *, name: str, override_note: str = ""
    ) -> Segmentation:
        """Adopt a segmentation for its type and return it with name, note and version.

        Raises:
            NameUnusable, OverrideMissing, SegmentNamesClash: nothing is saved then.
        """
        wanted = adoptable(segmentation, name=name, override_note=override_note)
        saved = wanted

        def decide(known: list[Row]) -> Row | None:
            nonlocal saved
            saved = replace(wanted, version=_last_version(known) + 1)
            if known and known[-1]["model"] is not None:
                former = Segmentation.from_json(known[-1]["model"])
                if former == replace(wanted, version=former.version):
                    saved = former
                    return None
            return _row(saved)

        self.desk.append(SEGMENTATION, KEY, segmentation.customer_type, decide)
        return saved

    def withdraw(self, customer_type: str) -> None:
        """Let a customer type have no segmentation from now on."""
        self.restore(customer_type, None)

    def restore(self, customer_type: str, former: Segmentation | None) -> None:
        """Let what was adopted before be adopted again, under its own version."""

        def decide(known: list[Row]) -> Row | None:
            if former is not None:
                return _row(former)
            if not known or known[-1]["model"] is None:
                return None
            return {"version": _last_version(known), "model": None}

        self.desk.append(SEGMENTATION, KEY, customer_type, decide)


def adoptable(segmentation: Segmentation, *, name: str, override_note: str = "") -> Segmentation:
    """Return the segmentation with its name and note, as it would be kept.

    Raises:
        NameUnusable, OverrideMissing, SegmentNamesClash.
    """
    note = override_note.strip()
    if not segmentation.recommended and not note:
        raise OverrideMissing
    return replace(
        segmentation, name=usable_name(name), override_note=note, segments=_named(segmentation)
    )


def _row(segmentation: Segmentation) -> Row:
    return {"version": segmentation.version, "model": segmentation.to_json()}


def _last_version(known: list[Row]) -> int:
    return max((int(row["version"]) for row in known), default=0)


def _named(segmentation: Segmentation) -> tuple[Segment, ...]:
    segments = tuple(
        replace(each, name_en=usable_name(each.name_en), name_zh=usable_name(each.name_zh))
        for each in segmentation.segments
    )
    for names in ([each.name_en for each in segments], [each.name_zh for each in segments]):
        ((name, count),) = Counter(names).most_common(1)
        if count > 1:
            raise SegmentNamesClash(name=name)
    return segments
