"""What goes wrong in a shift, by dice, each counted when it happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from data.store.errors import StoreError
from sync_agent.simulate.burning import PowerCutError
from sync_agent.simulate.releases import NEW
from sync_agent.simulate.troubles import clocks, disks, lines, nights, releasing

if TYPE_CHECKING:
    from sync_agent.simulate.shift import Shift

Happens = Callable[["Shift"], str | None]
BY_DICE: dict[str, tuple[float, Happens]] = {
    "F5": (0.03, lines.one_way),
    "F6": (0.03, lines.partition),
    "F11": (0.01, lines.flood),
    "F12": (0.04, disks.power),
    "F14": (0.01, lines.second_agent),
    "F15": (0.02, disks.sleep),
    "F18": (0.02, disks.full),
    "F19": (0.01, disks.busy),
    "F24": (0.015, disks.clone),
    "F25": (0.004, disks.restore_terminal),
    "F26": (0.003, disks.replace_relay),
    "F27": (0.003, disks.restore_relay),
    "F28": (0.003, disks.restore_told),
    "F29": (0.003, disks.restore_silently),
    "F30": (0.004, disks.fail_over),
    "F31": (0.004, disks.enrol_again),
    "F32": (0.004, disks.point_elsewhere),
    "F33": (0.02, clocks.jump),
    "F34": (0.02, clocks.step_back),
    "F35": (0.01, clocks.drift),
    "F36": (0.01, clocks.freeze),
    "F44": (0.006, disks.pruning),
    "F53": (0.02, nights.night),
}
"""The chance of each in one step."""
COMPANY = {"F29": 5, "F30": 25}
"""So much likelier is it that the hub is set back, too, when a terminal has just been copied or set back."""
AT_THE_DOOR: dict[str, Happens] = {"F37": clocks.turn, "F42": releasing.some_are_old}
"""Decided before the first step."""
LOST_AFTER_COMMIT, REFUSED_BY_HUB = 0.03, 0.05


class Trouble:
    """Only the faults of a set happen."""

    def __init__(self, shift: Shift, faults: frozenset[str]) -> None:
        """Nothing has happened yet."""
        self._shift, self.faults = shift, faults

    def begin(self) -> None:
        """Before the first step."""
        for fault, happens in AT_THE_DOOR.items():
            if fault in self.faults:
                self._let(fault, happens)

    def perhaps(self) -> None:
        """Before each step: pictures for later restores, and whatever the dice bring."""
        shift, dice = self._shift, self._shift.dice
        shift.shelf.picture(shift)
        releasing.perhaps_upgrade(shift)
        if shift.shelf.holidays:
            self._let("F44", disks.holidays)
        for fault, (chance, happens) in BY_DICE.items():
            ill = shift.step < shift.shelf.ill_until
            if fault in self.faults and dice.random() < chance * (COMPANY.get(fault, 1) if ill else 1):
                self._let(fault, happens)

    def _let(self, fault: str, happens: Happens) -> None:
        """One trouble may meet another: the power goes, or the disk is full, while somebody puts things right."""
        shift = self._shift
        try:
            says = happens(shift)
        except PowerCutError:
            says = "and the power goes meanwhile"
            for node in shift.house.nodes.values():
                if node.disk.fuse.dead:
                    node.restart()
        except StoreError as trouble:
            shift.story.tell(shift.step, f"{fault} fails: {trouble.says}")
            return
        if says is not None:
            shift.hits[fault] += 1
            shift.story.tell(shift.step, f"{fault} {says}")

    def lost_after_commit(self) -> bool:
        """The process goes between its commit and its answer."""
        return self._now("F12", LOST_AFTER_COMMIT)

    def refused_by_hub(self) -> bool:
        """The hub answers 401, 429 or 503 and does nothing."""
        return self._now("F10", REFUSED_BY_HUB)

    def _now(self, fault: str, chance: float) -> bool:
        shift = self._shift
        if fault not in self.faults or shift.net.healed or shift.dice.random() >= chance:
            return False
        shift.hits[fault] += 1
        return True

    def end(self) -> None:
        """Everybody is up and of the newest release, no disk is about to fail."""
        for node in self._shift.house.nodes.values():
            node.up, node.release = True, NEW
            node.disk.fuse.mend()
