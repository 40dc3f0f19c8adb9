"""Parts of the product replaced for the length of a run, from outside: the product has no switches for its tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

Wrap = Callable[[Any], Any]
"""What stands there, given what stood there."""
Patch = tuple[str, Wrap]
""""module:name" or "module:class.name", and its wrap."""


@contextmanager
def patched(patches: Iterable[Patch]) -> Iterator[None]:
    """In their order; all is as it was afterwards. Raises AttributeError for a name that is not there (any more)."""
    undone: list[tuple[Any, str, Any]] = []
    try:
        for where, wrap in patches:
            holder, name = _place(where)
            before = getattr(holder, name)
            setattr(holder, name, wrap(before))
            undone.append((holder, name, before))
        yield
    finally:
        for holder, name, before in reversed(undone):
            setattr(holder, name, before)


def _place(where: str) -> tuple[Any, str]:
    module, _, path = where.partition(":")
    *inside, name = path.split(".")
    holder: Any = import_module(module)
    for part in inside:
        holder = getattr(holder, part)
    return holder, name
