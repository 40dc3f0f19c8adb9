"""A serial scanner is known by its lasting name, whichever of its paths it was given by."""

from __future__ import annotations

import queue
from pathlib import Path

import pytest

from hardware.scan import ports
from hardware.scan.ports import Port
from kitchen_tui.news import SerialHeard
from kitchen_tui.plugged_in import PluggedIn
from tests.hardware.scan.scanner_line import Line, connected

LASTING = "usb-05e0:1701-S1"


@pytest.mark.parametrize("listed", [True, False], ids=["a port with a lasting name", "a port without one"])
def test_what_it_scans_comes_under_its_lasting_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, listed: bool
) -> None:
    line = Line(tmp_path / "scanner")
    line.plug()
    device = str(line.path.resolve())
    monkeypatch.setattr(ports, "found", lambda: (Port(device, LASTING, "A scanner", True),) if listed else ())
    came: queue.SimpleQueue[object] = queue.SimpleQueue()
    plugged_in = PluggedIn(tmp_path, (str(line.path),), came.put)
    plugged_in.hear_scanners()
    try:
        connected(plugged_in._scanners[0])
        line.send(b"B20001\r")
        while not isinstance(heard := came.get(timeout=20), SerialHeard):
            pass
    finally:
        plugged_in.stop()
        line.unplug()
    assert (heard.text, heard.scanner) == ("B20001", LASTING if listed else str(line.path))
