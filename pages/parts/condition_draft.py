"""Conditions while they are being written: rows as typed, whole or not yet. Pure.

A draft is a tree of blocks and rows. Every member has a key of its own, so that a field of the
screen finds its row again whatever is added or removed around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One condition as typed: column and operator are chosen, values are texts or codes."""

    key: int
    column: str
    operator: str
    typed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Members joined by all of (and) or any of (or), the whole perhaps negated."""

    key: int = 0
    all_of: bool = True
    negated: bool = False
    members: tuple[Row | Block, ...] = ()


Member = Row | Block


def rows(block: Block) -> Iterator[Row]:
    """Every row, in the order shown."""
    for member in block.members:
        if isinstance(member, Row):
            yield member
        else:
            yield from rows(member)


def next_key(block: Block) -> int:
    """A key no member has."""
    return max(_keys(block)) + 1


def _keys(member: Member) -> Iterator[int]:
    yield member.key
    if isinstance(member, Block):
        for each in member.members:
            yield from _keys(each)


def added(block: Block, parent: int, member: Member) -> Block:
    """The block with a member at the end of the block whose key is `parent`."""
    return _changed(block, parent, lambda found: replace(found, members=(*found.members, member)))


def replaced(block: Block, key: int, edit: Callable[[Row], Row]) -> Block:
    """The block with one of its rows edited."""
    return _changed(block, key, edit)


def changed_block(block: Block, key: int, **parts: bool) -> Block:
    """The block with other joints of one block: all_of, negated."""
    return _changed(block, key, lambda found: replace(found, **parts))


def removed(block: Block, key: int) -> Block:
    """The block without a member; a block left empty by it goes too."""
    kept = []
    for member in block.members:
        if member.key == key:
            continue
        if isinstance(member, Block):
            inner = removed(member, key)
            if member.members and not inner.members:
                continue
            kept.append(inner)
        else:
            kept.append(member)
    return replace(block, members=tuple(kept))


def _changed(member: Member, key: int, change: Callable[[Member], Member]) -> Member:
    if member.key == key:
        return change(member)
    if isinstance(member, Row):
        return member
    return replace(member, members=tuple(_changed(each, key, change) for each in member.members))
