"""The paper of a printer: its profile with what is this printer's own."""

from __future__ import annotations

from dataclasses import replace

from data.organization.printer import Printer
from hardware.label.profile import PROFILES, NotPrintable, Profile


def profile_of(printer: Printer) -> Profile:
    """Raises NotPrintable when this program does not know the printer's profile."""
    profile = PROFILES.get(printer.profile)
    if profile is None:
        raise NotPrintable(f"{printer.name} has paper {printer.profile}, which this program does not know")
    own = replace(profile, code_page=printer.code_page or profile.code_page, cutter=profile.cutter and printer.cutter)
    if printer.width_mm:
        own = replace(own, width_mm=float(printer.width_mm), printable_mm=0.0)
    return replace(own, dpi=printer.dpi) if printer.dpi else own
