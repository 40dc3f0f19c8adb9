"""What is done in somebody's name was done while she was signed in there: the hub looks at her sign-in (T16)."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import cast

import pytest

from data.core.actor import Actor
from data.core.command import Command
from data.core.packed import pack
from data.exchange.message import Request, Result, Sent
from data.exchange.node import become, packed_scopes
from data.exchange.sessions import sessions_of, told
from data.exchange.values import Node
from data.kitchen.fact import StageFact
from data.kitchen.ticket import Ticket
from data.ledger.serve import serve
from data.line.complete import CompleteFilling
from data.line.tend import OverridePriority, SetStorage
from data.people.session import BADGE, Session
from data.replica.issue import Seat, issue
from data.store.database import StoredRows
from data.store.housekeeping import DAY, prune
from data.store.machine import ThisMachine
from data.store.sqlite import SqliteDatabase
from kitchen_tui.keys import PinVerifier
from kitchen_tui.sign_in import Door
from sync_agent.link.spelling import read_request, write_request
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ANA, BENCH, NOW, OTHER_BENCH, SUE

SECOND = 1_000_000_000
SIGNED_IN = Session("s1", SUE.staff_id, BENCH, BADGE, "boot", NOW, 10 * SECOND, None, told=False)


class Hub:
    """The authority over a bakery with one order, and a terminal that pushes what it wants."""

    def __init__(self, bakery: Bakery) -> None:
        self.bakery, self.seq, self.tags = bakery, 0, count()
        self.last: str | None = None
        bakery.take_in()
        self.ticket = bakery.all(Ticket)[0]
        with bakery.database.transaction():
            become(bakery.database, Node("hub", "", "o-hub", 0, "", False, True, "e1", packed_scopes(["bannos"])))

    def push(self, command: Command, by: Actor, mono_s: int, *known: Session, session: str | None = "s1") -> Result:
        """Done so many seconds after the machine was started."""
        self.seq += 1
        name, args = (command.name, command.version), pack(command.to_args())
        who = (by.staff_id, by.name, by.role.value)
        ident = self.bakery.machine.next_id()
        mono = mono_s * SECOND
        sent = Sent(self.seq, ident, self.last, *name, args, *who, BENCH, NOW, 0, "boot", mono, session)
        self.last = ident
        asked = Request("n1", "e1", {}, ("bannos",), "o-1", (sent,), "boot", mono + SECOND, sessions=known)
        asked = read_request(write_request(asked)).request
        (result,) = serve(self.bakery.database, asked, lambda: f"tag{next(self.tags)}", NOW).results
        return result

    def word(self, command: Command, by: Actor, mono_s: int, *known: Session, session: str | None = "s1") -> str:
        return self.push(command, by, mono_s, *known, session=session).code

    def urgent(self) -> OverridePriority:
        """What a supervisor may, and nobody below."""
        return OverridePriority(self.ticket.id, 1)


@pytest.fixture
def hub(bakery: Bakery) -> Hub:
    return Hub(bakery)


def test_what_she_does_while_she_is_signed_in_counts(hub):
    assert hub.word(hub.urgent(), SUE, 20, SIGNED_IN) == "applied"
    entry = hub.bakery.database.rows("SELECT session FROM journal WHERE name = 'override_priority'")
    assert entry == [("s1",)]


def test_a_session_is_told_once_for_many_commands(hub):
    assert hub.word(hub.urgent(), SUE, 20, SIGNED_IN) == "applied"
    assert hub.word(SetStorage(hub.ticket.id, "Fridge 2"), SUE, 21) == "applied"


@pytest.mark.parametrize(
    ("known", "by", "mono_s"),
    [
        ((), SUE, 20),
        ((SIGNED_IN,), SUE, 9),
        ((replace(SIGNED_IN, ended_mono=19 * SECOND),), SUE, 20),
        ((replace(SIGNED_IN, terminal_id=OTHER_BENCH),), SUE, 20),
        ((replace(SIGNED_IN, staff_id=ANA.staff_id),), SUE, 20),
        ((replace(SIGNED_IN, boot_id="another"),), SUE, 20),
    ],
    ids=["unknown", "not begun", "over", "another terminal", "another person", "another boot"],
)
class TestASessionThatDoesNotFit:
    def test_lets_nobody_do_what_not_everybody_may(self, hub, known, by, mono_s):
        result = hub.push(hub.urgent(), by, mono_s, *known)

        assert (result.status, result.code) == ("rejected", "not_signed_in")
        (notice,) = hub.bakery.notices("rejected")
        assert f"{by.name} was not signed in there then" in notice.text

    def test_loses_no_scan_and_somebody_looks_at_it(self, hub, known, by, mono_s):
        assert hub.word(CompleteFilling(hub.ticket.id, 0), by, mono_s, *known) == "unauthorised"
        assert [fact.stage for fact in hub.bakery.all(StageFact)] == ["Filling"]
        assert len(hub.bakery.notices("unauthorised")) == 1

    def test_takes_what_everybody_may(self, hub, known, by, mono_s):
        assert hub.word(SetStorage(hub.ticket.id, "Fridge 2"), by, mono_s, *known) == "applied"


def test_a_session_that_is_known_never_becomes_somebody_elses(hub):
    assert hub.word(hub.urgent(), SUE, 20, SIGNED_IN) == "applied"
    stolen = replace(SIGNED_IN, staff_id="owner", began_mono=0)
    hub.push(SetStorage(hub.ticket.id, "Fridge 2"), SUE, 21, stolen)

    assert StoredRows(hub.bakery.database).get(Session, "s1") == SIGNED_IN


def test_once_over_it_stays_over(hub):
    over = replace(SIGNED_IN, ended_mono=30 * SECOND)
    assert hub.word(hub.urgent(), SUE, 20, over) == "applied"

    assert hub.word(OverridePriority(hub.ticket.id, None), SUE, 40, SIGNED_IN) == "not_signed_in"


def test_a_terminal_of_an_older_release_names_none_and_is_believed_as_ever(hub):
    assert hub.word(hub.urgent(), SUE, 20, session=None) == "applied"


class TestATerminal:
    @pytest.fixture
    def here(self, sqlite_database: SqliteDatabase) -> Bakery:
        made = open_shop(sqlite_database)
        made.take_in()
        with sqlite_database.transaction():
            become(sqlite_database, Node("n1", BENCH, "o-1", 0, "", True, False, "", packed_scopes(["bannos"])))
        return made

    @pytest.fixture
    def door(self, here: Bakery, tmp_path: Path) -> Door:
        return Door(here.database, cast("ThisMachine", here.machine), PinVerifier(tmp_path))

    def test_writes_into_every_command_in_which_sign_in_it_was_given(self, here, door):
        sue = door.begin(SUE, BADGE, BENCH)
        ticket = here.all(Ticket)[0]

        receipt = issue(here.database, Seat(BENCH, ""), sue, SetStorage(ticket.id, "Fridge 1"), here.machine.stamp())

        found = here.database.rows("SELECT session FROM journal WHERE command_id = ?", (receipt.command_id,))
        assert found == [(sue.session,)]
        assert door.still(sue).session == sue.session
        assert sue == SUE, "whoever compares people need not know of it"

    def test_tells_the_end_of_a_session_once(self, here, door):
        sue = door.begin(SUE, BADGE, BENCH)
        assert sessions_of(here.database, ()) == ()
        door.end(sue)

        (ended,) = sessions_of(here.database, ())
        assert ended.ended_mono is not None
        told(here.database, [ended])
        assert sessions_of(here.database, ()) == ()

    def test_forgets_old_sessions_but_not_those_that_waiting_commands_name(self, here, door):
        sue = door.begin(SUE, BADGE, BENCH)
        issue(here.database, Seat(BENCH, ""), sue, SetStorage(here.all(Ticket)[0].id, "F"), here.machine.stamp())
        for _ in range(205):
            door.end(door.begin(ANA, BADGE, BENCH))

        assert prune(here.database, NOW + 100 * DAY).sessions == 5
        assert StoredRows(here.database).get(Session, sue.session) is not None


def test_a_request_tells_sessions_as_they_are(hub):
    sessions = (SIGNED_IN, replace(SIGNED_IN, id="s2", ended_mono=5))
    asked = Request("n", "e", {}, ("s",), "o", sessions=sessions)

    assert read_request(write_request(asked)).request.sessions == sessions
