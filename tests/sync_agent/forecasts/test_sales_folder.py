"""A file of sales comes from a till, a spreadsheet, a colleague: it is read as they write it, and what is wrong is said
in a sentence, the same as when it is taken in."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from forecasting.history import read_history
from sync_agent.cli import USAGE, main
from sync_agent.forecasts.sales_folder import read_sales
from sync_agent.forecasts.spreadsheet import BadSales

HEAD = "store,item,date,quantity\n"
ROW = "north,roll,2024-01-01,5\n"


def written(folder: Path, text: str | bytes, name: str = "sales.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


@pytest.mark.parametrize(
    "text",
    [
        HEAD + "007,Törtchen,2024-01-02,1.5\n",
        "Store; Item;DATE;Quantity\n007;Törtchen;02.01.2024;1,5\n",
        "store\titem\tdate\tquantity\n007\tTörtchen\t2024-01-02T06:00\t1,5\n",
        'store,item,date,quantity\n"007"," Törtchen ",2024-01-02,"1.5"\n\n',
    ],
    ids=["plain", "german", "tabs", "quoted"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("packed", [False, True])
def test_a_file_is_read_as_people_export_it(tmp_path: Path, text: str, encoding: str, packed: bool):
    raw = text.encode(encoding)
    file = written(tmp_path, gzip.compress(raw) if packed else raw, "sales.csv.gz" if packed else "sales.csv")
    read = read_history(read_sales(file).frame)
    assert [read[name][0] for name in ("store", "item", "quantity")] == ["007", "Törtchen", 1.5]
    assert f"{read['date'][0]:%Y-%m-%d}" == "2024-01-02"


def test_a_folder_says_which_calendar_counts_and_what_is_known_ahead(tmp_path: Path):
    written(tmp_path, "store,item,date,quantity,Promotion,rain\nnorth,roll,2024-01-01,5,1,0.3\n")
    meta = {"country": "DE", "subdiv": "SH", "known_future": ["Promotion"], "unit": "pieces"}
    written(tmp_path, json.dumps(meta), "meta.json")
    sales = read_sales(tmp_path)
    assert (sales.country, sales.region, sales.known_future) == ("DE", "SH", ("promotion",))
    assert sales.unused == ("rain",)


def test_a_store_may_be_called_na(tmp_path: Path):
    """Such words are text in a column of text, and no gap."""
    read = read_history(read_sales(written(tmp_path, HEAD + "NA,None,2024-01-01,5\n")).frame)
    assert [read["store"][0], read["item"][0]] == ["NA", "None"]


def test_without_a_column_of_stores_all_is_of_one(tmp_path: Path):
    """The file that `sales import` takes can be measured."""
    sales = read_sales(written(tmp_path, "item,date,quantity,sold_out\nroll,2024-01-01,5,x\n", "till.csv"))
    assert read_history(sales.frame)[["store", "sold_out"]].to_numpy().tolist() == [["till", True]]


BAD = [
    ("", "sales.csv is empty"),
    (HEAD, "no line below the first"),
    ("datum,menge\n2024-01-01,5\n", "line 1: no column 'item', 'date', 'quantity'. .* Here it has 'datum', 'menge'"),
    (HEAD + ROW + "north,cake,2024-01-01,five\n", "line 3: 'five' is no quantity"),
    (HEAD + ROW + "north,cake,2024-01-01,\n", "line 3: '' is no quantity"),
    (HEAD + ROW + "north,cake,2024-01-01,nan\n", "line 3: 'nan' is no quantity"),
    (HEAD + ROW + "north,cake,2024-02-30,5\n", "line 3: '2024-02-30' is no date"),
    (HEAD + ROW + "north,cake,02/03/2024,5\n", "line 3: '02/03/2024' is no date"),
    (HEAD + ROW + "north,roll,2024-01-02,5,9\n", "line 3: 5 cells where the first line has 4"),
    (HEAD + ROW + "north,roll,2024-01-02\n", "line 3: 3 cells where the first line has 4"),
    ("item,date,quantity,sold_out\nroll,2024-01-02,3,perhaps\n", "line 2: 'perhaps': sold_out is 1 or 0"),
    ("item,date,quantity,price\nroll,2024-01-02,3,cheap\n", "line 2: 'cheap' is no price"),
    ("item,date,date,quantity\n", "line 1: the column 'date' is there twice"),
    (b"\x89PNG\r\n\x1a\n\xff\xfe\x00\x00", "is no CSV"),
]
LATER = [
    (HEAD + "\n" + ROW + "north,cake,1900-01-01,5\n", "line 4: 1900-01-01 is before 2000-01-01"),
    (HEAD + ROW + ROW, "line 3: 'roll' of 'north' on 2024-01-01 is there twice"),
    (HEAD + ROW + "north,roll,2034-01-01,5\n", "line 3: 2034-01-01 is 3653 days after the sale before it"),
    (HEAD + ROW + ",roll,2024-01-02,5\n", "line 3: the store is empty"),
    (HEAD + ROW + "north,roll,2024-01-02,4006381333931\n", "line 3: 4006381333931.0 is no quantity: it is above"),
    (HEAD + ROW, "sales.csv: The sales are too short"),
]


@pytest.mark.parametrize(("text", "says"), BAD, ids=[says for _, says in BAD])
def test_what_is_no_table_of_sales_is_refused_by_its_line(tmp_path: Path, text: str | bytes, says: str):
    with pytest.raises(BadSales, match=says):
        read_sales(written(tmp_path, text))


@pytest.mark.parametrize(("text", "says"), LATER, ids=[says for _, says in LATER])
def test_what_makes_no_sense_is_told_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
):
    assert main(["forecast", "backtest", str(written(tmp_path, text))]) == USAGE
    assert says in capsys.readouterr().err


def test_what_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(BadSales, match="There is no "):
        read_sales(tmp_path / "none.csv")
    with pytest.raises(BadSales, match="has no sales"):
        read_sales(tmp_path)


def test_what_is_cut_off_is_said_and_what_is_called_packed_and_is_not_is_read(tmp_path: Path):
    with pytest.raises(BadSales, match="cannot be unpacked"):
        read_sales(written(tmp_path, gzip.compress((HEAD + ROW * 999).encode())[:-20], "cut.csv.gz"))
    assert len(read_sales(written(tmp_path, HEAD + ROW, "sales.csv.gz")).frame) == 1


@pytest.mark.parametrize(
    ("meta", "says"),
    [
        ("{", "as JSON"),
        ("[]", "an object is expected"),
        ('{"known_future": "promotion"}', "is a list"),
        ('{"country": 49}', "are text"),
        ('{"known_future": ["weather"]}', "no such column"),
    ],
)
def test_what_is_known_of_the_sales_must_be_readable_too(tmp_path: Path, meta: str, says: str):
    written(tmp_path, HEAD + ROW)
    written(tmp_path, meta, "meta.json")
    with pytest.raises(BadSales, match=says):
        read_sales(tmp_path)
