"""Shops, what they are told, and dead letters, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.shops.integration import BROKEN, CONNECTED, DISCONNECTED, PENDING, SHOPIFY, SQUARE
from data.shops.work import DONE, ERROR
from kitchen_tui.places.order_words import reason_words, source_words
from kitchen_tui.regional import moment, number
from kitchen_tui.texts import N_, _, sentence
from kitchen_tui.widgets.age import age

if TYPE_CHECKING:
    from data.core.clock import Instant
    from data.questions.letters import LetterLine
    from data.questions.shops import ShopLine, WorkLine
    from kitchen_tui.widgets.due import Clock
    from kitchen_tui.widgets.glyphs import Glyphs

VENDOR_NAMES = {SHOPIFY: "Shopify", SQUARE: "Square"}
_STATES = {
    PENDING: (N_("NOT YET"), "soon"),
    CONNECTED: (N_("CONNECTED"), "accent"),
    BROKEN: (N_("BROKEN"), "late"),
    DISCONNECTED: (N_("LET GO"), "quiet"),
}
_NOT_TOLD = "push_failed"
_NOT_READ = ("payload", "headers", "event", "id", "counts", "quantity", "available")
_REASONS = {
    _NOT_TOLD: N_("shop not told"),
    "tries": N_("tried too often"),
    **dict.fromkeys(_NOT_READ, N_("cannot be read")),
}


def vendor_name(vendor: str) -> str:
    """As it calls itself."""
    return VENDOR_NAMES.get(vendor, vendor)


def state_word(status: str) -> str:
    """How a shop stands."""
    return _(_STATES[status][0]) if status in _STATES else status


def state_words(status: str, glyphs: Glyphs) -> tuple[str, str]:
    """The same behind its sign, and the style."""
    signs = {CONNECTED: glyphs.ok, BROKEN: glyphs.stop, PENDING: glyphs.soon}
    style = _STATES[status][1] if status in _STATES else "text"
    return f"{signs.get(status, ' ')} {state_word(status)}", style


def work_word(line: WorkLine) -> str:
    """How it goes with one thing that a shop is told of."""
    if line.status == ERROR:
        return _("given up") if line.given_up else _("failed")
    return _("told") if line.status == DONE else _("waits")


def work_words(line: WorkLine, glyphs: Glyphs) -> tuple[str, str]:
    """The same behind its sign, and the style."""
    if line.status == ERROR:
        sign, style = (glyphs.stop, "late") if line.given_up else (glyphs.soon, "soon")
    else:
        sign, style = (glyphs.ok, "quiet") if line.status == DONE else (glyphs.ready, "text")
    return f"{sign} {work_word(line)}", style


def next_try(line: WorkLine, now: Instant) -> str:
    """In how long; nothing where there is none."""
    if line.next_at is None:
        return _("never") if line.given_up else ""
    if line.next_at <= now:
        return _("now")
    return _("in {time}").format(time=age(line.next_at - now))


def thing(line: WorkLine) -> str:
    """What the shop calls it."""
    return line.title or line.sku or line.subject


def letter_reason(letter: LetterLine) -> str:
    """Why it could become nothing."""
    known = _REASONS.get(letter.reason)
    return _(known) if known is not None else reason_words(letter.reason.split(","))


def letter_source(letter: LetterLine) -> str:
    """Where it came from."""
    if letter.reason == _NOT_TOLD:
        return _("Stock")
    return VENDOR_NAMES.get(letter.source) or source_words(letter.source)


def closed_words(letter: LetterLine, clock: Clock) -> str:
    """When a letter was closed, and why."""
    at, why = when(letter.closed_at, clock), sentence(letter.closed_says or "")
    return _("Closed {time}: {why}").format(time=at, why=why) if why else _("Closed {time}").format(time=at)


def when(at: Instant | None, clock: Clock) -> str:
    """A time, or that it never was."""
    return _("never") if at is None else moment(at, clock.now, clock.zone)


def first_sync(shop: ShopLine) -> str:
    """How far the first sync has come; nothing where none was begun, or it is done."""
    if shop.job in (None, "done"):
        return ""
    if not shop.total:
        return _("{n} so far").format(n=number(shop.done))
    share = min(shop.done * 100 // shop.total, 100)
    return _("{share} %, {n} of {total}").format(share=share, n=number(shop.done), total=number(shop.total))


def bar(shop: ShopLine, cells: int, glyphs: Glyphs) -> tuple[str, str]:
    """What of the first sync is done and what is not, as signs of that many cells; nothing while nobody knows."""
    if not shop.total or cells <= 0:
        return "", ""
    full = min(shop.done, shop.total) * cells // shop.total
    return glyphs.ink * full, glyphs.dot * (cells - full)
