"""F42: some machines are a release behind for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync_agent.simulate.house import CLOUD, HUB
from sync_agent.simulate.releases import NEW, OLD

if TYPE_CHECKING:
    from sync_agent.simulate.shift import Shift


def some_are_old(shift: Shift) -> str | None:
    """In some shifts: a hub, or both, and perhaps some terminals."""
    dice = shift.dice
    if dice.random() >= 0.3:
        return None
    hubs = dice.choice(((CLOUD,), (HUB,), (CLOUD, HUB)))
    old = [*hubs, *(n.name for n in shift.house.terminals() if dice.random() < 0.3)]
    for name in old:
        shift.house.nodes[name].release = OLD
    shift.people.may_be_new = True
    return f"a release behind: {', '.join(old)}"


def perhaps_upgrade(shift: Shift) -> None:
    """One of them, now and then."""
    if not shift.people.may_be_new or shift.dice.random() >= 0.02:
        return
    old = [node for node in shift.house.nodes.values() if node.release < NEW]
    if old:
        node = shift.dice.choice(old)
        node.release = NEW
        shift.story.tell(shift.step, f"{node.name} is upgraded")
