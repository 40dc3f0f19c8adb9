"""How much a shop lets us ask, learned from its answers: whoever asks beyond it is told to wait here and not there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from data.orders.loose_json import mapping

_SHORTEST = 0.05
_ABSURD = 1e9
_LEFT_FOR_OTHERS = 0.1
"""Of a full bucket: another process asks in the same app's name, and this one knows only of its own answers."""


class Budget:
    """The bucket of one shop, for all threads that ask it."""

    def __init__(self, mono: Callable[[], float]) -> None:
        """Knows nothing yet, and so forbids nothing."""
        self._mono, self._lock = mono, threading.Lock()
        self._available = self._maximum = self._restore = 0.0
        self._at = mono()
        self._needs: dict[str, float] = {}

    def wait(self, document: str) -> float:
        """Seconds until this document can be paid for; 0 when nobody knows better."""
        with self._lock:
            need = self._needs.get(document, 0.0)
            if not self._restore or not 0 < need <= self._maximum:
                return 0.0
            need = min(self._maximum, need + _LEFT_FOR_OTHERS * self._maximum)
            there = min(self._maximum, self._available + (self._mono() - self._at) * self._restore)
            return max(_SHORTEST, (need - there) / self._restore) if need > there else 0.0

    def learn(self, document: str, cost: object) -> None:
        """What an answer says under `extensions.cost`."""
        said = mapping(cost)
        status = mapping(said.get("throttleStatus"))
        available, maximum, restore = (
            _number(status, name) for name in ("currentlyAvailable", "maximumAvailable", "restoreRate")
        )
        need = _number(said, "requestedQueryCost")
        with self._lock:
            if need is not None:
                self._needs[document] = need
            if available is not None and maximum is not None and restore:
                self._available, self._maximum, self._restore, self._at = available, maximum, restore, self._mono()


def throttled_wait(cost: object) -> float | None:
    """The seconds that follow from the cost of an answer that was throttled; None when it does not tell."""
    said = mapping(cost)
    status = mapping(said.get("throttleStatus"))
    need, there = _number(said, "requestedQueryCost"), _number(status, "currentlyAvailable")
    restore = _number(status, "restoreRate")
    if need is None or there is None or not restore:
        return None
    return max(_SHORTEST, (need - there) / restore)


def _number(said: Mapping[str, Any], name: str) -> float | None:
    value = said.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return float(value) if 0 <= value < _ABSURD else None
