"""What stands on a store's command sheet: each word with its barcode and what it does, in groups."""

from __future__ import annotations

from typing import NamedTuple

from data.organization.policies import policies_of, qc_verbs
from data.organization.store import Store
from hardware.scan.calibration import CALIBRATION_TEXT
from hardware.scan.commands import command_code
from kitchen_tui import verbs


class Entry(NamedTuple):
    """One barcode; `code` is a secret of the store, except for the calibration's."""

    word: str
    hint: str
    code: str


class Group(NamedTuple):
    """Barcodes that belong together; the long ones need the page's whole width."""

    title: str
    entries: tuple[Entry, ...]
    wide: bool = False


class Badge(NamedTuple):
    """A card to cut out."""

    name: str
    role: str
    number: int
    code: str


_WORDS = (
    ("Stations", tuple((verb, verb, f"This screen goes to {verb.capitalize()}") for verb in verbs.STATIONS)),
    (
        "At the line",
        (
            (verbs.YES, "YES", "Yes to SURE?"),
            (verbs.NO, "NO", "Not now: whatever is asked stays as it is"),
            (verbs.ACKNOWLEDGE, "SEEN", "I have seen what changed or was cancelled"),
            (verbs.UNDO, "UNDO", "Takes back my last action, for two minutes"),
            (verbs.HAND_OVER, "HAND OVER", "Then scan a ticket of the order that leaves"),
        ),
    ),
)
_MORE = (
    ("Labels", ((verbs.REPRINT, "PRINT LABEL", "Then scan the ticket. Once it is packed: the packing label"),)),
    (
        "People",
        (
            (verbs.ASSIGN, "ASSIGN", "Then a badge, then the ticket. Without a badge: to me"),
            (verbs.SIGN_OUT, "SIGN OUT", "I leave this screen. To come, scan your badge"),
        ),
    ),
    (
        "Clock",
        (
            (verbs.CLOCK_IN, "CLOCK IN", "For me. If nobody is signed in: then scan a badge"),
            (verbs.CLOCK_OUT, "CLOCK OUT", "For me. If nobody is signed in: then scan a badge"),
        ),
    ),
)

CALIBRATION = Group(
    "Teach this terminal its scanner",
    (
        Entry(
            "CALIBRATION",
            "Only when `kitchen-tui doctor` or the Set-up screen asks for it. It does nothing else",
            CALIBRATION_TEXT,
        ),
    ),
    wide=True,
)


def groups_of(store: Store) -> tuple[Group, ...]:
    """All that a person at the line scans besides tickets and badges, signed for this store."""
    secret = bytes.fromhex(store.secret)
    reasons = tuple(
        Entry(reason, "Then scan the ticket: it goes back to Decorating", command_code(secret, verb))
        for verb, reason in qc_verbs(policies_of(store)).items()
    )
    back = Group("Back to Decorating, because", reasons, wide=True)
    return (*_signed(_WORDS, secret), back, *_signed(_MORE, secret))


def _signed(words: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...], secret: bytes) -> tuple[Group, ...]:
    return tuple(
        Group(title, tuple(Entry(word, hint, command_code(secret, verb)) for verb, word, hint in entries))
        for title, entries in words
    )
