"""What is plugged into this terminal, in the app's hand: the printing process and the serial scanners."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kitchen_tui.news import NotTaken, Printing, ScannerTold, SerialHeard
from kitchen_tui.widgets.said import UNREADABLE

if TYPE_CHECKING:
    from textual.message import Message

    from hardware.scan.serial import Event, SerialScanner
    from kitchen_tui.spooling import Spooling


class PluggedIn:
    """Everything that it hears becomes news for the screen, from threads of its own."""

    def __init__(self, folder: Path, ports: Sequence[str], tell: Callable[[Message], None]) -> None:
        """`ports` are the serial scanners, by path or lasting name, with an @ before another speed than 9600."""
        self._folder, self._ports, self._tell = folder, ports, tell
        self._spooling: Spooling | None = None
        self._scanners: list[SerialScanner] = []
        self._lasting: dict[str, str] = {}
        """The lasting names of the ports: what was learned of a scanner is kept under that."""

    def hear_scanners(self) -> None:
        """Once the store is open: somebody may sign in now."""
        from hardware.scan.ports import port_and_speed
        from hardware.scan.serial import SerialScanner

        for text in self._ports:
            scanner = SerialScanner(*port_and_speed(text), heard=self._heard, told=self._told)
            self._scanners.append(scanner)
            self._tell(ScannerTold(scanner.name, ""))
            scanner.start()

    def print_labels(self) -> None:
        """Once there is a printer; a terminal without one needs no process for it."""
        if self._spooling is None:
            from kitchen_tui.spooling import Spooling

            self._spooling = Spooling(self._printing)
            self._spooling.start(self._folder)

    def poke(self) -> bool:
        """Something was recorded, perhaps a label waits: whether there is somebody to tell."""
        if self._spooling is not None:
            self._spooling.poke()
        return self._spooling is not None

    def stop(self) -> None:
        """The label in hand is finished; nothing is heard any more."""
        for scanner in self._scanners:
            scanner.close()
        if self._spooling is not None:
            self._spooling.stop()

    def _printing(self, told: Mapping[str, Any]) -> None:
        self._tell(Printing(told))

    def _heard(self, text: str, name: str, at_ms: int) -> None:
        from hardware.scan.ports import ident_of

        lasting = self._lasting.get(name)
        if lasting is None:
            lasting = self._lasting[name] = ident_of(name)
        self._tell(SerialHeard(text, lasting, at_ms))

    def _told(self, name: str, event: Event, says: str) -> None:
        if event == "unreadable":
            self._tell(NotTaken(UNREADABLE))
        else:
            self._lasting.pop(name, None)
            self._tell(ScannerTold(name, says if event == "lost" else ""))
