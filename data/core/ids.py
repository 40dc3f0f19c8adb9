"""Identifiers: the same order or unit has the same id wherever it is first seen, so two offline imports meet."""

from __future__ import annotations

from hashlib import sha1, sha256
from uuid import UUID

NAMESPACE = UUID("5d1b2f0e-6c8a-5e4b-9d37-ba4e1e000001")
_VARIANT = "89ab"


def order_id(store_id: str, gid: str) -> str:
    """The id of a shop's order in a store: UUIDv5, equal on every terminal that imports it."""
    return _named(f"order:{store_id}:{gid}")


def ticket_id(order: str, line_id: str, unit: int) -> str:
    """The id of one unit of an order line."""
    return _named(f"ticket:{order}:{line_id}:{unit}")


def derived_id(command_id: str, what: str) -> str:
    """The id of a row that a command makes: replaying the command makes the same row."""
    return _named(f"{command_id}:{what}")


def _named(name: str) -> str:
    """UUIDv5 of our namespace, as text at once: a command makes several, and the detour over UUID costs most of it."""
    digits = sha1(NAMESPACE.bytes + name.encode(), usedforsecurity=False).hexdigest()
    variant = _VARIANT[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def uuid7(wall_ms: int, random: bytes) -> str:
    """A UUIDv7 (RFC 9562) from a millisecond time and 10 random bytes."""
    value = (wall_ms & (1 << 48) - 1) << 80 | int.from_bytes(random, "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return str(UUID(int=value))


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, as hex."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
