"""`sync-agent forecast run`: the forecasts of a store, or of all, now; without any network."""

from __future__ import annotations

import argparse
import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from sync_agent.cli import FAILED, OK, REFUSED, USAGE, complain, tell
from sync_agent.commands.giving_way import give_way
from sync_agent.commands.where_made import at, where

if TYPE_CHECKING:
    from data.organization.store import Store
    from sync_agent.forecasts.authority import Authority
    from sync_agent.forecasts.making import Made

SAYS = "makes the forecasts of the stores here, from today on, and writes them where the screens find them"
FARTHEST = 28
NICE = 10
MOST_WEEKS_BACK = 26
_BACK = "and before that those of WEEKS before, as they would have been made then: accuracy is known at once (0 to 26)"
_EACH_BACK = 14
"""Days between two of them: what one says of its second week the next does not say again."""
_BEGUN = "{store}: {step}"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of which store, from which day on, how far."""
    where(parser)
    parser.add_argument("--store", metavar="S", help="of this store only; else of each that is in business")
    parser.add_argument("--date", metavar="DATE", help="as if made on that day, from the sales before it (today)")
    parser.add_argument("--back", type=int, default=0, metavar="WEEKS", help=_BACK)
    parser.add_argument("--horizon", type=int, default=14, metavar="DAYS", help="days ahead, 1 to 28 (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 made, 1 not for every store (said why), 2 asked wrongly, 3 they are made elsewhere, or the store rests."""
    if not 1 <= args.horizon <= FARTHEST:
        return complain(args, f"A forecast is for 1 to {FARTHEST} days ahead, not {args.horizon}", USAGE)
    if not 0 <= args.back <= MOST_WEEKS_BACK:
        return complain(args, f"It goes 0 to {MOST_WEEKS_BACK} weeks back, not {args.back}", USAGE)
    if args.date is not None and not _is_day(args.date):
        return complain(args, f"{args.date!r} is no date: write it like 2026-11-21", USAGE)
    give_way(NICE)
    # What breaks stands in the run's own words; its frames are for the log of a hub.
    logging.getLogger("sync_agent").addHandler(logging.NullHandler())
    return at(args, lambda authority: _run(args, authority))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _run(args: argparse.Namespace, authority: Authority) -> int:
    from data.core.clock import local_day, plus_days
    from data.store.machine import ThisMachine
    from sync_agent.forecasts.making import Maker
    from sync_agent.forecasts.stores import bakes, places
    from sync_agent.health.beside import measured
    from sync_agent.health.measuring import FORECAST

    there, now = places(authority, args.store), ThisMachine().now
    asked = [one for one in there if bakes(one[1])]
    if args.store is not None and not asked:
        return complain(args, f"{args.store} is not in business: its policy `active` says so", REFUSED, "not_active")
    late = [s for _, s in asked if args.date is not None and args.date > local_day(now(), s.timezone)]
    if late:
        return complain(args, f"{args.date} is still to come in {late[0].id}: sales up to the day before it", USAGE)
    maker, made, before = Maker(authority, now, lambda: secrets.token_hex(16)), [], list(_before(args.back))
    with _progress(args, len(asked) * (len(before) + 1)) as show:
        for place, store in asked:
            day = args.date or local_day(now(), store.timezone)
            for days in before:
                maker.make(place, plus_days(day, -days), max(args.horizon, _EACH_BACK), at=_step(show, store))
            made.append((store, maker.make(place, day, args.horizon, at=_step(show, store))))
    for store, outcome in made:
        _tell(args, store, outcome)
    measured(authority, [place for place, _ in asked], FORECAST, now)
    if not asked:
        tell(args, {"verdict": "nothing"}, "No store is in business here")
    return OK if all(outcome.done for _, outcome in made) else FAILED


def _before(weeks: int) -> range:
    """Days before today on which forecasts are made as well, the earliest first."""
    return range(weeks * 7, 0, -_EACH_BACK)


Show = Callable[[str, str], None]


def _step(show: Show, store: Store) -> Callable[[str], None]:
    return lambda step: show(store.id, step)


@contextmanager
def _progress(args: argparse.Namespace, stores: int) -> Iterator[Show]:
    """A bar for a person at a terminal, a line a step for one who reads it later, nothing for a program."""
    from sync_agent.forecasts.making import STEPS

    if args.json:
        yield lambda _store, _step: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda store, step: console.print(_BEGUN.format(store=store, step=step), markup=False, highlight=False)
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=stores * len(STEPS))

        def show(store: str, step: str) -> None:
            bar.update(task, description=_BEGUN.format(store=store, step=step))
            bar.advance(task)

        yield show


def _tell(args: argparse.Namespace, store: Store, made: Made) -> None:
    verdict = "made" if made.done else made.outlook.status
    told: dict[str, Any] = {"verdict": verdict, "store": store.id, "date": made.date, "says": made.outlook.says}
    told |= {"forecasts": made.kept.forecasts, "gone": made.kept.gone}
    if args.json:
        from sync_agent.forecasts.inference import answered

        told |= answered(made.outlook)
    tell(args, told, f"{store.id}, from {made.date} on: {made.outlook.says}")
