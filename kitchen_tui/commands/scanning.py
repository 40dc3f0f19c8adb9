"""`scan`, `undo`, `queue`, `ticket`, `line`: the station without a screen, by the same path as the app."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from data.core.command import Command
from data.kitchen.stages import station_of
from data.kitchen.ticket import Ticket
from data.line.printing import PrintBarcode
from data.line.quality import QcReturnToDecorating
from data.line.tend import AssignStaff, OverridePriority, SetStorage
from data.questions.find import ticket_named
from data.questions.history import story_of
from data.questions.people import staff_named
from data.questions.queue import QueueFilter, queue_for
from kitchen_tui.commands.frame import (
    FAILED,
    OK,
    REFUSED,
    WrongUse,
    actor_of,
    answer,
    desk_of,
    nobody,
    say,
)
from kitchen_tui.commands.show import line_json, line_text, story_json, story_text, ticket_json
from kitchen_tui.desk import Desk
from kitchen_tui.verbs import SIGN_OUT, STATIONS
from kitchen_tui.verdict import NOOP, Verdict

_OF_SCREENS = (*STATIONS, SIGN_OUT)
_PRIORITIES = {"high": 3, "medium": 2, "low": 1, "none": None}


def scan(args: Namespace) -> int:
    """One scan at a station."""
    desk = desk_of(args)
    actor = actor_of(args, desk)
    if actor is None:
        return nobody(args, ticket=None)
    verdict = desk.scan(args.code, station_of(args.station), actor, confirm=args.confirm)
    if verdict.verb in _OF_SCREENS:
        verdict = Verdict(NOOP, "no_screen", "Here --station and --badge say where and who")
    return _told(args, desk, verdict)


def undo(args: Namespace) -> int:
    """Takes back one's own last action."""
    desk = desk_of(args)
    actor = actor_of(args, desk)
    return nobody(args, ticket=None) if actor is None else _told(args, desk, desk.undo(actor))


def _told(args: Namespace, desk: Desk, verdict: Verdict) -> int:
    ticket = None if verdict.ticket is None else ticket_json(verdict.ticket, desk.today())
    fields: dict[str, Any] = {"verdict": verdict.verdict, "code": verdict.code, "says": verdict.says, "ticket": ticket}
    if verdict.choices:
        fields["choices"] = [t.human_id for t in verdict.choices]
    say(args, fields, f"{verdict.headline}: {verdict.says}")
    return {"accepted": OK, "noop": OK, "failed": FAILED}.get(verdict.verdict, REFUSED)


def queue(args: Namespace) -> int:
    """The lines of a queue."""
    desk = desk_of(args)
    wanted = QueueFilter(
        desk.store.id,
        station_of(args.stage) if args.stage else None,
        args.unassigned,
        None,
        args.date_from,
        args.date_to,
        args.search,
        limit=args.limit,
        offset=args.offset,
        after=one_ticket(desk, args.after) if args.after else None,
    )
    lines = queue_for(desk.database, wanted, desk.today())
    for line in lines:
        say(args, line_json(line), line_text(line))
    if not lines and not args.json:
        say(args, {}, "Nothing to do here")
    return OK


def ticket(args: Namespace) -> int:
    """Everything about one ticket."""
    desk = desk_of(args)
    story = story_of(desk.database, one_ticket(desk, args.id))
    say(args, story_json(story, desk.today()), story_text(story, desk.today()))
    return OK


def line(args: Namespace) -> int:
    """Print, assign, store, prioritise or return one ticket."""
    desk = desk_of(args)
    actor = actor_of(args, desk)
    if actor is None:
        return nobody(args, ticket=None)
    found = one_ticket(desk, args.id)
    receipt = desk.do(_command(args, desk, found), actor)
    now = ticket_named(desk.database, found.human_id)
    return answer(args, receipt, ticket=None if now is None else ticket_json(now, desk.today()))


def _command(args: Namespace, desk: Desk, found: Ticket) -> Command:
    if args.action == "print":
        return PrintBarcode(found.id)
    if args.action == "store":
        return SetStorage(found.id, args.value)
    if args.action == "return":
        return QcReturnToDecorating(found.id, args.value or "", found.cycle)
    if args.action == "priority":
        if (args.value or "").lower() not in _PRIORITIES:
            raise WrongUse(f"priority is one of {', '.join(_PRIORITIES)}")
        return OverridePriority(found.id, _PRIORITIES[args.value.lower()])
    person = staff_named(desk.database, args.value) if args.value else None
    if args.value and person is None:
        raise WrongUse(f"nobody is called {args.value}: see `kitchen-tui staff list`")
    return AssignStaff(found.id, person.id if person else None, args.note)


def one_ticket(desk: Desk, text: str) -> Ticket:
    """The ticket of this id or barcode; WrongUse unless it is exactly one."""
    by_id = ticket_named(desk.database, text)
    found = (by_id,) if by_id is not None else desk.tickets_named(text)
    if not found:
        raise WrongUse(f"no ticket {text!r}: give its id (bannos-12345-A) or its barcode")
    if len(found) > 1:
        raise WrongUse(f"which one? {', '.join(t.code for t in found)}")
    return found[0]
