"""`sync-agent work`: what a hub does for its shops, in a process of its own: takes in, pushes, polls."""

from __future__ import annotations

import argparse

from sync_agent.cli import OK, tell
from sync_agent.commands.at_the_shops import at_the_hub, opener_of, served
from sync_agent.commands.at_work import at_work


def arguments(parser: argparse.ArgumentParser) -> None:
    """Beside a hub that was started with --no-work, or on another machine."""
    at_the_hub(parser)
    parser.add_argument("--once", action="store_true", help="what is due now, and then it ends")


def run(args: argparse.Namespace) -> int:
    """0 when it was told to stop, or had done what was due."""
    return served(args, lambda: _once(args) if args.once else _forever(args))


def _once(args: argparse.Namespace) -> int:
    from sync_agent.hub.organizations import organizations
    from sync_agent.work.inbox import InboxWorker
    from sync_agent.work.pusher import Pusher
    from sync_agent.work.service import shops

    with opener_of(args.database) as opener:
        inbox, pusher, taken, pushed = InboxWorker(opener), Pusher(opener), 0, 0
        for whose in organizations(opener.store):
            while many := inbox.once(whose.id):
                taken += many
        # Read anew for each round: a shop that is found broken is left alone.
        while many := sum(pusher.once(organization, shop) for organization, shop in shops(opener.store)):
            pushed += many
    tell(args, {"verdict": "done", "taken_in": taken, "pushed": pushed}, f"{taken} taken in, {pushed} pushed")
    return OK


def _forever(args: argparse.Namespace) -> int:
    from sync_agent.work.service import ALL

    return at_work(args, ALL, "Working for the shops")
