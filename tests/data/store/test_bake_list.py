"""The bake list: what is to be made for a day, counted by thing, and nothing that is cancelled or gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.core.clock import plus_days
from data.line.tend import OverridePriority
from data.orders.cancelling import CancelOrder
from data.questions.bake_list import Baking, bake_list
from data.store.postgres import PostgresDatabase
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import SUE, TODAY, TOMORROW
from tests.support.databases import emptied
from tests.support.dockets import cake, candles, docket
from tests.support.memory import as_image, in_memory
from tests.support.walk import complete_all


def asked(bakery: Bakery, day: str = TOMORROW) -> tuple[Baking, ...]:
    return bake_list(bakery.database, "bannos", day, TODAY)


def counts(bakery: Bakery) -> list[tuple[str, str | None, str | None, int]]:
    return [(one.product, one.size, one.flavour, one.quantity) for one in asked(bakery)]


class BakeList:
    """Inherit it, and give `bakery`: an opened shop without an order."""

    @pytest.fixture
    def bakery(self) -> Bakery:
        raise NotImplementedError

    def test_things_are_counted_by_product_size_and_flavour(self, bakery: Bakery) -> None:
        bakery.take_in(docket("1", cake("1", "Opera", quantity=3), cake("2", "Opera", flavour="Oreo")))
        bakery.take_in(docket("2", cake("1", "Opera"), cake("2", "Opera", size="Large"), cake("3", "Babka")))

        assert counts(bakery) == [
            ("Babka", "Medium", None, 1),
            ("Opera", "Large", None, 1),
            ("Opera", "Medium", None, 4),
            ("Opera", "Medium", "Oreo", 1),
        ]

    def test_every_ticket_stands_under_its_thing_the_earliest_window_first(self, bakery: Bakery) -> None:
        bakery.take_in(docket("1", cake(), window_from=900, window_to=960))
        bakery.take_in(docket("2", cake(writing="Ada"), window_from=600, window_to=720))
        bakery.take_in(docket("3", cake(), candles(), allergens="nuts"))
        (one,) = asked(bakery)

        assert [line.order_number for line in one.tickets] == ["3", "2", "1"]
        assert one.tickets[1].writing == "Ada"
        assert "Candles" in one.tickets[0].accessories

    def test_only_the_day_itself_is_asked(self, bakery: Bakery) -> None:
        for n, day in enumerate((TODAY, TOMORROW, plus_days(TODAY, 2), None), 1):
            bakery.take_in(docket(str(n), due_date=day))

        assert [line.order_number for one in asked(bakery) for line in one.tickets] == ["2"]
        assert asked(bakery, "2031-01-01") == ()

    def test_what_is_cancelled_or_packed_is_not_to_be_made(self, bakery: Bakery) -> None:
        for number in ("1", "2", "3"):
            bakery.take_in(docket(number, cake(quantity=1)))
        bakery.must(CancelOrder(bakery.ticket("1").order_id, "no longer wanted"), SUE)
        complete_all(bakery, bakery.ticket("2"))

        assert [line.order_number for one in asked(bakery) for line in one.tickets] == ["3"]

    def test_an_urgent_ticket_is_on_the_list_once(self, bakery: Bakery) -> None:
        bakery.take_in(docket("1"))
        bakery.must(OverridePriority(bakery.ticket("1").id, 3), SUE)

        assert [one.quantity for one in asked(bakery)] == [1]


class TestOnSqlite(BakeList):
    @pytest.fixture
    def bakery(self, template: Path) -> Iterator[Bakery]:
        with closing(in_memory(as_image(template.read_bytes()))) as database:
            yield open_shop(database)


@pytest.mark.postgres
class TestOnPostgres(BakeList):
    @pytest.fixture
    def bakery(self, postgres_url: str) -> Iterator[Bakery]:
        with emptied(postgres_url) as database:
            assert isinstance(database, PostgresDatabase)
            yield open_shop(database)
