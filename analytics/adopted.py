"""The segments this release was derived with: their codes, their names, their models."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pandas as pd

from analytics.engine import Engine
from analytics.scope import Scope, newest_date
from data.contract import Code
from data.segmentation import Segmentation


def adopted_segments(engine: Engine, scope: Scope) -> pd.DataFrame:
    """Which segments are adopted? The same at every date; empty when none are.

    Returns:
        One row per segment: customer_type, segmentation (its name), version, code (as column
        `segment` of the fact holds it), name_en, name_zh, stability (0-1), customer_count (when
        it was fitted).
    """
    return engine.ask("segments/adopted", scope.single)


def segment_codes(engine: Engine) -> tuple[Code, ...]:
    """Return the adopted segments as codes with their labels in both languages.

    Raises:
        NoSnapshots.
    """
    found = adopted_segments(engine, Scope(at=newest_date(engine.snapshots())))
    names = zip(found["code"], found["name_en"], found["name_zh"], strict=True)
    return tuple(Code(value=code, en=en, zh=zh) for code, en, zh in names)


def adopted(engine: Engine) -> Mapping[str, Segmentation]:
    """Return the adopted segmentation of every customer type that has one.

    Raises:
        NoSnapshots.
    """
    found = engine.ask("segments/models", Scope(at=newest_date(engine.snapshots())))
    return MappingProxyType(
        {
            str(kind): Segmentation.from_json(str(model))
            for kind, model in zip(found["customer_type"], found["model"], strict=True)
        }
    )
