"""Tickets that nobody has, as lines of a list: how long each waits at its station."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from data.core.clock import HOUR
from kitchen_tui.places import tickets
from kitchen_tui.places.listing import Column, Field
from kitchen_tui.texts import N_, _
from kitchen_tui.widgets.age import age

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.core.clock import Instant
    from data.questions.queue import QueueLine
    from kitchen_tui.places.place import Room
    from kitchen_tui.sight import Sight

COLUMNS = (
    *(tickets.STATE, tickets.NUMBER._replace(cells=11), Column(N_("Waits"), 9, right=True)),
    *(tickets.PRODUCT, tickets.SIZE, tickets.FLAVOUR, tickets.DUE, tickets.WINDOW, tickets.STATION),
)
_LONG_MS = 2 * HOUR
"""O58: longer than this nothing should wait for somebody."""


class Waiting(NamedTuple):
    """A ticket that nobody has, and since when it is at its station."""

    line: QueueLine
    since: Instant


def asked(sight: Sight, stage: str, limit: int) -> list[Waiting]:
    from data.questions.attention import waits_since
    from data.questions.queue import QueueFilter, queue_for

    wanted = QueueFilter(sight.store.id, stage=stage or None, unassigned=True, limit=limit)
    lines = queue_for(sight.database, wanted, sight.today())
    since = waits_since(sight.database, [line.id for line in lines])
    return [Waiting(line, since.get(line.id, sight.now())) for line in lines]


def fields(waiting: Waiting, room: Room, *, marked: bool) -> Sequence[Field]:
    """One field a column."""
    line, waits = waiting.line, room.clock.now - waiting.since
    number = tickets.number(line)
    return (
        tickets.state(line, room),
        Field(f"{room.glyphs.ok} {number.text}", "accent") if marked else number,
        Field(age(waits), "soon" if waits > _LONG_MS else "text"),
        tickets.product(line, room),
        Field(line.size or ""),
        Field(line.flavour or "", "quiet"),
        tickets.due(line, room),
        tickets.window(line),
        Field(_(line.stage), "quiet"),
    )
