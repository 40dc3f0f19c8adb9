"""Command barcodes: `DO`, a verb, and a short tag that only the store's secret can make."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from hardware.scan import crockford

_VERB = re.compile(r"[A-Z]{2,24}")
_SHAPE = re.compile(r"DO([A-Z]{2,24})([0-9A-Z]{8})")
_TAG_BYTES = 5


@dataclass(frozen=True, slots=True)
class CommandCode:
    """A signed order to the terminal itself, such as signing out."""

    verb: str
    store: str


def command_code(secret: bytes, verb: str) -> str:
    """The text to print for `verb` (2 to 24 letters A-Z) in the store that holds `secret`; ValueError otherwise."""
    if _VERB.fullmatch(verb) is None:
        raise ValueError(f"a command's verb is 2 to 24 letters A-Z, not {verb!r}")
    return f"DO{verb}{_tag(secret, verb)}"


def looks_like_command(compact: str) -> bool:
    """Whether upper-case text without spaces has the shape of a command, whoever signed it."""
    return _SHAPE.fullmatch(compact) is not None


def read_command(compact: str, secrets: Mapping[str, bytes], verbs: Collection[str]) -> CommandCode | None:
    """The command in upper-case text without spaces, or None when no store signed it or nobody knows the verb."""
    shape = _SHAPE.fullmatch(compact)
    if shape is None:
        return None
    verb, tag = shape[1], crockford.fold(shape[2])
    # Every store's tag is compared, in constant time: how long a refusal takes tells nothing about a right tag.
    signers = [store for store, secret in secrets.items() if hmac.compare_digest(_tag(secret, verb), tag)]
    return CommandCode(verb, signers[0]) if signers and verb in verbs else None


def _tag(secret: bytes, verb: str) -> str:
    digest = hmac.new(secret, verb.encode("ascii"), hashlib.sha256).digest()
    return crockford.encode(int.from_bytes(digest[:_TAG_BYTES], "big"), 8)
