"""The shop that tells the cloud of its orders: new ones, changed ones, cancelled ones; some twice, some late, some in a
storm (F51, F52). At the end it tells the newest of each once more, as a nightly comparison does."""

from __future__ import annotations

from random import Random

from data.core.actor import SERVICE_ACTOR
from data.core.envelope import Stamp
from data.core.ids import derived_id
from data.ledger.own import rule
from data.orders.docket import Docket
from sync_agent.simulate.node import SimNode
from sync_agent.simulate.releases import SPEAKING
from sync_agent.simulate.world import ORDERS_A_STORE, STORES, arrival, docket

Told = tuple[str, Docket]
"""A store and what its shop says."""


class Shop:
    """What it has said so far."""

    def __init__(self, dice: Random, faults: frozenset[str]) -> None:
        """Nothing yet."""
        self._dice, self._faults = dice, faults
        self.said: list[Told] = []

    def speaks(self) -> tuple[list[Told], str]:
        """What comes next, and the fault that it is, if any."""
        dice = self._dice
        if "F52" in self._faults and self.said and dice.random() < 0.15:
            storm = [dice.choice(self.said) for _ in range(8)]
            return storm, "F52"
        cancelled = "F51" in self._faults and dice.random() < 0.08
        store = dice.choice(STORES)
        order = docket(
            store,
            dice.randrange(ORDERS_A_STORE + 2),
            quantity=dice.randrange(1, 4),
            size=dice.choice(("Small", "Medium")),
            version=dice.randrange(1, 50),
            cancelled=cancelled,
        )
        self.said.append((store, order))
        return [(store, order)], "F51" if cancelled else ""

    def newest(self) -> list[Told]:
        """Of each order what was said of its latest form; of two forms with one time the one said last."""
        found: dict[str, Told] = {}
        for store, order in self.said:
            if order.gid not in found or (order.updated_at or 0) >= (found[order.gid][1].updated_at or 0):
                found[order.gid] = (store, order)
        return list(found.values())


def event_id(told: Told, again: str = "") -> str:
    """The same event has the same id, however often it comes; a comparison (`again`) is a new one."""
    store, order = told
    return derived_id(f"{store}:{order.sha256}", f"event{again}")


def tell(node: SimNode, told: Told, *, again: str = "") -> None:
    """Raises what `rule` raises, and PowerCutError."""
    store, order = told
    now = node.machine.stamp()
    stamp = Stamp(event_id(told, again), now.at, now.boot_id, now.mono_ns)
    with SPEAKING.as_of(node.release, node.kind):
        rule(node.disk, arrival(store, order), SERVICE_ACTOR, "shopify", stamp, node.fresh)
