"""What commands of the shell about shops have in common: the shops of a hub, and secrets that stand in files."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from data.store.errors import StoreError
from sync_agent.cli import USAGE, complain, give_up

if TYPE_CHECKING:
    from sync_agent.work.opening import Opener

DATABASE = "BAKELINE_HUB_DATABASE"
_MOST_SECRET = 8_192


@contextmanager
def opener_of(database: str) -> Iterator[Opener]:
    """The shops of a hub, for a command of the shell. Raises NotAStore, NotFounded, KeyRefused."""
    from data.store.machine import ThisMachine
    from sync_agent.hub.elsewhere import teller
    from sync_agent.hub.keys import opening_key
    from sync_agent.hub.serving import founded
    from sync_agent.shops.keys import ShopKeys
    from sync_agent.work.opening import Opener

    with closing(founded(database)) as store:
        yield Opener(store, ShopKeys(opening_key(store, ThisMachine().now)), teller(store))


def secret_in(path: Path) -> str:
    """One line of a file; raises ValueError for anything else, OSError."""
    raw = path.read_bytes()
    if len(raw) > _MOST_SECRET:
        raise ValueError(f"{path} is too large for a secret")
    text = raw.decode("utf-8", "replace").strip()
    if not text or not text.isprintable() or not text.isascii():
        raise ValueError(f"{path} does not hold a secret: one line of letters and digits")
    return text


def at_the_hub(parser: argparse.ArgumentParser) -> None:
    """What everything needs that is done in a hub's database."""
    parser.add_argument(
        "--database", metavar="URL", default=os.environ.get(DATABASE), help=f"the hub's (else {DATABASE})"
    )


def doing(doings: argparse._SubParsersAction[argparse.ArgumentParser], name: str, says: str) -> argparse.ArgumentParser:
    """A word after the verb."""
    made = doings.add_parser(name, help=says, description=says)
    made.add_argument("--database", metavar="URL", default=argparse.SUPPRESS)
    made.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
    return made


def served(args: argparse.Namespace, work: Callable[[], int]) -> int:
    """What the work answers, or the exit code of what was the matter with the hub's database."""
    from sync_agent.hub.organizations import NotFounded
    from sync_agent.secrets.key_file import KeyRefused

    if not args.database:
        return complain(args, f"Which database? --database URL, or {DATABASE}", USAGE)
    try:
        return work()
    except (ValueError, StoreError, NotFounded, KeyRefused) as trouble:
        return give_up(args, trouble)
