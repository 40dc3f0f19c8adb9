"""What `sync-agent reconcile` and `sweep` share: shops are repaired now, or every hour, and one report says of what."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from data.core.clock import HOUR
from data.store.errors import StoreError
from sync_agent.cli import FAILED, OK, USAGE, complain, give_up, tell
from sync_agent.commands.at_the_shops import DATABASE, at_the_hub, opener_of
from sync_agent.commands.at_work import at_work

if TYPE_CHECKING:
    from sync_agent.work.by_hand import Repaired
    from sync_agent.work.opening import Opener

MOST_DAYS = 36_500


def arguments(parser: argparse.ArgumentParser) -> None:
    """The words of both."""
    at_the_hub(parser)
    parser.add_argument("--once", action="store_true", help="now, and end (else now and whenever it is due)")
    parser.add_argument("--report", action="store_true", help="repairs nothing: tells what was repaired")
    parser.add_argument("--days", type=int, default=7, metavar="N", help="of the report (%(default)s)")


def run(args: argparse.Namespace, names: Sequence[str]) -> int:
    """0 done, 1 a shop did not answer, 2 asked wrongly."""
    from sync_agent.hub.organizations import NotFounded
    from sync_agent.secrets.key_file import KeyRefused
    from sync_agent.work.service import REPAIRS, Only

    if not args.database:
        return complain(args, f"Which database? --database URL, or {DATABASE}", USAGE)
    if not 1 <= args.days <= MOST_DAYS:
        return complain(args, f"--days is 1 to {MOST_DAYS}", USAGE)
    try:
        with opener_of(args.database) as opener:
            if args.report:
                return _reported(args, opener)
            if args.once:
                return _repaired(args, opener, names)
        only = Only(REPAIRS, tuple(names))
        return at_work(args, only, "Repairing, whenever it is due", partial(_repaired_now, names=names))
    except (ValueError, StoreError, NotFounded, KeyRefused) as trouble:
        return give_up(args, trouble)


def _repaired_now(args: argparse.Namespace, names: Sequence[str]) -> int:
    with opener_of(args.database) as opener:
        return _repaired(args, opener, names)


def _repaired(args: argparse.Namespace, opener: Opener, names: Sequence[str]) -> int:
    from sync_agent.health.measuring import measure_due
    from sync_agent.work.by_hand import repair

    begun, code, found = opener.now(), OK, list[str]()
    for one in repair(opener, time.sleep, names):
        found.append(one.organization)
        if one.trouble is not None:
            code = complain(args, f"{one.shop.account}: {one.trouble}", FAILED)
            continue
        _tell(args, opener, one.organization, one, begun)
    measure_due(opener.store, found, opener.now, opener.changed)
    if not found:
        tell(args, {"verdict": "nothing"}, "No shop is connected")
    return code


def _reported(args: argparse.Namespace, opener: Opener) -> int:
    from sync_agent.work.by_hand import Repaired
    from sync_agent.work.service import every_shop

    since = opener.now() - args.days * 24 * HOUR
    for organization, shop in every_shop(opener.store):
        _tell(args, opener, organization, Repaired(organization, shop), since)
    return OK


def _tell(args: argparse.Namespace, opener: Opener, organization: str, one: Repaired, since: int) -> None:
    from sync_agent.work.reporting import report

    told = opener.store.read(organization, lambda database: report(database, one.shop, since)).told()
    tell(args, told | {"repairs": one.told}, "\n".join(_lines(told)))


def _lines(told: dict[str, Any]) -> list[str]:
    missed, corrected, failed = told["missed_by_webhook"], told["corrected"], told["failed"]
    lines = [f"{told['shop']}: {len(missed)} missed by webhook, {len(corrected)} corrected, {len(failed)} failed"]
    lines += [f"  order {gap['gid']}: no webhook told of it, found by {gap['found_by']}" for gap in missed]
    for one in corrected:
        shown = "nothing" if one["shown"] is None else one["shown"]
        lines.append(f"  thing {one['thing']}: showed {shown}, told {one['ours']}")
    lines += [f"  thing {one['thing']}: {one['says']} ({one['tries']} tries)" for one in failed]
    return lines
