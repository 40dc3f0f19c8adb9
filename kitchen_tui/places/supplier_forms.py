"""The forms of buying: a supplier with its days, a pack with its price, what is to be known of an item."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from data.core.packed import unpack
from kitchen_tui.cells import cut
from kitchen_tui.places.form import Ask, Form
from kitchen_tui.places.product_forms import item_meant
from kitchen_tui.places.quantities import NotAQuantity, amount_of
from kitchen_tui.places.stock_forms import COUNT
from kitchen_tui.places.supplier_lists import DAYS
from kitchen_tui.regional import amount_to_edit, parse_amount
from kitchen_tui.texts import _

if TYPE_CHECKING:
    from data.core.command import Command
    from data.procurement.supplier import ItemTerms, Supplier
    from data.questions.procurement import Offered
    from data.questions.stock import StockLine
    from kitchen_tui.places.place import Here

Given = Callable[[Any], None]
"""Gets a command, or what makes one of a new id."""
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


def weekdays(text: str) -> tuple[int, ...] | None:
    """Weekdays as people type them, in their language or English: `Mon-Fri`, `Tue Fri`; None for what is none."""
    ours = [_(name).casefold() for name in DAYS]
    found: list[int] = []
    for part in re.split(r"[\s,;]+", text.casefold().strip()):
        first, _dash, last = part.partition("-")
        at, upto = _weekday(first, ours), _weekday(last or first, ours)
        if at is None or upto is None:
            return None
        found += [day % 7 for day in range(at, upto + 1 if upto >= at else upto + 8)]
    return tuple(sorted(set(found)))


def _weekday(text: str, ours: Sequence[str]) -> int | None:
    for names in (ours, _ENGLISH):
        for n, name in enumerate(names):
            if text and text.startswith(name.rstrip(".")):
                return n
    return None


def _days_typed(packed: str) -> str:
    days = unpack(packed)
    whole = len(days) == 7
    return f"{_(DAYS[0])}-{_(DAYS[6])}" if whole else " ".join(_(DAYS[day]) for day in days)


def supplier_form(known: Supplier | None, here: Here, done: Given) -> Form:
    """A supplier to be added, or one to be changed."""

    def finished(values: Mapping[str, str]) -> tuple[str, str] | None:
        said = _supplier_said(values, here)
        if isinstance(said, tuple):
            return said
        from data.procurement.supplying import SetSupplier

        closed = tuple(unpack(known.closed_days)) if known is not None else ()
        said |= {"store_id": here.store_id, "closed_days": closed, "active": values.get("active", "yes") == "yes"}
        if known is not None:
            done(SetSupplier(supplier_id=known.id, **said))
        else:
            done(lambda ident: SetSupplier(supplier_id=ident, **said))
        return None

    clock = f"{known.cutoff_minute // 60:02d}:{known.cutoff_minute % 60:02d}" if known is not None else "12:00"
    least = amount_to_edit(known.minimum_value, here.currency) if known is not None else "0"
    every = f"{_(DAYS[0])}-{_(DAYS[6])}"
    asks = [
        Ask("title", _("Name"), known.name if known else "", needed=True),
        Ask("email", _("Mail"), (known.email or "") if known else "", _("where orders go")),
        Ask("order", _("Order on"), _days_typed(known.order_days) if known else every, needed=True),
        Ask("cutoff", _("Until"), clock, needed=True),
        Ask("lead", _("Days"), str(known.lead_days) if known else "1", _("from the order to the goods"), needed=True),
        Ask("delivers", _("Delivers on"), _days_typed(known.delivery_days) if known else every, needed=True),
        Ask("least", _("Takes at least"), least, _("value of an order")),
    ]
    if known is not None:
        asks.append(_active(known.active))
    return Form(_("Change {item}").format(item=cut(known.name, 60)) if known else _("New supplier"), asks, finished)


def _active(now: bool) -> Ask:
    choices = (("yes", _("yes")), ("no", _("no: not bought any more")))
    return Ask("active", _("Active"), "yes" if now else "no", choices=choices)


def _supplier_said(values: Mapping[str, str], here: Here) -> dict[str, Any] | tuple[str, str]:
    """What it says, or which field is wrong and how."""
    days = {name: weekdays(values[name]) for name in ("order", "delivers")}
    for name, found in days.items():
        if found is None:
            return name, _("Weekdays are written like {example}").format(example=f"{_(DAYS[0])}-{_(DAYS[4])}")
    clock = _CLOCK.fullmatch(values["cutoff"])
    if clock is None:
        return "cutoff", _("A time is written like 14:30")
    if not values["lead"].isascii() or not values["lead"].isdecimal() or len(values["lead"]) > 3:
        return "lead", _("A whole number of days")
    least = parse_amount(values["least"] or "0", here.currency)
    if least is None or least < 0:
        return "least", _("That is no amount of money")
    return {
        "title": values["title"],
        "email": values["email"] or None,
        "order_days": days["order"],
        "cutoff_minute": int(clock[1]) * 60 + int(clock[2]),
        "lead_days": int(values["lead"]),
        "delivery_days": days["delivers"],
        "minimum_value": least,
    }


def offer_form(
    known: Offered | None, suppliers: Sequence[Supplier], items: Sequence[StockLine], currency: str, done: Given
) -> Form:
    """A pack to be added, or one to be changed; what it holds is said in the item's unit."""

    def finished(values: Mapping[str, str]) -> tuple[str, str] | None:
        item = next((one for one in items if known is not None and one.id == known.offer.item_id), None)
        found = item or item_meant(values.get("item", ""), items)
        if isinstance(found, str):
            return "item", found
        said = _offer_said(values, found.unit, currency)
        if isinstance(said, tuple):
            return said
        from data.procurement.supplying import SetOffer

        said |= {"item_id": found.id, "active": values.get("active", "yes") == "yes"}
        if known is not None:
            done(SetOffer(offer_id=known.offer.id, supplier_id=known.offer.supplier_id, **said))
        else:
            done(lambda ident: SetOffer(offer_id=ident, supplier_id=values["supplier"], **said))
        return None

    it, unit = (known.offer, known.unit) if known is not None else (None, "")
    asks = [
        Ask("pack", _("Pack"), it.pack if it else "", _("what stands on it: sack of 25 kg")),
        Ask("holds", _("Holds"), f"{it.pack_size} {unit}" if it else "", "25 kg", needed=True),
        Ask("price", _("Price"), amount_to_edit(it.price, currency) if it else "", _("of one pack"), needed=True),
        Ask("least", _("At least"), f"{it.minimum} {unit}" if it and it.minimum else "", _("the least that is sold")),
        Ask("multiple", _("Packs at a time"), str(it.multiple) if it else "1", needed=True),
        Ask("barcode", _("Barcode"), (it.barcode or "") if it else "", _("scan the pack")),
        Ask("number", _("Article"), (it.sku or "") if it else "", _("the supplier's own number")),
    ]
    if known is None:
        choices = [(one.id, cut(one.name, 40)) for one in suppliers if one.active]
        first = [Ask("item", _("Item"), hint=_("scan it, or type its name"), needed=True)]
        asks = [*first, Ask("supplier", _("Supplier"), choices=choices), *asks]
        return Form(_("New pack"), asks, finished)
    title = _("{item} of {supplier}").format(item=cut(known.item, 40), supplier=cut(known.supplier, 30))
    return Form(title, [*asks, _active(known.offer.active)], finished)


