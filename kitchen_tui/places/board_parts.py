"""The parts of the board: what is late, what is due in the next hours and days, what comes first, what to make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.cells import cell_len

from data.core.clock import HOUR, local, plus_days
from kitchen_tui.cells import cut, fit, shown
from kitchen_tui.regional import day, minute, number
from kitchen_tui.texts import _, ngettext
from kitchen_tui.widgets.due import LATE, LATER, SOON
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.questions.board import DueAt, DueNext
    from data.questions.counts import AllDay
    from kitchen_tui.widgets.due import Clock
    from kitchen_tui.widgets.glyphs import Glyphs

_HOURS = 6
_LONGEST_BAR = 20
_NUMBER = 5
"""Cells of a count."""
_WARNED = 9
"""Cells of the words for late and soon, where they are not longer."""


def urgency(due: Sequence[DueAt], clock: Clock, width: int, glyphs: Glyphs) -> list[Row]:
    """How many are late and how many soon will be; at which stations."""
    late, soon, _later = _urgent(due, clock)
    words = (f"{glyphs.late} {_('LATE')}", f"{glyphs.soon} {_('SOON')}")
    cells = max(_WARNED, *(cell_len(word) + 1 for word in words))
    return [_warned(words[0], "late", late, cells, width), _warned(words[1], "soon", soon, cells, width)]


def urgency_in_short(due: Sequence[DueAt], clock: Clock, width: int, glyphs: Glyphs) -> Row:
    """The same and what else the next hours bring, on one line."""
    late, soon, later = (sum(d.tickets for d in some) for some in _urgent(due, clock))
    hours = ngettext("next hour", "next {n} hours", _HOURS).format(n=_HOURS)
    row = [
        Piece(f" {number(late)} {glyphs.late} {_('LATE')}", "late" if late else "quiet"),
        Piece(f"   {number(soon)} {glyphs.soon} {_('SOON')}", "soon" if soon else "quiet"),
    ]
    left = width - sum(cell_len(piece.text) for piece in row)
    return [*row, Piece(cut(f"   {number(later)} {hours}", left), "quiet")]


def hours(due: Sequence[DueAt], clock: Clock, width: int, glyphs: Glyphs) -> list[Row]:
    """How many windows begin within each of the next hours."""
    found = _by_hour(due, clock)
    most = max((n for _hour, n in found), default=0)
    title: Row = [Piece(f" {_('NEXT HOURS')}", "label")]
    return [title, *(_bar(minute(hour * 60), n, most, width, glyphs) for hour, n in found)]


def days(due: Sequence[DueAt], clock: Clock, ahead: int, width: int, glyphs: Glyphs) -> list[Row]:
    """How many are due on each of the coming days, and how many have no day."""
    today = clock.today()
    names = [plus_days(today, n) for n in range(1, ahead + 1)]
    found = [(day(name), sum(d.tickets for d in due if d.due_date == name)) for name in names]
    undated = sum(d.tickets for d in due if d.due_date is None)
    found += [(_("no date"), undated)] if undated else []
    most = max((n for _name, n in found), default=0)
    title: Row = [Piece(f" {_('COMING DAYS')}", "label")]
    return [title, *(_bar(name, n, most, width, glyphs) for name, n in found)]


def due_first(lines: Sequence[DueNext], clock: Clock, width: int, height: int) -> list[Row]:
    """The tickets that are due today or were before, the first one first: number, where it is, how long there is."""
    rows: list[Row] = [[Piece(f" {_('DUE FIRST')}", "label")]]
    for line in lines[: max(height - 1, 0)]:
        due = (line.due_date, line.window_from)
        style = {LATE: "late", SOON: "soon"}.get(clock.urgency(due), "quiet")
        name = line.order_number + (f"-{line.suffix}" if line.suffix else "")
        where = fit(_(line.stage), 11)
        rows.append(
            [
                Piece(f" {fit(name, 11)} ", "strong"),
                Piece(f"{where} "),
                Piece(fit(clock.countdown(due), max(width - 25, 0)), style),
            ]
        )
    if not lines:
        rows.append([Piece(f" {fit(_('Nothing more today'), width - 1)}", "quiet")])
    return rows


def things(found: Sequence[AllDay], top: int, width: int, height: int, glyphs: Glyphs) -> list[Row]:
    """How many of each thing are still to be made, the most first; what has no room is counted in the last line."""
    if height < 2:
        return []
    rows: list[Row] = [[Piece(f" {_('ALL DAY')}", "label")]]
    room = height - 1
    top = max(0, min(top, len(found) - room))
    end = top + room if len(found) <= top + room else top + room - 1
    rows += _things(found[top:end], max(width - 9, 0), glyphs)
    rest = found[end:]
    if rest:
        many = number(sum(thing.quantity for thing in rest))
        others = _("others: arrow down")
        rows.append([Piece(f" {many:>{_NUMBER}}  ", "quiet"), Piece(cut(others, width - 8), "quiet")])
    if not found:
        rows.append([Piece(f" {fit(_('Nothing to make'), width - 1)}", "quiet")])
    return rows


def _things(found: Sequence[AllDay], room: int, glyphs: Glyphs) -> list[Row]:
    """What it is, then its size and flavour: half of the room each, unless one of them needs less."""
    of_it = [f" {glyphs.dot} ".join(filter(None, (thing.size, thing.flavour))) for thing in found]
    longest = max((cell_len(shown(thing.product)) for thing in found), default=0)
    behind = max((cell_len(shown(text)) for text in of_it), default=0)
    half = max(room // 2, 8)
    # What one of them does not need the other has, but only where it would be cut.
    names = max(half, min(longest, room - behind)) if longest > half else min(half, max(longest, room - behind))
    return [
        [
            Piece(f" {number(thing.quantity):>{_NUMBER}}  ", "strong"),
            Piece(f"{fit(thing.product, names)} "),
            Piece(cut(text, max(room - names, 0)), "quiet"),
        ]
        for thing, text in zip(found, of_it, strict=True)
    ]


def _urgent(due: Sequence[DueAt], clock: Clock) -> tuple[list[DueAt], list[DueAt], list[DueAt]]:
    """Late, soon, and neither but within the next hours."""
    found: dict[str, list[DueAt]] = {LATE: [], SOON: [], LATER: []}
    ahead = clock._replace(warn_ms=_HOURS * HOUR)
    for d in due:
        when = (d.due_date, d.window_from)
        urgency = clock.urgency(when)
        if urgency != LATER or ahead.urgency(when) == SOON:
            found[urgency].append(d)
    return found[LATE], found[SOON], found[LATER]


def _by_hour(due: Sequence[DueAt], clock: Clock) -> list[tuple[int, int]]:
    """Hour of today, and how many windows begin within it from now on."""
    now, today = local(clock.now, clock.zone), clock.today()
    here = now.hour * 60 + now.minute
    begins = [(d.window_from, d.tickets) for d in due if d.due_date == today and d.window_from is not None]
    return [
        (hour, sum(n for minute, n in begins if minute > here and minute // 60 == hour))
        for hour in range(now.hour, min(now.hour + _HOURS, 24))
    ]


def _warned(word: str, style: str, due: Sequence[DueAt], cells: int, width: int) -> Row:
    total = sum(d.tickets for d in due)
    by_stage: dict[str, int] = {}
    for d in due:
        by_stage[d.stage] = by_stage.get(d.stage, 0) + d.tickets
    where = ", ".join(f"{_(stage)} {number(n)}" for stage, n in sorted(by_stage.items(), key=lambda it: -it[1]))
    count = Piece(f" {number(total):>{_NUMBER}}  ", style if total else "quiet")
    return [
        count,
        Piece(fit(word, cells), style if total else "quiet"),
        Piece(cut(where, max(width - cells - 8, 0)), "quiet"),
    ]


def _bar(name: str, n: int, most: int, width: int, glyphs: Glyphs) -> Row:
    """A count with a bar as long as it is large beside the others."""
    room = max(min(width - 23, _LONGEST_BAR), 0)
    cells = -(-n * room // most) if most else 0
    count = Piece(f" {fit(name, 11)} {number(n):>{_NUMBER}}  ", "strong" if n else "quiet")
    return [count, Piece((glyphs.lower or glyphs.ink) * cells, "quiet")]
