"""Refresh tokens rotate; a lost answer costs nothing, a thief ends them all (P07, SECURITY T12)."""

from __future__ import annotations

import pytest

from data.core.outcome import Put
from data.core.packed import unpack
from data.exchange.directory import Member, TokenFamily
from data.store.database import Database
from data.store.execute import apply
from sync_agent.hub.auth import Refusal
from sync_agent.hub.enrolment import refresh
from sync_agent.hub.families import begin
from sync_agent.hub.organizations import ANY, revoke
from tests.sync_agent.hub_auth.gate import DAY, SECOND, Gate, Knocking


def refused(gate: Gate, token: str, proof: str | None) -> Refusal:
    with pytest.raises(Refusal) as caught:
        refresh(gate.identity, token, proof)
    return caught.value


class TestSevenDays:
    def test_on_day_six_it_gives_a_new_pair(self, gate):
        terminal = gate.enrolled()
        gate.clock.wait(6 * DAY)
        access, successor = gate.refresh(terminal, terminal.refresh)

        assert gate.identity.door.admit(access).node_id == terminal.member.id
        assert successor != terminal.refresh

    def test_on_day_eight_it_has_ended(self, gate):
        terminal = gate.enrolled()
        gate.clock.wait(8 * DAY)
        answer = refused(gate, terminal.refresh, terminal.proof(terminal.refresh))

        assert (answer.status, answer.code) == (401, "refresh_expired")

    def test_each_refresh_begins_them_again(self, gate):
        terminal = gate.enrolled()
        token = terminal.refresh
        for _ in range(4):
            gate.clock.wait(6 * DAY)
            _, token = gate.refresh(terminal, token)

        assert gate.refresh(terminal, token)


class TestALostAnswer:
    def test_the_same_successor_is_told_again(self, gate):
        terminal = gate.enrolled()
        _, lost = gate.refresh(terminal, terminal.refresh)
        gate.clock.wait(29 * SECOND)

        assert gate.refresh(terminal, terminal.refresh)[1] == lost

    def test_until_the_successor_was_used(self, gate):
        terminal = gate.enrolled()
        _, second = gate.refresh(terminal, terminal.refresh)
        _, third = gate.refresh(terminal, second)
        answer = refused(gate, terminal.refresh, terminal.proof(terminal.refresh))

        assert (answer.status, answer.code) == (401, "token_reused")
        assert refused(gate, third, terminal.proof(third)).code == "family_ended"

    def test_a_terminal_whose_line_stays_cut_over_the_weekend_comes_back(self, gate):
        """The key of its enrolment signs each request: the token alone is worth nothing to a thief."""
        terminal = gate.enrolled()
        _, lost = gate.refresh(terminal, terminal.refresh)
        gate.clock.wait(3 * DAY)

        assert gate.refresh(terminal, terminal.refresh)[1] == lost


class TestWithoutAKey:
    """As people will have them, in a browser."""

    @pytest.fixture
    def token(self, gate: Gate) -> str:
        member = Member("p1", gate.founded.organization.id, "person", "Ana", None, None, "[]", "STAFF", 0, None, None)

        def work(database: Database) -> str:
            with database.transaction():
                apply(database, Put(member))
                return begin(database, member, gate.identity.keys.pepper, gate.clock.now())

        return gate.doors.write(ANY, work)

    def test_the_grace_is_half_a_minute(self, gate, token):
        _, lost, _ = refresh(gate.identity, token, None)
        gate.clock.wait(30 * SECOND)
        assert refresh(gate.identity, token, None)[1] == lost
        gate.clock.wait(1)

        assert refused(gate, token, None).code == "token_reused"
        assert refused(gate, lost, None).code == "family_ended"


class TestWhoAsks:
    def test_a_stolen_token_without_the_key_is_refused_and_harms_nobody(self, gate):
        terminal, thief = gate.enrolled(), Knocking()
        for proof in (None, "", "no base64", thief.proof(terminal.refresh), terminal.proof("another")):
            assert refused(gate, terminal.refresh, proof).code == "not_your_token"

        assert gate.refresh(terminal, terminal.refresh)

    def test_a_stranger_who_has_heard_of_a_family_cannot_end_it(self, gate):
        terminal = gate.enrolled()
        family, chance, tag = terminal.refresh.split(".")
        for token in (
            "",
            family,
            f"{family}.{'0' * 64}.{tag}",
            f"{family}.{chance}.{'0' * 64}",
            f"{'0' * 32}.{chance}.{tag}",
            f"{terminal.refresh}\n",
            terminal.refresh.upper(),
        ):
            assert refused(gate, token, terminal.proof(token)).code == "bad_token"

        assert gate.refresh(terminal, terminal.refresh)

    def test_a_revoked_terminal_is_told_so(self, gate):
        terminal = gate.enrolled()
        revoke(gate.doors, terminal.member.id, gate.clock.now())
        answer = refused(gate, terminal.refresh, terminal.proof(terminal.refresh))

        assert (answer.status, answer.code) == (403, "revoked")


def test_the_database_keeps_no_token(gate):
    terminal = gate.enrolled()
    _, successor = gate.refresh(terminal, terminal.refresh)
    (family,) = gate.doors.read(ANY, lambda database: database.rows("SELECT * FROM hub_family"))

    assert TokenFamily(*family).successor
    for secret in (terminal.refresh, successor, terminal.access, *successor.split(".")[1:]):
        assert secret not in str(family)
    assert unpack(terminal.member.scopes) == ["bannos"]
