"""Nights of the hub: an order is closed in the office, and what has long been closed leaves those below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.core.command import Command
from data.ledger.archiving import archive
from data.ledger.own import rule
from data.line.acknowledge import Acknowledge
from data.orders.cancelling import CancelOrder
from data.store.housekeeping import DAY
from sync_agent.simulate.oracle import kept_back
from sync_agent.simulate.world import OWNER, STORES

if TYPE_CHECKING:
    from sync_agent.simulate.shift import Shift

_OFFICE = "office"
_LATER = 30 * DAY
"""For the hub the fortnight has passed; those below are in the middle of their shift."""
_OPEN = """SELECT id FROM orders WHERE store_id = ? AND status NOT IN ('COMPLETED', 'CANCELLED') ORDER BY id"""
_UNSEEN = "SELECT id FROM notice WHERE order_id = ? AND acknowledged_at IS NULL ORDER BY id"


def night(shift: Shift) -> str | None:
    """F53."""
    cloud, store = shift.house.cloud, shift.dice.choice(STORES)
    if not cloud.up:
        return None
    still_open = [row[0] for row in cloud.disk.read(_OPEN, (store,))]
    # Some stay for the others to work on.
    if len(still_open) > 3:
        order = shift.dice.choice(still_open)
        _say(shift, CancelOrder(order, "never mind"))
        for (notice,) in cloud.disk.read(_UNSEEN, (order,)):
            _say(shift, Acknowledge(notice))
    before = kept_back(cloud.disk.read)
    archive(cloud.disk, cloud.machine.now() + _LATER, cloud.fresh)
    gone = kept_back(cloud.disk.read) - before
    return f"{len(gone)} orders leave those below" if gone else None


def _say(shift: Shift, command: Command) -> None:
    cloud = shift.house.cloud
    rule(cloud.disk, command, OWNER, _OFFICE, cloud.machine.stamp(), cloud.fresh)
