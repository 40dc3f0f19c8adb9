"""The staff list: who works here, what each did, and keys that are made, shown once, and never told again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from data.core.actor import Actor
from data.core.clock import HOUR
from data.kitchen.ticket import Ticket
from data.line.complete import CompleteFilling
from data.people.commands import AddStaff, ClockIn, ClockOut, SetActive
from data.people.renaming import RenameStaff
from data.people.staff import PinGuard, Staff
from data.store.catalogue import NAMES
from data.store.doings import DOINGS
from hardware.scan.badges import badge_code, read_badge
from kitchen_tui.keys import PinVerifier
from kitchen_tui.places.sheet import Sheet
from kitchen_tui.places.staff import StaffPlace
from tests.kitchen_tui.at_work import BADGES, PIN, Kitchen
from tests.kitchen_tui.hostile import RECORDED
from tests.kitchen_tui_places.room import SIZES, StillRoom
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import ADI, ANA, OLIVE, SUE
from tests.support.dockets import cake, docket


@pytest.fixture
def busy(kitchen: Kitchen) -> Kitchen:
    """Ana is on shift and has filled two cakes; Bo left."""
    bakery = kitchen.bakery
    bakery.must(ClockIn("ana"), ANA, at=kitchen.machine.at - 3 * HOUR)
    bakery.take_in(docket("20001", cake(quantity=2)))
    for ticket in bakery.all(Ticket):
        bakery.must(CompleteFilling(ticket.id), ANA)
    bakery.must(SetActive("bo", False), ADI)
    return kitchen


def staff(room: StillRoom, about: str = "") -> StaffPlace:
    place = room.enter(StaffPlace, about)
    assert isinstance(place, StaffPlace)
    return place


def sheet(place: StaffPlace) -> Sheet:
    found = place.sheet()
    assert found is not None
    return found


def names(place: StaffPlace) -> set[str]:
    return {deed.name for deed in place.deeds()}


def person(kitchen: Kitchen, staff_id: str) -> Staff:
    found = kitchen.bakery.rows.get(Staff, staff_id)
    assert found is not None
    return found


def all_text(room: StillRoom) -> Iterator[str]:
    """Everything that this room ever showed or said."""
    yield from (room.text(*size) for size in SIZES)
    for verdict in room.verdicts:
        yield f"{verdict.says} {verdict.text}"
    for said in room.said:
        yield " ".join(map(str, said))


class TestTheList:
    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_tells_who_works_here_and_who_is_on_shift(self, busy, size):
        room = StillRoom(busy, ADI)
        staff(room)

        same(f"staff-{size[0]}", room.text(*size))

    def test_leaves_out_those_who_left_until_asked(self, busy):
        room = StillRoom(busy, ADI)
        place = staff(room)
        assert "Bo" not in room.text(110, 27)

        place.do("turn")

        assert "Bo" in room.text(110, 27)
        assert "left" in room.text(110, 27)

    def test_is_found_by_a_part_of_the_name_or_the_number(self, busy):
        room = StillRoom(busy, ADI)
        place = staff(room)
        place.typed("OLI")
        assert [p.name for p in place.people.items] == ["Olive"]
        place.typed("101")
        assert [p.name for p in place.people.items] == ["Ana"]

        assert place.back()

        assert len(place.people.items) == 4
        assert not place.back()

    def test_says_what_to_do_when_nobody_is_called_so(self, busy):
        room = StillRoom(busy, ADI)
        staff(room).typed("xyz")

        assert "Esc shows everybody" in room.text(55, 12)

    def test_is_drawn_by_the_page_however_many_there_are(self, kitchen):
        for n in range(300):
            kitchen.bakery.must(AddStaff(f"p{n}", "bannos", 1_000 + n, f"Person {n}", "STAFF"))
        room = StillRoom(kitchen, ADI)
        place = staff(room)

        place.step(10_000)

        assert "Person 299" in room.text(55, 12)

    @pytest.mark.parametrize("name", RECORDED, ids=range(len(RECORDED)))
    def test_shows_no_name_that_could_break_it(self, kitchen, name):
        kitchen.bakery.do(RenameStaff("ana", name), ADI)
        room = StillRoom(kitchen, ADI)
        place = staff(room)
        for size in SIZES:
            assert "\x1b" not in room.text(*size)
        place.enter()
        for size in SIZES:
            assert "\x1b" not in room.text(*size)


class TestAPerson:
    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_is_shown_with_what_she_did(self, busy, size):
        room = StillRoom(busy, ADI)
        staff(room, "ana")

        same(f"staff_person-{size[0]}", room.text(*size))

    def test_is_gone_to_by_enter_and_left_by_escape(self, busy):
        room = StillRoom(busy, ADI)
        place = staff(room)
        place.enter()
        assert "Finished today: Filling 2" in room.text(110, 27)

        assert place.back()
        assert "Finished today" not in room.text(110, 27)

    def test_has_shifts(self, busy):
        busy.bakery.must(ClockOut("ana"), ANA)
        room = StillRoom(busy, ADI)
        place = staff(room, "ana")

        place.do("turn")

        assert "3:00" in room.text(110, 27)

    def test_shows_what_was_refused_and_what_was_taken_back(self, busy):
        bakery = busy.bakery
        ticket = bakery.all(Ticket)[0]
        receipt = bakery.do(CompleteFilling(ticket.id), ANA)
        assert receipt.status == "noop"
        room = StillRoom(busy, ADI)
        staff(room, "ana")

        assert sentence_in(receipt.says, room.text(157, 40))


def sentence_in(says: str, text: str) -> bool:
    return says[:20] in text


@pytest.mark.parametrize(
    ("who", "whom", "offered"),
    [
        (ADI, "ana", {"add", "change", "badge", "bind", "pin", "leave", "clock"}),
        (ADI, "sue", {"add", "change", "badge", "bind", "pin", "leave", "clock"}),
        (ADI, "adi", {"add", "change", "badge", "bind", "pin", "leave", "clock"}),
        (ADI, "olive", {"add", "clock"}),
        (OLIVE, "olive", {"add", "change", "badge", "bind", "pin", "leave", "clock"}),
        (OLIVE, "adi", {"add", "change", "badge", "bind", "pin", "leave", "clock"}),
        (SUE, "ana", {"clock"}),
    ],
    ids=lambda v: v.name if isinstance(v, Actor) else "" if isinstance(v, set) else v,
)
def test_only_what_the_rule_allows_is_offered(busy, who, whom, offered):
    place = staff(StillRoom(busy, who), whom)

    assert names(place) - {"turn"} == offered


class TestSomebodyNew:
    def test_gets_the_next_number_and_a_badge_that_is_shown_once(self, kitchen):
        room = StillRoom(kitchen, ADI)
        place = staff(room)
        place.do("add")
        assert room.form is not None
        assert room.form.values()["number"] == "106"

        room.fills(name="Nia", role="SUPERVISOR")

        assert place.fresh is not None
        name, code = place.fresh
        assert name == "Nia"
        assert read_badge(code) == code
        assert kitchen.desk().door.badge(code).actor is not None
        for size in SIZES:
            assert code in room.text(*size).replace(" ", "")
        assert place.deeds() == ()
        assert place.back()
        assert all(code not in text.replace(" ", "") for text in all_text(room))
        assert code not in repr(vars(place))

    @pytest.mark.parametrize(
        ("who", "roles"), [(ADI, ["STAFF", "SUPERVISOR"]), (OLIVE, ["STAFF", "SUPERVISOR", "ADMIN", "OWNER"])]
    )
    def test_gets_a_role_that_one_may_give(self, kitchen, who, roles):
        room = StillRoom(kitchen, who)
        staff(room).do("add")
        assert room.form is not None

        assert [value for value, _shown in room.form.asks[2].choices] == roles

    def test_is_refused_a_number_that_is_taken(self, kitchen):
        room = StillRoom(kitchen, ADI)
        place = staff(room)
        place.do("add")
        room.fills(name="Nia", number="101")

        assert room.verdicts[-1].code == "number_taken"
        assert place.fresh is None

    def test_needs_a_name_and_a_number_that_is_one(self, kitchen):
        room = StillRoom(kitchen, ADI)
        staff(room).do("add")
        room.fills(name="", number="12x")

        assert room.form is not None
        assert "This is needed" in room.text(55, 12)
        assert "one to six digits" in room.text(110, 27)


class TestChanges:
    def test_of_name_and_role_are_one_thing(self, kitchen):
        room = StillRoom(kitchen, OLIVE)
        staff(room, "ana").do("change")

        room.fills(name="Anna", role="ADMIN")

        assert (person(kitchen, "ana").name, person(kitchen, "ana").role) == ("Anna", "ADMIN")

    def test_are_all_made_or_none(self, kitchen):
        room = StillRoom(kitchen, OLIVE)
        staff(room, "olive").do("change")

        room.fills(name="Oliver", role="STAFF")

        assert room.verdicts[-1].code == "last_owner"
        assert person(kitchen, "olive").name == "Olive"

    def test_of_nothing_give_no_command(self, kitchen):
        room = StillRoom(kitchen, OLIVE)
        staff(room, "ana").do("change")
        room.fills()

        assert room.verdicts == []

    def test_an_admin_keeps_his_role_but_may_have_another_name(self, kitchen):
        room = StillRoom(kitchen, ADI)
        staff(room, "adi").do("change")
        assert room.form is not None
        assert [ask.name for ask in room.form.asks] == ["name"]

    def test_the_last_owner_does_not_leave(self, kitchen):
        room = StillRoom(kitchen, OLIVE)
        staff(room, "olive").do("leave")

        assert room.verdicts[-1].code == "last_owner"
        assert person(kitchen, "olive").active

    def test_somebody_leaves_and_comes_back(self, kitchen):
        room = StillRoom(kitchen, ADI)
        place = staff(room, "ana")
        place.do("leave")
        assert not person(kitchen, "ana").active
        assert "badge" not in names(place)

        place.do("leave")
        assert person(kitchen, "ana").active

    def test_a_shift_begins_and_ends(self, kitchen):
        room = StillRoom(kitchen, ADI)
        place = staff(room, "ana")
        place.do("clock")
        assert "on shift since" in room.text(110, 27)

        place.do("clock")
        assert "not on shift" in room.text(110, 27)


class TestBadges:
    def test_a_new_one_replaces_the_old_one(self, kitchen):
        room = StillRoom(kitchen, ADI)
        place = staff(room, "ana")

        place.do("badge")
        assert kitchen.desk().door.badge(BADGES["ana"]).actor is not None, "one key takes no badge away"
        room.fills()

        assert place.fresh is not None
        assert kitchen.desk().door.badge(BADGES["ana"]).actor is None
        found = kitchen.desk().door.badge(place.fresh[1]).actor
        assert found is not None
        assert found.staff_id == "ana"

    @pytest.mark.parametrize("size", SIZES, ids=str)
    def test_a_new_one_stands_large_until_it_is_dismissed(self, kitchen, size):
        room = StillRoom(kitchen, ADI)
        place = staff(room, "ana")
        place.fresh = ("Ana", badge_code(42))

        same(f"staff_badge-{size[0]}", room.text(*size))

    def test_is_forgotten_when_one_comes_back_to_the_place(self, kitchen):
        room = StillRoom(kitchen, ADI)
        place = staff(room, "ana")
        place.do("badge")
        room.fills()
        place.arrive("")

        assert place.fresh is None

    def test_one_that_is_here_becomes_somebodys_by_scanning_it(self, kitchen):
        room = StillRoom(kitchen, ADI)
        place = staff(room, "ana")
        place.do("bind")
        assert "Scan the badge" in room.text(55, 12)

        assert room.scans(badge_code(99))

        found = kitchen.desk().door.badge(badge_code(99)).actor
        assert found is not None
        assert found.staff_id == "ana"
        assert place.fresh is None
        assert all(badge_code(99) not in text for text in all_text(room))

    def test_somebody_elses_is_not_taken(self, kitchen):
        room = StillRoom(kitchen, ADI)
        place = staff(room, "ana")
        place.do("bind")

        assert room.scans(BADGES["bo"])
        assert place.typed(BADGES["bo"])

        assert "somebody else's" in room.said[0].says
        assert room.verdicts[-1].code == "badge_taken"
        found = kitchen.desk().door.badge(BADGES["bo"]).actor
        assert found is not None
        assert found.staff_id == "bo"

    def test_anything_else_is_no_badge_and_escape_ends_the_wait(self, kitchen):
        room = StillRoom(kitchen, ADI)
        place = staff(room, "ana")
        place.do("bind")
        assert room.scans("B20001A")
        assert room.said[-1].says == "That is no badge"

        assert place.back()

        assert not room.scans(badge_code(99))

    def test_is_not_what_one_looks_for(self, kitchen):
        room = StillRoom(kitchen, ADI)
        place = staff(room)

        assert not place.typed(BADGES["bo"])
        assert place.wanted == ""


class TestPins:
    def test_a_new_one_opens_the_door_and_the_lock_is_gone(self, kitchen):
        door = kitchen.desk().door
        for _ in range(10):
            door.pin(101, "000001")
            kitchen.machine.at += HOUR
        assert door.locked()
        room = StillRoom(kitchen, ADI)
        staff(room, "ana").do("pin")

        room.fills(pin=PIN, again=PIN)

        assert PinVerifier(kitchen.folder).matches(PIN, person(kitchen, "ana").pin_hash)
        assert not kitchen.bakery.all(PinGuard)
        assert door.pin(101, PIN).actor is not None

    @pytest.mark.parametrize("pin", ["123456", "111111", "48291", "abcdef"])
    def test_one_that_is_easily_guessed_is_refused_in_words(self, kitchen, pin):
        room = StillRoom(kitchen, ADI)
        staff(room, "ana").do("pin")
        room.fills(pin=pin, again=pin)

        assert "six digits" in room.text(110, 27)
        assert person(kitchen, "ana").pin_hash is None

    def test_both_must_be_the_same(self, kitchen):
        room = StillRoom(kitchen, ADI)
        staff(room, "ana").do("pin")
        room.fills(pin=PIN, again="482916")

        assert "not the same" in room.text(110, 27)

    def test_stands_in_no_text_and_no_row(self, kitchen):
        room = StillRoom(kitchen, ADI)
        staff(room, "ana").do("pin")
        room.fills(pin=PIN)
        assert all(PIN not in text for text in all_text(room))
        room.fills(pin=PIN, again=PIN)

        assert all(PIN not in text for text in all_text(room))
        for (table,) in kitchen.bakery.database.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
            assert PIN not in str(kitchen.bakery.database.rows(f"SELECT * FROM {table}"))


def test_no_hash_is_ever_drawn_or_listed(kitchen):
    kitchen.give_pin("ana")
    ana = person(kitchen, "ana")
    room = StillRoom(kitchen, OLIVE)
    place = staff(room, "ana")
    listed = str(sheet(place).rows(room.sight))

    for secret in (ana.badge_hash, ana.pin_hash):
        assert secret
        assert secret not in listed
        assert all(secret[:12] not in text for text in all_text(room))


def test_every_command_has_a_name_for_people():
    assert set(NAMES) <= set(DOINGS)


def test_a_long_week_is_asked_for_by_the_page(kitchen):
    for _ in range(130):
        kitchen.bakery.must(ClockIn("ana"), ANA)
        kitchen.bakery.must(ClockOut("ana"), ANA)
    room = StillRoom(kitchen, ADI)
    place = staff(room, "ana")
    assert (len(place.acts.items), place.acts.whole) == (200, False)

    place.step(199)

    assert (len(place.acts.items), place.acts.whole) == (260, True)
    place.step(1_000)
    assert "Clocked in" in room.text(55, 12)


def test_what_is_taken_along_of_a_person_is_what_the_screen_lists_of_her(kitchen):
    kitchen.bakery.must(ClockIn("ana"), ANA)
    room = StillRoom(kitchen, ADI)
    place = staff(room, "ana")
    acts = sheet(place)
    assert (acts.title, acts.columns) == ("101 Ana", ("When", "Ticket", "What", "Answer"))
    assert [row[2] for row in acts.rows(room.sight)] == ["Clocked in"]

    place.do("turn")
    shifts = sheet(place)
    assert shifts.columns == ("From", "To", "Hours")
    assert len(shifts.rows(room.sight)) == 1

    place.do("badge")
    room.fills()
    assert place.sheet() is None, "a badge that is shown once is on no list"


def test_saving_twice_ends_nobodys_shift(busy):
    """Ctrl+S saves a form: pressed once more, behind the form, it must do nothing to whom the form was about."""
    room = StillRoom(busy, ADI)
    assert all("ctrl+s" not in deed.keys for deed in staff(room).deeds())
