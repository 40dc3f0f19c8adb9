"""`sync-agent adopt`: a terminal that worked alone founds its stores at a hub, with everything that it has."""

from __future__ import annotations

import argparse
import socket
import sys
from collections.abc import Callable

from sync_agent.cli import FAILED, OK, REFUSED, complain, give_up, tell
from sync_agent.commands.enrol import secrets_options, troubles


def arguments(parser: argparse.ArgumentParser) -> None:
    """Interrupted, the same again goes on; the code is not needed a second time."""
    parser.add_argument("--hub", required=True, metavar="URL", help="like https://hub.example.com")
    parser.add_argument("--code", help="from `sync-agent hub founding-code`, good for 15 minutes, once")
    parser.add_argument("--name", default=socket.gethostname(), help="how people call this machine")
    parser.add_argument("--data-dir", metavar="DIR", help="the terminal's data (else BAKELINE_HOME)")
    parser.add_argument("--allow-http", action="store_true", help="no https within your own network")
    parser.add_argument(
        "--hub-is-lost", action="store_true", help="leave the hub that this terminal had: it will not come back"
    )
    secrets_options(parser)


def run(args: argparse.Namespace) -> int:
    """0 the stores are at the hub, 1 cut off: the same again goes on, 3 refused: nothing has changed."""
    from data.replica.founding import NotAlone
    from sync_agent.link.trouble import REFUSED as REFUSED_THERE
    from sync_agent.link.trouble import Trouble

    try:
        return _adopt(args)
    except NotAlone as trouble:
        return complain(args, f"{trouble}. If that hub is lost for good: --hub-is-lost", REFUSED)
    except Trouble as trouble:
        if trouble.code == REFUSED_THERE:
            return complain(args, trouble.says, REFUSED)
        return complain(args, f"{trouble.says}. Work goes on here; the same again goes on there", FAILED)
    except troubles() as trouble:
        return give_up(args, trouble)


def _adopt(args: argparse.Namespace) -> int:
    from contextlib import closing

    from data.exchange.node import node_of
    from data.replica.founding import NotAlone, under_way
    from data.replica.leaving import leave
    from data.store.home import data_dir, open_store
    from sync_agent.enrolling import hub_address
    from sync_agent.lives.bringing import brought
    from sync_agent.secrets.papers import Wallet
    from sync_agent.secrets.vault import open_vault

    hub, folder = hub_address(args.hub, allow_http=args.allow_http), data_dir(args.data_dir)
    with closing(open_store(folder)) as database:
        if node_of(database) is not None and under_way(database) is None:
            if not args.hub_is_lost:
                raise NotAlone("This terminal is enrolled at a hub already")
            leave(database)
        vault = open_vault(folder, sealed=args.sealed_file, allow_insecure_keyring=args.allow_insecure_keyring)
        done = brought(database, Wallet(vault, folder), hub, args.code, args.name, _progress(args))
    tell(
        args,
        {"verdict": "adopted", "stores": list(done.stores), "rows": done.rows},
        f"{', '.join(done.stores)} are at the hub now, with all they had; {done.rows} rows were sent this time.\n"
        "Next: sync-agent run",
    )
    return OK


def _progress(args: argparse.Namespace) -> Callable[[str, int], None]:
    seen = not args.json and sys.stderr.isatty()

    def says(table: str, rows: int) -> None:
        if seen:
            sys.stderr.write(f"\r{rows} rows ({table.replace('_', ' ')})\x1b[K")
            sys.stderr.flush()

    return says
