"""What has to be ordered soon, told on the screen of the forecast: how much there is, and what is the most urgent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kitchen_tui.cells import cut, fit
from kitchen_tui.places.buying_words import order_by
from kitchen_tui.regional import number
from kitchen_tui.texts import _, ngettext
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.procurement.recommendation import Recommendation
    from kitchen_tui.sight import Sight
    from kitchen_tui.widgets.due import Clock
    from kitchen_tui.widgets.glyphs import Glyphs


def to_order(sight: Sight) -> Sequence[Recommendation]:
    """What is to be ordered of somebody, the most urgent first."""
    from data.questions.procurement import current

    found = current(sight.database, sight.store.id, sight.now())
    return [line for line in found.lines if line.packs and line.offer_id] if found is not None else []


def to_order_row(lines: Sequence[Recommendation], clock: Clock, width: int, glyphs: Glyphs) -> Row:
    """How many things, and until when the first of them can be."""
    many = ngettext("{n} thing to order", "{n} things to order", len(lines)).format(n=number(len(lines)))
    when, style = order_by(lines[0], clock)
    item = cut(lines[0].item, 40)
    first = _("{item}: order by {when}").format(item=item, when=when) if when else item
    return [Piece(fit(f"  {many} {glyphs.dot} {first} {glyphs.dot} F11", width), "quiet" if style == "text" else style)]
