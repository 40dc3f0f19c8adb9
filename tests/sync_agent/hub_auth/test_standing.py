"""The hub knows who may do what: a terminal that says more of somebody's role is not believed (SECURITY T16)."""

from __future__ import annotations

from typing import Any

import pytest

from data.core.actor import Actor, Role
from data.core.command import Command
from data.core.packed import pack, unpack
from data.exchange.message import Answer, Request, Sent
from data.exchange.node import become, packed_scopes
from data.exchange.values import Node
from data.kitchen.fact import StageFact
from data.kitchen.ticket import Ticket
from data.ledger.serve import serve
from data.line.complete import CompleteFilling
from data.line.quality import QcReturnToDecorating
from data.line.tend import OverridePriority
from data.people.commands import SetActive
from data.people.renaming import SetRole
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BENCH, NOW, OLIVE, SUE

MINUTE = 60_000
STRANGER = Actor("nobody-here", "Mallory", Role.OWNER)


class Hub:
    """The authority over a bakery with one order, and a terminal that pushes to it."""

    def __init__(self, bakery: Bakery) -> None:
        self.bakery, self.seq = bakery, 0
        self.last: str | None = None
        bakery.take_in()
        self.ticket = bakery.all(Ticket)[0]
        with bakery.database.transaction():
            become(bakery.database, Node("hub", "", "o-hub", 0, "", False, True, "e1", packed_scopes(["bannos"])))

    def push(self, command: Command, by: Actor, at: int | None = None, **given: Any) -> Answer:
        """As the terminal sends it: `by` is what it says of the person; done now unless told otherwise."""
        machine = self.bakery.machine
        at = machine.at if at is None else at
        self.seq += 1
        sent = Sent(
            self.seq,
            machine.next_id(),
            self.last,
            command.name,
            command.version,
            pack(command.to_args()),
            by.staff_id,
            by.name,
            by.role.value,
            BENCH,
            at,
            0,
            given.get("boot_id", "a boot"),
            given.get("mono_ns", 0),
        )
        self.last = sent.command_id
        cookies: dict[str, tuple[int, str]] = {}
        asked = Request("node-1", "e1", cookies, ("bannos",), "o-1", (sent,), "boot now", given.get("now_ns", 0))
        if "same_boot" in given:
            asked = Request("node-1", "e1", cookies, ("bannos",), "o-1", (sent,), sent.boot_id, given["now_ns"])
        return serve(self.bakery.database, asked, self.bakery.machine.next_id, machine.at)

    def word(self, command: Command, by: Actor, **given: Any) -> tuple[str, str]:
        (result,) = self.push(command, by, **given).results
        return result.status, result.code

    def urgent(self) -> OverridePriority:
        """What a supervisor may, and nobody below."""
        return OverridePriority(self.ticket.id, 1)


@pytest.fixture
def hub(bakery: Bakery) -> Hub:
    return Hub(bakery)


def test_a_supervisor_may(hub):
    assert hub.word(hub.urgent(), SUE)[0] == "applied"


def test_staff_that_a_terminal_calls_a_supervisor_may_not_and_somebody_is_told(hub):
    forged = Actor(ANA.staff_id, ANA.name, Role.SUPERVISOR)

    assert hub.word(hub.urgent(), forged) == ("rejected", "not_allowed")
    (notice,) = hub.bakery.notices("rejected")
    assert (notice.terminal_id, notice.staff_id) == (BENCH, ANA.staff_id)
    assert hub.bakery.all(Ticket)[0].priority_override is None


def test_a_person_nobody_knows_may_nothing_however_high_she_is_called(hub):
    assert hub.word(SetRole(ANA.staff_id, "OWNER"), STRANGER) == ("rejected", "not_allowed")
    assert hub.word(SetActive(OLIVE.staff_id, False), STRANGER) == ("rejected", "not_allowed")


class TestARoleThatWasTakenAway:
    @pytest.fixture(autouse=True)
    def _at_noon(self, hub: Hub) -> None:
        hub.bakery.machine.wait(10 * MINUTE)
        hub.bakery.must(SetRole(SUE.staff_id, "STAFF"))
        hub.bakery.machine.wait(10 * MINUTE)

    def test_what_she_did_after_it_is_rejected_though_her_terminal_had_not_heard(self, hub):
        assert hub.word(hub.urgent(), SUE, at=NOW + 15 * MINUTE) == ("rejected", "not_allowed")

    def test_what_she_did_before_it_counts(self, hub):
        assert hub.word(hub.urgent(), SUE, at=NOW + 5 * MINUTE)[0] == "applied"

    def test_setting_the_terminals_clock_back_is_no_way_around_it(self, hub):
        """Five minutes ago by the clock that nobody sets, whatever the envelope says."""
        done = {"same_boot": True, "boot_id": "b", "mono_ns": 0, "now_ns": 5 * MINUTE * 1_000_000}

        assert hub.word(hub.urgent(), SUE, at=NOW, **done) == ("rejected", "not_allowed")

    def test_nor_does_a_clock_that_is_years_ahead_help_or_harm(self, hub):
        assert hub.word(hub.urgent(), SUE, at=NOW + 10**12) == ("rejected", "not_allowed")

    def test_given_and_taken_twice_it_is_what_it_was_then(self, hub):
        hub.bakery.must(SetRole(SUE.staff_id, "ADMIN"))
        hub.bakery.machine.wait(10 * MINUTE)
        hub.bakery.must(SetRole(SUE.staff_id, "STAFF"))
        said = Actor(SUE.staff_id, SUE.name, Role.OWNER)

        assert hub.word(hub.urgent(), said, at=NOW + 15 * MINUTE) == ("rejected", "not_allowed")
        assert hub.word(hub.urgent(), said, at=NOW + 25 * MINUTE)[0] == "applied"


class TestSomebodyWhoLeft:
    @pytest.fixture(autouse=True)
    def _at_noon(self, hub: Hub) -> None:
        hub.bakery.machine.wait(10 * MINUTE)
        for person in (ANA, SUE):
            hub.bakery.must(SetActive(person.staff_id, False))
        hub.bakery.machine.wait(10 * MINUTE)

    def test_her_scan_is_a_fact_and_somebody_looks_at_it(self, hub):
        assert hub.word(CompleteFilling(hub.ticket.id), ANA, at=NOW + 15 * MINUTE) == ("merged", "unauthorised")
        assert [fact.stage for fact in hub.bakery.all(StageFact)] == ["Filling"]
        assert hub.bakery.notices("unauthorised")

    def test_her_scan_from_before_is_as_any_other(self, hub):
        assert hub.word(CompleteFilling(hub.ticket.id), ANA, at=NOW + 5 * MINUTE)[0] == "applied"
        assert not hub.bakery.notices("unauthorised")

    def test_anything_else_is_rejected(self, hub):
        returned = QcReturnToDecorating(hub.ticket.id, "Smudged", 0)

        assert hub.word(returned, SUE, at=NOW + 15 * MINUTE) == ("rejected", "not_allowed")


def test_the_history_of_a_role_tells_no_secret(bakery):
    """Its events travel to every terminal."""
    bakery.must(SetRole(ANA.staff_id, "SUPERVISOR"))
    ((detail,),) = bakery.database.rows("SELECT detail FROM stage_events WHERE name = 'role_set'")

    assert unpack(detail) == {"staff_id": ANA.staff_id, "was": {"role": "STAFF"}}
