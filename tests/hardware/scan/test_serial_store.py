"""Hostile bytes at the serial port of a working bench: nothing that anybody made or ordered changes."""

from __future__ import annotations

import queue
from pathlib import Path

from data.kitchen.unknown import UnknownScan
from hardware.scan.repeat import RepeatFilter
from hardware.scan.serial import SerialScanner
from tests.hardware.scan.scanner_line import PATIENCE_S, Line, connected
from tests.hardware.scan.test_hostile_bytes import hostile_bytes
from tests.kitchen_tui.at_work import ANA, Kitchen
from tests.support.bakery import Bakery
from tests.support.dockets import docket
from tests.support.dump import dump

_NOTED = ("unknown_scan", "stage_events", "journal", "event_log", "pending")
"""What is kept of a code that may yet turn out to be somebody's ticket."""
_LAST = "END"


def test_hostile_bytes_move_no_ticket(bakery: Bakery, tmp_path: Path) -> None:
    kitchen = Kitchen(bakery, tmp_path)
    bakery.take_in(docket("20001"))
    desk, line, codes = kitchen.desk(), Line(tmp_path / "scanner"), queue.SimpleQueue[str]()
    before = dump(bakery.database, _NOTED)
    line.plug()
    scanner = SerialScanner(str(line.path), heard=lambda text, name, at_ms: codes.put(text))
    scanner.start()
    connected(scanner)
    try:
        for chunk in hostile_bytes(200_000, seed=8):
            line.send(chunk)
        line.send(f"\r{_LAST}\r".encode())
        repeats, heard = RepeatFilter(), 0
        while (text := codes.get(timeout=PATIENCE_S)) != _LAST:
            heard += 1
            if repeats.accepts(text, heard):
                desk.scan(text, "Filling", ANA)
    finally:
        scanner.close()
        line.unplug()

    assert heard > 3_000
    assert dump(bakery.database, _NOTED) == before
    assert bakery.all(UnknownScan)
