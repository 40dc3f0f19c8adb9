"""Parts of a text, looked for in columns whatever the case, on both databases."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from data.core.text import TEXT_LIMIT

# Columns are kept in byte order; only the server's own collation knows small letters beyond ASCII.
_LETTERS = {"postgresql": ' COLLATE "default"'}


def like(text: str) -> str:
    """The pattern that finds a text anywhere in a column; nothing in it is a wildcard."""
    # Nothing that is kept is longer than the limit, and no database takes a pattern of any length.
    plain = unicodedata.normalize("NFC", text)[: TEXT_LIMIT + 1].strip().removeprefix("#")
    escaped = plain.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%{escaped}%"


def any_like(dialect: str, columns: Iterable[str], *, ascii_only: bool = False) -> str:
    """The condition that one of the columns is like the pattern; it takes the pattern once a column. `ascii_only`: the
    pattern has no letter beyond ASCII."""
    if ascii_only and dialect == "sqlite":
        # Its own LIKE knows the case of these letters, and asks nobody: `lower` is ours, and would cost a call a row.
        return " OR ".join(f"{c} LIKE ? ESCAPE '!'" for c in columns)
    letters = _LETTERS.get(dialect, "")
    return " OR ".join(f"lower(coalesce({c}, ''){letters}) LIKE lower(?) ESCAPE '!'" for c in columns)
