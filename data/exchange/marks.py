"""What a guess looked at and what it wrote: so that news replays only the commands that they concern (SYNC 5).

A mark is (table, shape, value): the row with a key (shape ""), or all rows whose columns (shape: their names) have
values. A row of the news answers to the mark of its key and to one mark for each shape that some guess asked by, as it
was and as it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from data.core.packed import pack
from data.exchange.message import Record
from data.exchange.travelling import TABLES, Key, kind_named
from data.store.database import Database, StoredRows
from data.store.kinds import kind_of

T = TypeVar("T")
Mark = tuple[str, str, str]
EVERY = "*"
"""The shape of a question for all rows of a table."""

_BEYOND = "SELECT seq, tbl, shape, value, wrote FROM sync_touch WHERE seq > ?"
_ADD = "INSERT INTO sync_touch (seq, tbl, shape, value, wrote) VALUES (?, ?, ?, ?, ?)"


class WatchedRows(StoredRows):
    """The rows, and what a rule asked of them."""

    def __init__(self, database: Database) -> None:
        """Nothing asked yet."""
        super().__init__(database)
        self.asked: set[Mark] = set()

    def get(self, kind: type[T], *key: Any) -> T | None:
        """As StoredRows."""
        self.asked.add((kind_of(kind).table, "", pack(list(key))))
        return super().get(kind, *key)

    def where(self, kind: type[T], **equals: Any) -> tuple[T, ...]:
        """As StoredRows."""
        names = sorted(equals)
        self.asked.add((kind_of(kind).table, ",".join(names) or EVERY, pack([equals[n] for n in names])))
        return super().where(kind, **equals)


def note(database: Database, seq: int, asked: Iterable[Mark], wrote: Iterable[Key]) -> None:
    """What the command with this seq looked at and wrote; what it had noted before is forgotten."""
    forget(database, [seq])
    written = {(table, "", pk) for table, pk in wrote}
    read = {mark for mark in asked if mark[0] in TABLES} - written
    rows = [(seq, *mark, True) for mark in sorted(written)] + [(seq, *mark, False) for mark in sorted(read)]
    database.many(_ADD, rows)


def forget(database: Database, seqs: Iterable[int]) -> None:
    """These commands guess nothing any more."""
    database.many("DELETE FROM sync_touch WHERE seq = ?", [(seq,) for seq in seqs])


class Guesses:
    """All that the pending commands looked at and wrote, in memory for the length of one rebase."""

    def __init__(self) -> None:
        """Nothing read yet."""
        self._last = -1
        self._seqs: dict[Mark, list[int]] = defaultdict(list)
        self._wrote: dict[int, list[Key]] = defaultdict(list)
        self._shapes: dict[str, set[str]] = defaultdict(set)

    def read(self, database: Database) -> dict[int, list[Mark]]:
        """Reads the notes of commands beyond those it knows; answers them by seq."""
        found: dict[int, list[Mark]] = {}
        for seq, table, shape, value, wrote in database.rows(_BEYOND, (self._last,)):
            found.setdefault(seq, []).append((table, shape, value))
            self._seqs[table, shape, value].append(seq)
            if wrote:
                self._wrote[seq].append((table, value))
            elif shape:
                self._shapes[table].add(shape)
        self._last = max(found, default=self._last)
        return found

    def written_by(self, seqs: Iterable[int]) -> set[Key]:
        """The rows that these commands wrote."""
        return {key for seq in seqs for key in self._wrote.get(seq, ())}

    def concerned_by(self, key: Key, *records: Record) -> set[int]:
        """The commands that looked at or wrote a row, or asked by columns that have the values of one of `records`."""
        table, pk = key
        found = set(self._seqs.get((table, "", pk), ())) | set(self._seqs.get((table, EVERY, "[]"), ()))
        for shape in self._shapes.get(table, ()):
            for record in records:
                if record is not None:
                    found |= set(self._seqs.get((table, shape, _values(table, shape, record)), ()))
        return found

    def closure(self, seqs: Iterable[int], records: Callable[[Key], Sequence[Record]]) -> set[int]:
        """These commands and all that share a row with one of them that either wrote; `records` tells how a row was and
        how it is."""
        found, open_ends, seen = set(seqs), list(seqs), set[Key]()
        while open_ends:
            for key in self._wrote.get(open_ends.pop(), ()):
                if key in seen:
                    continue
                seen.add(key)
                others = self.concerned_by(key, *records(key)) - found
                found |= others
                open_ends += others
        return found


def _values(table: str, shape: str, record: tuple[Any, ...]) -> str:
    return pack([bool(record[at]) if flag else record[at] for at, flag in _places(table, shape)])


@cache
def _places(table: str, shape: str) -> list[tuple[int, bool]]:
    """Of a shape's columns in a record, and whether each holds a truth value."""
    kind = kind_named(table)
    found = [kind.columns.index(name) for name in shape.split(",")]
    return [(at, at in kind.flags) for at in found]
