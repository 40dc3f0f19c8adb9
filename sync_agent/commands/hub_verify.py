"""`sync-agent hub verify`: whether the hub's log of commands is what it took, entry by entry."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sync_agent.cli import FAILED, OK, REFUSED, complain, tell

if TYPE_CHECKING:
    from data.ledger.auditing import Broken
    from data.store.database import Database


def add(make: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """`make` adds a word below `hub`."""
    make("verify", "whether anybody has changed, taken out or put in an entry of the log of commands")


_AT_THE_CLOUD = "The cloud keeps the log that counts: ask there. `sync-agent verify --data-dir` compares this store hub"


def _is_store_hub(database: Database) -> bool:
    from data.exchange.node import node_of

    node = node_of(database)
    return node is not None and node.upstream


def verify(args: argparse.Namespace) -> int:
    """0 when every entry is as it was taken, 1 when one is not: the first of each chain is named; 3 for a store hub."""
    from contextlib import closing

    from data.ledger.auditing import audit
    from sync_agent.hub.organizations import organizations
    from sync_agent.hub.serving import founded

    with closing(founded(args.database)) as store:
        whose = [organization.id for organization in organizations(store)]
        if any(store.read(organization, _is_store_hub) for organization in whose):
            return complain(args, _AT_THE_CLOUD, REFUSED, "store_hub")
        audits = [store.read(organization, audit) for organization in whose]
    broken = [each for found in audits for each in found.broken]
    chains, entries, older = (sum(getattr(found, name) for found in audits) for name in ("chains", "entries", "older"))
    if broken:
        return complain(args, "The log is not what was taken. " + "; ".join(map(_told, broken)), FAILED)
    beyond = f", and {older} from before there were seals" if older else ""
    told: dict[str, Any] = {"verdict": "whole", "chains": chains, "entries": entries, "older": older}
    tell(args, told, f"The log is what was taken: {entries} entries in {chains} chains{beyond}")
    return OK


def _told(broken: Broken) -> str:
    entry = broken.entry
    if entry is None:
        return f"Chain {broken.chain}: {broken.says}"
    return f"{entry.command_id} ({entry.name} by {entry.actor_name}, chain {broken.chain}): {broken.says}"


DOINGS: dict[str | None, Callable[[argparse.Namespace], int]] = {"verify": verify}
