"""`sync-agent hub members`: who belongs to this hub, and by which name `hub revoke` takes it out."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sync_agent.cli import OK, tell

if TYPE_CHECKING:
    from data.exchange.directory import Member
    from data.store.database import Database

_KINDS = {"terminal": "terminal", "relay": "store hub", "script": "script"}


def add(make: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """`make` adds a word below `hub`."""
    make("members", "terminals, store hubs and scripts: who was let in, when it was last seen, who is let in no more")


def members(args: argparse.Namespace) -> int:
    """0, also where nobody is."""
    from contextlib import closing

    from sync_agent.hub.organizations import organizations
    from sync_agent.hub.serving import founded

    with closing(founded(args.database)) as store:
        whose = organizations(store)
        found = [(one, each.name) for each in whose for one in store.read(each.id, _of(each.id))]
    for member, organization in found:
        told = _told(member) | {"organization": organization}
        tell(args, told, _line(told))
    if not found:
        tell(args, {"verdict": "nothing"}, "Nobody was let in yet: `sync-agent hub terminal-code`")
    return OK


def _of(organization: str) -> Callable[[Database], list[Member]]:
    from data.exchange.directory import Member
    from data.store.kinds import kind_of

    kind = kind_of(Member)
    asked = f"{kind.select} WHERE organization_id = ? ORDER BY enrolled_at, id"
    return lambda database: [kind.row(record) for record in database.rows(asked, (organization,))]


def _told(member: Member) -> dict[str, Any]:
    from data.core.clock import iso
    from data.core.packed import unpack

    def when(at: int | None) -> str | None:
        return None if at is None else iso(at)

    return {
        "verdict": "member",
        "node": member.id,
        "kind": member.kind,
        "name": member.name,
        "role": member.role,
        "stores": list(unpack(member.scopes)),
        "enrolled_at": when(member.enrolled_at),
        "seen_at": when(member.seen_at),
        "revoked_at": when(member.revoked_at),
    }


def _line(told: dict[str, Any]) -> str:
    who = f"{told['node']} {_KINDS.get(told['kind'], told['kind'])} {told['name']} of {', '.join(told['stores'])}"
    if told["revoked_at"]:
        return f"{who}: let in no more since {told['revoked_at']}"
    return f"{who}: last seen {told['seen_at'] or told['enrolled_at']}"


DOINGS: dict[str | None, Callable[[argparse.Namespace], int]] = {"members": members}
