"""Buying in words: the parts of an advice, what there is to be said about it, how long there is to order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui import regional
from kitchen_tui.cells import cut
from kitchen_tui.places.quantities import shown_quantity
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.age import age

if TYPE_CHECKING:
    from data.procurement.purchase import PurchaseOrder
    from data.procurement.recommendation import Recommendation
    from kitchen_tui.widgets.due import Clock

_PARTS = {
    "demand": N_("for {of}"),
    "held": N_("promised to orders beside the forecast"),
    "yield": N_("lost while it is made"),
    "waste": N_("thrown away as usual"),
    "safety": N_("shall always be there"),
    "expiring": N_("on hand, but will have expired"),
    "on_hand": N_("on hand"),
    "on_order": N_("on order"),
    "enough": N_("more there than is needed"),
    "used": N_("taken for it already"),
    "shelf_life": N_("would spoil before it is used"),
    "minimum": N_("the least that is sold"),
    "packs": N_("whole packs"),
    "multiple": N_("packs that are sold together"),
}
_DOUBTS = {
    "no_offer": N_("Nobody is known who sells it: add an offer"),
    "no_delivery": N_("{of} delivers on no day that can be reached: look at its days"),
    "no_recipe": N_("It sells, and nobody has said what it takes: write down its recipe (Products)"),
    "strange_unit": N_("Store {of} counts it in another unit: it is left out"),
    "runs_out": N_("Not enough from {day} on, before this delivery comes"),
    "spoils": N_("{amount} of it would spoil: less is advised than would be needed"),
    "ordered_today": N_("{amount} were ordered today already ({of})"),
    "late": N_("{amount} of {of} should have come already: it is not counted on any more"),
    "minimum_value": N_("{of} takes no order as small as this: {money} are lacking"),
}
STATUS = {
    "open": N_("not sent"),
    "sent": N_("sent"),
    "partly": N_("partly there"),
    "received": N_("received"),
    "cancelled": N_("cancelled"),
}
_SOON_MS = 4 * 3_600_000


def part_words(code: str, of: str) -> str:
    """What a part of an advice is; one of a newer release by its code."""
    return _(_PARTS.get(code, code)).format(of=cut(of, 40))


def doubt_words(doubt: tuple[str, str, int], line: Recommendation) -> str:
    """One thing to be said about an advice."""
    code, of, amount = doubt
    day = regional.retold(of) if code == "runs_out" else ""
    money = regional.money(amount, line.currency) if code == "minimum_value" else ""
    values = {"of": cut(of, 40), "amount": shown_quantity(amount, line.unit), "day": day, "money": money}
    return _(_DOUBTS.get(code, code)).format(**values)


def packs_words(line: Recommendation, pack: str) -> str:
    """`3 x Can 10 kg`; of what is sold loose, or by nobody, nothing."""
    return "" if line.offer_id is None or not line.packs else f"{regional.number(line.packs)} x {cut(pack, 24)}"


def order_by(line: Recommendation, clock: Clock) -> tuple[str, str]:
    """How long there is to order it, and in which style; when that is not soon, until when."""
    if line.order_by is None or not line.quantity:
        return "", "quiet"
    left = line.order_by - clock.now
    if left <= 0:
        return _("too late"), "late"
    if left < _SOON_MS:
        return age(left), "late"
    return regional.moment(line.order_by, clock.now, clock.zone), "text"


def surplus_words(line: Recommendation) -> str:
    """What is left over when the next delivery comes, and why that is no waste; empty for none."""
    if not line.surplus or not line.quantity:
        return ""
    amount = shown_quantity(line.surplus, line.unit)
    if line.lasts_until is None:
        return _("{amount} more than is needed, because of the packs").format(amount=amount)
    until = regional.day(line.lasts_until)
    return _("{amount} more than is needed, because of the packs: it lasts until {day}").format(
        amount=amount, day=until
    )


def status_words(order: PurchaseOrder) -> str:
    """How far an order has come."""
    return _(STATUS.get(order.status, order.status))
