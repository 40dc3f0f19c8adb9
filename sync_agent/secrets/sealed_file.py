"""Secrets in a file of our own, sealed; the key lies elsewhere, so a backup of the one tells nothing.

This guards against a copied disk or a backup that gets about, not against whoever is root on this machine.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from sync_agent.secrets.key_file import write_private
from sync_agent.secrets.sealing import NotOpened, seal, unseal

FILE_NAME = "secrets.sealed"


class SealedFile:
    """Names and their texts; `key` is asked for when first needed."""

    kind = "file"

    def __init__(self, path: Path, key: Callable[[], bytes]) -> None:
        """Touches nothing yet."""
        self._path, self._key = path, key

    def get(self, name: str) -> str | None:
        """The text, or None; raises NotOpened, KeyRefused, OSError."""
        sealed = self._read().get(name)
        return None if sealed is None else unseal(self._key(), name, sealed)

    def put(self, name: str, text: str) -> None:
        """Durable when it returns; a crash leaves the old text or the new one."""
        self._write(self._read() | {name: seal(self._key(), name, text)})

    def forget(self, name: str) -> None:
        """It was never there."""
        left = self._read()
        if left.pop(name, None) is not None:
            self._write(left)

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise NotOpened(f"{self._path} is damaged: remove it, and enrol this machine again. What it did is kept")
        return found

    def _write(self, entries: dict[str, str]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = self._path.with_name(f".{self._path.name}.{secrets.token_hex(8)}")
        write_private(draft, json.dumps(entries, indent=1).encode())
        draft.replace(self._path)
        _sync_folder(self._path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
