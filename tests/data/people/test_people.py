"""People come, get badges and PINs, come to work and go home."""

from __future__ import annotations

import pytest

from data.core.actor import Actor, Role, at_least
from data.people.commands import AddStaff, ClockIn, ClockOut, SetActive, SetBadge, SetPin
from data.people.guard import LOCK_AFTER, after_failure, fresh, observed, wait_left
from data.people.staff import Shift, Staff
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, BO, OLIVE, SUE


def person(bakery: Bakery, staff_id: str) -> Staff:
    found = bakery.rows.get(Staff, staff_id)
    assert found is not None
    return found


class TestAdding:
    @pytest.mark.parametrize(
        ("who", "role", "code"),
        [
            (ADI, "STAFF", "applied"),
            (ADI, "SUPERVISOR", "applied"),
            (ADI, "ADMIN", "not_allowed"),
            (ADI, "OWNER", "not_allowed"),
            (OLIVE, "ADMIN", "applied"),
            (OLIVE, "OWNER", "applied"),
            (SUE, "STAFF", "not_allowed"),
            (OLIVE, "SERVICE", "no_such_role"),
            (OLIVE, "staff", "no_such_role"),
        ],
        ids=lambda v: v.role.value if isinstance(v, Actor) else v,
    )
    def test_is_an_admins_and_of_admins_an_owners(self, bakery, who, role, code):
        assert bakery.do(AddStaff("new", "bannos", 900, "Nia", role), who).code == code

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (AddStaff("new", "bannos", 101, "Nia", "STAFF"), "number_taken"),
            (AddStaff("new", "bannos", 900, "   ", "STAFF"), "name_needed"),
            (AddStaff("new", "nowhere", 900, "Nia", "STAFF"), "no_such_store"),
            (AddStaff("ana", "bannos", 900, "Ana", "STAFF"), "known"),
        ],
        ids=lambda v: v if isinstance(v, str) else "",
    )
    def test_what_makes_no_sense_is_refused(self, bakery, command, code):
        assert bakery.do(command, ADI).code == code

    def test_a_hostile_name_is_made_safe(self, bakery):
        bakery.must(AddStaff("new", "bannos", 900, "Ni\x1b[31ma\u202e", "STAFF"), ADI)

        assert person(bakery, "new").name.isprintable()


class TestSecrets:
    def test_an_admin_sets_badges_below_admin(self, bakery):
        assert bakery.do(SetBadge("ana", "hash"), ADI).status == "applied"
        assert bakery.do(SetBadge("ana", "hash"), ADI).code == "unchanged"
        assert bakery.do(SetBadge("olive", "hash"), ADI).code == "not_allowed"
        assert bakery.do(SetBadge("ana", "other"), BO).code == "not_allowed"

    def test_people_set_their_own_pin_and_admins_that_of_others(self, bakery):
        assert bakery.do(SetPin("ana", "v1"), ANA).status == "applied"
        assert bakery.do(SetPin("ana", "v2"), BO).code == "not_allowed"
        assert bakery.do(SetPin("ana", "v3"), ADI).status == "applied"
        assert bakery.do(SetPin("olive", "v4"), ADI).code == "not_allowed"
        assert person(bakery, "ana").pin_hash == "v3"

    def test_somebody_who_left_is_kept_and_can_come_back(self, bakery):
        bakery.must(SetActive("bo", False), ADI)
        assert not person(bakery, "bo").active

        bakery.must(SetActive("bo", True), ADI)
        assert person(bakery, "bo").active


class TestShifts:
    def test_one_at_a_time_and_each_has_an_end(self, bakery):
        bakery.must(ClockIn("ana"), ANA)
        bakery.machine.wait(8 * 3_600_000)
        bakery.must(ClockOut("ana"), ANA)
        bakery.must(ClockIn("ana"), ANA)

        shifts = sorted(bakery.all(Shift), key=lambda s: s.started_at)
        assert [s.ended_at is None for s in shifts] == [False, True]
        assert shifts[0].ended_at == shifts[1].started_at

    def test_nobody_goes_home_who_did_not_come(self, bakery):
        assert bakery.do(ClockOut("ana"), ANA).code == "not_on_shift"

    def test_ends_when_she_leaves_for_good(self, bakery):
        bakery.must(ClockIn("ana"), ANA)
        bakery.must(SetActive("ana", False), ADI)
        assert [shift.ended_at is None for shift in bakery.all(Shift)] == [False]

        bakery.must(SetActive("ana", True), ADI)
        assert bakery.do(ClockIn("ana"), ANA).code == "applied"

    def test_somebody_who_left_does_not_clock_in(self, bakery):
        bakery.must(SetActive("bo", False), ADI)

        assert bakery.do(ClockIn("bo"), ADI).code == "no_such_staff"


class TestGuessing:
    """T7: ever longer, and at ten it ends; by a clock that nobody can set."""

    def test_waits_double_up_to_five_minutes_and_the_tenth_locks(self):
        guard, waits = fresh("staff:101"), []
        for _ in range(LOCK_AFTER):
            guard = after_failure(guard, "boot", 0)
            waits.append(guard.wait_ms)

        assert waits == [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000]
        assert guard.locked

    def test_a_restart_begins_the_wait_anew(self):
        guard = after_failure(after_failure(fresh("device"), "boot", 1_000), "boot", 1_000)

        assert wait_left(guard, "boot", 2_500) == 500
        assert wait_left(guard, "after", 10) == 2_000
        assert wait_left(observed(guard, "after", 10), "after", 1_010) == 1_000


@pytest.mark.parametrize(
    ("role", "includes"),
    [
        (Role.STAFF, {Role.STAFF}),
        (Role.SUPERVISOR, {Role.STAFF, Role.SUPERVISOR}),
        (Role.ADMIN, {Role.STAFF, Role.SUPERVISOR, Role.ADMIN}),
        (Role.OWNER, {Role.STAFF, Role.SUPERVISOR, Role.ADMIN, Role.OWNER}),
        (Role.SERVICE, set()),
    ],
)
def test_roles_stand_on_a_ladder_and_a_service_beside_it(role, includes):
    people = (Role.STAFF, Role.SUPERVISOR, Role.ADMIN, Role.OWNER)

    assert {least for least in people if at_least(role, least)} == includes
