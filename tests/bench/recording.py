"""The statements a program gives to sqlite3, kept with their parameters, and given again to a copy of its database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

_connect = sqlite3.connect


@dataclass(frozen=True, slots=True)
class Statement:
    """`verb` is the method of the cursor; `connection` counts from 0 in the order of opening."""

    connection: int
    verb: str
    args: tuple[Any, ...]


@dataclass
class Recorder:
    opened: list[tuple[sqlite3.Connection, tuple[Any, ...], dict[str, Any]]] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    def take(self) -> list[Statement]:
        """What was said since the last time; RuntimeError if nothing was, for a replay of nothing proves nothing."""
        taken, self.statements = self.statements, []
        if not taken:
            raise RuntimeError("no statement was recorded")
        return taken


@contextmanager
def recorded() -> Iterator[Recorder]:
    """Records every connection opened inside, until it is closed, also after the block.

    The program must open its connections by `sqlite3.connect`, and all of them before its first work is done.
    """
    recorder = Recorder()

    def recording_connect(*args: Any, **kwargs: Any) -> sqlite3.Connection:
        connection = _connect(*args, **kwargs, factory=_Connection)
        connection.tell = (recorder, len(recorder.opened))
        recorder.opened.append((connection, args, kwargs))
        return connection

    with mock.patch.object(sqlite3, "connect", recording_connect):
        yield recorder


class Replay:
    """Gives recorded statements to raw sqlite3, on a copy of the recorded folder, and fetches every row."""

    def __init__(self, recorder: Recorder, recorded_in: Path, folder: Path) -> None:
        self._connections = [_reopened(*opened, str(recorded_in), str(folder)) for opened in recorder.opened]

    def run(self, statements: Iterable[Statement]) -> None:
        for statement in statements:
            connection = self._connections[statement.connection]
            if statement.args:
                getattr(connection, statement.verb)(*statement.args).fetchall()
            else:
                getattr(connection, statement.verb)()

    def plan(self, statement: Statement) -> list[str]:
        """SQLite's own words for how it answers the statement."""
        sql, *parameters = statement.args
        return [
            row[3] for row in self._connections[statement.connection].execute("EXPLAIN QUERY PLAN " + sql, *parameters)
        ]

    def close(self) -> None:
        for connection in self._connections:
            connection.close()


class _Cursor(sqlite3.Cursor):
    connection: _Connection

    def execute(self, sql: str, parameters: Any = (), /) -> _Cursor:
        self.connection.note("execute", sql, parameters)
        super().execute(sql, parameters)
        return self

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> _Cursor:
        rows = list(parameters)
        self.connection.note("executemany", sql, rows)
        super().executemany(sql, rows)
        return self

    def executescript(self, sql: str, /) -> _Cursor:
        self.connection.note("executescript", sql)
        super().executescript(sql)
        return self


class _Connection(sqlite3.Connection):
    tell: tuple[Recorder, int]

    def note(self, verb: str, *args: Any) -> None:
        recorder, number = self.tell
        recorder.statements.append(Statement(number, verb, args))

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or _Cursor)

    def execute(self, *args: Any) -> Any:
        return self.cursor().execute(*args)

    def executemany(self, *args: Any) -> Any:
        return self.cursor().executemany(*args)

    def executescript(self, *args: Any) -> Any:
        return self.cursor().executescript(*args)

    def commit(self) -> None:
        self.note("commit")
        super().commit()

    def rollback(self) -> None:
        self.note("rollback")
        super().rollback()

    def __exit__(self, kind: Any, *_: Any) -> Any:
        if kind is None:
            self.commit()
        else:
            self.rollback()
        return False


def _reopened(
    recorded_as: sqlite3.Connection, args: tuple[Any, ...], kwargs: dict[str, Any], old: str, new: str
) -> sqlite3.Connection:
    place, *others = args or (kwargs["database"],)
    rest = {name: value for name, value in kwargs.items() if name != "database"}
    connection = _connect(str(place).replace(old, new), *others, **rest)
    connection.isolation_level = recorded_as.isolation_level
    return connection
