"""What the notices ask: what is open, what was seen, and what the line shows by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kitchen_tui.widgets.due import LATE, Clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.notices.notice import Notice
    from data.questions.attention import Attention, Found
    from data.questions.stock import StockLine
    from kitchen_tui.sight import Sight

_LOW = "low_stock"


class OpenMatters(NamedTuple):
    """All that is open, of one moment: one answer is drawn once. `counts` are true where the lists were cut; `items`
    are the stock items that notices are about, by the notice."""

    notices: Sequence[Notice]
    shown: Sequence[Attention]
    counts: dict[str, int]
    items: dict[str, str]
    whole: bool


def open_matters(sight: Sight, warn_ms: int, limit: int, computed: int = 100) -> OpenMatters:
    """Notices, and what is stuck, without a person, late, or late when the warning is over."""
    from data.questions import attention
    from data.questions.notices import notices_by_level, notices_to_see

    database, store_id, now = sight.database, sight.store.id, sight.now()
    here = sight.terminal.id
    notices = notices_to_see(database, store_id, limit, here)
    stuck = attention.stuck(database, store_id, now, computed)
    alone = attention.unassigned(database, store_id, sight.today(), now, computed)
    late = attention.late(database, store_id, now + warn_ms, sight.store.timezone, computed)
    counts = {
        **dict(notices_by_level(database, store_id, here)),
        "stuck": stuck.total,
        "unassigned": alone.total,
        "late": _late_by_now(sight, late),
    }
    shown = (*stuck.lines, *alone.lines, *late.lines)
    return OpenMatters(notices, shown, counts, _items_of(sight, notices), len(notices) < limit)


def seen_notices(sight: Sight, limit: int) -> tuple[Sequence[tuple[Notice, str | None]], bool]:
    """What somebody acknowledged, and whether that is all."""
    from data.questions.notices import notices_seen

    found = notices_seen(sight.database, sight.store.id, limit, sight.terminal.id)
    return found, len(found) < limit


def _late_by_now(sight: Sight, found: Found) -> int:
    """Without those that are only warned of: they come last, so that most often the lines tell."""
    from data.questions.attention import late

    now, zone = sight.now(), sight.store.timezone
    clock = Clock(now, zone, 0)
    by_now = sum(clock.urgency((line.due_date, line.window_from)) == LATE for line in found.lines)
    if by_now < len(found.lines) or by_now == found.total:
        return by_now
    return late(sight.database, sight.store.id, now, zone, 1).total


def _items_of(sight: Sight, notices: Sequence[Notice]) -> dict[str, str]:
    """A notice keeps its text and no item: what is low is found by the name that it begins with, unless two items are
    called so."""
    low = [notice for notice in notices if notice.code == _LOW]
    if not low:
        return {}
    from data.questions.stock import stock_of

    items = stock_of(sight.database, sight.store.id)
    found = ((notice.id, _named_in(notice.text, items)) for notice in low)
    return {notice_id: item_id for notice_id, item_id in found if item_id is not None}


def _named_in(text: str, items: Sequence[StockLine]) -> str | None:
    named = [item.id for item in items if text.startswith(f"{item.name} is low: ")]
    return named[0] if len(named) == 1 else None
