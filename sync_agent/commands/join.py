"""`sync-agent join`: a terminal comes to a store that the hub has, with what it did there before it was enrolled."""

from __future__ import annotations

import argparse

from sync_agent.cli import OK, REFUSED, complain, give_up, tell
from sync_agent.commands.enrol import secrets_options, troubles


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of another shop's data a copy is kept, and --yes says that this is known."""
    parser.add_argument("--hub", required=True, metavar="URL", help="like https://hub.example.com")
    parser.add_argument("--code", help="from `sync-agent hub terminal-code`, good for 15 minutes, once")
    parser.add_argument("--as-terminal", required=True, metavar="NAME", help="how people call this machine")
    parser.add_argument("--data-dir", metavar="DIR", help="the terminal's data (else BAKELINE_HOME)")
    parser.add_argument("--allow-http", action="store_true", help="no https within your own network")
    parser.add_argument("--yes", action="store_true", help="another shop's data give way; a copy of them is kept")
    secrets_options(parser)


def run(args: argparse.Namespace) -> int:
    """0 joined, 1 not (said why), 3 refused: nothing has changed."""
    from data.replica.founding import NotAlone

    try:
        return _join(args)
    except NotAlone as trouble:
        return complain(args, str(trouble), REFUSED)
    except troubles() as trouble:
        return give_up(args, trouble)


def _join(args: argparse.Namespace) -> int:
    from contextlib import closing

    from data.store.home import data_dir, has_store, make_store, open_store
    from sync_agent.enrolling import hub_address
    from sync_agent.lives.entering import OtherShop, entered
    from sync_agent.secrets.papers import Wallet
    from sync_agent.secrets.vault import open_vault

    hub, folder = hub_address(args.hub, allow_http=args.allow_http), data_dir(args.data_dir)
    with closing(open_store(folder) if has_store(folder) else make_store(folder)) as database:
        vault = open_vault(folder, sealed=args.sealed_file, allow_insecure_keyring=args.allow_insecure_keyring)
        try:
            done = entered(database, folder, Wallet(vault, folder), hub, args.code, args.as_terminal, yes=args.yes)
        except OtherShop as other:
            return complain(args, str(other), REFUSED)
    kept = "" if done.copy is None else f"A copy of what was here is in {done.copy}.\n"
    if done.sent:
        kept += f"{done.sent} commands of before go up to the hub; {done.stay} (people, stock, settings) do not.\n"
    tell(
        args,
        {
            "verdict": "joined",
            "node": done.papers.node_id,
            "terminal": done.papers.terminal_id,
            "number": done.papers.number,
            "stores": list(done.papers.scopes),
            "copy": None if done.copy is None else str(done.copy),
            "sent": done.sent,
            "stay": done.stay,
        },
        f"This is terminal {done.papers.number} of {', '.join(done.papers.scopes)} now.\n{kept}Next: sync-agent run",
    )
    return OK
