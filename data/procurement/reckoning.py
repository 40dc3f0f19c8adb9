"""The arithmetic of one item, in whole units of it: what is asked for, less what is there, in packs. Every step is a
part, and the parts sum to what is bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from data.procurement.rounding import up

DEMAND, HELD, YIELD, WASTE, SAFETY, EXPIRING = "demand", "held", "yield", "waste", "safety", "expiring"
ON_HAND, ON_ORDER, ENOUGH = "on_hand", "on_order", "enough"
USED, SHELF_LIFE, MINIMUM, PACKS, MULTIPLE = "used", "shelf_life", "minimum", "packs", "multiple"
MILLION = 10**6
_PERMILLE = 1_000


@dataclass(frozen=True, slots=True)
class Part:
    """One step: `of` names the product of a demand, or the store of a stock."""

    code: str
    of: str
    amount: int


@dataclass(frozen=True, slots=True)
class Pack:
    """See SupplyOffer."""

    size: int
    minimum: int = 0
    multiple: int = 1


@dataclass(frozen=True, slots=True)
class Asked:
    """What a number of days takes of one item. Each demand is [of, millionths of the item's unit that are sold, and
    that have to be made so that as many can be sold]; `held` is what orders outside the forecast have been promised,
    `used` what was taken from the shelf for these days already."""

    demands: Sequence[tuple[str, int, int]]
    held: int = 0
    used: int = 0


@dataclass(frozen=True, slots=True)
class There:
    """What need not be bought: what lies in each store, and what has been ordered before; `expiring` of it will be
    thrown away."""

    on_hand: Sequence[tuple[str, int]]
    on_order: int = 0
    expiring: int = 0


@dataclass(frozen=True, slots=True)
class Reckoned:
    """`quantity` is the sum of the parts; `surplus` what of it nobody has asked for."""

    parts: tuple[Part, ...]
    quantity: int
    packs: int
    surplus: int


def gross(asked: Asked, waste_permille: int) -> list[Part]:
    """What the days take, with what is lost on the way; each part rounded up by itself."""
    sold = [Part(DEMAND, of, up(net, MILLION)) for of, net, _ in asked.demands]
    made = sum(up(whole, MILLION) for _, _, whole in asked.demands)
    lost = made - sum(part.amount for part in sold)
    parts = [*sold, Part(HELD, "", asked.held), Part(YIELD, "", lost)]
    parts.append(Part(WASTE, "", up((made + asked.held) * waste_permille, _PERMILLE)))
    return [*parts, Part(USED, "", -asked.used)]


def reckon(
    asked: Asked,
    there: There,
    *,
    waste_permille: int = 0,
    safety: int = 0,
    pack: Pack | None = None,
    asked_while_fresh: Asked | None = None,
) -> Reckoned:
    """What to buy. `asked_while_fresh` is what can be used of it before it spoils, where that is less than `asked`;
    without a pack the quantity is what is missing, loose."""
    parts = [*gross(asked, waste_permille), Part(SAFETY, "", safety), Part(EXPIRING, "", there.expiring)]
    parts += [Part(ON_HAND, store, -amount) for store, amount in there.on_hand]
    parts.append(Part(ON_ORDER, "", -there.on_order))
    missing = total(parts)
    if missing <= 0:
        return _told([*parts, Part(ENOUGH, "", -missing)], 0, -missing)
    if asked_while_fresh is not None:
        usable = max(missing - total(gross(asked, waste_permille)) + total(gross(asked_while_fresh, waste_permille)), 0)
        parts.append(Part(SHELF_LIFE, "", min(usable - missing, 0)))
        missing = total(parts)
    if pack is None or missing == 0:
        return _told(parts, 0, 0)
    rounding = _rounded(missing, pack)
    bought = missing + total(rounding)
    return _told([*parts, *rounding], bought // pack.size, bought - missing)


def total(parts: Sequence[Part]) -> int:
    """Their sum."""
    return sum(part.amount for part in parts)


def _rounded(missing: int, pack: Pack) -> list[Part]:
    """Once for all that is missing: to the least that is sold, to whole packs, to as many as are sold together."""
    least = max(missing, pack.minimum)
    packs = up(least, pack.size)
    sold = up(packs, pack.multiple) * pack.multiple
    whole = packs * pack.size
    return [
        Part(MINIMUM, "", least - missing),
        Part(PACKS, "", whole - least),
        Part(MULTIPLE, "", sold * pack.size - whole),
    ]


def _told(parts: Sequence[Part], packs: int, surplus: int) -> Reckoned:
    """What adds nothing is left out, but that a demand is there."""
    kept = tuple(part for part in parts if part.amount)
    return Reckoned(kept, total(kept), packs, surplus)
