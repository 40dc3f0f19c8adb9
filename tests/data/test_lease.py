"""A terminal that has not heard its hub for a week changes nothing that others rely on, and goes on working."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from data.core.actor import SERVICE_ACTOR
from data.core.clock import HOUR
from data.core.command import Command
from data.core.packed import pack
from data.exchange import lease
from data.exchange.node import become
from data.exchange.values import AGENT
from data.line.labels import PrintPackingLabel
from data.line.tend import AssignStaff, SetStorage
from data.organization.commands import SetPolicies, SetStation
from data.organization.printer import AddPrinter
from data.people.commands import ClockIn
from data.replica.standing import NOBODY, write_standing
from data.stock.commands import CountStock
from data.store.catalogue import NAMES, command_class
from tests.support.bakery import Bakery
from tests.support.cast import ANA, BENCH, NOW, OLIVE
from tests.support.dockets import docket, ingest
from tests.sync_agent.hub.rig import node

DAY = 24 * HOUR
RELIED_ON = (
    *("add_store", "edit_store", "set_sizes", "set_docket", "set_policies", "add_terminal"),
    *("add_staff", "set_badge", "set_pin", "set_staff_active", "rename_staff", "set_role"),
    *("add_item", "add_product", "edit_item", "edit_product", "set_recipe", "set_product_terms"),
    *("set_supplier", "set_offer", "set_item_terms"),
    *("connect_shop", "disconnect_shop", "link_stock"),
)


class Alone:
    """A terminal whose hub was heard at NOW, in this boot."""

    def __init__(self, bakery: Bakery) -> None:
        self.bakery = bakery
        with bakery.database.transaction():
            become(bakery.database, replace(node("one", BENCH), heard="E1"))
        stamp = bakery.machine.stamp()
        self.boot, self.mono = stamp.boot_id, stamp.mono_ns // 1_000_000
        self.heard()

    def heard(self, offset_ms: int = 0) -> None:
        at = self.bakery.machine.at
        standing = replace(NOBODY, id=AGENT, heard_at=at, heard_mono=self.mono, boot_id=self.boot, offset_ms=offset_ms)
        write_standing(self.bakery.database, standing)

    def ended(self, *, wall: int, mono: int, boot: str | None = None) -> bool:
        """So much later by either clock."""
        now, boot_id = self.bakery.machine.at + wall, self.boot if boot is None else boot
        return lease.has_ended(self.bakery.database, boot_id, self.mono + mono, now)


@pytest.fixture
def alone(shop) -> Alone:
    return Alone(shop.open())


def test_every_command_of_an_admin_is_one_or_the_other():
    """Whoever adds a command that changes what others rely on says so; those of an admin that do not are named here."""
    ours = {name for name in NAMES if command_class(name).relied_on}
    assert ours == set(RELIED_ON)


class TestALease:
    def test_lasts_a_week(self, alone):
        assert not alone.ended(wall=lease.LASTS - HOUR, mono=lease.LASTS - HOUR)
        assert alone.ended(wall=lease.LASTS + HOUR, mono=lease.LASTS + HOUR)

    def test_ends_by_the_monotonic_clock_though_the_other_is_set_back(self, alone):
        assert alone.ended(wall=-400 * DAY, mono=8 * DAY)
        assert not alone.ended(wall=-400 * DAY, mono=DAY), "while it is known how long ago that was"

    def test_ends_by_the_wall_clock_after_a_restart(self, alone):
        assert alone.ended(wall=8 * DAY, mono=0, boot="another")
        assert not alone.ended(wall=6 * DAY, mono=0, boot="another")

    def test_ends_when_the_clock_is_set_back_beyond_the_last_answer_and_the_machine_restarted(self, alone):
        assert alone.ended(wall=-2 * DAY, mono=0, boot="another")

    def test_counts_what_was_done_before_the_clock_was_set_back(self, alone):
        """Eight days of scans, then the clock is set to the second day, and the machine is restarted."""
        bakery = alone.bakery
        at = bakery.machine.at
        bakery.machine.wait(8 * DAY)
        bakery.must(SetStorage(ticket(bakery), "Shelf 1"), ANA)
        bakery.machine.wait(2 * DAY - (bakery.machine.at - at))
        assert lease.has_ended(bakery.database, "another", 0, at + 2 * DAY)

    def test_adds_up_what_passed_in_each_boot(self, alone):
        """The wall clock is set back before each restart: the monotonic one of each boot tells of three days."""
        bakery = alone.bakery
        for boot in range(3):
            for mono in (0, 3 * DAY):
                stamp = replace(bakery.machine.stamp(), at=NOW + HOUR, boot_id=f"boot-{boot}", mono_ns=mono * 1_000_000)
                issued(bakery, SetStorage(ticket(bakery), f"Shelf {boot} {mono}"), stamp)
        assert alone.ended(wall=2 * HOUR, mono=0, boot="another")

    def test_is_not_ended_by_a_clock_that_was_a_year_off_and_is_right_now(self, alone):
        year = 365 * DAY
        alone.heard(offset_ms=-year)  # ahead by a year when the hub was heard
        assert not alone.ended(wall=DAY - year, mono=0, boot="another")
        alone.heard(offset_ms=year)  # a year behind
        assert not alone.ended(wall=DAY + year, mono=0, boot="another")

    def test_begins_anew_with_the_hubs_next_answer(self, alone):
        alone.bakery.machine.wait(30 * DAY)
        alone.mono += 30 * DAY
        alone.heard()
        assert not alone.ended(wall=DAY, mono=DAY)

    def test_is_none_where_there_is_no_hub(self, shop):
        bakery = shop.open()
        write_standing(bakery.database, replace(NOBODY, heard_at=NOW))
        assert not lease.has_ended(bakery.database, "any", 0, NOW + 400 * DAY)


def ticket(bakery: Bakery) -> str:
    from data.kitchen.ticket import Ticket

    if not bakery.all(Ticket):
        bakery.take_in(docket("20001"))
    return bakery.all(Ticket)[0].id


def issued(bakery: Bakery, command: Command, stamp: object) -> None:
    from data.replica.issue import Seat, issue

    assert issue(bakery.database, Seat(BENCH, ""), ANA, command, stamp).accepted  # type: ignore[arg-type]


@pytest.fixture
def after(alone: Alone) -> Bakery:
    """Eight days later."""
    ticket(alone.bakery)
    alone.bakery.machine.wait(8 * DAY)
    return alone.bakery


@pytest.mark.parametrize("name", RELIED_ON)
def test_what_others_rely_on_waits_for_the_hub(after: Bakery, name: str):
    unasked = object.__new__(command_class(name))
    receipt = after.do(unasked, OLIVE)
    assert (receipt.status, receipt.code) == ("refused", "hub_not_heard")
    assert "until it is heard" in receipt.says


WORK: dict[str, Callable[[Bakery], Command]] = {
    "scan": lambda bakery: AssignStaff(ticket(bakery), ANA.staff_id),
    "shelf": lambda bakery: SetStorage(ticket(bakery), "Shelf 1"),
    "label": lambda bakery: PrintPackingLabel(ticket(bakery)),
    "stock": lambda _: CountStock("milk", 5, "counted"),
    "station": lambda _: SetStation(BENCH, "bannos", "Packing"),
    "printer": lambda _: AddPrinter(BENCH, "front", "tcp:192.168.1.50", "receipt-80"),
    "clock in": lambda _: ClockIn(ANA.staff_id),
}


@pytest.mark.parametrize("what", WORK)
def test_work_goes_on(after: Bakery, what: str):
    assert after.do(WORK[what](after), OLIVE).code != "hub_not_heard"


def test_orders_come_in(after: Bakery):
    assert after.do(ingest(docket("20044")), SERVICE_ACTOR).status == "applied"


def test_a_terminal_without_a_hub_changes_what_it_likes(shop):
    bakery = shop.open()
    bakery.machine.wait(400 * DAY)
    assert bakery.do(SetPolicies("bannos", pack({"lead_days": 2})), OLIVE).status == "applied"
