"""Reading what came over a wire: every place is looked at before it is believed, and what is wrong is said in words."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NoReturn

_HALF = re.compile(rb"\\u[dD][89a-fA-F]")
"""Of a character; two of them may make a whole one."""
LEAST, MOST = -(2**63), 2**63 - 1


class Malformed(ValueError):
    """What came cannot be what it should be; `says` is a sentence, `code` is stable."""

    def __init__(self, says: str, code: str = "malformed") -> None:
        """Keeps both."""
        super().__init__(says)
        self.says, self.code = says, code


def loaded(text: bytes) -> Any:
    """The JSON value of these bytes; raises Malformed also for texts that no database could keep. Whether a number fits
    into a column is looked at where it is read."""
    try:
        value = json.loads(text.decode("utf-8"), parse_constant=_no_number)
        if b"\\u" in text and _HALF.search(text):
            _look(value)
    except UnicodeError as trouble:
        raise Malformed("not UTF-8") from trouble
    except RecursionError as trouble:
        raise Malformed("nested too deeply") from trouble
    except Malformed:
        raise
    except ValueError as trouble:
        raise Malformed("not JSON") from trouble
    return value


def _no_number(name: str) -> NoReturn:
    raise Malformed(f"{name} is not a number")


def _look(value: Any) -> None:
    if isinstance(value, str):
        value.encode("utf-8")
    elif isinstance(value, list):
        for each in value:
            _look(each)
    elif isinstance(value, dict):
        for name, each in value.items():
            name.encode("utf-8")
            _look(each)


def refuse_nul(value: Any) -> None:
    """Raises Malformed for a text with U+0000 in it, which PostgreSQL does not keep."""
    if isinstance(value, str):
        if "\0" in value:
            raise Malformed("a text holds U+0000")
    elif isinstance(value, list | dict):
        for each in [*value, *value.values()] if isinstance(value, dict) else value:
            refuse_nul(each)


def text(value: Any, what: str) -> str:
    """A text; raises Malformed."""
    if type(value) is not str:
        raise Malformed(f"{what} is not a text")
    return value


def maybe_text(value: Any, what: str) -> str | None:
    """A text or nothing; raises Malformed."""
    return None if value is None else text(value, what)


def whole(value: Any, what: str) -> int:
    """A whole number of 64 bits; raises Malformed."""
    if type(value) is not int or not LEAST <= value <= MOST:
        raise Malformed(f"{what} is not a whole number")
    return value


def truth(value: Any, what: str) -> bool:
    """Yes or no; raises Malformed."""
    if type(value) is not bool:
        raise Malformed(f"{what} is neither yes nor no")
    return value


def many(value: Any, what: str, length: int | None = None) -> list[Any]:
    """A list, of that length if one is given; raises Malformed."""
    if type(value) is not list or (length is not None and len(value) != length):
        raise Malformed(f"{what} is not a list" + ("" if length is None else f" of {length}"))
    return value


def named(value: Any, what: str) -> dict[str, Any]:
    """An object; raises Malformed."""
    if type(value) is not dict:
        raise Malformed(f"{what} is not an object")
    return value


def part(value: dict[str, Any], name: str) -> Any:
    """A member that must be there; raises Malformed."""
    if name not in value:
        raise Malformed(f"{name} is missing")
    return value[name]


def texts(value: Any, what: str) -> list[str]:
    """A list of texts; raises Malformed."""
    if not set(map(type, many(value, what))) <= {str}:
        raise Malformed(f"{what} is not a text")
    return value  # type: ignore[no-any-return]


def wholes(value: Any, what: str, length: int | None = None) -> list[int]:
    """A list of whole numbers; raises Malformed."""
    if not set(map(type, many(value, what, length))) <= {int} or not within(value):
        raise Malformed(f"{what} is not a whole number")
    return value  # type: ignore[no-any-return]


def within(values: Sequence[int]) -> bool:
    """Whether they all have 64 bits at most."""
    return not values or (min(values) >= LEAST and max(values) <= MOST)


def heads(value: Any, what: str) -> dict[str, tuple[int, str]]:
    """Versions and their tags, by scope; raises Malformed."""
    found = {}
    for scope, head in named(value, what).items():
        ver, tag = many(head, what, 2)
        found[scope] = (whole(ver, what), text(tag, what))
    return found
