"""What goes together and fails as a group is done one by one, so that nothing of one is another's trouble."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import TypeVar

_log = logging.getLogger(__name__)

Asked = TypeVar("Asked")
Word = TypeVar("Word")


def served(serve: Callable[[Sequence[Asked]], Sequence[Word]], asked: Sequence[Asked]) -> list[Word | Exception]:
    """A word on each, or what kept it from one. `serve` does all of them in one transaction, and raises when nothing of
    it has happened."""
    if not asked:
        return []
    try:
        return [*serve(asked)]
    except Exception as trouble:
        if len(asked) == 1:
            return [trouble]
        # Whoever it was must not keep the others from it.
        _log.info("served one by one", extra={"code": type(trouble).__name__})
    return [word for each in asked for word in served(serve, [each])]


def settle(told: asyncio.Future[Word], word: Word | Exception) -> None:
    """Tells who waits, unless nobody listens any more."""
    if told.done():
        return
    if isinstance(word, Exception):
        told.set_exception(word)
    else:
        told.set_result(word)
