"""Codes as a badly set scanner delivers them."""

from __future__ import annotations

import random
from functools import lru_cache

from hardware.scan.badges import badge_code
from hardware.scan.commands import command_code
from hardware.scan.layouts import CASES, NAMES, Case, typed

Way = tuple[str, str, Case]

WAYS: list[Way] = [(a, b, case) for a in NAMES for b in NAMES for case in CASES]


@lru_cache(maxsize=8)
def _keys(way: Way) -> dict[int, str | None]:
    return {n: typed(chr(n), *way) for n in range(32, 127)}


def garbled(text: str, way: Way) -> str:
    """What comes of a text; a key that types nothing leaves nothing."""
    return text.translate(_keys(way))


def can_come(text: str, way: Way) -> bool:
    """Whether every character of it comes as something."""
    keys = _keys(way)
    return all(keys[ord(c)] for c in text)


def codes(count: int, seed: int) -> list[str]:
    """Tickets' codes and ids, badges and signed commands, as they are printed."""
    dice = random.Random(seed)
    made = []
    for n in range(count):
        number, letter = dice.randrange(1, 10**6), dice.choice("ABCDEFGHIJ")
        form = n % 6
        made.append(
            (
                f"B{number}{letter}",
                f"bannos-{number}-{letter}",
                f"#F{number}",
                badge_code(dice.randrange(32**11)),
                command_code(dice.randbytes(16), dice.choice(("SIGNOUT", "UNDO", "HANDOVER"))),
                f"P.{number}/{letter}_{dice.randrange(100)}",
            )[form]
        )
    return made
