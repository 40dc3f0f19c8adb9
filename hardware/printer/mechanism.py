"""What is inside a pretended printer: its paper, its faults, the labels that came out, and its answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Condition
from time import monotonic
from typing import Final

from hardware.printer import dle_eot
from hardware.printer.splitter import Label


@dataclass(frozen=True, slots=True)
class Faults:
    """What is wrong with it.

    `paper_out`: paper for so many more labels, None = plenty; `late_s`: seconds before each answer; `closes`: breaks
    off after so many bytes of a connection's labels; `bytes_per_s`: reads no faster, 0 = not at all.
    """

    paper_out: int | None = None
    head_open: bool = False
    paused: bool = False
    silent: bool = False
    late_s: float = 0.0
    closes: int | None = None
    bytes_per_s: int | None = None


NO_FAULTS: Final = Faults()


@dataclass(frozen=True, slots=True)
class Printed:
    """A label that came out: `at_s` is when, `began_s` when its first byte came, both on the machine's steady clock;
    `connection` counts from 1."""

    language: str
    data: bytes
    whole: bool
    at_s: float
    connection: int
    began_s: float


class Mechanism:
    """The state of one printer, shared by its connections; safe between threads."""

    def __init__(self, faults: Faults, on_label: Callable[[Printed], None] | None) -> None:
        """`on_label` is called for each label that comes out, on the thread that brought it."""
        self._changed = Condition()
        self._faults = faults
        self._on_label = on_label
        self.labels: list[Printed] = []
        self.held: list[Printed] = []

    @property
    def faults(self) -> Faults:
        """What is wrong with it now."""
        return self._faults

    def set(self, faults: Faults) -> None:
        """Makes this, and only this, wrong with it; what it held back comes out as far as it can now."""
        with self._changed:
            self._faults = faults
            waiting, self.held = self.held, []
        for label in waiting:
            self._print(label)

    def take(self, label: Label, connection: int, began_s: float) -> None:
        """A label arrived: it comes out, or is held back until it can."""
        self._print(Printed(label.language, label.data, label.whole, monotonic(), connection, began_s))

    def wait_for(self, count: int, timeout_s: float) -> bool:
        """Whether so many labels have come out, waiting for them up to `timeout_s`."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.labels) >= count, timeout_s)

    def host_status(self) -> bytes:
        """The answer to ~HS."""
        with self._changed:
            faults, waiting = self._faults, len(self.held)
        paper, pause, head = int(faults.paper_out == 0), int(faults.paused), int(faults.head_open)
        return (
            f"\x02030,{paper},{pause},1218,{waiting:03},0,0,0,000,0,0,0\x03\r\n"
            f"\x02000,0,{head},0,0,2,4,0,00000000,1,000\x03\r\n\x021234,0\x03\r\n"
        ).encode("ascii")

    def dle_eot(self, number: int) -> bytes:
        """The answer to DLE EOT `number`; none to a number that there is not."""
        faults = self._faults
        no_paper = faults.paper_out == 0
        flags = {
            dle_eot.PRINTER: dle_eot.IS_OFFLINE * (no_paper or faults.head_open or faults.paused),
            dle_eot.OFFLINE: dle_eot.COVER_OPEN * faults.head_open | dle_eot.PAPER_STOP * no_paper,
            dle_eot.ERROR: 0,
            dle_eot.PAPER: (dle_eot.PAPER_END | dle_eot.PAPER_NEAR_END) * no_paper,
        }
        return dle_eot.answer(flags[number]) if number in flags else b""

    def _print(self, label: Printed) -> None:
        with self._changed:
            faults = self._faults
            if faults.head_open or faults.paused or faults.paper_out == 0:
                self.held.append(label)
                return
            if faults.paper_out is not None:
                self._faults = replace(faults, paper_out=faults.paper_out - 1)
            self.labels.append(replace(label, at_s=monotonic()))
            self._changed.notify_all()
        if self._on_label is not None:
            self._on_label(label)
