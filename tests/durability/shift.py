"""The statements of real commands, recorded at the product's own connection, given again to a disk that can crash."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import apsw

from data.store.sqlite import SqliteDatabase
from kitchen_tui.desk import Desk
from tests.bench.recording import Statement, recorded
from tests.durability import bakery
from tests.durability.crash_disk import DATABASE, Acknowledged, CrashDisk
from tests.durability.scanner import Scanner

Spoken = tuple[str, tuple[Any, ...]]
"""A statement and its values."""

_ALONE = "PRAGMA locking_mode = EXCLUSIVE"
_ENDS = ("BEGIN IMMEDIATE", "COMMIT")


@dataclass(frozen=True, slots=True)
class Step:
    """All that was said to the database until a command was acknowledged."""

    acknowledged: Acknowledged
    statements: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """How the product opened the store, and its commands one after the other."""

    opening: tuple[Spoken, ...]
    steps: tuple[Step, ...]

    def with_pragma(self, was: str, now: str) -> Shift:
        """The same shift on other settings; KeyError when the product does not say `was`."""
        if was not in [sql for sql, _ in self.opening]:
            raise KeyError(was)
        return replace(self, opening=tuple((now if sql == was else sql, values) for sql, values in self.opening))

    def without_transactions(self) -> Shift:
        """The same shift with each statement for itself."""
        steps = (replace(s, statements=tuple(t for t in s.statements if t[0] not in _ENDS)) for s in self.steps)
        return replace(self, steps=tuple(steps))


def record(folder: Path, commands: int, seed: int) -> Shift:
    """Works in a folder until so many commands were acknowledged."""
    with recorded() as recorder:
        desk = Desk(SqliteDatabase(bakery.store_file(folder)), folder)
        opening = _writing(recorder.take())
        recording = _Recording(recorder.take)
        scanner = Scanner(desk, seed, recording.acknowledged)
        while len(recording.steps) < commands:
            scanner.work()
        desk.database.close()
    return Shift(opening, tuple(recording.steps))


@dataclass
class _Recording:
    take: Callable[[], list[Statement]]
    steps: list[Step] = field(default_factory=list)

    def acknowledged(self, command_id: str, ticket_id: str | None) -> None:
        self.steps.append(Step(Acknowledged(command_id, ticket_id), _writing(self.take())))


def _writing(statements: Iterable[Statement]) -> tuple[Spoken, ...]:
    """Questions change nothing on the disk, and would only cost time."""
    spoken = ((s.args[0], tuple(values)) for s in statements for values in _each(s))
    return tuple((sql, values) for sql, values in spoken if not sql.startswith("SELECT"))


def _each(statement: Statement) -> list[Any]:
    """Its values, once for each time that it is said."""
    values = statement.args[1] if len(statement.args) > 1 else ()
    return list(values) if statement.verb == "executemany" else [values]


def play(disk: CrashDisk, opening: Iterable[Spoken], steps: Iterable[Step]) -> None:
    """Gives the statements to the disk, tells it of each acknowledgement, and closes the store as the product does."""
    connection = apsw.Connection(DATABASE, vfs=disk.name, flags=apsw.SQLITE_OPEN_READWRITE)
    connection.execute(_ALONE)
    for sql, values in opening:
        connection.execute(sql, values).fetchall()
    for step in steps:
        for sql, values in step.statements:
            connection.execute(sql, values).fetchall()
        disk.happened.append(step.acknowledged)
    connection.close()
