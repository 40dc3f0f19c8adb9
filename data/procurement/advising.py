"""What to buy of each item, of whom and by when: the arithmetic over everything that is wanted, and what there is to
be said about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from data.core.clock import local_day
from data.core.ids import derived_id
from data.core.packed import pack, unpack
from data.procurement.choosing import LOOKS_AHEAD, Choice, best_of
from data.procurement.demand import Ahead
from data.procurement.inputs import Inputs, Wanted
from data.procurement.reckoning import DEMAND
from data.procurement.recommendation import Recommendation

NO_OFFER, NO_DELIVERY, NO_RECIPE, STRANGE_UNIT = "no_offer", "no_delivery", "no_recipe", "strange_unit"
RUNS_OUT, SPOILS, ORDERED_TODAY, LATE, MINIMUM_VALUE = "runs_out", "spoils", "ordered_today", "late", "minimum_value"

Doubt = tuple[str, str, int]
"""Code, of what, amount."""


def advice(inputs: Inputs) -> tuple[Recommendation, ...]:
    """One for each item that is used or offered, and one for each product that nobody has told a recipe of; what is to
    be ordered first comes first."""
    ahead = Ahead(local_day(inputs.now, inputs.store.timezone), LOOKS_AHEAD)
    found = [_told(inputs, wanted, ahead, best_of(inputs, wanted, ahead)) for wanted in inputs.items]
    found = _with_minimum_value(found, inputs)
    found += [_bare(inputs, product_id, title) for product_id, title in inputs.bare]
    return tuple(sorted(found, key=urgency))


def urgency(one: Recommendation) -> tuple[bool, bool, int, str, str]:
    """What is to be bought before what is not, and of it what has to be ordered first."""
    late = one.order_by if one.order_by is not None else 2**62
    return one.quantity == 0, one.offer_id is None, late, one.item.casefold(), one.id


def _told(inputs: Inputs, wanted: Wanted, ahead: Ahead, best: Choice) -> Recommendation:
    item, reckoned, window = wanted.item, best.reckoned, best.window
    price = best.offer.price if best.offer is not None else 0
    demands = [part for part in reckoned.parts if part.code == DEMAND]
    delivery = window.delivery
    return Recommendation(
        id=recommendation_id(inputs.store.id, item.id),
        store_id=inputs.store.id,
        item_id=item.id,
        item=item.name,
        unit=item.unit,
        supplier_id=best.supplier.id if best.supplier is not None else None,
        offer_id=best.offer.id if best.offer is not None else None,
        quantity=reckoned.quantity,
        packs=reckoned.packs,
        amount=reckoned.packs * price,
        currency=inputs.store.currency,
        order_by=delivery.order_by if delivery is not None else None,
        arrives=delivery.arrives if delivery is not None else None,
        covers_until=ahead.days[window.days - 1] if demands and window.days else None,
        runs_out=best.runs_out,
        surplus=reckoned.surplus,
        lasts_until=best.outlook.lasts_until(reckoned.quantity) if reckoned.surplus else None,
        parts=pack([[part.code, part.of, part.amount] for part in reckoned.parts]),
        products=pack(_behind(wanted, ahead, best)),
        warnings=pack([list(each) for each in _warnings(inputs, wanted, best)]),
        made_at=inputs.now,
    )


def recommendation_id(store_id: str, item_id: str) -> str:
    """One for each item of a store."""
    return derived_id(store_id, f"recommendation:{item_id}")


def _behind(wanted: Wanted, ahead: Ahead, best: Choice) -> list[list[object]]:
    """The products behind it: store, product, first and last day, thousandths of the item's unit in one."""
    days = best.window.days
    return [
        [use.selling.store_id, use.selling.product_id, ahead.days[0], ahead.days[days - 1], use.takes]
        for use in wanted.uses
        if days and any(ahead.sold(use, best.outlook.service)[:days])
    ]


def _warnings(inputs: Inputs, wanted: Wanted, best: Choice) -> list[Doubt]:
    today = local_day(inputs.now, inputs.store.timezone)
    found: list[Doubt] = []
    if best.offer is None:
        known = wanted.offers
        found.append((NO_DELIVERY, known[0][1].name, 0) if known else (NO_OFFER, wanted.item.name, 0))
    if best.runs_out is not None:
        found.append((RUNS_OUT, best.runs_out, 0))
    if best.spoils:
        found.append((SPOILS, "", best.spoils))
    found += [(LATE, one.code, one.quantity) for one in wanted.coming if one.arrives < today]
    same = [one for one in wanted.coming if best.supplier is not None and one.supplier_id == best.supplier.id]
    found += [(ORDERED_TODAY, one.code, one.quantity) for one in same if one.made_on == today]
    return found + [(STRANGE_UNIT, store, 0) for store in wanted.strange]


def _bare(inputs: Inputs, product_id: str, title: str) -> Recommendation:
    """A product that sells, and nobody knows what it takes."""
    return Recommendation(
        id=recommendation_id(inputs.store.id, f"product:{product_id}"),
        store_id=inputs.store.id,
        item_id="",
        item=title,
        unit="",
        supplier_id=None,
        offer_id=None,
        quantity=0,
        packs=0,
        amount=0,
        currency=inputs.store.currency,
        order_by=None,
        arrives=None,
        covers_until=None,
        runs_out=None,
        surplus=0,
        lasts_until=None,
        parts="[]",
        products="[]",
        warnings=pack([[NO_RECIPE, title, 0]]),
        made_at=inputs.now,
    )


def _with_minimum_value(found: Sequence[Recommendation], inputs: Inputs) -> list[Recommendation]:
    """A supplier takes no order below a value: its lines say what is lacking."""
    least = {supplier.id: supplier for wanted in inputs.items for _, supplier in wanted.offers}

    def told(one: Recommendation) -> Recommendation:
        supplier = least.get(one.supplier_id or "")
        value = sum(each.amount for each in found if each.supplier_id == one.supplier_id)
        if supplier is None or not one.quantity or value >= supplier.minimum_value:
            return one
        lacking = [MINIMUM_VALUE, supplier.name, supplier.minimum_value - value]
        return replace(one, warnings=pack([*unpack(one.warnings), lacking]))

    return [told(one) for one in found]
