"""Is the file sound? Looked at once a start, in the background, on a connection of its own, so that no scan waits."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Timer

FIRST_LOOK_S = 60.0


def complaint(path: Path) -> str | None:
    """What SQLite's quick_check says of a store file, in words; None when it is sound or busy."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
            told = [line for (line,) in db.execute("PRAGMA quick_check(1)")]
    except sqlite3.OperationalError:
        return None
    except sqlite3.DatabaseError as trouble:
        told = [str(trouble)]
    if told == ["ok"]:
        return None
    return f"The data of this terminal is damaged ({told[0] if told else 'unreadable'}): stop and restore a backup"


def look_later(path: Path, tell: Callable[[str], object], after_s: float = FIRST_LOOK_S) -> Timer:
    """Looks once, later; `tell` gets the complaint from another thread, if there is one."""

    def look() -> None:
        says = complaint(path)
        if says is not None:
            tell(says)

    timer = Timer(after_s, look)
    timer.daemon = True
    timer.start()
    return timer
