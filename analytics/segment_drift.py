"""How far a segment's centre moved between two fits, in standard deviations of the earlier one."""

from __future__ import annotations

import numpy as np

from data.segmentation import Segment, Segmentation


def drift(old: Segmentation, was: Segment, new: Segmentation, now: Segment) -> dict[str, object]:
    """Return centre_shift and shifted_feature of a segment that two fits share.

    Centres are compared where both fits have the feature, transformed alike: the later centre is
    put back into transformed units and standardised as the earlier fit did. None and "" without
    such a feature. A rank is compared as the share of each fit's own sample.
    """
    before = {
        (each.name, each.value, each.transform): (each, part)
        for each, part in zip(old.features, was.centre, strict=True)
    }
    moves: dict[str, float] = {}
    for feature, part in zip(new.features, now.centre, strict=True):
        found = before.get((feature.name, feature.value, feature.transform))
        if found is not None:
            first, centre = found
            again = (part * feature.scale + feature.mean - first.mean) / first.scale
            moves[feature.name] = max(moves.get(feature.name, 0.0), again - centre, key=abs)
    if not moves:
        return {"centre_shift": None, "shifted_feature": ""}
    most = max(moves, key=lambda name: abs(moves[name]))
    return {
        "centre_shift": float(np.sqrt(sum(move**2 for move in moves.values()))),
        "shifted_feature": most,
    }
