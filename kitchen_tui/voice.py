"""What a command hears and says, whatever streams and characters the shell gave it."""

from __future__ import annotations

import io
import os
import sys
from typing import Any, TextIO


def steady() -> None:
    """A stream that is closed leads nowhere instead, and a character the terminal cannot show is spelled out: were
    that an error, a scan that counted would be told as one that failed."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            # The lowest free number is the closed one: no file of ours may get it, for strangers write to it blindly.
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode, encoding="utf-8"))
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def utter(stream: TextIO, text: str) -> OSError | None:
    """Says it at once. Answers why it could not be said; what follows then leads nowhere, so that the work goes on."""
    try:
        stream.write(text)
        stream.flush()
    except OSError as trouble:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return trouble
    return None


def heard(said: Any) -> Any:
    """Words of a command line as text: bytes that the shell's locale did not know are read as UTF-8."""
    if isinstance(said, list):
        return [heard(word) for word in said]
    return said.encode("utf-8", "surrogateescape").decode("utf-8", "replace") if isinstance(said, str) else said
