"""Where a command works: at the terminal at hand, or at the hub whose database is named."""

from __future__ import annotations

import argparse
import os
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from sync_agent.commands.at_the_shops import DATABASE

if TYPE_CHECKING:
    from sync_agent.shelves.room import Room

Doings = argparse._SubParsersAction  # what add_subparsers answers has no public name
OF_STORE = "of this store only"


def where(parser: argparse.ArgumentParser, default: str | None = None, store: str = OF_STORE) -> None:
    """The terminal's folder, the hub's database, the store."""
    parser.add_argument("--data-dir", metavar="DIR", default=default, help="the terminal's data (else BAKELINE_HOME)")
    parser.add_argument("--database", metavar="URL", default=default, help=f"the hub's (else {DATABASE}) in its place")
    parser.add_argument("--store", metavar="S", default=default, help=store)


def doing(
    doings: Doings[argparse.ArgumentParser], name: str, says: str, store: str = OF_STORE
) -> argparse.ArgumentParser:
    """A word that says what is to be done; where may be said before or behind it."""
    made = doings.add_parser(name, help=says, description=says)
    where(made, argparse.SUPPRESS, store)
    made.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
    return made


def hub_of(args: argparse.Namespace) -> str | None:
    """The hub's database where one is named; a terminal that is named goes before what the environment says."""
    named: str | None = args.database or (None if args.data_dir else os.environ.get(DATABASE))
    return named


def room_of(args: argparse.Namespace) -> AbstractContextManager[Room]:
    """The store rooms there. Raises StoreError, NotFounded."""
    url = hub_of(args)
    if url:
        from sync_agent.shelves.at_hub import of_database

        return of_database(url)
    from data.store.home import data_dir
    from sync_agent.shelves.at_terminal import of_folder

    return of_folder(data_dir(args.data_dir))
