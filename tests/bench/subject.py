"""What a bench needs to hold of the thing it measures."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


class MissingError(RuntimeError):
    """The product, or the part of it that is to be measured, is not there."""


@dataclass(frozen=True, slots=True)
class Launch:
    """How a program is started in a terminal."""

    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)


class Line(Protocol):
    """One data folder opened in this process, as a station would, without its screen."""

    def scan(self, code: str) -> None:
        """One durable scan at the Filling station; ValueError unless it was accepted."""

    def queue(self) -> int:
        """Asks what the Filling station's queue shows; the number of tickets in the answer."""

    def close(self) -> None: ...


class Subject(Protocol):
    """A kitchen in a data folder and its station: the product, or the peers in its place."""

    READY: re.Pattern[str]
    """Stands on the station's screen once it can be worked with."""

    def bakery(self, folder: Path, tickets: int, open_tickets: int) -> None:
        """Fills an empty folder: `open_tickets` of the `tickets` stand at Filling in one store, the others are done."""

    def database(self, folder: Path) -> Path:
        """The SQLite file of the folder."""

    def scannable(self, folder: Path, count: int) -> list[str]:
        """The codes of `count` tickets that stand at Filling; ValueError when there are fewer."""

    def open_line(self, folder: Path) -> Line: ...

    def station(self, folder: Path) -> Launch:
        """The Filling station on this folder, signed in."""

    def ok(self, code: str) -> re.Pattern[str]:
        """Stands on the screen when the scan of `code` was taken."""

    def already(self, code: str) -> re.Pattern[str]:
        """Stands on the screen when `code` was scanned again long after."""

    def times_done(self, folder: Path, codes: Sequence[str]) -> dict[str, int]:
        """How often each code's Filling is recorded in the database, read with plain sqlite3."""
