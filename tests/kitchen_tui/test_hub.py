"""A terminal among others: how it stands to its hub, what others do, and what waits for news."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from data.core.clock import MINUTE
from data.exchange.node import REPLAY
from data.kitchen.unknown import UnknownScan
from data.line.scan import command_for
from data.orders.cancelling import CancelOrder
from data.organization.printer import AddPrinter
from kitchen_tui import hub_link
from kitchen_tui.board import View
from kitchen_tui.desk import Desk
from kitchen_tui.hub_link import HubLink
from kitchen_tui.news import LABELS, HubTold
from kitchen_tui.reading import part_of_board
from tests.kitchen_tui.at_hub import HubKitchen
from tests.kitchen_tui.at_work import ANA, BO, SIZES, SUE, AtWork, Kitchen, at_work
from tests.support.cast import BENCH, OTHER_BENCH
from tests.support.dockets import docket

COMPLETED = "SELECT ticket_id FROM journal WHERE name = 'complete_filling' ORDER BY seq"


def order(kitchen: HubKitchen, number: str) -> None:
    """Comes in at the other terminal, and is known everywhere."""
    kitchen.other.bakery.take_in(docket(number))
    kitchen.sync()


def somebody() -> subprocess.Popen[bytes]:
    """A process that waits to be killed."""
    return subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)


def works_elsewhere(kitchen: HubKitchen, number: str, station: str = "Filling") -> None:
    """Bo scans it at the other bench, and the news comes here."""
    other = kitchen.other
    ticket = other.bakery.ticket(number)
    other.bakery.must(command_for(ticket, station, OTHER_BENCH), BO, terminal=OTHER_BENCH)
    kitchen.sync()


class TestTheHeader:
    @pytest.mark.parametrize("size", SIZES)
    async def test_without_a_hub_it_says_nothing_of_one(self, kitchen: Kitchen, size: tuple[int, int]) -> None:
        kitchen.bakery.take_in(docket("20001"))
        async with at_work(kitchen, size=size) as work:
            await work.sees("20001")
            assert "HUB" not in work.text()
            assert "AGENT" not in work.text()
            assert "unsent" not in work.text()

    async def test_it_tells_how_old_the_data_is_and_what_waits_for_the_hub(self, hub_kitchen: HubKitchen) -> None:
        order(hub_kitchen, "20001")
        hub_kitchen.ours.agent()
        async with at_work(hub_kitchen) as work:
            await work.sees("HUB 0 s")
            await work.scan("B20001")
            await work.sees("OK B20001", "1 unsent")
            hub_kitchen.ours.exchange()
            await work.sees_no_more("unsent")

    @pytest.mark.parametrize(
        ("trouble", "wide", "narrow"),
        [
            ("unreachable", ("HUB UNREACHABLE since 09:59",), "NO HUB"),
            ("token_refused", ("ENROL AGAIN", "Token refused: enrol this terminal again"), "ENROL AGAIN"),
            ("node_conflict", ("ENROL AGAIN", "This terminal is a copy of another one"), "ENROL AGAIN"),
            ("hub_too_old", ("HUB TOO OLD", "The hub is too old for this program"), "HUB TOO OLD"),
            ("unheard_of", ("HUB IN TROUBLE", "The moon is in the way"), "HUB"),
        ],
    )
    async def test_it_says_in_words_what_is_wrong(
        self, hub_kitchen: HubKitchen, trouble: str, wide: tuple[str, ...], narrow: str
    ) -> None:
        since = hub_kitchen.machine.at - MINUTE
        hub_kitchen.ours.agent(trouble=trouble, says="The moon is in the way", since=since)
        async with at_work(hub_kitchen) as work:
            await work.sees(*wide)
        async with at_work(hub_kitchen, size=(55, 16)) as work:
            await work.sees(narrow)

    async def test_a_clock_that_is_far_off_is_told_with_which_way(self, hub_kitchen: HubKitchen) -> None:
        hub_kitchen.ours.agent(offset_ms=4 * MINUTE, trouble="clock_off", says="anything")
        async with at_work(hub_kitchen) as work:
            await work.sees("CLOCK", "This clock is 4 min slow: set it right")
            hub_kitchen.ours.agent(offset_ms=-240 * MINUTE, trouble="clock_off")
            await work.sees("This clock is 4 h 00 fast")
            hub_kitchen.ours.agent(offset_ms=1_000, trouble="")
            await work.sees("HUB 0 s")

    async def test_an_agent_that_died_is_missed_without_a_word_of_it(self, hub_kitchen: HubKitchen) -> None:
        child = somebody()
        hub_kitchen.ours.agent(pid=child.pid)
        async with at_work(hub_kitchen) as work:
            await work.sees("HUB 0 s")
            child.kill()
            await work.sees("NO AGENT", "The sync agent does not run: nothing is sent. Scans are kept")
            assert child.stdin is not None
            child.stdin.close()
            child.wait()

    async def test_it_is_there_at_a_place_too(self, hub_kitchen: HubKitchen) -> None:
        async with at_work(hub_kitchen, badge="sue") as work:
            await work.sees("HUB")
            work.station.go_to_place("notices")
            await work.sees("NOTICES", "HUB")


class TestNewsOfOthers:
    async def test_a_scan_at_another_terminal_is_seen_here(self, hub_kitchen: HubKitchen) -> None:
        order(hub_kitchen, "20001")
        async with at_work(hub_kitchen) as work:
            await work.sees("DO THIS NEXT", "bannos-20001")
            works_elsewhere(hub_kitchen, "20001")
            await work.sees("NOTHING TO DO HERE", "Covering 1")

    async def test_the_cursor_and_what_is_half_typed_stay(self, hub_kitchen: HubKitchen) -> None:
        for number in ("20001", "20002", "20003"):
            order(hub_kitchen, number)
        async with at_work(hub_kitchen) as work:
            await work.press("down")
            await work.press("down")
            await work.sees("LOOKING AT", "bannos-20002")
            work.types("2000")
            await work.sees("▸ 2000▏")
            works_elsewhere(hub_kitchen, "20001")
            await work.sees("Covering 1", "LOOKING AT", "bannos-20002", "▸ 2000▏")

    async def test_at_a_place_they_stay_too(self, hub_kitchen: HubKitchen) -> None:
        for number in ("20001", "20002", "20003"):
            order(hub_kitchen, number)
        async with at_work(hub_kitchen, badge="sue") as work:
            work.station.go_to_place("queue")
            await work.sees("▸ ▲ High 20001")
            await work.press("down")
            await work.sees("▸ ▲ High 20002")
            work.types("look")
            works_elsewhere(hub_kitchen, "20001")
            await work.sees("Covering", "▸ ▲ High 20002", "▸ Find: look▏")

    async def test_a_question_about_a_cake_that_moved_is_asked_no_more(self, hub_kitchen: HubKitchen) -> None:
        order(hub_kitchen, "20001")
        async with at_work(hub_kitchen, station="covering") as work:
            await work.scan("B20001")
            await work.sees("Enter: yes")
            works_elsewhere(hub_kitchen, "20001")
            await work.sees("CHANGED MEANWHILE", "Somebody else has changed it")
            await work.press("enter")
            assert hub_kitchen.ticket("20001").stage == "Covering"
            await work.scan("B20001")
            await work.sees("OK B20001 to Decorating")

    async def test_a_cake_in_the_hand_is_drawn_as_it_is_now(self, hub_kitchen: HubKitchen) -> None:
        order(hub_kitchen, "20001")
        async with at_work(hub_kitchen) as work:
            await work.scan("B20001")
            await work.holds("B20001")
            hub_kitchen.sync()
            works_elsewhere(hub_kitchen, "20001", "Covering")
            await work.until(lambda: _held_stage(work) == "Decorating", "the card to follow")

    async def test_a_cake_that_was_cancelled_meanwhile_is_stopped(self, hub_kitchen: HubKitchen) -> None:
        order(hub_kitchen, "20001")
        async with at_work(hub_kitchen, station="covering") as work:
            await work.scan("B20001")
            await work.sees("Enter: yes")
            other = hub_kitchen.other.bakery
            other.must(CancelOrder(other.order("20001").id, "rang"), SUE, terminal=OTHER_BENCH)
            hub_kitchen.sync()
            await work.sees("CHANGED MEANWHILE")
            await work.scan("B20001")
            await work.sees("CANCELLED", "Seen?")


def _held_stage(work: AtWork) -> str:
    line = work.station.face.card.line
    return line.stage if line is not None else ""


def test_yes_is_only_said_to_what_was_shown(hub_kitchen: HubKitchen) -> None:
    # Between the news and the screen's word about it there may be a scan: it must not confirm what nobody saw.
    order(hub_kitchen, "20001")
    desk = hub_kitchen.desk()
    asked = desk.scan("B20001", "Decorating", SUE)
    works_elsewhere(hub_kitchen, "20001")
    again = desk.scan("B20001", "Decorating", SUE)
    desk.database.close()

    assert (asked.verdict, again.verdict) == ("confirm", "confirm")
    assert "Filling" in asked.says
    assert "Filling" not in again.says


class TestNewsInBulk:
    async def test_scans_wait_for_it_and_are_done_in_their_order(self, hub_kitchen: HubKitchen) -> None:
        for number in ("20001", "20002"):
            order(hub_kitchen, number)
        async with at_work(hub_kitchen) as work:
            hub_kitchen.ours.agent(swap_rows=50_000, swap_since=hub_kitchen.machine.at)
            await work.sees("NEWS COMES IN since 10:00")
            await work.scan("B20001")
            await work.sees("WAIT News is being taken in: scans wait")
            await work.scan("B20002")
            await work.rest()
            assert {hub_kitchen.ticket(n).stage for n in ("20001", "20002")} == {"Filling"}
            hub_kitchen.ours.agent(swap_rows=0, swap_since=None)
            await work.sees("OK B20002")
        scanned = hub_kitchen.ours.database.rows(COMPLETED)
        assert [ticket for (ticket,) in scanned] == [hub_kitchen.ticket(n).id for n in ("20001", "20002")]

    async def test_they_do_not_wait_for_an_agent_that_died_of_it(self, hub_kitchen: HubKitchen) -> None:
        order(hub_kitchen, "20001")
        child = somebody()
        async with at_work(hub_kitchen) as work:
            hub_kitchen.ours.agent(pid=child.pid, swap_rows=50_000, swap_since=hub_kitchen.machine.at)
            await work.sees("NEWS COMES IN")
            await work.scan("B20001")
            await work.sees("WAIT News is being taken in")
            child.kill()
            child.communicate()
            await work.sees("OK B20001", "NO AGENT")

    def test_nor_for_ever_for_one_that_stands_still(
        self, hub_kitchen: HubKitchen, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # A stopped process is no dead one. The patience is for the piece of news, not for every scan anew.
        monkeypatch.setattr(hub_link, "LONGEST_S", 0.05)
        desk, told = hub_kitchen.desk(), list[HubTold]()
        link = HubLink(desk, told.append)  # type: ignore[arg-type]
        link.look()
        hub_kitchen.ours.agent(swap_rows=50_000, swap_since=hub_kitchen.machine.at)
        link.wait_for_news()
        steps: list[float] = []
        monkeypatch.setattr(time, "sleep", steps.append)
        link.wait_for_news()
        desk.database.close()

        assert steps == []


class TestADaySeenAgain:
    @pytest.mark.parametrize("size", SIZES)
    async def test_its_screens_work_and_say_what_they_are(self, hub_kitchen: HubKitchen, size: tuple[int, int]) -> None:
        order(hub_kitchen, "20001")
        hub_kitchen.ours.database.run("UPDATE sync_node SET id = ?", (REPLAY,))
        async with at_work(hub_kitchen, size=size, badge="sue") as work:
            await work.sees("SEEN AGAIN", "20001")
            await work.scan("B20001")
            await work.sees("This is a day seen again")
            work.station.go_to_place("queue")
            await work.sees("SEEN AGAIN", "20001")
        assert hub_kitchen.ticket("20001").stage == "Filling"

    async def test_nothing_of_it_is_printed(self, hub_kitchen: HubKitchen) -> None:
        hub_kitchen.ours.bakery.must(AddPrinter(BENCH, "zebra", "tcp:127.0.0.1:9", "label-4x6-203"))
        hub_kitchen.ours.database.run("UPDATE sync_node SET id = ?", (REPLAY,))
        desk = hub_kitchen.desk()
        labels = part_of_board(desk, LABELS, View("Filling"))
        desk.database.close()

        assert not labels.printer


class TestAKeptScan:
    async def test_counts_when_its_order_comes_with_the_news(self, hub_kitchen: HubKitchen) -> None:
        async with at_work(hub_kitchen) as work:
            await work.scan("B20001")
            await work.sees("not known yet, kept")
            scanned_at = hub_kitchen.machine.at
            order(hub_kitchen, "20001")
            await work.until(lambda: hub_kitchen.ticket("20001").stage == "Covering", "the scan to count")
            await work.sees("Covering 1")
        hub_kitchen.sync()
        (fact,) = hub_kitchen.hub.bakery.facts(hub_kitchen.hub.bakery.ticket("20001"))
        assert (fact.at, fact.staff_id, fact.terminal_id) == (scanned_at, "ana", BENCH)

    def test_counts_once_whoever_lets_it_count(self, hub_kitchen: HubKitchen) -> None:
        desk, kitchen = hub_kitchen.desk(), hub_kitchen
        desk.scan("B20001", "Filling", ANA)
        kitchen.sync()
        kitchen.other.bakery.take_in(docket("20001"))
        kitchen.sync()
        other = _desk_of_the_other(kitchen)
        other.redeem()
        assert kitchen.other.bakery.ticket("20001").stage == "Filling", "the scanner's own terminal comes first"
        other.machine.at += 3 * MINUTE  # type: ignore[attr-defined]
        other.redeem()
        desk.redeem()
        kitchen.sync()
        for database in (desk.database, other.database):
            database.close()

        for bakery in (kitchen.hub.bakery, kitchen.ours.bakery, kitchen.other.bakery):
            assert bakery.ticket("20001").stage == "Covering"
            assert len(bakery.facts(bakery.ticket("20001"))) == 1
            assert [scan.redeemed_by is not None for scan in bakery.all(UnknownScan)] == [True]


def _desk_of_the_other(kitchen: HubKitchen) -> Desk:
    ours, kitchen.folder = kitchen.folder, kitchen.other.folder
    try:
        return kitchen.desk()
    finally:
        kitchen.folder = ours
