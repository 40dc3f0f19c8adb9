"""Quantities as suppliers write them (`25 lb`, `sack of 25 kg`, `6 x 1 l`, `2 dozen`), exactly in an item's unit."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from math import ceil, floor

from pint import UnitRegistry
from pint.errors import PintError

MOST = 10**12
_LONGEST = 80
_KINDS = ("mass", "volume", "piece")
_AMOUNT = r"(\d{1,12}(?:[.,]\d{1,9})?|\d{1,6}/\d{1,6})"
_TIMES = re.compile(rf"{_AMOUNT}\s*[x\u00d7*]\s*{_AMOUNT}\s*([^\W\d][\w .]*)", re.IGNORECASE)
_ONE = re.compile(rf"{_AMOUNT}\s*([^\W\d][\w .]*)?")
_NAMED = re.compile(r"(?:a |an |one )?[^\W\d][\w -]* of (.+)", re.IGNORECASE)
_PIECES = "piece = [piece] = pc = pieces = pcs = stk"
_OURS = {
    "fl oz": "fluid_ounce",
    "floz": "fluid_ounce",
    "lbs": "pound",
    "dz": "dozen",
    "x": "piece",
    "each": "piece",
    "ea": "piece",
    "t": "metric_ton",
    "cc": "ml",
    "imp gal": "imperial_gallon",
    "imp pt": "imperial_pint",
    "zentner": "zentner",
    "st": "piece",
}
"""Short forms that mean something else to a physicist, or nothing."""


class NotInUnits(ValueError):
    """It cannot be read, or is no amount of such an item; the text says why."""


def in_unit(text: str, unit: str, density: int | None = None) -> Fraction:
    """How much of `unit` a text is, exactly. Mass becomes volume, and volume mass, only by a density in grams a litre.
    Raises NotInUnits."""
    amount, found = _read(text)
    registry = _registry()
    own, theirs = _unit(unit), _unit(found or unit)
    quantity = registry.Quantity(Fraction(amount), theirs)
    try:
        if density is not None and {"mass", "volume"} == {_kind(own), _kind(theirs)}:
            weight = registry.Quantity(Fraction(density), "gram / liter")
            quantity = quantity * weight if _kind(own) == "mass" else quantity / weight
        told = Fraction(quantity.to(own).magnitude)
    except PintError as trouble:
        raise NotInUnits(_unlike(text, unit, _kind(own), _kind(theirs))) from trouble
    if not 0 <= told <= MOST:
        raise NotInUnits(f"{text}: that is more than any store room holds")
    return told


def pack_size(text: str, unit: str, density: int | None = None) -> int:
    """Whole units in a pack, never more than are in it. Raises NotInUnits."""
    size = floor(in_unit(text, unit, density))
    if size < 1:
        raise NotInUnits(f"{text}: that is less than one {unit}")
    return size


def at_least(text: str, unit: str, density: int | None = None) -> int:
    """Whole units that are not less than this. Raises NotInUnits."""
    return ceil(in_unit(text, unit, density))


def _read(text: str) -> tuple[Fraction, str]:
    """The number and the unit that stands behind it."""
    said = " ".join(text.split())
    if not said or len(said) > _LONGEST:
        raise NotInUnits("Say how much it is, such as 25 kg, 50 lb, 6 x 1 l or 2 dozen")
    named = _NAMED.fullmatch(said)
    inner = named[1] if named else said
    if times := _TIMES.fullmatch(inner):
        return _number(times[1], text) * _number(times[2], text), times[3]
    if one := _ONE.fullmatch(inner):
        return _number(one[1], text), one[2] or ""
    if re.fullmatch(r"[^\W\d][\w .]*", inner):
        return Fraction(1), inner
    raise NotInUnits(f"{text!r} is no amount: write 25 kg, 50 lb, 6 x 1 l or 2 dozen")


def _number(written: str, text: str) -> Fraction:
    """Exactly; `1,500` may be one and a half or fifteen hundred, and is not guessed at."""
    if re.fullmatch(r"\d{1,3},\d{3}", written):
        raise NotInUnits(
            f"{text}: that can be read in two ways: write {written.replace(',', '.')} or {written.replace(',', '')}"
        )
    try:
        return Fraction(written.replace(",", "."))
    except (ValueError, ZeroDivisionError) as trouble:
        raise NotInUnits(f"{text!r} is no amount") from trouble


@cache
def _registry() -> UnitRegistry[Fraction]:
    registry: UnitRegistry[Fraction] = UnitRegistry(non_int_type=Fraction, cache_folder=None)
    registry.define(_PIECES)
    registry.define("dozen = 12 * piece")
    registry.define("zentner = 50 * kilogram")
    return registry


@cache
def _unit(name: str) -> str:
    """As the registry calls it."""
    said = " ".join(name.replace(".", " ").split())
    for each in (_OURS.get(said.casefold()), said, said.casefold()):
        try:
            if each and _kind(each):
                return each
        except (PintError, ValueError, TypeError, AttributeError):
            continue
    raise NotInUnits(f"Nobody knows the unit {name!r}: kg, g, l, ml, lb, oz, gal, fl oz, pc, dozen ...")


def _kind(unit: str) -> str:
    """Mass, volume or piece; "" for anything else."""
    one = _registry().Quantity(Fraction(1), unit)
    return next((kind for kind in _KINDS if one.check(f"[{kind}]")), "")


def _unlike(text: str, unit: str, own: str, theirs: str) -> str:
    if "piece" in (own, theirs):
        return f"{text}: what is counted in {unit} cannot be told in that; say how much one is"
    return f"{text}: what is counted in {unit} cannot be told in that without its density (grams a litre)"
