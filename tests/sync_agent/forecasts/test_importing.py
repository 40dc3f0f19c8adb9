"""Sales of before, from files as people have them: taken in as a whole, or refused by the line that is wrong."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from data.forecasts.kept import DailySales
from data.stock.item import Product
from data.stock.setting_up import AddProduct
from sync_agent.forecasts.importing import Whole, take_in
from sync_agent.forecasts.spreadsheet import BadSales
from sync_agent.forecasts.stores import places
from tests.support.cast import OLIVE, TODAY, TOMORROW
from tests.support.dockets import docket
from tests.sync_agent.forecasts.alone import Alone


def file_of(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "till.csv"
    path.write_bytes(text.encode(encoding))
    return path


def taken(alone: Alone, path: Path, store: str | None = "bannos", **given: bool) -> Whole:
    return take_in(alone, path, places(alone, store), alone.at, **given)


def rows(alone: Alone) -> dict[tuple[str, str], int]:
    return {(row.product_id, row.date): row.quantity for row in alone.bakery.all(DailySales)}


def test_items_are_found_by_title_sku_and_id_in_any_case(alone, tmp_path):
    alone.bakery.must(AddProduct("pie", "bannos", "Pie", "PIE-1"), OLIVE)
    text = (
        "item,date,quantity\nSponge,2026-01-02,3\n gelato  CAKE ,2026-01-02,1.5\npie-1,2026-01-02,2\nPIE,2026-01-03,2\n"
    )

    whole = taken(alone, file_of(tmp_path, text))

    assert rows(alone) == {
        ("sponge", "2026-01-02"): 3_000,
        ("gelato-cake", "2026-01-02"): 1_500,
        ("pie", "2026-01-02"): 2_000,
        ("pie", "2026-01-03"): 2_000,
    }
    (told,) = whole.stores
    assert (told.new, told.changed, told.same, told.days, told.first, told.last) == (
        4,
        0,
        0,
        2,
        "2026-01-02",
        "2026-01-03",
    )


def test_the_same_file_again_changes_nothing_and_another_figure_that_one(alone, tmp_path):
    text = "item,date,quantity,price,sold_out\nSponge,2026-01-02,3,4.50,1\nSponge,2026-01-03,3,4.5,\n"
    taken(alone, file_of(tmp_path, text))
    before = alone.bakery.all(DailySales)

    (again,) = taken(alone, file_of(tmp_path, text)).stores
    assert (again.new, again.changed, again.same) == (0, 0, 2)
    assert alone.bakery.all(DailySales) == before
    assert before[0] == DailySales("bannos", "sponge", "2026-01-02", 3_000, 450, True, "till.csv")

    (mended,) = taken(alone, file_of(tmp_path, text.replace("2026-01-03,3", "2026-01-03,5"))).stores
    assert (mended.new, mended.changed, mended.same) == (0, 1, 1)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("item;date;quantity;price\nSponge;02.01.2026;1.234,5;4,50\n", "utf-8"),
        ("item\tdate\tquantity\tprice\nSponge\t2026-01-02\t1234,5\t4,50\n", "utf-16"),
        ('item,date,quantity,price\n"Sponge",2026-01-02T00:00:00,"1,234.5",4.50\n', "utf-8-sig"),
        ("\ufeffItem;Date;Quantity;Price\r\nSponge;2026-01-02 00:00:00;1234.5;4.50\r\n\r\n;;;\r\n", "utf-8"),
        ("item|date|quantity|price\nSponge|2026-01-02|1234.5|4.50\n", "ascii"),
    ],
    ids=["german", "excel", "english", "bom", "bars"],
)
def test_a_file_is_read_as_people_export_it(alone, tmp_path, text, encoding):
    taken(alone, file_of(tmp_path, text, encoding))

    (row,) = alone.bakery.all(DailySales)
    assert (row.product_id, row.date, row.quantity, row.price) == ("sponge", "2026-01-02", 1_234_500, 450)


def test_what_windows_writes_is_read_too(alone, tmp_path):
    alone.bakery.must(AddProduct("pie", "bannos", "Käsekuchen"), OLIVE)

    taken(alone, file_of(tmp_path, "item;date;quantity\nKäsekuchen;2026-01-02;1\n", "cp1252"))

    assert rows(alone) == {("pie", "2026-01-02"): 1_000}


def test_a_packed_file_is_unpacked(alone, tmp_path):
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress(b"item,date,quantity\nSponge,2026-01-02,3\n"))

    taken(alone, path)

    assert rows(alone) == {("sponge", "2026-01-02"): 3_000}


BAD = [
    ("", "is empty"),
    ("item,date,quantity\n", "no line below the first"),
    ("artikel,datum,menge\nSponge,2026-01-02,1\n", "no column 'item', 'date', 'quantity'"),
    ("item,date,quantity,date\nSponge,2026-01-02,1,x\n", "'date' is there twice"),
    ("item,date,quantity\nSponge,2026-01-02,three\n", "line 2: 'three' is no quantity"),
    ("item,date,quantity\nSponge,2026-01-02,\n", "line 2: '' is no quantity"),
    ("item,date,quantity\nSponge,2026-01-02,nan\n", "line 2: 'nan' is no quantity"),
    ("item,date,quantity\nSponge,2026-01-02,-1\n", "line 2: '-1': a quantity is not below zero"),
    ("item,date,quantity\nSponge,2026-01-02,1e12\n", "no quantity is so large"),
    ("item,date,quantity\nSponge,1900-01-01,1\n", "line 2: 1900-01-01 is before 2000-01-01"),
    ("item,date,quantity\nSponge,02/01/2026,1\n", "line 2: '02/01/2026' is no date"),
    ("item,date,quantity\nSponge,2026-02-30,1\n", "line 2: '2026-02-30' is no date"),
    (f"item,date,quantity\nSponge,{TOMORROW},1\n", f"line 2: {TOMORROW} is still to come"),
    ("item,date,quantity\nSponge,2026-01-02,1\n\nsponge,2026-01-02,2\n", "line 4: 'sponge' on 2026-01-02 is in line 2"),
    ("item,date,quantity\nSponge,2015-01-02,1\nSponge,2026-01-02,1\n", "line 3: 2026-01-02 is 4018 days after"),
    ("item,date,quantity\n,2026-01-02,1\n", "line 2: the item is empty"),
    ("item,date,quantity\nSponge,2026-01-02,1,2\n", "line 2: 4 cells where the first line has 3"),
    (
        "item,date,quantity\nStrudel,2026-01-02,1\nStollen,2026-01-02,1\n",
        "2 items are no product here: 'Strudel' (line 2)",
    ),
    ("item,date,quantity,price\nSponge,2026-01-02,1,cheap\n", "line 2: 'cheap' is no price"),
    ("item,date,quantity,sold_out\nSponge,2026-01-02,1,perhaps\n", "line 2: 'perhaps': sold_out is 1 or 0"),
    ("item,date,quantity,store\nSponge,2026-01-02,1,nowhere\n", "line 2: 'nowhere' is no store here"),
    ("PK\x03\x04\x00\x00sheet", "is no CSV"),
]


@pytest.mark.parametrize(("text", "says"), BAD, ids=[says for _, says in BAD])
def test_what_is_wrong_is_said_with_its_line_and_nothing_is_taken(alone, tmp_path, text, says):
    with pytest.raises(BadSales) as trouble:
        taken(alone, file_of(tmp_path, text))

    assert says in str(trouble.value)
    assert rows(alone) == {}


def test_a_wrong_last_line_takes_all_back(alone, tmp_path):
    lines = [f"Sponge,2026-01-{day:02},1" for day in range(1, 29)]

    with pytest.raises(BadSales, match="line 30"):
        taken(alone, file_of(tmp_path, "\n".join(["item,date,quantity", *lines, "Sponge,2026-02-01,x"])))
    assert rows(alone) == {}


def test_a_cut_off_file_is_said(alone, tmp_path):
    path = tmp_path / "sales.csv.gz"
    path.write_bytes(gzip.compress(b"item,date,quantity\n" + b"Sponge,2026-01-02,3\n" * 9_999)[:-20])

    with pytest.raises(BadSales, match="cannot be unpacked"):
        taken(alone, path)


def test_items_become_products_where_that_is_asked_for(alone, tmp_path):
    path = file_of(tmp_path, "item,date,quantity\nStrudel,2026-01-02,1\nstrudel,2026-01-03,2\nSponge,2026-01-02,1\n")

    (dry,) = taken(alone, path, create=True, dry=True).stores
    assert (dry.new, dry.products) == (3, ("Strudel",))
    assert rows(alone) == {}

    (told,) = taken(alone, path, create=True).stores
    (again,) = taken(alone, path, create=True).stores

    (strudel,) = [row for row in alone.bakery.all(Product) if row.title == "Strudel"]
    assert told.products == ("Strudel",)
    assert (again.same, again.products) == (3, ())
    assert rows(alone)[strudel.id, "2026-01-03"] == 2_000


def test_a_name_of_two_products_is_not_guessed_at(alone, tmp_path):
    alone.bakery.must(AddProduct("pie", "bannos", "Pie", "PIE-1"), OLIVE)
    alone.bakery.must(AddProduct("other", "bannos", "pie", "PIE-2"), OLIVE)

    with pytest.raises(BadSales, match="'Pie' is the name of 2 products"):
        taken(
            alone,
            file_of(tmp_path, "item,date,quantity\nPie-1,2026-01-02,1\n Pie ,2026-01-02,1\n".replace("Pie-1", "PIE-1")),
        )


def test_a_file_of_several_stores_names_them_and_one_of_none_is_asked_about(alone, tmp_path):
    alone.bakery.must(AddProduct("bun", "flourlane", "Bun"), OLIVE)
    text = "store,item,date,quantity\nBanno's,Sponge,2026-01-02,1\nflourlane,Bun,2026-01-02,2\n"

    whole = taken(alone, file_of(tmp_path, text), None)
    assert [(one.place.store_id, one.new) for one in whole.stores] == [("bannos", 1), ("flourlane", 1)]

    with pytest.raises(BadSales, match="of which store"):
        taken(alone, file_of(tmp_path, "item,date,quantity\nSponge,2026-01-02,1\n"), None)


def test_columns_at_which_nobody_looks_are_said(alone, tmp_path):
    whole = taken(alone, file_of(tmp_path, "item,date,quantity,weather\nSponge,2026-01-02,1,rain\n"))

    assert whole.unread == ("weather",)


def test_rows_of_days_of_which_we_have_sales_of_our_own_are_said(alone, tmp_path):
    alone.bakery.take_in(docket("20001"))

    (told,) = taken(alone, file_of(tmp_path, f"item,date,quantity\nSponge,2026-01-02,1\nSponge,{TODAY},2\n")).stores

    assert (told.new, told.unused) == (2, 1)
