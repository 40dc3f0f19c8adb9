"""Every look there is, in the order that people read them."""

from __future__ import annotations

from pathlib import Path

from kitchen_tui.doctor.devices import look_at_printers, look_at_scanners
from kitchen_tui.doctor.disk import look_at_disk
from kitchen_tui.doctor.finding import Finding
from kitchen_tui.doctor.hub import look_at_hub
from kitchen_tui.doctor.screen import look_at_screen
from kitchen_tui.doctor.store import look_at_store


def look_at_all(folder: Path) -> list[Finding]:
    """How everything is that a terminal with this data folder stands on. Takes a second or two: disks and printers
    are asked."""
    return [
        *look_at_screen(),
        *look_at_disk(folder),
        *look_at_store(folder),
        *look_at_hub(folder),
        *look_at_scanners(folder),
        *look_at_printers(folder),
    ]
