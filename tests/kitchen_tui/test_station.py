"""The station beyond scans: its four stages, its filters, its pages, its clock."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from shutil import copyfile

import pytest

from data.core.clock import HOUR, MINUTE
from data.line.scan import command_for
from data.orders.cancelling import CancelOrder
from data.store.crash import LOG
from data.store.schema import FILE_NAME
from data.store.sqlite import SqliteDatabase
from kitchen_tui.screens.station import Station
from tests.kitchen_tui.at_work import ANA, SIZES, SUE, Kitchen, at_work
from tests.support.bakery import open_shop
from tests.support.cast import TODAY
from tests.support.dockets import cake, candles, docket


async def test_do_this_next_shows_what_is_needed_to_begin(kitchen: Kitchen) -> None:
    line = cake(
        title="Opera",
        size="Large",
        flavour="Hazelnut",
        writing="Happy Birthday Ada",
        allergens="no nuts",
        kept=(("Candle colour", "gold"),),
    )
    order = docket("20001", line, candles(quantity=3), note="Ring twice", due_date=TODAY, test=True)
    kitchen.bakery.take_in(order)
    async with at_work(kitchen) as work:
        await work.sees(
            "DO THIS NEXT ▲ High TEST",
            "Opera",
            "Large · Hazelnut",
            "bannos-20001 · B20001",
            "Fri 27 Nov",
            "today",
            "ALLERGENS no nuts",
            "WRITING Happy Birthday Ada",
            "NOTES Ring twice",
            "WITH 3 × Candles",
            "ASKED FOR Candle colour: gold",
            "FOR Ada Lovelace · pickup",
        )


async def test_a_batch_tells_how_many(kitchen: Kitchen) -> None:
    kitchen.bakery.policies(split_up_to=1)
    kitchen.bakery.take_in(docket("20001", cake(title="Mini cheesecake", quantity=60)))
    async with at_work(kitchen) as work:
        await work.sees("60 × Mini cheesecake")


@pytest.mark.parametrize(
    ("key", "stage"), [("f1", "Filling"), ("f2", "Covering"), ("f3", "Decorating"), ("f4", "Packing")]
)
async def test_a_key_goes_to_each_station(kitchen: Kitchen, key: str, stage: str) -> None:
    kitchen.bakery.take_in(docket("20001"))
    for done in ("Filling", "Covering", "Decorating", "Packing")[: int(key[1]) - 1]:
        kitchen.bakery.must(command_for(kitchen.ticket("20001"), done, "bench-1"), ANA)
    async with at_work(kitchen, station=None) as work:
        await work.sees("FILLING")
        await work.press(key)
        await work.sees(f" {stage.upper()} ", "DO THIS NEXT", f"{stage.upper()} 1 · 1 free")


async def test_packing_is_begun_by_the_first_scan_and_done_by_the_second(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    for stage in ("Filling", "Covering", "Decorating"):
        kitchen.bakery.must(command_for(kitchen.ticket("20001"), stage, "bench-1"), ANA)
    async with at_work(kitchen, station="packing") as work:
        await work.scan("B20001")
        await work.sees("OK B20001 packing started. Scan again when packed", "PACKING 1")
        await work.scan("20001")
        await work.sees("OK B20001 complete", "PACKING 0")


async def test_mine_and_unassigned_filter_the_queue(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    kitchen.bakery.take_in(docket("20002"))
    async with at_work(kitchen) as work:
        await work.press("f11")
        await work.sees("OK B20001 to Ana", "FILLING 2 · 1 free")
        await work.press("f6")
        await work.until(lambda: [line.code for line in work.station.board.lines] == ["B20002"], "the free one")
        await work.sees("FREE ONES")
        await work.press("f6")
        await work.press("f5")
        await work.until(lambda: [line.code for line in work.station.board.lines] == ["B20001"], "mine")
        await work.sees("MINE")
        await work.press("f5")
        await work.until(lambda: len(work.station.board.lines) == 2, "both")
        await work.press("f2")
        await work.press("f5")
        await work.sees("COVERING", "Nothing of yours here. F5: all of it again")


async def test_a_label_is_printed_of_the_ticket_that_is_shown(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    kitchen.bakery.take_in(docket("20002"))
    async with at_work(kitchen) as work:
        await work.press("down")
        await work.press("down")
        await work.sees("LOOKING AT", "bannos-20002")
        await work.press("f9")
        await work.sees("OK B20002 label")
        await work.press("f9")
        await work.sees("OK B20002 REPRINT 1")
    assert (kitchen.ticket("20001").prints, kitchen.ticket("20002").prints) == (0, 2)


async def test_escape_goes_back_to_what_comes_next(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    kitchen.bakery.take_in(docket("20002"))
    async with at_work(kitchen) as work:
        await work.press("pagedown")
        await work.sees("LOOKING AT", "bannos-20002")
        await work.press("escape")
        await work.sees("DO THIS NEXT", "bannos-20001")


async def test_all_day_counts_tell_how_many_of_each(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001", cake("1", "Opera"), cake("2", "Opera"), cake("3", "Sponge", size="Large")))
    async with at_work(kitchen) as work:
        await work.press("f7")
        await work.sees("ALL DAY AT FILLING", "2 Opera Medium", "1 Sponge Large")
        await work.press("escape")
        await work.sees("DO THIS NEXT")


async def test_help_names_every_key_and_a_scan_leaves_it(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    async with at_work(kitchen) as work:
        await work.press("?")
        await work.sees("HELP", "F8 Undo: take back my last action")
        await work.scan("B20001")
        await work.sees("OK B20001", "THIS TICKET")


async def test_a_question_mark_within_a_text_asks_for_no_help(kitchen: Kitchen) -> None:
    async with at_work(kitchen) as work:
        await work.scan("B?20001")
        await work.sees("UNREADABLE")
        assert "HELP" not in work.text()


async def test_late_tickets_warn_before_they_are_due(kitchen: Kitchen) -> None:
    early = {"due_date": TODAY, "window": "12:00 and 14:00", "window_from": 720, "window_to": 840}
    kitchen.bakery.take_in(docket("20001", **early))
    kitchen.bakery.take_in(docket("20002", due_date=TODAY))
    async with at_work(kitchen) as work:
        await work.sees("in 2 h 00")
        assert "SOON" not in work.text()
        kitchen.machine.wait(30 * MINUTE)
        work.station._beat()
        await work.sees("◔ SOON 1", "◔ SOON 20001", "10:30", "◔ in 1 h 30")
        kitchen.machine.wait(2 * HOUR)
        work.station._beat()
        await work.sees("! LATE 1", "! LATE 20001", "! late 30 min")
        kitchen.machine.wait(10 * HOUR)
        work.station._beat()
        await work.sees("! LATE 1", "◔ SOON 1", "22:30")


async def test_a_new_day_orders_the_queue_anew(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001", due_date="2026-11-29"))
    async with at_work(kitchen) as work:
        await work.sees("● Medium 20001")
        kitchen.machine.wait(14 * HOUR)
        work.station._beat()
        await work.sees("▲ High 20001", "Sat 28 Nov")


async def test_what_another_program_did_is_seen(template: Path, tmp_path: Path) -> None:
    copyfile(template, tmp_path / FILE_NAME)
    with closing(SqliteDatabase(tmp_path / FILE_NAME)) as other:
        bakery = open_shop(other)
        kitchen = Kitchen(bakery, tmp_path)
        ours = SqliteDatabase(tmp_path / FILE_NAME)
        theirs, kitchen.bakery.database = kitchen.bakery.database, ours
        desk = kitchen.desk()
        kitchen.bakery.database = theirs
        async with at_work(kitchen, open_desk=lambda: desk) as work:
            await work.sees("NOTHING TO DO HERE")
            bakery.take_in(docket("20001"))
            await work.sees("DO THIS NEXT", "bannos-20001", "FILLING 1 · 1 free")
            bakery.must(CancelOrder(bakery.order("20001").id, "rang"), SUE)
            await work.sees("✗ CANCELLED 20001")


async def test_a_click_does_what_it_points_at(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001"))
    kitchen.bakery.take_in(docket("20002"))
    async with at_work(kitchen) as work:
        await work.pilot.click(work.station.face.queue, offset=(20, 1))
        await work.sees("LOOKING AT", "bannos-20002")
        at = work.station.face.stages.size.height - 1
        await work.pilot.click(work.station.face.stages, offset=(32, at))
        await work.sees(" COVERING ", "NOTHING TO DO HERE")


async def test_the_screen_follows_its_size_while_it_runs(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001", cake(writing="Happy Birthday Ada")))
    async with at_work(kitchen, size=(157, 45)) as work:
        for width, height in (*SIZES, (80, 24), (40, 12), (157, 45)):
            await work.pilot.resize_terminal(width, height)
            keys = "F12 all of it ? help" if height < 24 else "F12 more"
            text = await work.sees("20001", "Happy Birthday Ada", "Gelato Cake", keys)
            assert max(len(line) for line in text.split("\n")) <= width
            assert len(text.split("\n")) == height


async def test_a_bare_console_gets_ascii_only(kitchen: Kitchen) -> None:
    kitchen.bakery.take_in(docket("20001", cake(writing="Happy Birthday Ada " * 40, flavour="Hazelnut")))
    async with at_work(kitchen, size=(80, 24), theme="ascii") as work:
        await work.sees("DO THIS NEXT", "...more F12", "Medium - Hazelnut")
        await work.scan("B20001")
        text = await work.sees("+ OK B20001 to Covering")
        assert text.isascii()


async def test_a_store_that_is_not_there_is_told_by_the_shell(tmp_path: Path, kitchen: Kitchen) -> None:
    from kitchen_tui.app import WRONG_USE, KitchenApp
    from kitchen_tui.desk import Desk

    app = KitchenApp(lambda: Desk.at(tmp_path / "nowhere"), tmp_path, "filling")
    async with app.run_test() as pilot:
        while app.return_code is None:
            await pilot.pause()
    assert app.return_code == WRONG_USE


async def test_a_crash_says_a_sentence_and_writes_down_no_values(
    kitchen: Kitchen, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "482915"

    def broken(station: Station, told: object) -> None:
        pin = secret
        raise ValueError(len(pin))

    async def crash() -> None:
        async with at_work(kitchen) as work:
            monkeypatch.setattr(Station, "on_told", broken)
            work.app.clerk.ask()
            await work.sees("never")

    with pytest.raises(ValueError, match="6"):
        await crash()
    log = (kitchen.folder / LOG).read_text()
    assert "ValueError" in log
    assert "broken" in log
    assert secret not in log + "".join(capsys.readouterr())
