"""What screens ask about orders, on every database: search, held orders, the story of one, the menu."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from data.core.clock import MINUTE
from data.line.complete import CompleteDecorating, CompleteFilling
from data.line.tend import AssignStaff
from data.orders.cancelling import CancelOrder
from data.orders.handover import ReturnOrder
from data.organization.store import Store
from data.questions.menu import Wish, menu_of, promises
from data.questions.notices import notices_by_level, waiting_count
from data.questions.orders import held_orders, order_story
from data.questions.search import find_orders, search_statement
from data.stock.setting_up import AddProduct
from data.store.database import Database
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ANA, BO, BOX, MILK, MILK_AT_FIRST, OLIVE, SPONGE, SUE
from tests.support.databases import emptied
from tests.support.dockets import cake, docket
from tests.support.memory import as_image, in_memory


def filled(database: Database) -> Bakery:
    """Four orders of Banno's, a minute apart, and one of Flour Lane."""
    bakery = open_shop(database)
    orders = (
        docket("20001", cake("1", flavour="Pistachio", quantity=2), customer="Éloïse Ångström"),
        docket("20002", cake(title=SPONGE, writing="100% yours"), customer="Grace Hopper"),
        docket("20003", customer=None),
        docket("20004", due_date=None, due_text="soon"),
    )
    for order in orders:
        bakery.machine.at += MINUTE
        bakery.take_in(order)
    bakery.take_in(docket("20001", gid="gid://shopify/Order/7", customer="Flora"), "flourlane")
    bakery.must(AddProduct("torte", "bannos", "Hazelnut Torte", "HT-1", bom=(("", BOX, 1), ("Slab", BOX, 2))))
    return bakery


@pytest.fixture(scope="module")
def on_sqlite(template: Path) -> Iterator[Bakery]:
    with closing(in_memory(as_image(template.read_bytes()))) as database:
        yield filled(database)


@pytest.fixture(scope="module")
def on_postgres(postgres_url: str) -> Iterator[Bakery]:
    with emptied(postgres_url) as database:
        yield filled(database)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def busy(request: pytest.FixtureRequest) -> Bakery:
    bakery: Bakery = request.getfixturevalue(f"on_{request.param}")
    return bakery


def numbers(bakery: Bakery, text: str, limit: int = 100) -> list[str]:
    return [found.number for found in find_orders(bakery.database, "bannos", text, limit)]


def test_without_words_all_orders_of_the_store_the_newest_first(busy: Bakery) -> None:
    assert numbers(busy, "") == ["20004", "20003", "20002", "20001"]
    assert numbers(busy, "  ", limit=2) == ["20004", "20003"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("éloïse", ["20001"]),
        ("ÅNGSTRÖM pistachio", ["20001"]),
        ("sponge hopper", ["20002"]),
        ("sponge éloïse", []),
        ("100%", ["20002"]),
        ("_", []),
        ("'; DROP TABLE orders --", []),
        ("\ud800", []),
        ("x" * 100_000, []),
    ],
)
def test_every_word_must_be_somewhere_in_the_order(busy: Bakery, text: str, found: list[str]) -> None:
    assert numbers(busy, text) == found


def test_what_is_named_wholly_comes_first_and_once(busy: Bakery) -> None:
    found = find_orders(busy.database, "bannos", "20001", 100)

    assert [(order.number, order.customer) for order in found] == [("20001", "Éloïse Ångström"), ("20001", "Flora")]
    assert numbers(busy, "B20001A") == ["20001"]
    assert numbers(busy, "bannos-20003") == ["20003"]


def test_a_found_order_tells_its_first_product_and_its_tickets(busy: Bakery) -> None:
    (found,) = find_orders(busy.database, "bannos", "B20001", 100)

    assert (found.product, found.tickets, found.status) == ("Gelato Cake", 2, "CONFIRMED")


def test_held_orders_are_the_oldest_first(busy: Bakery) -> None:
    assert [order.number for order in held_orders(busy.database, "bannos")] == ["20003", "20004"]
    assert [order.number for order in held_orders(busy.database, "bannos", 1)] == ["20003"]
    assert held_orders(busy.database, "flourlane") == []


def test_the_menu_knows_products_sizes_and_what_they_are_called(busy: Bakery) -> None:
    store = busy.rows.get(Store, "bannos")
    assert store is not None
    menu = menu_of(busy.database, store)

    assert [product.title for product in menu.products] == ["Gelato Cake", "Hazelnut Torte", "Sponge"]
    torte = menu.by_sku("ht-1")
    assert torte is not None
    assert menu.by_title("hazelnut torte") is torte
    assert menu.sizes_of(torte) == ("Small", "Medium", "Large", "Slab")
    assert menu.sizes_of(None) == ()
    assert [product.title for product in menu.like("cake")] == ["Gelato Cake"]
    assert menu.custom


