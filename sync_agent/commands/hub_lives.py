"""`sync-agent hub backup | restore | drill | go-on | housekeeping | founding-code`: how a hub begins and comes back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from sync_agent.cli import FAILED, OK, USAGE, complain, tell

Make = Callable[[str, str], argparse.ArgumentParser]


def add(make: Make) -> None:
    """`make` adds a word below `hub`, with what all of them have."""
    out = make("backup", "all of the hub's rows of one moment into one file")
    out.add_argument("--out", required=True, type=Path, metavar="FILE")
    back = make("restore", "the database as it was in a backup; terminals bring what they did since")
    back.add_argument("--from", dest="source", required=True, type=Path, metavar="FILE")
    drill = make("drill", "whether a backup can be restored: it is, beside everything else")
    drill.add_argument("--from", dest="source", type=Path, metavar="FILE", help="else the last one made here")
    waits = make("go-on", "after a restore: for whom is waited; with --confirm nobody is waited for any longer")
    waits.add_argument("--confirm", action="store_true")
    make("housekeeping", "the night's work now: old marks, journals and labels go, closed orders leave the terminals")
    code = make("founding-code", "a code with which a terminal that worked alone brings its stores")
    code.add_argument("--organization", metavar="NAME")


def backup(args: argparse.Namespace) -> int:
    """0 when the file is whole."""
    from data.core.clock import iso
    from data.store.machine import ThisMachine
    from sync_agent.lives.backups import backup as save
    from sync_agent.lives.last_backup import remember

    made = save(args.database, args.out, ThisMachine().now())
    remember(args.database, args.out)
    size = args.out.stat().st_size
    tell(
        args,
        {"verdict": "saved", "file": str(args.out), "bytes": size, "at": iso(made.made_at), "schema": made.schema},
        f"{args.out} holds the hub as it was at {iso(made.made_at)} ({size} bytes)",
    )
    return OK


def restore(args: argparse.Namespace) -> int:
    """0 when the database is as it was."""
    from data.core.clock import iso
    from data.store.machine import ThisMachine
    from sync_agent.lives.backups import restore as load

    found = load(args.database, args.source, ThisMachine().now())
    tell(
        args,
        {"verdict": "restored", "at": iso(found.made_at)},
        f"The hub is as it was at {iso(found.made_at)}. What terminals did since comes back when they ask next; until "
        "then nothing goes out to shops (`sync-agent hub go-on` tells for whom is waited).\n"
        "What began at the hub itself since then is lost.",
    )
    return OK


def drill(args: argparse.Namespace) -> int:
    """0 when it can be restored."""
    from data.core.clock import HOUR, iso
    from data.store.machine import ThisMachine
    from sync_agent.hub.store import file_of
    from sync_agent.lives.backups import drill as tried
    from sync_agent.lives.last_backup import last

    server = args.database if file_of(args.database) is None else None
    source = args.source or last(args.database)
    if source is None:
        return complain(args, "No backup of this database was made on this machine: say which with --from", USAGE)
    found = tried(source, server, ThisMachine().now())
    told = {"verdict": "whole", "at": iso(found.made_at), "age_ms": found.age_ms, "stores": found.stores}
    stores = ", ".join(f"{store} ({rows} rows)" for store, rows in found.stores.items()) or "no store"
    tell(
        args,
        told | {"digests": found.sums},
        f"{source} can be restored: {stores}, as of {iso(found.made_at)}, {found.age_ms // HOUR} hours old",
    )
    return OK


def go_on(args: argparse.Namespace) -> int:
    """0 when nobody is waited for, 1 when somebody still is."""
    from contextlib import closing

    from data.ledger.reclaim import awaited, wait_no_more
    from sync_agent.hub.organizations import organizations
    from sync_agent.hub.serving import founded

    left: list[str] = []
    with closing(founded(args.database)) as store:
        for organization in organizations(store):
            found = store.write(organization.id, wait_no_more) if args.confirm else store.read(organization.id, awaited)
            left += [each.node_id for each in found]
    if left and not args.confirm:
        says = f"Waiting for {len(left)}: {', '.join(left)}. With --confirm the hub goes on without them"
        return complain(args, says, FAILED, "waiting")
    tell(args, {"verdict": "open", "given_up": left}, "Nobody is waited for: shops are told again")
    return OK


def founding_code(args: argparse.Namespace) -> int:
    """0, and the code."""
    from data.core.clock import iso
    from sync_agent.commands.hub import opened
    from sync_agent.hub.enrolment import founding_code as made

    with opened(args) as identity:
        organization, code = made(identity, args.organization)
    tell(
        args,
        {"verdict": "made", "code": code.code, "until": iso(code.until), "organization": organization.id},
        f"Code for a terminal that brings its stores to {organization.name}, until {iso(code.until)}: {code.code}",
    )
    return OK


def housekeeping(args: argparse.Namespace) -> int:
    """0, and what went."""
    from contextlib import closing

    from data.store.machine import ThisMachine
    from sync_agent.hub.nights import by_hand
    from sync_agent.hub.serving import founded

    with closing(founded(args.database)) as store:
        kept = by_hand(store, ThisMachine().now())
    for found in kept:
        went = ", ".join(f"{many} {what.replace('_', ' ')}" for what, many in found.rows.items() if many)
        tell(args, {"verdict": "kept", "organization": found.organization, **found.rows}, f"Gone: {went or 'nothing'}")
    return OK


DOINGS: dict[str | None, Callable[[argparse.Namespace], int]] = {
    "backup": backup,
    "restore": restore,
    "drill": drill,
    "go-on": go_on,
    "founding-code": founding_code,
    "housekeeping": housekeeping,
}
