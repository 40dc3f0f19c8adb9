"""Waiting for what comes by itself, and saying so when it does not."""

from __future__ import annotations

import time
from collections.abc import Callable


def until(true: Callable[[], object], patience_s: float = 60.0, look_s: float = 0.02) -> None:
    """Returns once it is true, which is looked at every `look_s`; AssertionError after `patience_s`."""
    end = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < end, f"still not so after {patience_s:g} s"
        time.sleep(look_s)
