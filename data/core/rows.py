"""The rows a rule may look at: one key or one equality at a time, always the same order, nothing written."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Missing(LookupError):
    """A row that a command names is not here."""


class Rows(Protocol):
    """A read-only view of one state of the store."""

    def get(self, kind: type[T], *key: Any) -> T | None:
        """The row with this primary key, or None."""
        ...

    def where(self, kind: type[T], **equals: Any) -> tuple[T, ...]:
        """The rows whose columns equal these values, in order of their primary key."""
        ...
