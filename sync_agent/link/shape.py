"""Rows of a peer in our shape: by the names of their columns, for a neighbour may have some more or some fewer.

Many rows at once and column by column: of a thousand values of one type it is one question whether all of them are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, fields
from types import NoneType
from typing import Any

from data.exchange.travelling import kind_named
from data.store.kinds import Kind
from sync_agent.link.reading import Malformed, within

Record = tuple[Any, ...]
Shape = Callable[[Sequence[Any]], list[Record]]

_TYPES: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "Instant": (int,), "bool": (bool, int)}
_ZEROS: dict[str, Any] = {"str": "", "int": 0, "Instant": 0, "bool": False}


def known(table: str) -> Kind | None:
    """The kind of a table; None for one that only a newer peer has."""
    try:
        return kind_named(table)
    except KeyError:
        return None


def shape_of(kind: Kind, theirs: Sequence[str]) -> Shape:
    """What turns lists of their columns into records of ours: what we do not know is left out, what they do not know is
    empty. It raises Malformed for a list of another length or a value of a wrong type."""
    if any(name not in theirs for name in kind.key):
        raise Malformed(f"{kind.table} comes without its key")
    ours = [
        (
            theirs.index(f.name) if f.name in theirs else None,
            _empty(f),
            _allowed(str(f.type)),
            f"{f.name} of {kind.table}",
        )
        for f in fields(kind.cls)
    ]

    def shape(rows: Sequence[Any]) -> list[Record]:
        if not rows:
            return []
        if set(map(type, rows)) != {list} or set(map(len, rows)) != {len(theirs)}:
            raise Malformed(f"a row of {kind.table} has another number of columns")
        came = list(zip(*rows, strict=True))
        columns = [
            [empty] * len(rows) if at is None else _looked_at(came[at], allowed, what)
            for at, empty, allowed, what in ours
        ]
        return list(zip(*columns, strict=True))

    return shape


def _looked_at(column: Sequence[Any], allowed: frozenset[type], what: str) -> Sequence[Any]:
    found = set(map(type, column))
    if not found <= allowed:
        raise Malformed(f"{what} is of a wrong type")
    if bool in allowed:
        return [_flag(value) for value in column] if int in found else column
    if int in found and not within([value for value in column if value is not None] if NoneType in found else column):
        raise Malformed(f"{what} is not a whole number")
    return column


def _allowed(told: str) -> frozenset[type]:
    word, _, nullable = told.partition(" | ")
    return frozenset((*_TYPES[word], NoneType) if nullable else _TYPES[word])


def _empty(field: Any) -> Any:
    told = str(field.type)
    if field.default is not MISSING:
        return field.default
    return None if "None" in told else _ZEROS[told]


def _flag(value: Any) -> Any:
    if type(value) is int and value not in (0, 1):
        raise Malformed("a truth value is neither yes nor no")
    return value if value is None else bool(value)
