"""`sync-agent replay`: a day again, exactly, to look at."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING

from sync_agent.cli import FAILED, OK, give_up, tell

if TYPE_CHECKING:
    from sync_agent.lives.seen_again import Replayed


def arguments(parser: argparse.ArgumentParser) -> None:
    """A day, perhaps until an hour of it."""
    parser.add_argument("--day", required=True, type=_day, metavar="YYYY-MM-DD")
    parser.add_argument("--to", type=_hour, metavar="HH:MM", help="until then; else the whole day")
    parser.add_argument("--data-dir", metavar="DIR", help="the terminal's data (else BAKELINE_HOME)")
    parser.add_argument("--database", metavar="URL", help="a hub's: the day of everybody below it")
    parser.add_argument("--store", metavar="S", help="whose day, where a hub's stores have several time zones")
    parser.add_argument("--organization", metavar="NAME", help="where a hub has several")
    parser.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="FILE",
        help="a copy of the store, or a backup of the hub, to begin from",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="else DATA-replay-DAY beside the data")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it like 2026-11-28") from None


def _hour(text: str) -> time:
    try:
        found = time.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        raise argparse.ArgumentTypeError(f"{text!r} is no time of the store's day: write it like 14:30")
    return found


def run(args: argparse.Namespace) -> int:
    """0 when it is exact, 1 when it is not or could not be done, 2 asked wrongly, 3 refused."""
    from data.core.clock import iso
    from data.store.errors import StoreError
    from sync_agent.hub.organizations import NotFounded
    from sync_agent.lives.seen_again import NotReplayed

    try:
        done = _replayed(args)
    except (NotReplayed, StoreError, NotFounded) as trouble:
        return give_up(args, trouble)
    told = {
        "verdict": "exact" if done.exact else "differs",
        "out": str(done.out),
        "until": iso(done.until),
        "before": done.before,
        "shown": done.shown,
        "rest": done.rest,
        "otherwise": done.otherwise,
        "apart": list(done.apart),
    }
    says = f"{done.shown} commands of {args.day}, after {done.before} before it, are in {done.out}\n"
    if done.exact:
        says += "It is exact: with the rest of the journal every row is the store's own"
    else:
        says += f"It is NOT exact: with the rest of the journal these tables differ: {', '.join(done.apart)}"
    tell(args, told, f"{says}\nLook at it: kitchen-tui --data-dir {done.out}")
    return OK if done.exact else FAILED


def _replayed(args: argparse.Namespace) -> Replayed:
    if args.database:
        from sync_agent.lives.replaying_hub import Asked, replay_hub

        out = args.out or Path(f"hub-replay-{args.day}")
        asked = Asked(args.day, args.to, args.store, args.organization)
        return replay_hub(args.database, asked, out, args.source, _progress(args))
    from data.store.home import data_dir
    from sync_agent.lives.replaying import replay

    folder = data_dir(args.data_dir)
    out = args.out or folder.with_name(f"{folder.name}-replay-{args.day}")
    return replay(folder, args.day, args.to, out, args.source, _progress(args))


def _progress(args: argparse.Namespace) -> Callable[[int], None]:
    seen = not args.json and sys.stderr.isatty()

    def says(done: int) -> None:
        if seen:
            sys.stderr.write(f"\r{done} commands")
            sys.stderr.flush()

    return says
