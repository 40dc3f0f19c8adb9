"""Frames in the bytes of a serial scanner: where one code ends and what was noise."""

from __future__ import annotations

import re
from dataclasses import dataclass

FRAME_LIMIT = 64
"""The longest code, in bytes."""

_START = b"\x02"
_BOUNDARY = re.compile(rb"[\r\n\t\x02\x03]")
# Padding and flow control that lines insert between the bytes of a code. Anything else stays in the text: dropping
# a damaged byte could turn one ticket's code into another's, keeping it makes the code unreadable.
_PADDING = b"\x00\x11\x13"


@dataclass(frozen=True, slots=True)
class Frame:
    """One code as sent; a longer one than `FRAME_LIMIT` bytes is cut there and says so."""

    text: str
    too_long: bool = False


@dataclass(frozen=True, slots=True)
class Decoded:
    """How many bytes are dealt with (0: read more), the frame they end, if any, and how many of them were noise."""

    used: int
    frame: Frame | None = None
    noise: int = 0


def decode(data: bytes, start: int = 0) -> Decoded:
    """The first frame of `data` from `start`: ended by CR, LF, CR LF, TAB or ETX; STX begins anew."""
    end = _BOUNDARY.search(data, start)
    if end is None:
        return Decoded(0)
    piece = data[start : end.start()]
    used = end.end() - start
    if end[0] == _START:
        return Decoded(used, noise=len(piece))
    body = piece.translate(None, _PADDING)
    return Decoded(used, frame_of(body), len(piece) - len(body))


def frame_of(body: bytes) -> Frame | None:
    """The frame of a code's bytes, which are UTF-8 or else Latin-1; None when there are none."""
    if not body:
        return None
    cut = body[:FRAME_LIMIT]
    try:
        text = cut.decode("utf-8")
    except UnicodeDecodeError:
        text = cut.decode("latin-1")
    return Frame(text, len(body) > FRAME_LIMIT)


class Framer:
    """Collects the reads of one port into frames; holds at most one code's worth of bytes, `noise` counts the rest."""

    def __init__(self) -> None:
        self._held = b""
        self.noise = 0

    def feed(self, data: bytes) -> list[Frame]:
        """The frames that these bytes complete, in order."""
        data, self._held = self._held + data, b""
        frames, start = [], 0
        while (decoded := decode(data, start)).used:
            start += decoded.used
            self.noise += decoded.noise
            if decoded.frame is not None:
                frames.append(decoded.frame)
        self._hold(data[start:])
        return frames

    def finish(self) -> Frame | None:
        """What is held, as a frame: for a scanner without suffix, once its line has been quiet."""
        held, self._held = self._held, b""
        return frame_of(held)

    def drop(self) -> None:
        """Forget what is held: the rest of a broken delivery must not become the head of the next code."""
        self.noise += len(self._held)
        self._held = b""

    def _hold(self, rest: bytes) -> None:
        body = rest.translate(None, _PADDING)
        # One byte above the limit is kept, so that a frame which was cut here is still known as too long.
        self._held = body[: FRAME_LIMIT + 1]
        self.noise += len(rest) - len(self._held)
