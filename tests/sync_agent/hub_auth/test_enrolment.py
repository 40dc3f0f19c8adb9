"""A terminal comes in once with a code, and nobody comes in by guessing one."""

from __future__ import annotations

import re

import pytest

from data.core.packed import unpack
from data.organization.store import Terminal
from data.store.database import StoredRows
from sync_agent.hub.auth import Refusal
from sync_agent.hub.codes import ALPHABET, MOST_WRONG
from sync_agent.hub.enrolment import new_code, script_token
from sync_agent.hub.organizations import ANY, NotFounded, found, revoke
from tests.sync_agent.hub_auth.gate import MINUTE, SECOND, Gate, Knocking


def refused(gate: Gate, terminal: Knocking, code: str, **given: object) -> Refusal:
    with pytest.raises(Refusal) as caught:
        gate.enrol(terminal, code, **given)
    return caught.value


def test_a_terminal_gets_its_number_its_store_and_tokens_that_work(gate):
    first, second = gate.enrol(Knocking(), gate.code()), gate.enrol(Knocking(), gate.code())
    who = gate.identity.door.admit(first.access_token)

    assert (first.number, second.number) == (1, 2)
    assert (who.kind, who.node_id, who.scopes) == ("terminal", first.member.id, ("bannos",))
    assert who.organization_id == first.organization.id == gate.founded.organization.id


def test_its_row_travels_as_any_other(gate):
    answer = gate.enrol(Knocking(), gate.code())
    row = gate.doors.read(ANY, lambda d: StoredRows(d).get(Terminal, answer.member.terminal_id))
    versioned = gate.doors.read(ANY, lambda d: d.rows("SELECT scope FROM sync_row WHERE tbl = 'terminal'"))

    assert (row.store_id, row.number, row.here) == ("bannos", 1, False)
    assert versioned == [("bannos",)]


def test_one_that_worked_alone_keeps_its_id(gate):
    answer = gate.enrol(Knocking(), gate.code(), terminal_id="bench-of-old")

    assert answer.member.terminal_id == "bench-of-old"


def test_an_id_that_another_terminal_has_is_not_taken_over(gate):
    first = gate.enrol(Knocking(), gate.code())
    second = gate.enrol(Knocking(), gate.code(), terminal_id=first.member.terminal_id)

    assert second.member.terminal_id != first.member.terminal_id


def test_a_store_hub_is_no_terminal(gate):
    answer = gate.enrol(Knocking(), gate.code(relay=True))

    assert (answer.member.kind, answer.member.terminal_id, answer.number) == ("relay", None, None)


