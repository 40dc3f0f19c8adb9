"""A hub's doorway in a test, and a terminal that knocks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from data.core.envelope import Stamp
from data.exchange.directory import Member
from sync_agent.hub.enrolment import ENROL, Applicant, Enrolled, enrol, new_code, refresh
from sync_agent.hub.families import REFRESH
from sync_agent.hub.identity import Identity
from sync_agent.hub.organizations import DEMO, Doors, FirstStore, found
from sync_agent.secrets.signature import new_key, public_key, sign_text
from tests.support.cast import NOW
from tests.support.clockwork import Clockwork

MASTER = bytes(range(32))
SECOND, MINUTE, DAY = 1_000, 60_000, 86_400_000


class Clocks:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self._clockwork = Clockwork(NOW)

    def now(self) -> int:
        return self._clockwork.at

    def stamp(self) -> Stamp:
        return replace(self._clockwork.stamp(), at=self._clockwork.at)

    def wait(self, ms: int) -> None:
        self._clockwork.at += ms


@dataclass
class Knocking:
    """A terminal, its key and its tokens."""

    key: str = field(default_factory=new_key)
    access: str = ""
    refresh: str = ""
    member: Member | None = None

    def applicant(self, code: str, **changed: Any) -> Applicant:
        proof = sign_text(self.key, ENROL, public_key(self.key), code)
        return replace(Applicant(code, public_key(self.key), proof, "Bench", None, "192.0.2.7"), **changed)

    def proof(self, token: str) -> str:
        return sign_text(self.key, REFRESH, token)


class Gate:
    """`identity` is the hub's; the rest are short words."""

    def __init__(self, doors: Doors, first: FirstStore = DEMO, name: str = "Cakes") -> None:
        self.clock = Clocks()
        self.doors = doors
        self.identity = Identity(doors, MASTER, self.clock)
        self.founded = found(doors, name, self.clock, first)
        self.store_id = first.id

    def code(self, *, relay: bool = False) -> str:
        return new_code(self.identity, self.store_id, relay=relay)[1].code

    def enrolled(self, terminal: Knocking | None = None, **given: Any) -> Knocking:
        """A terminal that came in with a code of its own."""
        knocking = terminal or Knocking()
        answer = self.enrol(knocking, self.code(), **given)
        knocking.access, knocking.refresh, knocking.member = answer.access_token, answer.refresh_token, answer.member
        return knocking

    def enrol(self, terminal: Knocking, code: str, **given: Any) -> Enrolled:
        return enrol(self.identity, terminal.applicant(code, **given))

    def refresh(self, terminal: Knocking, token: str) -> tuple[str, str]:
        """The next access and refresh token."""
        return refresh(self.identity, token, terminal.proof(token))[:2]
