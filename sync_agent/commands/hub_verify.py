"""`sync-agent hub verify`: whether the hub's log of commands is what it took, entry by entry."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sync_agent.cli import FAILED, OK, complain, tell

if TYPE_CHECKING:
    from data.ledger.auditing import Broken


def add(make: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """`make` adds a word below `hub`."""
    make("verify", "whether anybody has changed, taken out or put in an entry of the log of commands")


def verify(args: argparse.Namespace) -> int:
    """0 when every entry is as it was taken, 1 when one is not: the first of each chain is named."""
    from contextlib import closing

    from data.ledger.auditing import audit
    from sync_agent.hub.organizations import organizations
    from sync_agent.hub.serving import founded

    with closing(founded(args.database)) as store:
        audits = [store.read(organization.id, audit) for organization in organizations(store)]
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
