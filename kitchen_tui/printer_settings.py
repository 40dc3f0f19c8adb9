"""What can be set of a printer, checked before it is asked for: for the shell and for the form."""

from __future__ import annotations

from hardware.label.profile import PROFILES
from hardware.label.spelling import PAGES
from hardware.wire import check_address

_COARSEST, _FINEST = 100, 1_200
"""Dots an inch of the print heads that there are."""


def printer_trouble(
    address: str, profile: str, code_page: str | None, width_mm: int | None, dpi: int | None
) -> tuple[str, str] | None:
    """The first setting that cannot be, and why, in words; None when all can."""
    if profile not in PROFILES:
        return "profile", f"no profile {profile!r}: one of {', '.join(PROFILES)}"
    if code_page is not None and code_page not in PAGES:
        return "code_page", f"no code page {code_page!r}: one of {', '.join(PAGES)}"
    if width_mm is not None and not 1 <= width_mm <= PROFILES[profile].width_mm:
        return "width_mm", f"the width is 1 to {PROFILES[profile].width_mm:.0f} mm, that of {profile}"
    if dpi is not None and not _COARSEST <= dpi <= _FINEST:
        return "dpi", f"dots an inch are {_COARSEST} to {_FINEST}, not {dpi}"
    wrong = check_address(address)
    return None if wrong is None else ("address", wrong)
