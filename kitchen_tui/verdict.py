"""What a scan gets for an answer: one word that nobody can misread, and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kitchen_tui.texts import N_

if TYPE_CHECKING:
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
        """The large word, in English; it is translated where it is drawn."""
        return _HEADLINES.get(self.code) or _BY_VERDICT[self.verdict]


_BY_VERDICT = {
    ACCEPTED: N_("OK"),
    NOOP: N_("ALREADY DONE"),
    CONFIRM: N_("SURE?"),
    REFUSED: N_("NOT POSSIBLE"),
    FAILED: N_("NOT RECORDED"),
}
_HEADLINES = {
    "wrong_station": N_("WRONG STATION"),
    "unknown": N_("UNKNOWN, KEPT"),
    "unreadable": N_("UNREADABLE"),
    "cancelled": N_("CANCELLED"),
    "changed": N_("CHANGED"),
    "which": N_("WHICH ONE?"),
    "hand_over": N_("HAND OVER"),
    "send_back": N_("SEND BACK"),
    "label": N_("LABEL"),
    "assign": N_("ASSIGN"),
    "clock_in": N_("CLOCK IN"),
    "clock_out": N_("CLOCK OUT"),
    "dismissed": N_("NO"),
    "nothing_asked": N_("NOTHING ASKED"),
    "no_screen": N_("NO SCREEN HERE"),
    "other_store": N_("OTHER STORE"),
    "unknown_badge": N_("UNKNOWN BADGE"),
    "not_ready": N_("NOT READY"),
    "sign_in": N_("SIGN IN FIRST"),
    "undone": N_("UNDONE"),
    "nothing_to_undo": N_("NOTHING TO UNDO"),
    "not_allowed": N_("NOT ALLOWED"),
    "unchanged": N_("NOTHING TO DO"),
}
