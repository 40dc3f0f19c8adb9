"""`sync-agent forecast score`: who was nearer, the forecast or the person who overruled it, week by week."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from sync_agent.cli import OK, USAGE, complain, tell
from sync_agent.commands.at_hand import room_of, where

if TYPE_CHECKING:
    from data.questions.forecast_scores import Score
    from sync_agent.shelves.room import Place, Room

SAYS = "how near the forecasts came, and how near the persons who overruled them, week by week and product by product"
_MOST_WEEKS = 104
_HEAD = f"{'week of':<12}{'product':<28}{'days':>5}{'sold':>9}{'model':>8}{'person':>8}{'inside':>8}  nearer"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of which store, how many weeks."""
    where(parser)
    parser.add_argument("--weeks", type=int, default=4, metavar="N", help="the last so many (%(default)s)")


def run(args: argparse.Namespace) -> int:
    """0 shown, 2 asked wrongly. At any terminal, too: what is scored travels."""
    from sync_agent.hub.organizations import NotFounded
    from sync_agent.shelves.room import NotFound, places

    if not 1 <= args.weeks <= _MOST_WEEKS:
        return complain(args, f"1 to {_MOST_WEEKS} weeks, not {args.weeks}", USAGE)
    if args.data_dir and args.database:
        return complain(args, "At the terminal (--data-dir) or at the hub (--database)?", USAGE)
    try:
        with room_of(args) as room:
            for place in places(room, args.store):
                _show(args, place, _scores(args, room, place))
    except (NotFound, NotFounded) as trouble:
        return complain(args, str(trouble), USAGE, trouble.code)
    return OK


def _scores(args: argparse.Namespace, room: Room, place: Place) -> tuple[Score, ...]:
    from data.core.clock import local_day, plus_days
    from data.organization.store import Store
    from data.questions.forecast_scores import monday_of, weekly_scores
    from data.store.database import Database, StoredRows
    from data.store.machine import ThisMachine

    def work(database: Database) -> tuple[Score, ...]:
        store = StoredRows(database).get(Store, place.store_id)
        today = local_day(ThisMachine().now(), store.timezone if store else "UTC")
        first = plus_days(monday_of(today), -7 * (args.weeks - 1))
        return weekly_scores(database, place.store_id, first, plus_days(today, -1))

    return room.read(place, work)


def _show(args: argparse.Namespace, place: Place, scores: tuple[Score, ...]) -> None:
    if args.json:
        for score in scores:
            tell(args, _told(place.store_id, score), "")
        return
    if not scores:
        tell(args, {}, f"{place.store_id}: no forecast of these weeks has met its day yet")
        return
    tell(args, {}, "\n".join([f"{place.store_id}: misses as a part of what was sold", _HEAD, *map(_line, scores)]))


def _told(store_id: str, score: Score) -> dict[str, Any]:
    from data.forecasts.forecast import UNIT

    return {
        "store": store_id,
        "week": score.week,
        "product": score.product_id,
        "item": score.item,
        "days": score.days,
        "sold": score.sold / UNIT,
        "model_wape": score.model_wape,
        "person_wape": score.person_wape,
        "bias": score.model_lean / score.sold if score.sold else None,
        "coverage": score.coverage,
        "overruled_days": score.overruled,
        "nearer": score.nearer,
    }


def _line(score: Score) -> str:
    from data.forecasts.forecast import UNIT

    item = score.item or "all together"
    shown = item if len(item) <= 26 else f"{item[:25]}…"
    parts = (_percent(score.model_wape), _percent(score.person_wape), _percent(score.coverage))
    start = f"{score.week:<12}{shown:<28}{score.days:>5}{score.sold / UNIT:>9.0f}"
    return start + "".join(f"{part:>8}" for part in parts) + f"  {score.nearer or '-'}"


def _percent(part: float | None) -> str:
    return "-" if part is None else f"{part:.0%}"
