"""The terminal around the app: what it can show, and what it must not show."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_BARE = ("linux", "dumb", "vt100", "vt102", "vt220", "ansi", "unknown", "")


def wanted_theme() -> str:
    """`ascii` for a bare console or one that does not speak UTF-8, else `dark`."""
    bare = os.environ.get("TERM", "") in _BARE or encoding_of_terminal() != "utf-8"
    return "ascii" if bare else "dark"


def encoding_of_terminal() -> str:
    """What the framework writes to it in: it writes to standard error."""
    return codecs.lookup(getattr(sys.__stderr__, "encoding", None) or "utf-8").name


@contextmanager
def keys_unseen() -> Iterator[None]:
    """Until the app takes the keyboard the terminal itself would print what is typed, a badge or a PIN among it, and
    would keep it back until Enter. What was typed before stays to be read."""
    try:
        import termios

        fd = sys.__stdin__.fileno() if sys.__stdin__ is not None else -1
        before = termios.tcgetattr(fd)
    except (ImportError, OSError, ValueError, TypeError):
        yield
        return
    except Exception as trouble:
        if type(trouble).__name__ != "error":
            raise
        yield
        return
    quiet = [*before]
    quiet[3] &= ~(termios.ECHO | termios.ICANON)
    quiet[0] &= ~termios.ICRNL
    termios.tcsetattr(fd, termios.TCSANOW, quiet)
    try:
        yield
    finally:
        termios.tcsetattr(fd, termios.TCSANOW, before)
