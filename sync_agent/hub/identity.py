"""All that a hub needs to know who is who; made once for a process (`app.state.identity`, `app.state.door`)."""

from __future__ import annotations

from typing import Protocol

from data.core.clock import Instant
from data.core.envelope import Stamp
from sync_agent.hub.keys import SigningKeys
from sync_agent.hub.organizations import Doors
from sync_agent.hub.pins import HubKeys
from sync_agent.hub.tokens import Door


class Clocks(Protocol):
    """A machine that tells the time; data.store.machine.ThisMachine is one."""

    def now(self) -> Instant:
        """Wall clock, milliseconds."""
        ...

    def stamp(self) -> Stamp:
        """A new command's id and times."""
        ...


class Identity:
    """`doors` opens the database, `keys` sign, `door` lets in, `machine` has the clocks."""

    def __init__(self, doors: Doors, master: bytes, machine: Clocks) -> None:
        """`master` is what sync_agent.hub.keys.hub_master answers."""
        self.doors, self.machine = doors, machine
        self._master = master
        self.keys = SigningKeys(doors, master, machine.now)
        self.door = Door(doors, self.keys, machine.now)

    def peppers_of(self, organization: str) -> HubKeys:
        """What the PINs of an organization are hashed with."""
        return HubKeys(self.doors, organization, self._master, self.machine.now)
