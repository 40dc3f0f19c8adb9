"""Which offer of an item is best: the arithmetic once for each, until the delivery after the next."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from data.core.clock import local_day, plus_days
from data.procurement.deliveries import Delivery, next_two
from data.procurement.demand import Ahead, Use, made
from data.procurement.inputs import Inputs, Wanted
from data.procurement.reckoning import MILLION, Asked, Pack, Reckoned, There, reckon
from data.procurement.rounding import up
from data.procurement.service import service_of
from data.procurement.supplier import Supplier, SupplyOffer

LOOKS_AHEAD = 60
"""Days for which is reckoned how long something lasts."""
_WITHOUT_OFFER = 7
"""Days for which something is missed that nobody sells."""


@dataclass(frozen=True, slots=True)
class Window:
    """From today until a delivery has to be followed by the next (that day is not in it)."""

    delivery: Delivery | None
    days: int
    arrives_in: int


@dataclass(frozen=True, slots=True)
class Choice:
    """What one offer comes to."""

    offer: SupplyOffer | None
    supplier: Supplier | None
    window: Window
    outlook: Outlook
    reckoned: Reckoned
    spoils: int
    runs_out: str | None

    def rank(self) -> tuple[str, Fraction, str, str]:
        """The least is best: what comes before one runs out, or else what comes first; of that the least price."""
        if self.offer is None or self.supplier is None:
            return "", Fraction(0), "", ""
        amount = self.reckoned.packs * self.offer.price
        paid = Fraction(amount, self.reckoned.quantity) if self.reckoned.quantity else self._list_price(self.offer)
        arrives = self.window.delivery.arrives if self.window.delivery is not None else ""
        return arrives if self.runs_out is not None else "", paid, arrives, self.offer.id

    @staticmethod
    def _list_price(offer: SupplyOffer) -> Fraction:
        return Fraction(offer.price, offer.pack_size)


def best_of(inputs: Inputs, wanted: Wanted, ahead: Ahead) -> Choice:
    """The best offer of an item; without any that ever comes, what is missed of it in a week."""
    outlooks: dict[int, Outlook] = {}
    choices = []
    for offer, supplier in wanted.offers:
        window = _window(supplier, inputs)
        if window is not None:
            outlook = _outlook(wanted, ahead, window, outlooks)
            choices.append(_choice(outlook, window, offer, supplier))
    if choices:
        return min(choices, key=Choice.rank)
    window = Window(None, _WITHOUT_OFFER, _WITHOUT_OFFER)
    return _choice(_outlook(wanted, ahead, window, outlooks), window, None, None)


def _outlook(wanted: Wanted, ahead: Ahead, window: Window, known: dict[int, Outlook]) -> Outlook:
    service = service_of(wanted.terms, max(window.days - window.arrives_in, 1))
    if service not in known:
        known[service] = Outlook(wanted, ahead, service)
    return known[service]


def _window(supplier: Supplier, inputs: Inputs) -> Window | None:
    """None where this supplier never delivers."""
    first, second = next_two(supplier, inputs.store.timezone, inputs.now)
    if first is None:
        return None
    today = local_day(inputs.now, inputs.store.timezone)
    arrives_in = _days_between(today, first.arrives)
    until = _days_between(today, second.arrives) if second is not None else LOOKS_AHEAD
    return Window(first, min(until, LOOKS_AHEAD), min(arrives_in, LOOKS_AHEAD))


def _days_between(first: str, last: str) -> int:
    many = 0
    while plus_days(first, many) < last:
        many += 1
    return many


class Outlook:
    """What the days ahead take of an item, when one wants to be so sure of it."""

    def __init__(self, wanted: Wanted, ahead: Ahead, service: int) -> None:
        """`whole` is what each day takes in whole units, what is lost on the way with it; `used` what of that has been
        taken already, `daily` what it still takes."""
        self.wanted, self.days, self.service = wanted, ahead.days, service
        self._sold = [(use, ahead.sold(use, service)) for use in wanted.uses]
        self.whole = self._whole()
        taken = dict(wanted.used)
        self.used = [min(max(taken.get(day, 0), 0), self.whole[n]) for n, day in enumerate(self.days)]
        self.daily = [day - used for day, used in zip(self.whole, self.used, strict=True)]

    def asked(self, days: int) -> Asked:
        """Of so many days. Demands of the same product in several stores stand each by itself."""
        demands = []
        for use, daily in self._sold:
            sold = sum(daily[:days])
            if sold:
                demands.append((use.selling.title, sold, made(use, sold)))
        return Asked(demands, self.wanted.held, sum(self.used[:days]))

    def there(self) -> There:
        """What need not be bought."""
        on_order = sum(one.quantity for one in self.wanted.coming)
        return There(self.wanted.shelves, on_order, self._expiring())

    def runs_out(self, days: int) -> str | None:
        """The first of so many days for which there is not enough."""
        there = sum(amount for _, amount in self.wanted.shelves) - self.wanted.held
        for n in range(min(days, len(self.daily))):
            came = sum(one.quantity for one in self.wanted.coming if one.arrives <= self.days[n])
            there -= self.daily[n]
            if there + came < 0:
                return self.days[n]
        return None

    def lasts_until(self, bought: int) -> str | None:
        """The last day for which there will be enough; None: longer than anybody reckons."""
        there = sum(amount for _, amount in self.wanted.shelves) + sum(one.quantity for one in self.wanted.coming)
        there += bought - self.wanted.held
        for n, day in enumerate(self.daily):
            there -= day
            if there < 0:
                return self.days[n - 1] if n else plus_days(self.days[0], -1)
        return None

    def _whole(self) -> list[int]:
        by_yield: dict[int, tuple[Use, list[int]]] = {}
        for use, daily in self._sold:
            known = by_yield.get(use.selling.yield_permille)
            summed = daily if known is None else [a + b for a, b in zip(known[1], daily, strict=True)]
            by_yield[use.selling.yield_permille] = (use, summed)
        days = [sum(made(use, summed[n]) for use, summed in by_yield.values()) for n in range(len(self.days))]
        waste = self.wanted.terms.waste_permille if self.wanted.terms is not None else 0
        return [day + up(day * waste, 1_000) for day in (up(millionths, MILLION) for millionths in days)]

    def _expiring(self) -> int:
        """What of the shelf is over before it can be used, when the oldest goes first."""
        lost, used = 0, 0
        dated = sorted((lot.best_before, lot.quantity) for lot in self.wanted.lots if lot.best_before is not None)
        for best_before, quantity in dated:
            until = sum(day for at, day in zip(self.days, self.daily, strict=True) if at <= best_before)
            taken = min(quantity, max(until - used, 0))
            used += taken
            lost += quantity - taken
        return lost


def _choice(outlook: Outlook, window: Window, offer: SupplyOffer | None, supplier: Supplier | None) -> Choice:
    wanted = outlook.wanted
    keeps = wanted.terms.shelf_life_days if wanted.terms is not None else None
    fresh_days = None if keeps is None else min(window.arrives_in + keeps, LOOKS_AHEAD)
    there, asked = outlook.there(), outlook.asked(window.days)
    fresh = None if fresh_days is None else outlook.asked(fresh_days)
    waste = wanted.terms.waste_permille if wanted.terms is not None else 0
    safety = _safety(wanted)
    packing = None if offer is None else Pack(offer.pack_size, offer.minimum, offer.multiple)
    short = fresh if fresh_days is not None and fresh_days < window.days else None
    reckoned = reckon(asked, there, waste_permille=waste, safety=safety, pack=packing, asked_while_fresh=short)
    usable = None if fresh is None else reckon(fresh, there, waste_permille=waste, safety=safety).quantity
    spoils = 0 if usable is None else max(reckoned.quantity - usable, 0)
    return Choice(offer, supplier, window, outlook, reckoned, spoils, outlook.runs_out(window.arrives_in))


def _safety(wanted: Wanted) -> int:
    """What shall always be there: what was said, else what the store keeps back anyway."""
    said = wanted.terms.safety if wanted.terms is not None else None
    return wanted.item.buffer if said is None else said
