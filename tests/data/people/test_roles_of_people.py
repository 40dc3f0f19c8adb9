"""People get other names and other roles, and a shop never loses its last owner."""

from __future__ import annotations

import pytest

from data.core.actor import Actor
from data.core.text import one_line
from data.people.commands import AddStaff, SetActive, SetBadge
from data.people.renaming import RenameStaff, SetRole
from data.people.staff import Staff
from tests.kitchen_tui.hostile import RECORDED
from tests.support.bakery import Bakery
from tests.support.cast import ADI, ANA, OLIVE, SUE


def person(bakery: Bakery, staff_id: str) -> Staff:
    found = bakery.rows.get(Staff, staff_id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("who", "whom", "role", "code"),
    [
        (ADI, "ana", "SUPERVISOR", "applied"),
        (ADI, "sue", "STAFF", "applied"),
        (ADI, "ana", "STAFF", "unchanged"),
        (ADI, "ana", "ADMIN", "not_allowed"),
        (ADI, "ana", "OWNER", "not_allowed"),
        (ADI, "olive", "STAFF", "not_allowed"),
        (ADI, "adi", "OWNER", "not_allowed"),
        (ADI, "adi", "STAFF", "not_allowed"),
        (OLIVE, "ana", "ADMIN", "applied"),
        (OLIVE, "ana", "OWNER", "applied"),
        (OLIVE, "adi", "STAFF", "applied"),
        (OLIVE, "olive", "ADMIN", "last_owner"),
        (OLIVE, "ana", "SERVICE", "no_such_role"),
        (OLIVE, "ana", "owner", "no_such_role"),
        (OLIVE, "nobody", "STAFF", "no_such_staff"),
        (SUE, "ana", "SUPERVISOR", "not_allowed"),
        (ANA, "ana", "OWNER", "not_allowed"),
    ],
    ids=lambda v: v.role.value if isinstance(v, Actor) else v,
)
def test_a_role_is_changed_by_whom_may_give_both_the_old_and_the_new(bakery, who, whom, role, code):
    before = {p.id: p.role for p in bakery.all(Staff)}

    assert bakery.do(SetRole(whom, role), who).code == code
    assert {p.id: p.role for p in bakery.all(Staff)} == (before | {whom: role} if code == "applied" else before)


class TestTheLastOwner:
    def test_neither_steps_down_nor_leaves(self, bakery):
        assert bakery.do(SetRole("olive", "ADMIN"), OLIVE).code == "last_owner"
        assert bakery.do(SetActive("olive", False), OLIVE).code == "last_owner"

    def test_may_do_both_when_there_is_another(self, bakery):
        bakery.must(AddStaff("orla", "bannos", 900, "Orla", "OWNER"))

        assert bakery.do(SetRole("olive", "ADMIN"), OLIVE).status == "applied"

    def test_is_not_replaced_by_one_who_left(self, bakery):
        bakery.must(AddStaff("orla", "bannos", 900, "Orla", "OWNER"))
        bakery.must(SetActive("orla", False))

        assert bakery.do(SetActive("olive", False), OLIVE).code == "last_owner"

    def test_tells_an_admin_that_he_may_not_before_anything_else(self, bakery):
        assert bakery.do(SetActive("olive", False), ADI).code == "not_allowed"


class TestNames:
    def test_are_an_admins_to_change_below_admin(self, bakery):
        assert bakery.do(RenameStaff("ana", " Anna "), ADI).status == "applied"
        assert person(bakery, "ana").name == "Anna"
        assert bakery.do(RenameStaff("ana", "Anna"), ADI).code == "unchanged"
        assert bakery.do(RenameStaff("adi", "Adrian"), ADI).status == "applied"
        assert bakery.do(RenameStaff("olive", "Oliver"), ADI).code == "not_allowed"
        assert bakery.do(RenameStaff("ana", "Eve"), SUE).code == "not_allowed"
        assert bakery.do(RenameStaff("ana", "   "), ADI).code == "name_needed"
        assert bakery.do(RenameStaff("nobody", "Eve"), ADI).code == "no_such_staff"

    @pytest.mark.parametrize("name", RECORDED, ids=range(len(RECORDED)))
    def test_are_made_safe_and_stand_on_one_line(self, bakery, name):
        bakery.do(RenameStaff("ana", name), ADI)

        kept = person(bakery, "ana").name
        assert kept
        assert len(kept) <= 80
        assert kept == one_line(kept)


def test_a_badge_is_one_persons(bakery):
    bakery.must(SetBadge("ana", "hash"), ADI)

    assert bakery.do(SetBadge("bo", "hash"), ADI).code == "badge_taken"
    assert bakery.do(SetBadge("ana", "hash"), ADI).code == "unchanged"