def test_how_many_can_still_be_promised(busy: Bakery) -> None:
    large, sponge = Wish("Gelato Cake", None, "Large"), Wish(SPONGE, None, "")
    left = busy.item(MILK).available // 900

    assert promises(busy.database, "bannos", (large, sponge, Wish("Nothing", None, ""))) == {large: left}
    assert left < MILK_AT_FIRST // 900


class TestTheStoryOfAnOrder:
    """On one database: it is told by statements that name their columns, and changes what it tells of."""

    @pytest.fixture
    def told(self, bakery: Bakery) -> Bakery:
        bakery.take_in(docket("20001", cake(quantity=2)))
        ticket = bakery.ticket("20001-A").id
        bakery.must(AssignStaff(ticket, BO.staff_id), SUE, at=bakery.machine.at + MINUTE)
        bakery.must(CompleteFilling(ticket), ANA, at=bakery.machine.at + 2 * MINUTE)
        bakery.must(CompleteDecorating(ticket, ahead=True), OLIVE, at=bakery.machine.at + 3 * MINUTE)
        return bakery

    def test_it_holds_events_and_what_was_concluded_newest_first(self, told: Bakery) -> None:
        story = order_story(told.database, told.order("20001").id)
        assert story is not None

        names = [line.name for line in story.history]
        assert names.index("decorating_completed") < names.index("filling_completed") < names.index("assigned")
        concluded = next(line for line in story.history if line.name == "inferred")
        assert (concluded.stage, concluded.who) == ("Covering", None)
        assert story.names[BO.staff_id] == "Bo"
        assert [line.at for line in story.history] == sorted((line.at for line in story.history), reverse=True)

    def test_it_names_who_when_where_and_why(self, told: Bakery) -> None:
        told.must(CancelOrder(told.order("20001").id, "no flour"), SUE, at=told.machine.at + 9 * MINUTE)
        story = order_story(told.database, told.ticket("20001-B").id)
        assert story is not None

        line = next(line for line in story.history if line.name == "order_cancelled")
        assert (line.who, line.terminal, line.detail) == ("Sue", "Bench", {"reason": "no flour"})
        assert {line.detail["level"] for line in story.history if line.name == "notice"} == {"stop"}

    def test_it_is_found_by_order_ticket_and_code_and_nothing_else(self, told: Bakery) -> None:
        order = told.order("20001")

        for about in (order.id, told.ticket("20001-B").id, "B20001", "bannos-20001"):
            story = order_story(told.database, about)
            assert story is not None
            assert story.order.id == order.id
        assert order_story(told.database, "nothing") is None

    def test_a_return_is_part_of_it(self, told: Bakery) -> None:
        order = told.order("20001")
        told.database.run("UPDATE orders SET status = 'COMPLETED', handed_over_by = 'bo' WHERE id = ?", [order.id])
        told.must(ReturnOrder(order.id, "cracked", 100), SUE)
        story = order_story(told.database, order.id)
        assert story is not None

        assert [(back.reason, back.amount) for back in story.returns] == [("cracked", 100)]
        assert "order_returned" in {line.name for line in story.history}


def plan(bakery: Bakery, sql: str, values: list[object]) -> str:
    """The steps of the statement itself, not those of what is looked up for each line."""
    steps = bakery.database.rows(f"EXPLAIN QUERY PLAN {sql}", values)
    return "\n".join(detail for _id, parent, _unused, detail in steps if parent == 0)


def test_no_search_sorts_or_reads_the_whole_table(on_sqlite: Bakery) -> None:
    for words in ([], ["ada"], ["ada", "cake"]):
        steps = plan(on_sqlite, *search_statement("sqlite", "bannos", words, 200))

        assert "ix_orders_newest" in steps
        assert "TEMP B-TREE" not in steps
        assert "SCAN" not in steps


def test_what_waits_is_counted_as_it_is_listed(busy: Bakery) -> None:
    held, attentions, dead_letters, broken = waiting_count(busy.database, "bannos")

    assert held == len(held_orders(busy.database, "bannos")) == 2
    assert attentions == dict(notices_by_level(busy.database, "bannos"))["attention"] > 0
    assert (dead_letters, broken) == (0, 0), "the letters of held orders are counted with those"


def test_an_unpaid_order_counts_among_those_that_are_held(template: Path) -> None:
    with closing(in_memory(as_image(template.read_bytes()))) as database:
        bakery = open_shop(database)
        bakery.take_in(docket("1", paid=False))

        assert waiting_count(database, "bannos").held == len(held_orders(database, "bannos")) == 1


def test_held_orders_have_an_index_of_their_own(on_sqlite: Bakery) -> None:
    where = "status IN ('PENDING', 'PAYMENT_FAILED') ORDER BY created_at, id LIMIT 5"
    steps = plan(on_sqlite, f"SELECT * FROM orders WHERE store_id = ? AND {where}", ["bannos"])

    assert "ix_orders_held" in steps
    assert "TEMP B-TREE" not in steps
