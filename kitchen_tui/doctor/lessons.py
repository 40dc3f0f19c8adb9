"""One scan of the calibration code, waited for at a serial port or at the keyboard, learned and kept."""

from __future__ import annotations

import codecs
import os
import select
import sys
import time
from pathlib import Path

from hardware.scan.calibration import Lesson
from hardware.scan.learned import NotLearned, ScannerSettings
from hardware.scan.ports import device_of, ident_of
from hardware.scan.serial import in_words
from kitchen_tui.scanner_settings import KEYBOARD, keep_scanner
from kitchen_tui.terminal import keys_unseen

PATIENCE_S = 60.0
_STEP_S = 0.05
_ENTER = ("\r", "\n", "\r\n")

Learned = ScannerSettings | NotLearned


def lesson_at_port(port: str, patience_s: float = PATIENCE_S, baud: int = 9600) -> Learned:
    """What one scan at a serial port teaches."""
    from serial import Serial

    lesson, end = Lesson("serial"), time.monotonic() + patience_s
    try:
        with Serial(device_of(port), baud, timeout=_STEP_S, exclusive=True) as line:
            while time.monotonic() < end or lesson.due_ms is not None:
                data = line.read(1)
                if data:
                    data += line.read(min(line.in_waiting, 512))
                    lesson.feed(data.decode("latin-1"), _now_ms())
                elif (learned := lesson.tick(_now_ms())) is not None:
                    return learned
    except (OSError, TypeError, ValueError) as trouble:
        return NotLearned(in_words(port, trouble))
    return NotLearned(f"Nothing came from {port} in {patience_s:.0f} s: is it set to USB serial, and to {baud} baud?")


def lesson_at_keyboard(patience_s: float = PATIENCE_S) -> Learned | None:
    """What one scan teaches that is typed into this terminal; None when somebody pressed Enter instead, or nothing
    came. Nothing of it is shown: it may be a badge."""
    lesson, end, first = Lesson("keyboard"), time.monotonic() + patience_s, ""
    letters = codecs.getincrementaldecoder("utf-8")("replace")
    with keys_unseen():
        fd = sys.stdin.fileno()
        while time.monotonic() < end or lesson.due_ms is not None:
            if select.select([fd], [], [], _STEP_S)[0]:
                came = os.read(fd, 512)
                if not came:
                    return None
                text = letters.decode(came)
                first += text[:3]
                lesson.feed(text, _now_ms())
            elif (learned := lesson.tick(_now_ms())) is not None:
                return None if first in _ENTER else learned
    return None


def keep_learned(folder: Path, port: str | None, learned: ScannerSettings) -> None:
    """Keeps it under the names that the scanner may be called by; OSError when the folder takes no file."""
    for name in {KEYBOARD} if port is None else {port, ident_of(port)}:
        keep_scanner(folder, name, learned)


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000
