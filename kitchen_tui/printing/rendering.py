"""The one door to what draws labels: it loads libraries for pictures and printers, so the app never opens it."""

from __future__ import annotations

from hardware.label.formats import FORMATS, NotPrintable, rendered
from hardware.label.probe import probe, questions

__all__ = ["FORMATS", "NotPrintable", "probe", "questions", "rendered"]
