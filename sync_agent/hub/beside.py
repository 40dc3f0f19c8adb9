"""What a process does beside its calls, in a thread of its own that ends with it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_GOODBYE_S = 5.0


@contextmanager
def beside(name: str, run: Callable[[], None], ended: threading.Event) -> Iterator[None]:
    """So long `run` goes on; then `ended` is set, and it has five seconds for what it is doing."""
    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join(_GOODBYE_S)
