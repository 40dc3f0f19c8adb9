"""`sync-agent inventory`: what lies in the store room, and what is moved there: at a terminal, with a line or without,
or at the hub."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from sync_agent.cli import FAILED, OK, REFUSED, USAGE, complain, give_up, tell
from sync_agent.commands import inventory_words as words
from sync_agent.commands.at_hand import doing, room_of, where

if TYPE_CHECKING:
    from sync_agent.shelves.room import Item, Room

MOVES = {
    "receive": "goods came in",
    "adjust": "a correction, such as +3 or -500g, with its reason",
    "waste": "thrown away",
    "count": "what was counted on the shelf: that is what there is from now on",
}
_LINES = 20
_MOST_LINES = 100_000


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where, and a word that says what."""
    where(parser)
    doings = parser.add_subparsers(dest="doing", required=True, metavar="DOING")
    low = doing(doings, "list", "every item: on hand, reserved, what can still be promised")
    low.add_argument("--low", action="store_true", help="only what is low or out")
    doing(doings, "find", "by a scanned code, a SKU, or words of the name").add_argument("text", metavar="TEXT")
    doing(doings, "show", "one item").add_argument("item", metavar="ITEM", help="its id, SKU or name")
    history = doing(doings, "history", "every movement of an item, the newest first, and what they sum to")
    history.add_argument("item", metavar="ITEM", help="its id, SKU or name")
    history.add_argument("--limit", type=int, default=_LINES, metavar="N", help="so many lines (%(default)s)")
    doing(doings, "verify", "whether every balance is the sum of its movements")
    for name, says in MOVES.items():
        _move(doing(doings, name, says), name)


def run(args: argparse.Namespace) -> int:
    """0 done or nothing to do, 1 not done, 2 asked wrongly, 3 refused."""
    from sync_agent.hub.organizations import NotFounded
    from sync_agent.secrets.key_file import KeyRefused
    from sync_agent.shelves.room import NotFound

    if args.data_dir and args.database:
        return complain(args, "At the terminal (--data-dir) or at the hub (--database)?", USAGE)
    doings: dict[str, Callable[[argparse.Namespace, Room], int]] = {"list": _list, "find": _find, "show": _show}
    doings |= {"history": _history, "verify": _verify}
    try:
        with room_of(args) as room:
            return doings.get(args.doing, _moved)(args, room)
    except NotFound as trouble:
        return complain(args, str(trouble), USAGE, trouble.code)
    except (NotFounded, KeyRefused) as trouble:
        return give_up(args, trouble)


def _move(parser: argparse.ArgumentParser, name: str) -> None:
    parser.add_argument("item", metavar="ITEM", help="its id, SKU or name")
    parser.add_argument("quantity", metavar="QUANTITY", nargs="+", help="such as 12, 500g or 2.5 kg")
    parser.add_argument("--reason", default="", required=name == "adjust", metavar="WHY", help="kept with it")
    parser.add_argument("--badge", metavar="CODE", help="whose doing it is (a terminal that has a hub asks for it)")
    # `-2.5kg` is a quantity and no option.
    parser._negative_number_matcher = re.compile(r"^-\s*\d")


def _list(args: argparse.Namespace, room: Room) -> int:
    from sync_agent.shelves.room import items

    return _told(args, [one for one in items(room, args.store) if one.line.mark or not args.low])


def _find(args: argparse.Namespace, room: Room) -> int:
    from sync_agent.shelves.room import items

    there = items(room, args.store)
    if not args.text.strip():
        return complain(args, "Find what? A code, a SKU or words of a name", USAGE)
    return _told(args, [one for one in there if one.line.means(args.text) or one.line.fits(args.text)])


def _told(args: argparse.Namespace, found: list[Item]) -> int:
    for one in found:
        tell(args, words.item(one), words.line(one))
    if not found:
        tell(args, {"verdict": "nothing"}, "There is no such item")
    return OK


def _show(args: argparse.Namespace, room: Room) -> int:
    from sync_agent.shelves.room import item

    found = item(room, args.store, args.item)
    tell(args, words.item(found), words.line(found))
    return OK


def _history(args: argparse.Namespace, room: Room) -> int:
    from data.questions.stock import ledger_of, ledger_sums
    from sync_agent.shelves.room import item

    if not 1 <= args.limit <= _MOST_LINES:
        return complain(args, f"--limit is 1 to {_MOST_LINES}", USAGE)
    one = item(room, args.store, args.item)
    page = room.read(one.place, lambda database: ledger_of(database, one.line.id, args.limit))
    sums = room.read(one.place, lambda database: ledger_sums(database, one.line.id))
    for each in page.lines:
        tell(args, words.movement(each), words.moved(each, one.line.unit))
    told = words.sums(one, sums, whole=room.whole, more=page.more)
    tell(args, told, words.summed(told, one.line.unit))
    return OK if told["equal"] is not False else FAILED


def _verify(args: argparse.Namespace, room: Room) -> int:
    from data.questions.stock import uneven
    from sync_agent.shelves.room import NotFound, places

    if not room.whole:
        return complain(args, "The hub keeps every movement: ask there, with --database", REFUSED, "at_the_hub")
    code, there = OK, places(room, args.store)
    if not there:
        raise NotFound("no_such_store", "There is no store here")
    for place in there:
        wrong = room.read(place, lambda database, place=place: uneven(database, place.store_id))  # type: ignore[misc]
        for one in wrong:
            code = FAILED
            tell(args, words.unequal(place.store_id, one), words.unequal_line(place.store_id, one))
        if not wrong:
            told = {"verdict": "same", "store": place.store_id}
            tell(args, told, f"{place.store_id}: every balance is the sum of its movements")
    return code


def _moved(args: argparse.Namespace, room: Room) -> int:
    from data.stock.measuring import NotAQuantity
    from data.stock.moving import amount_of, movement
    from sync_agent.shelves.room import item

    one = item(room, args.store, args.item)
    try:
        amount = amount_of(args.doing, " ".join(args.quantity), one.line.unit)
    except NotAQuantity as trouble:
        return complain(args, trouble.says, USAGE, "quantity")
    told = room.give(one.place, movement(args.doing, one.line.id, amount, args.reason), args.badge)
    if told.status == "refused":
        return complain(args, told.says, REFUSED, told.code)
    if told.status == "dead":
        return complain(args, told.says, FAILED, told.code)
    after = item(room, one.place.store_id, one.line.id)
    tell(args, words.item(after) | {"verdict": told.status, "code": told.code, "says": told.says}, told.says)
    return OK
