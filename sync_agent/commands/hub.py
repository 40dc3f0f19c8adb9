"""`sync-agent hub`: the hub itself, and what its admin does: found it, let terminals in, shut them out."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from data.core.clock import HOUR
from data.store.errors import StoreError
from sync_agent.cli import FAILED, OK, USAGE, complain, give_up, tell
from sync_agent.commands import hub_lives, hub_members, hub_quarantine, hub_verify
from sync_agent.commands.at_the_shops import DATABASE

if TYPE_CHECKING:
    from sync_agent.hub.identity import Identity
    from sync_agent.hub.running import Above, Hub

_DATABASE_HELP = f"sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME (else {DATABASE}, which hides a password)"
MOST_DAYS = 31
_ROLES = ("STAFF", "SUPERVISOR", "ADMIN", "OWNER")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Alone it serves; with a word after it, it does that and ends."""
    parser.add_argument("--database", metavar="URL", default=os.environ.get(DATABASE), help=_DATABASE_HELP)
    parser.add_argument("--listen", metavar="HOST:PORT", default="127.0.0.1:8470")
    parser.add_argument("--redis", metavar="URL", help="tells other processes of this hub what is new")
    parser.add_argument(
        "--origin", action="append", default=[], metavar="PAGE", help="a web page that may open the WebSocket (none)"
    )
    parser.add_argument("--upstream", metavar="URL", help="the hub above: this is the hub of a store")
    parser.add_argument(
        "--no-work", action="store_true", help="what shops tell is only kept; `sync-agent work` elsewhere takes it in"
    )
    doings = parser.add_subparsers(dest="doing", metavar="DOING")
    init = _doing(doings, "init", "a new organization in a new database")
    init.add_argument("--name", default="My bakery", help="of the organization")
    init.add_argument("--store", metavar="S", help="short name of its first store, lower case letters and digits")
    init.add_argument("--store-name", metavar="NAME")
    init.add_argument("--letter", help="first letter of the barcodes")
    init.add_argument("--timezone", default="UTC", metavar="ZONE")
    init.add_argument("--currency", default="AUD")
    init.add_argument("--locale", default="en_AU")
    init.add_argument("--owner", metavar="NAME", default="Owner", help="of the store; gets a badge")
    init.add_argument("--demo", action="store_true", help="with a store to try things in")
    code = _doing(doings, "terminal-code", "a code with which one terminal (or store hub) comes in")
    code.add_argument("--store", required=True, metavar="S")
    code.add_argument("--relay", action="store_true", help="for the hub of that store")
    revoke = _doing(doings, "revoke", "a terminal, store hub or script is let in no more")
    revoke.add_argument("node", metavar="NODE")
    _doing(doings, "new-key", "tokens are signed with a new key from now on; those from before hold until they end")
    token = _doing(doings, "token", "a token for a script")
    token.add_argument("--role", required=True, choices=_ROLES)
    token.add_argument("--store", required=True, action="append", metavar="S")
    token.add_argument("--name", default="script")
    token.add_argument("--days", type=int, default=30)
    for words in (hub_lives, hub_members, hub_verify, hub_quarantine):
        words.add(lambda name, says: _doing(doings, name, says))
    for each in (code, token):
        each.add_argument("--organization", metavar="NAME", help="where several have a store of that name")


def _doing(
    doings: argparse._SubParsersAction[argparse.ArgumentParser], name: str, says: str
) -> argparse.ArgumentParser:
    made = doings.add_parser(name, help=says, description=says)
    made.add_argument("--database", metavar="URL", default=argparse.SUPPRESS, help=_DATABASE_HELP)
    made.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
    return made


def run(args: argparse.Namespace) -> int:
    """0 done, 1 it could not be done, 2 asked wrongly, 3 refused."""
    from sync_agent.hub.organizations import NotFounded
    from sync_agent.hub.serving import CannotListen
    from sync_agent.secrets.key_file import KeyRefused
    from sync_agent.secrets.papers import NoPapers

    if not args.database:
        return complain(args, f"Which database? --database URL, or {DATABASE}", USAGE)
    doings: dict[str | None, Callable[[argparse.Namespace], int]] = {
        None: _serve,
        "init": _init,
        "terminal-code": _terminal_code,
        "revoke": _revoke,
        "token": _token,
        "new-key": _new_key,
        **hub_lives.DOINGS,
        **hub_members.DOINGS,
        **hub_verify.DOINGS,
        **hub_quarantine.DOINGS,
    }
    try:
        return doings[args.doing](args)
    except (ValueError, StoreError, CannotListen, NotFounded, KeyRefused, NoPapers) as trouble:
        return give_up(args, trouble)


def _serve(args: argparse.Namespace) -> int:
    from sync_agent.hub.logs import to_stderr
    from sync_agent.hub.serving import Settings, page_origin, serve_forever

    to_stderr()
    served = serve_forever(
        Settings(args.database, args.listen, args.redis, frozenset(map(page_origin, args.origin)), not args.no_work),
        lambda where: tell(args, {"verdict": "listening", "url": where}, f"Listening at {where}"),
        _above(args) if args.upstream else None,
    )
    return OK if served else FAILED


