"""Quantities as people type them, in the unit of an item: exactly, or a sentence why not."""

from __future__ import annotations

import re
from fractions import Fraction

from data.core.text import clean, one_line

_UNITS: dict[str, tuple[str, Fraction]] = {
    "mg": ("mass", Fraction(1, 1000)),
    "g": ("mass", Fraction(1)),
    "kg": ("mass", Fraction(1000)),
    "t": ("mass", Fraction(1_000_000)),
    "ml": ("volume", Fraction(1)),
    "cl": ("volume", Fraction(10)),
    "dl": ("volume", Fraction(100)),
    "l": ("volume", Fraction(1000)),
}
_PIECES = frozenset(("pc", "pcs", "piece", "pieces", "x"))
_TYPED = re.compile(r"([+-]?)\s*(\d{1,40})(?:([.,])(\d{1,9}))?\s*([^\d\s.,+-].*)?")
_MOST = 10**12
_LONGEST_UNIT = 20


class NotAQuantity(ValueError):
    """`says` is why."""

    def __init__(self, says: str) -> None:
        """Keeps it."""
        super().__init__(says)
        self.says = says


def measured(text: str, unit: str, thousands: str = ",") -> int:
    """`2.5 kg` of an item that is counted in g is 2500; raises NotAQuantity. A sign is kept: see `signed`. `thousands`
    is the mark that the person's country parts them with: what may be such a number as well is not guessed at."""
    found = _TYPED.fullmatch(plain(text))
    if found is None:
        like = example(unit)
        raise NotAQuantity(f"Type a number, with its unit if you like: {like}")
    sign, whole, mark, part, typed = found.groups()
    if mark and len(part) == 3 and mark == thousands:
        fraction, number = f"{whole}{',' if mark == '.' else '.'}{part}", f"{whole}{part}"
        typed = f"{whole}{mark}{part}"
        raise NotAQuantity(f"{typed} can be read in two ways: write {fraction} or {number}")
    amount = Fraction(f"{whole}.{part or 0}") * _factor((typed or "").strip(), unit)
    if amount.denominator != 1:
        raise NotAQuantity(f"It is counted in whole {_short(unit)}")
    if amount > _MOST:
        raise NotAQuantity("That is more than any store room holds")
    return -int(amount) if sign == "-" else int(amount)


def ratio(unit: str, own: str) -> Fraction | None:
    """How much of `own` one of `unit` is; None where nobody can say, as of pieces and grams."""
    try:
        return _factor(unit.strip(), own)
    except NotAQuantity:
        return None


def signed(text: str) -> str:
    """`+` or `-` where a quantity begins with it."""
    typed = plain(text)
    return typed[0] if typed[:1] in ("+", "-") else ""


def example(unit: str) -> str:
    """How a quantity of this unit may be typed."""
    kind = _UNITS.get(unit.strip().casefold(), ("", Fraction(0)))[0]
    return {"mass": "500 g, 2.5 kg", "volume": "750 ml, 1.5 l"}.get(kind, "12")


def plain(text: str) -> str:
    """Digits of any script as ours, the long minus as the short one."""
    digits = (str(int(sign)) if sign.isdecimal() else sign for sign in text.strip())
    return "".join(digits).replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ")


def _factor(typed: str, unit: str) -> Fraction:
    """What one of the typed unit is in the item's own."""
    wanted, own = typed.casefold().rstrip("."), unit.strip().casefold()
    if not wanted or wanted == own or (wanted in _PIECES and own in _PIECES):
        return Fraction(1)
    if wanted in _UNITS and own in _UNITS and _UNITS[wanted][0] == _UNITS[own][0]:
        return _UNITS[wanted][1] / _UNITS[own][1]
    raise NotAQuantity(f"It is counted in {_short(unit)}, not in {_short(typed)}")


def _short(unit: str) -> str:
    return one_line(clean(unit, _LONGEST_UNIT))
