"""`sync-agent poll`: every shop is asked at once for what has changed, whether it is due or not."""

from __future__ import annotations

import argparse

from sync_agent.cli import FAILED, OK, USAGE, complain, tell
from sync_agent.commands.at_the_shops import at_the_hub, opener_of, served
from sync_agent.commands.at_work import at_work


def arguments(parser: argparse.ArgumentParser) -> None:
    """A running hub polls by itself every quarter of an hour."""
    at_the_hub(parser)
    parser.add_argument("--once", action="store_true", help="one round; else one more whenever it is due")
    parser.add_argument("--shop", metavar="SHOP", help="only this one: its domain, merchant or id")


def run(args: argparse.Namespace) -> int:
    """0 when all were asked, 1 when one did not answer."""
    return served(args, lambda: _round(args) if args.once else _rounds(args))


def _rounds(args: argparse.Namespace) -> int:
    from sync_agent.work.service import POLLS, Only

    return at_work(args, Only(POLLS, shop=args.shop), "Polling, whenever a quarter of an hour is over", _round)


def _round(args: argparse.Namespace) -> int:
    from sync_agent.health.measuring import measure_due
    from sync_agent.shops.trouble import ShopTrouble
    from sync_agent.work.poller import Poller
    from sync_agent.work.service import shops

    code = OK
    with opener_of(args.database) as opener:
        asked = [one for one in shops(opener.store) if args.shop in (None, one[1].id, one[1].account)]
        for organization, shop in asked:
            told: dict[str, object] = {"shop": shop.id, "account": shop.account}
            try:
                new = Poller(opener).poll(organization, shop)
            except ShopTrouble as trouble:
                code = complain(args, f"{shop.account}: {trouble}", FAILED, trouble.code)
                continue
            if new is None:
                tell(args, told | {"verdict": "busy"}, f"{shop.account}: another worker is asking it just now")
                continue
            tell(args, told | {"verdict": "polled", "new": new}, f"{shop.account}: {new} that nobody had told us of")
        measure_due(opener.store, [organization for organization, _ in asked], opener.now, opener.changed)
        if not asked and args.shop is not None:
            return complain(args, f"No connected shop is {args.shop}", USAGE, "no_such_shop")
        if not asked:
            tell(args, {"verdict": "nothing"}, "No shop is connected")
    return code
