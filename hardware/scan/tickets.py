"""The ways a ticket's code may be written, on a label or by hand, and the one ticket each of them means."""

from __future__ import annotations

import re
from dataclasses import dataclass

Stores = tuple[tuple[str, str], ...]
"""(slug, prefix letter) of every store, such as (("bannos", "B"), ("flourlane", "F"))."""

_NUMBER = r"P?[0-9]{1,20}"
_SUFFIX = r"(?:-?(?P<letter>[A-J])|-(?P<nth>1[1-9]|[2-9][0-9]|[1-9][0-9]{2,3}))?"
_SHORT = re.compile(rf"#?(?P<store>[A-OQ-Z])?(?P<number>{_NUMBER}){_SUFFIX}")
_AFTER_SLUG = re.compile(rf"(?P<number>{_NUMBER}){_SUFFIX}")
_SLUG = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_TWO_NUMBERS = re.compile(r"[0-9] +[0-9]")


@dataclass(frozen=True, slots=True)
class TicketCode:
    """What a ticket's code says; `store` is None when the form does not name one, `suffix` is "A".."J" or "11"..."""

    store: str | None
    number: str
    suffix: str | None
    text: str


def check_stores(stores: Stores) -> None:
    """ValueError unless every code of these stores can be read in one way only."""
    slugs = [slug.upper() for slug, _ in stores]
    letters = [letter.upper() for _, letter in stores]
    if len(set(slugs)) < len(slugs) or len(set(letters)) < len(letters):
        raise ValueError("two stores share a slug or a prefix letter")
    for slug, letter in zip(slugs, letters, strict=True):
        # P opens the number of a local order: P1001A would be a ticket of store P and also of every other store.
        if re.fullmatch("[A-OQ-Z]", letter) is None:
            raise ValueError(f"a store's prefix is one letter A-Z other than P, not {letter!r}")
        if _SLUG.fullmatch(slug) is None:
            raise ValueError(f"a store's slug is letters and digits joined by single hyphens, not {slug!r}")
        if any(re.fullmatch(rf"{other}{_NUMBER}", slug) for other in ("[A-OQ-Z]?", *(f"{s}-" for s in slugs))):
            raise ValueError(f"the slug {slug!r} reads like a ticket's number")


def read_ticket(text: str, stores: Stores) -> TicketCode | None:
    """The ticket that `text` (printable ASCII) names, or None; stray spaces are forgiven, except inside a number."""
    if _TWO_NUMBERS.search(text):
        return None
    compact = text.replace(" ", "").upper()
    for slug, _ in stores:
        head = f"{slug.upper()}-"
        if compact.startswith(head) and (found := _AFTER_SLUG.fullmatch(compact, len(head))):
            return TicketCode(slug, found["number"], found["letter"] or found["nth"], text)
    return _read_short(compact, text, stores)


def _read_short(compact: str, text: str, stores: Stores) -> TicketCode | None:
    found = _SHORT.fullmatch(compact)
    if found is None:
        return None
    by_letter = {letter.upper(): slug for slug, letter in stores}
    if found["store"] is not None and found["store"] not in by_letter:
        return None
    store = by_letter[found["store"]] if found["store"] else None
    return TicketCode(store, found["number"], found["letter"] or found["nth"], text)
