"""Where commands about forecasts and sales work: at the hub that a URL names, or in the folder of a terminal that works
alone."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from sync_agent.cli import USAGE, complain, give_up
from sync_agent.commands.at_hand import hub_of
from sync_agent.commands.at_the_shops import DATABASE

if TYPE_CHECKING:
    from sync_agent.forecasts.authority import Authority


def where(parser: argparse.ArgumentParser) -> None:
    """The hub's database, or the terminal's data."""
    parser.add_argument("--data-dir", metavar="DIR", help="a terminal's data (else BAKELINE_HOME)")
    parser.add_argument("--database", metavar="URL", help=f"a hub's (else {DATABASE}) in its place")


def at(args: argparse.Namespace, work: Callable[[Authority], int]) -> int:
    """What the work answers, or the exit code of why it could not begin."""
    from data.store.errors import StoreError
    from sync_agent.forecasts.authority import NotMadeHereError
    from sync_agent.forecasts.stores import NoSuchPlaceError
    from sync_agent.hub.organizations import NotFounded

    if args.data_dir and args.database:
        return complain(args, "At the terminal (--data-dir) or at the hub (--database)?", USAGE)
    try:
        with _authority(args) as authority:
            return work(authority)
    except (NotMadeHereError, NoSuchPlaceError, NotFounded, StoreError) as trouble:
        return give_up(args, trouble)


def _authority(args: argparse.Namespace) -> AbstractContextManager[Authority]:
    from sync_agent.forecasts.authority import of_database, of_folder

    url = hub_of(args)
    if url:
        return of_database(url)
    from data.store.home import data_dir

    return of_folder(data_dir(args.data_dir))
