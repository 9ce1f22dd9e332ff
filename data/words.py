"""Levels and amounts in numpy as the columns a release keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray


def decimals(micro: NDArray[np.int64]) -> pa.Array:
    """Return whole micro-units as DECIMAL(18,6), without rounding."""
    words = np.empty((len(micro), 2), dtype=np.int64)
    words[:, 0] = micro
    words[:, 1] = micro >> 63
    kind = pa.decimal128(18, 6)
    return pa.Array.from_buffers(kind, len(micro), [None, pa.py_buffer(words)])


def unscaled(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Return decimals of at most 18 digits as whole numbers of their last place; null is 0."""
    whole = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    words = np.frombuffer(whole.buffers()[1], dtype=np.int64)
    cents = words[2 * whole.offset : 2 * (whole.offset + len(whole)) : 2].copy()
    if whole.null_count:
        cents[whole.is_null().to_numpy(zero_copy_only=False)] = 0
    return cents


def dates(number: NDArray[np.int32]) -> pa.Array:
    """Return days since 1970 as dates."""
    whole = np.ascontiguousarray(number, dtype=np.int32)
    return pa.Array.from_buffers(pa.date32(), len(whole), [None, pa.py_buffer(whole)])


def strings(level: NDArray[Any], words: Iterable[str]) -> pa.Array:
    """Return levels as words; null where -1."""
    return pa.DictionaryArray.from_arrays(pa.array(level, mask=level < 0), pa.array(list(words)))


def tier_strings(
    level: NDArray[np.int8],
    kind: NDArray[np.int8],
    codes: Mapping[int, tuple[str, ...]],
) -> pa.Array:
    """Return levels as the codes of each row's customer type; null where -1 or the type unknown."""
    words: list[str] = []
    place = np.full(len(level), -1, dtype=np.int8)
    for number, own in codes.items():
        rows = (kind == number) & (level >= 0)
        place[rows] = level[rows] + len(words)
        words += list(own)
    return strings(place, words)
