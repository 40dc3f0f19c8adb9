"""`sync-agent demo-shop`: a hub, a played Shopify and a played Square on this machine, that sell every few seconds."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from data.store.errors import StoreError
from sync_agent.cli import FAILED, OK, USAGE, complain, give_up, tell

if TYPE_CHECKING:
    from sync_agent.demo_shop.street import Street

_FASTEST, _SLOWEST = 0.2, 3_600


def arguments(parser: argparse.ArgumentParser) -> None:
    """How often, and where."""
    parser.add_argument("--data-dir", type=Path, metavar="DIR", help="where the hub lies (a new folder for each demo)")
    parser.add_argument(
        "--listen", default="127.0.0.1:8470", metavar="HOST:PORT", help="where the hub is (%(default)s)"
    )
    parser.add_argument(
        "--every", type=float, default=4.0, metavar="S", help="seconds between two orders of a shop (4)"
    )
    parser.add_argument("--seed", type=int, help="of the dice (another one each time)")


def run(args: argparse.Namespace) -> int:
    """Until Ctrl+C; 0 when it ended as told, 1 when it could not begin, 2 asked wrongly."""
    from sync_agent.demo_shop.founding import Demo
    from sync_agent.hub.organizations import NotFounded
    from sync_agent.hub.serving import CannotListen
    from sync_agent.secrets.key_file import KeyRefused

    if not _FASTEST <= args.every <= _SLOWEST:
        return complain(args, f"--every is {_FASTEST} to {_SLOWEST} seconds", USAGE)
    if not args.listen.startswith(("127.", "localhost:", "[::1]:")):
        return complain(args, "A demo listens at this machine alone: --listen 127.0.0.1:PORT", USAGE)
    try:
        demo = Demo(args.data_dir, args.every, args.seed, lambda value, says: tell(args, value, says))
        served = demo.serve(args.listen)
    except (ValueError, StoreError, CannotListen, NotFounded, KeyRefused) as trouble:
        return give_up(args, trouble)
    _told(args, demo.street)
    return OK if served and not demo.trouble else FAILED


def _told(args: argparse.Namespace, street: Street) -> None:
    """What was sold, and how unkind the shops were."""
    placed = {name: corner.placed for name, corner in street.corners.items()}
    counts = dict(sorted(street.counts.items()))
    unkind = ", ".join(f"{name} {many}" for name, many in counts.items() if many) or "none"
    says = f"Sold: {', '.join(f'{many} at {name}' for name, many in placed.items())}. Unkindness: {unkind}"
    tell(args, {"verdict": "ended", "placed": placed, "unkind": counts, "complaints": street.complaints}, says)
