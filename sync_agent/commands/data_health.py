"""`sync-agent data-health`: how far the sales data of each store can be trusted, and what to do about it; at a terminal
or at the hub."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from sync_agent.cli import FAILED, OK, REFUSED, USAGE, complain, give_up, tell
from sync_agent.commands.at_hand import doing, hub_of, where

if TYPE_CHECKING:
    from data.organization.store import Store
    from sync_agent.hub.organizations import Doors

_DOINGS = {
    "show": "the score of each store, its parts and its alerts, as measured last",
    "history": "how a store's score went, the newest first",
    "check": "measures now",
}


class _Place(NamedTuple):
    doors: Doors
    organization: str
    store: Store


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where, and a word that says what."""
    where(parser)
    doings = parser.add_subparsers(dest="doing", required=True, metavar="DOING")
    for name, says in _DOINGS.items():
        below = doing(doings, name, says)
        if name == "history":
            below.add_argument("--limit", type=int, default=20, metavar="N", help="so many (%(default)s)")
        if name == "check":
            below.add_argument(
                "--below", type=int, metavar="SCORE", help="1 where a score is below this, for a monitor"
            )


def run(args: argparse.Namespace) -> int:
    """0 done, 1 not done or below --below, 2 asked wrongly, 3 refused."""
    from data.store.errors import StoreError
    from sync_agent.hub.organizations import NotFounded

    if args.data_dir and args.database:
        return complain(args, "At the terminal (--data-dir) or at the hub (--database)?", USAGE)
    if args.doing == "history" and args.limit < 1:
        return complain(args, "--limit is a number of 1 or more", USAGE)
    try:
        with _doors(args) as (doors, organizations):
            places = list(_places(doors, organizations, args.store))
            if not places:
                where = f"no store {args.store}" if args.store else "no store"
                return complain(args, f"There is {where} here", USAGE, "no_such_store")
            return max({"show": _show, "history": _history, "check": _check}[args.doing](args, one) for one in places)
    except (NotFounded, StoreError) as trouble:
        return give_up(args, trouble)


@contextmanager
def _doors(args: argparse.Namespace) -> Iterator[tuple[Doors, list[str]]]:
    url = hub_of(args)
    if url:
        from sync_agent.hub.organizations import organizations
        from sync_agent.hub.serving import founded

        with closing(founded(url)) as store:
            yield store, [whose.id for whose in organizations(store)]
        return
    from data.store.home import data_dir
    from sync_agent.health.measuring import at_terminal

    with at_terminal(data_dir(args.data_dir)) as doors:
        yield doors, [""]


def _places(doors: Doors, organizations: list[str], wanted: str | None) -> Iterator[_Place]:
    from data.questions.stores import stores

    for organization in organizations:
        for store in doors.read(organization, stores):
            if wanted in (None, store.id):
                yield _Place(doors, organization, store)


def _show(args: argparse.Namespace, place: _Place) -> int:
    from data.store.machine import ThisMachine
    from sync_agent.health.telling import restaurant

    now = ThisMachine().now()
    found = place.doors.read(place.organization, lambda database: restaurant(database, place.store, now))
    if found["metric"] is None:
        tell(
            args, {"verdict": "unknown"} | found, f"{place.store.name}: not measured yet (sync-agent data-health check)"
        )
        return OK
    tell(args, {"verdict": "measured"} | found, "\n".join(_lines(place.store, found["metric"], found["alerts"])))
    return OK


def _history(args: argparse.Namespace, place: _Place) -> int:
    from data.questions.health import measured
    from sync_agent.health.telling import told

    def read(database: Any) -> list[dict[str, Any]]:
        return [told(metric) for metric in measured(database, place.store.id, args.limit)]

    found = place.doors.read(place.organization, read)
    for metric in found:
        tell(args, {"verdict": "measured", "restaurantId": place.store.id} | metric, _line(place.store, metric))
    if not found:
        says = f"{place.store.name}: not measured yet (sync-agent data-health check)"
        tell(args, {"verdict": "unknown", "restaurantId": place.store.id}, says)
    return OK


def _check(args: argparse.Namespace, place: _Place) -> int:
    from data.store.machine import ThisMachine
    from sync_agent.health.measuring import Measurer, nobody_told
    from sync_agent.health.telling import told
    from sync_agent.hub.elsewhere import teller

    store = place.doors if place.organization else None
    changed = nobody_told if store is None else teller(store)  # type: ignore[arg-type]
    kept = Measurer(place.doors, ThisMachine().now, changed).by_hand(place.organization, place.store.id)
    if kept is None:
        says = f"{place.store.name} is measured at the hub above: sync-agent data-health check --database URL there"
        return complain(args, says, REFUSED, "not_here")
    metric = told(kept.metric)
    value = {"verdict": "measured", "restaurantId": place.store.id, "alerted": kept.alert is not None} | metric
    tell(args, value, "\n".join(_lines(place.store, metric, [])))
    return FAILED if args.below is not None and kept.metric.score < args.below else OK


def _line(store: Store, metric: dict[str, Any]) -> str:
    from data.core.clock import local

    at = f"{local(metric['at'], store.timezone):%Y-%m-%d %H:%M}"
    before = "" if metric["previousScore"] is None else f" (before: {metric['previousScore']})"
    alerted = ", told of" if metric["alertedAt"] else ""
    return f"{store.name} {at}: {metric['score']} of 100{before}, {metric['cause'].replace('_', ' ')}{alerted}"


def _lines(store: Store, metric: dict[str, Any], alerts: list[dict[str, Any]]) -> Iterator[str]:
    yield _line(store, metric)
    for part in metric["parts"]:
        yield f"  {-part['lost']:>4}  {part['code']}: {part['says']}"
        if part["lost"]:
            shown = f" [{'; '.join(part['examples'])}]" if part["examples"] else ""
            yield f"        {part['todo']}{shown}"
    for alert in alerts:
        if alert["acknowledgedAt"] is None:
            yield f"  !     {alert['says']}"
