"""ZPL read back into its commands; tolerant of commands it does not know and of torn ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# ^A is followed by the letter of a font; every other command has two letters.
_COMMAND: Final = re.compile(rb"([\^~])(A(?=[0-9A-Z@])|[A-Za-z@][A-Za-z0-9@]?)?([^\^~]*)")
_HEX: Final = b"0123456789abcdefABCDEF"


@dataclass(frozen=True, slots=True)
class ZplToken:
    """One command, such as `^FO` with `30,40`; a lone prefix has no name."""

    name: str
    arguments: bytes

    def numbers(self, *defaults: int) -> list[int]:
        """The arguments as whole numbers, the default where one is missing or is none."""
        given = self.arguments.split(b",")
        found = []
        for place, default in enumerate(defaults):
            text = given[place].strip() if place < len(given) else b""
            found.append(int(text[:6]) if text.isdigit() else default)
        return found


def tokens(data: bytes) -> Iterator[ZplToken]:
    """All commands in order; what stands before the first is left out."""
    for found in _COMMAND.finditer(data):
        yield ZplToken((found[1] + (found[2] or b"").upper()).decode("ascii"), found[3])


def unescaped(field: bytes, mark: int | None) -> bytes:
    """The bytes of a field in which `mark` and two hex digits (`^FH`) stand for one; without a mark, as they are."""
    if mark is None:
        return field
    head, *pieces = field.split(bytes((mark,)))
    kept = [head]
    for piece in pieces:
        digits = piece[:2]
        whole = len(digits) == 2 and all(digit in _HEX for digit in digits)
        kept.append(bytes.fromhex(digits.decode()) + piece[2:] if whole else bytes((mark,)) + piece)
    return b"".join(kept)
