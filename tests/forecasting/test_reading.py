"""A file of sales comes from a till, a spreadsheet, a colleague: what is wrong with it is said in a sentence."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from forecasting.history import BadHistory, read_history
from forecasting.reading import read_sales

HEAD = "store,item,date,quantity\n"
ROW = "north,roll,2024-01-01,5\n"


def written(folder: Path, text: str | bytes, name: str = "sales.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def test_a_file_is_read_plain_and_packed(tmp_path: Path):
    plain = read_sales(written(tmp_path, HEAD + "007,1,2024-01-01,5\n"))
    packed = read_sales(written(tmp_path, gzip.compress((HEAD + "007,1,2024-01-01,5\n").encode()), "s.csv.gz"))
    for sales in (plain, packed):
        read = read_history(sales.frame)
        assert [read[name][0] for name in ("store", "item", "quantity")] == ["007", "1", 5.0]


def test_a_folder_says_which_calendar_counts_and_what_is_known_ahead(tmp_path: Path):
    written(tmp_path, "store,item,date,quantity,promotion,rain\nnorth,roll,2024-01-01,5,1,0.3\n")
    meta = {"country": "DE", "subdiv": "SH", "known_future": ["promotion"], "unit": "pieces"}
    written(tmp_path, json.dumps(meta), "meta.json")
    sales = read_sales(tmp_path)
    assert (sales.country, sales.region, sales.known_future) == ("DE", "SH", ("promotion",))
    assert sales.unused == ("rain",)


def test_a_store_may_be_called_na(tmp_path: Path):
    """Such words are text in a column of text, and no gap."""
    sales = read_sales(written(tmp_path, HEAD + "NA,None,2024-01-01,5\n"))
    read = read_history(sales.frame)
    assert [read["store"][0], read["item"][0]] == ["NA", "None"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        (HEAD, "no sales"),
        ("datum,menge\n2024-01-01,5\n", "lack the column 'store', 'item', 'date', 'quantity'"),
        (HEAD + ROW + "north,cake,2024-01-01,five\n", "Row 2: 'five' is no quantity"),
        (HEAD + ROW + "north,cake,2024-01-01,\n", "Row 2: .* is no quantity"),
        (HEAD + ROW + "north,cake,01.02.2024,5\n", "Row 2: '01.02.2024' is no date"),
        (HEAD + ROW + "north,cake,1900-01-01,5\n", "Row 2: 1900-01-01 is before"),
        (HEAD + ROW + ROW, "Row 2: .* twice"),
        (HEAD + ROW + "north,roll,2034-01-01,5\n", "Row 2: 2034-01-01 is 3653 days after"),
        (HEAD + ROW + "north,roll,2024-01-02,5,9\n", "cannot be read as CSV: .*line 3"),
        (HEAD + "north,roll,2024-01-02,5,9\n", "cannot be read as CSV"),
        (b"\x89PNG\r\n\x1a\n\xff\xfe\x00\x00", "cannot be read as CSV"),
    ],
)
def test_what_is_no_table_of_sales_is_refused_by_its_row(tmp_path: Path, text: str | bytes, says: str):
    file = written(tmp_path, text)
    with pytest.raises(BadHistory, match=says):
        read_history(read_sales(file).frame)


def test_what_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(BadHistory, match="There is no "):
        read_sales(tmp_path / "none.csv")
    with pytest.raises(BadHistory, match="has no sales"):
        read_sales(tmp_path)


def test_what_is_said_to_be_packed_and_is_not_is_refused(tmp_path: Path):
    with pytest.raises(BadHistory, match="cannot be read"):
        read_sales(written(tmp_path, HEAD + ROW, "sales.csv.gz"))


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
    with pytest.raises(BadHistory, match=says):
        read_sales(tmp_path)
