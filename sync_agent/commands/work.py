"""`sync-agent work`: what a hub does for its shops, in a process of its own: takes in, pushes, polls."""

from __future__ import annotations

import argparse

from sync_agent.cli import OK, tell
from sync_agent.commands.at_the_shops import at_the_hub, opener_of, served


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
    import signal
    import threading

    from data.store.machine import ThisMachine
    from sync_agent.hub.bookkeeping import Bookkeeper
    from sync_agent.hub.keys import hub_master
    from sync_agent.hub.logs import to_stderr
    from sync_agent.hub.metrics import Metrics
    from sync_agent.hub.timings import Timings
    from sync_agent.work.service import ShopService

    with opener_of(args.database):
        pass  # a hub that is not there is said at once
    to_stderr()
    ended, now = threading.Event(), ThisMachine().now
    timings = Timings(Metrics(), now)
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: ended.set())
    service = ShopService(args.database, hub_master(), now, lambda organization, stores, but="": None, timings.note)
    with Bookkeeper(args.database, timings, now).watched(), service.watched():
        tell(args, {"verdict": "working"}, "Working for the shops")
        ended.wait()
    return OK
