"""The conditions a printer can be in, and the words for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Status:
    """How a printer is; `code` is ready, paper_out, head_open, paused, off, silent or error.

    `waiting` labels are in it but not yet on paper, as far as it says.
    """

    ready: bool
    says: str
    code: str
    waiting: int = 0


READY: Final = Status(True, "The printer is ready", "ready")
SILENT: Final = Status(False, "The printer does not say how it is", "silent")
UNREADABLE: Final = Status(False, "The printer's answer makes no sense: is it set to the right language?", "silent")
PAPER_OUT: Final = Status(False, "The printer is out of paper: put in a new roll", "paper_out")
HEAD_OPEN: Final = Status(False, "The printer is open: close it", "head_open")
PAUSED: Final = Status(False, "The printer is paused: press its pause button", "paused")
