"""`kitchen-tui export`: whole lists for a spreadsheet, for a program, or on paper."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from kitchen_tui.cli import main
from tests.kitchen_tui_cli.conftest import Shop

NEW = ("order", "new", "--customer", "Ada", "--due")
LISTS = (
    *("queue", "completed", "unassigned", "held", "orders", "notices", "stock", "products", "staff", "bake-list"),
    *("shops", "work", "dead-letters", "forecast", "to-bake", "accuracy"),
)


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """Two orders for one day, one for another."""
    shop.one(
        *NEW,
        "2030-11-28",
        "--item",
        "Opera; size=Large, writing==1+1, quantity=2, price=45.50",
        "--window",
        "10:00 and 12:00",
    )
    shop.one(*NEW, "2030-11-28", "--item", "Opera; size=Large, price=45.50", "--note", "No candles")
    shop.one(*NEW, "2030-11-29", "--item", "Babka; price=20")
    return shop


def table(shop: Shop, *args: str) -> list[dict[str, str]]:
    """What `export` writes to standard output."""
    shop.capsys.readouterr()
    assert main(["export", *args, "--data-dir", str(shop.folder)]) == 0
    return list(csv.DictReader(io.StringIO(shop.capsys.readouterr().out)))


@pytest.mark.parametrize("what", LISTS)
def test_every_list_can_be_taken_as_it_is(busy: Shop, what: str, tmp_path: Path) -> None:
    said = busy.one("export", what, "--csv", str(tmp_path / "list.csv"))
    content = (tmp_path / "list.csv").read_bytes()

    assert said["verdict"] == "accepted"
    assert content.startswith(b"\xef\xbb\xbf")
    assert len(list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))) == said["lines"] + 1


def test_every_order_is_on_the_list_of_orders_with_a_day_that_spreadsheets_read(busy: Shop) -> None:
    assert sorted(row["Due"] for row in table(busy, "orders")) == ["2030-11-28", "2030-11-28", "2030-11-29"]


def test_paper_that_ends_says_how_much_is_missing(busy: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kitchen_tui.exporting.printable.MOST_ROWS", 3)

    said = busy.one("export", "queue", "--pdf", str(tmp_path / "list.pdf"))

    assert (said["lines"], said["left_out"]) == (3, 1)
    assert "1 more did not come on paper" in said["says"]


def test_the_queue_is_what_the_screen_lists(busy: Shop) -> None:
    rows = table(busy, "queue")

    assert [(row["Product"], row["Due"]) for row in rows] == [("Opera", "2030-11-28")] * 3 + [("Babka", "2030-11-29")]
    assert {row["Writing"] for row in rows} == {"", "'=1+1"}


@pytest.mark.parametrize("what", ["queue", "unassigned"])
def test_a_day_leaves_out_the_others(busy: Shop, what: str) -> None:
    assert [row["Product"] for row in table(busy, what, "--day", "29/11/2030")] == ["Babka"]
    assert table(busy, what, "--day", "2031-01-01") == []


def test_what_was_packed_on_a_day_is_completed_on_it(busy: Shop) -> None:
    for station in ("filling", "covering", "decorating", "packing", "packing"):
        busy.scan("BP01001A", station, "--confirm")

    assert len(table(busy, "completed")) == 1
    assert table(busy, "completed", "--day", "2020-01-01") == []


def test_the_bake_list_counts_first_and_then_names_every_ticket(busy: Shop) -> None:
    rows = table(busy, "bake-list", "--day", "2030-11-28")

    assert [(row["Quantity"], row["Number"]) for row in rows] == [
        ("3", ""),
        *(("1", n) for n in ("P01002", "P01001-A", "P01001-B")),
    ]
    assert rows[2]["Window"] == "10:00-12:00"
    assert rows[2]["Writing"] == "'=1+1"


def test_a_program_gets_objects(busy: Shop) -> None:
    code, lines = busy.run("export", "bake-list", "--day", "2030-11-29")

    assert code == 0
    assert lines[0]["Product"] == "Babka"
    assert lines[0]["Quantity"] == 1


def test_a_sheet_to_print(busy: Shop, tmp_path: Path) -> None:
    said = busy.one("export", "bake-list", "--day", "2030-11-28", "--pdf", str(tmp_path / "bake.pdf"))

    assert said["lines"] == 4
    assert (tmp_path / "bake.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    "args",
    [
        ("stock", "--day", "2030-11-28"),
        ("queue", "--csv", "/nowhere/at/all.csv"),
        ("queue", "--csv", "a.csv", "--pdf", "b.pdf"),
        ("queue", "--day", "soon"),
        ("shelves",),
        ("queue", "--store", "nobodys"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_meant_is_wrong_use(shop: Shop, args: tuple[str, ...]) -> None:
    assert shop.run("export", *args)[0] == 2
