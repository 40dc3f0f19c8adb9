"""What the store room and the products show, asked of both databases."""

from __future__ import annotations

import pytest

from data.core.outcome import Put
from data.line.complete import CompleteFilling
from data.questions.products import products_of
from data.questions.stock import LOW, OUT, LedgerLine, ledger_of, stock_of
from data.stock.commands import CountStock, ReceiveStock
from data.stock.editing import EditItem, EditProduct, SetRecipe
from data.stock.item import InventoryTxn, Product
from data.stock.selling import available_to_sell
from data.stock.setting_up import AddItem, AddProduct
from data.store.execute import apply
from data.store.sqlite import SqliteDatabase
from tests.support.bakery import Bakery, open_shop
from tests.support.cast import ADI, ANA, BOX, MILK, SUE
from tests.support.dockets import cake, docket


class StockContract:
    """Inherit it, and give `bakery`."""

    def test_every_item_of_the_store_is_listed_by_its_name(self, bakery):
        bakery.must(AddItem("flour", "flourlane", "Flour", "g"), ADI)
        bakery.must(AddItem("eclair", "bannos", "éclair dough", "g"), ADI)
        bakery.must(AddItem("anise", "bannos", "anise", "g", sku="AN-1"), ADI)

        assert [item.name for item in stock_of(bakery.database, "bannos")] == ["anise", "Box", "Milk", "éclair dough"]

    def test_an_item_is_low_from_its_reorder_point_down_and_out_when_nothing_can_be_promised(self, bakery):
        marks = []
        for grams in (2_001, 2_000, 1, 0):
            bakery.do(CountStock(MILK, grams), ANA)
            marks.append(next(i.mark for i in stock_of(bakery.database, "bannos") if i.id == MILK))

        assert marks == ["", LOW, LOW, OUT]

    def test_a_buffer_is_never_promised(self, bakery):
        bakery.must(EditItem(BOX, "Box", "pc", buffer=200), ADI)

        assert next(i.mark for i in stock_of(bakery.database, "bannos") if i.id == BOX) == OUT

    def test_a_ledger_tells_what_when_why_for_whom_and_by_whom(self, bakery):
        bakery.machine.wait(60_000)
        bakery.take_in(docket("20001"))
        bakery.machine.wait(60_000)
        bakery.must(CompleteFilling(bakery.ticket("20001").id), ANA)
        bakery.must(CountStock(MILK, 90_000, "Friday"), SUE)

        lines = ledger_of(bakery.database, MILK, 10).lines
        assert [(x.kind, x.on_hand, x.reserved, x.reason, x.order_number, x.ticket, x.who) for x in lines] == [
            ("count", -9_500, 0, "Friday", None, None, "Sue"),
            ("consume", -500, -500, "filling done", "20001", "B20001", "Ana"),
            ("hold", 0, 500, "order", "20001", "B20001", "Service"),
            ("receive", 100_000, 0, "receive", None, None, "Olive"),
        ]

    def test_a_ledger_outlives_the_journal(self, bakery):
        bakery.take_in(docket("20001"))
        bakery.must(CompleteFilling(bakery.ticket("20001").id), ANA)
        bakery.database.run("DELETE FROM journal")

        who = [(line.kind, line.who) for line in ledger_of(bakery.database, MILK, 10).lines]
        assert who == [("consume", "Ana"), ("hold", "Service"), ("receive", "Olive")]

    @pytest.mark.parametrize("size", [1, 2, 7, 100])
    def test_a_ledger_is_read_page_by_page_without_gap_or_repeat(self, bakery, size):
        for n in range(6):
            bakery.must(ReceiveStock(MILK, n + 1), SUE)
        whole = ledger_of(bakery.database, MILK)
        read: list[LedgerLine] = []
        before, more = None, True
        while more:
            page = ledger_of(bakery.database, MILK, size, before)
            read += page.lines
            more, before = page.more, page.lines[-1].key

        assert tuple(read) == whole.lines
        assert [line.on_hand for line in read] == [6, 5, 4, 3, 2, 1, 100_000]
        assert not whole.more

    def test_what_can_be_sold_is_what_the_rules_reckon(self, bakery):
        bakery.must(AddItem("tart", "bannos", "Tart", "pc", buffer=2), ADI)
        bakery.must(AddProduct("tart", "bannos", "Tart", finished_item_id="tart"), ADI)
        bakery.must(ReceiveStock("tart", 10), SUE)
        bakery.must(AddProduct("air", "bannos", "Air"), ADI)
        bakery.must(SetRecipe("gelato-cake", "Small", MILK, 300), ADI)
        bakery.must(SetRecipe("sponge", "Large", MILK, 7), ADI)
        bakery.take_in(docket("20001", cake(quantity=3)))

        found = products_of(bakery.database, "bannos", ("Small", "Medium", "Large"))
        assert [line.title for line in found] == ["Air", "Gelato Cake", "Sponge", "Tart"]
        for line in found:
            (product,) = [p for p in bakery.all(Product) if p.id == line.id]
            for size in ("", "Small", "large", "Tiny"):
                assert line.can_sell(size) == available_to_sell(bakery.rows, product, size), (line.title, size)

    def test_a_recipe_stands_in_the_order_of_the_sizes_without_what_was_taken_out(self, bakery):
        bakery.must(SetRecipe("gelato-cake", "Small", MILK, 300), ADI)
        bakery.must(SetRecipe("gelato-cake", "", BOX, 0), ADI)

        found = {p.id: p for p in products_of(bakery.database, "bannos", ("Small", "Medium", "Large"))}
        assert [(x.size, x.item, x.quantity, x.unit) for x in found["gelato-cake"].recipe] == [
            ("", "Milk", 500, "g"),
            ("Small", "Milk", 300, "g"),
            ("Large", "Box", 1, "pc"),
            ("Large", "Milk", 900, "g"),
        ]

    def test_a_product_that_is_not_active_is_known_as_such(self, bakery):
        bakery.must(EditProduct("sponge", "Sponge", active=False), ADI)

        assert {p.id: p.active for p in products_of(bakery.database, "bannos")} == {
            "gelato-cake": True,
            "sponge": False,
        }


class TestOnSqlite(StockContract):
    @pytest.fixture
    def bakery(self, sqlite_database: SqliteDatabase) -> Bakery:
        return open_shop(sqlite_database)


@pytest.mark.postgres
class TestOnPostgres(StockContract):
    @pytest.fixture
    def bakery(self, postgres) -> Bakery:
        return open_shop(postgres)


@pytest.mark.parametrize("before", [None, ("command-050000", "txn-050000")], ids=["newest", "in the middle"])
def test_a_page_of_a_hundred_thousand_lines_costs_what_a_page_of_few_costs(bakery, before):
    with bakery.database.transaction():
        for n in range(3_000):
            line = InventoryTxn(
                *(f"txn-{n:06}", "bannos", MILK, 1, 0, "receive", "", None, None, f"command-{n:06}", 1_000 + n)
            )
            apply(bakery.database, Put(line))
    asked: list[tuple[str, list[object]]] = []

    class Watching:
        def rows(self, sql: str, values: list[object]) -> list[object]:
            asked.append((sql, values))
            return []

    ledger_of(Watching(), MILK, 200, before)  # type: ignore[arg-type]
    ((sql, values),) = asked
    plan = [row[-1] for row in bakery.database.rows(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert any("ix_inventory_txn_item" in step for step in plan), plan
    assert not [step for step in plan if "TEMP B-TREE" in step or step.startswith("SCAN")], plan
