"""Small structures inside one column: JSON text with one spelling, so equal values are equal bytes everywhere."""

from __future__ import annotations

import json
from typing import Any


def pack(value: Any) -> str:
    """JSON text with sorted keys and no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def unpack(text: str) -> Any:
    """The structure a packed text holds."""
    return json.loads(text)
