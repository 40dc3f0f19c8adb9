"""Whose work a label is here, and on which paper: a printer's profile with what is its own."""

from __future__ import annotations

from dataclasses import replace

from data.organization.printer import ALL, Printer
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


def first_choice(wanted: str | None, kind: str, printers: list[Printer]) -> str | None:
    """The printer whose work a label is: one for this kind alone before one for all, a backup after the others."""
    if wanted is not None:
        return wanted if wanted in {p.name for p in printers} else None
    backups = {p.backup for p in printers}
    able = sorted((p.prints == ALL, p.name in backups, p.name) for p in printers if p.takes(kind))
    return able[0][2] if able else None
