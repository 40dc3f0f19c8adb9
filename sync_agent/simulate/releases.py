"""Who does the work just now, for faults that sit in the product: a machine of an older release than the next (F42)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from data.store.catalogue import UnknownCommand

OLD, NEW = 1, 2
LATER = frozenset(("assign_staff",))
"""Stands for what the newer release brought."""


class Speaking:
    """The release and the kind of the node at work."""

    def __init__(self) -> None:
        """Nobody: the newer release."""
        self.release, self.kind = NEW, ""

    @contextmanager
    def as_of(self, release: int, kind: str) -> Iterator[None]:
        """So long a node of this kind and release is at work."""
        before = self.release, self.kind
        self.release, self.kind = release, kind
        try:
            yield
        finally:
            self.release, self.kind = before


SPEAKING = Speaking()


def knowing_less(read: Callable[..., Any]) -> Callable[..., Any]:
    """`read_command` as it was before the commands of the later release."""

    def read_command(name: str, version: int, packed_args: str) -> Any:
        if SPEAKING.release < NEW and name in LATER:
            raise UnknownCommand(name)
        return read(name, version, packed_args)

    return read_command
