"""Contact data as it may leave the authority: enough to recognise one's own, too little to use."""

from __future__ import annotations

_FEWEST_DIGITS = 6


def mask_phone(phone: str | None) -> str | None:
    """The last three digits (`…459`); None for a number too short to hide the rest."""
    digits = [c for c in phone or "" if "0" <= c <= "9"]
    return f"…{''.join(digits[-3:])}" if len(digits) >= _FEWEST_DIGITS else None


def mask_email(email: str | None) -> str | None:
    """The first letter (`m…@…`); None for what is no address."""
    name, at, host = (email or "").strip().partition("@")
    return f"{name[0]}…@…" if name and at and host else None
