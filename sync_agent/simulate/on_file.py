"""The authority of a shift on an SQLite file, with its log beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.store.schema import FILE_NAME
from sync_agent.simulate.burning import Burning
from sync_agent.simulate.disk import Disk, Kept
from sync_agent.simulate.house import CLOUD
from sync_agent.simulate.settled import first_morning


class FileDisk(Disk):
    """As Disk, but the product opens and locks a file."""

    def __init__(self, house: FileHouse) -> None:
        """Opens what is there."""
        Burning.__init__(self, Kept(house.path))
        self._house = house

    def again(self, image: bytes | None = None) -> FileDisk:
        """The file is opened anew; what an image does not hold goes with the log."""
        return self._house.opened(image)

    def leave(self) -> None:
        """The file is its house's."""


class FileHouse:
    """A folder for as long as a run lasts, and the one connection to the file in it."""

    def __init__(self, folder: Path) -> None:
        """Empty."""
        self.path = folder / FILE_NAME
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
                house.close()

    def opened(self, image: bytes | None) -> FileDisk:
        """What is in the file, or this image instead."""
        self.close()
        if image is not None:
            for beside in ("-wal", "-shm"):
                self.path.with_name(self.path.name + beside).unlink(missing_ok=True)
            self.path.write_bytes(image)
        self._disk = FileDisk(self)
        return self._disk

    def close(self) -> None:
        """Lets the file go."""
        disk, self._disk = self._disk, None
        if disk is not None:
            disk.close()

    def first_morning(self) -> FileDisk:
        """The cloud's disk as every shift finds it."""
        return self.opened(first_morning()[CLOUD])
