"""Nobody's command reaches into a store that the sender does not hold (I17)."""

from __future__ import annotations

from collections.abc import Iterable

from data.core.outcome import Refused
from data.exchange.travelling import Key, scopes_of_rows
from data.store.database import Database

ELSEWHERE = Refused("not_here", "That belongs to another store")
_NOBODYS = {None, ""}
"""The scopes of a row that is gone, and of history that names no store."""


class ElsewhereError(Exception):
    """It would touch a store that it must not."""


def keep_within(database: Database, keys: Iterable[Key], stores: Iterable[str]) -> None:
    """Raises ElsewhereError when one of these rows belongs to another store."""
    if set(scopes_of_rows(database, keys).values()) - set(stores) - _NOBODYS:
        raise ElsewhereError
