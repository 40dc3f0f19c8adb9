"""Which offer of an item is best: the arithmetic once for each, until the delivery after the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from data.core.clock import local_day, plus_days
from data.procurement.deliveries import Delivery, next_two
from data.procurement.demand import Ahead, made
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
    service: int
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
    choices = []
    for offer, supplier in wanted.offers:
        window = _window(supplier, inputs)
        if window is not None:
            choices.append(_choice(wanted, ahead, window, offer, supplier))
    if choices:
        return min(choices, key=Choice.rank)
    return _choice(wanted, ahead, Window(None, _WITHOUT_OFFER, _WITHOUT_OFFER), None, None)


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


def _choice(
    wanted: Wanted, ahead: Ahead, window: Window, offer: SupplyOffer | None, supplier: Supplier | None
) -> Choice:
    terms = wanted.terms
    service = service_of(terms, max(window.days - window.arrives_in, 1))
    keeps = terms.shelf_life_days if terms is not None else None
    fresh_days = None if keeps is None else min(window.arrives_in + keeps, LOOKS_AHEAD)
    there = _there(wanted, ahead, service)
    asked = _asked(wanted, ahead, service, window.days)
    fresh = None if fresh_days is None else _asked(wanted, ahead, service, fresh_days)
    waste = terms.waste_permille if terms is not None else 0
    safety = _safety(wanted)
    packing = None if offer is None else Pack(offer.pack_size, offer.minimum, offer.multiple)
    short = fresh if fresh_days is not None and fresh_days < window.days else None
    reckoned = reckon(asked, there, waste_permille=waste, safety=safety, pack=packing, asked_while_fresh=short)
    usable = None if fresh is None else reckon(fresh, there, waste_permille=waste, safety=safety).quantity
    spoils = 0 if usable is None else max(reckoned.quantity - usable, 0)
    return Choice(offer, supplier, window, service, reckoned, spoils, _runs_out(wanted, ahead, window, service))


def _safety(wanted: Wanted) -> int:
    """What shall always be there: what was said, else what the store keeps back anyway."""
    said = wanted.terms.safety if wanted.terms is not None else None
    return wanted.item.buffer if said is None else said


def _asked(wanted: Wanted, ahead: Ahead, service: int, days: int) -> Asked:
    """Demands of the same product in several stores stand each by itself."""
    demands = []
    for use in wanted.uses:
        sold = sum(ahead.sold(use, service)[:days])
        if sold:
            demands.append((use.selling.title, sold, made(use, sold)))
    return Asked(demands, wanted.held, sum(_used(wanted, ahead, _whole(wanted, ahead, service))[:days]))


def _there(wanted: Wanted, ahead: Ahead, service: int) -> There:
    on_order = sum(one.quantity for one in wanted.coming)
    return There(wanted.shelves, on_order, _expiring(wanted, ahead.days, _daily(wanted, ahead, service)))


def _whole(wanted: Wanted, ahead: Ahead, service: int) -> list[int]:
    """What each day takes, in whole units, what is lost on the way with it."""
    waste = wanted.terms.waste_permille if wanted.terms is not None else 0
    days = [0] * len(ahead.days)
    for use in wanted.uses:
        for n, sold in enumerate(ahead.sold(use, service)):
            days[n] += made(use, sold)
    whole = [up(day, MILLION) for day in days]
    return [day + up(day * waste, 1_000) for day in whole]


def _used(wanted: Wanted, ahead: Ahead, whole: Sequence[int]) -> list[int]:
    """What has been taken already of what each day takes, and no more than that."""
    taken = dict(wanted.used)
    return [min(max(taken.get(day, 0), 0), whole[n]) for n, day in enumerate(ahead.days)]


def _daily(wanted: Wanted, ahead: Ahead, service: int) -> list[int]:
    """What each day still takes from the shelf."""
    whole = _whole(wanted, ahead, service)
    return [day - used for day, used in zip(whole, _used(wanted, ahead, whole), strict=True)]


def _expiring(wanted: Wanted, days: Sequence[str], daily: Sequence[int]) -> int:
    """What of the shelf is over before it can be used, when the oldest goes first."""
    lost, used = 0, 0
    dated = sorted((lot.best_before, lot.quantity) for lot in wanted.lots if lot.best_before is not None)
    for best_before, quantity in dated:
        until = sum(day for at, day in zip(days, daily, strict=True) if at <= best_before)
        taken = min(quantity, max(until - used, 0))
        used += taken
        lost += quantity - taken
    return lost


def _runs_out(wanted: Wanted, ahead: Ahead, window: Window, service: int) -> str | None:
    """The first day for which there is not enough, before the delivery comes."""
    daily = _daily(wanted, ahead, service)
    there = sum(amount for _, amount in wanted.shelves) - wanted.held
    for n in range(min(window.arrives_in, len(daily))):
        came = sum(one.quantity for one in wanted.coming if one.arrives <= ahead.days[n])
        there -= daily[n]
        if there + came < 0:
            return ahead.days[n]
    return None


def lasts_until(wanted: Wanted, ahead: Ahead, best: Choice) -> str | None:
    """The last day for which there will be enough; None: longer than anybody reckons."""
    daily = _daily(wanted, ahead, best.service)
    there = sum(amount for _, amount in wanted.shelves) + sum(one.quantity for one in wanted.coming)
    there += best.reckoned.quantity - wanted.held
    for n, day in enumerate(daily):
        there -= day
        if there < 0:
            return ahead.days[n - 1] if n else plus_days(ahead.days[0], -1)
    return None
