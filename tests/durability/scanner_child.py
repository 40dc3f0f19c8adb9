"""A terminal at work in a process of its own, made to be killed: `python -m tests.durability.scanner_child FOLDER`.

Each line on its input is the seed of one life. The life is forked from here, where all is imported and no store was
ever opened, so it begins within milliseconds and opens the store as any new process does. It tells, unbuffered:
`BORN pid`, then `ACK command_id ticket_id` for each command, after the product said yes, then `GONE signal`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from kitchen_tui.desk import Desk
from tests.durability.scanner import Scanner

HASTY = "--hasty"
NO_TICKET = "-"
_SLOW_S = 0.02


class HastyDatabase(SqliteDatabase):
    """Acknowledges the newest command just before its commit, on a slow disk: what the proof must notice."""

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with super().transaction():
            yield
            for newest in self.rows("SELECT command_id, ticket_id FROM journal ORDER BY command_id DESC LIMIT 1"):
                acknowledge(*newest)
            time.sleep(_SLOW_S)


def acknowledge(command_id: str, ticket_id: str | None) -> None:
    tell(f"ACK {command_id} {ticket_id or NO_TICKET}")


def tell(line: str) -> None:
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def honest(folder: Path, seed: int) -> Scanner:
    return Scanner(Desk.at(folder), seed, acknowledge)


def hasty(folder: Path, seed: int) -> Scanner:
    return Scanner(Desk(HastyDatabase(folder / FILE_NAME), folder), seed, lambda *_: None)


def live(folder: Path, seed: int) -> None:
    """One life; it ends by being killed, or oddly."""
    tell(f"BORN {os.getpid()}")
    try:
        scanner = (hasty if HASTY in sys.argv else honest)(folder, seed)
        while True:
            scanner.work()
    except BaseException as trouble:
        tell(f"ODD {trouble!r}")
    finally:
        os._exit(1)


def main() -> None:
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            live(Path(sys.argv[1]), int(line))
        _, status = os.waitpid(pid, 0)
        tell(f"GONE {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main()
