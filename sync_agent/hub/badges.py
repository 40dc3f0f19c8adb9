"""A first badge for an owner whose store is founded at the hub. Scanners read it as hardware.scan.badges does; a test
holds the two together."""

from __future__ import annotations

import secrets
from hashlib import sha256

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 11


def new_badge() -> str:
    """`ID`, eleven symbols nobody can guess, and a check character."""
    body = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    return f"ID{body}{_check_character(body)}"


def badge_hash(code: str) -> str:
    """What the store keeps of it."""
    return sha256(b"badge:" + code.encode()).hexdigest()


def _check_character(body: str) -> str:
    total = 0
    for symbol in body:
        total = (total ^ _ALPHABET.index(symbol)) << 1
        total ^= 0b100101 if total & 32 else 0
    return _ALPHABET[total]
