"""The packing bench: nothing that belongs into the box is forgotten; what is not right goes back with its reason."""

from __future__ import annotations

import pytest

from data.core.packed import pack
from data.kitchen.label import LabelJob
from data.line.scan import command_for
from data.orders.cancelling import CancelOrder
from data.orders.docket import Docket
from data.orders.editing import ModifyOrder
from tests.kitchen_tui.at_work import ANA, BADGES, SIZES, SUE, AtWork, Kitchen, at_work
from tests.support.dockets import cake, candles, docket

ORDER = docket(
    "20001",
    cake(title="Opera", writing="Happy Birthday Ada", allergens="no nuts", kept=(("Candle colour", "gold"),)),
    candles(quantity=3),
    note="Ring twice",
)


def at_the_bench(kitchen: Kitchen, order: Docket = ORDER) -> None:
    """Everything before Packing is done."""
    kitchen.bakery.take_in(order)
    for stage in ("Filling", "Covering", "Decorating"):
        kitchen.bakery.must(command_for(kitchen.ticket(order.number or ""), stage, "bench-1"), ANA)


def change(kitchen: Kitchen, **changes: object) -> None:
    """The customer rang."""
    kitchen.bakery.must(ModifyOrder(kitchen.ticket("20001").order_id, pack(changes), "customer rang"), SUE)


async def started(work: AtWork) -> None:
    await work.scan("B20001")
    await work.sees("packing started", "ALLERGENS [ ] no nuts")


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_packed_becomes_a_checklist_of_all_that_belongs_to_it(
    kitchen: Kitchen, size: tuple[int, int]
) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing", size=size) as work:
        await work.scan("B20001")
        await work.sees("ALLERGENS [ ] no nuts", "WRITING [ ] Happy Birthday Ada", "WITH [ ] 3 × Candles")
        if size != SIZES[0]:
            await work.sees("NOTES [ ] Ring twice", "ASKED FOR [ ] Candle colour: gold")


