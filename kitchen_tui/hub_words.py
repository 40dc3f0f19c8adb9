"""How this terminal stands to its hub, in the words of the header; what needs a hand besides, as a sentence."""

from __future__ import annotations

from typing import NamedTuple

from data.core.clock import MINUTE, Instant
from data.questions import standing as hub
from data.questions.standing import HubStanding
from kitchen_tui.regional import moment, number
from kitchen_tui.texts import N_, _, sentence
from kitchen_tui.widgets.age import age

CLOCK_MAY_BE_OFF_MS = 2 * MINUTE
_OLD_MS = 5 * MINUTE
"""Nothing is wrong, as far as anybody knows, and yet nothing has come for so long."""

_WAITING = {
    hub.UNREACHABLE: (N_("HUB UNREACHABLE"), N_("NO HUB")),
    hub.NO_HUB: (N_("NOT THE HUB THAT ANSWERS"), N_("NO HUB")),
    hub.BUSY: (N_("HUB BUSY"), N_("HUB BUSY")),
    hub.SICK: (N_("HUB IN TROUBLE"), N_("NO HUB")),
    hub.INCOMPLETE: (N_("BAD LINE TO THE HUB"), N_("NO HUB")),
}
"""What ends by itself, in long and in short: everybody works on meanwhile."""
_FOR_A_HAND = {
    hub.TOKEN: (N_("ENROL AGAIN"), N_("Token refused: enrol this terminal again. Scans are kept")),
    hub.REVOKED: (N_("OUT OF SERVICE"), N_("The hub takes this terminal out of service: all is sent, then erased")),
    hub.FOREIGN: (N_("ENROL AGAIN"), N_("The hub does not know this terminal: enrol it again. Scans are kept")),
    hub.COPY: (N_("ENROL AGAIN"), N_("This terminal is a copy of another one: enrol it again. Scans are kept")),
    hub.TOO_OLD: (N_("HUB TOO OLD"), N_("The hub is too old for this program: update the hub. Scans are kept")),
    hub.CERTIFICATE: (N_("NO TRUST"), N_("The hub cannot prove who it is: see `sync-agent status`. Scans are kept")),
    hub.BROKEN: (
        N_("NOTHING IS SENT"),
        N_("The sync agent has a fault: see its log. Scans are kept"),
    ),
    hub.CERTIFICATE_TIME: (N_("CLOCK"), N_("By this clock the hub's proof is of another time: set the clock")),
}
"""What stays until somebody does something: a word, and what is to be done."""


class HubWords(NamedTuple):
    """`forms` are the same from long to short, for as much room as there is; `trouble` is empty when nobody need do
    anything."""

    forms: tuple[str, ...]
    style: str
    trouble: str = ""


def words_of(at: HubStanding, now: Instant, mono_ms: int, zone: str, dot: str) -> HubWords:
    """The most important only; `now` and `mono_ms` are this machine's clocks."""
    heads, style, trouble = _told(at, now, mono_ms, zone)
    if at.seen_again or not at.unsent:
        return HubWords(tuple(dict.fromkeys(heads)), style, trouble)
    n = number(at.unsent)
    unsent = _("{n} unsent").format(n=n)
    forms = [f"{head} {dot} {many}" for many in (unsent, n) for head in heads]
    return HubWords(tuple(dict.fromkeys([*forms, heads[-1]])), style, trouble)


def _told(at: HubStanding, now: Instant, mono_ms: int, zone: str) -> tuple[tuple[str, ...], str, str]:
    """The words from long to short, their style, and what is to be done."""
    if at.seen_again:
        return (_("A DAY SEEN AGAIN"), _("SEEN AGAIN")), "mark", ""
    if at.swap_since is not None:
        word = _("NEWS COMES IN")
        return (_since(word, at.swap_since, now, zone), word), "soon", ""
    if not at.running:
        return (_("NO AGENT"),), "late", _("The sync agent does not run: nothing is sent. Scans are kept")
    if at.trouble in _FOR_A_HAND:
        short, says = _FOR_A_HAND[at.trouble]
        return (_(short),), "late", _(says)
    if at.trouble in _WAITING:
        long, short = (_(word) for word in _WAITING[at.trouble])
        return (_since(long, at.since, now, zone), _since(short, at.since, now, zone), short), "soon", ""
    if abs(at.offset_ms or 0) > CLOCK_MAY_BE_OFF_MS:
        return (_("CLOCK"),), "late", _clock(at.offset_ms or 0)
    if at.trouble:
        return (_("HUB IN TROUBLE"), _("HUB")), "late", sentence(at.says)
    old_ms = at.age_ms(now, mono_ms)
    if old_ms is None:
        return (_("NOTHING YET OF THE HUB"), _("HUB")), "soon", ""
    return (_("HUB {age}").format(age=_age(old_ms)),), "soon" if old_ms > _OLD_MS else "quiet", ""


def _age(ms: int) -> str:
    return age(ms) if ms >= MINUTE else _("{n} s").format(n=ms // 1000)


def _clock(offset_ms: int) -> str:
    far = age(abs(offset_ms))
    if offset_ms > 0:
        return _("This clock is {far} slow: set it right").format(far=far)
    return _("This clock is {far} fast: set it right").format(far=far)


def _since(word: str, at: Instant | None, now: Instant, zone: str) -> str:
    return word if at is None else _("{word} since {time}").format(word=word, time=moment(at, now, zone))
