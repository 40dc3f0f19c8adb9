"""How long the shops' work takes stands beside how long the hub's calls take."""

from __future__ import annotations

from typing import Protocol

TAKEN_IN, PUSHED = "work inbox", "work push"
"""The routes under which it is noted."""


class Noted(Protocol):
    """Hears of a piece of work that is done; does not wait."""

    def __call__(self, route: str, seconds: float, ok: bool, code: str = "") -> None:
        """See sync_agent.hub.timings.Timings.note."""
        ...


def nobody_notes(route: str, seconds: float, ok: bool, code: str = "") -> None:
    """Where no hub serves."""
