"""Files written whole or not at all; unless it is said otherwise, only for their owner to read."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self


class Staged:
    """Files beside the places where they will stand; what was not published is removed at the end.

    Raises OSError where they cannot be written, before anything that was there is touched.
    """

    def __init__(self, files: Mapping[Path, bytes], mode: int = 0o600) -> None:
        """Writes them all, each beside its place and on the disk, for those to read whom `mode` lets."""
        self._mode = mode
        self._waiting: dict[Path, Path] = {}
        try:
            for place, content in files.items():
                if place.is_dir():
                    raise IsADirectoryError(21, "it is a folder", str(place))
                self._write(place, content)
        except OSError:
            self._remove()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._remove()

    def publish(self) -> None:
        """Each takes its place; what was there is gone."""
        for place, beside in tuple(self._waiting.items()):
            beside.replace(place)
            del self._waiting[place]

    def keep(self) -> list[Path]:
        """Where those are that could not take their place; they stay there."""
        kept, self._waiting = list(self._waiting.values()), {}
        return kept

    def _write(self, place: Path, content: bytes) -> None:
        # mkstemp makes files that only their owner can read.
        number, name = tempfile.mkstemp(prefix=f".{place.name[:40]}.", dir=place.parent)
        self._waiting[place] = Path(name)
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(self._mode)

    def _remove(self) -> None:
        for beside in self._waiting.values():
            with suppress(OSError):
                beside.unlink()
        self._waiting = {}
