"""What an answer is about to change, found out while the app goes on writing: the swap then only writes (SYNC 5).

What the upstream said of a row (its base) changes by answers alone, so it holds until the swap. Guesses that were made
meanwhile are read by `catch_up`.
"""

from __future__ import annotations

from collections.abc import Iterable

from data.exchange.images import folded, images_of, unfolded
from data.exchange.marks import Guesses, Mark
from data.exchange.message import Answer, Record
from data.exchange.travelling import Key, take, taken
from data.store.database import Database


class Staged:
    """`news` are the rows that are not what they were upstream when this node heard of them last."""

    def __init__(self, database: Database, answer: Answer, here: dict[Key, Record]) -> None:
        """`here` are all rows of this node's stores, for a reset; of it, what the answer does not name is gone."""
        self._database = database
        self._images = folded(database)
        self.guesses = Guesses()
        self.guesses.read(database)
        heard = {(row.tbl, row.pk): row.record for row in answer.rows}
        heard |= dict.fromkeys((key for key in here if key not in heard), None)
        self._rows = here | taken(database, [key for key in heard if key not in here])
        self.news = {key: record for key, record in heard.items() if self.base(key) != record}

    def base(self, key: Key) -> Record:
        """The row as the upstream had it when this node heard last."""
        return unfolded(self._images[key]) if key in self._images else self.row(key)

    def guessed(self, key: Key) -> bool:
        """Whether what stands here is a guess."""
        return key in self._images

    def taken_back(self, keys: Iterable[Key]) -> dict[Key, Record]:
        """What these rows are without guesses; those about which nobody guesses are left out."""
        return {key: unfolded(self._images[key]) for key in keys if key in self._images}

    def row(self, key: Key) -> Record:
        """The row as it stands here before the swap."""
        if key not in self._rows:
            self._rows[key] = take(self._database, key)
        return self._rows[key]

    def look_at(self, keys: Iterable[Key]) -> None:
        """All these will be asked for."""
        self._rows |= taken(self._database, [key for key in keys if key not in self._rows])

    def catch_up(self) -> dict[int, list[Mark]]:
        """Reads what was guessed since; answers by seq what those commands looked at and wrote."""
        new = self.guesses.read(self._database)
        wrote = self.guesses.written_by(new)
        for key in wrote:
            self._rows.pop(key, None)
        self._images |= images_of(self._database, wrote)
        return new

    def becomes(self, key: Key) -> Record:
        """The row as it is upstream now."""
        return self.news[key] if key in self.news else self.base(key)
