"""What stands above the tickets of an order: its number, where it is, for whom and when, the money, what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from data.core.packed import unpack
from kitchen_tui import regional
from kitchen_tui.cells import cut, fit, wrap
from kitchen_tui.places.order_words import (
    day_words,
    method_words,
    reason_words,
    source_words,
    status_words,
    window_words,
)
from kitchen_tui.texts import _
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.questions.orders import OrderStory
    from kitchen_tui.widgets.due import Clock
    from kitchen_tui.widgets.glyphs import Glyphs

_TWO_COLUMNS = 90
_WINDOW_BESIDE = 70
"""From this width on the window stands beside the day, else beneath it."""
_TALL = 20
_MOST_LINES = 3
"""Of one long text; the whole of it stands in the form that changes it."""


class Fact(NamedTuple):
    """A label and a text."""

    label: str
    text: str
    style: str = "text"


def head(story: OrderStory, clock: Clock, glyphs: Glyphs, width: int, height: int) -> list[Row]:
    """Everything where there is room, else what matters most."""
    facts, said = _short(story, clock), _said(story)
    if height < _TALL:
        window = window_words(story.order) if width < _WINDOW_BESIDE else ""
        line = f" {glyphs.dot} ".join(filter(None, (window, *(fact.text for fact in facts[:3]))))
        rows = [[Piece(f" {cut(f'{fact.label}: {fact.text}', width - 1)}", fact.style)] for fact in said[:1]]
        return [_top(story, clock, width), [Piece(f" {cut(line, width - 1)}", "quiet")], *rows]
    cells = max((cell_len(fact.label) for fact in [*facts, *said]), default=0)
    columns = 2 if width >= _TWO_COLUMNS else 1
    shown: list[Row] = [_top(story, clock, width), []]
    pairs = (facts[n : n + columns] for n in range(0, len(facts), columns))
    shown += [[piece for fact in pair for piece in _cell(fact, cells, width // columns)] for pair in pairs]
    for fact in said:
        shown += _long(fact, cells, width)
    return [*shown, []]


def _top(story: OrderStory, clock: Clock, width: int) -> Row:
    """The number first, then where it is and for whom; the day at the end of the line."""
    order = story.order
    words, style = status_words(order.status)
    day = day_words(order, clock.today())
    due = f"{day} {window_words(order)}".rstrip() if width >= _WINDOW_BESIDE else day
    number = Piece(f" {cut(order.number, 16)} ", "title")
    status = Piece(f"  {cut(words, 20)}  ", style)
    end = Piece(cut(due, max(width // 2, 10)), "strong")
    left = width - cell_len(number.text) - cell_len(status.text) - cell_len(end.text) - 2
    return [number, status, Piece(fit(order.customer or _("no customer"), max(left, 0)), "strong"), Piece(" "), end]


def _short(story: OrderStory, clock: Clock) -> list[Fact]:
    """The facts of one line each, the money last but never behind where the order came from."""
    order = story.order
    dot = ", "
    came = regional.moment(order.created_at, clock.now, clock.zone)
    facts = [
        Fact(_("Method"), method_words(order.method) or _("not said")),
        Fact(_("Total"), regional.money(order.total, order.currency), "strong"),
        Fact(_("Payment"), _payment(story), "strong"),
        Fact(_("Taken"), dot.join(filter(None, (source_words(order.source), came)))),
    ]
    if order.phone_masked:
        facts.append(Fact(_("Phone"), order.phone_masked))
    if order.handed_over_at is not None:
        at = regional.moment(order.handed_over_at, clock.now, clock.zone)
        by = story.names.get(order.handed_over_by or "", "")
        facts.append(Fact(_("Handed over"), dot.join(filter(None, (at, by)))))
    return facts


def _payment(story: OrderStory) -> str:
    """What is still owed: an order by hand owes what its deposit left, one from a shop is paid or is not."""
    order = story.order
    owed = max(order.total - order.deposit, 0)
    if unpack(order.docket).get("shop") != "hand":
        paid = unpack(order.docket).get("paid", False)
        return _("paid") if paid else _("{owed} to pay").format(owed=regional.money(owed, order.currency))
    if not order.deposit:
        return _("{owed} to pay").format(owed=regional.money(owed, order.currency))
    return _("{owed} to pay after {deposit} deposit").format(
        owed=regional.money(owed, order.currency), deposit=regional.money(order.deposit, order.currency)
    )


def _said(story: OrderStory) -> list[Fact]:
    """What needs words, the most pressing first."""
    order = story.order
    held = list(unpack(order.held_reasons))
    written = f" ({order.due_text})" if "due_date" in held and order.due_text else ""
    paid_back = sum(back.amount for back in story.returns)
    back = ", ".join(dict.fromkeys(back.reason for back in story.returns))
    found = [
        Fact(_("Held"), f"{reason_words(held)}{written}" if held else "", "late"),
        Fact(_("Cancelled"), order.cancel_reason or "", "late"),
        Fact(_("Came back"), f"{regional.money(paid_back, order.currency)}, {back}" if story.returns else "", "soon"),
        Fact(_("Instructions"), order.instructions or ""),
        Fact(_("Note"), order.note or ""),
    ]
    return [fact for fact in found if fact.text.strip()]


def _cell(fact: Fact, cells: int, width: int) -> list[Piece]:
    return [
        Piece(f" {fit(fact.label, cells)}  ", "label"),
        Piece(f"{fit(fact.text, max(width - cells - 4, 4))} ", fact.style),
    ]


def _long(fact: Fact, cells: int, width: int) -> list[Row]:
    lines, _whole = wrap(fact.text, max(width - cells - 4, 4), _MOST_LINES)
    return [
        [Piece(f" {fit(fact.label if n == 0 else '', cells)}  ", "label"), Piece(line, fact.style)]
        for n, line in enumerate(lines)
    ]
