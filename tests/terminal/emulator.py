"""What a terminal makes of a program's bytes: the screen, and the answers a program waits for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pyte
from wcwidth import wcwidth

ALTERNATE_SCREEN = 1049
FRAME_BEGINS, FRAME_ENDS = b"\x1b[?2026h", b"\x1b[?2026l"

_UNKNOWN_TO_PYTE = re.compile(
    rb"\x1b\[[<>=][0-9;:]*[ -/]*[@-~]"  # kitty keyboard, modifyOtherKeys
    rb"|\x1b\[\?[0-9;]*\$[py]"  # mode queries
    rb"|\x1b\[[0-9;]*[ !\"'*,][@-~]"  # cursor style and the like
    rb"|\x1b[P_^X][^\x1b]*\x1b\\"  # DCS, APC, PM, SOS
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC
    rb"|\x1b\[\?[0-9;]*u|\x1b\[[0-9;]*t"
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:?<>=!\"'$ ]*|[P_^X\]][^\x07\x1b]*\x1b?)?$")
_MODE_QUERY = re.compile(rb"\x1b\[\?(\d+)\$p")
_CAN_FRAME, _UNKNOWN_MODE = 2, 0


class Emulator:
    """A screen of `cols` x `rows` cells; `answer` takes the bytes that the terminal sends back on its own.

    A synchronized update shows only once it is whole, as on a real terminal: a reader never sees half a frame.
    """

    def __init__(self, cols: int, rows: int, answer: Callable[[bytes], None]) -> None:
        self.screen = _Screen(cols, rows, answer)
        self._stream = pyte.ByteStream(self.screen)
        self._answer = answer
        self._held = b""

    def feed(self, data: bytes) -> None:
        held = self._held + data
        end = _end_of_the_finished_part(held)
        self._held = held[end:]
        self._show(held[:end])

    def feed_the_rest(self) -> None:
        """Shows what a program that ended in the middle of a frame had written of it."""
        held, self._held = self._held, b""
        self._show(held)

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self.screen.display)

    def cells(self) -> list[list[Any]]:
        """Rows of cells: each has data, fg, bg, bold, reverse ...; the second half of a wide character has no data."""
        buffer = self.screen.buffer
        return [[buffer[y][x] for x in range(self.screen.columns)] for y in range(self.screen.lines)]

    def _show(self, data: bytes) -> None:
        for query in _MODE_QUERY.finditer(data):
            known = _CAN_FRAME if query[1] == b"2026" else _UNKNOWN_MODE
            self._answer(b"\x1b[?%s;%d$y" % (query[1], known))
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))


class _Screen(pyte.Screen):
    """pyte's screen; it would drop the rest of a text after a zero-width character, and knows no alternate screen."""

    def __init__(self, cols: int, rows: int, answer: Callable[[bytes], None]) -> None:
        self._answer = answer
        super().__init__(cols, rows)

    def draw(self, data: str) -> None:
        super().draw(data if data.isascii() else "".join(filter(_stands_on_a_cell, data)))

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        super().set_mode(*modes, **kwargs)
        self._start_afresh_for(modes)

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        super().reset_mode(*modes, **kwargs)
        self._start_afresh_for(modes)

    def write_process_input(self, data: str) -> None:
        self._answer(data.encode())

    def _start_afresh_for(self, modes: tuple[int, ...]) -> None:
        if ALTERNATE_SCREEN in modes:
            self.erase_in_display(2)
            self.cursor_position()


def _stands_on_a_cell(character: str) -> bool:
    return wcwidth(character) > 0 or unicodedata.combining(character) > 0


def _end_of_the_finished_part(data: bytes) -> int:
    frame = data.rfind(FRAME_BEGINS)
    if frame > data.rfind(FRAME_ENDS):
        return frame
    unfinished = _UNFINISHED.search(data)
    return unfinished.start() if unfinished else len(data)
