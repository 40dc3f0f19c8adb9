"""What goes wrong in a shift, each by its number in the list of faults (docs), each counted when it happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from data.store.errors import StoreError
from sync_agent.simulate.disk import PowerCutError
from sync_agent.simulate.house import CLOUD, HUB
from sync_agent.simulate.node import SimNode

if TYPE_CHECKING:
    from sync_agent.simulate.shift import Shift

HOUR, DAY, YEAR = 3_600_000, 86_400_000, 365 * 86_400_000
ON_THE_LINE = ("F1", "F2", "F3")
"""Happen to letters, see Net."""


class Trouble:
    """By dice, before each step."""

    def __init__(self, shift: Shift, faults: frozenset[str]) -> None:
        """Only these happen."""
        self._shift, self._dice, self.faults = shift, shift.dice, faults
        self._images: dict[str, bytes] = {}
        self._copies = 0
        self._asleep: dict[str, int] = {}
        self._does: dict[str, tuple[float, Callable[[], bool]]] = {
            "F5": (0.03, self._one_way),
            "F6": (0.03, self._partition),
            "F12": (0.04, lambda: self._fuse("cut")),
            "F15": (0.02, self._sleep),
            "F18": (0.02, lambda: self._fuse("full")),
            "F24": (0.004, self._clone),
            "F25": (0.004, self._restore_terminal),
            "F26": (0.003, self._replace_relay),
            "F27": (0.003, self._restore_relay),
            "F28": (0.003, lambda: self._restore_cloud(told=True)),
            "F29": (0.003, lambda: self._restore_cloud(told=False)),
            "F31": (0.004, self._enrol_again),
            "F32": (0.004, self._point_elsewhere),
            "F33": (0.02, self._jump),
            "F34": (0.02, self._step_back),
            "F36": (0.01, self._freeze),
        }

    def perhaps(self) -> None:
        """Before each step: pictures for later restores, and whatever the dice bring."""
        shift, dice = self._shift, self._dice
        if dice.random() < 0.06:
            node = dice.choice(list(shift.house.nodes.values()))
            self._images[node.name] = node.disk.image()
        for name in [name for name, until in self._asleep.items() if until <= shift.step]:
            shift.house.nodes[name].up = True
            del self._asleep[name]
        for fault, (chance, happens) in self._does.items():
            if fault in self.faults and dice.random() < chance and self._survives(happens):
                shift.hits[fault] += 1

    def _survives(self, happens: Callable[[], bool]) -> bool:
        """One trouble may meet another: the power goes, or the disk is full, while somebody puts things right."""
        try:
            return happens()
        except PowerCutError:
            for node in self._shift.house.nodes.values():
                node.restart_if_cut()
        except StoreError:
            return False
        return True

    def lost_after_commit(self) -> bool:
        """The process goes between its commit and its answer."""
        if "F12" not in self.faults or self._shift.net.healed or self._dice.random() >= 0.03:
            return False
        self._shift.hits["F12"] += 1
        return True

    def end(self) -> None:
        """Everybody is up, no disk is about to fail."""
        for node in self._shift.house.nodes.values():
            node.up, node.disk.fuse = True, None

    def _one_way(self) -> bool:
        node = self._dice.choice(self._shift.house.below())
        line = self._dice.choice(((node.name, node.above or ""), (node.above or "", node.name)))
        return self._flip({line})

    def _partition(self) -> bool:
        """The store's own network, or all that leaves it."""
        below = self._shift.house.below()
        wan = {(n.name, CLOUD) for n in below if n.above == CLOUD}
        lan = {(n.name, HUB) for n in below if n.above == HUB}
        lines = self._dice.choice((wan, lan))
        return self._flip(lines | {(b, a) for a, b in lines})

    def _flip(self, lines: set[tuple[str, str]]) -> bool:
        cut = self._shift.net.cut
        if lines <= cut:
            cut -= lines
        else:
            cut |= lines
        return True

    def _fuse(self, blows: str) -> bool:
        node = self._dice.choice(list(self._shift.house.nodes.values()))
        node.disk.fuse, node.disk.blows = self._dice.randrange(1, 90), blows
        return True

    def _sleep(self) -> bool:
        node = self._dice.choice(list(self._shift.house.nodes.values()))
        node.up = False
        self._asleep[node.name] = self._shift.step + self._dice.randrange(5, 40)
        return True

    def _clone(self) -> bool:
        if self._copies >= 2:
            return False
        node = self._dice.choice(self._shift.house.terminals())
        self._copies += 1
        self._shift.house.copy(node, f"{node.name}-copy{self._copies}")
        return True

    def _restore(self, node: SimNode) -> bool:
        image = self._images.get(node.name)
        if image is None:
            return False
        self._shift.house.replace_disk(node, image)
        return True

    def _restore_terminal(self) -> bool:
        return self._restore(self._dice.choice(self._shift.house.terminals()))

    def _restore_relay(self) -> bool:
        return self._restore(self._shift.house.nodes[HUB])

    def _replace_relay(self) -> bool:
        self._shift.house.blank(self._shift.house.nodes[HUB])
        return True

    def _restore_cloud(self, *, told: bool) -> bool:
        cloud = self._shift.house.cloud
        done = self._restore(cloud)
        if done and told:
            cloud.told_of_restore()
        return done

    def _enrol_again(self) -> bool:
        self._dice.choice(self._shift.house.terminals()).enrol_again()
        return True

    def _point_elsewhere(self) -> bool:
        """A terminal of the store with the hub asks the cloud from now on, or the other way round."""
        movable = [n for n in self._shift.house.terminals() if n.scopes == self._shift.house.nodes[HUB].scopes]
        node = self._dice.choice(movable)
        node.above = CLOUD if node.above == HUB else HUB
        return True

    def _clock(self) -> SimNode:
        return self._dice.choice(list(self._shift.house.nodes.values()))

    def _jump(self) -> bool:
        self._clock().machine.error_ms += self._dice.choice((-1, 1)) * self._dice.choice((DAY, 10 * YEAR))
        return True

    def _step_back(self) -> bool:
        self._clock().machine.error_ms -= HOUR
        return True

    def _freeze(self) -> bool:
        machine = self._clock().machine
        machine.frozen_at = None if machine.frozen_at is not None else machine.now()
        return True


ALL = frozenset((*ON_THE_LINE, "F5", "F6", "F12", "F15", "F18", "F24", "F25", "F26", "F27", "F28", "F29", "F31", "F32",
                 "F33", "F34", "F36"))
