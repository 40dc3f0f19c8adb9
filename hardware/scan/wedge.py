"""A keyboard-wedge scanner types its codes: this tells its bursts from the hands at the same keyboard.

Pure: characters and the time they came at go in, scans come out. Times are milliseconds of one steady clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hardware.scan.burst import MIN_BURST, is_burst, last_run, scan_start
from hardware.scan.field import Field

CODE_LIMIT = 64
"""The longest code, in characters."""

MAX_CODES = 100
"""The most codes taken from one feed or paste; all that follows them is reported as one code that is too long."""

Suffix = Literal["auto", "cr", "lf", "tab", "none"]
Source = Literal["burst", "typed", "paste"]


@dataclass(frozen=True, slots=True)
class WedgeSettings:
    """How the scanner is set: what it types before and after a code, and its pace (milliseconds).

    Enter ends a text in every setting, or hands could not type one; CR, LF and CR LF are the same Enter. Tab does in
    "auto" and "tab". "none" takes a burst for a code once nothing came for `timeout_ms`.
    """

    prefix: str = ""
    suffix: Suffix = "auto"
    timeout_ms: int = 80
    burst_ms: int = 40

    def __post_init__(self) -> None:
        if not 0 < self.burst_ms <= self.timeout_ms:
            raise ValueError("a timeout shorter than the gap within a burst would cut every code to pieces")


DEFAULT = WedgeSettings()


@dataclass(frozen=True, slots=True)
class Scan:
    """One text to classify; when `too_long`, its first `CODE_LIMIT` characters, for showing."""

    text: str
    source: Source
    started_ms: int
    ended_ms: int
    too_long: bool = False


class Wedge:
    """What a scan field knows: the characters it holds (at most `field.ROOM`) and when each of them came."""

    def __init__(self, settings: WedgeSettings = DEFAULT) -> None:
        self._settings = settings
        ends = "\r\n\t" if settings.suffix in ("auto", "tab") else "\r\n"
        self._piece = re.compile(f"(?P<end>[{ends}]+)|[^{ends}]+")
        self._field = Field()

    @property
    def pending(self) -> str:
        """What is in the field and no scan has taken yet, as it came: clean it before showing it."""
        return self._field.text

    @property
    def due_ms(self) -> int | None:
        """When to call `tick` if nothing comes until then; None when only a key can end what is pending."""
        if self._settings.suffix != "none":
            return None
        held = self._field
        run = len(held.times) - last_run(held.times, self._settings.burst_ms)
        return held.last_ms + self._settings.timeout_ms if held.beyond or run >= MIN_BURST else None

    def feed(self, text: str, at_ms: int) -> list[Scan]:
        """The scans completed by these characters, which came at `at_ms`."""
        scans = self.tick(at_ms)
        for piece in self._piece.finditer(text):
            if len(scans) == MAX_CODES:
                return [*scans, _too_long(text, piece.start(), "burst", at_ms)]
            if piece["end"]:
                scans += self._finish(at_ms)
            else:
                self._field.hold(text, piece.start(), piece.end(), at_ms)
        return scans

    def tick(self, at_ms: int) -> list[Scan]:
        """The burst that silence has completed, in the setting without suffix; time never cuts what hands type."""
        due_ms = self.due_ms
        return [] if due_ms is None or at_ms < due_ms else self._finish(self._field.last_ms)

    def paste(self, text: str, at_ms: int) -> list[Scan]:
        """The codes of a pasted text, one a line; what is half-typed stays in the field."""
        scans: list[Scan] = []
        for line in re.finditer(r"[^\r\n\t]+", text):
            if len(scans) == MAX_CODES:
                return [*scans, _too_long(text, line.start(), "paste", at_ms)]
            skipped = len(self._settings.prefix) if text.startswith(self._settings.prefix, line.start()) else 0
            # One character above the limit tells a long line from a full one without a copy of all of it.
            start = min(line.start() + skipped, line.end())
            scans += _scans_of(text[start : min(line.end(), start + CODE_LIMIT + 1)], "paste", at_ms, at_ms)
        return scans

    def backspace(self) -> None:
        """Take the last character back."""
        self._field.backspace()

    def clear(self) -> None:
        """Empty the field."""
        self._field = Field()

    def _finish(self, ended_ms: int) -> list[Scan]:
        """Take the last text out of the field; what hands had typed before a burst stays there."""
        held = self._field
        if not held.text:
            return []
        start = self._start(ended_ms)
        text, times = held.text[start:], held.times[start:]
        source: Source = "burst" if is_burst(times, self._settings.burst_ms) else "typed"
        if held.beyond:
            scans = [_too_long(text, 0, source, times[0], ended_ms)]
        else:
            scans = _scans_of(text.removeprefix(self._settings.prefix), source, times[0], ended_ms)
        held.keep(start)
        return scans

    def _start(self, ended_ms: int) -> int:
        marked = self._field.text.rfind(self._settings.prefix) if self._settings.prefix else -1
        return marked if marked >= 0 else scan_start(self._field.times, ended_ms, self._settings.burst_ms)


def _scans_of(text: str, source: Source, started_ms: int, ended_ms: int) -> list[Scan]:
    if len(text) > CODE_LIMIT:
        return [_too_long(text, 0, source, started_ms, ended_ms)]
    return [Scan(text, source, started_ms, ended_ms)] if text.strip() else []


def _too_long(text: str, start: int, source: Source, started_ms: int, ended_ms: int | None = None) -> Scan:
    ended_ms = started_ms if ended_ms is None else ended_ms
    return Scan(text[start : start + CODE_LIMIT], source, started_ms, ended_ms, too_long=True)
