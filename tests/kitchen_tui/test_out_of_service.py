"""A station that is open while its terminal is taken out of service says so, and nothing breaks."""

from __future__ import annotations

from data.replica.emptying import empty
from tests.kitchen_tui.at_hub import HubKitchen
from tests.kitchen_tui.at_work import at_work
from tests.support.cast import NOW
from tests.support.dockets import docket


async def test_an_open_station_says_that_nothing_is_left(hub_kitchen: HubKitchen) -> None:
    hub_kitchen.other.bakery.take_in(docket("20001"))
    hub_kitchen.sync()
    async with at_work(hub_kitchen) as work:
        await work.sees("20001")
        assert empty(hub_kitchen.ours.database, 10**9, NOW)
        await work.sees("taken out of service")
        await work.scan("B20001")
        await work.sees("taken out of service")
    assert not (hub_kitchen.folder / "crash.log").exists()
