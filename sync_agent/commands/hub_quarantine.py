"""`sync-agent hub quarantine`: what revoked terminals handed over, and what a person decides about it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from typing import TYPE_CHECKING

from sync_agent.cli import OK, USAGE, complain, tell

if TYPE_CHECKING:
    from data.exchange.directory import Member
    from sync_agent.hub.store import HubStore


def add(make: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """`make` adds a word below `hub`, with what all of them have."""
    held = make("quarantine", "what revoked terminals had not sent: shown, and settled or dropped after a look")
    held.add_argument("node", metavar="NODE", nargs="?", help="whose commands; without it, who has handed over any")
    held.add_argument("--only", metavar="COMMAND", action="append", default=[], help="of these commands; else of all")
    decided = held.add_mutually_exclusive_group()
    decided.add_argument("--settle", action="store_true", help="they count, as far as the rules take them")
    decided.add_argument("--drop", action="store_true", help="nothing is to come of them")


def quarantine(args: argparse.Namespace) -> int:
    """0; 2 for a node that is not there."""
    from sync_agent.hub.serving import founded

    with closing(founded(args.database)) as store:
        if args.node is None:
            return _list(args, store)
        member = _member(store, args.node)
        if member is None:
            return complain(args, f"Nobody here is {args.node}", USAGE, "no_such_node")
        if args.settle:
            return _settle(args, store, member)
        return _drop(args, store, member) if args.drop else _show(args, store, member)


def _member(store: HubStore, node: str) -> Member | None:
    from data.exchange.directory import Member
    from data.store.database import StoredRows
    from sync_agent.hub.organizations import ANY

    return store.read(ANY, lambda database: StoredRows(database).get(Member, node))


def _list(args: argparse.Namespace, store: HubStore) -> int:
    from data.core.clock import iso
    from data.ledger.quarantine import held
    from sync_agent.hub.organizations import organizations

    found = [(whose.id, one) for whose in organizations(store) for one in store.read(whose.id, held)]
    for organization, one in found:
        told: dict[str, object] = {"organization": organization, "node": one.node_id, "begun_at": iso(one.begun_at)}
        told |= {"complete": one.complete, "waiting": one.waiting, "settled": one.settled, "dropped": one.dropped}
        brought = "has brought everything" if one.complete else "is still bringing what it has"
        says = f"{one.node_id} {brought}: {one.waiting} wait, {one.settled} settled, {one.dropped} dropped"
        tell(args, {"verdict": "held", **told}, says)
    if not found:
        tell(args, {"verdict": "nothing"}, "No revoked terminal has handed anything over")
    return OK


def _show(args: argparse.Namespace, store: HubStore, member: Member) -> int:
    from data.core.clock import iso
    from data.ledger.quarantine import command_of, kept

    for row in store.read(member.organization_id, lambda database: kept(database, member.id)):
        command = command_of(row)
        told: dict[str, object] = {
            "command": row.command_id,
            "name": command.name,
            "by": command.actor_name,
            "role": command.actor_role,
            "at": iso(command.issued_at),
            "args": command.args,
            "state": row.state,
            "says": row.says,
        }
        what = command.name.replace("_", " ")
        says = f"{row.command_id} {iso(command.issued_at)} {command.actor_name}: {what} {command.args} ({row.state})"
        tell(args, {"verdict": "held", **told}, says)
    return OK


def _settle(args: argparse.Namespace, store: HubStore, member: Member) -> int:
    from data.core.packed import unpack
    from data.ledger.quarantine import settle
    from data.store.machine import ThisMachine
    from sync_agent.hub.running import fresh

    now, scopes = ThisMachine().now(), tuple(unpack(member.scopes))
    results = store.write(
        member.organization_id, lambda database: settle(database, member.id, scopes, args.only, fresh, now)
    )
    for result in results:
        told = {"command": result.command_id, "status": result.status, "code": result.code, "says": result.says}
        tell(args, {"verdict": "settled", **told}, f"{result.command_id} {result.status}: {result.says}")
    if not results:
        tell(args, {"verdict": "nothing"}, "Nothing of it waits")
    return OK


def _drop(args: argparse.Namespace, store: HubStore, member: Member) -> int:
    from data.ledger.quarantine import drop

    many = store.write(member.organization_id, lambda database: drop(database, member.id, args.only))
    tell(args, {"verdict": "dropped", "commands": many}, f"{many} commands are dropped")
    return OK


DOINGS: dict[str | None, Callable[[argparse.Namespace], int]] = {"quarantine": quarantine}
