"""`forecast-scheduler`: once for each local day of a store, whatever its clocks do (F09, F10)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from data.core.clock import HOUR, MINUTE, local, local_day, plus_days
from data.core.packed import pack, unpack
from data.orders.configuring import EditStore
from data.organization.commands import SetPolicies
from data.store.housekeeping import DAY
from sync_agent.forecasts.queue import lease, requests
from sync_agent.forecasts.schedule import CRON, due_day, schedule
from tests.support.bakery import Bakery
from tests.support.cast import OLIVE


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def nights(bakery: Bakery, zone: str, since: int, until: int, step: int = 10 * MINUTE) -> list[tuple[str, str]]:
    """The days that were put down for a store in a zone, each with the wall clock at which that was."""
    bakery.must(EditStore("bannos", "Banno's", zone, "AUD", "en_AU"), OLIVE)
    found = []
    for now in range(since, until, step):
        if "bannos" in schedule(bakery.database, now):
            (request,) = [one for one in requests(bakery.database) if one.store_id == "bannos"]
            found.append((request.forecast_date, f"{local(now, zone):%H:%M}"))
            for one in lease(bakery.database, "w", now):
                one.acknowledge(bakery.database)
    return found


@pytest.mark.parametrize(
    ("zone", "day", "walls"),
    [
        # Two o'clock is left out: what is due then is due when the clock next shows something.
        ("Europe/Berlin", "2026-03-29", "03:00"),
        # Two o'clock comes twice: the first one counts.
        ("Europe/Berlin", "2026-10-25", "02:00"),
        ("Europe/London", "2026-03-29", "02:00"),
        ("Europe/London", "2026-10-25", "02:00"),
        ("America/New_York", "2026-03-08", "03:00"),
        ("America/New_York", "2026-11-01", "02:00"),
        # Half an hour.
        ("Australia/Lord_Howe", "2026-10-04", "02:30"),
        ("Australia/Lord_Howe", "2026-04-05", "02:00"),
        ("Asia/Kolkata", "2026-06-01", "02:00"),
    ],
)
def test_each_local_day_is_put_down_once_across_a_clock_change(bakery, zone, day, walls):
    middle = at(f"{day}T00:00:00")
    found = nights(bakery, zone, middle - 3 * DAY, middle + 3 * DAY)

    days = [date for date, _ in found]
    assert days == sorted(set(days))
    assert [plus_days(one, 1) for one in days[:-1]] == days[1:]
    assert dict(found)[day] == walls
    assert {wall for date, wall in found[1:] if date != day} == {"02:00"}


def test_a_day_that_an_island_left_out_is_not_foreseen(bakery):
    """Samoa went from the 29th to the 31st of December 2011."""
    found = nights(bakery, "Pacific/Apia", at("2011-12-28T00:00:00"), at("2012-01-02T00:00:00"))

    assert [day for day, _ in found] == [
        "2011-12-27",
        "2011-12-28",
        "2011-12-29",
        "2011-12-31",
        "2012-01-01",
        "2012-01-02",
    ]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Europe/London", "America/New_York", "Pacific/Apia"])
def test_what_was_missed_while_nobody_was_there_is_caught_up_once(bakery, zone):
    bakery.must(EditStore("bannos", "Banno's", zone, "AUD", "en_AU"), OLIVE)
    begun = at("2026-03-20T14:00:00")
    schedule(bakery.database, begun)
    now = begun + 9 * DAY

    assert "bannos" in schedule(bakery.database, now)
    assert schedule(bakery.database, now) == []
    (request,) = [one for one in requests(bakery.database) if one.store_id == "bannos"]
    assert request.forecast_date == local_day(now, zone)


def test_before_two_in_the_night_it_is_still_the_day_before(bakery):
    assert due_day(at("2026-06-10T23:59:00"), "Europe/Berlin") == "2026-06-10"
    assert due_day(at("2026-06-11T00:00:00") - MINUTE, "UTC") == "2026-06-10"
    assert due_day(at("2026-06-11T01:59:00"), "UTC") == "2026-06-10"
    assert due_day(at("2026-06-11T02:00:00"), "UTC") == "2026-06-11"
    assert CRON == "0 2 * * *"


def test_three_active_stores_and_one_that_rests_are_three_messages_of_two_fields(hub_of_four):
    now = at("2026-06-11T12:00:00")

    assert schedule(hub_of_four.database, now) == ["a", "b", "c"]
    found = [unpack(one.message) for one in requests(hub_of_four.database)]
    assert found == [{"restaurantId": name, "forecastDate": "2026-06-11"} for name in ("a", "b", "c")]


def test_a_store_that_wakes_up_is_foreseen_from_then_on(bakery):
    bakery.must(SetPolicies("bannos", pack({"active": False})), OLIVE)
    now = bakery.machine.at
    assert schedule(bakery.database, now) == ["flourlane"]
    bakery.must(SetPolicies("bannos", pack({"active": True})), OLIVE)

    assert schedule(bakery.database, now) == ["bannos"]


def test_a_clock_that_was_years_ahead_does_not_silence_it_for_years(bakery):
    schedule(bakery.database, at("2036-06-11T12:00:00"))

    assert schedule(bakery.database, at("2026-06-11T12:00:00")) == ["bannos", "flourlane"]
    assert schedule(bakery.database, at("2026-06-11T13:00:00")) == []


def test_a_node_below_schedules_nothing(bakery_below):
    assert schedule(bakery_below.database, bakery_below.machine.at + HOUR) == []
