"""When an order arrives that was scanned before it was known, the scan counts, with its own time and person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from data.core.actor import SERVICE_ACTOR, Actor, Role
from data.core.clock import MINUTE, Instant
from data.core.envelope import Stamp
from data.core.ids import digest, uuid7
from data.kitchen.ticket import Ticket
from data.kitchen.unknown import WAITS, UnknownScan
from data.line.scan import command_for
from data.line.unknown import RedeemUnknownScan
from data.replica.issue import Receipt, Seat, issue
from data.store.database import Database, StoredRows

TURN_MS = 2 * MINUTE
"""So long only the terminal that scanned does it: two would print the label twice."""

_WAITING = "SELECT id, code FROM unknown_scan WHERE redeemed_by IS NULL AND at >= ? ORDER BY at"


def redeem(
    database: Database, seat: Seat, find: Callable[[str, str], Ticket | None], stamp: Callable[[], Stamp], now: Instant
) -> list[Receipt]:
    """Issues what the kept scans of the last 24 hours meant, now that `find` (code, store) knows their tickets; what
    was scanned elsewhere only when it should have counted by now."""
    receipts = []
    for scan_id, code in database.rows(_WAITING, (now - WAITS,)):
        scan = StoredRows(database).get(UnknownScan, scan_id)
        ticket = None if scan is None else find(code, scan.store_id)
        if ticket is None or scan is None or not _our_turn(scan, ticket, seat, now):
            continue
        who = Actor(scan.staff_id, scan.staff_name, Role(scan.staff_role))
        there = Seat(scan.terminal_id, seat.origin)
        command = command_for(ticket, scan.station, scan.terminal_id, confirmed=True)
        # By the scan: of two processes that redeem it at once, the second must not pack what the first one started.
        command_id = uuid7(scan.at, bytes.fromhex(digest(scan.id))[:10])
        # What the monotonic clock shows by now says nothing of when that was.
        then = replace(stamp(), command_id=command_id, at=scan.at, boot_id="", mono_ns=0)
        receipt = issue(database, there, who, command, then)
        issue(database, seat, SERVICE_ACTOR, RedeemUnknownScan(scan.id, receipt.command_id), stamp())
        receipts.append(receipt)
    return receipts


def _our_turn(scan: UnknownScan, ticket: Ticket, seat: Seat, now: Instant) -> bool:
    return scan.terminal_id == seat.terminal_id or now - max(scan.at, ticket.created_at) > TURN_MS
