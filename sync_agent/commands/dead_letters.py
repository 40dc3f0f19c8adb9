"""`sync-agent dead-letters`: at the hub, what could not become work: shown with its payload, judged anew, or closed."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from data.core.clock import HOUR, iso
from sync_agent.cli import FAILED, OK, REFUSED, USAGE, complain, tell
from sync_agent.commands.at_the_shops import at_the_hub, doing, opener_of, served

if TYPE_CHECKING:
    from sync_agent.work.letters import Letter, Letters


def arguments(parser: argparse.ArgumentParser) -> None:
    """A word after it says what."""
    at_the_hub(parser)
    doings = parser.add_subparsers(dest="doing", required=True, metavar="DOING")
    listed = doing(doings, "list", "what is open: reason, age, who looks after it")
    listed.add_argument("--all", action="store_true", help="the closed ones too")
    show = doing(doings, "show", "one with the payload as it came, on the last lines")
    replay = doing(doings, "replay", "judged anew by the rules of today")
    close = doing(doings, "close", "nothing will come of it, and that is right")
    close.add_argument("--reason", required=True, help="kept with it")
    take = doing(doings, "take", "somebody looks after it from now on")
    take.add_argument("--badge", required=True, metavar="CODE", help="whose it is")
    for each in (show, replay, close, take):
        each.add_argument("letter", metavar="LETTER", help="its id, or the beginning of it")


def run(args: argparse.Namespace) -> int:
    """0 done, 1 it is as dead as before, 2 asked wrongly, 3 refused."""
    doings = {"show": _show, "replay": _replay, "close": _close, "take": _take}

    def work() -> int:
        from sync_agent.work.letters import Letters

        with opener_of(args.database) as opener:
            letters = Letters(opener)
            if args.doing == "list":
                return _list(args, letters)
            letter = letters.one(args.letter)
            if letter is None:
                return complain(args, f"No dead letter here is {args.letter}", USAGE, "no_such_letter")
            return doings[args.doing](args, letters, letter)

    return served(args, work)


def _list(args: argparse.Namespace, letters: Letters) -> int:
    from data.store.machine import ThisMachine

    now, found = ThisMachine().now(), letters.all(closed=args.all)
    for one in found:
        days = (now - one.row.at) // (24 * HOUR)
        whose = f", {one.row.owner} looks after it" if one.row.owner else ""
        closed = ", ".join(filter(None, ("", "closed" if one.row.closed_at is not None else "", one.row.closed_says)))
        says = f"{one.row.id} {one.row.store_id} {one.row.source}, {days} d old{whose}{closed}: {one.row.says}"
        tell(args, _told(one) | {"age_ms": now - one.row.at}, says)
    if not found:
        tell(args, {"verdict": "nothing"}, "There is no dead letter")
    return OK


def _show(args: argparse.Namespace, letters: Letters, letter: Letter) -> int:
    raw, row = letters.payload(letter), letter.row
    text = None if raw is None else raw.decode("utf-8", "replace")
    says = f"{row.id}\n{row.store_id} {row.source}, {iso(row.at)}\n{row.reason}: {row.says}\n"
    shown = "(nothing of it is kept here)" if text is None else _harmless(text)
    tell(args, _told(letter) | {"payload": text}, says + shown)
    return OK


def _harmless(text: str) -> str:
    """What a stranger wrote must not command the terminal that shows it."""
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


def _replay(args: argparse.Namespace, letters: Letters, letter: Letter) -> int:
    from sync_agent.work.letters import LATER, MENDED

    if letter.row.closed_at is not None:
        return complain(args, "It is closed already", REFUSED, "closed")
    judged = letters.replay(letter)
    if judged.verdict in (MENDED, LATER):
        says = f"Mended: {judged.says}" if judged.verdict == MENDED else f"Tried again soon: {judged.says}"
        tell(args, {"verdict": judged.verdict, "letter": letter.row.id, "says": judged.says}, says)
        return OK
    return complain(args, f"As it was: {judged.says}", FAILED, judged.verdict)


def _close(args: argparse.Namespace, letters: Letters, letter: Letter) -> int:
    result = letters.close(letter, args.reason)
    if result.status == "refused":
        return complain(args, result.says, REFUSED, result.code or "")
    tell(args, {"verdict": result.status, "letter": letter.row.id, "says": result.says}, result.says)
    return OK


def _take(args: argparse.Namespace, letters: Letters, letter: Letter) -> int:
    from data.shops.letters import OwnDeadLetter
    from sync_agent.shelves.at_hub import of_database
    from sync_agent.shelves.room import Place

    with of_database(args.database) as room:
        place = Place(letter.organization, letter.row.store_id)
        told = room.give(place, OwnDeadLetter(letter.row.id), args.badge)
    if told.status == "refused":
        return complain(args, told.says, REFUSED, told.code)
    tell(args, {"verdict": told.status, "letter": letter.row.id, "says": told.says}, told.says)
    return OK


def _told(one: Letter) -> dict[str, object]:
    row = one.row
    told: dict[str, object] = {"letter": row.id, "store": row.store_id, "source": row.source, "order": row.order_id}
    told |= {"reason": row.reason, "says": row.says, "at": iso(row.at), "owner": row.owner}
    return told | {"closed_at": iso(row.closed_at) if row.closed_at is not None else None, "why": row.closed_says}
