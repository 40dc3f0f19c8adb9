"""A disk whose power can be cut: everything SQLite asks of it is kept in order, and what was never synced may go.

It is a VFS for apsw, in memory. apsw gives a VFS written in Python no shared memory, so the connection locks the file
exclusively and keeps the index of its log to itself; what goes to the database and its log, and when it is synced, is
the same. Names of files are never lost, only what is in them; a sector is 512 bytes and lands whole or not at all; a
write never damages the bytes beside it (as the systems we run on promise SQLite, and as it therefore assumes).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

import apsw

DATABASE = "/bakery.sqlite3"
LOG = DATABASE + "-wal"
DROPPED, PREFIX, TORN = MODES = ("dropped", "prefix", "torn")
"""Of what was not synced: nothing lands, or what was asked first, or any sectors in any order."""

_SECTOR = 512

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Wrote:
    file: str
    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Resized:
    file: str
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    file: str


@dataclass(frozen=True, slots=True)
class Removed:
    file: str


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Not the disk's own: somebody was told that this is safe now."""

    command_id: str
    ticket_id: str | None


Unsynced = Wrote | Resized
Happening = Unsynced | Synced | Removed | Acknowledged


class CrashDisk(apsw.VFS):
    """Holds `files` and remembers all that happens to them."""

    def __init__(self) -> None:
        """Registers itself under `name`, empty; `insert` gives it files."""
        self.name = f"crash-disk-{id(self)}"
        self.files: dict[str, bytearray] = {}
        self.happened: list[Happening] = []
        super().__init__(self.name, base="")

    def insert(self, files: Files) -> None:
        """Other files, and nothing has happened yet."""
        self.files = {name: bytearray(content) for name, content in files.items()}
        self.happened = []

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        if name is None:
            raise apsw.CantOpenError("nothing is kept in a nameless file")
        path = name if isinstance(name, str) else name.filename()
        self.files.setdefault(path, bytearray())
        flags[1] = flags[0]
        return _File(self, path)  # type: ignore[return-value]

    def xFullPathname(self, name: str) -> str:  # noqa: N802
        return name

    def xAccess(self, pathname: str, flags: int) -> bool:  # noqa: N802
        return pathname in self.files

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        self.files.pop(filename, None)
        self.happened.append(Removed(filename))


class _File:
    def __init__(self, disk: CrashDisk, name: str) -> None:
        self._disk, self._name, self._content = disk, name, disk.files[name]

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        return bytes(self._content[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        wrote = Wrote(self._name, offset, bytes(data))
        _land(self._content, wrote)
        self._disk.happened.append(wrote)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        resized = Resized(self._name, newsize)
        _land(self._content, resized)
        self._disk.happened.append(resized)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._disk.happened.append(Synced(self._name))

    def xFileSize(self) -> int:  # noqa: N802
        return len(self._content)

    def xDeviceCharacteristics(self) -> int:  # noqa: N802
        return apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE

    def xSectorSize(self) -> int:  # noqa: N802
        return 4096

    def xFileControl(self, op: int, ptr: int) -> bool:  # noqa: N802
        return False

    def xCheckReservedLock(self) -> bool:  # noqa: N802
        return False

    def xLock(self, level: int) -> None:  # noqa: N802
        """There is nobody else."""

    def xUnlock(self, level: int) -> None:  # noqa: N802
        """There is nobody else."""

    def xClose(self) -> None:  # noqa: N802
        """Nothing is held."""


def after_power_cut(before: Files, happened: Iterable[Happening], mode: str, random: Random) -> dict[str, bytes]:
    """What the disk holds when the power comes back after `happened`, on a disk that held `before` when it came on."""
    durable = {name: bytearray(content) for name, content in before.items()}
    unsynced: list[Unsynced] = []
    for one in happened:
        match one:
            case Synced(file):
                for waiting in (w for w in unsynced if w.file == file):
                    _land(durable.setdefault(file, bytearray()), waiting)
                unsynced = [w for w in unsynced if w.file != file]
            case Removed(file):
                durable.pop(file, None)
                unsynced = [w for w in unsynced if w.file != file]
            case Wrote() | Resized():
                unsynced.append(one)
    for lucky in _lucky(unsynced, mode, random):
        _land(durable.setdefault(lucky.file, bytearray()), lucky)
    return {name: bytes(content) for name, content in durable.items()}


def _lucky(unsynced: list[Unsynced], mode: str, random: Random) -> list[Unsynced]:
    if mode == DROPPED:
        return []
    if mode == PREFIX:
        return unsynced[: random.randint(0, len(unsynced))]
    luck = random.choice((0.1, 0.5, 0.9))
    return [part for one in unsynced for part in _sectors(one) if random.random() < luck]


def _sectors(one: Unsynced) -> Iterable[Unsynced]:
    if isinstance(one, Resized):
        return (one,)
    ends = range(one.at - one.at % _SECTOR + _SECTOR, one.at + len(one.data) + _SECTOR, _SECTOR)
    starts = (one.at, *ends[:-1])
    return (Wrote(one.file, a, one.data[a - one.at : b - one.at]) for a, b in zip(starts, ends, strict=True))


def _land(content: bytearray, one: Unsynced) -> None:
    if isinstance(one, Resized):
        del content[one.size :]
        content.extend(bytes(one.size - len(content)))
        return
    content.extend(bytes(max(0, one.at - len(content))))
    content[one.at : one.at + len(one.data)] = one.data
