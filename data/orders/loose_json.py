"""Reading JSON that keeps no promise: each reader gives a plain value or None, whatever it is handed."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

from data.core.money import exact

MOST_UNITS = 2**31 - 1
"""What an INTEGER column holds. No shop sells more; a line that says so still makes one batch ticket."""

_PIECE = 500
_SURROGATE = re.compile("[\ud800-\udfff]")
_DIGITS = re.compile(r"\d{1,20}", re.ASCII)
_NO_ID = 10**20
_FIRST_INEXACT_FLOAT = 2**53


def text(value: object) -> str | None:
    """What a value says, as written: true is `yes`, a structure its compact JSON; None when it says nothing
    (null, blank, empty). A lone surrogate becomes U+FFFD, for no UTF-8 holds one."""
    if value is None or value == [] or value == {}:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    written = value if isinstance(value, str) else _compact(value)
    return _SURROGATE.sub("\ufffd", written) if written.strip() else None


def _compact(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    except (RecursionError, ValueError):  # nested, or a number, beyond what Python spells out
        return "\ufffd"


def title(value: object) -> str | None:
    """Trimmed text in which at least one character can be seen."""
    said = text(value)
    if said is None or not any(c.isprintable() and not c.isspace() for c in said):
        return None
    return said.strip()


def mapping(value: object) -> Mapping[str, object]:
    """The value itself when it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def flag(value: object) -> bool:
    """Whether a switch is on: true, 1, or the text of either."""
    return value is True or fold(text(value) or "") in ("true", "1")


def identifier(value: object) -> str | None:
    """A shop's number as digits, from an int, its text, or a gid that ends in it. A float from 2^53 on is refused: it
    was rounded on its way, and two orders could share it."""
    if isinstance(value, str):
        written = value.rpartition("/")[2] if value.startswith("gid://") else value.strip()
        number = int(written) if _DIGITS.fullmatch(written) else 0
    elif isinstance(value, float):
        number = int(value) if value.is_integer() and value < _FIRST_INEXACT_FLOAT else 0
    else:
        number = value if isinstance(value, int) and not isinstance(value, bool) else 0
    return str(number) if 0 < number < _NO_ID else None


def units(value: object) -> int | None:
    """Whole units, none below 0, a part of one counting as one; None when this is no number."""
    number = exact(value)
    return None if number is None else math.ceil(max(Decimal(0), min(number, Decimal(MOST_UNITS))))


def pairs(value: object) -> tuple[tuple[str, str], ...]:
    """Name and text of `[{name, value}]`, in order. Entries that say nothing are left out; an object instead of the
    list gives its items, and loose text comes under the name ''."""
    entries = value if isinstance(value, list) else [value]
    if isinstance(value, Mapping) and not value.keys() <= {"name", "value"}:
        entries = [{"name": name, "value": given} for name, given in value.items()]
    said = []
    for entry in entries:
        pair = entry if isinstance(entry, Mapping) else {"value": entry}
        words = text(pair.get("value"))
        if words is not None:
            said.append((text(pair.get("name")) or "", words))
    return tuple(said)


def fold(written: str) -> str:
    """Text for comparing: no case, no invisible marks, one space for any run of them."""
    if not written.isascii():
        # In pieces: a run of combining marks is sorted in quadratic time, and a hostile note could be one long run.
        pieces = (written[at : at + _PIECE] for at in range(0, len(written), _PIECE))
        plain = (unicodedata.normalize("NFKC", piece) for piece in pieces)
        written = "".join(c for piece in plain for c in piece if unicodedata.category(c) != "Cf")
    return " ".join(written.casefold().split())


def contains(written: str, parts: tuple[str, ...]) -> bool:
    """Whether a text contains one of these, compared without regard to case."""
    folded = fold(written)
    return any(fold(part) in folded for part in parts)


def is_one_of(written: str, names: tuple[str, ...]) -> bool:
    """Whether a text is one of these names, compared without regard to case."""
    return fold(written) in map(fold, names)
