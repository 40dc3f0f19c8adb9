"""Quantities as people type them, in the unit of an item: exactly, or a sentence why not."""

from __future__ import annotations

import re
from fractions import Fraction

from kitchen_tui.cells import cut
from kitchen_tui.regional import number
from kitchen_tui.texts import _

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


class NotAQuantity(ValueError):
    """`says` is why, in the person's language."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


def quantity(text: str, unit: str) -> int:
    """`2.5 kg` of an item that is counted in g is 2500; raises NotAQuantity. A sign is kept: see `signed`."""
    found = _TYPED.fullmatch(_plain(text))
    if found is None:
        raise NotAQuantity(_("Type a number, with its unit if you like: {example}").format(example=example(unit)))
    sign, whole, mark, part, typed = found.groups()
    if mark and len(part) == 3 and mark == number(1000)[1:2]:
        # The mark that parts thousands here, where a fraction could stand as well.
        fraction = f"{whole}{',' if mark == '.' else '.'}{part}"
        says = _("{typed} can be read in two ways: write {fraction} or {number}")
        raise NotAQuantity(says.format(typed=f"{whole}{mark}{part}", fraction=fraction, number=f"{whole}{part}"))
    amount = Fraction(f"{whole}.{part or 0}") * _factor((typed or "").strip(), unit)
    if amount.denominator != 1:
        raise NotAQuantity(_("It is counted in whole {unit}").format(unit=cut(unit, 20)))
    if amount > _MOST:
        raise NotAQuantity(_("That is more than any store room holds"))
    return -int(amount) if sign == "-" else int(amount)


def signed(text: str) -> str:
    """`+` or `-` where a quantity begins with it."""
    plain = _plain(text)
    return plain[0] if plain[:1] in ("+", "-") else ""


def shown_quantity(amount: int, unit: str) -> str:
    """`2,500 g`."""
    return f"{number(amount)} {cut(unit, 12)}".rstrip()


def shown_change(amount: int, unit: str = "") -> str:
    """`+2,500 g`, and `0 g` for nothing."""
    plus = "+" if amount > 0 else ""
    return f"{plus}{shown_quantity(amount, unit)}"


def example(unit: str) -> str:
    """How a quantity of this unit may be typed."""
    kind = _UNITS.get(unit.strip().casefold(), ("", Fraction(0)))[0]
    return {"mass": "500 g, 2.5 kg", "volume": "750 ml, 1.5 l"}.get(kind, "12")


def _plain(text: str) -> str:
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
    says = _("It is counted in {unit}, not in {typed}")
    raise NotAQuantity(says.format(unit=cut(unit, 20), typed=cut(typed, 20)))
