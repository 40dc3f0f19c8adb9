"""Badges and PINs: random codes, their hashes, and verifiers that a stolen database alone cannot test."""

from __future__ import annotations

import hmac
import os
import re
import secrets
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from data.store.errors import StoreError
from hardware.scan.badges import BADGE_SPACE, badge_code

PIN_DIGITS = 6
_PEPPER_BYTES = 32
_PEPPER = re.compile("[0-9a-f]{64}")
_TIME, _MEMORY_KIB, _LANES, _LENGTH = 2, 19_456, 1, 32


def new_badge() -> str:
    """A badge nobody can guess."""
    return badge_code(secrets.randbelow(BADGE_SPACE))


def badge_hash(code: str) -> str:
    """What the store keeps of a badge; its 55 random bits need no salt."""
    return sha256(b"badge:" + code.encode()).hexdigest()


def is_pin(text: str) -> bool:
    """Six digits, not all the same and not a plain run."""
    runs = ("0123456789", "9876543210")
    return (
        len(text) == PIN_DIGITS
        and text.isascii()
        and text.isdigit()
        and len(set(text)) > 1
        and not any(text in r for r in runs)
    )


class PinVerifier:
    """argon2id, then a keyed hash with a pepper that is kept beside the database, not in it."""

    def __init__(self, folder: Path) -> None:
        """Reads the pepper of this terminal, or makes one."""
        self._path = folder / "pepper.key"

    def hash(self, pin: str) -> str:
        """The verifier of a PIN: `salt$hash` in hex."""
        salt = os.urandom(16)
        return f"{salt.hex()}${self._keyed(pin, salt)}"

    def matches(self, pin: str, verifier: str | None) -> bool:
        """Whether it is the PIN; takes as long for a person who has none."""
        salt, _, expected = (verifier or f"{bytes(16).hex()}$-").partition("$")
        return hmac.compare_digest(self._keyed(pin, bytes.fromhex(salt)), expected)

    def _keyed(self, pin: str, salt: bytes) -> str:
        from argon2.low_level import Type, hash_secret_raw

        raw = hash_secret_raw(pin.encode(), salt, _TIME, _MEMORY_KIB, _LANES, _LENGTH, Type.ID)
        return hmac.new(self._pepper(), raw, sha256).hexdigest()

    def _pepper(self) -> bytes:
        """The key of this terminal, made when there is none; raises StoreError when it cannot be kept or read."""
        try:
            if not self._path.exists():
                self._make()
            kept = self._path.read_text(encoding="ascii").strip()
        except (OSError, ValueError) as trouble:
            raise StoreError(f"The key of the PINs, {self._path}, cannot be used: {trouble}") from trouble
        if not _PEPPER.fullmatch(kept):
            raise StoreError(f"The key of the PINs, {self._path}, is damaged: bring it back from a backup")
        return bytes.fromhex(kept)

    def _make(self) -> None:
        # Whole or not at all: a PIN set with half a key would never be right again.
        fresh = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        fd = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(fd, "w", encoding="ascii") as file:
                file.write(os.urandom(_PEPPER_BYTES).hex())
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(fresh, self._path)
        finally:
            fresh.unlink()
