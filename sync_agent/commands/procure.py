"""`sync-agent procure`: what to buy and why, orders made, sent and received, at a terminal or at the hub."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync_agent.cli import FAILED, OK, REFUSED, USAGE, complain, give_up, tell
from sync_agent.commands import procure_words as words
from sync_agent.commands.at_hand import Doings, doing, room_of, where

if TYPE_CHECKING:
    from data.core.command import Command
    from data.questions.procurement import Ordered
    from sync_agent.shelves.room import Place, Room, Told

_OPEN, _ALL = "open", "all"
_STORE = "the store that buys"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Where, and a word that says what."""
    from sync_agent.commands import procure_setting

    where(parser, store=_STORE)
    doings = parser.add_subparsers(dest="doing", required=True, metavar="DOING")
    listed = _doing(doings, "list", "what to buy and by when, the most urgent first, and what it comes to")
    listed.add_argument("--all", action="store_true", help="what there is enough of, too")
    _doing(doings, "why", "the parts of an advice, which sum to it").add_argument(
        "line", metavar="ID", help="its id, or the item's name, SKU or id"
    )
    _order_arguments(doings)
    _doing(doings, "orders", "purchase orders, the newest first").add_argument(
        "which", nargs="?", choices=(_OPEN, _ALL), default=_OPEN, help="(%(default)s)"
    )
    shown = _doing(doings, "show", "one purchase order; as a file, where one is named")
    shown.add_argument("order", metavar="ORDER", help="its code or id")
    _files(shown)
    sent = _doing(doings, "send", "it has gone to the supplier")
    sent.add_argument("order", metavar="ORDER", help="its code or id")
    sent.add_argument("--mail", action="store_true", help="the hub mails it to the supplier")
    _badge(sent)
    _receive_arguments(doings)
    gone = _doing(doings, "cancel", "nothing more of it will come")
    gone.add_argument("order", metavar="ORDER", help="its code or id")
    gone.add_argument("--reason", required=True, metavar="WHY")
    _badge(gone)
    procure_setting.arguments(doings, _doing, _badge)


