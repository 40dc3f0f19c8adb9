"""A disk that may fail at any statement of a transaction: in front of whatever the rows are kept in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

from data.store.database import Database, Record
from data.store.errors import NotRecorded

T = TypeVar("T")


class PowerCutError(BaseException):
    """The process is gone. Nobody in the product catches it."""


class Fuse:
    """Counts down the statements of transactions; at zero `blows` happens: "cut" or "full"."""

    def __init__(self) -> None:
        """Holds."""
        self.left: int | None = None
        self.blows = "cut"
        self.dead = False
        self.busy = 0
        """So many transactions find another program at the database."""
        self.torn = False
        """Each statement is for ever by itself, as if nobody had begun a transaction."""

    def set(self, left: int, blows: str) -> None:
        """So many statements from now."""
        self.left, self.blows = left, blows

    def mend(self) -> None:
        """Nothing is about to happen any more."""
        self.left, self.busy = None, 0

    def begin(self) -> None:
        """A transaction begins; raises NotRecorded when it may not."""
        if self.busy:
            self.busy -= 1
            raise NotRecorded("Another program holds the database: try again")

    def burn(self) -> None:
        """One statement more; raises NotRecorded or PowerCutError when it was the last."""
        if self.left is None:
            return
        self.left -= 1
        if self.left > 0:
            return
        self.left = None
        if self.blows == "full":
            raise NotRecorded("The disk is full: free some space")
        self.dead = True
        raise PowerCutError


class SimDisk(Database, Protocol):
    """What a node of a shift stands on, wherever its rows are."""

    fuse: Fuse

    def image(self) -> Any:
        """What is on it, to begin another disk from."""
        ...

    def again(self, image: Any = None) -> SimDisk:
        """The machine starts anew, with what is on the disk or with another image."""
        ...

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """For the oracle: without the product, and without the fuse."""
        ...

    def writes(self) -> int | None:
        """A number that moves with every row that is written; None where nobody counts them."""
        ...

    def write(self, work: Callable[[Database], T], expected: Iterable[str]) -> T:
        """Does what opens a transaction of its own, as a hub over such a database does it (see HubStore)."""
        ...

    def leave(self) -> None:
        """The shift is over."""
        ...


class Burning:
    """A database with a fuse."""

    def __init__(self, kept_in: Database) -> None:
        """The fuse holds."""
        self.fuse, self.dialect = Fuse(), kept_in.dialect
        self._kept_in = kept_in
        self._inside = False

    def rows(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """See Database; may be the last statement."""
        self._burn()
        return self._kept_in.rows(sql, values)

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """See Database; may be the last statement."""
        self._burn()
        return self._kept_in.run(sql, values)

    def many(self, sql: str, values: Sequence[Sequence[Any]]) -> None:
        """See Database; may be the last statement."""
        self._burn()
        self._kept_in.many(sql, values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See Database; the power may also go just before the commit."""
        self.fuse.begin()
        with self._kept_in.transaction(), self._going_on():
            yield
            self._burn()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """See Database; the power may go meanwhile."""
        with self._kept_in.snapshot(), self._going_on():
            yield

    @contextmanager
    def step(self) -> Iterator[None]:
        """See Database; its beginning or its end may be the last statement."""
        self._burn()
        with self._kept_in.step():
            yield
            self._burn()

    def close(self) -> None:
        """See Database."""
        self._kept_in.close()

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[Record]:
        """See SimDisk."""
        return self._kept_in.rows(sql, values)

    def write(self, work: Callable[[Database], T], expected: Iterable[str]) -> T:
        """See SimDisk: what is near is asked for when it is needed."""
        return work(self)

    def _tear(self) -> None:
        """Keeps what a transaction has done so far."""

    @contextmanager
    def _going_on(self) -> Iterator[None]:
        self._inside = True
        try:
            yield
        finally:
            self._inside = False

    def _burn(self) -> None:
        if self.fuse.left is None or not self._inside:
            return
        try:
            self.fuse.burn()
        except BaseException:
            if self.fuse.torn:
                self._tear()
            raise
