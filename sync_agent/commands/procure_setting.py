"""`sync-agent procure suppliers, supplier, offers, offer, terms`: who sells what, in which packs, on which days."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sync_agent.cli import FAILED, OK, REFUSED, USAGE, complain, tell

if TYPE_CHECKING:
    from data.core.command import Command
    from data.procurement.supplier import Supplier
    from sync_agent.shelves.room import Place, Room

    _Parser = argparse.ArgumentParser
    _Doings = argparse._SubParsersAction[argparse.ArgumentParser]

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def arguments(doings: _Doings, doing: Callable[[_Doings, str, str], _Parser], badge: Callable[[_Parser], None]) -> None:
    """The words that set something up."""
    doing(doings, "suppliers", "who sells to us, and when")
    made = doing(doings, "supplier", "a new supplier, or other words for one that is known")
    made.add_argument("name", metavar="NAME", help="its name or id")
    made.add_argument("--rename", metavar="NAME")
    made.add_argument("--email", metavar="ADDRESS", help="where orders go; '' is none")
    made.add_argument("--order-days", metavar="DAYS", help="such as mon-fri or mon,wed (at first: every day)")
    made.add_argument("--cutoff", metavar="HH:MM", help="orders before then count for the day (at first: 12:00)")
    made.add_argument("--lead-days", type=int, metavar="N", help="days from the order to the goods (at first: 1)")
    made.add_argument("--delivery-days", metavar="DAYS", help="such as tue,fri (at first: every day)")
    made.add_argument("--closed", metavar="DATES", help="on which nothing is taken nor brought: 2026-12-24,2026-12-25")
    made.add_argument("--minimum", metavar="AMOUNT", help="the least value of an order: 50.00")
    _off(made)
    badge(made)
    doing(doings, "offers", "what is sold to us: packs and prices")
    offer = doing(doings, "offer", "a new pack of an item, or other words for one that is known")
    offer.add_argument("item", metavar="ITEM", help="its id, SKU or name")
    offer.add_argument("--supplier", required=True, metavar="NAME")
    offer.add_argument("--pack", metavar="TEXT", help="such as 'sack of 25 kg', '50 lb', '6 x 1 l', '2 dozen'")
    offer.add_argument("--price", metavar="AMOUNT", help="of one pack: 18.50")
    offer.add_argument("--minimum", metavar="AMOUNT", help="the least that is sold: 100 kg")
    offer.add_argument("--multiple", type=int, metavar="N", help="so many packs at a time")
    offer.add_argument("--number", metavar="TEXT", help="the supplier's own")
    offer.add_argument("--barcode", metavar="CODE", help="on the pack")
    _off(offer)
    badge(offer)
    _terms_arguments(doing(doings, "terms", "what is to be known of an item before it is bought"), badge)


def _terms_arguments(terms: _Parser, badge: Callable[[_Parser], None]) -> None:
    terms.add_argument("item", metavar="ITEM", help="its id, SKU or name")
    terms.add_argument("--waste", metavar="PERCENT", help="lost of what a recipe takes: 2.5")
    terms.add_argument("--shelf-life", type=int, metavar="DAYS", help="0: it keeps")
    terms.add_argument("--safety", metavar="AMOUNT", help="what shall always be there: 5 kg")
    terms.add_argument(
        "--service", metavar="PERCENT", help="how sure one wants to be: 95; 0: by what running out costs"
    )
    terms.add_argument("--running-out", type=int, metavar="PERCENT", help="what it costs, of the price (at first: 100)")
    terms.add_argument("--density", type=int, metavar="N", help="grams a litre; 0: unknown")
    badge(terms)


def _off(parser: _Parser) -> None:
    parser.add_argument("--off", action="store_true", help="not bought any more")


def _suppliers(args: argparse.Namespace, room: Room) -> int:
    from sync_agent.buying import reading, spelling

    place = reading.place_of(room, args.store)
    found = reading.suppliers_by_id(room, place)
    for one in found.values():
        told = spelling.supplier(one)
        days = f"order {_told_days(told['orderDays'])} by {told['cutoff']}, {told['leadDays']} days"
        brings = f"delivers {_told_days(told['deliveryDays'])}"
        gone = "" if one.active else " (not bought of any more)"
        tell(args, {"verdict": "supplier", **told}, f"{one.id} {one.name}{gone}: {days}, {brings}")
    if not found:
        tell(args, {"verdict": "nothing"}, "There is no supplier yet")
    return OK


def _supplier(args: argparse.Namespace, room: Room) -> int:
    from data.procurement.supplying import SetSupplier
    from sync_agent.buying import reading
    from sync_agent.shelves.room import NotFound

    place = reading.place_of(room, args.store)
    try:
        known: Supplier | None = reading.supplier_called(room, place, args.name)
    except NotFound:
        known = None
    said, wrong = _said_of_supplier(args, room, place)
    if wrong:
        return complain(args, wrong, USAGE)
    first = _as_it_is(known) if known is not None else {"supplier_id": _fresh("supplier"), "store_id": place.store_id}
    title = args.rename or (known.name if known is not None else args.name)
    return _given(args, room, place, SetSupplier(**{**first, "title": title, **said}))


def _as_it_is(known: Supplier) -> dict[str, Any]:
    from data.core.packed import unpack

    return {
        "supplier_id": known.id,
        "store_id": known.store_id,
        "email": known.email,
        "order_days": tuple(unpack(known.order_days)),
        "cutoff_minute": known.cutoff_minute,
        "lead_days": known.lead_days,
        "delivery_days": tuple(unpack(known.delivery_days)),
        "closed_days": tuple(unpack(known.closed_days)),
        "minimum_value": known.minimum_value,
    }


def _said_of_supplier(args: argparse.Namespace, room: Room, place: Place) -> tuple[dict[str, Any], str]:
    """What the options say, or what is wrong with one."""
    said: dict[str, Any] = {"active": not args.off}
    for name, text in (("order_days", args.order_days), ("delivery_days", args.delivery_days)):
        if text is not None:
            said[name] = days(text)
            if said[name] is None:
                return said, f"{text!r} are no weekdays: write mon-fri or tue,fri"
    if args.cutoff is not None:
        found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", args.cutoff.strip())
        if found is None:
            return said, f"{args.cutoff!r} is no time of the day: write 14:30"
        said["cutoff_minute"] = int(found[1]) * 60 + int(found[2])
    if args.minimum is not None:
        said["minimum_value"] = _money(args.minimum, room, place)
        if said["minimum_value"] is None:
            return said, f"{args.minimum!r} is no amount of money"
    if args.closed is not None:
        said["closed_days"] = tuple(day.strip() for day in args.closed.split(",") if day.strip())
    said |= {"email": args.email.strip() or None} if args.email is not None else {}
    return said | ({"lead_days": args.lead_days} if args.lead_days is not None else {}), ""


def _offers(args: argparse.Namespace, room: Room) -> int:
    from data.core.money import format_minor
    from data.questions.procurement import offers_of
    from sync_agent.buying import reading, spelling

    place = reading.place_of(room, args.store)
    currency = reading.store_of(room, place).currency
    found = room.read(place, lambda database: offers_of(database, place.store_id))
    for one in found:
        it = one.offer
        price = f"{format_minor(it.price, currency)} {currency}"
        gone = "" if it.active else " (not bought any more)"
        text = f"{it.id} {one.item}{gone}: {it.pack} ({it.pack_size} {one.unit}) of {one.supplier}, {price}"
        tell(args, {"verdict": "offer", **spelling.offer(one)}, text)
    if not found:
        tell(args, {"verdict": "nothing"}, "Nobody has said yet who sells what")
    return OK


def _offer(args: argparse.Namespace, room: Room) -> int:
    from data.procurement.supplying import SetOffer
    from data.questions.procurement import offers_of
    from sync_agent.buying import reading
    from sync_agent.shelves.room import item

    place = reading.place_of(room, args.store)
    supplier, one = reading.supplier_called(room, place, args.supplier), item(room, place.store_id, args.item).line
    there = room.read(place, lambda database: offers_of(database, place.store_id))
    same = [each.offer for each in there if (each.offer.supplier_id, each.offer.item_id) == (supplier.id, one.id)]
    same = [each for each in same if args.pack is None or each.pack.casefold() == args.pack.strip().casefold()]
    if args.pack is None and len(same) != 1:
        return complain(args, f"Which pack of {one.name}? Name it with --pack", USAGE)
    known = same[0] if same else None
    if known is None and args.price is None:
        return complain(args, "A new pack needs its --price", USAGE)
    price = known.price if args.price is None and known is not None else _money(args.price, room, place)
    if price is None:
        return complain(args, f"{args.price!r} is no amount of money", USAGE)
    density = reading.density_of(room, place, one.id)
    command = SetOffer(
        known.id if known is not None else _fresh("offer"),
        supplier.id,
        one.id,
        known.pack if known is not None else args.pack,
        known.pack_size if known is not None else _in_unit(args.pack, one.unit, density),
        price,
        (known.sku if known else None) if args.number is None else args.number,
        (known.barcode if known else None) if args.barcode is None else args.barcode,
        (known.minimum if known else 0) if args.minimum is None else _at_least(args.minimum, one.unit, density),
        (known.multiple if known else 1) if args.multiple is None else args.multiple,
        not args.off,
    )
    return _given(args, room, place, command)


def _terms(args: argparse.Namespace, room: Room) -> int:
    from data.procurement.supplying import SetItemTerms
    from sync_agent.buying import reading
    from sync_agent.shelves.room import item

    place = reading.place_of(room, args.store)
    one = item(room, place.store_id, args.item).line
    known = reading.terms_of(room, place, one.id)
    waste, service = _permille(args.waste), _permille(args.service)
    if (args.waste is not None and waste is None) or (args.service is not None and service is None):
        return complain(args, "Percent are written like 2.5", USAGE)
    said: dict[str, Any] = {} if args.waste is None else {"waste_permille": waste}
    said |= {} if args.shelf_life is None else {"shelf_life_days": args.shelf_life or None}
    said |= (
        {}
        if args.safety is None
        else {"safety": _at_least(args.safety, one.unit, reading.density_of(room, place, one.id))}
    )
    said |= {} if args.service is None else {"service_permille": service or None}
    said |= {} if args.running_out is None else {"running_out_percent": args.running_out}
    said |= {} if args.density is None else {"density": args.density or None}
    return _given(args, room, place, SetItemTerms(one.id, **{**known, **said}))


def _given(args: argparse.Namespace, room: Room, place: Place, command: Command) -> int:
    given = room.give(place, command, args.badge)
    if given.status in ("applied", "noop", "merged"):
        tell(args, {"verdict": given.status, "code": given.code, "says": given.says, **command.to_args()}, given.says)
        return OK
    return complain(args, given.says, FAILED if given.status == "dead" else REFUSED, given.code)


def _in_unit(text: str, unit: str, density: int | None) -> int:
    """Whole units of a pack, never more than are in it. Raises NotAQuantity."""
    return _converted("pack_size", text, unit, density)


def _at_least(text: str, unit: str, density: int | None) -> int:
    """Whole units, never less than was said; a bare number is of the unit. Raises NotAQuantity."""
    return _converted("at_least", text, unit, density)


def _converted(which: str, text: str, unit: str, density: int | None) -> int:
    """Every unit of suppliers is known to a library that takes a second to come; grams and pieces need none of it."""
    from data.stock.measuring import NotAQuantity, measured

    try:
        return measured(text, unit)
    except NotAQuantity:
        pass
    try:
        from forecasting.procurement import units
    except ImportError as trouble:
        raise NotAQuantity(f"{text!r}: for units such as lb or gal install what makes forecasts") from trouble
    try:
        found: int = getattr(units, which)(text, unit, density)
    except units.NotInUnits as trouble:
        raise NotAQuantity(str(trouble)) from trouble
    return found


def days(text: str) -> tuple[int, ...] | None:
    """Weekdays as they are written: `mon-fri`, `tue,fri`, `daily`; None for what is none."""
    if text.strip().casefold() in ("daily", "every day"):
        return tuple(range(7))
    found: list[int] = []
    for part in text.casefold().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first[:3] not in _DAYS or (last or first)[:3] not in _DAYS:
            return None
        at, upto = _DAYS.index(first[:3]), _DAYS.index((last or first)[:3])
        found += [day % 7 for day in range(at, upto + 1 if upto >= at else upto + 8)]
    return tuple(sorted(set(found)))


def _told_days(found: list[int]) -> str:
    return "daily" if len(found) == 7 else ",".join(_DAYS[day] for day in found)


def _permille(text: str | None) -> int | None:
    from data.core.money import exact

    number = exact(text) if text is not None else None
    return None if number is None or number < 0 or number * 10 % 1 else int(number * 10)


def _money(text: str | None, room: Room, place: Place) -> int | None:
    from data.core.money import parse_minor
    from sync_agent.buying import reading

    return parse_minor(text, reading.store_of(room, place).currency)


def _fresh(what: str) -> str:
    from data.core.ids import derived_id
    from data.store.machine import ThisMachine

    return derived_id(ThisMachine().stamp().command_id, what)


DOINGS: dict[str, Callable[[argparse.Namespace, Room], int]] = {
    "suppliers": _suppliers,
    "supplier": _supplier,
    "offers": _offers,
    "offer": _offer,
    "terms": _terms,
}