def _order_arguments(doings: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    made = _doing(doings, "order", "turns what is advised into purchase orders, one for each supplier")
    made.add_argument("item", nargs="*", metavar="ITEM", help="only these: id, SKU or name (else all that is advised)")
    made.add_argument("--supplier", metavar="NAME", help="only of this one")
    made.add_argument("--packs", type=int, metavar="N", help="so many of one ITEM, in place of what is advised")
    made.add_argument("--note", default="", metavar="TEXT", help="for the supplier")
    made.add_argument("--mail", action="store_true", help="and the hub mails it to the supplier")
    made.add_argument("--confirm", action="store_true", help="although some of it was ordered today already")
    _files(made)
    _badge(made)


def _receive_arguments(doings: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    came = _doing(doings, "receive", "goods came in: all that is missing of an order, or what is scanned")
    came.add_argument("order", metavar="ORDER", help="its code or id")
    scanned = "a pack's barcode, a SKU or an item, with how many packs or how much: 9300000000017=2 or MILK=15kg"
    came.add_argument("scan", nargs="*", metavar="CODE[=N]", help=scanned)
    came.add_argument("--delivery", default="", metavar="NUMBER", help="of the delivery note, which counts once")
    came.add_argument("--best-before", metavar="DATE", help="of all that came with it")
    came.add_argument("--confirm", action="store_true", help="although it is more than was ordered, or was cancelled")
    _badge(came)


def run(args: argparse.Namespace) -> int:
    """0 done or nothing to do, 1 not done, 2 asked wrongly, 3 refused."""
    from data.stock.measuring import NotAQuantity
    from sync_agent.commands import procure_setting
    from sync_agent.hub.organizations import NotFounded
    from sync_agent.secrets.key_file import KeyRefused
    from sync_agent.shelves.room import NotFound

    if args.data_dir and args.database:
        return complain(args, "At the terminal (--data-dir) or at the hub (--database)?", USAGE)
    doings: dict[str, Callable[[argparse.Namespace, Room], int]] = {"list": _list, "why": _why, "order": _order}
    doings |= {"orders": _orders, "show": _show, "send": _send, "receive": _receive, "cancel": _cancel}
    doings |= procure_setting.DOINGS
    try:
        with room_of(args) as room:
            if getattr(args, "mail", False) and room.whole and room.own is not None:
                says = "This terminal has no hub, and only a hub mails: take the order as a file, and send that"
                return complain(args, says, REFUSED, "no_hub")
            return doings[args.doing](args, room)
    except NotFound as trouble:
        return complain(args, str(trouble), USAGE, trouble.code)
    except NotAQuantity as trouble:
        return complain(args, trouble.says, USAGE, "quantity")
    except (NotFounded, KeyRefused) as trouble:
        return give_up(args, trouble)


def _doing(doings: Doings[argparse.ArgumentParser], name: str, says: str) -> argparse.ArgumentParser:
    return doing(doings, name, says, _STORE)


def _badge(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--badge", metavar="CODE", help="whose doing it is (a terminal that has a hub asks for it)")


def _files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--csv", type=Path, metavar="FILE", help="for a spreadsheet")
    parser.add_argument("--html", type=Path, metavar="FILE", help="to print")


def _now() -> int:
    from data.store.machine import ThisMachine

    return ThisMachine().now()


def _list(args: argparse.Namespace, room: Room) -> int:
    from sync_agent.buying import reading, spelling

    place, now = reading.place_of(room, args.store), _now()
    found = reading.advice_of(room, place, now)
    suppliers, store = reading.suppliers_by_id(room, place), reading.store_of(room, place)
    told = spelling.advised(found, suppliers, now)
    lines = [line for line in told["recommendations"] if args.all or line["quantity"] or line["warnings"]]
    if args.json:
        tell(args, {"verdict": "advised", **told, "recommendations": lines}, "")
        return OK
    for line in lines:
        tell(args, {}, words.line(line, store.timezone, now))
    for text in words.totals(told):
        tell(args, {}, text)
    return OK


def _why(args: argparse.Namespace, room: Room) -> int:
    from data.questions.procurement import why
    from sync_agent.buying import reading, spelling

    place = reading.place_of(room, args.store)
    found = reading.advice_of(room, place, _now())
    line = reading.line_called(room, place, found, args.line)
    told = spelling.why(room.read(place, lambda database: why(database, line)))
    tell(args, {"verdict": "why", **told}, words.why(told))
    return OK


def _order(args: argparse.Namespace, room: Room) -> int:
    from sync_agent.buying import ordering, reading

    place = reading.place_of(room, args.store)
    if args.packs is not None and (len(args.item) != 1 or args.packs < 1):
        return complain(args, "--packs is a number above zero, and of one ITEM", USAGE)
    wanted = ordering.wanted(room, place, args.item, args.supplier, args.packs, _now())
    if not wanted:
        tell(args, {"verdict": "nothing"}, "Nothing is to be ordered")
        return OK
    if len({wish.supplier_id for wish in wanted}) > 1 and (args.csv or args.html):
        return complain(args, "That is several orders: name one with --supplier for a file", USAGE)
    code = OK
    for command in ordering.commands(wanted, args.note, confirmed=args.confirm):
        code = max(code, _made(args, room, place, command))
    return code


def _made(args: argparse.Namespace, room: Room, place: Place, command: Any) -> int:
    from data.procurement.ordering import SendPurchaseOrder
    from sync_agent.buying import reading

    given = room.give(place, command, args.badge)
    if given.status not in ("applied", "noop", "merged"):
        return _refused(args, given)
    if args.mail:
        sent = room.give(place, SendPurchaseOrder(command.order_id, by_mail=True), args.badge)
        if sent.status not in ("applied", "noop", "merged"):
            return _refused(args, sent)
        given = sent
    return _told(args, room, place, reading.purchase_called(room, place, command.order_id), given.says)


def _told(args: argparse.Namespace, room: Room, place: Place, found: Ordered, says: str) -> int:
    """The order as it stands, and the files that were asked for."""
    from sync_agent.buying import paper, reading, spelling

    store = reading.store_of(room, place)
    numbers = room.read(place, lambda database: reading.numbers_of(database, found))
    if getattr(args, "csv", None):
        args.csv.write_bytes(paper.as_csv(found, store, numbers))
    if getattr(args, "html", None):
        args.html.write_text(paper.as_page(found, store, numbers), encoding="utf-8")
    tell(args, {"verdict": "order", **spelling.order(found), "says": says}, words.order(found, store, says))
    return OK


def _orders(args: argparse.Namespace, room: Room) -> int:
    from data.questions.procurement import orders_of
    from sync_agent.buying import reading, spelling

    place = reading.place_of(room, args.store)
    store, only = reading.store_of(room, place), args.which == _OPEN
    found = room.read(place, lambda database: orders_of(database, place.store_id, under_way=only))
    for one in found:
        tell(args, {"verdict": "order", **spelling.order(one)}, words.order(one, store, ""))
    if not found:
        tell(args, {"verdict": "nothing"}, "Nothing is on order")
    return OK


def _show(args: argparse.Namespace, room: Room) -> int:
    from sync_agent.buying import reading

    place = reading.place_of(room, args.store)
    return _told(args, room, place, reading.purchase_called(room, place, args.order), "")


def _send(args: argparse.Namespace, room: Room) -> int:
    from data.procurement.ordering import SendPurchaseOrder

    return _given(args, room, lambda found: SendPurchaseOrder(found.order.id, args.mail))


def _cancel(args: argparse.Namespace, room: Room) -> int:
    from data.procurement.ordering import CancelPurchaseOrder

    return _given(args, room, lambda found: CancelPurchaseOrder(found.order.id, args.reason))


def _receive(args: argparse.Namespace, room: Room) -> int:
    from data.procurement.receiving import ReceivePurchase
    from sync_agent.buying import ordering, reading

    place = reading.place_of(room, args.store)

    def command(found: Ordered) -> Command:
        lines = room.read(place, lambda database: ordering.scanned(database, found, args.scan))
        return ReceivePurchase(found.order.id, lines, args.delivery, args.best_before, args.confirm)

    return _given(args, room, command)


def _given(args: argparse.Namespace, room: Room, command: Callable[[Ordered], Command]) -> int:
    from sync_agent.buying import reading

    place = reading.place_of(room, args.store)
    found = reading.purchase_called(room, place, args.order)
    given = room.give(place, command(found), args.badge)
    if given.status not in ("applied", "noop", "merged"):
        return _refused(args, given)
    return _told(args, room, place, reading.purchase_called(room, place, found.order.id), given.says)


def _refused(args: argparse.Namespace, given: Told) -> int:
    if given.status == "dead":
        return complain(args, given.says, FAILED, given.code)
    more = ": --confirm says yes" if given.status == "confirm" else ""
    return complain(args, f"{given.says}{more}", REFUSED, given.code)
