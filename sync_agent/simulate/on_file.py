"""The authority of a shift on an SQLite file, with its log beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from sync_agent.simulate.disk import Disk, Fuse
from sync_agent.simulate.house import CLOUD
from sync_agent.simulate.settled import first_morning


class FileDisk(Disk):
    """As Disk, but the product opens and locks a file."""

    def __init__(self, path: Path) -> None:
        """Opens what is there."""
        self._path, self.fuse = path, Fuse()
        SqliteDatabase.__init__(self, path)

    def leave(self) -> None:
        """The file is its house's."""

    def again(self, image: bytes | None = None) -> FileDisk:
        """The file is opened anew; what an image does not hold goes with the log."""
        self.close()
        if image is not None:
            for beside in ("-wal", "-shm"):
                self._path.with_name(self._path.name + beside).unlink(missing_ok=True)
            self._path.write_bytes(image)
        return FileDisk(self._path)


class FileHouse:
    """A folder for as long as a run lasts."""

    def __init__(self, folder: Path) -> None:
        """Empty."""
        self._path = folder / FILE_NAME
        self._disk: FileDisk | None = None

    @classmethod
    @contextmanager
    def made(cls) -> Iterator[FileHouse]:
        """And gone with all that is in it."""
        with tempfile.TemporaryDirectory() as folder:
            house = cls(Path(folder))
            try:
                yield house
            finally:
                if house._disk is not None:
                    house._disk.close()

    def first_morning(self) -> FileDisk:
        """The cloud's disk as every shift finds it."""
        if self._disk is None:
            self._path.write_bytes(first_morning()[CLOUD])
            self._disk = FileDisk(self._path)
        else:
            self._disk = self._disk.again(first_morning()[CLOUD])
        return self._disk
