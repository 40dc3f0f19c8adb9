"""Which rows a swap is about, found by what a rule may ask: did somebody look at one of them in the last moment?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from data.core.packed import unpack
from data.exchange.marks import EVERY, Mark
from data.exchange.message import Record
from data.exchange.travelling import Key, kind_named

_Cells = tuple[object, ...]


class Reach:
    """Of rows by key, each with all that it was and will be."""

    def __init__(self, rows: Mapping[Key, Iterable[Record]]) -> None:
        """Nothing is sorted by anything yet: most swaps are asked nothing."""
        self._rows = rows
        self._tables: dict[str, list[Key]] | None = None
        self._cells: dict[tuple[str, str], set[_Cells]] = {}

    def meets(self, mark: Mark) -> bool:
        """Whether one of the rows answers to a note (see data.exchange.marks)."""
        table, shape, value = mark
        if not shape:
            return (table, value) in self._rows
        if shape == EVERY:
            return table in self._by_table()
        return tuple(unpack(value)) in self._values(table, shape)

    def _by_table(self) -> dict[str, list[Key]]:
        if self._tables is None:
            self._tables = {}
            for key in self._rows:
                self._tables.setdefault(key[0], []).append(key)
        return self._tables

    def _values(self, table: str, shape: str) -> set[_Cells]:
        """The values that the rows of a table have in columns; truth values are numbers here and there."""
        if (table, shape) not in self._cells:
            at = [kind_named(table).columns.index(name) for name in shape.split(",")]
            self._cells[table, shape] = {
                tuple(record[n] for n in at)
                for key in self._by_table().get(table, ())
                for record in self._rows[key]
                if record is not None
            }
        return self._cells[table, shape]
