"""The staff list and the settings on the screen: keys typed by hand, badges scanned, secrets seen once."""

from __future__ import annotations

import re

from data.core.actor import Role
from data.core.packed import pack
from data.line.tend import OverridePriority
from data.organization.commands import SetPolicies
from data.organization.policies import policies_of
from data.organization.store import Store
from data.people.commands import SetActive
from data.people.renaming import RenameStaff, SetRole
from data.people.staff import Staff
from hardware.scan.badges import badge_code
from hardware.scan.commands import command_code
from kitchen_tui.desk import Desk
from kitchen_tui.news import Changed
from tests.kitchen_tui.at_work import BADGES, PIN, Kitchen, at_work
from tests.kitchen_tui.test_places import goes_to
from tests.support.dockets import docket

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
        await work.sees("Ana has a new badge", "Nothing finished today")
        assert NEW not in work.text()
        assert work.station.person is not None
        assert work.station.person.staff_id == "adi"
    assert ana(kitchen).badge_hash != before


async def test_a_new_badge_is_seen_once(kitchen: Kitchen) -> None:
    async with at_work(kitchen, badge="adi", size=(55, 16)) as work:
        await goes_to(work, "staff", "5 people")
        await work.press("f8")
        await work.sees("the one of before stops working")
        await work.press("enter")
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
        await work.sees("Ana has a new PIN")
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


async def test_what_is_set_here_holds_here_without_a_restart(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    desks = []

    def opened() -> Desk:
        desks.append(kitchen.desk())
        return desks[-1]

    async with at_work(kitchen, badge="adi", open_desk=opened) as work:
        await goes_to(work, "settings", "Storage places", "Terminals")
        kitchen.bakery.must(SetPolicies("bannos", pack({"qc_reasons": ["Dropped"]})))
        work.station.on_changed(Changed())
        await work.until(lambda: policies_of(desks[0].store).qc_reasons == ("Dropped",), "the desk to know")
        await work.scan(command_code(bytes(16), "QCDROPPED"))
        await work.sees("Dropped: scan the ticket that goes back to Decorating")


async def test_a_zone_that_is_not_known_is_told_and_is_mended_in_the_settings(kitchen: Kitchen) -> None:
    kitchen.bakery.database.run("UPDATE store SET timezone = 'Mars/Base'")
    async with at_work(kitchen, badge="adi") as work:
        await work.sees("Time zone Mars/Base is not known here: times are UTC (Settings, This store)")
        await goes_to(work, "settings", "Storage places", "Terminals")
        await work.press("enter")
        await work.press("down")
        await work.press("enter")
        await work.press("ctrl+u")
        for letter in "Australia/Sydney":
            work.types(letter)
            await work.pilot.pause(0.05)
        await work.press("ctrl+s")
        work.station.on_changed(Changed())
        await work.sees_no_more("is not known here")


async def test_a_role_taken_away_counts_for_nothing_at_a_station(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen, badge="sue") as work:
        kitchen.bakery.must(SetRole("sue", "STAFF"))
        ticket = kitchen.ticket("bannos-20001")
        work.station.act(lambda desk, actor: desk.done(OverridePriority(ticket.id, 0), actor, ticket.id))
        await work.sees("NOT ALLOWED")
        assert work.station.person is not None
        assert work.station.person.role is Role.STAFF
    assert kitchen.ticket("bannos-20001").priority_override is None


async def test_who_was_let_go_does_nothing_more_at_a_station(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        kitchen.bakery.must(SetActive("ana", False))
        await work.scan("B20001")
        await work.sees("SIGN IN FIRST", "nobody signed in")
    assert kitchen.ticket("bannos-20001").stage == "Filling"


async def test_an_owner_who_takes_her_own_role_away_stands_outside_at_once(kitchen: Kitchen) -> None:
    kitchen.bakery.must(SetRole("adi", "OWNER"))
    async with at_work(kitchen, badge="adi") as work:
        await goes_to(work, "staff", "5 people")
        work.station.act(lambda desk, actor: desk.done(SetRole("adi", "STAFF"), actor))
        await work.sees("Adi is Staff now", "F10 sign out")
        assert work.station.office is not None
        assert not work.station.office.is_open
