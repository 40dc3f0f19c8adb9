"""One person drawn: who she is, what she has, what she made today; and a new badge, the one time it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from kitchen_tui import regional
from kitchen_tui.cells import cut, fit, whole
from kitchen_tui.places.doings import doing, role_name
from kitchen_tui.places.listing import Column, Field
from kitchen_tui.texts import N_, _, sentence
from kitchen_tui.widgets.digits import large
from kitchen_tui.widgets.lines import Piece, Row

if TYPE_CHECKING:
    from data.people.staff import Shift
    from data.questions.crew import Act, Colleague
    from kitchen_tui.widgets.due import Clock
    from kitchen_tui.widgets.glyphs import Glyphs

ACT_COLUMNS = (
    Column(N_("When"), 19),
    Column(N_("Ticket"), 9),
    Column(N_("What"), 20, grow=True),
    Column(N_("Answer"), 30, spare=1, grow=True),
)
SHIFT_COLUMNS = (Column(N_("From"), 19), Column(N_("To"), 19), Column(N_("Hours"), 8, right=True))
PRINT_HINT = "kitchen-tui command-sheet --badges"


class Known(NamedTuple):
    """What is known of one person."""

    acts: Sequence[Act] = ()
    shifts: Sequence[Shift] = ()
    made: Sequence[tuple[str, int]] = ()


def head(person: Colleague, known: Known, clock: Clock, width: int, glyphs: Glyphs) -> list[Row]:
    """Number and name, keys and shift, what was made today: three lines."""
    number = f" {person.number}  "
    left = "" if person.active else f" {glyphs.dot} {_('does not work here any more')}"
    role = f"{role_name(person.role)}{left}"
    room = max(width - len(number), 8)
    name = cut(person.name, max(room - cell_len(role) - 3, 8))
    made = f" {glyphs.dot} ".join(f"{_(stage)} {n}" for stage, n in known.made)
    today = _("Finished today: {what}").format(what=made) if made else _("Nothing finished today")
    role = cut(role, max(room - cell_len(name) - 2, 0))
    return [
        [Piece(number, "number"), Piece(f"{name}  ", "strong"), Piece(role, "text")],
        [Piece(fit(f" {_keys(person, clock, glyphs)}", width), "quiet")],
        [Piece(fit(f" {today}", width), "text" if made else "quiet")],
    ]


def _keys(person: Colleague, clock: Clock, glyphs: Glyphs) -> str:
    badge = _("has a badge") if person.badge else _("no badge")
    pin = _("has a PIN") if person.pin else _("no PIN")
    shift = _("not on shift")
    if person.since is not None:
        shift = _("on shift since {time}").format(time=regional.moment(person.since, clock.now, clock.zone))
    return f" {glyphs.dot} ".join((shift, badge, pin))


def act_fields(act: Act, clock: Clock) -> tuple[Field, ...]:
    """A command of the journal as one line."""
    refused = act.status not in ("applied", "merged", "noop")
    style = "late" if refused else "struck" if act.undone else "text"
    said = _("taken back") if act.undone else sentence(act.says) if act.status != "applied" else ""
    which = act.code or (act.order or "").partition("-")[2]
    return (
        Field(regional.moment(act.at, clock.now, clock.zone), "quiet"),
        Field(which, "key"),
        Field(doing(act.name), style),
        Field(said, "late" if refused else "quiet"),
    )


def shift_fields(shift: Shift, clock: Clock) -> tuple[Field, ...]:
    """A shift as one line: from, to, how long."""
    ended = clock.now if shift.ended_at is None else shift.ended_at
    minutes = max(ended - shift.started_at, 0) // 60_000
    to = _("still here") if shift.ended_at is None else regional.moment(shift.ended_at, clock.now, clock.zone)
    return (
        Field(regional.moment(shift.started_at, clock.now, clock.zone)),
        Field(to, "strong" if shift.ended_at is None else "text"),
        Field(f"{minutes // 60}:{minutes % 60:02d}"),
    )


def badge_rows(name: str, code: str, width: int, height: int, glyphs: Glyphs) -> list[Row]:
    """A new badge: the only time that anybody sees it."""
    spaced = " ".join((code[:2], code[2:6], code[6:10], code[10:]))
    drawn = large(spaced, width - 4, max(height - 8, 1), glyphs)
    rows: list[Row] = [[Piece(fit(f" {_('The new badge of {name}').format(name=name)}", width), "accent")], []]
    rows += [[Piece(f"  {line}", "strong")] for line in drawn or (cut(spaced, width - 2),)]
    if drawn:
        rows += [[], [Piece(f"  {spaced}", "strong")]]
    told = (
        _("It is shown only now. The badge of before does not work any more."),
        _("On paper, new ones for everybody: {command}").format(command=PRINT_HINT),
    )
    lines = [line for text in told for line in whole(text, width - 2)]
    rows += [[], *([Piece(f" {line}", "text")] for line in lines), [], [Piece(f" {_('Esc: I have it')}", "key")]]
    return rows[:height]


def scan_rows(name: str, width: int, height: int) -> list[Row]:
    """Waiting for the badge that will be hers."""
    asked = _("Scan the badge that {name} gets").format(name=name)
    told = _("It signs her in from then on, and the one of before no longer does. Esc: leave everything as it is")
    lines = [[Piece(f" {line}", "strong")] for line in whole(asked, width - 2)]
    rows: list[Row] = [*lines, [], *([Piece(f" {line}", "text")] for line in whole(told, width - 2))]
    return rows[:height]