class TestTheCode:
    def test_is_short_and_holds_nothing_that_looks_like_something_else(self, gate):
        codes = [gate.code() for _ in range(50)]

        assert len(set(codes)) == 50
        assert all(re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", code) for code in codes)
        assert not set("01OILU") & set(ALPHABET)

    def test_is_read_however_it_is_typed(self, gate):
        code = gate.code()

        assert gate.enrol(Knocking(), f" {code.replace('-', ' ').lower()} ")

    def test_works_once(self, gate):
        code = gate.code()
        gate.enrol(Knocking(), code)

        assert (refused(gate, Knocking(), code).status, refused(gate, Knocking(), code).code) == (403, "bad_code")

    def test_answers_the_same_key_again_for_the_first_answer_may_be_lost(self, gate):
        code, terminal = gate.code(), Knocking()
        first, again = gate.enrol(terminal, code), gate.enrol(terminal, code)

        assert (first.member, first.number) == (again.member, again.number)
        assert gate.refresh(terminal, again.refresh_token)

    def test_lasts_fifteen_minutes(self, gate):
        code, late = gate.code(), gate.code()
        gate.clock.wait(15 * MINUTE - SECOND)
        assert gate.enrol(Knocking(), code)
        gate.clock.wait(SECOND)

        assert refused(gate, Knocking(), late).code == "bad_code"

    def test_is_not_in_the_database(self, gate):
        code = gate.code()
        (row,) = gate.doors.read(ANY, lambda d: d.rows("SELECT * FROM hub_code"))

        assert code.replace("-", "") not in str(row)

    def test_is_worth_nothing_without_the_key_that_it_comes_with(self, gate):
        code, terminal = gate.code(), Knocking()
        for proof in ("", "AAAA", Knocking().applicant(code).proof, terminal.applicant("other").proof):
            assert refused(gate, terminal, code, proof=proof).code == "bad_code"
        for key in ("", "zz" * 32, "00" * 31):
            assert refused(gate, terminal, code, public_key=key).code == "bad_code"

        assert gate.enrol(terminal, code)


class TestGuessing:
    def test_ten_wrong_codes_from_one_address_and_it_waits(self, gate):
        good = gate.code()
        for _ in range(MOST_WRONG):
            assert refused(gate, Knocking(), "2222-2222").code == "bad_code"
        waits = refused(gate, Knocking(), good)

        assert (waits.status, waits.code) == (429, "wait")
        assert gate.enrol(Knocking(), good, address="198.51.100.1"), "others may still come in"

    def test_after_a_quarter_of_an_hour_it_may_try_again(self, gate):
        for _ in range(MOST_WRONG):
            refused(gate, Knocking(), "2222-2222")
        gate.clock.wait(15 * MINUTE)

        assert gate.enrol(Knocking(), gate.code())

    def test_a_network_of_version_six_is_one_address(self, gate):
        for n in range(MOST_WRONG):
            refused(gate, Knocking(), "2222-2222", address=f"2001:db8::{n}")

        assert refused(gate, Knocking(), "2222-2222", address="2001:db8::ffff").code == "wait"
        assert refused(gate, Knocking(), "2222-2222", address="2001:db8:0:1::1").code == "bad_code"


class TestTheSameTerminalAgain:
    def test_it_stays_who_it_is_with_its_key(self, gate):
        terminal = gate.enrolled()
        before = terminal.member
        gate.enrolled(terminal)

        assert terminal.member == before

    def test_once_revoked_it_is_somebody_else(self, gate):
        terminal = gate.enrolled()
        before = terminal.member
        revoke(gate.doors, before.id, gate.clock.now())
        gate.clock.wait(SECOND)
        gate.enrolled(terminal)

        assert terminal.member.id != before.id
        assert gate.identity.door.admit(terminal.access).node_id == terminal.member.id


class TestFounding:
    def test_a_second_organization_does_not_fit_into_a_file(self, gate):
        with pytest.raises(NotFounded, match="a hub in this database already"):
            found(gate.doors, "Others", gate.clock)

    def test_codes_are_for_stores_that_exist(self, gate):
        with pytest.raises(NotFounded, match="no store nowhere"):
            new_code(gate.identity, "nowhere")

    def test_the_owners_badge_is_one_that_scanners_read(self, gate):
        from hardware.scan.badges import read_badge

        assert read_badge(gate.founded.badge) == gate.founded.badge


class TestScripts:
    def test_a_script_has_a_role_and_its_stores(self, gate):
        member, token = script_token(gate.identity, "nightly", "SUPERVISOR", ("bannos",), 60 * MINUTE)
        gate.clock.wait(59 * MINUTE)
        who = gate.identity.door.admit(token)

        assert (who.kind, who.role, who.scopes, who.node_id) == ("script", "SUPERVISOR", ("bannos",), None)
        assert unpack(member.scopes) == ["bannos"]

    def test_it_is_revoked_like_a_terminal(self, gate):
        member, token = script_token(gate.identity, "nightly", "STAFF", ("bannos",), 60 * MINUTE)
        revoke(gate.doors, member.id, gate.clock.now())
        with pytest.raises(Refusal, match="shut out"):
            gate.identity.door.admit(token)

    def test_not_for_a_store_of_somebody_else(self, gate):
        with pytest.raises(NotFounded):
            script_token(gate.identity, "nightly", "STAFF", ("bannos", "elsewhere"), MINUTE)
