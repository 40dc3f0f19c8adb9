"""Badges and PINs: random codes, their hashes, and verifiers that a stolen database alone cannot test."""

from __future__ import annotations

import hmac
import os
import secrets
from hashlib import sha256
from pathlib import Path

from data.store.peppers import peppers_or_new
from hardware.scan.badges import BADGE_SPACE, badge_code

PIN_DIGITS = 6
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
        """The peppers of this folder are read when one is needed: an agent may bring some meanwhile."""
        self._folder = folder

    def hash(self, pin: str) -> str:
        """The verifier of a PIN: `salt$hash` in hex. Raises StoreError without a usable pepper."""
        salt = os.urandom(16)
        return f"{salt.hex()}${_keyed(peppers_or_new(self._folder)[0], _slow(pin, salt))}"

    def matches(self, pin: str, verifier: str | None) -> bool:
        """Whether it is the PIN, by whichever pepper it was made with; takes as long for a person who has none."""
        salt, _, expected = (verifier or f"{bytes(16).hex()}$-").partition("$")
        slow = _slow(pin, bytes.fromhex(salt))
        # Each of them is tried: which one fits, or that none does, must not be told by the time it takes.
        found = [hmac.compare_digest(_keyed(key, slow), expected) for key in peppers_or_new(self._folder)]
        return any(found)


def _slow(pin: str, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(pin.encode(), salt, _TIME, _MEMORY_KIB, _LANES, _LENGTH, Type.ID)


def _keyed(pepper: str, slow: bytes) -> str:
    return hmac.new(bytes.fromhex(pepper), slow, sha256).hexdigest()
