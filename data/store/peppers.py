"""The keys that PINs are hashed with: in files beside the database and never in it, so that neither is enough to test a
PIN. A terminal alone has one of its own; below a hub it has those of its organization as well."""

from __future__ import annotations

import hmac
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from data.store.errors import StoreError

OWN, SHARED = "pepper.key", "peppers.key"
"""An older release knows the first one only, and finds it as it was."""
_BYTES = 32
_PEPPER = re.compile("[0-9a-f]{64}")


def is_pepper(text: object) -> bool:
    """Whether it can be one: 32 bytes as hex."""
    return isinstance(text, str) and _PEPPER.fullmatch(text) is not None


def name_of(pepper: str) -> str:
    """By this two nodes tell whether they mean the same one; it says nothing of the pepper."""
    return hmac.new(bytes.fromhex(pepper), b"name", sha256).hexdigest()[:32]


def peppers(folder: Path) -> tuple[str, ...]:
    """All of a data folder, the one for new PINs first; raises StoreError when they cannot be read."""
    found = [pepper for name in (SHARED, OWN) for pepper in _read(folder / name)]
    return tuple(dict.fromkeys(found))


def peppers_or_new(folder: Path) -> tuple[str, ...]:
    """As `peppers`; where there is none, this machine's own is made. Raises StoreError also when it cannot be kept."""
    found = peppers(folder)
    if found:
        return found
    try:
        _write(folder / OWN, os.urandom(_BYTES).hex(), replace=False)
    except OSError as trouble:
        raise _unusable(folder / OWN, trouble) from trouble
    return peppers(folder)


def keep_shared(folder: Path, found: Sequence[str]) -> None:
    """From now on these are the organization's, the one for new PINs first; raises StoreError."""
    try:
        _write(folder / SHARED, "\n".join(found), replace=True)
    except OSError as trouble:
        raise _unusable(folder / SHARED, trouble) from trouble


def _read(path: Path) -> list[str]:
    try:
        if not path.exists():
            return []
        found = path.read_text(encoding="ascii").split()
    except (OSError, ValueError) as trouble:
        raise _unusable(path, trouble) from trouble
    if not found or not all(map(is_pepper, found)):
        raise StoreError(f"The key of the PINs, {path}, is damaged: bring it back from a backup")
    return found


def _unusable(path: Path, trouble: Exception) -> StoreError:
    return StoreError(f"The key of the PINs, {path}, cannot be used: {trouble}")


def _write(path: Path, text: str, *, replace: bool) -> None:
    # Whole or not at all: a PIN set with half a key would never be right again.
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(fd, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if replace:
            fresh.replace(path)
        else:
            with suppress(FileExistsError):
                os.link(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
