"""A row of a peer in our shape: by the names of its columns, for a neighbour may have some more or some fewer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, fields
from typing import Any

from data.exchange.travelling import kind_named
from data.store.kinds import Kind
from sync_agent.link.reading import Malformed

Shape = Callable[[Any], tuple[Any, ...]]

_TYPES: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "Instant": (int,), "bool": (bool, int)}
_ZEROS: dict[str, Any] = {"str": "", "int": 0, "Instant": 0, "bool": False}


def known(table: str) -> Kind | None:
    """The kind of a table; None for one that only a newer peer has."""
    try:
        return kind_named(table)
    except KeyError:
        return None


def shape_of(kind: Kind, theirs: Sequence[str]) -> Shape:
    """What turns the list of their columns into a record of ours: what we do not know is left out, what they do not
    know is empty. It raises Malformed for a list of another length or a value of a wrong type."""
    described = fields(kind.cls)
    allowed = tuple(_allowed(str(f.type)) for f in described)
    places = [theirs.index(name) if name in theirs else None for name in kind.columns]
    empty = [_empty(f) for f in described]
    if any(name not in theirs for name in kind.key):
        raise Malformed(f"{kind.table} comes without its key")
    same = places == list(range(len(theirs)))
    sound: set[tuple[type, ...]] = set()

    def shape(values: Any) -> tuple[Any, ...]:
        if type(values) is not list or len(values) != len(theirs):
            raise Malformed(f"a row of {kind.table} has another number of columns")
        record = values if same else [empty[n] if at is None else values[at] for n, at in enumerate(places)]
        types = tuple(map(type, record))
        if types not in sound:
            _check(kind, types, allowed)
            sound.add(types)
        for at in kind.flags:
            if type(record[at]) is int:
                record = [*record[:at], _flag(record[at]), *record[at + 1 :]]
        return tuple(record)

    return shape


def _allowed(told: str) -> tuple[type, ...]:
    word, _, nullable = told.partition(" | ")
    return (*_TYPES[word], type(None)) if nullable else _TYPES[word]


def _empty(field: Any) -> Any:
    told = str(field.type)
    if field.default is not MISSING:
        return field.default
    return None if "None" in told else _ZEROS[told]


def _check(kind: Kind, types: tuple[type, ...], allowed: tuple[tuple[type, ...], ...]) -> None:
    for name, found, may in zip(kind.columns, types, allowed, strict=True):
        if found not in may:
            raise Malformed(f"{name} of {kind.table} is of a wrong type")


def _flag(value: int) -> bool:
    if value not in (0, 1):
        raise Malformed("a truth value is neither yes nor no")
    return bool(value)
