"""What a scanned text means: a ticket, a badge, a signed command, or nothing we know, and then why."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from hardware.scan.badges import looks_like_badge, read_badge
from hardware.scan.commands import CommandCode, looks_like_command, read_command
from hardware.scan.secrecy import may_be_secret, without_symbology
from hardware.scan.tickets import Stores, TicketCode, check_stores, read_ticket

CODE_LIMIT = 64
"""The longest code, in characters; our own are at most 34."""

Reason = Literal["too_long", "malformed", "bad_check", "bad_signature", "no_such_form"]

_KEEPABLE = re.compile(r"[A-Z0-9\-#._/]{3,}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class BadgeCode:
    """Somebody's badge, as it was printed; a secret, so it stays out of `repr` and thereby out of logs."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A text that means nothing here; `keepable` when it may yet turn out to be somebody's ticket."""

    reason: Reason
    text: str = field(repr=False)
    keepable: bool = False


Code = TicketCode | BadgeCode | CommandCode | Unknown


@dataclass(frozen=True, slots=True)
class Grammar:
    """The stores of the organization, the verbs that command barcodes may hold, and each store's secret for them."""

    stores: Stores
    verbs: tuple[str, ...] = ()
    secrets: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        check_stores(self.stores)


def classify(text: str, grammar: Grammar) -> Code:
    """The one meaning of `text`; never raises, whatever was scanned, typed or pasted."""
    if len(text) > CODE_LIMIT:
        return Unknown("too_long", text[:CODE_LIMIT])
    if not (text.isascii() and text.isprintable()):
        return Unknown("malformed", text)
    bare = without_symbology(text.strip())
    compact = bare.replace(" ", "").upper()
    if looks_like_badge(compact):
        badge = read_badge(compact)
        return BadgeCode(badge) if badge else Unknown("bad_check", text)
    if looks_like_command(compact):
        command = read_command(compact, dict(grammar.secrets), grammar.verbs)
        return command or Unknown("bad_signature", text)
    keepable = _KEEPABLE.fullmatch(bare) is not None and not may_be_secret(bare)
    return read_ticket(bare, grammar.stores) or Unknown("no_such_form", text, keepable)
