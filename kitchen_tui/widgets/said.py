"""A verdict in the words of the bar: one large word that nobody can misread, what it is about, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from hardware.scan.secrecy import may_be_secret
from kitchen_tui.texts import N_, _, sentence

if TYPE_CHECKING:
    from data.questions.queue import QueueLine
    from kitchen_tui.verdict import Verdict
    from kitchen_tui.widgets.glyphs import Glyphs

SHOWN_MS = 5_000
ASKED_MS = 10_000
FOLLOWS_MS = 60_000
"""As long as a confirm, and what follows a command barcode, wait in the store."""

_TONES = {"accepted": "ok", "noop": "done", "confirm": "ask", "refused": "no", "failed": "failed"}
_STOPS = ("cancelled", "changed")
_AGAIN = N_("Enter: yes  Esc: no")
_FOLLOWS = N_("Not now: Esc")
_SEEN = N_("Seen? Scan it again, or Enter. Not now: Esc")


class Said(NamedTuple):
    """`tone` picks colour and sign, `code` is the ticket's; `question` tells what a second scan would answer.
    Its texts are translated where they are drawn; what a rule said is translated already."""

    tone: str
    headline: str
    code: str = ""
    says: str = ""
    hint: str = ""
    question: str = ""
    shown_ms: int | None = SHOWN_MS
    wait_ms: int = 0
    """How long the next PIN is not heard."""
    large: bool = False
    """Written across the screen: nobody may overlook it."""

    def sign(self, glyphs: Glyphs) -> str:
        """The shape before the word."""
        signs = {
            "ok": glyphs.ok,
            "done": glyphs.done,
            "ask": glyphs.ask,
            "no": glyphs.no,
            "failed": glyphs.stop,
            "kept": glyphs.kept,
        }
        return glyphs.stop if self.question == "stop" else signs.get(self.tone, glyphs.ready)


def said(verdict: Verdict) -> Said:
    """A verdict for the bar."""
    code = verdict.ticket.code if verdict.ticket is not None else ""
    told = sentence(verdict.says)
    says = told.removeprefix(code).lstrip(": ") if code else told
    tone = "kept" if verdict.code == "unknown" else _TONES[verdict.verdict]
    if verdict.verdict == "confirm":
        hint, shown_ms = (_AGAIN, ASKED_MS) if verdict.verb is None else (_FOLLOWS, FOLLOWS_MS)
        return Said(tone, verdict.headline, code, says, hint, "confirm", shown_ms)
    if verdict.stops:
        says = says.removeprefix(_(verdict.headline)).lstrip(": ")
        return Said(tone, verdict.headline, code, says, _SEEN, "stop", None, large=True)
    if verdict.code in _STOPS and code:
        return Said("no", verdict.headline, code, says, shown_ms=ASKED_MS, large=True)
    if not code and verdict.code != "unknown" and _may_be_shown(verdict.text):
        says = f"{verdict.text}: {says}"
    return Said(tone, verdict.headline, code, says)


def not_signed_in(code: str, says: str, wait_ms: int) -> Said:
    """A badge or a PIN did not open; a lock stays until a supervisor opens it."""
    if code == "unlocked":
        return Said("ok", N_("UNLOCKED"), says=sentence(says))
    headline = {"locked": N_("LOCKED"), "unknown_badge": N_("UNKNOWN BADGE")}.get(code, N_("NOT SIGNED IN"))
    hint = N_("Wait") if wait_ms else ""
    shown_ms = None if code == "locked" else max(wait_ms, SHOWN_MS)
    return Said("no", headline, says=sentence(says), hint=hint, shown_ms=shown_ms, wait_ms=wait_ms)


def at_the_door(hint: str) -> Said:
    """Nobody is signed in."""
    says = N_("Scan your badge, or type your number and press Enter")
    return Said("idle", N_("SIGN IN"), says=says, hint=hint, shown_ms=None)


def nothing_works(says: str) -> Said:
    """The station has stopped."""
    return Said("failed", N_("NOT RECORDED"), says=sentence(says), shown_ms=None)


def nothing_to_send_back(line: QueueLine) -> Said:
    """Only what stands at the packing bench goes back to Decorating."""
    says = _("It is at {stage}: nothing to send back").format(stage=_(line.stage))
    return Said("no", N_("NOT POSSIBLE"), line.code, says)


def _may_be_shown(text: str) -> bool:
    """Not what may be most of somebody's badge or of a signed command."""
    return bool(text) and not text.strip().upper().startswith(("ID", "DO", "]")) and not may_be_secret(text)


def overtaken(code: str) -> Said:
    """What was asked about a ticket is asked no more."""
    says = N_("Somebody else has changed it: look at it and scan it again")
    return Said("no", N_("CHANGED MEANWHILE"), code, _(says), shown_ms=ASKED_MS)


STARTING = Said("idle", N_("STARTING"), says=N_("Scans are taken already"), shown_ms=None)
READY = Said("idle", N_("READY"), says=N_("Scan a ticket"), shown_ms=None)
PIN = Said("idle", N_("PIN"), says=N_("Type your PIN and press Enter"), hint=N_("Back: Esc"), shown_ms=None)
WAITING = Said("idle", N_("WAIT"), says=N_("Not done yet"), shown_ms=None)
NEWS_FIRST = Said(
    "idle", N_("WAIT"), says=N_("News is being taken in: scans wait and are done after it"), shown_ms=None
)
TOO_FAST = Said("no", N_("TOO FAST"), says=N_("More scans than hands can make: scan again"))
UNREADABLE = Said("no", N_("UNREADABLE"), says=N_("That is no code of ours: scan again"))
