"""What a played shop does to whoever trusts it: each unkindness has a name, a chance, a switch and a count."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

THROTTLED, DOWN, EXPIRED = "throttled", "unavailable", "token_expired"
SOLD, ROTATED = "stock_changed", "refresh_rotated"
"""What every vendor's played shop can do, beside losing webhooks: too much for now, 5xx, 401 in the middle of paging, a
sale between our reading and our setting, and a refresh token that is worth something once."""


class Faults:
    """All switches but those in `off` stand on. The same seed and the same questions give the same unkindness."""

    def __init__(self, seed: int, chances: Mapping[str, float], off: tuple[str, ...] = ()) -> None:
        """`chances` has every name there is; a chance is that of one question."""
        self._dice = random.Random(seed)
        self._chances = dict(chances)
        self._on = {name: name not in off for name in chances}
        self.counts: Counter[str] = Counter()
        """How often each has struck."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every unkindness there is."""
        return tuple(self._chances)

    def on(self, name: str) -> bool:
        """Whether one is switched on."""
        return self._on[name]

    def strikes(self, name: str) -> bool:
        """Throws the dice for one; counts it when it strikes."""
        struck = self._on[name] and self._dice.random() < self._chances[name]
        self.counts[name] += struck
        return struck

    def pick(self, many: int) -> int:
        """A number below `many`, by the same dice."""
        return self._dice.randrange(many)

    def switch(self, name: str, on: bool, chance: float | None = None) -> None:
        """Turns one on or off, and may load its dice."""
        if name not in self._chances:
            raise KeyError(f"There is no unkindness named {name}")
        self._on[name] = on
        if chance is not None:
            self._chances[name] = chance

    def all_off(self) -> None:
        """None of them from now on."""
        self._on = dict.fromkeys(self._on, False)

    @contextmanager
    def kind(self) -> Iterator[None]:
        """None of them meanwhile."""
        stood = self._on
        self._on = dict.fromkeys(stood, False)
        try:
            yield
        finally:
            self._on = stood
