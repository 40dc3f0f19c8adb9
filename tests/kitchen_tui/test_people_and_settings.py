"""The staff list and the settings on the screen: keys typed by hand, badges scanned, secrets seen once."""

from __future__ import annotations

import re

from data.organization.policies import policies_of
from data.organization.store import Store
from data.people.renaming import RenameStaff
from data.people.staff import Staff
from hardware.scan.badges import badge_code
from tests.kitchen_tui.at_work import BADGES, PIN, Kitchen, at_work
from tests.kitchen_tui.test_places import goes_to

NEW = badge_code(4_242)


def ana(kitchen: Kitchen) -> Staff:
    found = kitchen.bakery.rows.get(Staff, "ana")
    assert found is not None
    return found


async def test_a_badge_that_was_scanned_becomes_somebodys_and_signs_nobody_in(kitchen: Kitchen) -> None:
    before = ana(kitchen).badge_hash
    async with at_work(kitchen, badge="adi") as work:
        await goes_to(work, "staff", "5 people", "Olive")
        await work.press("enter")
        await work.sees("Nothing finished today")
        await work.press("ctrl+b")
        await work.sees("Scan the badge that Ana gets")
        await work.scan(NEW)
        await work.sees("Ana: done", "Nothing finished today")
        assert NEW not in work.text()
        assert work.station.person is not None
        assert work.station.person.staff_id == "adi"
    assert ana(kitchen).badge_hash != before


async def test_a_new_badge_is_seen_once(kitchen: Kitchen) -> None:
    async with at_work(kitchen, badge="adi", size=(55, 16)) as work:
        await goes_to(work, "staff", "5 people")
        await work.press("f8")
        text = await work.sees("The new badge of Ana")
        found = re.search("ID [0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}", text)
        assert found is not None
        await work.press("escape")
        await work.sees("5 people")
        assert found[0] not in work.text()


async def test_a_pin_is_typed_and_never_seen(kitchen: Kitchen) -> None:
    async with at_work(kitchen, badge="adi") as work:
        await goes_to(work, "staff", "5 people")
        await work.press("f9")
        await work.sees("A new PIN for Ana")
        for _field in range(2):
            work.types(PIN)
            await work.press("enter")
            assert PIN not in work.text()
        await work.press("enter")
        await work.sees("Ana: done")
        assert PIN not in work.text()
    assert ana(kitchen).pin_hash


async def test_a_setting_is_changed_by_hand(kitchen: Kitchen) -> None:
    async with at_work(kitchen, badge="adi") as work:
        await goes_to(work, "settings", "Storage places", "Terminals")
        for _section in range(3):
            await work.press("down")
        await work.press("enter")
        await work.sees("F6 adds one")
        await work.press("f6")
        await work.sees("One more")
        for letter in "Cool room A1":
            work.types(letter)
        await work.press("ctrl+s")
        await work.sees("Policies set", "Cool room A1")
    store = kitchen.bakery.rows.get(Store, "bannos")
    assert store is not None
    assert policies_of(store).storage_places == ("Cool room A1",)


async def test_both_are_admins_only(kitchen: Kitchen) -> None:
    async with at_work(kitchen, badge="sue") as work:
        await work.press("ctrl+k")
        text = await work.sees("What would you like to do?", "Queue")
        assert "Settings" not in text
        assert "Staff" not in text


async def test_a_long_name_is_looked_for_as_it_is_typed(kitchen: Kitchen) -> None:
    kitchen.bakery.must(RenameStaff("ana", "Anastasia Lindqvist"))
    async with at_work(kitchen, badge="adi") as work:
        await goes_to(work, "staff", "5 people")
        for letter in "anastasia l":
            work.types(letter)
            await work.pilot.pause(0.1)
        await work.press("enter")
        await work.sees("1 person", "Anastasia Lindqvist")


async def test_a_badge_that_is_typed_at_the_list_is_not_looked_for(kitchen: Kitchen) -> None:
    async with at_work(kitchen, badge="adi") as work:
        await goes_to(work, "staff", "5 people")
        for letter in BADGES["sue"]:
            work.types(letter)
            await work.pilot.pause(0.1)
        await work.press("enter")
        await work.until(lambda: work.station.person is not None and work.station.person.staff_id == "sue", "Sue")
        assert BADGES["sue"] not in work.text()
