"""`sync-agent replay`: a day again, exactly, to look at."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, time
from pathlib import Path

from sync_agent.cli import FAILED, OK, USAGE, complain, tell


def arguments(parser: argparse.ArgumentParser) -> None:
    """A day, perhaps until an hour of it."""
    parser.add_argument("--day", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--to", type=time.fromisoformat, metavar="HH:MM", help="until then; else the whole day")
    parser.add_argument("--data-dir", metavar="DIR", help="the terminal's data (else BAKELINE_HOME)")
    parser.add_argument("--from", dest="source", type=Path, metavar="FILE", help="a copy of the store to begin from")
    parser.add_argument("--out", type=Path, metavar="DIR", help="else replay-DAY beside the data")


def run(args: argparse.Namespace) -> int:
    """0 when it is exact, 1 when it is not or could not be done, 2 asked wrongly."""
    from data.core.clock import iso
    from data.store.errors import StoreError
    from data.store.home import data_dir
    from sync_agent.lives.replaying import NotReplayed, replay

    folder = data_dir(args.data_dir)
    out = args.out or folder.with_name(f"{folder.name}-replay-{args.day}")
    try:
        done = replay(folder, args.day, args.to, out, args.source, _progress(args))
    except NotReplayed as trouble:
        return complain(args, trouble.says, USAGE if trouble.code == "out_taken" else FAILED)
    except (StoreError, OSError) as trouble:
        return complain(args, str(trouble), FAILED)
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


def _progress(args: argparse.Namespace) -> Callable[[int], None]:
    seen = not args.json and sys.stderr.isatty()

    def says(done: int) -> None:
        if seen:
            sys.stderr.write(f"\r{done} commands")
            sys.stderr.flush()

    return says