async def test_the_cake_in_the_hand_stays_when_its_verdict_has_gone(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    at_the_bench(kitchen, docket("10001"))
    async with at_work(kitchen, station="packing") as work:
        await started(work)
        work.station._be_quiet()
        await work.sees("READY", "PACKING: CHECK ALL", "bannos-20001")
        await work.scan("20001")
        await work.sees("OK B20001 complete")
        work.station._be_quiet()
        await work.sees("DO THIS NEXT", "bannos-10001")


async def test_space_ticks_one_thing_after_the_other_and_a_click_takes_a_tick_away(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing") as work:
        await started(work)
        await work.press(" ")
        await work.sees("ALLERGENS [✓] no nuts", "WRITING [ ]")
        await work.press(" ")
        await work.sees("WRITING [✓] Happy Birthday Ada")
        work.station.tick(0)
        await work.sees("ALLERGENS [ ] no nuts", "WRITING [✓]")


async def test_what_was_changed_after_it_was_ticked_is_open_again(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing") as work:
        await started(work)
        await work.press(" ")
        await work.press(" ")
        await work.sees("ALLERGENS [✓] no nuts", "WRITING [✓] Happy Birthday Ada")
        change(kitchen, lines={"1": {"writing": "Happy Birthday Eda"}})
        await work.scan("20001")
        await work.sees("Seen? Scan it again")
        await work.press("escape")
        await work.sees("ALLERGENS [✓] no nuts", "WRITING [ ] Happy Birthday Eda")


async def test_a_space_that_a_scanner_types_ticks_nothing(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing") as work:
        await started(work)
        work.types(" B20999 \r")
        await work.sees("UNKNOWN, KEPT")
        assert "[✓]" not in work.text()


async def test_another_round_of_the_same_cake_begins_with_an_empty_list(kitchen: Kitchen) -> None:
    kitchen.bakery.policies(qc_by_staff=True)
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing") as work:
        await started(work)
        await work.press(" ")
        await work.sees("[✓]")
        await work.press("ctrl+r")
        await work.press("1")
        await work.sees("back to Decorating")
        kitchen.bakery.must(command_for(kitchen.ticket("20001"), "Decorating", "bench-1"), ANA)
        await work.scan("bannos-20001")
        await work.sees("packing started", "ALLERGENS [ ] no nuts")
        assert "[✓]" not in work.text()


async def test_a_key_sends_a_cake_back_with_a_reason(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing", badge="sue") as work:
        await started(work)
        await work.press("ctrl+r")
        await work.sees("20001 BACK TO DECORATING: WHY?", "1 Writing wrong", "2 Smudged or damaged")
        await work.press("2")
        await work.sees("OK B20001 back to Decorating: Smudged or damaged", "Decorating 1", "PACKING 0")
    assert kitchen.ticket("20001").stage == "Decorating"


async def test_escape_keeps_the_cake_at_the_bench(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing", badge="sue") as work:
        await started(work)
        await work.press("delete")
        await work.sees("WHY?")
        await work.press("escape")
        await work.sees_no_more("WHY?")
        await work.press("1")
        await work.rest()
    assert kitchen.ticket("20001").stage == "Packing"


async def test_staff_may_send_back_only_where_the_store_says_so(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing") as work:
        await started(work)
        await work.press("ctrl+r")
        await work.press("1")
        await work.sees("NOT ALLOWED", "A supervisor sends cakes back")
        await work.scan(BADGES["sue"], suffix="\r")
        await work.sees("HELLO", "Sue")
        await work.press("ctrl+r")
        await work.press("1")
        await work.sees("back to Decorating: Writing wrong")


async def test_what_is_not_at_the_bench_cannot_go_back(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(ORDER)
    async with at_work(kitchen, station="filling", badge="sue") as work:
        await work.press("ctrl+r")
        await work.sees("NOT POSSIBLE", "It is at Filling: nothing to send back")


@pytest.mark.parametrize("size", SIZES)
async def test_a_cancelled_cake_stops_at_the_bench_in_large_type(kitchen: Kitchen, size: tuple[int, int]) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing", size=size) as work:
        await started(work)
        kitchen.bakery.must(CancelOrder(kitchen.ticket("20001").order_id, "customer rang"), SUE)
        await work.scan("20001")
        await work.sees("customer rang", "Seen? Scan it again")
        await work.sees("█")  # the word is drawn
        await work.until(lambda: work.station.face.bar.size.height >= 8, "a large bar")


async def test_a_changed_cake_stops_and_shows_what_it_is_now(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing") as work:
        await started(work)
        change(kitchen, due_date="2026-12-24")
        await work.scan("20001")
        await work.sees("Seen? Scan it again", "Thu 24 Dec", "20001")
        await work.until(lambda: work.station.face.bar.size.height >= 8, "a large bar")
        await work.scan("20001")
        await work.sees("OK B20001 complete")
        await work.until(lambda: work.station.face.bar.size.height < 8, "the bar as it was")


async def test_a_cake_that_was_changed_twice_tells_both_changes(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing") as work:
        await started(work)
        change(kitchen, lines={"1": {"writing": "Happy 50th"}})
        change(kitchen, note="No candles")
        await work.scan("20001")
        await work.sees("writing Happy Birthday Ada -> Happy 50th", "notes Ring twice -> No candles")
        await work.scan("20001")
        await work.sees("OK B20001 complete")


async def test_what_changed_while_a_change_was_shown_is_shown_too(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing") as work:
        await started(work)
        change(kitchen, lines={"1": {"writing": "Happy 50th"}})
        await work.scan("20001")
        await work.sees("-> Happy 50th", "Seen?")
        change(kitchen, note="No candles")
        await work.scan("20001")
        await work.sees("notes Ring twice -> No candles", "Seen?")
        assert kitchen.ticket("20001").stage == "Packing"
        await work.scan("20001")
        await work.sees("OK B20001 complete")


async def test_a_cake_that_was_cancelled_when_packed_is_not_told_as_done(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing") as work:
        await started(work)
        await work.scan("20001")
        await work.sees("OK B20001 complete")
        kitchen.bakery.must(CancelOrder(kitchen.ticket("20001").order_id, "customer rang"), SUE)
        await work.scan("bannos-20001")
        await work.sees("is cancelled: do not hand it over. Packing already done by Ana")
        await work.until(lambda: work.station.face.bar.size.height >= 8, "a large bar")


async def test_a_label_is_seen_before_it_is_printed(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing") as work:
        await work.press("ctrl+p")
        await work.sees("LABEL B20001", "bannos-20001", "Happy Birthday Ada", "F9: print it")
        assert "REPRINT" not in work.text()
        await work.press("escape")
        await started(work)
        await work.press("f9")
        await work.sees("OK B20001 packing label")
    assert [job.kind for job in kitchen.bakery.all(LabelJob)] == ["packing"]


async def test_a_label_that_is_looked_at_is_drawn_anew_for_another_width(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing") as work:
        await work.press("ctrl+p")
        await work.sees("LABEL B20001", "+----")
        await work.pilot.resize_terminal(55, 16)

        def whole() -> bool:
            return any(
                line.strip().startswith("+--") and line.strip().endswith("--+") for line in work.text().split("\n")
            )

        await work.until(whole, "both corners of the label")


async def test_no_key_does_anything_to_a_ticket_that_the_set_up_page_hides(kitchen: Kitchen) -> None:
    at_the_bench(kitchen)
    async with at_work(kitchen, station="packing", badge="sue") as work:
        await started(work)
        await work.press("ctrl+u")
        await work.sees("SET-UP")
        for key in ("f9", "f11", "f8"):
            await work.press(key)
        await work.rest()
        assert work.station.has_class("-page")
    assert kitchen.bakery.all(LabelJob) == []
    assert kitchen.ticket("20001").assignee_id is None
    assert kitchen.ticket("20001").packing_start_ts is not None
