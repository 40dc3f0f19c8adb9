"""What `sync-agent procure` tells a person: lines of an advice, its parts, orders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from data.core.clock import HOUR, MINUTE, Instant, told
from data.core.money import format_minor
from data.core.text import one_line

if TYPE_CHECKING:
    from data.organization.store import Store
    from data.questions.procurement import Ordered

PARTS = {
    "demand": "expected to sell: {of}",
    "held": "promised to orders that no forecast counts",
    "yield": "made and not sold",
    "waste": "lost in the making",
    "used": "taken from the shelf for these days already",
    "safety": "what shall always be there",
    "expiring": "on the shelf, but spoils before it is used",
    "on_hand": "on hand: {of}",
    "on_order": "on order",
    "enough": "more than is needed",
    "shelf_life": "not bought, as it would spoil",
    "minimum": "up to the least that is sold",
    "packs": "up to whole packs",
    "multiple": "up to as many packs as are sold together",
}
WARNINGS = {
    "no_offer": "nobody sells it: say who with `procure offer`",
    "no_delivery": "{of} never delivers: see its days with `procure suppliers`",
    "no_recipe": "it sells, and has no recipe: `kitchen-tui` Products, or mark it as bought ready-made",
    "strange_unit": "{of} counts it in a unit that is none of it: its demand is not in here",
    "runs_out": "runs out on {of}, before it comes",
    "spoils": "{amount} {unit} will spoil before they are used",
    "ordered_today": "{amount} {unit} are on order from today already ({of})",
    "late": "{amount} {unit} of {of} should have come",
    "minimum_value": "{of} takes no order so small: {money} are lacking",
}
SAYS = {
    "no_forecast": "There is no forecast: `sync-agent forecast run` makes one",
    "no_offers": "Nobody has said who sells what: `sync-agent procure supplier`, `procure offer`",
}


def line(one: dict[str, Any], zone: str, now: Instant) -> str:
    """What to buy, by when, what for."""
    name, unit = one_line(one["item"]), one_line(one["unit"])
    told_of = "; ".join(_warning(each, one) for each in one["warnings"])
    if not one["offerId"] or not one["quantity"]:
        missing = (
            f"{one['quantity']} {unit} missing" if one["quantity"] else f"enough, {one['surplus']} {unit} to spare"
        )
        behind = f" ({missing})" if told_of and one["unit"] else ""
        return f"{one['id']} {name}: {told_of or missing}{behind}"
    by = _order_by(one, zone, now)
    amount = f"{format_minor(one['amount'], one['currency'])} {one['currency']}"
    surplus = f"; {one['surplus']} {unit} more than is needed, lasts until {one['lastsUntil'] or 'long'}"
    head = (
        f"{one['id']} {by}: {name} {one['quantity']} {unit} ({one['packs']} packs) of {one_line(one['supplier'] or '')}"
    )
    return f"{head}, {amount}, comes {one['arrives']}{surplus if one['surplus'] else ''}" + (
        f"; {told_of}" if told_of else ""
    )


def _order_by(one: dict[str, Any], zone: str, now: Instant) -> str:
    """How long there is still time to order."""
    if one["orderBy"] is None:
        return "order now"
    at = instant(one["orderBy"])
    left = max(at - now, 0)
    return f"order by {told(at, now, zone)} (in {left // HOUR} h {left % HOUR // MINUTE:02d} min)"


def instant(iso: str) -> Instant:
    """From the form for machines."""
    from datetime import datetime

    return int(datetime.fromisoformat(iso).timestamp() * 1000)


def _warning(each: dict[str, Any], one: dict[str, Any]) -> str:
    money = f"{format_minor(each['amount'], one['currency'])} {one['currency']}"
    text = WARNINGS.get(each["code"], str(each["code"]))
    return text.format(of=one_line(each["of"]), amount=each["amount"], unit=one_line(one["unit"]), money=money)


def totals(told_of: dict[str, Any]) -> Iterator[str]:
    """What it comes to, of whom, how old it is, and on what it stands."""
    total, currency = told_of["totals"], told_of["totals"]["currency"]
    for each in total["suppliers"]:
        lacking = each["lackingToMinimum"]
        more = f", {format_minor(lacking, currency)} below what it takes" if lacking else ""
        name = one_line(each["supplier"] or "")
        yield f"{name}: {each['lines']} items, {format_minor(each['amount'], currency)} {currency}{more}"
    if currency is not None:
        yield f"In all {total['lines']} items, {format_minor(total['amount'], currency)} {currency}"
    until = f", forecast until {told_of['forecastUntil']}" if told_of["forecastUntil"] else ""
    yield f"Reckoned {told_of['ageSeconds'] // 60} min ago{until}"
    if told_of["says"]:
        yield SAYS.get(told_of["says"], told_of["says"])


def why(told_of: dict[str, Any]) -> str:
    """The parts, one below the other, and their sum."""
    unit, width = one_line(told_of["unit"]), 12
    rows = [f"{one_line(told_of['item'])}:"]
    for part in told_of["parts"]:
        text = PARTS.get(part["code"], part["code"]).format(of=one_line(part["of"]))
        rows.append(f"{part['amount']:>+{width}} {unit}  {text}")
    rows.append(f"{told_of['quantity']:>{width}} {unit}  to buy")
    drivers = told_of["forecast"]["drivers"]
    if drivers:
        moved = ", ".join(f"{one_line(one['says'])} {_units(one['thousandths'])} {unit}" for one in drivers)
        rows.append(f"What moved the forecasts behind it: {moved}")
    return "\n".join(rows)


def _units(thousandths: int) -> str:
    whole = (abs(thousandths) + 500) // 1_000
    return f"{'-' if thousandths < 0 else '+'}{whole}"


def order(found: Ordered, store: Store, says: str) -> str:
    """An order and its lines."""
    it = found.order
    head = f"{it.code} {one_line(it.supplier)} {it.status}, {format_minor(it.total, it.currency)} {it.currency}"
    head += f", due {it.deliver_on}" if it.deliver_on else ""
    rows = [says] if says else []
    rows.append(f"{head} ({store.id})")
    for one in found.lines:
        came = f", {one.received} {one_line(one.unit)} have come" if one.received else ""
        rows.append(f"  {one.packs} x {one_line(one.pack)} {one_line(one.item)}{came}")
    return "\n".join(rows)