def _offer_said(values: Mapping[str, str], unit: str, currency: str) -> dict[str, Any] | tuple[str, str]:
    amounts: dict[str, int] = {}
    for name in ("holds", "least"):
        try:
            amounts[name] = amount_of(COUNT, values[name] or "0", unit)
        except NotAQuantity as trouble:
            more = _("other units, such as lb: `sync-agent procure offer`")
            return name, f"{trouble.says}; {more}"
    price = parse_amount(values["price"], currency)
    if price is None or price < 0:
        return "price", _("That is no amount of money")
    many = values["multiple"]
    if not many.isascii() or not many.isdecimal() or len(many) > 6:
        return "multiple", _("A whole number of packs")
    said: dict[str, Any] = {"pack": values["pack"] or values["holds"], "pack_size": amounts["holds"], "price": price}
    said |= {"minimum": amounts["least"], "multiple": int(many)}
    return said | {"barcode": values["barcode"] or None, "sku": values["number"] or None}


def terms_form(one: Offered, known: ItemTerms | None, done: Callable[[Command], None]) -> Form:
    """What is to be known of an item before it is bought."""

    def finished(values: Mapping[str, str]) -> tuple[str, str] | None:
        from data.procurement.supplying import SetItemTerms

        numbers: dict[str, int | None] = {}
        for name in ("waste", "keeps", "service", "short"):
            text = values[name].replace(",", ".")
            if text and not re.fullmatch(r"\d{1,6}(?:\.\d)?", text):
                return name, _("That is no number")
            numbers[name] = round(float(text) * 10) if text else None
        try:
            safety = amount_of(COUNT, values["safety"], one.unit) if values["safety"] else None
        except NotAQuantity as trouble:
            return "safety", trouble.says
        keeps, short = numbers["keeps"], numbers["short"]
        command = SetItemTerms(
            one.offer.item_id,
            numbers["waste"] or 0,
            keeps // 10 if keeps else None,
            safety,
            numbers["service"] or None,
            short // 10 if short else 100,
            known.density if known is not None else None,
        )
        done(command)
        return None

    waste = f"{known.waste_permille / 10:g}" if known and known.waste_permille else ""
    service = f"{known.service_permille / 10:g}" if known and known.service_permille else ""
    keeps = str(known.shelf_life_days) if known and known.shelf_life_days else ""
    safety = f"{known.safety} {one.unit}" if known and known.safety is not None else ""
    asks = [
        Ask("waste", _("Lost, percent"), waste, _("of what a recipe takes")),
        Ask("keeps", _("Keeps, days"), keeps, _("empty: for long")),
        Ask("safety", _("Always there"), safety, _("empty: what is kept back anyway")),
        Ask("service", _("How sure, percent"), service, _("empty: by what running out costs")),
        Ask(
            "short",
            _("Running out costs"),
            str(known.running_out_percent) if known else "100",
            _("percent of its price"),
        ),
    ]
    return Form(_("Before {item} is bought").format(item=cut(one.item, 40)), asks, finished)
