"""A scan that nothing matches is kept: the order may be on its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from data.core.command import Command, Context
from data.core.envelope import JournalEntry
from data.core.ids import derived_id
from data.core.outcome import Accepted, Change, Event, Outcome, Put, Refused, noop
from data.core.rows import Rows
from data.kitchen.unknown import UnknownScan
from data.notices.notice import ATTENTION, Notice
from data.organization.store import Store


@dataclass(frozen=True, slots=True)
class RecordUnknownScan(Command):
    """Keeps a well-formed code for 24 hours."""

    name: ClassVar[str] = "record_unknown_scan"
    physical: ClassVar[bool] = True

    store_id: str
    code: str
    station: str


@dataclass(frozen=True, slots=True)
class RedeemUnknownScan(Command):
    """Marks a kept scan as done by the command that its ticket got when it arrived."""

    name: ClassVar[str] = "redeem_unknown_scan"
    for_service: ClassVar[bool] = True

    scan_id: str
    by_command: str


def record_unknown_scan(command: RecordUnknownScan, rows: Rows, ctx: Context) -> Outcome:
    """Writes the scan down."""
    if rows.get(Store, command.store_id) is None:
        return Refused("no_such_store", f"No store {command.store_id}")
    person = ctx.actor
    scan = UnknownScan(
        derived_id(ctx.command_id, "unknown"),
        command.store_id,
        command.code,
        command.station,
        ctx.now,
        person.staff_id,
        person.name,
        person.role.value,
        ctx.terminal_id,
        None,
    )
    events = (Event("unknown_scanned", store_id=command.store_id, detail={"code": command.code}),)
    return Accepted(f"{command.code}: not known yet, kept", writes=(Put(scan),), events=events)


def redeem_unknown_scan(command: RedeemUnknownScan, rows: Rows, ctx: Context) -> Outcome:
    """Closes a kept scan. One that did not count after all is told: who scanned it went home believing it was kept."""
    scan = rows.get(UnknownScan, command.scan_id)
    if scan is None:
        return Refused("no_such_scan", "No such kept scan")
    if scan.redeemed_by is not None:
        return noop("already_redeemed", f"{scan.code} was recorded already")
    change = Change(UnknownScan, (scan.id,), {"redeemed_by": command.by_command})
    entry = rows.get(JournalEntry, command.by_command)
    if entry is None or entry.status != "refused":
        return Accepted(f"{scan.code}: recorded", writes=(change,))
    when = f"scanned at {scan.station} by {scan.staff_name} before its order came"
    text = f"{scan.code}, {when}, does not count: {entry.says}"
    ident = derived_id(ctx.command_id, f"notice:kept_scan:{scan.id}")
    attention = Notice(
        ident,
        scan.store_id,
        ATTENTION,
        "kept_scan_refused",
        text,
        entry.order_id,
        entry.ticket_id,
        None,
        ctx.now,
        None,
        None,
    )
    return Accepted(f"{scan.code}: refused", writes=(change, Put(attention)))
