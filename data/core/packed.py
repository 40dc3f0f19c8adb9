"""Small structures inside one column: JSON text with one spelling, so equal values are equal bytes everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from json.encoder import encode_basestring
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_CELL: dict[type, Callable[[Any], str]] = {
    str: encode_basestring,
    int: int.__repr__,
    bool: {False: "false", True: "true"}.__getitem__,
    type(None): {None: "null"}.__getitem__,
}
_NO_UTF8 = re.compile("[\ud800-\udfff]")


def pack(value: Any) -> str:
    """JSON text with sorted keys and no spaces; a lone surrogate, which no database takes, becomes U+FFFD."""
    text = _of_cells(value) or _ENCODER.encode(value)
    return text if text.isascii() else _NO_UTF8.sub("\ufffd", text)


def _of_cells(value: Any) -> str | None:
    """What the encoder says of texts, whole numbers and the like in a list, in a fraction of its time: most of it are
    keys."""
    if type(value) is not list:
        return None
    try:
        return f"[{','.join([_CELL[type(each)](each) for each in value])}]"
    except KeyError:
        return None


def unpack(text: str) -> Any:
    """The structure a packed text holds."""
    return json.loads(text)
