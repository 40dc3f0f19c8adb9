"""Cut-offs in the store's own time, across clock changes, holidays and the end of a year."""

from __future__ import annotations

from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from data.core.packed import pack
from data.procurement.deliveries import deliveries, next_two
from data.procurement.supplier import Supplier

BERLIN = "Europe/Berlin"


def supplier(order=(0, 1, 2, 3, 4), cutoff=12 * 60, lead=1, delivers=(0, 1, 2, 3, 4), closed=()) -> Supplier:
    return Supplier(
        "s",
        "bannos",
        "Mill",
        None,
        pack(list(order)),
        cutoff,
        lead,
        pack(list(delivers)),
        pack(list(closed)),
        0,
        True,
        0,
    )


def at(text: str, zone: str = BERLIN) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def coming(who: Supplier, now: int, zone: str = BERLIN, many: int = 2) -> list[tuple[str, str]]:
    found = islice(deliveries(who, zone, now), many)
    return [(datetime.fromtimestamp(d.order_by / 1000, ZoneInfo(zone)).isoformat(), d.arrives) for d in found]


def test_before_the_cut_off_it_comes_tomorrow_and_after_it_a_day_later():
    before, after = at("2026-11-24T11:59"), at("2026-11-24T12:00")

    assert coming(supplier(), before, many=1) == [("2026-11-24T12:00:00+01:00", "2026-11-25")]
    assert coming(supplier(), after, many=1) == [("2026-11-25T12:00:00+01:00", "2026-11-26")]


def test_the_last_cut_off_counts_that_still_reaches_a_delivery():
    """Delivered on Thursdays only: Wednesday noon is the last moment, not the next one."""
    who = supplier(delivers=(3,))

    assert coming(who, at("2026-11-23T08:00")) == [
        ("2026-11-25T12:00:00+01:00", "2026-11-26"),
        ("2026-12-02T12:00:00+01:00", "2026-12-03"),
    ]


def test_over_a_weekend_and_closed_days_at_the_end_of_a_year():
    who = supplier(closed=("2026-12-24", "2026-12-25", "2026-12-31", "2027-01-01"))

    assert coming(who, at("2026-12-23T13:00")) == [
        ("2026-12-28T12:00:00+01:00", "2026-12-29"),
        ("2026-12-29T12:00:00+01:00", "2026-12-30"),
    ]
    assert coming(who, at("2026-12-30T11:00"), many=1) == [("2026-12-30T12:00:00+01:00", "2027-01-04")]


@pytest.mark.parametrize(
    ("now", "cutoff", "order_by"),
    [
        # Half past two does not exist on 29 March 2026, and comes twice on 25 October: the first counts.
        ("2026-03-28T20:00", 150, "2026-03-29T03:30:00+02:00"),
        ("2026-10-24T20:00", 150, "2026-10-25T02:30:00+02:00"),
        ("2026-03-28T20:00", 720, "2026-03-29T12:00:00+02:00"),
        ("2026-10-24T20:00", 720, "2026-10-25T12:00:00+01:00"),
    ],
)
def test_a_cut_off_is_a_time_on_the_wall_on_the_days_on_which_clocks_change(now, cutoff, order_by):
    who = supplier(order=(6,), cutoff=cutoff, delivers=range(7))

    assert coming(who, at(now), many=1)[0][0] == order_by


def test_a_store_far_away_counts_its_own_days():
    """Monday evening in Berlin is Tuesday in Apia."""
    who = supplier(order=(1,), delivers=(2,))

    assert coming(who, at("2026-11-23T13:00", BERLIN), "Pacific/Apia", 1)[0][1] == "2026-11-25"


def test_one_that_is_always_closed_never_delivers():
    """A year of closed days: nobody looks for ever."""
    days = [f"{2026 + m // 12}-{m % 12 + 1:02d}-{d:02d}" for m in range(24) for d in range(1, 32)]

    assert next_two(supplier(closed=days), BERLIN, at("2026-01-01T00:00")) == (None, None)
