"""A store's policies: rules ask them, never the environment."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import Any

from data.core.packed import pack, unpack
from data.core.text import clean, one_line
from data.organization.store import Store

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SCAN_AHEAD = ("deny", "one", "any")
MOST_QC_REASONS = 9
"""Each has a digit of its own on the keyboard."""
LONGEST_QC_REASON = 40
"""Characters; it stands on one line of the sheet and of the screen."""
_VERB_LETTERS = 22
BOUNDS = {
    "split_up_to": (1, 100),
    "retention_days": (1, 3_650),
    "archive_days": (1, 3_650),
    "late_warning_minutes": (0, 1_440),
    "idle_sign_out_minutes": (0, 1_440),
    "lead_days": (0, 365),
    "health_drop": (1, 100),
}
"""The least and the most that a policy which is a number may be set to."""
LONGEST_CHOICE, MOST_CHOICES = 80, 500
"""Of storage places, flavours and sizes: a place to stand is kept in so many characters."""


@dataclass(frozen=True, slots=True)
class Policies:
    """Defaults are those of RULES.md and REQUIREMENTS.md."""

    qc_by_staff: bool = False
    scan_ahead: str = "one"
    photo_stages: tuple[str, ...] = ()
    qc_reasons: tuple[str, ...] = (
        "Writing wrong",
        "Smudged or damaged",
        "Wrong colour",
        "Wrong size or flavour",
        "Missing decoration",
    )
    shift_needed: bool = False
    complete_on_pack: bool = False
    split_up_to: int = 12
    retention_days: int = 45
    archive_days: int = 14
    """After so many quiet days a closed order leaves the terminals; its hub keeps it."""
    late_warning_minutes: int = 90
    idle_sign_out_minutes: int = 15
    check_bom: bool = False
    storage_places: tuple[str, ...] = ()
    flavours: tuple[str, ...] = ()
    lead_days: int = 0
    closed_weekdays: tuple[str, ...] = ()
    clock_12h: bool = False
    language: str = ""
    """Of the screens' texts; empty is that of the store's locale."""
    active: bool = True
    """Whether the store bakes and sells at present: one that does not is forecast nothing."""
    country: str = ""
    """Whose public holidays are kept here, in two letters; empty is that of the store's locale."""
    region: str = ""
    """And of which part of the country, as its calendar names it: BW, NSW."""
    health_drop: int = 10
    """Points by which the health of the data falls before people are told."""

    def packed(self) -> str:
        """The policies as the store's column keeps them."""
        return pack(asdict(self))


LISTS = frozenset(f.name for f in fields(Policies) if str(f.type).startswith("tuple"))
"""The policies that hold several texts."""


def qc_verb(reason: str) -> str:
    """The verb of a reason's command barcode: QC and the reason's letters A-Z; QC alone when it has none."""
    plain = unicodedata.normalize("NFKD", reason).upper()
    return "QC" + re.sub("[^A-Z]", "", plain)[:_VERB_LETTERS]


def qc_verbs(policies: Policies) -> dict[str, str]:
    """The store's reasons for a return to Decorating, by the verbs of their command barcodes."""
    return {qc_verb(reason): reason for reason in policies.qc_reasons}


def tidied(texts: Iterable[str], longest: int = LONGEST_CHOICE) -> tuple[str, ...]:
    """Texts to choose among: each on one line, in their order, none empty and none twice."""
    first_spelling: dict[str, str] = {}
    for text in (" ".join(clean(one_line(text), longest).split()) for text in texts):
        if text:
            first_spelling.setdefault(text.casefold(), text)
    return tuple(first_spelling.values())


def qc_trouble(reasons: tuple[str, ...]) -> str | None:
    """Why these cannot be a store's reasons, in words."""
    if not 1 <= len(reasons) <= MOST_QC_REASONS:
        return f"There are 1 to {MOST_QC_REASONS} reasons to send a cake back"
    named: dict[str, str] = {}
    for reason in reasons:
        if len(reason) > LONGEST_QC_REASON:
            return f"The reason {reason!r} is longer than {LONGEST_QC_REASON} characters"
        verb = qc_verb(reason)
        if verb == "QC":
            return f"The reason {reason!r} has no letters A-Z for its barcode"
        if verb in named:
            return f"The reasons {named[verb]!r} and {reason!r} would have the same barcode"
        named[verb] = reason
    return None


@lru_cache(maxsize=64)
def _read(text: str) -> Policies:
    known = {f.name for f in fields(Policies)}
    given: dict[str, Any] = {k: v for k, v in unpack(text).items() if k in known}
    values: dict[str, Any] = {name: tuple(value) if name in LISTS else value for name, value in given.items()}
    return Policies(**values)


def policies_of(store: Store) -> Policies:
    """The policies of a store; what its row does not name has the default."""
    return _read(store.policies)


def country_of(store: Store) -> str:
    """Whose public holidays a store keeps: its policy's country, else that of its locale; '' where neither tells."""
    named = policies_of(store).country
    if named:
        return named
    of_locale = re.search("[-_]([A-Za-z]{2})(?:[.@]|$)", store.locale)
    return of_locale[1].upper() if of_locale else ""


@lru_cache(maxsize=64)
def sizes_of(packed_sizes: str) -> dict[str, int]:
    """Rank of each size in the store's list, by its text in lower case."""
    return {str(s).casefold(): n for n, s in enumerate(unpack(packed_sizes))}


UNKNOWN_SIZE, NO_SIZE = 1_000, 1_001


def size_rank(store: Store, size: str | None) -> int:
    """N2: the configured order, then unknown sizes by text, then none."""
    if not size:
        return NO_SIZE
    return sizes_of(store.sizes).get(size.casefold(), UNKNOWN_SIZE)
