"""A new order as it is drawn: for whom, what, what it comes to, what is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from data.questions.menu import Wish
from kitchen_tui import regional
from kitchen_tui.cells import cut, fit
from kitchen_tui.places.listing import Column, Field
from kitchen_tui.places.order_fields import shown_window
from kitchen_tui.places.order_words import method_words, source_words
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from data.orders.compose import Item
    from kitchen_tui.places.order_draft import OrderDraft
    from kitchen_tui.widgets.glyphs import Glyphs

ITEM_COLUMNS = (
    Column(N_("Qty"), 5, right=True),
    Column(N_("Product"), 14, grow=True),
    Column(N_("Size"), 9, spare=1),
    Column(N_("Flavour"), 14, spare=4),
    Column(N_("Writing"), 16, spare=5, grow=True),
    Column(N_("Allergens"), 12, spare=3),
    Column(N_("Sum"), 12, right=True),
    Column(N_("In stock"), 13, spare=2),
)


class Numbered(NamedTuple):
    """A thing of the draft and its place there."""

    n: int
    item: Item


def wish_of(item: Item) -> Wish:
    """What stock is asked for it."""
    return Wish(item.title, item.sku, item.size or "")


def head(draft: OrderDraft, today: str, glyphs: Glyphs, width: int, *, tall: bool) -> list[Row]:
    """For whom and when; the other facts on a line of their own."""
    name = cut(draft.customer, width // 2) if draft.customer else _("no name yet")
    day = regional.day(draft.due, today) if draft.due else _("somebody waits for it")
    end = cut(f"{day} {shown_window(draft.window)}".rstrip(), max(width // 2 - 1, 12))
    title = f" {_('New')} "
    left = width - cell_len(title) - cell_len(end) - 4
    style = "strong" if draft.customer else "quiet"
    top = [Piece(title, "title"), Piece("  "), Piece(fit(name, max(left, 0)), style), Piece(" "), Piece(end, "strong")]
    said = (method_words(draft.method), source_words(draft.source), draft.note, draft.instructions)
    line = f" {glyphs.dot} ".join(filter(None, said))
    return [top, [Piece(f" {cut(line, width - 2)}", "quiet")], *([[]] if tall else [])]


def money(draft: OrderDraft, currency: str, width: int) -> Row:
    """What it comes to, what was paid, what is left."""
    pairs = [
        (_("Total"), draft.total, "text"),
        (_("Deposit"), draft.deposit, "text"),
        (_("To pay"), draft.owed, "strong"),
    ]
    row: list[Piece] = []
    for shown in (pairs, pairs[::2], pairs[2:]) if width >= 50 else (pairs[::2], pairs[2:]):
        row = []
        for label, amount, style in shown:
            row += [Piece(f" {label} ", "label"), Piece(f"{regional.money(amount, currency)}  ", style)]
        if sum(cell_len(piece.text) for piece in row) <= width + 2:
            break
    return row


def warnings(wrong: Sequence[str], doubts: Sequence[str], glyphs: Glyphs, width: int, most: int) -> list[Row]:
    """What must be mended first, then what may not be meant so; as many lines as there is room for."""
    rows: list[Row] = [[Piece(f" {glyphs.no} {cut(text, width - 4)}", "late")] for text in wrong]
    rows += [[Piece(f" {glyphs.soon} {cut(text, width - 4)}", "soon")] for text in doubts]
    return rows[:most]


def doubts(draft: OrderDraft, left: Mapping[Wish, int], today: str) -> list[str]:
    """What the rule will ask about or refuse, in words."""
    past = [_("The day it is due is past")] if draft.due and draft.due < today else []
    return [*past, *_shortages(draft, left)]


def _shortages(draft: OrderDraft, left: Mapping[Wish, int]) -> list[str]:
    """What is asked for more often than stock allows, in words."""
    found = []
    for wish in dict.fromkeys(wish_of(item) for item in draft.items):
        asked = sum(item.quantity for item in draft.items if wish_of(item) == wish)
        if left.get(wish, asked) < asked:
            named = f"{wish.title} {wish.size}".rstrip()
            found.append(_("Only {n} left: {product}").format(n=max(left[wish], 0), product=named))
    return found


def fields(numbered: Numbered, draft: OrderDraft, left: Mapping[Wish, int], currency: str) -> tuple[Field, ...]:
    """One thing as a line; what stock does not have enough of says so."""
    item, wish = numbered.item, wish_of(numbered.item)
    asked = sum(other.quantity for other in draft.items if wish_of(other) == wish)
    stock = left.get(wish)
    short = stock is not None and stock < asked
    words = "" if stock is None else _("only {n}").format(n=max(stock, 0)) if short else regional.number(stock)
    return (
        Field(regional.number(item.quantity), "strong"),
        Field(item.title),
        Field(item.size or ""),
        Field(item.flavour or "", "quiet"),
        Field(item.writing or "", "quiet"),
        Field(item.allergens or "", "allergen" if item.allergens else "text"),
        Field(regional.money(item.quantity * item.unit_price, currency)),
        Field(words, "late" if short else "quiet"),
    )
