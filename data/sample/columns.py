"""Numpy arrays to Arrow columns of the contract's types, without a Python object per row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Array = np.ndarray[Any, np.dtype[Any]]
EPOCH = date(1970, 1, 1)
MONEY = pa.decimal128(18, 2)


def ordinal(day: date) -> int:
    """Return the days since 1970-01-01, as Arrow counts dates."""
    return (day - EPOCH).days


def money(amount: Array, given: Array | None = None) -> pa.Array:
    """Return amounts as DECIMAL(18,2), rounded to the cent; null where not `given` or NaN."""
    known = ~np.isnan(amount) if given is None else given & ~np.isnan(amount)
    cents = np.rint(np.where(known, amount, 0.0).astype(np.float64) * 100).astype(np.int64)
    words = np.empty((len(cents), 2), np.int64)
    words[:, 0] = cents
    words[:, 1] = cents >> 63
    valid = None if known.all() else pa.array(known).buffers()[1]
    return pa.Array.from_buffers(MONEY, len(cents), [valid, pa.py_buffer(words)])


def codes(index: Array, values: Sequence[str]) -> pa.Array:
    """Return `values[index]` as text; null where the index is negative."""
    mask = index < 0
    taken = pa.array(np.where(mask, 0, index).astype(np.int32), mask=mask if mask.any() else None)
    return pa.array(values, pa.string()).take(taken)


def days(ordinals: Array, given: Array | None = None) -> pa.Array:
    """Return days since 1970-01-01 as dates; null where not `given`."""
    return pa.array(ordinals.astype(np.int32), mask=_mask(given)).cast(pa.date32())


def moments(day: Array, second: Array, given: Array | None = None) -> pa.Array:
    """Return day + second of the day as timestamps; null where not `given`."""
    micros = (day.astype(np.int64) * 86_400 + second.astype(np.int64)) * 1_000_000
    return pa.array(micros, mask=_mask(given)).cast(pa.timestamp("us"))


def integers(number: Array, given: Array | None = None) -> pa.Array:
    """Return whole numbers as INTEGER; null where not `given`."""
    return pa.array(np.asarray(number).astype(np.int32), mask=_mask(given))


def numbers(number: Array, given: Array | None = None) -> pa.Array:
    """Return doubles; null where not `given`."""
    return pa.array(np.asarray(number, np.float64), mask=_mask(given))


def flags(flag: Array, given: Array | None = None) -> pa.Array:
    """Return booleans; null where not `given`."""
    return pa.array(np.asarray(flag, bool), mask=_mask(given))


def ids(prefix: str, number: Array, width: int, given: Array | None = None) -> pa.Array:
    """Return `prefix` and the number padded to `width` digits; null where not `given`."""
    digits = pc.utf8_lpad(
        pa.array(number.astype(np.int64), mask=_mask(given)).cast(pa.string()), width, "0"
    )
    return pc.binary_join_element_wise(prefix, digits, "")


def customer_ids(number: Array, given: Array | None = None) -> pa.Array:
    """Return the pseudonymous id of customer numbers; distinct below 9,999,991."""
    return ids("C", (number.astype(np.int64) * 7_919 + 104_729) % 9_999_991, 7, given)


def customer_id(number: int) -> str:
    """Return the pseudonymous id of one customer number."""
    return f"C{(int(number) * 7_919 + 104_729) % 9_999_991:07d}"


def tags(chosen: Array, values: Sequence[str]) -> pa.Array:
    """Return lists of the `values` chosen in each row (rows x values); an empty choice is null."""
    counts = chosen.sum(axis=1)
    ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    items = pa.array(values, pa.string()).take(pa.array(np.nonzero(chosen)[1].astype(np.int32)))
    valid = pa.array(counts > 0).buffers()[1]
    return pa.Array.from_buffers(
        pa.list_(pa.string()), len(counts), [valid, pa.py_buffer(ends)], children=[items]
    )


def texts(values: Sequence[str | None]) -> pa.Array:
    """Return a few texts as a column."""
    return pa.array(list(values), pa.string())


def _mask(given: Array | None) -> Array | None:
    if given is None or given.all():
        return None
    return ~given
