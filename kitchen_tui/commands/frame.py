"""What every command shares: exit codes, one JSON object a line or words, and who gives the command."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.core.actor import Actor
from data.core.clock import known_zone
from data.replica.folder_owner import SHELL
from kitchen_tui.voice import utter

if TYPE_CHECKING:
    # The station paints before any of this is loaded.
    from data.replica.issue import Receipt
    from kitchen_tui.desk import Desk

OK, FAILED, WRONG_USE, REFUSED = 0, 1, 2, 3


class WrongUse(Exception):
    """The command was given wrongly; the sentence says how."""


class Unsaid(Exception):
    """The command is done, but whoever asked did not get the whole answer."""


def folder_of(args: Namespace) -> Path:
    """The data folder of a call."""
    from kitchen_tui.home import data_dir

    return data_dir(getattr(args, "data_dir", None))


def desk_of(args: Namespace) -> Desk:
    """The terminal of a call."""
    from kitchen_tui.desk import Desk

    args.desk = Desk.at(folder_of(args), getattr(args, "store", None))
    desk: Desk = args.desk
    zone = desk.store.timezone
    if not known_zone(zone):
        utter(sys.stderr, f"kitchen-tui: time zone {zone} is not known here: times are UTC (see kitchen-tui doctor)\n")
    return desk


def leave(args: Namespace) -> None:
    """Closes what the call opened."""
    desk: Desk | None = getattr(args, "desk", None)
    if desk is not None:
        desk.database.close()


def actor_of(args: Namespace, desk: Desk, default: Actor = SHELL) -> Actor | None:
    """The person of `--badge`; None when nobody has that badge."""
    badge = getattr(args, "badge", None)
    return desk.door.badge(badge.strip().upper()).actor if badge else default


def say(args: Namespace, fields: dict[str, Any], words: str) -> None:
    """One JSON object on a line, or the words."""
    line = json.dumps(fields, ensure_ascii=True) if getattr(args, "json", False) else words
    trouble = utter(sys.stdout, line + "\n")
    # A reader that has enough (head, less) is no trouble.
    if trouble is not None and not isinstance(trouble, BrokenPipeError):
        args.unsaid = trouble


def unsaid(args: Namespace) -> None:
    """Raises Unsaid when an answer of this call was lost on its way."""
    trouble: OSError | None = getattr(args, "unsaid", None)
    if trouble is not None:
        raise Unsaid(f"it is done, but the answer could not be written: {trouble.strerror or trouble}")


def answer(args: Namespace, receipt: Receipt, **more: Any) -> int:
    """Tells what became of a command; its exit code."""
    verdict = "accepted" if receipt.status in ("applied", "merged") else receipt.status
    say(args, {"verdict": verdict, "code": receipt.code, "says": receipt.says, **more}, receipt.says)
    return OK if receipt.accepted else REFUSED


def nobody(args: Namespace, **more: Any) -> int:
    """The badge is nobody's; `more` are the fields that an answer of the command always has."""
    return refused(args, "unknown_badge", "This badge is not known here", **more)


def refused(args: Namespace, code: str, says: str, **more: Any) -> int:
    """A refusal that no command of the store made."""
    say(args, {"verdict": "refused", "code": code, "says": says, **more}, says)
    return REFUSED
