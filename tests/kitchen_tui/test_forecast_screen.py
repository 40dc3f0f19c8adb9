"""The forecast as a whole screen: as it is drawn on terminals of three sizes, and worked with by keys alone."""

from __future__ import annotations

import pytest

from data.forecasts.forecast import Forecast, forecast_id
from tests.kitchen_tui.at_work import AtWork, Kitchen, at_work
from tests.kitchen_tui_places.snapshot import same
from tests.support.cast import TODAY, TOMORROW
from tests.support.forecast_weeks import foresee_weeks

SIZES = ((80, 24), (110, 32), (157, 45))


@pytest.fixture
def foreseen(kitchen: Kitchen) -> Kitchen:
    """Forecasts of this morning."""
    foresee_weeks(kitchen.bakery)
    return kitchen


async def opens(work: AtWork, place: str, seen: str) -> None:
    office = work.station.office
    assert office is not None
    office.go(place)
    await work.sees("LOOK UP", seen)


def planned(kitchen: Kitchen, product: str, day: str) -> int | None:
    found = kitchen.bakery.rows.get(Forecast, forecast_id("bannos", product, day))
    return found.planned if found is not None else None


@pytest.mark.parametrize("size", SIZES, ids=lambda size: "x".join(map(str, size)))
async def test_the_screens_of_a_morning(foreseen: Kitchen, size: tuple[int, int]) -> None:
    ending = "{}x{}".format(*size)
    async with at_work(foreseen, badge="sue", size=size) as work:
        await opens(work, "forecast", "The whole store")
        same(f"screen_forecast-{ending}", work.text())
        await work.press("enter")
        same(f"screen_forecast_why-{ending}", await work.sees("= Expected"))
        await work.press("escape")
        await work.sees_no_more("= Expected")
        await work.press("b")
        same(f"screen_forecast_bake-{ending}", await work.sees("25 pieces"))
        await work.press("escape")
        await work.sees_no_more("25 pieces")
        await opens(work, "accuracy", "ended between its limits")
        same(f"screen_accuracy-{ending}", work.text())


async def test_a_plan_is_typed_after_a_single_letter_and_nothing_of_it_goes_elsewhere(foreseen: Kitchen) -> None:
    async with at_work(foreseen, badge="sue") as work:
        await opens(work, "forecast", "The whole store")
        await work.press("right")
        await work.press("f")
        await work.sees("I will bake")
        for key in "30":
            await work.press(key)
        await work.press("ctrl+s")
        await work.sees("▸*30")
        assert work.station._input.pending == ""
        assert planned(foreseen, "gelato-cake", TOMORROW) == 30_000
        assert planned(foreseen, "gelato-cake", TODAY) is None


@pytest.mark.parametrize("letter", ["f", "b", "m"])
async def test_a_letter_is_text_again_at_another_place(foreseen: Kitchen, letter: str) -> None:
    async with at_work(foreseen, badge="sue") as work:
        await opens(work, "forecast", "The whole store")
        await opens(work, "products", "Can sell")
        await work.press(letter)
        await work.sees(f"Scan or type a product {letter}")


async def test_a_scan_that_begins_with_such_a_letter_is_a_scan(foreseen: Kitchen) -> None:
    async with at_work(foreseen, badge="sue") as work:
        await opens(work, "forecast", "The whole store")
        await work.scan("b20001")
        await work.sees("NOT FOUND")


async def test_who_does_not_plan_does_not_come_in(foreseen: Kitchen) -> None:
    async with at_work(foreseen, badge="ana") as work:
        office = work.station.office
        assert office is not None
        assert "forecast" not in [name for name, _title in office.tabs()]
        office.go("forecast")
        await work.sees("NOT ALLOWED")
