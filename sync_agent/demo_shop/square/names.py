"""Ids as Square's look, and always the same for one seed."""

from __future__ import annotations

import base64
from collections import Counter
from hashlib import sha256


class Names:
    """Each call makes another id."""

    def __init__(self, seed: int) -> None:
        """Two shops of one seed name their things alike."""
        self._seed = seed
        self._made: Counter[str] = Counter()

    def fresh(self, kind: str, length: int = 24) -> str:
        """Capital letters and digits."""
        self._made[kind] += 1
        digest = sha256(f"{self._seed}:{kind}:{self._made[kind]}".encode()).digest()
        return base64.b32encode(digest).decode()[:length]

    def event(self) -> str:
        """A UUID."""
        digits = sha256(self.fresh("event").encode()).hexdigest()
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}"
