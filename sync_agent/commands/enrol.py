"""`sync-agent enrol`: this machine comes to a hub, with a code that an admin has made there."""

from __future__ import annotations

import argparse
import socket

from data.store.errors import StoreError
from sync_agent.cli import OK, give_up, tell


def arguments(parser: argparse.ArgumentParser) -> None:
    """The code is worth nothing once it was used: it may stand on a command line."""
    parser.add_argument("--hub", required=True, metavar="URL", help="like https://hub.example.com")
    parser.add_argument("--code", required=True, help="from `sync-agent hub terminal-code`, good for 15 minutes, once")
    parser.add_argument("--name", default=socket.gethostname(), help="how people call this machine")
    parser.add_argument("--data-dir", metavar="DIR", help="of this machine's data")
    parser.add_argument("--allow-http", action="store_true", help="no https within your own network")
    secrets_options(parser)


def secrets_options(parser: argparse.ArgumentParser) -> None:
    """Where secrets go, when the keyring is not the place."""
    secrets = parser.add_mutually_exclusive_group()
    secrets.add_argument(
        "--sealed-file", action="store_true", help="keep secrets in a sealed file, though there is a keyring"
    )
    secrets.add_argument(
        "--allow-insecure-keyring",
        action="store_true",
        help="pass over a keyring that keeps secrets in plain: use a sealed file",
    )


def run(args: argparse.Namespace) -> int:
    """0 enrolled, 1 not, 2 asked wrongly, 3 the hub refuses (said why)."""
    try:
        return _enrol(args)
    except troubles() as trouble:
        return give_up(args, trouble)


def troubles() -> tuple[type[Exception], ...]:
    """What comes in the way of being enrolled and has words of its own."""
    from keyring.errors import KeyringError

    from sync_agent.enrolling import NotEnrolled
    from sync_agent.secrets.key_file import KeyRefused
    from sync_agent.secrets.ring import InsecureRing
    from sync_agent.secrets.sealing import NotOpened

    return NotEnrolled, StoreError, InsecureRing, KeyRefused, NotOpened, KeyringError, OSError


def _enrol(args: argparse.Namespace) -> int:
    import secrets

    from data.exchange.values import Standing
    from data.store.database import StoredRows
    from data.store.home import data_dir, store_path
    from data.store.machine import ThisMachine
    from sync_agent.enrolling import enrol, hub_address, place, take_place
    from sync_agent.link.trouble import COPY
    from sync_agent.secrets.papers import Wallet
    from sync_agent.secrets.vault import open_vault

    hub, folder = hub_address(args.hub, allow_http=args.allow_http), data_dir(args.data_dir)
    database = place(folder)
    try:
        vault = open_vault(folder, sealed=args.sealed_file, allow_insecure_keyring=args.allow_insecure_keyring)
        wallet = Wallet(vault, folder)
        agent = StoredRows(database).get(Standing, "agent")
        if agent is not None and agent.trouble == COPY:
            wallet.forget_key()
        papers = enrol(wallet, hub, args.code, args.name).papers
        take_place(database, papers, lambda: secrets.token_hex(16), ThisMachine().now())
    finally:
        database.close()
    whom = f"terminal {papers.number}" if papers.number is not None else "the hub"
    tell(
        args,
        {
            "verdict": "enrolled",
            "node": papers.node_id,
            "terminal": papers.terminal_id,
            "number": papers.number,
            "stores": list(papers.scopes),
            "organization": papers.organization,
            "secrets": vault.kind,
        },
        f"This is {whom} of {', '.join(papers.scopes)} ({papers.organization}) now. Secrets: {vault.kind}.\n"
        + (
            f"Next: sync-agent run{f' --data-dir {folder}' if args.data_dir else ''}"
            if papers.number is not None
            else f"Next: sync-agent hub --database sqlite:///{store_path(folder).absolute()} --upstream {hub}"
        ),
    )
    return OK
