"""`sync-agent sales`: what was sold before: `sales import` takes a file of daily sales in, to forecast from."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync_agent.cli import OK, USAGE, complain, in_words, tell
from sync_agent.commands.where_made import at, where

if TYPE_CHECKING:
    from sync_agent.forecasts.authority import Authority
    from sync_agent.forecasts.importing import Imported

_SAYS = "takes in a CSV of what was sold day by day: item, date, quantity, and if wished store, price, sold_out"


def arguments(parser: argparse.ArgumentParser) -> None:
    """A word that says what."""
    doings = parser.add_subparsers(dest="doing", required=True, metavar="DOING")
    below = doings.add_parser("import", help=_SAYS, description=_SAYS)
    below.add_argument("file", type=Path, metavar="FILE", help="a CSV, or a .csv.gz")
    below.add_argument("--store", metavar="S", help="of this store; else its column `store` says")
    below.add_argument("--create", action="store_true", help="items that are no product here become products")
    below.add_argument("--dry-run", action="store_true", help="only say what would be taken in")
    below.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
    where(below)


def run(args: argparse.Namespace) -> int:
    """0 taken in (or here already), 1 it could not be written, 2 the file cannot be read, 3 it is done elsewhere."""
    return at(args, lambda authority: _taken(args, authority))


def _taken(args: argparse.Namespace, authority: Authority) -> int:
    from data.store.machine import ThisMachine
    from sync_agent.forecasts.importing import take_in
    from sync_agent.forecasts.spreadsheet import BadSales
    from sync_agent.forecasts.stores import places
    from sync_agent.health.beside import measured
    from sync_agent.health.measuring import IMPORT

    into = places(authority, args.store)
    try:
        whole = take_in(authority, args.file, into, ThisMachine().now(), create=args.create, dry=args.dry_run)
    except (BadSales, OSError) as trouble:
        return complain(args, in_words(trouble), USAGE, "bad_sales")
    if not args.dry_run:
        measured(authority, [one.place for one in whole.stores], IMPORT, ThisMachine().now)
    for one in whole.stores:
        tell(args, _told(args, one), _sentence(args, one))
    if whole.unread:
        columns = ", ".join(whole.unread)
        tell(args, {"verdict": "note", "unread": list(whole.unread)}, f"Nobody looks at these columns: {columns}")
    return OK


def _told(args: argparse.Namespace, one: Imported) -> dict[str, Any]:
    return {
        "verdict": "would_be_taken_in" if args.dry_run else "taken_in",
        "store": one.place.store_id,
        "new": one.new,
        "changed": one.changed,
        "same": one.same,
        "unused": one.unused,
        "days": one.days,
        "first": one.first,
        "last": one.last,
        "products": list(one.products),
    }


def _sentence(args: argparse.Namespace, one: Imported) -> str:
    from sync_agent.forecasts.gathering import FEWEST_DAYS

    verb = "would be taken in" if args.dry_run else "taken in"
    says = f"{one.place.store_id}: {one.new} new, {one.changed} changed and {one.same} known rows {verb}"
    parts = [f"{says}, {one.days} days from {one.first} to {one.last}"]
    if one.products:
        parts.append(f"new products: {', '.join(one.products)}")
    if one.unused:
        parts.append(f"{one.unused} rows are of days on which our own sales are known, and those count in their place")
    if one.days < FEWEST_DAYS:
        parts.append(f"forecasts begin with {FEWEST_DAYS} days of sales")
    return "; ".join(parts)
