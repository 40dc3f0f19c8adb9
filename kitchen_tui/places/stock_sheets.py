"""What the store room lists, for a file or for paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.places.sheet import Cell, Sheet
from kitchen_tui.places.stock_ledger import kind_text, reason_text
from kitchen_tui.regional import moment
from kitchen_tui.texts import _

if TYPE_CHECKING:
    from data.questions.stock import StockLine
    from kitchen_tui.places.stock_listing import StockListing
    from kitchen_tui.places.stock_round import Round
    from kitchen_tui.sight import Sight


def stock_sheet(listing: StockListing) -> Sheet:
    """The list as it is narrowed now."""
    shown = frozenset(item.id for item in listing.list.items)

    def rows(sight: Sight) -> list[list[Cell]]:
        from data.questions.stock import stock_of

        return [_item_row(item) for item in stock_of(sight.database, sight.store.id) if item.id in shown]

    columns = (
        *(_("Mark"), _("Available"), _("Unit"), _("Item"), _("SKU")),
        *(_("On hand"), _("Reserved"), _("Buffer"), _("Reorder at")),
    )
    return Sheet("stock", _("Stock"), columns, rows)


def ledger_sheet(item: StockLine) -> Sheet:
    """An item's whole ledger, newest line first."""
    item_id = item.id

    def rows(sight: Sight) -> list[list[Cell]]:
        from data.questions.stock import ledger_of

        now, zone = sight.now(), sight.store.timezone
        return [
            [
                moment(line.at, now, zone),
                kind_text(line.kind),
                line.on_hand,
                line.reserved,
                reason_text(line),
                line.order_number,
                line.ticket,
                line.who,
            ]
            for line in ledger_of(sight.database, item_id).lines
        ]

    columns = (
        *(_("When"), _("What"), _("On hand"), _("Reserved")),
        *(_("Why"), _("Order"), _("Ticket"), _("Who")),
    )
    return Sheet(
        "stock-history", _("History of {item}, in {unit}").format(item=item.name, unit=item.unit), columns, rows
    )


def round_sheet(round_: Round) -> Sheet:
    """What a round did so far."""
    lines = [
        [line.item.name, line.item.sku, line.amount, line.change, line.after, line.item.unit] for line in round_.lines
    ]
    columns = (_("Item"), _("SKU"), _("Amount"), _("Difference"), _("On hand now"), _("Unit"))
    return Sheet(f"stock-{round_.kind}", _("Stock"), columns, lambda sight: lines)


def _item_row(item: StockLine) -> list[Cell]:
    return [
        item.mark,
        item.available,
        item.unit,
        item.name,
        item.sku,
        item.on_hand,
        item.reserved,
        item.buffer,
        item.reorder_point,
    ]
