"""The demo's badges and secrets. They follow from its seed, so whoever reads this file knows them: they guard nothing.

A demo has to give the same badges again when it is opened the next day, and tests and benches have to know them. A real
shop draws its own (kitchen_tui.founding.FirstKeys), and nothing here is ever used for one.
"""

from __future__ import annotations

from hashlib import sha256

from hardware.scan.badges import BADGE_SPACE, badge_code
from kitchen_tui.demo.people import Hand
from kitchen_tui.founding import FirstKeys

PIN = "246810"
"""Everybody's PIN in the demo."""

_MARK = "demo-"


def terminal_id(seed: int) -> str:
    """The id of a demo's terminal, by which a demo is known from a real shop: those have 32 hex digits."""
    return f"{_MARK}{seed}"


def seed_of(terminal: str) -> int | None:
    """The seed of the demo this terminal belongs to; None for a real one."""
    told = terminal.removeprefix(_MARK)
    return int(told) if terminal.startswith(_MARK) and told.removeprefix("-").isdecimal() else None


def badge(seed: int, hand: Hand) -> str:
    """A person's badge."""
    return badge_code(int(_digest(seed, f"badge {hand.number}"), 16) % BADGE_SPACE)


def store_secret(seed: int, store_id: str) -> str:
    """What signs a store's command barcodes, as hex."""
    return _digest(seed, f"store {store_id}")


def first_keys(seed: int, store_id: str, owner: Hand) -> FirstKeys:
    """The keys of the demo's first store."""
    origin = _digest(seed, "origin")[:32]
    return FirstKeys(terminal_id(seed), origin, owner.staff_id, store_secret(seed, store_id), badge(seed, owner))


def _digest(seed: int, what: str) -> str:
    return sha256(f"demo {seed}: {what}".encode()).hexdigest()
