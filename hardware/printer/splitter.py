"""The stream a printer receives, taken apart into labels and questions, whichever of the two languages it speaks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from hardware.printer.escpos_tokens import COMMAND, QUESTION, TEXT, Token, token_at
from hardware.printer.host_status import QUESTION as HOST_STATUS

LABEL_LIMIT: Final = 1_000_000
"""The longest label, in bytes; what is longer is cut into several that are not whole."""

_ZPL_END: Final = re.compile(rb"\^XZ|~HS", re.IGNORECASE)
_SPACE: Final = b" \t\r\n\0\f"
_NEXT_PREFIX: Final = re.compile(rb"[\^~\r\n]")
_CUTS: Final = ("\x1dV", "\x1bi", "\x1bm")
_DRAWS: Final = ("\x1dk", "\x1dv", "\x1b*", "\x1d(", "\x1d8")


@dataclass(frozen=True, slots=True)
class Label:
    """The bytes of one label; not `whole` when its end never came."""

    language: str
    data: bytes
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """The printer was asked how it is; `number` is that of ESC/POS's DLE EOT, 0 for `~HS`."""

    number: int = 0


class Splitter:
    """Collects what one connection sends; holds at most one label."""

    def __init__(self) -> None:
        self._held = b""
        self._language = ""
        self._read_to = 0
        self._has_content = False

    @property
    def pending(self) -> bool:
        """Whether part of a label is held."""
        return bool(self._language)

    @property
    def complete(self) -> bool:
        """Whether what is held could be a whole label: ESC/POS, and not in the middle of a command."""
        return self._language == "escpos" and self._read_to == len(self._held)

    def feed(self, data: bytes) -> list[Label | Question]:
        """The labels and questions that these bytes complete, in order."""
        self._held += data
        found: list[Label | Question] = []
        while self._held and self._step(found):
            pass
        if len(self._held) > LABEL_LIMIT:
            found.append(self._taken(LABEL_LIMIT, whole=False))
        return found

    def finish(self) -> Label | None:
        """What is held, once nothing more comes: whole for ESC/POS that is not cut; None when it draws nothing."""
        whole = self.complete
        draws = self._language == "zpl" or self._has_content
        label = self._taken(len(self._held), whole) if self._held else None
        return label if draws else None

    def _step(self, found: list[Label | Question]) -> bool:
        """Deals with one piece of what is held; False when more must come first."""
        if self._language == "zpl":
            return self._zpl(found)
        if self._language == "escpos":
            return self._escpos(found)
        return self._between(found)

    def _between(self, found: list[Label | Question]) -> bool:
        self._held = self._held.lstrip(_SPACE)
        if not self._held:
            return False
        head = self._held[:3].upper()
        if head == b"^XA":
            self._language, self._read_to = "zpl", 3
        elif head == HOST_STATUS:
            self._held = self._held[3:]
            found.append(Question())
        elif head[:1] in (b"^", b"~"):
            # A command that belongs to no label, such as ~JA.
            end = _NEXT_PREFIX.search(self._held, 1)
            if end is None:
                return False
            self._held = self._held[end.start() :]
        else:
            self._language = "escpos"
        return True

    def _zpl(self, found: list[Label | Question]) -> bool:
        end = _ZPL_END.search(self._held, self._read_to)
        if end is None:
            self._read_to = max(len(self._held) - 2, 3)
            return False
        if end[0].upper() == HOST_STATUS:
            self._without(end.start(), end.end())
            found.append(Question())
        else:
            found.append(self._taken(end.end(), whole=True))
        return True

    def _escpos(self, found: list[Label | Question]) -> bool:
        if self._read_to == len(self._held):
            return False
        token = token_at(self._held, self._read_to)
        if token is None:
            return False
        if token.kind == QUESTION:
            self._asked(token, found)
        elif token.name == "\x1b@" and self._has_content:
            found.append(self._taken(self._read_to, whole=True))
        elif token.kind == COMMAND and token.name in _CUTS:
            self._cut(token, found)
        else:
            self._has_content = self._has_content or token.kind == TEXT or token.name.startswith(_DRAWS)
            self._read_to = token.end
        return True

    def _cut(self, token: Token, found: list[Label | Question]) -> None:
        draws = self._has_content
        label = self._taken(token.end, whole=True)
        if draws:
            found.append(label)

    def _asked(self, token: Token, found: list[Label | Question]) -> None:
        """A question is where a label without a cut ends; the bytes of the question are no part of it."""
        self._without(self._read_to, token.end)
        if self._has_content:
            found.append(self._taken(self._read_to, whole=True))
        elif not self._read_to:
            self._language = ""
        found.append(Question(token.data[0]))

    def _without(self, start: int, end: int) -> None:
        self._held = self._held[:start] + self._held[end:]
        self._read_to = start

    def _taken(self, end: int, whole: bool) -> Label:
        label = Label(self._language or "escpos", self._held[:end], whole)
        self._held = self._held[end:]
        self._language, self._read_to, self._has_content = "", 0, False
        return label
