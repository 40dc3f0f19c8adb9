"""Work that nobody stands waiting for with a cake gives way: a scan gets the processor first."""

from __future__ import annotations

import os
from contextlib import suppress

NICENESS = 5


def give_way() -> None:
    """From now on, for the whole process; where the system knows no such thing, nothing."""
    with suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
