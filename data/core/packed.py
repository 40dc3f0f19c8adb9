"""Small structures inside one column: JSON text with one spelling, so equal values are equal bytes everywhere."""

from __future__ import annotations

import json
import re
from typing import Any

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_NO_UTF8 = re.compile("[\ud800-\udfff]")


def pack(value: Any) -> str:
    """JSON text with sorted keys and no spaces; a lone surrogate, which no database takes, becomes U+FFFD."""
    text = _ENCODER.encode(value)
    return text if text.isascii() else _NO_UTF8.sub("\ufffd", text)


def unpack(text: str) -> Any:
    """The structure a packed text holds."""
    return json.loads(text)
