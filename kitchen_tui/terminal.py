"""The terminal around the app: what it can show, and what it must not show."""

from __future__ import annotations

import codecs
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_BARE = ("linux", "dumb", "vt100", "vt102", "vt220", "ansi", "unknown", "")
_DARK_INK, _BRIGHT_GROUND = ("0", "8"), ("7", "15")


def is_bare() -> bool:
    """Whether it is a bare console, or one that does not speak UTF-8."""
    return os.environ.get("TERM", "") in _BARE or encoding_of_terminal() != "utf-8"


def wanted_theme(chosen: str | None = None) -> str:
    """`ascii` where no other can be shown, else the one that was `chosen` here, else what the terminal asks for: no
    colours, or a bright ground if it says so without doubt; else `dark`."""
    if is_bare():
        return "ascii"
    if chosen is not None:
        return chosen
    if os.environ.get("NO_COLOR"):
        return "ascii"
    return "light" if _is_bright(os.environ.get("COLORFGBG", "")) else "dark"


def _is_bright(said: str) -> bool:
    """`0;15` is dark ink on a bright ground; some terminals say `default` for what they do not know."""
    ink, _, ground = said.partition(";")
    return ink in _DARK_INK and ground.rpartition(";")[2] in _BRIGHT_GROUND


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