def _above(args: argparse.Namespace) -> Callable[[Hub], Above]:
    """The line of a store hub, with the papers that lie beside its database. Raises ValueError, NoPapers."""
    from random import Random

    from data.store.machine import ThisMachine
    from sync_agent.hub.keys import hub_master
    from sync_agent.hub.pins import HubKeys
    from sync_agent.hub.store import file_of
    from sync_agent.hub.upstream import Upstream
    from sync_agent.link.backoff import Backoff
    from sync_agent.link.client import Client
    from sync_agent.secrets.papers import NodePapers, Wallet
    from sync_agent.secrets.vault import open_vault

    file, machine = file_of(args.database), ThisMachine()
    if file is None:
        raise ValueError("A store hub (--upstream) keeps its data in a file: --database sqlite:///FILE")
    wallet = Wallet(open_vault(file.parent), file.parent)
    papers, whose = NodePapers(wallet, machine.now), wallet.papers()
    if whose.hub.rstrip("/") != args.upstream.rstrip("/"):
        raise ValueError(f"This store hub is enrolled at {whose.hub}, not at {args.upstream}")

    def above(hub: Hub) -> Above:
        def line() -> Client:
            return Client(papers, machine.now, machine.mono_ms)

        keys = HubKeys(hub.store, whose.organization_id, hub_master(), machine.now)
        return Upstream(hub.store, whose.organization_id, line, machine, Backoff(Random()), hub.changed, keys)

    return above


@contextmanager
def opened(args: argparse.Namespace) -> Iterator[Identity]:
    """What the hub's admin works with."""
    from data.store.machine import ThisMachine
    from sync_agent.hub.identity import Identity
    from sync_agent.hub.keys import opening_key
    from sync_agent.hub.serving import founded, ready

    machine = ThisMachine()
    with closing((ready if args.doing == "init" else founded)(args.database)) as store:
        yield Identity(store, opening_key(store, machine.now), machine)


def _init(args: argparse.Namespace) -> int:
    from sync_agent.hub.organizations import DEMO, FirstStore, NotFounded, found
    from sync_agent.hub.store import file_of

    first, file = DEMO if args.demo else None, file_of(args.database)
    new = None if file is None or file.exists() else file
    if args.store:
        first = FirstStore(
            args.store,
            args.store_name or args.store.title(),
            args.letter or args.store[:1].upper(),
            args.timezone,
            args.currency,
            args.locale,
            args.owner,
        )
    try:
        with opened(args) as identity:
            founded = found(identity.doors, args.name, identity.machine, first)
    except NotFounded:
        if new is not None:
            _forget(new)
        raise
    told = {
        "verdict": "founded",
        "organization": founded.organization.id,
        "store": founded.store_id,
        "badge": founded.badge,
    }
    says = f"{founded.organization.name} is founded"
    if founded.badge:
        says += f"; its owner's badge in store {founded.store_id}, shown this once: {founded.badge}"
    tell(args, told, says)
    return OK


def _forget(file: Path) -> None:
    """A database without a hub, made for one that was not founded."""
    for each in (file, file.with_suffix(".lock")):
        each.unlink(missing_ok=True)


def _terminal_code(args: argparse.Namespace) -> int:
    from data.core.clock import iso
    from sync_agent.hub.enrolment import new_code

    with opened(args) as identity:
        organization, code = new_code(identity, args.store, relay=args.relay, organization=args.organization)
    what = "store hub" if args.relay else "terminal"
    tell(
        args,
        {"verdict": "made", "code": code.code, "until": iso(code.until), "organization": organization.id},
        f"Code for one {what} of {args.store}, until {iso(code.until)}: {code.code}",
    )
    return OK


def _revoke(args: argparse.Namespace) -> int:
    from sync_agent.hub.organizations import revoke

    with opened(args) as identity:
        there = revoke(identity.doors, args.node, identity.machine.now())
    if not there:
        return complain(args, f"Nobody here is {args.node}", USAGE, "no_such_node")
    tell(args, {"verdict": "revoked", "node": args.node}, f"{args.node} is let in no more")
    return OK


def _new_key(args: argparse.Namespace) -> int:
    with opened(args) as identity:
        kid = identity.keys.rotate()
    tell(args, {"verdict": "made", "key": kid}, f"Tokens are signed with the key {kid} from now on")
    return OK


def _token(args: argparse.Namespace) -> int:
    from sync_agent.hub.enrolment import script_token

    if not 1 <= args.days <= MOST_DAYS:
        raise ValueError(f"--days is 1 to {MOST_DAYS}")
    lasts = args.days * 24 * HOUR
    with opened(args) as identity:
        member, token = script_token(identity, args.name, args.role, tuple(args.store), lasts, args.organization)
    tell(
        args,
        {"verdict": "made", "node": member.id, "token": token},
        f"{token}\nShown this once. To take it back: sync-agent hub revoke {member.id}",
    )
    return OK
