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
    return _joined(block, parent, lambda found: replace(found, members=(*found.members, member)))


def rejoined(
    block: Block, key: int, *, all_of: bool | None = None, negated: bool | None = None
) -> Block:
    """The block with other joints of one block; None leaves one as it is."""
    return _joined(
        block,
        key,
        lambda found: replace(
            found,
            all_of=found.all_of if all_of is None else all_of,
            negated=found.negated if negated is None else negated,
        ),
    )


def replaced(block: Block, key: int, edit: Callable[[Row], Row]) -> Block:
    """The block with one of its rows edited."""
    members: list[Member] = []
    for member in block.members:
        if isinstance(member, Block):
            members.append(replaced(member, key, edit))
        else:
            members.append(edit(member) if member.key == key else member)
    return replace(block, members=tuple(members))


def removed(block: Block, key: int) -> Block:
    """The block without a member; a block left empty by it goes too."""
    kept: list[Member] = []
    for member in block.members:
        if member.key == key:
            continue
        if isinstance(member, Block):
            inner = removed(member, key)
            if inner.members or not member.members:
                kept.append(inner)
        else:
            kept.append(member)
    return replace(block, members=tuple(kept))


def _joined(block: Block, key: int, change: Callable[[Block], Block]) -> Block:
    if block.key == key:
        return change(block)
    members = tuple(
        _joined(member, key, change) if isinstance(member, Block) else member
        for member in block.members
    )
    return replace(block, members=members)
