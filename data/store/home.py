"""Where a machine keeps its data, and how its store is opened; migrations run in a child process, never in the app."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from errno import EACCES, EISDIR
from pathlib import Path

from data.store.errors import NotAStore
from data.store.place import refuse_network_disk
from data.store.schema import APPLICATION_ID, FILE_NAME, SCHEMA_VERSION
from data.store.sqlite import SqliteDatabase
from data.store.upgrade import upgrade

HOME = "BAKELINE_HOME"
_HEADER = ("user_version", "application_id")


def data_dir(given: str | None) -> Path:
    """`--data-dir`, else BAKELINE_HOME, else the platform's data folder."""
    chosen = given or os.environ.get(HOME)
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("bakeline", appauthor=False)


def store_path(folder: Path) -> Path:
    """The file of the store."""
    return folder / FILE_NAME


def has_store(folder: Path) -> bool:
    """Whether a store lies there; raises NotAStore where nobody may look."""
    try:
        return store_path(folder).exists()
    except OSError as trouble:
        raise NotAStore(f"{folder} cannot be looked into: {trouble.strerror or trouble}") from trouble


def open_store(folder: Path) -> SqliteDatabase:
    """The terminal's store, brought to this program's schema first; raises NotAStore with what to do."""
    path = store_path(folder)
    if not has_store(folder):
        raise NotAStore(f"There is no shop in {folder} yet: run `kitchen-tui setup` or `kitchen-tui demo`")
    refuse_network_disk(folder)
    if version_of(path) < SCHEMA_VERSION:
        upgrade(f"sqlite:///{path.absolute()}")
    return SqliteDatabase(path)


def make_store(folder: Path) -> SqliteDatabase:
    """A new, empty store in a folder that only its owner can read."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        refuse_network_disk(folder)
        upgrade(f"sqlite:///{store_path(folder).absolute()}")
        store_path(folder).chmod(0o600)
    except OSError as trouble:
        raise NotAStore(f"{folder} cannot hold a shop: {trouble.strerror or trouble}") from trouble
    return SqliteDatabase(store_path(folder))


def _refuse_what_cannot_be_read(path: Path) -> None:
    """Raises OSError, as opening it by hand would."""
    wrong = EISDIR if path.is_dir() else 0 if os.access(path, os.R_OK) else EACCES
    if wrong:
        raise OSError(wrong, os.strerror(wrong))


def version_of(path: Path) -> int:
    """From the file's header: a schema that still waits in the log reads as older, and migrating twice does nothing.
    An empty file is one whose making was cut off, and is made again.

    SQLite reads it: a process that has the store open, and opens and closes the file by hand, gives all its locks away.
    """
    try:
        if path.stat().st_size == 0:
            return 0
        _refuse_what_cannot_be_read(path)
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True)) as header:
            version, application = (header.execute(f"PRAGMA {name}").fetchone()[0] for name in _HEADER)
    except OSError as trouble:
        raise NotAStore(f"{path} cannot be opened: {trouble.strerror}") from trouble
    except sqlite3.Error as trouble:
        raise NotAStore(f"{path} is not a Bakeline store") from trouble
    if application not in (0, APPLICATION_ID):
        raise NotAStore(f"{path} is not a Bakeline store")
    return int(version)
