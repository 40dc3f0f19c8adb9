"""The forms of the store room: a movement with the balance before and after it, an item as it is described."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kitchen_tui.cells import cut, fit
from kitchen_tui.places.form import Ask, Form
from kitchen_tui.places.quantities import NotAQuantity, amount_of, example, shown_change, shown_quantity
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.core.envelope import Stamp
    from data.questions.stock import StockLine
    from data.stock.commands import MoveStock
    from data.stock.editing import EditItem
    from data.stock.setting_up import AddItem
    from kitchen_tui.widgets.glyphs import Glyphs

COUNT, RECEIVE, WASTE, ADJUST = "count", "receive", "waste", "adjust"
TITLES = {
    COUNT: N_("Count {item}"),
    RECEIVE: N_("Receive {item}"),
    WASTE: N_("Waste {item}"),
    ADJUST: N_("Adjust {item}"),
}
_ASKED = {
    COUNT: N_("There is"),
    RECEIVE: N_("Came in"),
    WASTE: N_("Thrown away"),
    ADJUST: N_("More or less"),
}


def change_of(kind: str, amount: int, on_hand: int) -> int:
    """What a movement does to the shelf."""
    return {COUNT: amount - on_hand, WASTE: -amount}.get(kind, amount)


class MoveForm(Form):
    """A movement of one item; the balance before and after stands beneath the title while the quantity is typed."""

    def __init__(self, kind: str, item: StockLine, done: Callable[[MoveStock], None]) -> None:
        """`done` gets the command."""
        self._kind, self._item, self._give = kind, item, done
        hint = f"-{example(item.unit)}" if kind == ADJUST else example(item.unit)
        asks = (
            Ask("quantity", _(_ASKED[kind]), hint=hint, check=self._wrong, needed=True),
            Ask("reason", _("Why"), needed=kind == ADJUST),
        )
        super().__init__(_(TITLES[kind]).format(item=cut(item.name, 60)), asks, self._finished)

    def rows(self, width: int, height: int, glyphs: Glyphs) -> list[Row]:
        """The form with its balance line."""
        title, *rest = super().rows(width, max(height - 2, 4), glyphs)
        told, style = self._balance()
        return [title, [Piece(fit(told, width), style)], [], *rest][:height]

    def _balance(self) -> tuple[str, str]:
        """In words, with its style: less than nothing cannot lie on a shelf."""
        unit, on_hand = self._item.unit, self._item.on_hand
        now = _("On hand {amount}").format(amount=shown_quantity(on_hand, unit))
        try:
            change = change_of(self._kind, amount_of(self._kind, self.asks[0].now, unit), on_hand)
        except NotAQuantity:
            return now, "strong"
        then = _("then {amount} ({change})")
        after = shown_quantity(on_hand + change, unit)
        told = f"{now}, {then.format(amount=after, change=shown_change(change, unit))}"
        return told, "late" if on_hand + change < 0 else "strong"

    def _wrong(self, text: str) -> str | None:
        try:
            amount_of(self._kind, text, self._item.unit)
        except NotAQuantity as trouble:
            return trouble.says
        return None

    def _finished(self, values: Mapping[str, str]) -> tuple[str, str] | None:
        from data.stock.moving import movement

        amount = amount_of(self._kind, values["quantity"], self._item.unit)
        self._give(movement(self._kind, self._item.id, amount, values["reason"]))
        return None


def round_form(kinds: Sequence[str], begin: Callable[[str, str], None]) -> Form:
    """What is done item after item, and why: asked once for all of them."""
    shown = {COUNT: _("Count"), RECEIVE: _("Receive"), WASTE: _("Waste")}
    asks = (Ask("kind", _("What"), choices=[(kind, shown[kind]) for kind in kinds]), Ask("reason", _("Why")))

    def done(values: Mapping[str, str]) -> None:
        begin(values["kind"], values["reason"])

    return Form(_("Item after item, by scan"), asks, done, saves=_("Begin"))


class Described(NamedTuple):
    """An item as a person describes it."""

    title: str
    unit: str
    sku: str | None
    buffer: int
    reorder_point: int
    limits_sale: bool


def new_item(stamp: Stamp, store_id: str, described: Described) -> AddItem:
    """The command that adds it."""
    from data.stock.setting_up import AddItem

    return AddItem(stamp.command_id, store_id, *described)


def changed_item(item_id: str, described: Described) -> EditItem:
    """The command that changes it."""
    from data.stock.editing import EditItem

    return EditItem(item_id, *described)


def item_form(item: StockLine | None, others: Sequence[StockLine], done: Callable[[Described], None]) -> Form:
    """An item to be added, or one to be changed; a SKU that another has is said at once."""

    def finished(values: Mapping[str, str]) -> tuple[str, str] | None:
        amounts = []
        for name in ("buffer", "reorder"):
            try:
                amounts.append(amount_of(COUNT, values[name] or "0", values["unit"]))
            except NotAQuantity as trouble:
                return name, trouble.says
        taken = next((other for other in others if values["sku"] and other.means_sku(values["sku"])), None)
        if taken is not None:
            return "sku", _("That is the SKU of {name}").format(name=cut(taken.name, 60))
        limits = values["limits"] == "yes"
        done(Described(values["name"], values["unit"], values["sku"] or None, amounts[0], amounts[1], limits))
        return None

    yes_or_no = (("yes", _("yes")), ("no", _("no")))
    limits = "no" if item is not None and not item.limits_sale else "yes"
    asks = (
        Ask("name", _("Name"), item.name if item else "", needed=True),
        Ask("sku", _("SKU"), (item.sku or "") if item else "", _("scan it, or leave it empty")),
        Ask("unit", _("Unit"), item.unit if item else "", _("the smallest one: g, ml, pc"), needed=True),
        Ask("buffer", _("Buffer"), _typed(item, "buffer"), _("never promised to anybody")),
        Ask("reorder", _("Reorder at"), _typed(item, "reorder_point"), _("LOW from here on")),
        Ask("limits", _("Limits sale"), limits, choices=yes_or_no),
    )
    return Form(_("Change {item}").format(item=cut(item.name, 60)) if item else _("New item"), asks, finished)


def _typed(item: StockLine | None, column: str) -> str:
    return f"{getattr(item, column)} {item.unit}" if item is not None else ""
