"""A machine's own key: a systemd credential where there is one, else a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

_CREDENTIALS = "CREDENTIALS_DIRECTORY"
_LEAST = 32


class KeyRefused(Exception):
    """The key cannot be used; the text says what to do."""


def machine_key(name: str, file: Path) -> bytes:
    """At least 32 bytes: the credential of this name, else the file's, which is made when there is none. Raises
    KeyRefused for a key that others can read, or that is too short."""
    folder = os.environ.get(_CREDENTIALS)
    credential = Path(folder) / name if folder else None
    try:
        if credential is not None and credential.exists():
            return _long_enough(credential)
        return _own(file)
    except OSError as trouble:
        raise KeyRefused(f"{trouble.filename or file} cannot be used: {trouble.strerror or trouble}") from trouble


def _own(file: Path) -> bytes:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        if not file.exists():
            write_private(draft, secrets.token_bytes(_LEAST))
            # Linked, not renamed: of two programs that make it at once, both use the first one's.
            os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
    if os.name == "posix" and stat.S_IMODE(file.stat().st_mode) & 0o077:
        raise KeyRefused(f"Others can read {file}: what was sealed with it is no secret. Enrol again with a new key")
    return _long_enough(file)


def write_private(path: Path, content: bytes) -> None:
    """Makes a file for its owner alone, on the disk when this returns; raises OSError, also when it is there."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())


def _long_enough(path: Path) -> bytes:
    key = path.read_bytes()
    if len(key) < _LEAST:
        raise KeyRefused(f"{path} is too short for a key: it needs {_LEAST} bytes of chance")
    return key
