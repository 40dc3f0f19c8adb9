"""How the bell rings for what: never the only sign, and to be told apart with one's back to the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kitchen_tui.widgets.said import Said

OK, NO, STOP, LATE = "ok", "no", "stop", "late"
_QUICK_S, _LONG_S = 0.18, 0.9
_PAUSES_S: dict[str, tuple[float, ...]] = {
    OK: (),
    "done": (),
    "idle": (),
    NO: (_QUICK_S,),
    "ask": (_QUICK_S,),
    "kept": (_QUICK_S,),
    "failed": (_QUICK_S,),
    STOP: (_QUICK_S, _QUICK_S),
    LATE: (_LONG_S,),
}


def pauses(tone: str) -> tuple[float, ...]:
    """Seconds between one ring and the next; () rings once."""
    return _PAUSES_S[tone]


def tone_of(said: Said) -> str:
    """A stop is a tone of its own; else it is the verdict's."""
    return STOP if said.large else said.tone
