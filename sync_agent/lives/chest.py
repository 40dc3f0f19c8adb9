"""A backup is one file: a zip with a manifest, whose checksums hold for everything else in it."""

from __future__ import annotations

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from data.core.clock import Instant
from data.store.errors import StoreError

FORMAT = 1
_MANIFEST = "manifest.json"
_CHUNK = 1 << 20


class BadBackup(StoreError):
    """The file is damaged, is no backup, or is not for this database."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """`kind` sqlite or postgresql; `made_at` the moment whose rows it holds; `sums` the SHA-256 of every part."""

    kind: str
    schema: int
    made_at: Instant
    sums: dict[str, str]
    format: int = FORMAT


class Chest:
    """A backup that is being written: parts first, the manifest last."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        """Nothing in it yet."""
        self._packed, self._sums = packed, dict[str, str]()

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """A part to write into."""
        with self._packed.open(name, "w", force_zip64=True) as file:
            hashing = _Hashing(file)
            yield hashing  # type: ignore[misc]
        self._sums[name] = hashing.sum.hexdigest()

    def close(self, kind: str, schema: int, made_at: Instant) -> None:
        """The manifest: without it nothing is believed."""
        told = asdict(Manifest(kind, schema, made_at, self._sums))
        self._packed.writestr(_MANIFEST, json.dumps(told, indent=1))


class _Hashing:
    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.sum = file, sha256()

    def write(self, content: bytes) -> int:
        self.sum.update(content)
        return self._file.write(content)


@contextmanager
def writing(path: Path) -> Iterator[Chest]:
    """A new backup, its owner's alone; it is there under its name when it is whole, and not before."""
    made = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        opened = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError as trouble:
        raise BadBackup(f"{path} cannot be written: {trouble.strerror}") from trouble
    try:
        with os.fdopen(opened, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
                yield Chest(packed)
            file.flush()
            os.fsync(file.fileno())
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[tuple[Manifest, zipfile.ZipFile]]:
    """An existing one, every part of it compared with its checksum first; raises BadBackup."""
    try:
        with zipfile.ZipFile(path) as packed:
            manifest = _manifest(packed)
            _compare(packed, manifest)
            yield manifest, packed
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as trouble:
        why = getattr(trouble, "strerror", None) or trouble
        raise BadBackup(f"{path} cannot be read as a backup: {why}") from trouble


def _manifest(packed: zipfile.ZipFile) -> Manifest:
    try:
        told: dict[str, Any] = json.loads(packed.read(_MANIFEST))
        manifest = Manifest(**told)
    except (KeyError, ValueError, TypeError) as trouble:
        raise BadBackup("This file is no backup of a hub") from trouble
    if manifest.format != FORMAT:
        raise BadBackup(f"This backup has format {manifest.format}, this program knows {FORMAT}")
    return manifest


def _compare(packed: zipfile.ZipFile, manifest: Manifest) -> None:
    names = set(packed.namelist()) - {_MANIFEST}
    if names != set(manifest.sums):
        raise BadBackup("The backup is damaged: parts are missing, or too many")
    for name, expected in manifest.sums.items():
        found = sha256()
        with packed.open(name) as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
        if found.hexdigest() != expected:
            raise BadBackup(f"The backup is damaged: {name} is not what was written")
