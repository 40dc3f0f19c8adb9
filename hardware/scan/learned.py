"""What is known of one scanner: how its codes end, what it puts around them, and how its keyboard garbles them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hardware.scan.layouts import CODE_CHARACTERS, Case, mending, typed

Link = Literal["keyboard", "serial"]

SLOW_MS = 20
"""A scanner whose characters come further apart keeps people waiting; at 40 it looks like a fast hand."""

_ENDS = {"\r": "CR", "\n": "LF", "\r\n": "CR LF", "\t": "TAB", "\x03": "ETX"}
_CASES: dict[Case, tuple[str, str]] = {
    "kept": ("", ""),
    "caps": ("Caps Lock is on", "I turn the letters back; switch Caps Lock off."),
    "shift_lock": ("Caps Lock is on and holds Shift for every key", "I turn them back; switch Caps Lock off."),
    "swapped": ("The scanner swaps capitals and small letters", "I swap them back; program its case to “as printed”."),
    "upper": ("The scanner makes every letter a capital", "It does no harm: codes mean the same either way."),
    "lower": ("The scanner makes every letter small", "It does no harm: codes mean the same either way."),
}
_TOO_MANY = 8


@dataclass(frozen=True, slots=True)
class NotLearned:
    """Why nothing was learned, and what to do, in words."""

    says: str


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """What one scan of the calibration code taught; the defaults are a scanner that needs no help. Times are
    milliseconds from one character to the next; `prefix` and `suffix` as they come, garbled."""

    link: Link = "keyboard"
    terminator: str = "\r"
    prefix: str = ""
    suffix: str = ""
    typed_on: str = "US"
    read_as: str = "US"
    case: Case = "kept"
    fastest_ms: int = 0
    median_ms: int = 0
    slowest_ms: int = 0
    doubled: bool = False

    def mend(self, text: str) -> str:
        """The code as it was printed, of a scanned text."""
        bare = text.removeprefix(self.prefix).removesuffix(self.suffix)
        return bare.translate(mending(self.typed_on, self.read_as, self.case))

    def describe(self) -> tuple[str, ...]:
        """In sentences: what this scanner does, what is wrong about it, and what to do about each."""
        said = (self._end(), self._around(), self._layout(), self._capitals(), self._speed(), self._stutter())
        return tuple(sentence for sentence in said if sentence)

    @property
    def garbles(self) -> bool:
        """Whether any character of our codes comes as another one."""
        return any(came != c for c, came in self._came() if came is None or came.upper() != c)

    def _came(self) -> list[tuple[str, str | None]]:
        capitals = CODE_CHARACTERS[: CODE_CHARACTERS.index("a")]
        return [(c, typed(c, self.typed_on, self.read_as, "kept")) for c in capitals]

    def _end(self) -> str:
        if not self.terminator:
            wait = "Codes come without an end: each is taken after 80 ms of quiet"
            return f"{wait}. Program CR (Enter) as suffix for quicker ones, and none can run into the next."
        name = _ENDS.get(self.terminator) or " ".join(_ENDS.get(end, "?") for end in self.terminator)
        return f"Every code ends with {name}."

    def _around(self) -> str:
        parts = [
            f"{_spelled(text)} {where} every code"
            for text, where in ((self.prefix, "before"), (self.suffix, "after"))
            if text
        ]
        return f"It sends {' and '.join(parts)}. I take that away." if parts else ""

    def _layout(self) -> str:
        came = self._came()
        moved = [(c, to) for c, to in came if to is not None and to != c]
        lost = [c for c, to in came if to is None]
        if not moved and not lost:
            return ""
        says = f"The scanner types as on a {self.typed_on} keyboard, the computer reads a {self.read_as} one"
        if moved:
            says += f": {_moves(moved)}. I map them back"
        if lost:
            needed = any(c.isalnum() for c in lost)
            harm = "nobody can mend that" if needed else "no barcode of ours needs it"
            says += f". It cannot send {' '.join(lost)} at all: {harm}"
        return f"{says}. To end it, program the scanner's keyboard country to {self.read_as}."

    def _capitals(self) -> str:
        what, do = _CASES[self.case]
        return f"{what}. {do}" if what else ""

    def _speed(self) -> str:
        pace = f"{self.median_ms} ms from character to character ({self.fastest_ms} to {self.slowest_ms})"
        if self.link == "serial" or self.slowest_ms <= SLOW_MS:
            return f"Its pace is {pace}." if self.link == "keyboard" else ""
        return f"It is slow: {pace}. Program its delay between characters to 0, or its USB polling to the fastest."

    def _stutter(self) -> str:
        if not self.doubled:
            return ""
        return "It sends every code twice: the second is not counted. Program it to single reads (not continuous)."


def _moves(moved: list[tuple[str, str]]) -> str:
    letters = dict(moved)
    swapped = [(a, b) for a, b in moved if letters.get(b) == a and a < b]
    single = [(a, b) for a, b in moved if letters.get(b) != a]
    digits = [a for a, _ in single if a.isdigit()]
    if len(digits) == 10:
        single = [(a, b) for a, b in single if not a.isdigit()]
    parts = [f"{a} and {b} are swapped" for a, b in swapped]
    parts += ["the digits come as signs"] if len(digits) == 10 else []
    parts += [f"{a} comes as {b}" for a, b in single]
    more = len(parts) - _TOO_MANY
    return ", ".join([*parts[:_TOO_MANY], f"and {more} more"] if more > 0 else parts)


def _spelled(text: str) -> str:
    return "".join(c if c.isprintable() else f"<{ord(c):02X}>" for c in text)
