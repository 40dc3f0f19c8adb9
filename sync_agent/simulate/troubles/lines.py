"""The network: partitions, errors, floods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync_agent.simulate.house import CLOUD, HUB

if TYPE_CHECKING:
    from sync_agent.simulate.shift import Shift

Line = tuple[str, str]


def one_way(shift: Shift) -> str:
    """F5."""
    node = shift.dice.choice(shift.house.below())
    above = node.above or ""
    return _flip(shift, {shift.dice.choice(((node.name, above), (above, node.name)))})


def partition(shift: Shift) -> str:
    """F6: the store's own network, or all that leaves it."""
    below = shift.house.below()
    wan = {(n.name, CLOUD) for n in below if n.above == CLOUD}
    lan = {(n.name, HUB) for n in below if n.above == HUB}
    lines = shift.dice.choice((wan, lan))
    return _flip(shift, lines | {(b, a) for a, b in lines})


def _flip(shift: Shift, lines: set[Line]) -> str:
    cut = shift.net.cut
    if lines <= cut:
        cut -= lines
        return f"{len(lines)} lines work again"
    cut |= lines
    return f"cut: {', '.join(' -> '.join(line) for line in sorted(lines))}"


def flood(shift: Shift) -> str:
    """F11."""
    node = shift.dice.choice(shift.house.below())
    for _ in range(5):
        shift.talk(node, agent="poked")
    return f"{node.name} is poked five times"


def second_agent(shift: Shift) -> str:
    """F14: for a while two processes exchange from one disk."""
    node = shift.dice.choice(shift.house.below())
    shift.doubles[node.name] = shift.step + 30
    return f"a second agent at {node.name}"
