"""Words on one line: what has no room is cut, and so marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len

from kitchen_tui.cells import cut
from kitchen_tui.regional import number
from kitchen_tui.texts import ngettext
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from kitchen_tui.places.listing import Listing
    from kitchen_tui.sight import Sight


def on_one_line(pieces: Iterable[Piece], width: int) -> Row:
    """These pieces on at most `width` cells."""
    row: list[Piece] = []
    left = width
    for piece in pieces:
        if cell_len(piece.text) > left:
            return [*row, piece._replace(text=cut(piece.text, left))]
        row.append(piece)
        left -= cell_len(piece.text)
    return row


def tally(listing: Listing[Any], words: Sequence[Piece], width: int) -> Row:
    """How many tickets are listed (and whether there are more), then what they are."""
    many = len(listing.items)
    count = ngettext("{n} ticket", "{n} tickets", many).format(n=number(many)) + ("" if listing.whole else "+")
    return on_one_line([Piece(f"  {count}" if listing.known else "  ", "strong"), *words], width)


def kept_here(sight: Sight) -> int | None:
    """For how many days closed orders stay here, as a place's question; None where they all do."""
    from data.questions.kept_at_hub import days_here

    return days_here(sight.database, sight.store)


def at_the_hub(days: int) -> str:
    """Why an older order is not found here."""
    return ngettext(
        "Orders closed for more than {n} day are at the hub; a scan of their label brings them back",
        "Orders closed for more than {n} days are at the hub; a scan of their label brings them back",
        days,
    ).format(n=number(days))
