"""How long to wait before the same is tried again (X5): doubling, full jitter, and a cap."""

from __future__ import annotations

import random

BASE_MS, CAP_MS = 2_000, 15 * 60_000


def pause(tries: int, dice: random.Random | None = None) -> int:
    """Milliseconds after so many tries that failed."""
    most = min(CAP_MS, BASE_MS * 2 ** min(max(tries - 1, 0), 20))
    return int((dice or random).uniform(most / 2, most)) if tries else 0
