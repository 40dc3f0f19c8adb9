"""One scan of one printed code teaches a scanner: its ends, its prefix, its keyboard layout, its pace, its stutter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from statistics import median_low

from hardware.scan.layouts import CASES, NAMES, Case, typed
from hardware.scan.learned import Link, NotLearned, ScannerSettings

CALIBRATION_TEXT = "Zip-Wm*30#64./IO_"
"""The text of the calibration code (Code 128): it comes different from any two layouts that would read our codes
differently. It is no ticket's code, and nothing that is kept for later."""

STUTTER_MS = 2_000
"""The same code again within this time is a doubled delivery."""

_QUIET_MS = 1_000
"""A lesson is over when nothing came for this long: a second delivery comes sooner."""
_ROOM = 512
_AROUND = 16
"""The longest prefix and suffix."""
_ENOUGH = 10
"""Fewer characters are not this code, whatever became of it."""
_PAUSE_MS = 150
_ENDING = re.compile("\x03?(?:\r\n|[\r\n\t])|\x03")
_ENTERS = "\r\n\t"
_ENDS = f"{_ENTERS}\x03"
_PADDING = "\x00\x02\x11\x13"
_NOT_A_LETTER = "\N{REPLACEMENT CHARACTER}"
"""How a key that types no character stands in a scanned text (see `kitchen_tui.wedge_input`)."""

Way = tuple[str, str, Case]
"""The layout a scanner types on, the one the computer reads, and what becomes of capitals."""


class Lesson:
    """Collects the characters of one scan of the calibration code; times are milliseconds of one steady clock."""

    def __init__(self, link: Link = "keyboard") -> None:
        self._link: Link = link
        self._text = ""
        self._times: list[int] = []

    @property
    def due_ms(self) -> int | None:
        """When to call `tick`; None until something came."""
        return self._times[-1] + _QUIET_MS if self._times else None

    def feed(self, text: str, at_ms: int) -> None:
        """These characters came at `at_ms`; beyond what two codes need they are not kept."""
        taken = text[: _ROOM - len(self._text)]
        self._text += taken
        self._times += [at_ms] * len(taken)

    def tick(self, at_ms: int) -> ScannerSettings | NotLearned | None:
        """What was learned, once it is quiet; the lesson begins anew then."""
        if self.due_ms is None or at_ms < self.due_ms:
            return None
        text, times, self._text, self._times = self._text, self._times, "", []
        return learn(text, times, self._link)


def learn(text: str, times: Sequence[int], link: Link = "keyboard") -> ScannerSettings | NotLearned:
    """What a scan of the calibration code tells; `times` has the milliseconds of each character of `text`."""
    padding = _PADDING if link == "serial" else ""
    kept = [(_as_scanned(c, link), at) for c, at in zip(text, times, strict=True) if c not in padding]
    came, at_ms = "".join(c for c, _ in kept), [at for _, at in kept]
    found = next(_explanations(came), None)
    if found is None:
        return NotLearned(_why_not(came))
    way, (start, end) = found
    again = came.find(came[start:end], end)
    doubled = again >= 0 and at_ms[again] - at_ms[end - 1] < STUTTER_MS
    before = _before(came, at_ms, start)
    rest = came[end : again if doubled else None]
    after = _ENDING.split(rest)[0]
    ended = _ENDING.search(rest)
    if doubled and ended is None:
        # Nothing parts the deliveries: what stands between them is the first one's suffix and the second one's prefix.
        after = after.removesuffix(before)
    if max(len(before), len(after)) > _AROUND:
        return NotLearned("Other keys came together with the calibration code: scan it once, alone.")
    gaps = [later - sooner for sooner, later in pairwise(at_ms[start:end])]
    pace = min(gaps), median_low(gaps), max(gaps)
    return ScannerSettings(link, ended[0] if ended else "", before, after, *way, *pace, doubled)


def _before(came: str, at_ms: Sequence[int], start: int) -> str:
    """What stands before the code at its own pace: what hands had typed is no prefix."""
    first = start
    while first > 0 and came[first - 1] not in _ENDS and at_ms[first] - at_ms[first - 1] <= _PAUSE_MS:
        first -= 1
    return came[first:start]


Image = tuple[str | None, ...]


@cache
def _ways() -> tuple[tuple[Way, Image, str], ...]:
    """Every way, what it makes of the calibration code, and the longest part of that which surely comes; those that
    leave nothing open first, and of these the likeliest."""
    pairs = [(a, b) for a in NAMES for b in NAMES]
    pairs.sort(key=lambda pair: ((pair[0] != NAMES[0]) + (pair[1] != NAMES[0]), pair[0] != NAMES[0]))
    ways: list[Way] = [(typed_on, read_as, case) for typed_on, read_as in pairs for case in CASES]
    images = [tuple(typed(c, *way) for c in CALIBRATION_TEXT) for way in ways]
    surely = ["".join(c or "\0" for c in image).split("\0") for image in images]
    found = [(way, image, max(parts, key=len)) for way, image, parts in zip(ways, images, surely, strict=True)]
    return tuple(sorted(found, key=lambda one: one[1].count(None)))


def _explanations(came: str) -> Iterator[tuple[Way, tuple[int, int]]]:
    """The ways under which the calibration code stands in what came, and where it stands first."""
    for way, image, part in _ways():
        start = came.find(part)
        if start < 0:
            continue
        if None not in image:
            yield way, (start, start + len(part))
            continue
        # What no key types may be missing, or come as something else; a dead accent may bring two characters.
        found = re.search("".join(".{0,2}?" if c is None else re.escape(c) for c in image), came)
        if found:
            yield way, found.span()


def _as_scanned(character: str, link: Link) -> str:
    known = character.isprintable() or character in _ENTERS
    return character if known or link == "serial" else _NOT_A_LETTER


def _why_not(came: str) -> str:
    code = max(_ENDING.split(came), key=len)
    if not code:
        return "Nothing came that could be a code: is the scanner plugged in, and set to this kind of connection?"
    seven = "".join(chr(ord(c) & 127) for c in code if ord(c) < 256)
    if seven != code and CALIBRATION_TEXT in seven:
        return "The code came with the eighth bit set: program the scanner to 8 data bits, no parity, 1 stop bit."
    if any(_lost(code, image) for _, image, _ in _ways()):
        says = f"{len(CALIBRATION_TEXT) - len(code)} characters were lost on the way"
        return f"{says}: program a delay of 5 to 10 ms between characters, and scan again."
    # What came is not repeated here: it may be somebody's badge.
    if len(code) < _ENOUGH:
        return f"Only {len(code)} characters came, which is not the calibration code: scan that one."
    if sum(c.isascii() and c.isprintable() for c in code) < len(code) / 2:
        return "What came is not text: program the scanner to the speed of the port (9600 is usual) and 8N1."
    says = f"{len(code)} characters came, which no keyboard layout that I know makes of the calibration code"
    return f"{says}. If it was that code: program the scanner's keyboard country to the computer's, and scan again."


def _lost(code: str, image: Image) -> bool:
    """Whether the code is the image with some characters missing, in their order."""
    if not _ENOUGH <= len(code) < len(image):
        return False
    rest = iter(image)
    return all(c in rest for c in code)
