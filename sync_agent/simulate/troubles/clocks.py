"""Wall clocks. Nothing that is kept may depend on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.core.clock import Instant
from sync_agent.simulate.machine import Machine

if TYPE_CHECKING:
    from sync_agent.simulate.shift import Shift

HOUR, DAY = 3_600_000, 86_400_000
DECADE = 10 * 365 * DAY
TURNS: tuple[Instant, ...] = (1_795_870_800_000, 1_806_768_000_000)
"""Midnight in the stores' zone, and the end of its summer time."""
BEFORE_THE_TURN = 25 * 60_000


def jump(shift: Shift) -> str:
    """F33."""
    machine, name = _clock(shift)
    machine.error_ms += shift.dice.choice((-1, 1)) * shift.dice.choice((DAY, DECADE))
    return f"{name}'s clock is {machine.error_ms // DAY} days off"


def step_back(shift: Shift) -> str:
    """F34."""
    machine, name = _clock(shift)
    machine.error_ms -= HOUR
    return f"{name}'s clock is set back"


def drift(shift: Shift) -> str:
    """F35."""
    machine, name = _clock(shift)
    machine.drift_ppm = shift.dice.choice((-500, 500))
    return f"{name}'s clock drifts"


def freeze(shift: Shift) -> str:
    """F36."""
    machine, name = _clock(shift)
    machine.frozen_at = None if machine.frozen_at is not None else machine.now()
    return f"{name}'s clock {'goes on' if machine.frozen_at is None else 'stands still'}"


def turn(shift: Shift) -> str | None:
    """F37: before the first step of some shifts."""
    if shift.step or shift.dice.random() >= 0.2:
        return None
    at = shift.dice.choice(TURNS) - BEFORE_THE_TURN
    for node in shift.house.nodes.values():
        node.machine.true = at
        node.machine.boot()
    return "the day will turn"


def _clock(shift: Shift) -> tuple[Machine, str]:
    node = shift.dice.choice(list(shift.house.nodes.values()))
    return node.machine, node.name
