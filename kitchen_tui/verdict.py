"""What a scan gets for an answer: one word that nobody can misread, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from data.core.clock import Instant
from data.kitchen.ticket import Ticket

ACCEPTED, NOOP, CONFIRM, REFUSED, FAILED = "accepted", "noop", "confirm", "refused", "failed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`verdict` is one of the five above; only accepted and noop mean that the store has it, on disk."""

    verdict: str
    code: str
    says: str
    ticket: Ticket | None = None
    changed: tuple[Ticket, ...] = ()
    choices: tuple[Ticket, ...] = ()
    at: Instant = 0
    verb: str | None = None
    text: str = ""
    before: Ticket | None = None
    """The ticket as it was, when this verdict may have moved it."""
    stops: bool = False
    """Nothing goes on with this ticket until somebody has seen why: its next scan says so."""

    @property
    def headline(self) -> str:
        """The large word."""
        return _HEADLINES.get(self.code) or _BY_VERDICT[self.verdict]


_BY_VERDICT = {
    ACCEPTED: "OK",
    NOOP: "ALREADY DONE",
    CONFIRM: "SURE?",
    REFUSED: "NOT POSSIBLE",
    FAILED: "NOT RECORDED",
}
_HEADLINES = {
    "wrong_station": "WRONG STATION",
    "unknown": "UNKNOWN, KEPT",
    "unreadable": "UNREADABLE",
    "cancelled": "CANCELLED",
    "changed": "CHANGED",
    "which": "WHICH ONE?",
    "hand_over": "HAND OVER",
    "send_back": "SEND BACK",
    "label": "LABEL",
    "assign": "ASSIGN",
    "clock_in": "CLOCK IN",
    "clock_out": "CLOCK OUT",
    "dismissed": "NO",
    "nothing_asked": "NOTHING ASKED",
    "no_screen": "NO SCREEN HERE",
    "other_store": "OTHER STORE",
    "unknown_badge": "UNKNOWN BADGE",
    "not_ready": "NOT READY",
    "sign_in": "SIGN IN FIRST",
    "undone": "UNDONE",
    "nothing_to_undo": "NOTHING TO UNDO",
    "not_allowed": "NOT ALLOWED",
    "unchanged": "NOTHING TO DO",
}
