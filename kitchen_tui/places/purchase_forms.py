"""The forms of buying: an order with its quantities, what has come, and why nothing more of it will."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from kitchen_tui import regional
from kitchen_tui.cells import cut
from kitchen_tui.places.form import Ask, Form
from kitchen_tui.places.quantities import NotAQuantity, amount_of, shown_quantity
from kitchen_tui.texts import _

if TYPE_CHECKING:
    from data.procurement.purchase import PurchaseLine, PurchaseOrder
    from data.procurement.receiving import ReceivePurchase
    from data.procurement.recommendation import Recommendation

_YES, _NO = "yes", "no"
_MOST_PACKS = 10**6


def order_form(
    supplier: str,
    supplier_id: str,
    lines: Sequence[Recommendation],
    packs: Mapping[str, str],
    done: Callable[[str, tuple[tuple[str, int], ...], str], None],
) -> Form:
    """A purchase order: so many packs of each line as are advised, unless somebody knows better; 0 takes a line out."""
    offers = [(f"line{n}", line.offer_id or "", line) for n, line in enumerate(lines)]
    asks = [
        Ask(name, cut(line.item, 24), str(line.packs), cut(packs.get(offer, ""), 30), _packs, needed=True)
        for name, offer, line in offers
    ]
    note = Ask("note", _("Note"), "", _("stands on the order"))

    def finished(values: Mapping[str, str]) -> tuple[str, str] | None:
        wanted = tuple((offer, int(values[name])) for name, offer, _line in offers if int(values[name]))
        if not wanted:
            return "line0", _("Nothing would be ordered")
        done(supplier_id, wanted, values["note"])
        return None

    return Form(_("Order of {supplier}, in packs").format(supplier=cut(supplier, 50)), [*asks, note], finished)


def sure_form(says: str, done: Callable[[], None]) -> Form:
    """Something that was asked about once more."""
    choices = ((_NO, _("no")), (_YES, _("yes, all the same")))

    def finished(values: Mapping[str, str]) -> None:
        if values["sure"] == _YES:
            done()

    return Form(cut(says, 100), [Ask("sure", _("Do it?"), _NO, choices=choices)], finished)


def receive_form(order: PurchaseOrder, lines: Sequence[PurchaseLine], done: Callable[[ReceivePurchase], None]) -> Form:
    """What has come, line by line in the item's unit; what is missing stands there already, 0 is nothing of it."""
    named = [(f"line{n}", line) for n, line in enumerate(lines)]

    def check(line: PurchaseLine) -> Callable[[str], str | None]:
        def wrong(text: str) -> str | None:
            try:
                amount_of("count", text, line.unit)
            except NotAQuantity as trouble:
                return trouble.says
            return None

        return wrong

    asks = [
        Ask(name, cut(line.item, 24), f"{line.missing} {line.unit}".strip(), _ordered(line), check(line), needed=True)
        for name, line in named
    ]
    asks.append(Ask("delivery", _("Delivery note"), "", _("its number: one note counts once")))
    asks.append(Ask("best_before", _("Best before"), "", _("the day, where there is one"), _day))

    def finished(values: Mapping[str, str]) -> tuple[str, str] | None:
        from data.procurement.receiving import ReceivePurchase

        came = [(line.offer_id, amount_of("count", values[name], line.unit)) for name, line in named]
        came = [(offer, amount) for offer, amount in came if amount]
        if not came:
            return "line0", _("Nothing would have come")
        day = regional.parse_day(values["best_before"]) if values["best_before"] else None
        best_before = day.isoformat() if day is not None else None
        done(ReceivePurchase(order.id, tuple(came), values["delivery"], best_before))
        return None

    title = _("What has come of {code}, {supplier}").format(code=order.code, supplier=cut(order.supplier, 40))
    return Form(title, asks, finished, saves=_("Receive"))


def cancel_form(order: PurchaseOrder, done: Callable[[str], None]) -> Form:
    """Why nothing more of it will come."""
    title = _("Nothing more of {code} will come").format(code=order.code)
    return Form(title, [Ask("reason", _("Why"), needed=True)], lambda values: done(values["reason"]))


def _ordered(line: PurchaseLine) -> str:
    return _("ordered: {amount}").format(amount=shown_quantity(line.ordered, line.unit))


def _packs(text: str) -> str | None:
    fits = text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST_PACKS)) and int(text) <= _MOST_PACKS
    return None if fits else _("So many packs, a whole number")


def _day(text: str) -> str | None:
    return None if regional.parse_day(text) is not None else _("This is no day")
