"""One line of text under a person's keys, with a caret."""

from __future__ import annotations

from rich.cells import cell_len

from data.core.text import one_line

LONGEST = 2_000
_MOVES = {"left": -1, "right": 1}


class Entry:
    """What stands in a field while it is typed."""

    def __init__(self, text: str = "") -> None:
        """The caret stands at the end."""
        self.text = one_line(text)[:LONGEST]
        self.caret = len(self.text)

    def key(self, key: str, character: str | None) -> bool:
        """Whether the key belongs to the field."""
        if key in _MOVES:
            self.caret = max(0, min(self.caret + _MOVES[key], len(self.text)))
        elif key in ("home", "ctrl+a"):
            self.caret = 0
        elif key in ("end", "ctrl+e"):
            self.caret = len(self.text)
        elif key == "backspace":
            self._cut(self.caret - 1, self.caret)
        elif key == "delete":
            self._cut(self.caret, self.caret + 1)
        elif key == "ctrl+u":
            self._cut(0, self.caret)
        elif key == "ctrl+w":
            head = self.text[: self.caret].rstrip()
            self._cut(head.rfind(" ") + 1, self.caret)
        elif character is not None and character.isprintable():
            self.insert(character)
        else:
            return False
        return True

    def insert(self, text: str) -> None:
        """Typed or pasted where the caret stands; made safe, on one line."""
        safe = one_line(text) if not text.isprintable() else text
        room = LONGEST - len(self.text)
        self.text = self.text[: self.caret] + safe[:room] + self.text[self.caret :]
        self.caret += len(safe[:room])

    def in_sight(self, cells: int) -> tuple[str, str]:
        """What stands before the caret and behind it, as much as fits into `cells` with the caret's own cell."""
        room = max(cells - 1, 0)
        before, after = self.text[: self.caret], self.text[self.caret :]
        while cell_len(before) > room:
            before = before[1:]
        room -= cell_len(before)
        while cell_len(after) > room:
            after = after[:-1]
        return before, after

    def _cut(self, start: int, end: int) -> None:
        start = max(start, 0)
        self.text = self.text[:start] + self.text[end:]
        self.caret = min(start, len(self.text))
