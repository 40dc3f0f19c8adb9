"""What a played Square does beyond what every played shop does."""

from __future__ import annotations

from sync_agent.demo_shop.faults import DOWN, EXPIRED, ROTATED, SOLD, THROTTLED, Faults
from sync_agent.demo_shop.outbox import CHANCES

ANSWER_LOST, LATE_UNNOTICED, ENDLESS = "answer_lost", "late_sale_unnoticed", "endless_cursor"
"""What was asked is done and the answer is a 503; a late sale of the till bears its old time as that of its last change
too, so that only a look at when orders were made finds it; every page has a next one."""

_CHANCES = {
    **CHANCES,
    THROTTLED: 0.1,
    DOWN: 0.05,
    ANSWER_LOST: 0.1,
    EXPIRED: 0.1,
    SOLD: 0.3,
    ROTATED: 1.0,
    LATE_UNNOTICED: 0.5,
    ENDLESS: 1.0,
}


def faults_of(seed: int) -> Faults:
    """All of them on, but for the pages without end: nobody could ever be served."""
    return Faults(seed, _CHANCES, off=(ENDLESS,))
