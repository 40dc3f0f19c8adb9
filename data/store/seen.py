"""What one transaction knows of a table: its rows by key and by whatever was asked for, and which are changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import Any

from data.store.database import Record
from data.store.errors import Clash
from data.store.kinds import Kind

NEW, OVER = "new", "over"
"""How a row is to be written: it must not be there yet, or it may be; else the columns of it that change."""
Shape = tuple[tuple[str, ...], tuple[str, ...]]
"""Columns that equal values, and columns that are null."""
Values = tuple[Any, ...]
Pick = Callable[[Record], Values]
Find = Callable[[Record], Values | None]
Undo = Callable[[], None]


@dataclass(slots=True)
class Seen:
    """Rows by key (None: there is none), and by the shapes asked for; `whole` are the values of a shape of which every
    row is here, `dirty` tells how a row is to be written."""

    kind: Kind
    rows: dict[Values, Record | None] = field(default_factory=dict)
    whole: dict[Shape, set[Values]] = field(default_factory=dict)
    dirty: dict[Values, Any] = field(default_factory=dict)
    _by_shape: dict[Shape, tuple[Find, dict[Values, dict[Values, None]]]] = field(default_factory=dict)
    _key_of: Pick = field(init=False)

    def __post_init__(self) -> None:
        """Nothing is known yet."""
        self._key_of = picker(self.kind, self.kind.key)

    def read(self, records: Iterable[Record]) -> None:
        """Rows as the database has them; what is to be written is newer."""
        for record in records:
            key = self._key_of(record)
            if key not in self.dirty:
                self._put(key, record)

    def begin(self, shape: Shape) -> set[Values]:
        """From now on rows are found by this shape, too; answers the values of which every row is here."""
        if shape not in self._by_shape:
            find, found = _finder(self.kind, shape), dict[Values, dict[Values, None]]()
            for key, record in self.rows.items():
                if record is not None and (values := find(record)) is not None:
                    found.setdefault(values, {})[key] = None
            self._by_shape[shape], self.whole[shape] = (find, found), set()
        return self.whole[shape]

    def found(self, shape: Shape, values: Values) -> list[Record]:
        """In the order of their keys."""
        keys = self._by_shape[shape][1].get(values, {})
        return [record for key in sorted(keys) if (record := self.rows[key]) is not None]

    def insert(self, record: Record) -> Undo:
        """A row that must not be there; raises Clash for one that is known to be. Answers what takes it back."""
        key = self._key_of(record)
        if self.rows.get(key) is not None:
            raise Clash(f"{self.kind.table} {key} is there already")
        return self._change(key, record, NEW)

    def lay(self, record: Record) -> Undo:
        """A row that may be there."""
        key = self._key_of(record)
        return self._change(key, record, NEW if self.dirty.get(key) == NEW else OVER)

    def change(self, key: Values, columns: tuple[str, ...], values: Iterable[Any]) -> Undo:
        """Some columns of a row that is here."""
        changed = list(self.rows[key] or ())
        for at, value in zip(places(self.kind, columns), values, strict=False):
            changed[at] = value
        before = self.dirty.get(key, frozenset())
        return self._change(key, tuple(changed), before if before in (NEW, OVER) else before | set(columns))

    def _put(self, key: Values, record: Record | None) -> None:
        before = self.rows.get(key)
        self.rows[key] = record
        for find, found in self._by_shape.values():
            old = None if before is None else find(before)
            new = None if record is None else find(record)
            if old == new:
                continue
            if old is not None:
                found.get(old, {}).pop(key, None)
            if new is not None:
                found.setdefault(new, {})[key] = None

    def _change(self, key: Values, record: Record, how: Any) -> Undo:
        was, there, before = self.rows.get(key), key in self.rows, self.dirty.get(key)
        self._put(key, record)
        self.dirty[key] = how
        return lambda: self._back(key, was, before, there=there)

    def _back(self, key: Values, record: Record | None, how: Any, *, there: bool) -> None:
        self._put(key, record)
        if not there:
            del self.rows[key]
        if how is None:
            self.dirty.pop(key, None)
        else:
            self.dirty[key] = how


@cache
def places(kind: Kind, names: tuple[str, ...]) -> tuple[int, ...]:
    """Where these columns stand in a record."""
    return tuple(kind.columns.index(name) for name in names)


@cache
def picker(kind: Kind, names: tuple[str, ...]) -> Pick:
    """What takes these columns out of a record."""
    at = places(kind, names)
    if len(at) > 1:
        return itemgetter(*at)
    return lambda record: tuple(record[n] for n in at)


@cache
def _finder(kind: Kind, shape: Shape) -> Find:
    """What tells the values by which a shape finds a row; None when it does not find it."""
    pick, empty = picker(kind, shape[0]), places(kind, shape[1])

    def find(record: Record) -> Values | None:
        for at in empty:
            if record[at] is not None:
                return None
        values = pick(record)
        return None if None in values else values

    return find
